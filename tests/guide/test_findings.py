"""What is wrong with a page is said with its line, in words that say what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import run_build, write_guide
from tests.guide.conftest import build_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.guide.load import Loaded

NONE_OF_LEVELS = "is no level of this guide; write one of: Level 1, Level 2, Level 3"

WORST = [
    ("titled", 3, "the page defines |bp_title| as 'One Title' but is titled 'Another Title'"),
    ("titled", 6, "':bp:id:`id-too`' stands where no goal or action begins; put it first in"),
    ("twin/worst", 3, "two best practices are called 'worst': this page and worst.rst:11;"),
    ("unlisted", 5, "document isn't included in any toctree: 'unlisted' is missing in that of 'i"),
    ("worst", 4, "'Level 2' is in 'priority' and in 'out-of-scope' (line 5); leave it in the one"),
    ("worst", 4, "'Levl 3' in 'priority' is no level; did you mean 'Level 3'?"),
    ("worst", 6, "'reviewed' must be a date: 'last week'; write it as in 2026-11-22"),
    ("worst", 7, "no field is named 'out-of-scop'; did you mean ':out-of-scope:'?"),
    ("worst", 18, "id 'same' is spelled twice on this page, on lines 17 and 18; give the newer"),
    ("worst", 19, "'Not An Id' is no id; write ':bp:id:`not-an-id`' (small letters and digits,"),
    ("worst", 20, f"'Level 7' {NONE_OF_LEVELS}"),
    ("worst", 22, "no section is named 'Actons'; did you mean 'Actions'?"),
    ("worst", 35, "section 'Level 1 Maturity' is empty; write what belongs there, or remove"),
    ("worst", 38, f"'Level 9' {NONE_OF_LEVELS}"),
    ("worst", 46, "':bp:id:`misplaced`' stands where no goal or action begins; put it first in"),
    ("worst", 51, "CIS Controls v8 have no safeguard '19.4'; did you mean '11.5: Test Data Reco"),
    ("worst", 52, "CIS Controls v8 have no safeguard '11.9'; the safeguards of control 11 are 1"),
    ("worst", 53, "safeguard 11.4 is not titled 'Test Data Recovery'; write '11.4: Establish an"),
    ("worst", 54, "safeguard 11.1 is not titled 'Establish Something Else Entirely'; write '11."),
    ("worst", 55, "safeguard '11.4' is already on line 53; remove one of the two"),
    ("worst", 56, "'12: Network Infrastructure Management' names a whole control; list the safe"),
    ("worst", 57, "'See also 3.3 for data.' is read as no mapping; begin the item with the safe"),
    ("worst", 58, "'Lvel 2 maturity' is no level of this guide; did you mean 'Level 2'?"),
    ("worst", 63, "the Handbook has no best practice 89; they are 1 to 88"),
    ("worst", 64, "Handbook practice 21 is already on line 64; remove one of the two"),
    ("worst", 65, "'As many as 40 of them' is read as no mapping; begin the item with the numbe"),
    ("worst", 66, "'5' is not read; separate the numbers with commas"),
    ("worst", 68, "section 'Conclusion' has no place in a best practice, so no list takes it up"),
]
"""Page, line and start of the message: everything that is wrong, in order."""


def test_worst_pages(worst: Loaded) -> None:
    """The worst pages give exactly these findings, in this order."""
    found = [(finding.docname, finding.line) for finding in worst.guide.findings]

    assert found == [(docname, line) for docname, line, _start in WORST]
    for finding, (_docname, _line, start) in zip(worst.guide.findings, WORST, strict=True):
        assert finding.message.startswith(start)


def test_the_severe_are_those_that_break_identity(worst: Loaded) -> None:
    """Two equal ids and two equal slugs are errors, the rest are warnings."""
    severe = [(f.docname, f.line) for f in worst.guide.findings if f.severe]

    assert severe == [("twin/worst", 3), ("worst", 18)]


def test_ids_stay_unique_whatever_is_wrong(worst: Loaded) -> None:
    """Exports can rely on ids even of a guide with faults."""
    ids = [item.id for page in worst.guide.practices for item in (*page.goals, *page.actions)]

    assert len(ids) == len(set(ids)) == 7


def test_each_finding_has_one_thing_to_do(worst: Loaded) -> None:
    """A message has two halves: what is wrong, and what to do or what is right."""
    for finding in worst.guide.findings:
        assert any(mark in finding.message for mark in ("; ", "? ", "?", ": ")), finding.message


HEAD = ".. |bp_title| replace:: Page\n\n|bp_title|\n----------\n\n"
CIS = f"{HEAD}Mapping to CIS Controls and Safeguards\n{'*' * 38}\n\n"
ACTIONS = f"{HEAD}Actions\n*******\n\n"

FAULTS = {
    "safeguard": (f"{CIS}* 19.4: Something\n", 9, "no safeguard '19.4'"),
    "nearest-number": (f"{CIS}* 19.4\n", 9, "did you mean '9.4: "),
    "unknown-level": (
        f":priority: Level 4\n\n{ACTIONS}#. Do.\n",
        1,
        "'Level 4' in 'priority' is no level; write one of: Level 1, Level 2, Level 3",
    ),
    "both-fields": (
        f":priority: Level 1\n:out-of-scope: Level 1\n\n{ACTIONS}#. Do.\n",
        1,
        "'Level 1' is in 'priority' and in 'out-of-scope' (line 2)",
    ),
    "empty-section": (f"{ACTIONS}Goals\n*****\n\n#. Be.\n", 6, "section 'Actions' is empty"),
    "last-section-empty": (f"{HEAD}Text.\n\nGoals\n*****\n", 8, "section 'Goals' is empty"),
    "title": (
        f"{CIS}* 11.5: Test the Backups\n",
        9,
        "safeguard 11.5 is not titled 'Test the Backups'; write '11.5: Test Data Recovery'",
    ),
    "heading-out-of-scope": (
        f":out-of-scope: Level 2\n\n{ACTIONS}|Maturity2| Maturity\n{'^' * 20}\n\n#. Do.\n",
        11,
        "'Level 2 Maturity' is for 'Level 2', which 'out-of-scope' leaves out",
    ),
    "date": (f":reviewed: 22/11/2026\n\n{HEAD}Text.\n", 1, "'reviewed' must be a date"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_with_its_line(fault: str, read_page: Callable[[str], Loaded]) -> None:
    """One fault on a page gives one finding: its line, what is wrong, what is right."""
    text, line, message = FAULTS[fault]

    found = read_page(text).guide.findings

    assert [finding.line for finding in found] == [line]
    assert message in found[0].message


FINE = {
    "case": f"{CIS}* 11.5: test data recovery\n",
    "no-title": f"{CIS}* 11.5\n",
    "sentence": f"{CIS}* This practice goes beyond the CIS Controls.\n",
    "missing-sections": f"{HEAD}Text.\n",
    "orphan-fields": f":orphan:\n:tocdepth: 2\n\n{HEAD}Text.\n",
    "levels-in-words": f":priority: Level 1 and Level 2\n\n{HEAD}Text.\n",
    "all-levels": f":priority: all levels\n\n{HEAD}Text.\n",
    "none": f"{HEAD}Mapping to CIS Handbook Best Practices\n{'*' * 38}\n\n* None.\n",
}


@pytest.mark.parametrize("name", FINE)
def test_near_misses_are_no_faults(name: str, read_page: Callable[[str], Loaded]) -> None:
    """What only looks like a fault is not reported."""
    assert read_page(FINE[name]).guide.findings == ()


def test_a_strict_build_stops_and_says_where(tmp_path: Path) -> None:
    """Under ``--strict`` a fault stops the build; it is named by file and line, once."""
    source = write_guide(tmp_path / "source", {"page": FAULTS["title"][0]})

    built = run_build(source, tmp_path / "build", "--strict", "html")

    assert built.status == 1
    assert [line for line in built.warnings if "page.rst:9: WARNING: safeguard 11.5" in line] == (
        built.warnings
    )
    assert len(built.warnings) == 1


def test_equal_ids_are_an_error_with_both_lines(tmp_path: Path) -> None:
    """The parser's own word for it is ERROR, and both places are named; the rest is built."""
    text = f"{ACTIONS}#. :bp:id:`one` Do.\n#. Wait.\n#. :bp:id:`one` Do again.\n"
    source = write_guide(tmp_path / "source", {"page": text})

    site = build_site(source, tmp_path, builder="dummy")

    assert len(site.warnings) == 1
    assert (
        "page.rst:11: ERROR: id 'one' is spelled twice on this page, on lines 9 and 11"
        in (site.warnings[0])
    )
    assert len(site.guide.practices[0].actions) == 3


def test_our_own_guide_has_no_finding(own: Loaded) -> None:
    """Nothing on our own pages is unplaced or wrong."""
    assert [*own.messages, *own.lines()] == []
