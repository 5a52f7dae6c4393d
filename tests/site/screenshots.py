"""Take pictures of the main pages: ``python -m tests.site.screenshots SITE FOLDER``.

Phone and desktop, light and dark, and the sheets that a printer gets (as PDF).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.site.conftest import CHROMIUM, QUIET

PAGES = {
    "front": "index.html",
    "practice": "best-practices/backups.html",
    "practice-level-1": "best-practices/backups.html?level=1",
    "practices": "best-practices/index.html",
    "level": "maturity/level-2.html#roadmap",
    "all-pages": "contents.html#lists",
    "primer": "primer/how-systems-connect.html",
    "matrix": "appendices/cis-controls-matrix.html",
    "glossary": "glossary.html",
    "search": "search.html?q=ransomware",
    "checklist": "checklist.html?level=1",
}
WIDTHS = {"phone": 360, "desktop": 1280}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PRINTED = ("practice", "checklist")


def take(browser: Browser, site: str, folder: Path) -> int:
    """Write the pictures of the *site* into *folder*; return how many there are."""
    count = 0
    for device, width in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",  # no picture in the middle of a scroll
            )
            page = context.new_page()
            for name, address in PAGES.items():
                page.goto(f"{site}/{address}", wait_until="networkidle")
                page.screenshot(path=folder / f"{name}-{device}-{scheme}.png")
                count += 1
            context.close()
    page = browser.new_page()
    for name in PRINTED:
        page.goto(f"{site}/{PAGES[name]}", wait_until="networkidle")
        page.pdf(path=folder / f"{name}-print.pdf", prefer_css_page_size=True)
    return count + len(PRINTED)


def main(argv: list[str]) -> int:
    """Take the pictures of the site in the first folder into the second; return 0."""
    site, folder = Path(argv[0]).resolve(), Path(argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        count = take(browser, site.as_uri(), folder)
        browser.close()
    print(f"{count} pictures are in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
