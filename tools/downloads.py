"""Sphinx extension: the site lists the editions that were built before it, with what they are.

``tools.build`` names the folders with finished editions in `downloads_folders`; the directive
``downloads`` becomes a table of them, and templates find the first as ``downloads`` (file name
to title), with those that are about the page itself. A plain ``sphinx-build`` names none, and
its site offers none.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from tools.archive import SIZE_MARK, SUM_MARK, readable_size

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

BUILDER = "html"
"""The builder that offers editions."""

FOLDER = "downloads"
"""Folder of the site that holds the editions."""

COLUMNS = ("Edition", "Format", "Pages", "Size", "SHA-256")
FORMATS = {".pdf": "PDF", ".epub": "EPUB"}
ARCHIVE_TITLE = "This site, for machines without a network"


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """An edition that readers can take away."""

    file: str
    """Its file name."""
    title: str
    format: str
    pages: int | None
    """Printed pages; none for an edition that has no fixed pages."""
    size: int
    """In bytes."""
    sha256: str
    """In hexadecimal digits."""

    @classmethod
    def from_file(cls, path: Path, title: str) -> Download:
        """Read the edition at *path*. Raises `OSError` where it cannot be read."""
        from pypdf import PdfReader  # noqa: PLC0415 - most builds list what they listed before

        content = path.read_bytes()
        pages = len(PdfReader(path).pages) if path.suffix == ".pdf" else None
        return cls(
            file=path.name,
            title=title,
            format=FORMATS[path.suffix],
            pages=pages,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    @property
    def cells(self) -> tuple[str, ...]:
        """What the table says of it, column by column."""
        pages = str(self.pages) if self.pages else ""
        return (self.title, self.format, pages, readable_size(self.size), self.sha256)


def find_editions(config: Config) -> dict[Path, str]:
    """Return the editions in `downloads_folders` with their titles, ordered as in conf.py."""
    titles = {f"{name}.pdf": pdf["title"] for name, pdf in config.pdf_editions.items()}
    titles[f"{config.epub_basename}.epub"] = config.project
    found = {
        path.name: path
        for folder in map(Path, config.downloads_folders)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.suffix in FORMATS
    }
    return {found[file]: title for file, title in titles.items() if file in found}


class Downloads(nodes.General, nodes.Element):
    """The place of the table, until the editions are known."""


class DownloadsDirective(SphinxDirective):
    """``.. downloads::`` lists the editions, on the site only."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the table."""
        self.env.metadata[self.env.docname]["downloads"] = True
        return [Downloads()]


def fill_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the table in its place; other builders than that of the site get nothing there."""
    for place in list(doctree.findall(Downloads)):
        editions = find_editions(app.config) if app.builder.name == BUILDER else {}
        found = [Download.from_file(path, title) for path, title in editions.items()]
        here = app.builder.get_target_uri(docname)
        place.replace_self([_table(found, here, app.config), _version(app.config)] if found else [])


def _table(found: list[Download], here: str, config: Config) -> nodes.table:
    rows = [_row(_cells(download, here)) for download in found]
    if archive := config.downloads_archive:
        cells = [nodes.Text("ZIP"), nodes.Text(""), nodes.Text(SIZE_MARK)]
        link = _link(archive, ARCHIVE_TITLE, here)
        rows.append(_row([link, *cells, nodes.literal("", SUM_MARK)]))
    group = nodes.tgroup("", cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=1) for _ in COLUMNS]
    group += nodes.thead("", _row([nodes.Text(name) for name in COLUMNS]))
    group += nodes.tbody("", *rows)
    return nodes.table("", group, classes=["downloads"])


def _cells(download: Download, here: str) -> list[nodes.Node]:
    title, *others, digest = download.cells
    link = _link(download.file, title, here)
    return [link, *(nodes.Text(text) for text in others), nodes.literal("", digest)]


def _link(file: str, title: str, here: str) -> nodes.reference:
    return nodes.reference("", title, refuri=relative_uri(here, f"{FOLDER}/{file}"), internal=True)


def _version(config: Config) -> nodes.paragraph:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    date = datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    of_date = f" of {date:%B} {date.day}, {date.year}" if date else ""
    return nodes.paragraph("", f"Version {config.release}{of_date}.")


def _row(cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def offer_on_every_page(_app: Sphinx, config: Config) -> None:
    """Let templates offer the first edition, as ``downloads`` (file name to title)."""
    titles = dict([(path.name, title) for path, title in find_editions(config).items()][:1])
    alone = sorted(find_files(config) - {f"{name}.pdf" for name in config.pdf_editions})
    # Sphinx writes all pages anew when this changes, so that none lacks a link or has a dead one.
    context = {"downloads": titles, "downloads_alone": alone}
    config.html_context = {**config.html_context, **context}


def find_files(config: Config) -> set[str]:
    """Return the names of all PDFs in `downloads_folders`, those of single pages with theirs."""
    folders = map(Path, config.downloads_folders)
    return {p.relative_to(f).as_posix() for f in folders for p in f.rglob("*.pdf")}


def offer_its_own(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Add to ``downloads`` the PDF of the *page* alone, or those for the level it is about."""
    if page not in app.env.titles:
        return
    title = app.env.titles[page].astext()
    about = {
        f"{name}.pdf": pdf["title"]
        for name, pdf in app.config.pdf_editions.items()
        if (level := pdf.get("level")) and (title == level or title.startswith(f"{level}:"))
    }
    there = find_files(app.config) if about else ()
    own = {file: text for file, text in about.items() if file in there}
    if f"{page}.pdf" in context["downloads_alone"]:
        own[f"{page}.pdf"] = title
    context["downloads"] = {**context["downloads"], **own}


def pages_with_downloads(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that list editions, where other editions are there than they list."""
    if app.builder.name != BUILDER or _noted(_record(app)) == _listed(app):
        return []
    return [name for name, metadata in env.metadata.items() if "downloads" in metadata]


def remember(app: Sphinx, failure: Exception | None) -> None:
    """Note which editions the pages list, unless the build failed."""
    if failure is None and app.builder.name == BUILDER:
        _record(app).write_text(_listed(app), encoding="utf-8")


def _listed(app: Sphinx) -> str:
    """Return what the tables depend on: titles, sizes and times of the files, and the version."""
    editions = [
        (str(path), title, path.stat().st_size, path.stat().st_mtime_ns)
        for path, title in find_editions(app.config).items()
    ]
    return repr([editions, app.config.downloads_archive, _version(app.config).astext()])


def _noted(record: Path) -> str:
    return record.read_text(encoding="utf-8") if record.exists() else ""


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "downloads.txt"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the setting and the directive."""
    app.add_config_value("downloads_folders", (), "html", types=frozenset({list, tuple}))
    app.add_config_value("downloads_archive", "", "html", types=frozenset({str}))
    app.connect("config-inited", offer_on_every_page)

    app.add_node(Downloads)
    app.add_directive("downloads", DownloadsDirective)
    app.connect("doctree-resolved", fill_downloads)
    app.connect("html-page-context", offer_its_own)
    app.connect("env-updated", pages_with_downloads)
    app.connect("build-finished", remember)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
