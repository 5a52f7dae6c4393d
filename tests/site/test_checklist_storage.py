"""The checklist in the browser: several tabs; storage that is full, forbidden, wiped or spoilt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.site.checklist import FULL, KEY, action, message, open_file, saved, stored

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_practice_page_shares_the_ticks(checklist: Page, site: str) -> None:
    """Ticked there, ticked here, and the other way round, also in another tab."""
    practice = checklist.context.new_page()
    practice.goto(f"{site}/best-practices/backups.html")
    practice.locator("li[data-revision]").first.get_by_role("checkbox").check()
    id_ = practice.locator("li[data-revision]").first.get_attribute("id")
    box = checklist.locator(f"[data-action='{id_}']").get_by_role("checkbox")
    expect(box).to_be_checked()
    box.uncheck()

    expect(practice.locator("li[data-revision]").first.get_by_role("checkbox")).not_to_be_checked()


def test_two_tabs_do_not_undo_each_other(checklist: Page, site: str) -> None:
    """Each adds to what the other has written."""
    other = checklist.context.new_page()
    other.goto(f"{site}/checklist.html")
    checklist.get_by_role("checkbox").nth(0).check()
    other.get_by_role("checkbox").nth(1).check()
    expect(checklist.get_by_role("checkbox").nth(1)).to_be_checked()  # it takes a moment

    assert set(stored(checklist)) == {action(checklist, 0)[0], action(checklist, 1)[0]}


def test_storage_of_strangers_is_cleaned(checklist: Page) -> None:
    """On file:// any local page can write there."""
    errors: list[str] = []
    checklist.on("pageerror", lambda error: errors.append(str(error)))
    for value in ("{broken", "[1, 2]", "7", '{"a.b": null}'):
        checklist.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, value])
        checklist.reload()
        expect(checklist.locator(".checklist-tools .progress")).to_contain_text("0 of ")

    assert errors == []


@pytest.mark.parametrize("fault", ["full", "forbidden"])
def test_storage_that_fails_is_said_and_loses_nothing(fault: str, page: Page, site: str) -> None:
    """The page keeps the ticks and says how to save them."""
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
        if fault == "full"
        else "Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })"
    )
    page.goto(f"{site}/checklist.html")
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()

    assert "Save it in a file" in message(page)
    expect(page.locator(".checklist-tools .progress")).to_contain_text("2 of ")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save in a file").click()
    assert len(json.loads(download.value.path().read_text())["actions"]) == 2


WIPED = {
    "removed": "localStorage.clear()",
    "overwritten": f"localStorage.setItem('{KEY}', '{{broken')",
    "of another kind": f"localStorage.setItem('{KEY}', '[1, 2]')",
}
"""What befalls the storage: browsers wipe it, and local pages share it on file://."""


@pytest.mark.parametrize("where", ["here", "in another tab"])
@pytest.mark.parametrize("fate", WIPED)
def test_storage_that_is_wiped_takes_nothing_from_the_page(
    fate: str, where: str, checklist: Page, site: str
) -> None:
    """The next tick keeps everything that the page still holds."""
    checklist.get_by_role("checkbox").nth(0).check()
    wiping = checklist if where == "here" else checklist.context.new_page()
    if wiping is not checklist:
        wiping.goto(f"{site}/404.html")
    wiping.evaluate(WIPED[fate])
    checklist.wait_for_timeout(200)
    checklist.get_by_role("checkbox").nth(1).check()

    expect(checklist.get_by_role("checkbox").nth(0)).to_be_checked()
    assert set(stored(checklist)) == {action(checklist, 0)[0], action(checklist, 1)[0]}


def test_clearing_in_another_tab_clears_here(checklist: Page, site: str) -> None:
    """That is meant, unlike a storage that was wiped."""
    checklist.get_by_role("checkbox").first.check()
    other = checklist.context.new_page()
    other.on("dialog", lambda dialog: dialog.accept())
    other.goto(f"{site}/checklist.html")
    other.get_by_role("button", name="Clear").click()
    expect(checklist.get_by_role("checkbox").first).not_to_be_checked()
    checklist.get_by_role("checkbox").nth(1).check()

    assert list(stored(checklist)) == [action(checklist, 1)[0]]


def test_full_storage_loses_nothing_to_another_tab(checklist: Page, site: str) -> None:
    """What could not be kept stays on the page when the other tab writes."""
    checklist.evaluate(FULL)
    checklist.get_by_role("checkbox").nth(0).check()
    other = checklist.context.new_page()
    other.goto(f"{site}/checklist.html")
    other.get_by_role("checkbox").nth(1).check()

    expect(checklist.get_by_role("checkbox").nth(1)).to_be_checked()
    expect(checklist.get_by_role("checkbox").nth(0)).to_be_checked()


def test_way_back_shows_what_was_ticked_meanwhile(checklist: Page) -> None:
    """A browser may bring the page back as it was left, without telling it of other pages."""
    id_, revision = action(checklist)
    entries = json.dumps({id_: {"status": "done", "revision": revision}})
    checklist.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, entries])
    checklist.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(checklist.get_by_role("checkbox").first).to_be_checked()


def test_opened_file_that_is_not_kept_is_said(checklist: Page) -> None:
    """Beside that it was opened."""
    checklist.evaluate(FULL)
    open_file(checklist, saved(actions={action(checklist)[0]: {"status": "done"}}))

    expect(checklist.locator(".message")).to_contain_text("Opened mine.json: 1 entries.")
    expect(checklist.locator(".message")).to_contain_text("does not keep your checklist")


def test_practice_page_says_that_a_tick_is_not_kept(page: Page, site: str) -> None:
    """Where it was ticked: the reader would leave the page believing it done."""
    page.add_init_script(FULL)
    page.goto(f"{site}/best-practices/backups.html")
    item = page.locator("li[data-revision]").nth(2)
    item.get_by_role("checkbox").check()

    expect(item.get_by_role("status")).to_contain_text("This browser does not keep what you tick")
    expect(item.get_by_role("status").get_by_role("link")).to_have_attribute(
        "href", "../checklist.html"
    )
