"""The Sphinx builder `pdf`: one PDF for every edition that conf.py defines."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import babel.dates
from sphinx.builders import Builder
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util import logging

from tools.guide.levels import DEFAULT_NAMES, Levels
from tools.guide.organisations import read_organisations
from tools.pdf import errors, escape
from tools.pdf.assembly import Page, Part, assemble
from tools.pdf.binding import Binder
from tools.pdf.editions import (
    Edition,
    check_paper,
    check_roots,
    chosen,
    read_editions,
    single_pages,
)
from tools.pdf.labels import MARK
from tools.pdf.links import Links
from tools.pdf.memory import Memory, digest, fingerprint
from tools.pdf.press import STANDARDS, Press, TypstSourceError, source_name, typefaces
from tools.pdf.pruning import is_for, pruned
from tools.pdf.rowheads import mark_row_headers
from tools.pdf.scribes import Order, Scribes
from tools.pdf.source import Cover, book_source, checklist_source
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from tools.pdf.pages import PageSource
    from tools.pdf.press import Job
    from tools.pdf.source import Manuscript

logger = logging.getLogger(__name__)

POLICY = "links.toml"
"""File beside conf.py that names the organisations of links."""

SETTINGS = (
    "author",
    "language",
    "pdf_cover_note",
    "pdf_editions",
    "pdf_only",
    "pdf_pages",
    "pdf_paper",
    "project",
    "release",
)
"""The settings that a PDF depends on beyond what its pages say."""

UNKNOWN_AUTHOR = "Author name not set"
"""What Sphinx says where conf.py names no author."""


class _Task(NamedTuple):
    """An edition for Typst to set."""

    edition: Edition
    text: Manuscript
    undrawable: frozenset[str]
    """The characters that *text* spells out."""
    more: bool = False
    """Whether others are likely to follow."""


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

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Leave out what no PDF shows: the languages of code, which give it its colours.

        To find them, Sphinx looks through every page.
        """
        super().__init__(app, env)
        transforms = app.registry.post_transforms
        app.registry.post_transforms = [
            t for t in transforms if t is not HighlightLanguageTransform
        ]

    def init(self) -> None:
        """Check the settings, so that a mistake shows before pages are read."""
        check_paper(self.config.pdf_paper)
        self._levels = Levels(getattr(self.config, "bp_levels", DEFAULT_NAMES))
        names = [level.name for level in self._levels.all]
        default = Edition(name="guide", title=self.config.project, root=self.config.root_doc)
        self._editions = read_editions(self.config.pdf_editions, default, names)
        self._chosen = chosen(self._editions, self.config.pdf_only)

    def get_outdated_docs(self) -> str | list[str]:
        """Return what is out of date: everything or nothing, for an edition holds any page."""
        memory = Memory.load(self._memory_path)
        made = all((self.outdir / name).exists() for name in memory.editions)
        return [] if made and memory.everything == self._fingerprint() else "all editions"

    @property
    def _memory_path(self) -> Path:
        name = hashlib.sha256(str(self.outdir).encode()).hexdigest()[:16]
        return Path(self.doctreedir) / f"pdf-{name}.json"  # several builds may share doctrees

    def _fingerprint(self) -> str:
        """Return a digest of all that the PDFs depend on; pages count by their doctrees."""
        files = {*Path(self.doctreedir).rglob("*.doctree"), Path(self.confdir) / POLICY}
        files |= {path for path in Path(__file__).parent.iterdir() if path.is_file()}
        settings = [self.config[name] for name in SETTINGS] + [*self._levels.all, typefaces()]
        return fingerprint(files, [*settings, os.environ.get("SOURCE_DATE_EPOCH")])

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the mark that references to *docname* bear until the writer resolves them."""
        return MARK + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the same as `get_target_uri`: in a book, all documents are at one place."""
        return self.get_target_uri(to, typ)

    def write_documents(self, docnames: Set[str]) -> None:  # noqa: ARG002 - an edition holds any
        """Write every edition. Raises `PdfError` when one cannot be made; none is replaced then."""
        if not self.get_outdated_docs():  # an extension may name pages that are as they were
            return
        check_roots(self._chosen, self.env.found_docs)
        self._organisations = read_organisations(Path(self.confdir) / POLICY)
        self.outdir.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=".typst-", dir=self.outdir) as folder,
            Press(Path(folder)) as self._press,
        ):
            self._folder, self._memory = Path(folder), Memory.load(self._memory_path)
            wanted = self._wanted()
            with _no_collection():
                made = self._made(wanted)
            for name, path in made.items():
                (self.outdir / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, self.outdir / name)  # noqa: PTH105 - atomic
        if not self.config.pdf_only:
            self._remove_others({f"{edition.name}.pdf" for edition in wanted})
        self._memory.everything = self._fingerprint()
        self._memory.save()

    def _made(self, editions: Sequence[Edition]) -> dict[str, Path]:
        """Return the PDFs of those *editions* that have changed, by name.

        Characters that cannot be drawn are spelled out, with a warning. Raises `PdfError` for
        any other fault that Typst finds.
        """
        made: dict[str, Path] = {}
        tasks: Iterable[_Task] = self._tasks(editions)
        while tasks:
            again = []
            for task, job in self._pressed(tasks):
                try:
                    path = job.result()
                except TypstSourceError as failure:
                    again.append(self._spelled_out(task, str(failure)))
                else:
                    path.write_bytes(mark_row_headers(path.read_bytes(), task.text.tables))
                    made[f"{task.edition.name}.pdf"] = path
            tasks = again
        return made

    def _tasks(self, editions: Sequence[Edition]) -> Iterator[_Task]:
        """Yield those of *editions* whose source has changed. Raises `PdfError`, see `_page`."""
        none: frozenset[str] = frozenset()
        self._scribes(none).prepare(o for e in editions for o in self._orders(e))
        for edition in editions:
            text = self._manuscript(edition, none)
            if self._is_new(f"{edition.name}.pdf", text):
                yield _Task(edition, text, none, more=edition is not editions[-1])

    def _pressed(self, tasks: Iterable[_Task]) -> Iterator[tuple[_Task, Job]]:
        """Yield each of *tasks* when Typst is done with it, and at the next one."""
        running: tuple[_Task, Job] | None = None
        for task in tasks:
            if running:
                _ = running[1].report  # waits
            name, source = task.edition.name, task.text.source
            job = self._press.submit(name, source, self.timestamp, more=task.more)
            before, running = running, (task, job)
            if before:
                yield before
        if running:
            yield running

    def _spelled_out(self, task: _Task, report: str) -> _Task:
        """Return *task* with the characters spelled out that, by Typst's *report*, no font has.

        Raises `PdfError` where that is not what is wrong.
        """
        name, source = task.edition.name, task.text.source
        more = errors.undrawable(report) - task.undrawable
        if not more:
            explained = errors.explain(report, source, source_name(name), f"{name}.pdf")
            raise errors.PdfError(explained)
        self._warn_of_undrawable(report, source)
        self._memory.editions[f"{name}.pdf"] = ""  # so that the next build warns, too
        undrawable = task.undrawable | more
        return _Task(task.edition, self._manuscript(task.edition, undrawable), undrawable)

    def _is_new(self, name: str, text: Manuscript) -> bool:
        """Return whether the PDF *name* was not made of *text* already, and remember it."""
        before = self._memory.editions.get(name)
        look = (STANDARDS, typefaces(), text.tables)
        now = digest(text.source, self._folder, self.timestamp, *look)
        self._memory.editions[name] = now
        return before != now or not (self.outdir / name).exists()

    def _wanted(self) -> list[Edition]:
        if self.config.pdf_only:
            return self._chosen
        titles = {docname: title.astext() for docname, title in self.env.titles.items()}
        return [*self._chosen, *single_pages(self.config.pdf_pages, titles)]

    def _remove_others(self, made: Container[str]) -> None:
        """Remove the PDFs of editions and pages that are no more."""
        for path in self.outdir.rglob("*.pdf"):
            name = path.relative_to(self.outdir).as_posix()
            if name not in made:
                path.unlink()
                self._memory.editions.pop(name, None)

    @cache  # noqa: B019 - the builder lives as long as the build
    def _scribes(self, undrawable: frozenset[str]) -> Scribes:
        """Return who writes pages, with characters that no font at hand has spelled out."""
        return Scribes(partial(self._page, undrawable), self._weight)

    def _weight(self, docname: str) -> int:
        """Return the bytes of the doctree, which grow with the work that it is."""
        return (Path(self.doctreedir) / f"{docname}.doctree").stat().st_size

    def _page(self, undrawable: frozenset[str], order: Order) -> PageSource:
        """Return the page of *order*. Raises `PdfError` where there is no form for a part."""
        whole = self._resolved(order.docname)
        doctree = pruned(whole, self._levels, order.level) if order.level else whole
        if doctree is whole and order.level:
            return self._scribes(undrawable).page(Order(order.docname, 0))
        return Writer(order.docname, doctree, self._picture, undrawable).page()

    @cache  # noqa: B019 - the builder lives as long as the build
    def _resolved(self, docname: str) -> nodes.document:
        doctree = self.env.get_doctree(docname)
        self.env.resolve_references(doctree, docname, self)
        self.post_process_images(doctree)
        return doctree

    def _manuscript(self, edition: Edition, undrawable: frozenset[str]) -> Manuscript:
        """Return the Typst source of *edition*. Raises `PdfError`, see `_page`."""
        book = self._book(edition, undrawable)
        pages = [part.source for part in book if isinstance(part, Page)]
        cover = self._cover(edition)
        if edition.kind == "checklist":
            found = [page.checklist for page in pages if page.checklist]
            return checklist_source(found, undrawable, cover)
        links = Links(pages, self._organisations)
        binder = Binder(
            book,
            title=self.config.project if edition.kind == "page" else edition.title,
            numbers=links.numbers,
            others=self.env.found_docs,
            undrawable=undrawable,
        )
        return book_source(binder, links, cover)

    def _book(self, edition: Edition, undrawable: frozenset[str]) -> list[Page | Part]:
        write, level = self._scribes(undrawable).page, self._level(edition)
        if edition.kind == "page":
            return [Page(source=write(Order(edition.root, level)), level=1)]
        return assemble(
            edition.root,
            lambda name: write(Order(name, level)) if self._is_in(edition, name) else None,
        )

    def _orders(self, edition: Edition) -> Iterator[Order]:
        """Yield the pages of *edition*."""
        level, found, below = self._level(edition), set(), [edition.root]
        while below:
            docname = below.pop()
            if docname not in found and self._is_in(edition, docname):
                found.add(docname)
                yield Order(docname, level)
                if edition.kind != "page":
                    below += self.env.toctree_includes.get(docname, [])

    def _level(self, edition: Edition) -> int:
        return self._levels.find(edition.level).numbers[0] if edition.level else 0

    def _is_in(self, edition: Edition, docname: str) -> bool:
        """Return whether *edition* needs the page *docname*, if the one that lists it."""
        level = self._level(edition)
        if not level or docname == edition.root:
            return True
        title = self.env.titles[docname].astext()
        return is_for(title, self.env.metadata[docname], self._levels, level)

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
            note=self.config.pdf_cover_note,
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


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for garbage within the block.

    All doctrees stay in use until the end, and to look through them again and again takes a
    third of the time of writing.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
