"""The search: titles first, numbers, short forms, small errors, excerpts, hostile strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils.core import publish_doctree
from playwright.sync_api import expect

from tools.site import excerpts

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Build

RESULTS = "#search-results li > a"


def search(page: Page, site: str, query: str) -> list[str]:
    """Return the titles that a search for *query* lists, best first."""
    page.goto(f"{site}/search.html")
    page.get_by_label("Search").fill(query)
    expect(page.get_by_role("status")).to_contain_text(f"for “{query}”")
    return page.locator(RESULTS).all_inner_texts()


FIRST = {
    "backups": "Backups",
    "BACKUPS": "Backups",
    "incident response": "Incident Response",
    "incident": "Incident Response",
    "bakcups": "Backups",
    "11.5": "Safeguard 11.5: Test Data Recovery",
    "safeguard 11.5": "Safeguard 11.5: Test Data Recovery",
    "CIS 11": "Control 11: Data Recovery",
    "control 11": "Control 11: Data Recovery",
    "MFA": "MFA",
    "mfa": "MFA",
    "tabulator": "tabulator",
}
"""What a reader writes, and what comes first."""


@pytest.mark.parametrize("query", FIRST)
def test_best_hit_comes_first(query: str, page: Page, site: str) -> None:
    """Titles before text, numbers of safeguards, terms and short forms of the glossary."""
    assert search(page, site, query)[0] == FIRST[query]


@pytest.mark.parametrize("query", ["ransomwear", "ransomwre", "ransomwaree", "rnasomware"])
def test_one_wrong_letter_is_forgiven(query: str, page: Page, site: str) -> None:
    """Another letter, one less, one more, two swapped."""
    assert set(search(page, site, "ransomware")) & set(search(page, site, query))


def test_safeguard_lists_the_practices_that_carry_it_out(page: Page, site: str) -> None:
    """By their titles, right behind the safeguard."""
    search(page, site, "11.5")
    second = page.locator("#search-results li").nth(1)

    expect(second).to_contain_text("Backups")
    expect(second).to_contain_text("Carries out safeguard 11.5, Test Data Recovery")


def test_all_words_are_looked_for(page: Page, site: str) -> None:
    """A page that holds both comes before those that hold one."""
    both = search(page, site, "ransomware offline")

    assert "Backups" in both
    assert len(both) < len(search(page, site, "offline"))


def test_result_shows_its_section_and_an_excerpt(page: Page, site: str) -> None:
    """With the words marked, and a link to the very place."""
    search(page, site, "22 months")
    result = page.locator("#search-results li", has_text="Backups").first
    expect(result.locator("mark", has_text="months").first).to_be_visible()
    expect(result.locator(".section")).to_have_text("Actions")
    result.locator("a").click()

    assert "#backups." in page.url
    expect(page.locator(":target")).to_contain_text("22 months")


def test_excerpts_come_as_results_are_seen(page: Page, site: str) -> None:
    """Those far down are not loaded until the reader gets there."""
    search(page, site, "election")
    results = page.locator("#search-results li")
    expect(results.first.locator(".excerpt")).to_be_visible()
    before = page.locator(".excerpt").count()
    results.last.scroll_into_view_if_needed()

    assert before < results.count() / 2
    expect(results.last.locator(".excerpt")).to_be_visible()


def test_search_works_from_the_disk(page: Page, guide: Build) -> None:
    """With excerpts, and without a request that leaves it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((guide.html / "search.html").as_uri() + "?q=ransomware")

    expect(page.locator(".excerpt mark").first).to_be_visible()
    assert [url for url in asked if not url.startswith("file:")] == []


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "\"'><svg/onload=alert(1)>",
    "__proto__",
    "constructor",
    "(((",
    "[a-z",
    "\\",
    "%",
    "*" * 300,
    "\u202eevil",
    "a" * 5000,
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_query_is_text(query: str, page: Page, site: str) -> None:
    """It is shown as it was written, and nothing else happens."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    before = page.goto(f"{site}/search.html")
    assert before is not None
    page.get_by_label("Search").fill(query)
    page.get_by_role("button", name="Find").click()
    page.wait_for_load_state()
    status = page.get_by_role("status")
    expect(status).to_contain_text("“")

    assert errors == []
    assert page.locator("main img, main script, main svg").count() == 0
    assert " ".join(query.split()) in " ".join(status.inner_text().split())


def test_empty_query_says_nothing(page: Page, site: str) -> None:
    """And waits in the box."""
    page.goto(f"{site}/search.html")

    expect(page.get_by_label("Search")).to_be_focused()
    assert page.get_by_role("status").inner_text() == ""


def test_no_hit_is_said_and_helped(page: Page, site: str) -> None:
    """With a way on."""
    assert search(page, site, "zzzzqqqq") == []

    expect(page.get_by_role("status")).to_contain_text("Nothing found")


def test_arrows_move_and_enter_opens(page: Page, site: str) -> None:
    """From the box through the results and back."""
    search(page, site, "backups")
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULTS).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULTS).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Backups")


PAGE = """\
Title
=====

Lead.

Part
----

Some *marked* words.

.. image:: x.svg
   :alt: hidden

* one
* two
"""


def test_passages_follow_the_headings() -> None:
    """Anchor, heading, text; the title's own text has no anchor."""
    doctree = publish_doctree(PAGE, settings_overrides={"doctitle_xform": False})

    assert excerpts.passages(doctree) == [
        ("", "Title", "Lead."),
        ("part", "Part", "Some marked words. one two"),
    ]


def test_script_of_excerpts_is_safe_to_load() -> None:
    """Quotes and line separators cannot end the string."""
    script = excerpts.excerpt_script('a"b', [("x", "h", 'line\u2028 </script> \\ "')])

    assert script.startswith('Search.passages("a\\"b", [["x","h",')
    assert script.count("\n") == 1


@pytest.mark.parametrize("query", ["backups _", "backups __proto__", "snake_case backups"])
def test_excerpt_shows_for_words_with_an_underscore(query: str, page: Page, site: str) -> None:
    """The sign is part of a word, and nothing to a regular expression."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    search(page, site, query)

    expect(page.locator(".excerpt").first).to_be_visible()
    assert errors == []


def test_pasted_page_is_searched_without_a_pause(page: Page, site: str) -> None:
    """Some thousand words that the index does not know, each of which would be compared to all."""
    page.goto(f"{site}/search.html?q=backups")
    expect(page.locator(RESULTS).first).to_be_visible()
    words = " ".join(f"word{number}x" for number in range(3000))
    took = page.evaluate(
        "words => { const t = performance.now(); run(words); return performance.now() - t }", words
    )

    assert took < 500
