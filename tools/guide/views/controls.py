"""Views of the CIS Controls: totals, gaps, and which practices cover each safeguard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.catalogue import GROUPS
from tools.guide.references import link, safeguard_anchor
from tools.guide.views.build import NOTHING, bullets, joined, paragraph, table
from tools.guide.views.practices import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tools.guide.model import BestPractice, Guide, Safeguard
    from tools.guide.placeholder import View
    from tools.guide.views.build import Cell

NOT_COVERED = "Not covered"


def uncovered(guide: Guide, group: int) -> list[Safeguard]:
    """Return the safeguards of an implementation *group* that no practice lists."""
    return [
        item for item in guide.safeguards if item.group <= group and not guide.covering(item.number)
    ]


def totals(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the table of how many safeguards are covered, per control and group."""
    headers = ["Control", *(f"Group {group}" for group in GROUPS)]
    rows = []
    for control in guide.controls:
        own = [item for item in guide.safeguards if item.control == control.number]
        name = f"{control.number}: {control.title}"
        title = link("control", str(control.number), name, view["docname"])
        rows.append(_totals_row(guide, title, own))
    rows.append(_totals_row(guide, nodes.strong("", "All controls"), guide.safeguards))
    return [table(headers, rows, widths=[52, 16, 16, 16], classes=["cis-totals"])]


def _totals_row(
    guide: Guide, title: nodes.Node, of: Sequence[Safeguard]
) -> tuple[list[Cell], list[str]]:
    cells: list[Cell] = [title]
    complete = True
    for group in GROUPS:
        total = [item for item in of if item.group <= group]
        missing = [item for item in uncovered(guide, group) if item in total]
        complete = complete and not missing
        cells.append(f"{len(total) - len(missing)} of {len(total)}" if total else NOTHING)
    return cells, [] if complete else ["has-gaps"]


def gaps(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the safeguards of a group that no practice covers, as a list with a summary."""
    group = view["argument"]
    missing = uncovered(guide, group)
    total = sum(item.group <= group for item in guide.safeguards)
    everything = [page for page in guide.practices if page.all_safeguards]
    note: list[Cell] = []
    if everything:
        note = [
            " Not counted here, for they name no single safeguard: ",
            *_sentence(everything, view),
        ]
    if not missing:
        text = f"Each of the {total} safeguards of implementation group {group} is covered."
        return [paragraph(text, *note, classes=["cis-gaps"])]
    text = (
        f"{len(missing)} of the {total} safeguards of implementation group {group} are covered by"
        " no best practice:"
    )
    items = [
        [paragraph(link("safeguard", item.number, f"{item.number}: {item.title}", view["docname"]))]
        for item in missing
    ]
    parts = [paragraph(text), bullets(items), *([paragraph(*note)] if note else [])]
    return [nodes.container("", *parts, classes=["cis-gaps"])]


def _sentence(practices: Iterable[BestPractice], view: View) -> list[nodes.Node]:
    return [*joined(links(practices, view)), nodes.Text(".")]


def control(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the table of one control: each safeguard, its group, the practices that cover it."""
    own = [item for item in guide.safeguards if item.control == view["argument"]]
    rows = [_safeguard_row(guide, item, view) for item in own]
    headers = ["Safeguard", "Group", "Covered by"]
    return [table(headers, rows, widths=[46, 12, 42], classes=["cis-matrix"])]


def _safeguard_row(guide: Guide, item: Safeguard, view: View) -> tuple[list[Cell], list[str]]:
    number = nodes.target("", item.number, ids=[safeguard_anchor(item.number)])
    name = [number, nodes.Text(f": {item.title}")]
    covering = guide.covering(item.number)
    if not covering:
        missing = nodes.strong("", NOT_COVERED)
        return [name, str(item.group), missing], ["uncovered", f"group-{item.group}"]
    parts = []
    for practice, mapping in covering:
        level = mapping.from_level
        origin = f" (from {_whole(guide.levels[level - 1].name)})" if level and level > 1 else ""
        parts.append([*links([practice], view)[0], nodes.Text(origin)])
    return [name, str(item.group), joined(parts)], ["covered", f"group-{item.group}"]


def _whole(name: str) -> str:
    """Return *name* with spaces that no line ends at: a narrow cell would part `Level` from `2`."""
    return name.replace(" ", "\u00a0")
