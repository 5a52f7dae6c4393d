"""axe-core finds nothing: light and dark, desktop and phone, as loaded and in use.

`make test` looks at one page of each kind; with SWEEP=1 (`make test-site`) at every page of the
site in all four combinations.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.conftest import Build

SWEEP = bool(os.environ.get("SWEEP"))
DESKTOP, PHONE = 1280, 360
SAMPLE = [
    "index.html",
    "404.html",
    "appendices/cis-controls-matrix.html",
    "best-practices/backups.html",
    "best-practices/index.html",
    "checklist.html",
    "search.html?q=ransomware",
]

Scheme = Literal["light", "dark"]
Look = tuple[int, Scheme]
LOOKS: list[Look] = [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (PHONE, "light")]


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Page]:
    """A page in which nothing moves, so that no colour is caught half-way."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """Return what axe finds on *page*: rule, place, what is wrong."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def look(page: Page, width: int, scheme: Scheme) -> None:
    """Show *page* at this *width* in these colours."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def test_axe_finds_nothing(still: Page, site: str, guide: Build) -> None:
    """On any page, in light and dark, on a desktop and on a phone."""
    every = [p.relative_to(guide.html).as_posix() for p in sorted(guide.html.rglob("*.html"))]
    found = {}
    for address in [*every, *SAMPLE[-1:]] if SWEEP else SAMPLE:
        still.goto(f"{site}/{address}")
        for width, scheme in LOOKS if SWEEP else LOOKS[:2]:
            look(still, width, scheme)
            if wrong := violations(still):
                found[address, width, scheme] = wrong

    assert not found


def open_menu(page: Page) -> None:
    """Open the menu of narrow windows."""
    page.get_by_role("button", name="Menu").click()


def open_contents(page: Page) -> None:
    """Open the list of the page's headings."""
    page.get_by_text("On this page").first.click()


def fill_in_action(page: Page) -> None:
    """Tick an action and open its fields."""
    page.get_by_role("checkbox").first.check()
    page.get_by_text("Owner, due date, note").first.click()


def choose_level(page: Page) -> None:
    """Fold what is not for Level 1."""
    page.evaluate("document.getElementById('my-level').value = '1'")
    page.evaluate("document.getElementById('my-level').dispatchEvent(new Event('change'))")


STATES: dict[str, tuple[str, Look, Callable[[Page], None]]] = {
    "menu": ("best-practices/backups.html", (PHONE, "light"), open_menu),
    "contents": ("best-practices/backups.html", (PHONE, "light"), open_contents),
    "level": ("best-practices/backups.html", (DESKTOP, "dark"), choose_level),
    "fields": ("checklist.html", (PHONE, "dark"), fill_in_action),
}
"""Page, look and what is done there."""


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_use(state: str, still: Page, site: str) -> None:
    """With the menu open, a level chosen, fields open."""
    address, (width, scheme), act = STATES[state]
    look(still, width, scheme)
    still.goto(f"{site}/{address}")
    act(still)

    assert violations(still) == []


def test_axe_would_find_something(still: Page, site: str) -> None:
    """The gate is not blind: a button without a name, grey words on grey."""
    still.goto(f"{site}/404.html")
    still.evaluate(
        "document.querySelector('main').append(document.createElement('button'));"
        "document.querySelector('main h1').className = 'site-title';"
    )
    rules = {found.partition(":")[0] for found in violations(still)}

    assert "button-name" in rules


WIDTHS = [PHONE, 320]  # 320 is a window of 1280 at 400 % zoom


def test_no_page_scrolls_sideways(still: Page, site: str, guide: Build) -> None:
    """At phone width and at 400 % zoom; only a table's own box may."""
    every = [p.relative_to(guide.html).as_posix() for p in sorted(guide.html.rglob("*.html"))]
    wide = {}
    for address in every if SWEEP else SAMPLE:
        still.goto(f"{site}/{address}")
        for width in WIDTHS:
            look(still, width, "light")
            reached = still.evaluate("document.documentElement.scrollWidth")
            if reached > width:
                wide[address, width] = reached

    assert not wide


def test_text_spacing_loses_nothing(still: Page, site: str) -> None:
    """WCAG 1.4.12: wider lines, letters and words, and still nothing is cut off."""
    look(still, PHONE, "light")
    still.goto(f"{site}/best-practices/backups.html")
    still.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )

    assert still.evaluate("document.documentElement.scrollWidth") <= PHONE


SMALL = """() => {
  const text = 'p, dd, dt, td, th, .all-pages li, .index-entries li, .rst-content section li';
  return [...document.querySelectorAll('a, button, input, select, summary')]
    .filter((e) => e.checkVisibility() && !e.closest('.skip-link'))
    .filter((e) => e.tagName !== 'A' || !e.closest(text))
    .map((e) => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([html, box]) => `${html} ${box.width}x${box.height}`);
}"""


@pytest.mark.parametrize(
    ("address", "width"),
    [
        (address, width)
        for address in ("index.html", "best-practices/backups.html", "checklist.html")
        for width in (DESKTOP, PHONE)
    ],
)
def test_targets_are_large_enough(address: str, width: int, still: Page, site: str) -> None:
    """WCAG 2.5.8: 24 by 24 pixels, but for links within text."""
    look(still, width, "light")
    still.goto(f"{site}/{address}")

    assert still.evaluate(SMALL) == []


UNSEEN = """() => {
  const stops = 'a, button, input, select, summary, [tabindex="0"]';
  return [...document.querySelectorAll(stops)]
    .filter((e) => e.checkVisibility())
    .filter((e) => {
      e.focus();
      const { outlineStyle, outlineWidth } = getComputedStyle(e);
      const seen = outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
      return document.activeElement === e && !seen;
    })
    .map((e) => e.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("address", ["index.html", "best-practices/backups.html", "checklist.html"])
def test_focus_is_always_seen(address: str, still: Page, site: str) -> None:
    """Whatever has it shows a solid outline of at least two pixels."""
    look(still, DESKTOP, "light")
    still.goto(f"{site}/{address}")
    still.keyboard.press("Tab")  # from now on the browser shows focus as for the keyboard

    assert still.evaluate(UNSEEN) == []


def test_forced_colours_keep_the_marks(browser: Browser, site: str) -> None:
    """In a high-contrast mode of the system boxes still have an edge."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{site}/index.html")
    width = page.evaluate("getComputedStyle(document.querySelector('.site-header')).borderTopWidth")
    context.close()

    assert width == "1px"


def test_nothing_moves_where_motion_is_unwanted(still: Page, site: str) -> None:
    """The page jumps instead of gliding."""
    look(still, DESKTOP, "light")
    still.goto(f"{site}/best-practices/backups.html")
    calm = "getComputedStyle(document.documentElement).scrollBehavior"

    assert still.evaluate(calm) == "auto"
    assert not still.evaluate("document.getAnimations().length")
