"""A loopback web server for the built site, and a real browser to read it."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.standin import StandIn, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build

CHROMIUM = Path("/usr/bin/chromium")  # Debian's package; Playwright's own is not downloaded
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
QUIET += ["--disable-component-update", "--no-first-run", "--disable-quic"]


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output clean."""


@pytest.fixture(scope="session")
def site(guide: Build) -> Iterator[str]:
    """The address of our built site on a loopback server."""
    handler = functools.partial(QuietHandler, directory=str(guide.html))
    with served(StandIn(("127.0.0.1", 0), handler)) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its event loop must not run on while other rooms start theirs."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser page at desktop width."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def checklist(page: Page, site: str) -> Page:
    """The page of the checklist, without an entry."""
    page.goto(f"{site}/checklist.html")
    return page
