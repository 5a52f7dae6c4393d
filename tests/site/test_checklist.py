"""The checklist: ticked, filtered, printed; right after an update of the guide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.site.checklist import GONE, KEY, action, keep, stored

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Build


def test_tick_counts_and_stays(checklist: Page) -> None:
    """In its practice and in all; after a reload it is there."""
    total = checklist.locator(".checklist-tools .progress")
    expect(total).to_contain_text("0 of ")
    checklist.get_by_role("checkbox").first.check()
    expect(total).to_contain_text("1 of ")
    expect(checklist.locator(".checklist-practice .progress").first).to_contain_text("1 of ")
    checklist.reload()

    expect(checklist.get_by_role("checkbox").first).to_be_checked()
    expect(checklist.get_by_role("progressbar", name="Progress in all")).to_have_attribute(
        "value", "1"
    )


def test_tick_by_keyboard(checklist: Page) -> None:
    """The box takes focus and Space ticks it."""
    checklist.get_by_role("checkbox").first.focus()
    checklist.keyboard.press("Space")

    assert list(stored(checklist)) == [action(checklist)[0]]


def test_owner_date_and_note_are_kept(checklist: Page) -> None:
    """Without a tick too; they show under the action."""
    item = checklist.locator("[data-action]").first
    item.get_by_text("Owner, due date, note").click()
    item.get_by_label("Owner", exact=True).fill("Clerk")
    item.get_by_label("Due date", exact=True).fill("2027-03-01")
    item.get_by_label("Note", exact=True).fill("Ask IT")
    item.get_by_label("Status").select_option("Not applicable")

    expect(item.locator(".cells")).to_contain_text("Owner: Clerk")
    entry = stored(checklist)[action(checklist)[0]]
    assert (entry["owner"], entry["due"], entry["note"]) == ("Clerk", "2027-03-01", "Ask IT")
    expect(checklist.locator(".checklist-tools .progress")).to_contain_text("1 not applicable")


@pytest.mark.parametrize(
    ("shown", "count"), [("Open", -2), ("Done", 1), ("Not applicable", 1), ("All", 0)]
)
def test_filter_shows_what_it_says(shown: str, count: int, checklist: Page) -> None:
    """Of three kinds; a negative number is how many are missing."""
    (one, revision), (two, _revision) = action(checklist, 0), action(checklist, 1)
    keep(checklist, {one: {"status": "done", "revision": revision}, two: {"status": "na"}})
    every = checklist.locator("[data-action]").count()
    checklist.get_by_label("Show", exact=True).select_option(shown)

    visible = checklist.locator("[data-action]:visible").count()
    assert visible == (count if count > 0 else every + count)


def test_words_and_level_narrow_the_list(checklist: Page) -> None:
    """Only matching actions, and no heading without one."""
    every = checklist.locator("[data-action]:visible").count()
    checklist.get_by_label("Find in the list").fill("ransomware")
    found = checklist.locator("[data-action]:visible")
    few = found.count()
    checklist.get_by_label("Find in the list").fill("")
    checklist.get_by_label("My level").select_option("Level 1")

    assert 0 < few < every
    assert 0 < checklist.locator("[data-action]:visible").count() < every
    assert not checklist.locator("[data-action]:visible:not([data-levels~='1'])").count()


def test_action_that_changed_is_marked_until_confirmed(checklist: Page) -> None:
    """The tick stays; the reader says that it still holds."""
    id_, revision = action(checklist)
    keep(checklist, {id_: {"status": "done", "revision": "0123456789ab"}})
    item = checklist.locator("[data-action]").first
    expect(item.get_by_text("Its words changed")).to_be_visible()
    expect(item.get_by_role("checkbox")).to_be_checked()
    item.get_by_role("button", name="It still holds").click()

    expect(item.get_by_text("Its words changed")).to_be_hidden()
    assert stored(checklist)[id_]["revision"] == revision


def test_action_that_moved_keeps_its_tick(checklist: Page) -> None:
    """Known by its words where its identifier is another now."""
    id_, revision = action(checklist)
    keep(checklist, {GONE: {"status": "done", "revision": revision}})

    expect(checklist.get_by_role("checkbox").first).to_be_checked()
    assert list(stored(checklist)) == [id_]


def test_action_that_moved_keeps_a_tick_of_another_tab(checklist: Page, site: str) -> None:
    """Which shows an older guide, or wrote to the storage while this page was loading."""
    id_, revision = action(checklist)
    other = checklist.context.new_page()
    other.goto(site)
    write = "([key, value]) => localStorage.setItem(key, value)"
    entries = {GONE: {"status": "done", "revision": revision}}
    other.evaluate(write, [KEY, json.dumps(entries)])
    expect(checklist.get_by_role("checkbox").first).to_be_checked()
    checklist.get_by_role("checkbox").nth(1).check()

    expect(checklist.get_by_role("checkbox").first).to_be_checked()
    assert list(stored(checklist)) == [id_, action(checklist, 1)[0]]


def test_action_that_is_gone_is_archived(checklist: Page) -> None:
    """With its words and what was written to it."""
    entry = {"status": "done", "revision": "0123456789ab", "text": "Old <b>words</b>", "owner": "A"}
    keep(checklist, {GONE: entry})
    archive = checklist.get_by_role("region", name="No longer in the guide")

    expect(archive.get_by_role("listitem")).to_have_text("Old <b>words</b> (Done; A)")
    assert GONE in stored(checklist)


def test_list_appears_though_its_script_is_lost(page: Page, site: str) -> None:
    """It waits for its boxes unseen, but not for ever."""
    page.route("**/checklist.js*", lambda route: route.abort())
    page.goto(f"{site}/checklist.html")

    expect(page.locator("[data-action]").first).to_be_visible(timeout=5_000)


def test_nothing_leaves_the_machine(checklist: Page, site: str) -> None:
    """No request follows a tick, a note, an export."""
    asked: list[str] = []
    checklist.on("request", lambda request: asked.append(request.url))
    checklist.get_by_role("checkbox").first.check()
    with checklist.expect_download():
        checklist.get_by_role("button", name="Export as CSV").click()
    checklist.wait_for_timeout(200)

    own = ("blob:", f"{site}/_static/icon.svg")  # the browser fetches the icon when it likes
    assert [url for url in asked if not url.startswith(own)] == []


def test_checklist_works_from_the_disk(page: Page, guide: Build) -> None:
    """Ticks, reload, save."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto((guide.html / "checklist.html").as_uri())
    page.get_by_role("checkbox").first.check()
    page.reload()

    expect(page.get_by_role("checkbox").first).to_be_checked()
    with page.expect_download():
        page.get_by_role("button", name="Save in a file").click()
    assert errors == []


def test_print_button_prints_what_is_open(checklist: Page) -> None:
    """Done and not applicable ones stay behind, and the filter comes back."""
    id_, revision = action(checklist)
    keep(checklist, {id_: {"status": "done", "revision": revision}})
    checklist.evaluate(
        "window.print = () => { window.printed = "
        "[...document.querySelectorAll('[data-action]')].filter((e) => e.checkVisibility())"
        ".map((e) => e.dataset.action) }"
    )
    checklist.get_by_role("button", name="Print what is open").click()
    printed = checklist.evaluate("window.printed")

    assert id_ not in printed
    assert len(printed) == checklist.locator("[data-action]").count() - 1
    expect(checklist.locator("[data-action]").first).to_be_visible()


def test_list_shows_without_scripts(browser: Any, site: str) -> None:
    """Every action, and no control that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/checklist.html")
    actions = page.locator("[data-action]")
    shown = sum(item.is_visible() for item in actions.all()[::40])
    controls = page.locator(".checklist-tools").is_visible()
    total = len(actions.all()[::40])
    context.close()

    assert shown == total > 3
    assert not controls


def test_note_to_a_changed_action_confirms_nothing(checklist: Page) -> None:
    """Only a new status, or the button, says that the new words hold."""
    id_, revision = action(checklist)
    keep(checklist, {id_: {"status": "done", "revision": "0123456789ab", "text": "Old words"}})
    item = checklist.locator("[data-action]").first
    item.get_by_text("Owner, due date, note").click()
    item.get_by_label("Owner", exact=True).fill("Clerk")
    expect(item.locator(".cells")).to_contain_text("Clerk")

    expect(item.get_by_text("Its words changed")).to_be_visible()
    assert stored(checklist)[id_]["text"] == "Old words"
    item.get_by_label("Status").select_option("Not applicable")
    assert stored(checklist)[id_]["revision"] == revision


def test_focus_goes_on_when_a_tick_hides_its_action(checklist: Page) -> None:
    """To the next open one; after the last to the one before; with none left to the filter."""
    checklist.get_by_label("Show", exact=True).select_option("Open")
    boxes = checklist.get_by_role("checkbox")
    following = boxes.nth(4).get_attribute("aria-label") or ""
    boxes.nth(3).focus()
    checklist.keyboard.press("Space")
    assert checklist.evaluate("document.activeElement.ariaLabel") == following

    checklist.get_by_label("Find in the list").fill(following.removeprefix("Done: ")[:40])
    only = checklist.locator("[data-action]:visible").get_by_role("checkbox")
    expect(only).to_have_count(1)
    only.focus()
    checklist.keyboard.press("Space")
    expect(checklist.get_by_label("Show", exact=True)).to_be_focused()
