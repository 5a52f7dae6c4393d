"""The PDF can be had from every page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build

FILE = "election-security-guide.pdf"


def test_every_page_offers_the_pdf(guide: Build) -> None:
    """Each page's link leads to the file that was built."""
    pages = sorted(guide.html.rglob("*.html"))
    assert len(pages) > 3

    for path in pages:
        links = html.parse(path).xpath(f"//nav//a[contains(@href, '{FILE}')]/@href")
        assert links, path
        site = guide.html.as_uri()  # the page not found links from the top of its host
        at_top = links[0].startswith("/")
        target = site + links[0] if at_top else urljoin(path.as_uri(), links[0])
        assert at_top == (path.name == "404.html")
        assert target == (guide.html / "downloads" / FILE).as_uri()
    assert (guide.html / "downloads" / FILE).read_bytes() == guide.pdf.read_bytes()


def test_link_downloads_the_pdf(site: str, page: Page, guide: Build, tmp_path: Path) -> None:
    """A reader who follows the link gets the file."""
    page.goto(f"{site}/best-practices/physical-threats.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="(PDF)").first.click()
    download.value.save_as(tmp_path / FILE)

    assert (tmp_path / FILE).read_bytes() == guide.pdf.read_bytes()
