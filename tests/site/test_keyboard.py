"""Keyboard only, with and without scripts: skip link, menu, search key, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PRACTICE = "best-practices/backups.html"
FOCUSED = "document.activeElement.textContent.trim() || document.activeElement.id"
MOST_STOPS = 8
"""Tab stops on a phone before the first link of the article, the menu closed."""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page as wide as a small phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone without scripts."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_skip_link_comes_first_and_leads_to_the_article(page: Page, site: str) -> None:
    """Two keys; the next stop is within the article."""
    page.goto(f"{site}/{PRACTICE}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('.rst-content') !== null")


def test_closed_menu_is_not_in_the_tab_order(phone: Page, site: str) -> None:
    """Few stops lie before the article; the theme's phone menu had sixty-three."""
    phone.goto(f"{site}/{PRACTICE}")
    stops = []
    while not phone.evaluate("document.activeElement.closest('.rst-content') !== null"):
        phone.keyboard.press("Tab")
        stops.append(phone.evaluate(FOCUSED))

    assert len(stops) - 1 <= MOST_STOPS, stops


def test_menu_button_works_by_keyboard(phone: Page, site: str) -> None:
    """Enter opens it, its links are next, Escape closes it and returns to the button."""
    phone.goto(f"{site}/{PRACTICE}")
    button = phone.get_by_role("button", name="Menu")
    sidebar = phone.locator("#site-menu")
    expect(sidebar).to_be_hidden()
    button.focus()
    phone.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(sidebar).to_be_visible()
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.closest('#site-menu') !== null")
    phone.keyboard.press("Escape")

    expect(sidebar).to_be_hidden()
    expect(button).to_be_focused()


def test_menu_works_without_scripts(plain: Page, site: str) -> None:
    """A disclosure of HTML itself, opened with the keyboard."""
    plain.goto(f"{site}/{PRACTICE}")
    link = plain.locator("#site-menu").get_by_role("link", name="Incident Response")
    expect(link).to_be_hidden()
    plain.locator(".menu-toggle > summary").press("Enter")

    expect(link).to_be_visible()
    link.click()
    expect(plain.locator("h1")).to_contain_text("Incident Response")


def test_everything_shows_without_scripts(plain: Page, site: str) -> None:
    """No action is hidden, no control that needs a script is shown."""
    plain.goto(f"{site}/{PRACTICE}?level=1")
    actions = plain.locator("li[data-levels]")

    assert actions.count() > 5
    assert all(item.is_visible() for item in actions.all())
    expect(plain.get_by_label("My level")).to_be_hidden()
    expect(plain.get_by_label("Colors")).to_be_hidden()


def test_contents_of_the_page_open_without_scripts(plain: Page, site: str) -> None:
    """On narrow windows they are behind a disclosure."""
    plain.goto(f"{site}/{PRACTICE}")
    link = plain.locator(".page-contents").get_by_role("link", name="Goals")
    expect(link).to_be_hidden()
    plain.locator(".contents-toggle > summary").press("Enter")

    expect(link).to_be_visible()


def test_slash_goes_to_the_search_box(page: Page, site: str) -> None:
    """But writes itself where something is being written."""
    page.goto(f"{site}/{PRACTICE}")
    page.keyboard.press("/")
    box = page.get_by_label("Search")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")

    expect(box).to_have_value("a/b")


def test_search_box_leads_to_results(page: Page, site: str) -> None:
    """Enter in it opens the page of the search."""
    page.goto(f"{site}/{PRACTICE}")
    page.keyboard.press("/")
    page.keyboard.type("ransomware")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("results for “ransomware”")


def test_wide_table_scrolls_by_keyboard(phone: Page, site: str) -> None:
    """Its box takes focus and says what it is; one that fits is no stop."""
    phone.goto(f"{site}/appendices/cis-controls-matrix.html")
    boxes = phone.locator(".table-box")
    wide = [b for b in boxes.all() if b.evaluate("e => e.scrollWidth > e.clientWidth")]

    for box in boxes.all():
        scrolls = box.evaluate("e => e.scrollWidth > e.clientWidth")
        assert (box.get_attribute("tabindex") == "0") == scrolls
        assert (box.get_attribute("role") == "region") == scrolls
    assert len(wide) <= boxes.count()


BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(18, 26, 34)"


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_colours_follow_the_system_without_scripts(
    scheme: str, colour: str, browser: Browser, site: str
) -> None:
    """A style sheet is enough for that."""
    context = browser.new_context(color_scheme=scheme, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/{PRACTICE}")
    shown = page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor")
    context.close()

    assert shown == colour


def test_colours_can_be_chosen_and_stay(page: Page, site: str) -> None:
    """The choice holds on the next page, before its first line is drawn, and can be undone."""
    page.goto(f"{site}/{PRACTICE}")
    page.get_by_label("Colors").select_option("Dark")
    assert page.evaluate(BACKGROUND) == DARK
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => "
        "{ window.early = document.documentElement.dataset.theme });"
    )
    page.goto(f"{site}/glossary.html")

    assert page.evaluate("window.early") == "dark"
    assert page.evaluate(BACKGROUND) == DARK
    page.get_by_label("Colors").select_option("As on this device")
    assert page.evaluate(BACKGROUND) == LIGHT


def test_choice_is_known_before_the_body_is_read(page: Page, site: str) -> None:
    """The script that sets it stands before the style sheet and does not wait."""
    page.goto(f"{site}/{PRACTICE}")
    first = page.locator("head > script").first

    assert "early.js" in (first.get_attribute("src") or "")
    assert first.get_attribute("defer") is None
    assert first.get_attribute("async") is None


def test_forbidden_storage_breaks_nothing(page: Page, site: str) -> None:
    """Colours can still be chosen for the page."""
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}/{PRACTICE}")
    page.get_by_label("Colors").select_option("Dark")

    assert page.evaluate(BACKGROUND) == DARK
    assert errors == []
