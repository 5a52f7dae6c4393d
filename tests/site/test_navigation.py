"""The sidebar: right on every page, independent of the size of the guide, fresh after edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from lxml import html

from tests.conftest import run_build, write_guide
from tools.site import freshness
from tools.site.navigation import LONGEST_LIST, Pages, Part, Sidebar, Tree, window
from tools.site.sections import page_contents

if TYPE_CHECKING:
    from pathlib import Path


def make_tree(parts: dict[str, list[str]], children: dict[str, list[str]] | None = None) -> Tree:
    """Return a tree of *parts* (caption to pages) whose titles are the names in capitals."""
    below = {name: tuple(found) for name, found in (children or {}).items()}
    tops = [page for pages in parts.values() for page in pages]
    names = ["index", *tops, *(child for found in below.values() for child in found)]
    parents = dict.fromkeys(tops, "index")
    parents |= {child: name for name, found in below.items() for child in found}
    return Tree(
        root="index",
        parts=tuple(Part(caption=c, pages=tuple(pages)) for c, pages in parts.items()),
        children=below,
        parents=parents,
        titles={name: name.upper() for name in names},
    )


def draw(tree: Tree, page: str) -> html.HtmlElement:
    """Return the sidebar of *page*."""
    drawn = Sidebar(tree, page, lambda name: f"{name}.html").html()
    return html.fragment_fromstring(drawn, create_parent="nav")


@pytest.mark.parametrize(
    ("count", "here", "expected"),
    [
        (5, 2, (0, 5)),
        (100, 0, (0, 60)),
        (100, 50, (20, 80)),
        (100, 99, (40, 100)),
    ],
)
def test_window_is_around_the_page(count: int, here: int, expected: tuple[int, int]) -> None:
    """Whole where it fits, else a neighbourhood of fixed size."""
    pages = [f"p{number}" for number in range(count)]

    assert window(pages, f"p{here}") == expected


class Counted(str):
    """A name that counts how often it is compared with another."""

    __slots__ = ()
    comparisons = 0

    def __eq__(self, other: object) -> bool:
        """Count, and compare as text does."""
        Counted.comparisons += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_sidebar_does_not_walk_through_a_long_list() -> None:
    """Its cost is that of what it shows: at ten thousand pages a walk for each is a minute."""
    pages = Pages(Counted(f"p{number:05}") for number in range(5_000))
    parents = dict.fromkeys(pages, "index")
    titles = {page: page.upper() for page in pages}
    part = Part(caption="All", pages=pages)
    tree = Tree(root="index", parts=(part,), children={}, parents=parents, titles=titles)
    Sidebar(tree, pages[0], str).html()  # what the tree looks up once
    Counted.comparisons = 0

    drawn = Sidebar(tree, Counted("p04000"), str).html()

    assert drawn.count("<a ") == LONGEST_LIST + 1
    assert 0 < Counted.comparisons < 20 * LONGEST_LIST


def test_pages_of_one_folder_share_drawn_entries_but_each_marks_itself() -> None:
    """An entry kept from one page does not claim to be the page of the next."""
    tree = make_tree({"One": ["a", "b", "c"]})
    entries: dict[str, str] = {}
    shared = [Sidebar(tree, page, str, entries).html() for page in "abc"]

    assert shared == [Sidebar(tree, page, str).html() for page in "abc"]


def test_part_of_the_page_is_open_and_others_closed() -> None:
    """A closed part keeps its links out of the tab order."""
    side = draw(make_tree({"One": ["a", "b"], "Two": ["c", "d"]}), "c")

    assert [d.get("open") is not None for d in side.xpath("details")] == [False, True]
    assert side.xpath("//a[@aria-current='page']/text()") == ["C"]


def test_part_of_one_page_is_a_link() -> None:
    """A disclosure of one entry would be one click more."""
    side = draw(make_tree({"One": ["a", "b"], "Two": ["c"]}), "a")

    assert side.xpath("ul/li/a/text()") == ["C"]


def test_pages_below_the_current_one_are_listed() -> None:
    """And those beside it, but nothing of other branches."""
    tree = make_tree({"One": ["a", "b"]}, {"a": ["a1", "a2"], "b": ["b1"]})

    assert draw(tree, "a1").xpath("//a/text()") == ["A", "A1", "A2", "B"]
    assert draw(tree, "b").xpath("//a/text()") == ["A", "B", "B1"]


def test_titles_are_text_whatever_they_hold() -> None:
    """A title cannot bring markup into the page."""
    tree = make_tree({"<b>": ["<i>x</i>", "b"]})

    assert "<i>" not in Sidebar(tree, "b", str).html()
    assert "&lt;I&gt;" in Sidebar(tree, "b", str).html()


def test_circle_of_pages_ends() -> None:
    """Two pages that list each other do not hang the build."""
    tree = make_tree({"One": ["a"]}, {"a": ["b"], "b": ["a"]})

    assert draw(tree, "b").xpath("//a[@aria-current]/text()") == ["B"]


@pytest.mark.parametrize("shape", ["flat", "grouped"])
def test_sidebar_does_not_grow_with_the_guide(shape: str) -> None:
    """At ten thousand pages it has at most 1.2 times the bytes it has at 250."""

    def size(count: int) -> int:
        pages = [f"page-{number:05}" for number in range(count)]
        if shape == "flat":
            tree = make_tree({"All": pages})
        else:
            groups = [pages[start::20] for start in range(20)]
            tops = [f"group-{number}" for number in range(20)]
            tree = make_tree({"All": tops}, dict(zip(tops, groups, strict=True)))
        return len(Sidebar(tree, pages[count // 2], lambda name: f"{name}.html").html())

    assert size(10_000) <= 1.2 * max(size(250), size(20 * LONGEST_LIST))


def test_title_that_changes_makes_its_readers_stale() -> None:
    """Those that show it, and no others."""
    pages = [f"p{number}" for number in range(200)]
    before = make_tree({"All": pages})
    after = Tree(
        root="index",
        parts=before.parts,
        children={},
        parents=before.parents,
        titles={**before.titles, "p10": "New"},
    )
    found = freshness.stale(
        freshness.digests(before, {}, "style"), freshness.digests(after, {}, "style")
    )

    assert "p10" in found
    assert "p11" in found
    assert "p150" not in found


def test_new_style_sheet_makes_every_page_stale() -> None:
    """Each names it with its fingerprint."""
    tree = make_tree({"All": ["a", "b"]})
    found = freshness.stale(freshness.digests(tree, {}, "old"), freshness.digests(tree, {}, "new"))

    assert found == ["a", "b", "index"]


@pytest.mark.parametrize("content", ["", "[1]", "{broken"])
def test_broken_record_counts_as_none(content: str, tmp_path: Path) -> None:
    """It is a cache; the next build writes it anew."""
    (tmp_path / "record.json").write_text(content)

    assert freshness.read(tmp_path / "record.json") == {}


def test_incremental_build_refreshes_the_other_sidebars(tmp_path: Path) -> None:
    """After one page's title is edited, each page shows the new one."""
    texts = {name: f"{name.title()}\n=====\n\nText.\n" for name in ("first", "other", "third")}
    source = write_guide(tmp_path / "source", texts)
    run_build(source, tmp_path / "b", "html")
    (source / "first.rst").write_text("Renamed\n=======\n\nText.\n")
    built = run_build(source, tmp_path / "b", "html")
    assert built.status == 0, built.errors

    for name in ("index", "other", "third"):
        tree = html.parse(built.html / f"{name}.html")
        texts_of = tree.xpath("//nav[@aria-label='Guide']//a/text()")
        assert texts_of == ["Renamed", "Other", "Third"], name
    neighbours = html.parse(built.html / "other.html").xpath("//a[@rel='prev']")
    assert "Renamed" in neighbours[0].text_content()


def test_contents_of_a_page_need_two_headings() -> None:
    """One heading is no list."""
    toc = bullets(("Title", "#", bullets(("Only", "#only", None))))

    assert page_contents(toc) == ""
    assert page_contents(None) == ""


def test_contents_of_a_page_stop_at_two_levels() -> None:
    """Deeper headings are found on the way."""
    deep = bullets(("Deep", "#deep", None))
    toc = bullets(
        ("Title", "#", bullets(("A & B", "#a", bullets(("C", "#c", deep))), ("D", "#d", None)))
    )
    drawn = page_contents(toc)

    assert 'href="#c"' in drawn
    assert "#deep" not in drawn
    assert "A &amp; B" in drawn


def bullets(*items: tuple[str, str, nodes.bullet_list | None]) -> nodes.bullet_list:
    """Return a list as Sphinx keeps the headings of a page."""
    made = nodes.bullet_list()
    for text, anchor, below in items:
        reference = nodes.reference("", text, anchorname=anchor)
        made += nodes.list_item("", nodes.paragraph("", "", reference), *([below] if below else []))
    return made
