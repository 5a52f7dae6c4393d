"""On paper: a page is a handout on Letter, with its links written out and a line on every sheet."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pypdf import PageObject

PRACTICE = "best-practices/backups.html"


def printed(page: Page, address: str) -> PdfReader:
    """Return what the browser prints of *address*, in a dark room."""
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


@pytest.fixture
def sheets(page: Page, site: str) -> PdfReader:
    """A practice, printed."""
    return printed(page, f"{site}/{PRACTICE}")


def lowest(sheet: PageObject) -> float:
    """Return how high above the foot of *sheet* its text ends, in points, without the footer."""
    heights: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            heights.append(cm[5] + cm[3] * tm[5])

    sheet.extract_text(visitor_text=visit)
    return min(height for height in heights if height > 62)


def words(reader: PdfReader) -> list[str]:
    """Return the text of each sheet, in one line."""
    return [" ".join(sheet.extract_text().split()) for sheet in reader.pages]


def test_paper_is_letter(sheets: PdfReader) -> None:
    """8.5 by 11 inches."""
    sizes = {(round(p.mediabox.width), round(p.mediabox.height)) for p in sheets.pages}

    assert sizes == {(612, 792)}


def test_every_sheet_says_what_it_is(sheets: PdfReader) -> None:
    """Title, guide, version, date of review, number of the sheet."""
    texts = words(sheets)

    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert re.search(r"Backups · Election Security Guide \d{4}\.\d+", text), text[-200:]
        assert re.search(r"Reviewed [A-Z][a-z]+ \d+, 20\d\d", text)
        assert f"Page {number} of {len(texts)}" in text


def test_links_are_written_out(sheets: PdfReader) -> None:
    """The reader of the paper can type them."""
    assert "<https://clonezilla.org>" in "".join(words(sheets)).replace(" ", "")


def test_what_is_for_the_screen_stays_there(sheets: PdfReader) -> None:
    """No menu, no search, no sidebar, no notice about scripts."""
    text = " ".join(words(sheets))

    for control in ("Skip to the content", "My level", "On this page", "My checklist", "Next"):
        assert control not in text


def test_dark_colours_do_not_reach_the_paper(page: Page, site: str) -> None:
    """Black on white whatever the screen shows."""
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{site}/{PRACTICE}")
    colours = page.evaluate(
        "[getComputedStyle(document.documentElement).color,"
        " getComputedStyle(document.documentElement).backgroundColor]"
    )

    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_folded_actions_of_a_level_stay_folded_with_a_line(page: Page, site: str) -> None:
    """A handout for Level 1 says that there is more."""
    text = " ".join(words(printed(page, f"{site}/{PRACTICE}?level=1")))

    assert "not for Level 1" in text


def test_checklist_prints_room_to_write(page: Page, site: str) -> None:
    """Owner and date beside each action."""
    text = words(printed(page, f"{site}/checklist.html?level=1"))[0]

    assert text.count("Owner") > 2
    assert text.count("Owner") == text.count("Date")


def test_sheets_are_filled(page: Page, site: str) -> None:
    """A long item with a list of its own goes on where the last one ended."""
    roadmap = printed(page, f"{site}/maturity/level-1.html")

    assert [n for n, text in enumerate(map(lowest, roadmap.pages[:-1]), 1) if text > 250] == []


def test_results_of_a_search_have_no_addresses(page: Page, site: str) -> None:
    """They are links within the guide, and that of the server is no help on paper."""
    page.goto(f"{site}/search.html?q=ransomware")
    page.locator("#search-results .excerpt").nth(3).wait_for()
    text = "".join(words(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))))

    assert "Incident Response" in text
    assert "<http" not in text
