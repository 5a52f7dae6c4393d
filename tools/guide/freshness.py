"""Which built pages a change makes stale.

Sphinx writes the pages whose source changed. A derived view also changes with other pages, with
the history in git, and with what another builder has read into the shared environment; a reference
changes with the title of what it names. So each builder remembers which guide it wrote last.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tools.guide.packed import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from tools.guide.domain import GuideDomain
    from tools.guide.packed import Packed

Digests = dict[str, str]
"""Digest of each page by docname: of its practice, of what its references name, of what its views
show. Under an empty name that of the whole guide."""


@dataclass(kw_only=True)
class Fingerprints:
    """What tells whether a guide, or a part of it, is the same as before."""

    pages: Sequence[Packed]
    """The practices, in their order."""
    said: Mapping[str, Sequence[object]]
    """Title of the practice of a page, the titles of others in it, and its date, by docname."""
    common: object
    """What all views show beside the practices."""

    @cached_property
    def practices(self) -> dict[str, str]:
        """Digest of each practice by docname."""
        return {
            page.docname: digest(page.marks[WHOLE], self.said[page.docname]) for page in self.pages
        }

    def digests(
        self, referred: Mapping[str, Sequence[object]], views: Mapping[str, Sequence[str]]
    ) -> Digests:
        """Return the digests of all pages.

        *referred* holds what the references of a page have found, *views* the names of its views.
        """
        of_views = {view: self.of_view(view) for view in set(itertools.chain(*views.values()))}
        practices = self.practices
        made = {
            docname: digest(
                practices.get(docname),
                referred.get(docname),
                [of_views[view] for view in views.get(docname, ())],
            )
            for docname in sorted({*referred, *views})
        }
        return {"": digest(self.common, list(practices.items())), **practices, **made}

    def of_view(self, view: str) -> str:
        """Return the digest of what the *view* shows."""
        return digest(self.common, [self._in_view(view, page) for page in self.pages])

    def _in_view(self, view: str, page: Packed) -> object:
        """Return what tells whether the *view* shows the practice of *page* as before."""
        mark = page.marks.get(view)
        if mark is None:
            return page.docname, self.practices[page.docname]
        titles = self.said[page.docname][: 2 if mark.marked else 1]
        return page.docname, mark.digest, titles


def digest(*parts: object) -> str:
    """Return what tells whether *parts* are the same as before: the SHA-256 of what they show."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def code_of(folder: Path) -> list[tuple[str, int, int]]:
    """Return what tells whether the code and the tables in *folder* are the same as before.

    Name, size in bytes and time of the last change in nanoseconds of each file.
    """
    paths = (path for path in sorted(folder.rglob("*.*")) if path.suffix in _CODE)
    found = ((path.name, path.stat()) for path in paths)
    return [(name, status.st_size, status.st_mtime_ns) for name, status in found]


_CODE = frozenset({".py", ".toml", ".csv"})


def stale(before: Digests, now: Digests) -> list[str]:
    """Return the pages to write again: those whose digest differs."""
    return sorted(name for name in now if name and now[name] != before.get(name))


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose views differ from what this builder wrote last."""
    domain: GuideDomain = env.domains["bp"]  # type: ignore[assignment]
    return stale(_read(_record(app)), domain.digests)


def remember(app: Sphinx, failure: Exception | None) -> None:
    """Note which guide was written, unless the build failed."""
    if failure is None:
        domain: GuideDomain = app.env.domains["bp"]  # type: ignore[assignment]
        _record(app).write_text(json.dumps(domain.digests), encoding="utf-8")


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"views-{app.builder.name}.json"


def _read(path: Path) -> Digests:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
