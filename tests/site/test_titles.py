"""The title that a page takes from |bp_title| is right wherever a reader meets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build

PAGE = "best-practices/physical-threats"
TITLE = "Addressing Physical Threats"


@pytest.fixture(scope="module")
def tree(guide: Build) -> html.HtmlElement:
    """The built page."""
    return html.parse(guide.html / f"{PAGE}.html").getroot()


PLACES = {
    "heading": "//h1",
    "browser title": "//head/title",
    "sidebar": "//nav//a[@aria-current='page']",
    "breadcrumbs": "//ul[@class='wy-breadcrumbs']/li[contains(@class, 'active')]",
}


@pytest.mark.parametrize("place", PLACES)
def test_title_shows(place: str, tree: html.HtmlElement) -> None:
    """Heading, browser title, sidebar and breadcrumbs."""
    texts = [" ".join(element.text_content().split()) for element in tree.xpath(PLACES[place])]

    assert [text for text in texts if TITLE in text], texts


def test_title_shows_in_previous_and_next(guide: Build) -> None:
    """Some other page leads on to this one by its title."""
    titles = [
        " ".join(link.text_content().split())
        for path in guide.html.rglob("*.html")
        for link in html.parse(path).xpath("//a[@rel='next' or @rel='prev']")
    ]

    assert f"Next {TITLE}" in titles
    assert f"Previous {TITLE}" in titles


def test_no_page_shows_a_substitution_mark(guide: Build) -> None:
    """No |name| is left in any text, title or the search index; code may speak of one."""
    mark = re.compile(r"\|[A-Za-z]\w+\|")
    pages = sorted(guide.html.rglob("*.html"))
    assert len(pages) > 3

    def visible(path: Path) -> str:
        root = html.parse(path).getroot()
        return " ".join(root.xpath("//text()[not(ancestor::script or ancestor::code)]"))

    assert not [path.name for path in pages if mark.search(visible(path))]
    assert not mark.search((guide.html / "searchindex.js").read_text())


def test_title_shows_in_search_results(site: str, page: Page) -> None:
    """A search for its words lists the page by its title."""
    page.goto(f"{site}/search.html?q=physical+threats")
    page.wait_for_selector("#search-results ul li a")
    results = page.locator("#search-results ul li a").all_inner_texts()

    assert TITLE in results
