"""Accessibility: the structure tree says what the source says."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.pdf.ink import runs
from tests.pdf.structure import Element, structure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pdf.conftest import Built


@pytest.fixture(scope="module")
def path(every_node: Built) -> Path:
    return every_node.pdf("book").path


@pytest.fixture(scope="module")
def tree(path: Path) -> Element:
    return structure(path)


@pytest.fixture(scope="module")
def words(path: Path) -> dict[tuple[int, int], str]:
    """The text of each marked content."""
    found: dict[tuple[int, int], str] = {}
    for run in runs(path):
        if run.mcid is not None:
            found[run.page, run.mcid] = found.get((run.page, run.mcid), "") + run.text
    return found


def text(element: Element, words: dict[tuple[int, int], str]) -> str:
    return "".join(words.get(c, "") for e in element.walk() for c in e.contents).strip()


def test_document_is_marked_as_tagged(path: Path) -> None:
    """Assistive technology looks here first."""
    with pikepdf.open(path) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)


def test_headings_are_those_of_the_bookmarks(
    every_node: Built, tree: Element, words: dict[tuple[int, int], str]
) -> None:
    """Structure and bookmarks agree, in level, order and words; no level is skipped."""
    headings = [e for e in tree.walk() if re.fullmatch(r"H\d", e.tag)]
    levels = [int(e.tag[1]) for e in headings]

    assert [(int(e.tag[1]), text(e, words)) for e in headings] == every_node.pdf("book").outline
    assert all(b <= a + 1 for a, b in zip([0, *levels], levels, strict=False))


def test_lists_have_items_with_label_and_body(tree: Element) -> None:
    """Screen readers count the items and say how deep a list is."""
    lists = tree.find("L")
    deepest = max(_depth(e, "L") for e in lists)

    assert deepest == 8
    assert all({c.tag for c in e.children} <= {"LI", "L", "Caption"} for e in lists)
    for item in tree.find("LI"):
        assert [child.tag for child in item.children] in (["Lbl", "LBody"], ["LBody"])


def _depth(element: Element, tag: str) -> int:
    return (element.tag == tag) + max((_depth(c, tag) for c in element.children), default=0)


def test_tables_have_header_cells_with_scope(tree: Element) -> None:
    """A cell is read with the header above it."""
    tables = tree.find("Table")

    assert len(tables) == 5
    for table in tables:
        rows = table.find("TR")
        assert {cell.tag for cell in rows[0].children} == {"TH"}
        assert {cell.scope for cell in rows[0].children} == {"Column"}
        cells = {cell.tag for row in rows[1:] for cell in row.children[1:]}
        assert cells == {"TD"}


def test_first_cells_of_a_stub_column_head_their_rows(
    tree: Element, words: dict[tuple[int, int], str]
) -> None:
    """A cell is read with the header beside it, where the source says that it is one."""
    heads = [cell for cell in tree.find("TH") if cell.scope == "Row"]

    assert [text(cell, words) for cell in heads] == ["Backups", "Segmentation"]


def test_every_figure_has_a_description(tree: Element) -> None:
    """What a picture shows is said in words."""
    alts = Counter(figure.alt for figure in tree.find("Figure"))

    assert "" not in alts
    assert alts["a blue square with words"] == 1
    assert alts["Image: one.svg (no description)"] == 1


def test_every_link_annotation_is_in_the_structure(path: Path, tree: Element) -> None:
    """A link that only the mouse can find would be no link."""
    with pikepdf.open(path) as pdf:
        drawn = sum(len(page.get("/Annots", [])) for page in pdf.pages)
        described = all("/Contents" in a for page in pdf.pages for a in page.get("/Annots", []))

    assert sum(e.annotations for e in tree.walk()) == drawn > 0
    assert all(e.tag == "Link" for e in tree.walk() if e.annotations)
    assert described


def test_all_text_is_in_the_structure_or_an_artifact(path: Path, tree: Element) -> None:
    """Running heads and page numbers are not read out; all else is, once."""
    drawn = {(r.page, r.mcid) for r in runs(path) if not r.artifact}
    heads = [r.text for r in runs(path) if r.artifact and " of " in r.text]
    listed = Counter(content for e in tree.walk() for content in e.contents)

    assert (None not in {mcid for _, mcid in drawn}) and drawn <= set(listed)
    assert set(listed.values()) == {1}
    assert heads
