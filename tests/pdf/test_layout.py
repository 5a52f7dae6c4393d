"""Typography: what a reader of a printed copy would stumble over is on no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pdf.ink import boxes, runs
from tests.pdf.layout import Layout
from tests.pdf.press import HEAD, press

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pdf.conftest import Built

LEFT, RIGHT = 1.15 * 72, (8.5 - 1.15) * 72
"""The margins of the template, in points."""


@pytest.fixture(scope="module", params=["full", "checklist-3"])
def layout(request: pytest.FixtureRequest, own_guide: Built) -> Layout:
    """The full guide, and the longest of its checklists."""
    return Layout(own_guide.pdf(request.param).path)


def test_no_heading_stands_alone_at_the_foot_of_a_page(layout: Layout) -> None:
    """A heading stays with the text below it."""
    assert layout.lonely_headings() == []


def test_no_paragraph_leaves_a_single_line_on_a_page(layout: Layout) -> None:
    """Neither its first nor its last line stands alone."""
    assert layout.stray_lines() == []


def test_no_table_row_is_split(layout: Layout) -> None:
    """A row stands on one page."""
    assert layout.split_rows() == []


def test_no_line_runs_into_the_margin(own_guide: Built) -> None:
    """All text stands between the margins."""
    assert Layout(own_guide.pdf("full").path).overfull(LEFT, RIGHT) == []


def test_no_line_ends_in_a_letter_and_a_hyphen(layout: Layout) -> None:
    """The e- of e-pollbook stays with the rest of the word."""
    assert layout.stranded_letters() == []


@pytest.mark.parametrize("start", [1, 5])
def test_boxes_to_tick_stand_in_one_column(tmp_path: Path, start: int) -> None:
    """However wide the numbers beside them are; those end in one column, too."""
    path = tmp_path / "ticks.pdf"
    items = ", ".join(["[Do.]"] * 12)
    source = f"{HEAD}\n#actions(start: {start}, {items})\n"
    path.write_bytes(press().submit("ticks", source, 0).result().read_bytes())
    numbers = {run.right for run in runs(path) if run.text.rstrip(".").isdigit()}

    assert len({left for _, left, _ in boxes(path)}) == 1
    assert len(boxes(path)) == 12
    assert max(numbers) - min(numbers) < 0.01


CRAMPED = """\
= T
#set page(height: 200pt, margin: 20pt, header: none, footer: none)
#set text(costs: (orphan: 0%, widow: 0%))
#v(138pt)
One line of a paragraph at the foot of a page. \\
The other line.
#v(30pt)
An e- \\
pollbook
#show heading: set block(sticky: false)
== Alone
#pagebreak()
#set table.cell(breakable: true)
#v(120pt)
#table(columns: 1, [A \\ B \\ C \\ D \\ E])
#h(-90pt)#box(width: 0pt, box(width: 900pt)[Too far left, and #h(700pt) too far right])
"""


def test_faults_are_found(tmp_path: Path) -> None:
    """The checks above see what they look for, on pages made to be wrong."""
    path = tmp_path / "cramped.pdf"
    path.write_bytes(press().submit("cramped", HEAD + CRAMPED, 0).result().read_bytes())
    layout = Layout(path)

    assert [fault[-5:] for fault in layout.lonely_headings()] == ["Alone"]
    assert [fault[14:22] for fault in layout.stray_lines()] == ["One line"]
    assert len(layout.split_rows()) == 1
    assert len(layout.stranded_letters()) == 1
    assert len(layout.overfull(20, 592)) == 2
