"""The Sphinx builder `pdf`: one PDF for every edition that conf.py defines."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import babel.dates
import typst
from sphinx.builders import Builder
from sphinx.util import logging

from tools.pdf import errors, escape
from tools.pdf.assembly import Page, assemble
from tools.pdf.editions import Edition, check_paper, read_editions
from tools.pdf.labels import MARK
from tools.pdf.links import Links, read_organisations
from tools.pdf.press import Press, source_name
from tools.pdf.source import Cover, source_of
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes

logger = logging.getLogger(__name__)

POLICY = "links.toml"
"""File beside conf.py that names the organisations of links."""

UNKNOWN_AUTHOR = "Author name not set"
"""What Sphinx says where conf.py names no author."""


class PdfBuilder(Builder):
    """Writes ``<edition>.pdf`` for every edition of `pdf_editions`."""

    name = "pdf"
    format = "typst"
    epilog = "The PDFs are in %(outdir)s."
    allow_parallel = True
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ]
    supported_remote_images = True  # else Sphinx would fetch them; they are not printed

    def init(self) -> None:
        """Check the settings, so that a mistake shows before pages are read."""
        check_paper(self.config.pdf_paper)

    def get_outdated_docs(self) -> str:
        """Return what is out of date: an edition holds any page, so everything."""
        return "all editions"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the mark that references to *docname* bear until the writer resolves them."""
        return MARK + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the same as `get_target_uri`: in a book, all documents are at one place."""
        return self.get_target_uri(to, typ)

    def write_documents(self, docnames: Set[str]) -> None:  # noqa: ARG002 - an edition holds any
        """Write every edition. Raises `PdfError` when one cannot be made; none is replaced then."""
        editions = read_editions(
            self.config.pdf_editions, self.config.root_doc, self.config.project, self.env.found_docs
        )
        self._load = cache(self._resolved)
        self._organisations = read_organisations(Path(self.confdir) / POLICY)
        self.outdir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".typst-", dir=self.outdir) as folder:
            self._press, self._folder = Press(Path(folder)), Path(folder)
            made = {f"{edition.name}.pdf": self._make(edition) for edition in editions}
            for name, pdf in made.items():
                (Path(folder) / name).write_bytes(pdf)
                os.replace(Path(folder) / name, self.outdir / name)  # noqa: PTH105 - atomic

    def _resolved(self, docname: str) -> nodes.document:
        doctree = self.env.get_doctree(docname)
        self.env.resolve_references(doctree, docname, self)
        self.post_process_images(doctree)
        return doctree

    def _make(self, edition: Edition) -> bytes:
        """Return the PDF of *edition*; characters that cannot be drawn are spelled out."""
        book = assemble(edition.root, self._load)
        links = Links((part for part in book if isinstance(part, Page)), self._organisations)
        undrawable: frozenset[str] = frozenset()
        while True:
            writer = Writer(
                book,
                self._picture,
                links=links.numbers,
                others=self.env.found_docs,
                undrawable=undrawable,
            )
            source = source_of(writer, links, self._cover(edition))
            try:
                return self._press.run(edition.name, source, self.timestamp)
            except typst.TypstError as error:
                report = error.diagnostic or error.message
            more = errors.undrawable(report) - undrawable
            if not more:
                file, pdf = source_name(edition.name), f"{edition.name}.pdf"
                raise errors.PdfError(errors.explain(report, source, file, pdf))
            self._warn_of_undrawable(report, source)
            undrawable |= more

    def _warn_of_undrawable(self, report: str, source: str) -> None:
        for place, chars in errors.undrawable_places(report, source).items():
            logger.warning(
                f"The fonts of the PDF have no {chars}; it is printed as"
                f" {escape.clean(chars, frozenset(chars))}; write it in words",
                location=place,
                type="pdf",
            )

    def _cover(self, edition: Edition) -> Cover:
        date = datetime.fromtimestamp(self.timestamp, UTC).date()
        language = self.config.language or "en"
        return Cover(
            title=edition.title,
            subtitle=edition.subtitle,
            author="" if self.config.author == UNKNOWN_AUTHOR else self.config.author,
            version=self.config.release,
            date=date,
            date_text=babel.dates.format_date(date, "long", locale=language),
            language=language,
            paper=self.config.pdf_paper,
        )

    @property
    def timestamp(self) -> int:
        """The date of the guide in seconds since 1970: SOURCE_DATE_EPOCH, else its last change."""
        if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
            return int(epoch)
        changes = (Path(self.env.doc2path(name)).stat().st_mtime for name in self.env.found_docs)
        return int(max(changes, default=0))

    def _picture(self, node: nodes.image) -> str | None:
        """Return the path of the image *node* in the working folder; None if it has no file."""
        uri = node.get("uri", "")
        if uri not in self.images:
            return None
        file, copy = self.srcdir / uri, self._folder / "images" / self.images[uri]
        if not file.is_file():
            return None
        if not copy.exists():
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, copy)
        return f"images/{self.images[uri]}"
