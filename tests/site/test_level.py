"""My level: chosen once, its actions come first, the others are folded and never gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Build

PRACTICE = "best-practices/backups.html"
HEADINGS = ".rst-content #actions h3"


def headings(page: Page) -> list[str]:
    """Return the headings below Actions, in their order on the page."""
    return [text.removesuffix("#") for text in page.locator(HEADINGS).all_inner_texts()]


def test_choice_folds_the_others_behind_a_control(page: Page, site: str) -> None:
    """Level 2: its section comes first; the two others say what they hold."""
    page.goto(f"{site}/{PRACTICE}")
    before = headings(page)
    page.get_by_label("My level").select_option("Level 2")

    assert headings(page)[0].startswith("Level 2")
    assert sorted(headings(page)) == sorted(before)
    folds = page.locator("details.fold")
    assert folds.count() == len(before) - 1
    expect(folds.first.locator("summary")).to_contain_text("not for Level 2")
    folds.first.locator("summary").click()
    expect(folds.first.locator("li").first).to_be_visible()


def test_choice_holds_on_the_next_page_and_can_be_undone(page: Page, site: str) -> None:
    """With one button, which then hands the focus on."""
    page.goto(f"{site}/{PRACTICE}")
    before = page.locator("#actions").inner_html()
    page.get_by_label("My level").select_option("Level 1")
    page.goto(f"{site}/glossary.html")
    page.goto(f"{site}/{PRACTICE}")
    expect(page.get_by_label("My level")).to_have_value("1")
    page.get_by_role("button", name="Show all levels").click()

    assert page.locator("details.fold").count() == 0
    assert page.locator("#actions").inner_html() == before
    expect(page.get_by_label("My level")).to_be_focused()
    expect(page.get_by_label("My level")).to_have_value("")


def test_every_action_of_the_level_stays_in_sight(page: Page, site: str) -> None:
    """And every other one is in a fold."""
    page.goto(f"{site}/{PRACTICE}?level=1")
    mine = page.locator("li[data-levels~='1']")
    others = page.locator("li[data-levels]:not([data-levels~='1'])")

    assert mine.count() > 3
    assert others.count() > 3
    assert all(item.is_visible() for item in mine.all())
    assert all(item.is_hidden() for item in others.all())
    assert page.locator("details.fold li[data-levels]").count() == others.count()


def test_link_to_a_folded_action_opens_its_fold(page: Page, site: str) -> None:
    """Coming from elsewhere, and on the page itself."""
    page.goto(f"{site}/{PRACTICE}?level=1")
    anchor = page.locator("details.fold li[id]").last.get_attribute("id")
    page.goto(f"{site}/{PRACTICE}?level=1#{anchor}")

    expect(page.locator(f"[id='{anchor}']")).to_be_visible()
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


@pytest.mark.parametrize("address", ["?level=9", "?level=", "?level=<b>", "#nowhere", "#%E0%A4%A"])
def test_unknown_level_or_anchor_leaves_the_page_as_it_is(
    address: str, page: Page, site: str
) -> None:
    """Everything shows, no error."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}/{PRACTICE}{address}")

    assert errors == []
    assert page.locator("details.fold").count() == 0
    expect(page.get_by_label("My level")).to_have_value("")


def test_other_tab_follows(page: Page, site: str) -> None:
    """A choice in one shows in the other."""
    page.goto(f"{site}/{PRACTICE}")
    other = page.context.new_page()
    other.goto(f"{site}/{PRACTICE}")
    other.get_by_label("My level").select_option("Level 3")

    expect(page.get_by_label("My level")).to_have_value("3")


def test_index_shows_what_is_of_the_level(page: Page, site: str) -> None:
    """Its column stands out; its priorities carry a mark."""
    page.goto(f"{site}/best-practices/index.html?level=1")
    cells = page.locator(".practice-index tbody tr").first.locator("th, td")
    weights = [cell.evaluate("e => getComputedStyle(e).backgroundColor") for cell in cells.all()]
    marks = page.locator(".practice-index tr.level-1-priority > :first-child").first

    assert weights[1] != weights[2] == weights[3]
    assert marks.evaluate("e => getComputedStyle(e).boxShadow") != "none"


def test_choice_works_from_the_disk(page: Page, guide: Build) -> None:
    """The offline copy remembers as well."""
    page.goto((guide.html / PRACTICE).as_uri())
    page.get_by_label("My level").select_option("Level 1")
    page.goto((guide.html / PRACTICE).as_uri())

    expect(page.get_by_label("My level")).to_have_value("1")
