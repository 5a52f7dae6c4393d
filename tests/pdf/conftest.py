"""Builds of small guides with the builder `pdf`, and what their PDFs hold."""

from __future__ import annotations

import io
import os
import re
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdf
import pytest
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import docutils_namespace

from tools.pdf.assembly import Page
from tools.pdf.binding import Binder
from tools.pdf.press import Job, Press
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOTS = Path(__file__).parent / "roots"
EPOCH = 1795000000  # 2026-11-18
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

CONF = 'project = "A Guide"\nrelease = "1.0"\nextensions = ["tools.pdf"]\n'


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """One built PDF."""

    path: Path

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def pages(self) -> list[str]:
        """The text of each page, in runs parted by single spaces."""
        return _pages(self.data)

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def outline(self) -> list[tuple[int, str]]:
        """The bookmarks: level, from 1, and title."""
        with pikepdf.open(self.path) as pdf, pdf.open_outline() as outline:
            return list(_bookmarks(outline.root, 1))

    @property
    def addresses(self) -> list[str]:
        """The addresses of all link annotations that lead out of the PDF, in page order."""
        with pikepdf.open(self.path) as pdf:
            return [str(a.A.URI) for a in _annotations(pdf) if "/URI" in a.get("/A", {})]

    @property
    def inner_links(self) -> int:
        """How many link annotations lead to a place of the PDF that is there."""
        with pikepdf.open(self.path) as pdf:
            pages = {page.objgen for page in pdf.pages}
            named = pdf.Root.get("/Names", {}).get("/Dests")
            names = pikepdf.NameTree(named) if named is not None else {}
            places = [a.Dest for a in _annotations(pdf) if "/Dest" in a]
            arrays = [names[str(p)] if isinstance(p, pikepdf.String) else p for p in places]
            arrays = [p.D if isinstance(p, pikepdf.Dictionary) else p for p in arrays]
            return sum(p[0].objgen in pages for p in arrays)


@cache
def _pages(data: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def _bookmarks(items: list[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, item.title
        yield from _bookmarks(item.children, level + 1)


def _annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        yield from (a for a in page.get("/Annots", []) if a.Subtype == "/Link")


@dataclass(frozen=True, kw_only=True)
class Built:
    """What one run of the builder left behind."""

    outdir: Path
    warnings: str
    error: str
    sources: Mapping[str, str] = field(default_factory=dict)
    """The Typst source of each PDF, as it was last printed."""

    def pdf(self, name: str = "guide") -> Pdf:
        return Pdf(path=self.outdir / f"{name}.pdf")


def build(source: Path, folder: Path, confdir: Path | None = None, **settings: object) -> Built:
    """Build the guide in *source* into *folder*; errors are returned.

    Its conf.py is its own, or that in *confdir*.
    """
    warnings = io.StringIO()
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)
    error = ""
    sources: dict[str, str] = {}
    submit = Press.submit

    def keep(press: Press, name: str, source: str, *rest: Any, **more: Any) -> Job:
        sources[name] = source
        return submit(press, name, source, *rest, **more)

    try:
        with docutils_namespace(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(Press, "submit", keep)
            Sphinx(
                source,
                confdir or source,
                folder / "pdf",
                folder / "doctrees",
                "pdf",
                confoverrides=settings,
                status=None,
                warning=warnings,
            ).build()
    except SphinxError as failure:
        error = f"{failure.category}: {failure}"
    return Built(
        outdir=folder / "pdf",
        warnings=COLOUR.sub("", warnings.getvalue()),
        error=error,
        sources=sources,
    )


@pytest.fixture(autouse=True)
def _epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Built]:
    """Build a guide of the given files; `index` is the text of index.rst."""

    def make_guide(index: str, files: Mapping[str, str | bytes] = {}, **settings: object) -> Built:
        source = tmp_path / "source"
        for name, content in {"conf.py": CONF, "index.rst": index, **files}.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return build(source, tmp_path / "build", **settings)

    return make_guide


@pytest.fixture(scope="session")
def every_node(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The guide that holds every kind of node, built once."""
    folder = tmp_path_factory.mktemp("every-node")
    source = Path(shutil.copytree(ROOTS / "every-node", folder / "source"))
    built = build(source, folder / "build")
    assert not built.error, built.error
    return built


@pytest.fixture(scope="session")
def own_guide(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Our own guide, built once: the full one and the checklists."""
    root = Path(__file__).parents[2]
    full = {"title": "Our Guide", "root": "index"}
    ticks = {
        f"checklist-{n}": full | {"kind": "checklist", "level": f"Level {n}"} for n in (1, 2, 3)
    }
    settings = {"pdf_editions": {"full": full, **ticks}, "pdf_pages": []}
    built = build(root / "source", tmp_path_factory.mktemp("own"), root, **settings)
    assert not built.error, built.error
    return built


@pytest.fixture(scope="session")
def typst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Write RST as Typst source, without the comments that name its lines."""
    source = tmp_path_factory.mktemp("typst") / "source"
    (source / "images").mkdir(parents=True)
    (source / "conf.py").write_text(CONF)
    (source / "index.rst").write_text("Page\n====\n")
    for name in ("one.svg", "dot.png"):
        shutil.copyfile(ROOTS / "every-node" / "images" / name, source / "images" / name)
    app = SphinxTestApp("pdf", srcdir=source, warning=io.StringIO())

    def write(text: str) -> str:
        (source / "index.rst").write_text(text, encoding="utf-8")
        app.env.prepare_settings("index")
        app.builder.read_doc("index")
        app.env._pickled_doctree_cache.clear()  # Sphinx keeps what it read before
        doctree = app.env.get_doctree("index")
        app.env.resolve_references(doctree, "index", app.builder)
        app.builder.post_process_images(doctree)
        writer = Writer("index", doctree, lambda node: f"images/{Path(node['uri']).name}")
        written = Binder([Page(source=writer.page(), level=1)]).astext()
        return re.sub(r"\n+", "\n", re.sub(r"^// .*\n", "", written, flags=re.MULTILINE)).strip()

    yield write
    app.cleanup()
