"""What the pages of a PDF hold: text, links, references, notes, tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.pdf.ink import runs
from tests.pdf.press import compiled
from tests.pdf.structure import structure
from tools.pdf.press import TypstSourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pdf.conftest import Built

HEAD = "A Guide\n=======\n\nWords.\n\n"


@pytest.mark.parametrize(
    "words",
    [
        "What the front page says before its contents.",
        "PSA (Physical Security Advisor), and PSA again.",
        "A second paragraph of the first item.",
        "iv) roman",
        "Second term (classifier)",
        "--long=VALUE",
        "literal    spaces",
        "Titled admonition",
        "Centered words",
        "Boxed words",
        "Added in version 1.0: Something new.",
        "Only in the PDF.",
        "Cells may span columns.",
        "The legend.",
        "pollbook, e-pollbook",
    ],
)
def test_words_of_every_kind_of_node_are_printed(every_node: Built, words: str) -> None:
    """Nothing that a reader should see is dropped on the way."""
    assert " ".join(words.split()) in every_node.pdf("book").text


@pytest.mark.parametrize(
    "words", ["not shown", "Only on the web site", "raw html", "A comment", "orphan-field"]
)
def test_words_for_others_are_not_printed(every_node: Built, words: str) -> None:
    """Comments, docinfo and what is meant for the web site stay out."""
    assert words not in every_node.pdf("book").text


def test_links_lead_out(every_node: Built) -> None:
    """Every address of the source is a link annotation."""
    assert set(every_node.pdf("book").addresses) == {
        "https://www.example.org/a?b=1&c=2#d",
        "https://example.com/",
        "https://bare.example.org/path",
        "mailto:help@example.org",
        "https://named.example.org/",
        "https://footnote.example.org/",
        "https://parsed.example.org/",
        "https://www.cisa.gov/",
        "https://caption.example.org/",
        "https://image.example.org/",
    }


def test_references_name_the_page_they_lead_to(every_node: Built) -> None:
    """A reader on paper finds what a reference means."""
    pages = every_node.pdf("book").pages
    lists = next(i for i, text in enumerate(pages, 1) if text.startswith("Lists"))
    below = next(text for text in pages if text.startswith("Below"))

    assert f"Back to Lists (page {lists}) and Chapters (page" in below
    assert "to Inline markup and to" in every_node.pdf("book").text  # on the same page: no number


def test_reference_to_nowhere_is_an_error() -> None:
    """It must not pass as a link to some page or other."""
    with pytest.raises(TypstSourceError, match="does not exist"):
        compiled('#with-places(xref => [#xref("nowhere#at-all", guess: 1)[words]])')


def test_room_for_the_contents_is_kept(make: Callable[..., Built]) -> None:
    """Typst is told how many headings the contents list, or it lays out every page once more."""
    toctree = ".. toctree::\n   :caption: A Part\n\n   one\n   two\n"
    page = "T\n=\n\nSub\n---\n\n`x <https://one.example/>`__ `y <https://two.example/>`__\n"
    built = make(HEAD + toctree, {"one.rst": page, "two.rst": "Two\n===\n\nHello.\n"})
    found = structure(built.pdf().path).find("TOCI")
    (entries,) = re.findall(r"contents-entries: \(([^)]*)\)", built.sources["guide"])

    assert len(found) == sum(map(int, entries.strip(", ").split(", ")))


def test_footnotes_stand_once_at_the_foot_of_their_page(every_node: Built) -> None:
    """A note that is referred to twice is printed once; one without a reference is kept."""
    page = next(text for text in every_node.pdf("book").pages if "A footnote" in text)

    assert page.count("The first footnote, with emphasis and a link[") == 1
    assert page.index("Only in the PDF.") < page.index("The first footnote")
    assert "[2] A footnote that nothing refers to." in page


def test_tables_repeat_their_header_on_every_page(every_node: Built) -> None:
    """A long table stays readable where it goes on."""
    pages = [text for text in every_node.pdf("book").pages if text.startswith("Tables")]

    assert len(pages) == 2
    assert all("Number Words" in text for text in pages)


def test_sheet_of_a_part_lists_its_chapters(every_node: Built) -> None:
    """A part starts with a sheet of its own that says what is in it, and where."""
    pages = every_node.pdf("book").pages
    sheet = next(text for text in pages if text.startswith("Words Every Node"))
    blocks = next(i for i, text in enumerate(pages, 1) if text.startswith("Blocks Every Node"))

    assert "Words Inline markup" in sheet
    assert f"Blocks {blocks} Version" in sheet


def test_page_with_the_name_of_its_part_opens_it(make: Callable[..., Built]) -> None:
    """The title is not printed twice; the other pages of the part stand below it."""
    toctree = ".. toctree::\n   :caption: best practices\n\n   one\n   two\n"
    one, two = "Best Practices\n==============\n\nHello.\n", "Two\n===\n\nHello.\n"
    pdf = make(HEAD + toctree, {"one.rst": one, "two.rst": two}).pdf()

    assert pdf.outline[2:] == [(1, "Best Practices"), (2, "Two")]


def test_page_of_two_toctrees_is_printed_once(make: Callable[..., Built]) -> None:
    """It stands where it is named first; a toctree that names its own page does no harm."""
    toctree = ".. toctree::\n\n   one\n   index\n   https://example.org/\n\n"
    built = make(f"{HEAD}{toctree}{toctree}", {"one.rst": "One\n===\n\nHello.\n"})

    assert built.pdf().text.count("Hello.") == 1


def test_substitution_in_a_title_shows_everywhere(make: Callable[..., Built]) -> None:
    """Heading, contents, bookmarks and running head all say the title itself."""
    page = ".. |bp_title| replace:: The Practice\n\n|bp_title|\n----------\n\nHello.\n"
    pdf = make(".. toctree::\n\n   one\n", {"one.rst": page}).pdf()

    assert (1, "The Practice") in pdf.outline
    assert pdf.pages[1].startswith("Contents A Guide Contents The Practice")
    assert pdf.pages[2].startswith("The Practice A Guide The Practice Hello.")


MARGIN = 82  # points; the template leaves 1.15 in at each side

LONG = {
    "word": "a1" * 100,
    "address": "https://example.org/" + "path-" * 60,
    "literal": "``" + "x_" * 120 + "``",
    "table": "=====  =====\nA      B\n=====  =====\na      " + "b1" * 150 + "\n=====  =====",
    "code": "::\n\n   " + "c_" * 200,
}


@pytest.mark.parametrize("rst", LONG.values(), ids=LONG)
def test_no_text_runs_off_the_page(make: Callable[..., Built], rst: str) -> None:
    """Words that no line can hold are broken, and no sign is added to them."""
    pdf = make(f"{HEAD}{rst}\n").pdf()
    word = max(re.findall(r"[\w/:.-]+", rst), key=len)

    assert max(run.right for run in runs(pdf.path)) <= 612 - MARGIN
    assert word in "".join(pdf.text.split())
