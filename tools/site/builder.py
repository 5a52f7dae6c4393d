"""Sphinx's builder of the site, without what would come out as it is there already.

Sphinx writes the pages that no document makes (indexes, the checklist, all pages) and the indexes
of words and names in every build, also in one that has nothing to write. With thousands of
practices that takes longer than the page that was edited. So each build notes what these pages were
made of, and which files there were; the next one leaves alone what would be the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder

from tools.guide.freshness import digest
from tools.site import freshness
from tools.site.state import SiteState

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes

WHOLE, FILES = "", "files"
"""Keys of the record that are no pages: digest of all that the site shows; names of its files."""


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder; after a build without changes it does nothing."""

    state = SiteState()
    """What is known of the site; set before anything is read."""
    idle = False
    """Whether nothing has changed since the last build."""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Look whether there is anything to write; if so, prepare for it."""
        record = self._record
        self._before = freshness.read(record)
        self._now: dict[str, str] = {}
        files = (self.outdir / name for name in self._before.get(FILES, ()))
        self.idle = (
            not docnames
            and self._before.get(WHOLE) == self.state.whole
            and all(path.is_file() for path in files)
        )
        if not self.idle:
            record.unlink(missing_ok=True)  # it holds for nothing that comes in between
            super().prepare_writing(docnames)

    def copy_assets(self) -> None:
        """Copy style sheets and the like."""
        if not self.idle:
            super().copy_assets()

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the page, and take its doctree apart.

        Its nodes know each other, so they would stay until Python looks for garbage, which it does
        not among the pages that this build has read.
        """
        super().write_doc(docname, doctree)
        for node in list(doctree.findall()):
            vars(node).clear()

    def finish(self) -> None:
        """Write what no document makes."""
        if not self.idle:
            super().finish()

    def dump_inventory(self) -> None:
        """Write the names that other projects can refer to, unless they are the same as before."""
        names = [
            (domain.name, sorted(domain.get_objects())) for domain in self.env.domains.sorted()
        ]
        made_of, path = digest(self.state.common, names), Path(self.outdir) / INVENTORY_FILENAME
        if not self._is_as_before(INVENTORY_FILENAME, made_of, path):
            super().dump_inventory()

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page, unless no document makes it and it would be the same as before."""
        if event_arg is None and outfilename is None:
            sidebar = freshness.shown(self.state.tree, pagename, ())
            made_of = digest(pagename, addctx, templatename, sidebar, self.state.common)
            if self._is_as_before(pagename, made_of, self.get_output_path(pagename)):
                return
        super().handle_page(
            pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg
        )

    def _is_as_before(self, name: str, made_of: str, path: Path) -> bool:
        """Return whether the file in *path* would come out as it is; note what it is *made_of*."""
        self._now[name] = made_of
        return self._before.get(name) == made_of and path.is_file()

    def remember(self) -> None:
        """Note what the site is made of now, for the next build; to be called when all is made."""
        paths = sorted(Path(self.outdir).rglob("*"))
        files = [path.relative_to(self.outdir).as_posix() for path in paths if path.is_file()]
        content = {**self._now, WHOLE: self.state.whole, FILES: files}
        self._record.write_text(json.dumps(content), encoding="utf-8")

    @property
    def _record(self) -> Path:
        return Path(self.doctreedir) / f"made-{self.name}.json"
