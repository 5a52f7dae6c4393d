"""Views of the mapping to the CIS Handbook, read from either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.guide.catalogue import HANDBOOK_PRACTICES
from tools.guide.views.build import NOTHING, joined, table
from tools.guide.views.practices import links

if TYPE_CHECKING:
    from docutils import nodes

    from tools.guide.model import BestPractice, Guide
    from tools.guide.placeholder import View
    from tools.guide.views.build import Row

NO_PRACTICE = "None"


def handbook_map(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the table of the Handbook's numbers, or that of the practices, by ``argument``."""
    if view["argument"] == "practices":
        return [_by_practice(guide, view)]
    return [_by_number(guide, view)]


def by_number(guide: Guide) -> dict[int, list[BestPractice]]:
    """Return the practices that each number of the Handbook corresponds to."""
    found: dict[int, list[BestPractice]] = {n: [] for n in range(1, HANDBOOK_PRACTICES + 1)}
    for practice in guide.practices:
        for mapping in practice.handbook:
            found[mapping.number].append(practice)
    return found


def _by_number(guide: Guide, view: View) -> nodes.table:
    rows: list[Row] = []
    for number, practices in by_number(guide).items():
        shown = joined(links(practices, view)) if practices else NO_PRACTICE
        rows.append(([str(number), shown], [] if practices else ["uncovered"]))
    headers = ["Handbook number", "Best practices of this guide"]
    return table(headers, rows, widths=[24, 76], classes=["handbook-map"])


def _by_practice(guide: Guide, view: View) -> nodes.table:
    rows: list[Row] = []
    for practice in guide.practices:
        numbers = ", ".join(str(mapping.number) for mapping in practice.handbook)
        rows.append(([links([practice], view)[0], numbers or NOTHING], ()))
    headers = ["Best practice of this guide", "Handbook numbers"]
    return table(headers, rows, widths=[56, 44], classes=["handbook-map"])
