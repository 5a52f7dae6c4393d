"""Files of the checklist: saved, opened, exported; those of others are refused or cleaned."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.site.checklist import GONE, action, keep, message, open_file, saved, stored

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


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
    "no version": (saved(version="x"), "of which version"),
    "null as version": (saved(version=None), "of which version"),
    "version before the first": (saved(version=0, actions={"a.b": {"status": "na"}}), "of which"),
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


@pytest.mark.parametrize("actions", ["text", [{"status": "done"}], 7, None, {"a.b": {"status": 1}}])
def test_file_without_a_usable_entry_is_refused(actions: Any, checklist: Page) -> None:
    """It is not offered in exchange for what the page holds."""
    checklist.get_by_role("checkbox").first.check()
    before = stored(checklist)
    asked: list[str] = []
    checklist.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    open_file(checklist, saved(actions=actions))

    assert "holds no entry" in message(checklist)
    assert asked == []
    assert stored(checklist) == before


def test_file_with_wrong_types_is_cleaned(checklist: Page) -> None:
    """Lists and numbers where text belongs would stop the export later; no such day is no date."""
    (one, _revision), (two, _other) = action(checklist, 0), action(checklist, 1)
    entries = {
        one: {"status": "done", "revision": ["0123456789ab"], "due": ["2027-01-01"], "owner": 7},
        two: {"status": "na", "due": "2027-99-99", "note": {"toString": 1}},
    }
    open_file(checklist, saved(actions=entries))
    assert message(checklist) == "Opened mine.json: 2 entries."
    with checklist.expect_download(timeout=5_000) as download:
        checklist.get_by_role("button", name="Export as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))

    assert [row["Status"] for row in rows[:2]] == ["Done", "Not applicable"]
    assert {row["Due"] + row["Owner"] + row["Note"] for row in rows} == {""}
    assert stored(checklist)[one]["revision"] == ""


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


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\n=", "\uff1d", "\uff0b"])
def test_no_note_is_a_formula_for_a_spreadsheet(sign: str, checklist: Page) -> None:
    """Also behind a new line, and with the wide signs that some of them take for the same."""
    keep(checklist, {action(checklist)[0]: {"note": f"{sign}1+1"}})
    with checklist.expect_download() as download:
        checklist.get_by_role("button", name="Export as CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert rows[0]["Note"] == f"'{sign}1+1"


def test_files_are_named_by_the_day_of_the_reader(browser: Any, site: str) -> None:
    """The evening of an election day in Ohio is the next day in Greenwich."""
    context = browser.new_context(timezone_id="America/New_York", accept_downloads=True)
    page = context.new_page()
    page.clock.install(time="2026-11-04T02:30:00Z")
    page.goto(f"{site}/checklist.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save in a file").click()
    name = download.value.suggested_filename
    context.close()

    assert name == "checklist-2026-11-03.json"
