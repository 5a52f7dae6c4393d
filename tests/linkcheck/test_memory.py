"""The memory between runs: what is believed, for how long, and when a failure counts."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.history import weigh
from tools.linkcheck.models import Judgement, Verdict
from tools.linkcheck.state import DAY, State, remember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web

NOW = 1_800_000_000.0


@pytest.fixture
def visit(tmp_path: Path, check: Callable[..., Done]) -> Callable[..., Done]:
    """Check URLs with a memory."""

    def run(*urls: str, options: tuple[str, ...] = ()) -> Done:
        return check("--state", tmp_path / "memory.sqlite", *FAST, *options, urls=list(urls))

    return run


def age(tmp_path: Path, days: float) -> None:
    """Make everything in the memory older."""
    with sqlite3.connect(tmp_path / "memory.sqlite") as base:
        shift = days * DAY
        base.execute(
            "UPDATE links SET last_ok = last_ok - ?, last_checked = last_checked - ?",
            (shift, shift),
        )
        base.execute("UPDATE links SET failing_since = failing_since - ?", (shift,))
    base.close()


def test_a_fresh_ok_is_believed(web: Web, visit: Callable[..., Done]) -> None:
    """A link that was ok is not asked for again, and the report says so."""
    url = web.set("/p")
    visit(url)
    done = visit(url)

    assert done.report["links"][0]["from_state"] is True
    assert done.verdicts == ["ok"]
    assert web.asked["/p"] == 1


def test_an_old_ok_is_checked_again(tmp_path: Path, web: Web, visit: Callable[..., Done]) -> None:
    """Belief has an end: after its time a page that is gone is found."""
    url = web.set("/p")
    visit(url)
    age(tmp_path, 30)
    web.pages.clear()

    assert visit(url).verdicts == ["broken"]


def test_a_failure_is_never_believed(web: Web, visit: Callable[..., Done]) -> None:
    """A link that was broken is asked for in each run."""
    url = web.url("/p")
    first = visit(url)
    web.set("/p")

    assert (first.verdicts, visit(url).verdicts) == (["broken"], ["ok"])


def test_an_ok_only_holds_for_what_was_verified(web: Web, visit: Callable[..., Done]) -> None:
    """A page that was ok says nothing about a place in it."""
    url = web.set("/p")
    visit(url)

    assert visit(f"{url}#nope").verdicts == ["missing-fragment"]


def test_memory_of_a_weaker_check_does_not_count() -> None:
    """A row that remembers ok without the fragment does not make the fragment ok."""
    state = State(None)
    url = "https://h.gov/p#sec"
    ok = Judgement(verdict=Verdict.OK, reason="there")
    memory = remember(url, ok, None, NOW)
    state._memories[url] = type(memory)(
        url=url, first_seen=NOW, last_checked=NOW, last_ok=NOW, verdict=Verdict.OK
    )

    assert not state.is_fresh(url, NOW, DAY)


@pytest.mark.parametrize(
    "change", ["last_checked = 1e300", "failures = 9e999", "last_ok = -1", "verdict = 'fine'"]
)
def test_a_memory_of_impossible_values_is_ignored(
    change: str, tmp_path: Path, web: Web, visit: Callable[..., Done]
) -> None:
    """A file that was tampered with is ignored with a note, also without network."""
    url = web.set("/p")
    visit(url)
    with sqlite3.connect(tmp_path / "memory.sqlite") as base:
        base.execute(f"UPDATE links SET {change}")
    base.close()
    done = visit(url, options=("--offline",))

    assert "ignored, delete it to start anew" in done.out
    assert done.verdicts == ["unreachable"]


def test_an_empty_file_is_a_new_memory(
    tmp_path: Path, web: Web, visit: Callable[..., Done]
) -> None:
    """A file made beforehand, as `mktemp` does, is filled."""
    url = web.set("/p")
    (tmp_path / "memory.sqlite").touch()
    visit(url)

    assert visit(url).links[url]["from_state"] is True


@pytest.mark.parametrize("damage", ["text", "future-version", "other-table", "future-time"])
def test_a_bad_memory_is_ignored(
    damage: str, tmp_path: Path, web: Web, visit: Callable[..., Done]
) -> None:
    """A corrupt file, one of a later version, or one from the future stops nothing."""
    url = web.set("/p")
    path = tmp_path / "memory.sqlite"
    visit(url)
    if damage == "text":
        path.write_text("not a database, but long enough to look like one" * 99, encoding="utf-8")
    elif damage == "future-time":
        age(tmp_path, -900)
    else:
        with sqlite3.connect(path) as base:
            word = "PRAGMA user_version = 99" if damage == "future-version" else "DROP TABLE links"
            base.execute(word)
        base.close()
    before = path.read_bytes()
    done = visit(url)

    assert done.verdicts == ["ok"]
    assert done.report["links"][0]["from_state"] is False
    assert web.asked["/p"] == 2
    assert "Traceback" not in done.err
    if damage in ("text", "future-version"):
        assert "ignored" in done.out
        assert path.read_bytes() == before


def test_two_bad_runs_in_a_row_are_broken(web: Web, visit: Callable[..., Done]) -> None:
    """In scheduled runs the first failure is a suspicion, the second a fact."""
    url = web.url("/gone")
    first = visit(url, options=("--scheduled",))
    second = visit(url, options=("--scheduled",))

    assert (first.verdicts, first.status) == (["unreachable"], 0)
    assert (second.verdicts, second.status) == (["broken"], 1)


def test_one_bad_run_between_good_ones_fails_nothing(
    tmp_path: Path, web: Web, visit: Callable[..., Done]
) -> None:
    """Ok, gone, ok: nobody is called."""
    url = web.set("/p")
    statuses = []
    for present in (True, False, True, False):
        web.pages.clear()
        if present:
            web.set("/p")
        statuses.append(visit(url, options=("--scheduled",)).status)
        age(tmp_path, 30)

    assert statuses == [0, 0, 0, 0]


def test_scheduled_runs_need_a_memory(check: Callable[..., Done]) -> None:
    """Without earlier runs there is nothing to compare with."""
    done = check("--scheduled", urls=["https://h.gov/"])

    assert done.status == 2
    assert "--no-state" in done.err


def _judgement(verdict: Verdict, **more: object) -> Judgement:
    return Judgement(verdict=verdict, reason="why", status=404, **more)  # type: ignore[arg-type]


def weekly(found: Iterable[Verdict]) -> list[str]:
    """Return the verdicts of scheduled runs, a week apart, that find what *found* says."""
    memory, verdicts = None, []
    for week, verdict in enumerate(found):
        now = NOW + 7 * DAY * week
        judged = weigh(_judgement(verdict), memory, scheduled=True, doubtful_host=False, now=now)
        verdicts.append(str(judged.verdict))
        memory = remember("https://h.gov/p", judged, memory, now)
    return verdicts


def test_a_host_that_lies_to_machines_is_doubted_once() -> None:
    """A 404 from such a host is a suspicion first; if it stays, it is broken."""
    url = "https://h.gov/p"
    first = weigh(_judgement(Verdict.BROKEN), None, scheduled=False, doubtful_host=True, now=NOW)
    before = remember(url, first, None, NOW)
    second = weigh(
        _judgement(Verdict.BROKEN), before, scheduled=False, doubtful_host=True, now=NOW + DAY
    )

    assert (first.verdict, second.verdict) == ("unreachable", "broken")


def test_what_stays_unreachable_for_weeks_is_broken() -> None:
    """Not yet proof of death, but after four runs over a fortnight it is."""
    assert weekly([Verdict.UNREACHABLE] * 4) == ["unreachable"] * 3 + ["broken"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ("silent gone gone", "unreachable unreachable broken"),
        ("gone silent gone gone", "unreachable unreachable unreachable broken"),
        ("gone ok gone gone", "unreachable ok unreachable broken"),
        # Never anything but failures for weeks: the last of them need not come twice.
        ("silent silent silent gone", "unreachable unreachable unreachable broken"),
    ],
)
def test_only_what_a_server_shows_twice_in_a_row_is_broken(runs: str, expected: str) -> None:
    """A run in which it does not answer says nothing about the page."""
    kinds = {"ok": Verdict.OK, "gone": Verdict.BROKEN, "silent": Verdict.UNREACHABLE}

    assert " ".join(weekly(kinds[run] for run in runs.split())) == expected


def test_says_what_changed_since_the_last_run() -> None:
    """A new title and a new redirect are worth a look."""
    url = "https://h.gov/p"
    before = remember(url, _judgement(Verdict.OK, title="Old"), None, NOW)
    moved = _judgement(Verdict.MOVED, title="New", suggestion="https://h.gov/q")
    notes = weigh(moved, before, scheduled=False, doubtful_host=False, now=NOW + DAY).notes

    assert any("redirect is new" in note for note in notes)
    assert any("'Old'" in note for note in notes)


def test_a_memory_in_use_is_left_alone(
    tmp_path: Path, web: Web, visit: Callable[..., Done]
) -> None:
    """Nobody is told to delete what another program is writing."""
    url = web.set("/p")
    visit(url)
    base = sqlite3.connect(tmp_path / "memory.sqlite")
    base.execute("BEGIN EXCLUSIVE")
    done = visit(url)
    base.close()

    assert done.verdicts == ["ok"]
    assert "in use by another program; ignored and left as it is" in done.out


def test_a_memory_of_an_impossible_name_stops_nothing(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """The links are checked all the same."""
    path = tmp_path / ("x" * 300)
    done = check("--state", path, *FAST, urls=[web.set("/p")])

    assert done.verdicts == ["ok"]
    assert f"{path.name[:9]}" in done.out
    assert "cannot be read (File name too long); ignored" in done.out
