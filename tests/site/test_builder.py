"""What would come out as it is there already is left alone; all else is as if built anew."""

from __future__ import annotations

import gc
import io
import json
import weakref
from typing import TYPE_CHECKING

import pytest
from sphinx.builders.html import StandaloneHTMLBuilder

from tests.guide.conftest import copied
from tools.build import OnceStream, run_sphinx
from tools.site.builder import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes

MADE = ("bp-practices.html", "checklist.html", "contents.html", "genindex.html", "search.html")
NAMES = "objects.inv"


@pytest.fixture(name="source")
def copy_views(tmp_path: Path) -> Path:
    """A guide to be changed."""
    return copied("views", tmp_path)


def build_site(source: Path, work: Path) -> None:
    """Build the site of *source* in *work*, on top of what is there."""
    run_sphinx("html", source, work, OnceStream(io.StringIO()))


def times(work: Path) -> dict[str, int]:
    """Return when each file of the site was written."""
    found = (path for path in (work / "html").rglob("*") if path.is_file())
    return {path.relative_to(work / "html").as_posix(): path.stat().st_mtime_ns for path in found}


def held(work: Path) -> dict[str, bytes]:
    """Return the files of the site."""
    return {name: (work / "html" / name).read_bytes() for name in times(work)}


def rewritten(source: Path, work: Path) -> set[str]:
    """Build once more, and return what was written; all must be as if built anew."""
    before = times(work)
    build_site(source, work)
    after = times(work)
    build_site(source, work / "anew")
    assert held(work) == held(work / "anew")
    return {name for name in after if after[name] != before.get(name)}


def edit(page: Path, old: str, new: str) -> None:
    """Change the words of a *page*."""
    text = page.read_text()
    assert old in text
    page.write_text(text.replace(old, new, 1))


def test_nothing_changed_nothing_written(source: Path, tmp_path: Path) -> None:
    """But style sheets and fonts, which cost nothing."""
    build_site(source, tmp_path)
    written = rewritten(source, tmp_path)

    assert {name for name in written if not name.startswith("_static/")} == set()


def test_words_of_an_introduction_are_on_their_page_only(source: Path, tmp_path: Path) -> None:
    """No index and no checklist shows them; the search and the data files do."""
    build_site(source, tmp_path)
    edit(source / "second.rst", "\nActions\n", "\nMore words.\n\nActions\n")
    written = rewritten(source, tmp_path)

    assert {"second.html", "searchindex.js", "data/guide.json"} <= written
    assert not written & {*MADE, NAMES}


def test_words_of_an_action_are_on_the_lists(source: Path, tmp_path: Path) -> None:
    """The checklist and the index of actions show them."""
    build_site(source, tmp_path)
    edit(source / "second.rst", "Walk.", "Run.")
    written = rewritten(source, tmp_path)

    assert {"bp-practices.html", "checklist.html", NAMES} <= written
    assert not written & {"contents.html", "search.html"}


def test_a_page_that_is_gone_leaves_the_search(source: Path, tmp_path: Path) -> None:
    """Although no page is written for it, since no list held it."""
    lost = source / "lost.rst"
    lost.write_text(":orphan:\n\nLost Words\n==========\n\nSomething unfindable.\n")
    build_site(source, tmp_path)
    lost.unlink()
    build_site(source, tmp_path)

    assert "lost" not in (tmp_path / "html" / "searchindex.js").read_text()


@pytest.mark.parametrize("name", [*MADE, NAMES, "_static/guide.css"])
def test_a_file_that_is_gone_comes_back(source: Path, tmp_path: Path, name: str) -> None:
    """Whichever it is."""
    build_site(source, tmp_path)
    (tmp_path / "html" / name).unlink()
    written = rewritten(source, tmp_path)

    assert name in written


def test_a_build_that_failed_is_not_taken_for_done(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was written, but the index of words was not."""
    build_site(source, tmp_path)
    edit(source / "second.rst", "\nActions\n", "\nMore wordings.\n\nActions\n")
    with monkeypatch.context() as failing:
        failing.setattr(SiteBuilder, "dump_search_index", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build_site(source, tmp_path)

    assert "searchindex.js" in rewritten(source, tmp_path)


def test_a_broken_record_is_no_record(source: Path, tmp_path: Path) -> None:
    """All is made anew."""
    build_site(source, tmp_path)
    for content in ("{", json.dumps([1])):
        (tmp_path / "doctrees" / "made-html.json").write_text(content)
        assert set(MADE) <= rewritten(source, tmp_path)


def test_pages_go_as_soon_as_they_are_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without being looked for: what was read is left out of the search for garbage."""
    pages: list[weakref.ref[nodes.Node]] = []
    left: list[int] = []
    write, finish = StandaloneHTMLBuilder.write_doc, SiteBuilder.finish

    def note(self: SiteBuilder, docname: str, doctree: nodes.document) -> None:
        pages.append(weakref.ref(doctree.children[0]))
        write(self, docname, doctree)

    def count(self: SiteBuilder) -> None:
        left.append(sum(page() is not None for page in pages))
        finish(self)

    monkeypatch.setattr(StandaloneHTMLBuilder, "write_doc", note)
    monkeypatch.setattr(SiteBuilder, "finish", count)
    gc.disable()
    try:
        build_site(source, tmp_path)
    finally:
        gc.enable()

    assert len(pages) == len(list(source.rglob("*.rst")))
    assert left == [0]
