"""The checklist: kept on the machine, saved in a file, right after an update of the guide."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build

KEY = "election-security-guide.checklist"
GONE = "backups.an-action-of-an-older-guide"


@pytest.fixture
def checklist(page: Page, site: str) -> Page:
    """The page of the checklist, without an entry."""
    page.goto(f"{site}/checklist.html")
    return page


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

    assert set(stored(checklist)) == {action(checklist, 0)[0], action(checklist, 1)[0]}


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


def test_action_that_is_gone_is_archived(checklist: Page) -> None:
    """With its words and what was written to it."""
    entry = {"status": "done", "revision": "0123456789ab", "text": "Old <b>words</b>", "owner": "A"}
    keep(checklist, {GONE: entry})
    archive = checklist.get_by_role("region", name="No longer in the guide")

    expect(archive.get_by_role("listitem")).to_have_text("Old <b>words</b> (Done; A)")
    assert GONE in stored(checklist)


def test_file_holds_everything_and_opens_again(checklist: Page, tmp_path: Path) -> None:
    """Saved, cleared, opened: the same state."""
    id_, revision = action(checklist)
    entries = {
        id_: {"status": "done", "revision": revision, "owner": "Clerk", "note": "naïve, “quoted”"},
        GONE: {"status": "na", "text": "Gone"},
    }
    keep(checklist, entries)
    with checklist.expect_download() as download:
        checklist.get_by_role("button", name="Save in a file").click()
    download.value.save_as(tmp_path / "mine.json")
    before = json.loads((tmp_path / "mine.json").read_bytes())["actions"]
    checklist.on("dialog", lambda dialog: dialog.accept())
    checklist.get_by_role("button", name="Clear").click()
    assert stored(checklist) == {}
    open_file(checklist, (tmp_path / "mine.json").read_bytes())

    assert message(checklist) == "Opened mine.json: 2 entries."
    assert stored(checklist) == before
    expect(checklist.get_by_role("checkbox").first).to_be_checked()


REFUSED = {
    "no JSON": (b"\x89PNG\r\n", "it is not JSON"),
    "another file": (b'{"a": 1}', "no saved checklist of this guide"),
    "null": (b"null", "no saved checklist of this guide"),
    "list": (b"[]", "no saved checklist of this guide"),
    "newer": (saved(version=2), "newer version"),
    "no version": (saved(version="x"), "newer version"),
    "huge": (b" " * 2_000_001, "too large"),
}
"""A file and why it is refused."""


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_file_is_refused_and_changes_nothing(kind: str, checklist: Page) -> None:
    """With the reason; what was ticked stays."""
    content, reason = REFUSED[kind]
    checklist.get_by_role("checkbox").first.check()
    before = stored(checklist)
    open_file(checklist, content)

    assert reason in message(checklist)
    assert stored(checklist) == before
    expect(checklist.get_by_role("checkbox").first).to_be_checked()


def test_file_that_cannot_be_read_is_said(checklist: Page) -> None:
    """It may be gone by the time that it is read."""
    checklist.get_by_role("checkbox").first.check()
    checklist.evaluate("() => { File.prototype.text = () => Promise.reject(new Error('gone')); }")
    open_file(checklist, saved())

    assert "cannot be read" in message(checklist)
    assert len(stored(checklist)) == 1


def test_list_appears_though_its_script_is_lost(page: Page, site: str) -> None:
    """It waits for its boxes unseen, but not for ever."""
    page.route("**/checklist.js*", lambda route: route.abort())
    page.goto(f"{site}/checklist.html")

    expect(page.locator("[data-action]").first).to_be_visible(timeout=5_000)


def test_file_with_markup_is_cleaned(checklist: Page) -> None:
    """Markup is text, unknown fields and strange identifiers are left out and counted."""
    id_, revision = action(checklist)
    entries = {
        id_: {"status": "done", "revision": revision, "owner": "<img src=x onerror=alert(1)>"},
        "<script>": {"status": "done"},
        "__proto__": {"status": "done"},
        "a.b": {"status": "<b>", "evil": 1},
        "c.d": "text",
        "e.f": {"note": "x" * 9999, "due": "tomorrow", "status": "na"},
    }
    text = json.dumps({"format": "election-security-guide-checklist", "version": 1})
    raw = text[:-1] + ', "actions": ' + json.dumps(entries) + "}"
    dialogs: list[str] = []
    checklist.on("dialog", lambda dialog: dialogs.append(dialog.message))
    open_file(checklist, raw.encode())

    assert "2 entries. 4 entries could not be read" in message(checklist)
    kept = stored(checklist)
    assert set(kept) == {id_, "e.f"}
    assert len(kept["e.f"]["note"]) == 2000
    assert kept["e.f"]["due"] == ""
    expect(checklist.locator(".cells").first).to_contain_text("Owner: <img src=x")
    assert checklist.locator("main img").count() == 0
    assert dialogs == []


def test_opening_asks_before_it_replaces(checklist: Page) -> None:
    """No means no."""
    checklist.get_by_role("checkbox").first.check()
    before = stored(checklist)
    asked: list[str] = []
    checklist.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    open_file(checklist, saved(actions={"x.y": {"status": "done"}}))
    checklist.wait_for_timeout(200)

    assert asked == ["Replace the 1 entries of this page with the 1 of the file?"]
    assert stored(checklist) == before


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


def test_csv_holds_the_list_and_no_formula(checklist: Page) -> None:
    """A note that looks like a formula is text for a spreadsheet."""
    id_, revision = action(checklist)
    note = '=HYPERLINK("https://example.org","x")'
    keep(checklist, {id_: {"status": "done", "revision": revision, "note": note}})
    with checklist.expect_download() as download:
        checklist.get_by_role("button", name="Export as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert len(rows) == checklist.locator("[data-action]").count()
    assert rows[0]["Identifier"] == id_
    assert rows[0]["Status"] == "Done"
    assert rows[0]["Note"] == f"'{note}"


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
