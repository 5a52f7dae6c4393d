"""What a visit costs on the wire, and that nothing on the page moves or complains."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tools.fonts import CHARACTERS, SCREEN

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Build

FIRST_VISIT = 150_000
SCRIPTS = 25_000
NEXT_PAGE = 15_000
"""Bytes after gzip that the guide allows itself."""

HEAVIER = {
    "checklist.html": 64_000,
    "bp-practices.html": 24_500,
    "search.html": 45_000,
}
"""Pages that weigh more than `NEXT_PAGE` when they are the next, and what they may weigh.

The first two name each action of the guide, some hundreds. The words of the actions on the
checklist alone weigh 40 kB; it stays one page, which prints, exports and works without a network
or scripts as a whole. The search brings the index of all words, once.
"""

INDEX = {"searchindex.js", "names.js"}
"""Data of the search in the form of scripts."""

PRACTICE = "best-practices/backups.html"
PACKED = {".woff2", ".png"}
"""Files that are compressed by themselves."""


def on_the_wire(path: Path) -> int:
    """Return the bytes that a host sends for a file."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, 9))


def visit(page: Page, site: str, guide: Build, address: str) -> dict[str, int]:
    """Return what the browser asks for on *address*: path and bytes."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/{address}", wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")  # a slow machine is idle before that
    page.wait_for_load_state("networkidle")
    paths = {urlsplit(url).path.lstrip("/") for url in asked}
    return {path: on_the_wire(guide.html / path) for path in sorted(paths)}


@pytest.mark.parametrize("address", [PRACTICE, "best-practices/ai-in-elections.html", "index.html"])
def test_first_visit_is_light(address: str, page: Page, site: str, guide: Build) -> None:
    """Page, style, scripts and fonts together; the scripts by themselves."""
    files = visit(page, site, guide, address)
    scripts = sum(size for path, size in files.items() if path.endswith(".js"))

    assert len(files) >= 6, files
    assert sum(files.values()) <= FIRST_VISIT, files
    assert scripts <= SCRIPTS, files


def test_next_page_is_light(browser: Browser, site: str, guide: Build) -> None:
    """Everything but the page and its pictures is kept from the first."""
    context = browser.new_context()
    page = context.new_page()
    first = visit(page, site, guide, PRACTICE)
    following = visit(page, site, guide, "best-practices/incident-response.html")
    context.close()
    fresh = {path: size for path, size in following.items() if path not in first}

    assert any(path.endswith(".html") for path in fresh)
    assert sum(fresh.values()) <= NEXT_PAGE, fresh


def parts(page: Path, site: Path) -> set[Path]:
    """Return the files that a visit to *page* may ask for: its own, style, scripts, every font."""
    from lxml import html

    tree = html.parse(page, html.HTMLParser(encoding="utf-8"))
    named = tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")
    named += tree.xpath("//script/@src | //img/@src")
    local = {urlsplit(name).path for name in named if not urlsplit(name).scheme}
    tops = {name: site if name.startswith("/") else page.parent for name in local}
    files = {(top / name.lstrip("/")).resolve() for name, top in tops.items()}
    return {page, *files, *(site / "_static" / "fonts").iterdir()}


def test_every_page_is_light(guide: Build) -> None:
    """On a first visit and on the next, the heaviest too."""
    known = parts(guide.html / PRACTICE, guide.html)
    faults = []
    for page in sorted(guide.html.rglob("*.html")):
        name = page.relative_to(guide.html).as_posix()
        sizes = {file: on_the_wire(file) for file in parts(page, guide.html)}
        fresh = sum(size for file, size in sizes.items() if file not in known or file == page)
        if fresh > HEAVIER.get(name, NEXT_PAGE):
            faults.append(f"{name}: {fresh} bytes as the next page")
        scripts = [file for file in sizes if file.suffix == ".js" and file.name not in INDEX]
        if sum(map(sizes.__getitem__, scripts)) > SCRIPTS or sum(sizes.values()) > FIRST_VISIT:
            faults.append(f"{name}: {sum(sizes.values())} bytes at first")

    assert faults == []


def test_first_search_is_light(page: Page, site: str, guide: Build) -> None:
    """With the index of all words and the excerpts of what is found, which come with it."""
    files = visit(page, site, guide, "search.html?q=backup")

    assert any(path.endswith("searchindex.js") for path in files), files
    assert sum(files.values()) <= FIRST_VISIT, files


def test_fonts_hold_the_characters_of_the_guide(guide: Build) -> None:
    """Every character of every page is in the faces, so none comes from another font."""
    from lxml import html

    text = set()
    for path in guide.html.rglob("*.html"):
        tree = html.parse(path, html.HTMLParser(encoding="utf-8"))
        text |= set(tree.xpath("string(//body)"))

    assert {char for char in text if char.isprintable()} - set(CHARACTERS) == set()
    for name in SCREEN.faces:
        assert (guide.html / "_static" / "fonts" / name).read_bytes()[:4] == b"wOF2"


def test_scripts_do_not_wait_in_the_head(guide: Build) -> None:
    """All but the smallest are deferred."""
    from lxml import html

    for path in guide.html.rglob("*.html"):
        blocking = html.parse(path).xpath("//script[not(@defer)]/@src")
        assert [src.rpartition("/")[2].partition("?")[0] for src in blocking] == ["early.js"], path
    assert on_the_wire(guide.html / "_static" / "early.js") < 1000


SHIFT = """() => new Promise((done) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(total), 600);
})"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", [PRACTICE, "index.html"])
def test_nothing_moves_while_the_page_loads(
    address: str, width: int, browser: Browser, site: str
) -> None:
    """Cumulative layout shift well below 0.1, which counts as good."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/{address}")
    shift = page.evaluate(SHIFT)
    context.close()

    assert shift < 0.02


@pytest.mark.parametrize("address", ["index.html", "best-practices/index.html"])
def test_nothing_moves_when_fonts_come_late(address: str, browser: Browser, site: str) -> None:
    """As on a slow line: the fonts of the device stay, and the next page has the guide's own."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(700), route.continue_()))
    page.goto(f"{site}/{address}", wait_until="networkidle")
    shift = page.evaluate(SHIFT)
    context.close()

    assert shift < 0.01


@pytest.mark.parametrize("address", [PRACTICE, "index.html", "checklist.html", "search.html?q=MFA"])
@pytest.mark.parametrize("way", ["http", "file"])
def test_browser_has_nothing_to_complain_about(
    address: str, way: str, page: Page, site: str, guide: Build
) -> None:
    """No error, no warning, no blocked or missing file; over http and from the disk."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    top = site if way == "http" else guide.html.as_uri()
    page.goto(f"{top}/{address}", wait_until="networkidle")

    assert said == []
    assert page.evaluate("document.fonts.check('16px Lato')")
