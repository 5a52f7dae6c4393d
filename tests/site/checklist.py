"""What tests of the checklist share: its state in the browser, its saved files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEY = "election-security-guide.checklist"
GONE = "backups.an-action-of-an-older-guide"
FULL = (
    "void (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') })"
)
"""Script after which the browser keeps nothing."""


def action(page: Page, number: int = 0) -> tuple[str, str]:
    """Return identifier and revision of an action of the page."""
    item = page.locator("[data-action]").nth(number)
    return item.get_attribute("data-action") or "", item.get_attribute("data-revision") or ""


def stored(page: Page) -> dict[str, Any]:
    """Return what the browser keeps."""
    found: dict[str, Any] = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "{}")
    return found


def keep(page: Page, entries: dict[str, Any]) -> None:
    """Put *entries* into the browser's storage and open the page anew."""
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, json.dumps(entries)])
    page.reload()


def saved(**content: Any) -> bytes:
    """Return a saved file with this content instead of the usual."""
    usual = {"format": "election-security-guide-checklist", "version": 1, "actions": {}}
    return json.dumps(usual | content).encode()


def open_file(page: Page, content: bytes) -> None:
    """Open a file with this *content* on the page."""
    page.get_by_label("Open a saved file").set_input_files(
        {"name": "mine.json", "mimeType": "application/json", "buffer": content}
    )


def message(page: Page) -> str:
    """Return what the page says about the last thing done."""
    expect(page.locator(".message")).not_to_be_empty()
    return page.locator(".message").inner_text()
