"""Guesses of pages: as many digits as the true number has, and Typst lays out a book but twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
from docutils.core import publish_doctree

from tools.pdf.assembly import Page, Part
from tools.pdf.guesses import FRONT, SHEET, Guesses
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from tests.pdf.conftest import Built

GUESS = re.compile(r'#xref\("([^"]+)"(?:, near: true)?, guess: (\d+)\)')


def page(docname: str, rst: str) -> Page:
    """Return a page of a book."""
    return Page(source=Writer(docname, publish_doctree(rst), lambda _: None).page(), level=1)


def test_pages_follow_one_another() -> None:
    """A part has a sheet of its own, a page of the guide as many as it has text for."""
    book = [Part(title="P"), page("a", "Word " * (SHEET // 4)), page("b", "B"), page("c", "C")]
    guesses = Guesses(book)

    assert [guesses.page(f"{name}#") - FRONT for name in "abc"] == [2, 4, 5]


def test_page_alone_begins_at_once() -> None:
    """It has no title page and no contents."""
    assert Guesses([page("a", "A")]).page("a#") == 1


def test_places_within_a_page_count() -> None:
    """A target, a heading and a reference far below the title are on a page of their own."""
    text = "Word " * (SHEET // 4)
    rst = f"`Far`_\n\nOne\n---\n\n{text}\n\n.. _target:\n\nText.\n\nFar\n---\n\n`One`_ `target`_\n"
    found = page("a", rst)
    guesses = Guesses([found])

    assert [guesses.page(f"a#{name}") for name in ("one", "target", "far")] == [1, 2, 2]
    assert [guesses.page_of("a", i) for i, _ in enumerate(found.source.references)] == [1, 2, 2]


def test_most_guesses_of_our_guide_have_the_right_number_of_digits(own_guide: Built) -> None:
    """A wrong number of digits may move lines, and costs a third layout of the whole book."""
    guesses = dict(GUESS.findall(own_guide.sources["full"]))
    with pikepdf.open(own_guide.pdf("full").path) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = pikepdf.NameTree(pdf.Root.Names.Dests)
        true = {name: pages[place[0].objgen] for name, place in places.items()}
    right = [len(str(true[name])) == len(guess) for name, guess in guesses.items() if name in true]

    assert len(right) > 40
    assert sum(right) / len(right) > 0.9
