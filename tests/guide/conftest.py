"""Guides that bend the convention, break it or use every view, each read or built once."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from lxml import html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.conftest import COLOUR, ROOT
from tools.guide.load import Loaded, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.guide.model import BestPractice, Guide

PLAIN = {
    "extensions": ["tools.guide"],
    "html_css_files": [],
    "html_theme": "basic",
    "html_theme_options": {},
    "templates_path": [],
}
"""Settings for a site without our theme: these tests are about what the pages hold."""

ARTICLE = "//div[@class='body']"

ROOTS = Path(__file__).with_name("roots")
OWN_SOURCE = ROOT / "source"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site that was built in this process."""

    folder: Path
    guide: Guide
    labels: dict[str, tuple[str, str, str]]
    """Page, anchor and title of each label, by its name."""
    warnings: list[str]

    def page(self, name: str) -> html.HtmlElement:
        """Return the page *name*, parsed."""
        return html.parse(self.folder / f"{name}.html").getroot()

    def files(self) -> dict[str, bytes]:
        """Return what was built, by path; without Sphinx's own records of the build."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != ".buildinfo"
        }


def build_site(
    source: Path,
    work: Path,
    *,
    builder: str = "html",
    jobs: int = 0,
    handlers: Mapping[str, Callable[..., None]] = MappingProxyType({}),
) -> Site:
    """Build the guide in *source* below *work*; what is there already is used again.

    The *handlers*, by the name of their event, come after those of our own.
    """
    warnings = io.StringIO()
    with patch_docutils(ROOT), docutils_namespace():
        app = Sphinx(
            srcdir=source,
            confdir=ROOT,
            outdir=work / builder,
            doctreedir=work / "doctrees",
            buildername=builder,
            confoverrides=PLAIN,
            status=None,
            warning=warnings,
            parallel=jobs,
        )
        for event, handler in handlers.items():
            app.connect(event, handler, priority=1000)
        app.build()
    lines = COLOUR.sub("", warnings.getvalue()).splitlines()
    domains = app.env.domains
    return Site(
        folder=work / builder,
        guide=domains["bp"].guide,
        labels=dict(domains.standard_domain.labels),
        warnings=lines,
    )


def copied(name: str, folder: Path) -> Path:
    """Return a copy of the guide *name* below `ROOTS`, to be changed."""
    return Path(shutil.copytree(ROOTS / name, folder / name))


def practice(guide: Guide, slug: str) -> BestPractice:
    """Return the practice *slug* of *guide*."""
    return next(page for page in guide.practices if page.slug == slug)


@pytest.fixture(scope="session")
def bent() -> Guide:
    """Pages that bend the convention as real ones do."""
    return load(ROOTS / "bent").guide


@pytest.fixture(scope="session")
def worst() -> Loaded:
    """Pages with every fault that the reader knows."""
    return load(ROOTS / "worst")


@pytest.fixture(scope="session")
def seed_guide(seed_source: Path) -> Loaded:
    """The guide of the unmodified seed page."""
    return load(seed_source)


@pytest.fixture(scope="session")
def own() -> Loaded:
    """Our own guide."""
    return load(OWN_SOURCE)


@pytest.fixture(scope="session")
def views(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small guide that uses every view, built."""
    return build_site(ROOTS / "views", tmp_path_factory.mktemp("views"))


@pytest.fixture
def read_page(tmp_path: Path) -> Callable[[str], Loaded]:
    """Read a guide of one page, ``page.rst``, with the text given."""

    def read(text: str) -> Loaded:
        (tmp_path / "index.rst").write_text("Guide\n=====\n\n.. toctree::\n\n   page\n")
        (tmp_path / "page.rst").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return read
