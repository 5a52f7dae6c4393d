"""Views of the practices: the box on top of each, the index, the roadmap of a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.model import Priority
from tools.guide.references import link
from tools.guide.views.build import NOTHING, bullets, counted, inline, paragraph, spoken_date, table
from tools.guide.wording import summary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.guide.model import BestPractice, Guide
    from tools.guide.placeholder import View
    from tools.guide.views.build import Cell

WORDS = {
    Priority.PRIORITY: "Priority",
    Priority.IN_SCOPE: "In scope",
    Priority.OUT_OF_SCOPE: "Out of scope",
}
"""How each priority is shown."""


def glance(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the box on top of a practice: priority and numbers per level, dates."""
    practice = guide.practice_on(view["docname"])
    if practice is None:  # a twin, which is in no list
        return []
    headers = ["At a glance", *(level.name for level in guide.levels)]
    made = table(
        headers,
        [(cells, ()) for cells in _glance_rows(guide, practice)],
        widths=[28, *[24] * len(guide.levels)],
    )
    dates = [
        f"{word} {spoken_date(date)}."
        for word, date in (("Reviewed", practice.reviewed), ("Last changed", practice.changed))
        if date
    ]
    lines = [paragraph(" ".join(dates), classes=["dates"])] if dates else []
    return [nodes.container("", made, *lines, classes=["at-a-glance"])]


def _glance_rows(guide: Guide, practice: BestPractice) -> list[list[Cell]]:
    numbers = [level.number for level in guide.levels]
    safeguards: list[Cell] = [
        "all" if practice.all_safeguards else str(len(practice.safeguards_at(number)))
        for number in numbers
    ]
    return [
        ["Priority", *(_standing(practice.priority(number)) for number in numbers)],
        ["Actions", *(str(len(practice.actions_at(number))) for number in numbers)],
        ["CIS safeguards", *safeguards],
    ]


def _standing(priority: Priority) -> nodes.Node:
    word = WORDS[priority]
    node = nodes.strong if priority is Priority.PRIORITY else nodes.inline
    return node("", word, classes=[priority.value])


def index(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the table of all practices with their priority at each level."""
    headers = ["Best practice", *(level.name for level in guide.levels)]
    rows = []
    for practice in guide.practices:
        at_levels = [_standing(practice.priority(level.number)) for level in guide.levels]
        cells: list[Cell] = [_link(practice, view), *at_levels]
        rows.append((cells, [f"level-{n}-{p}" for n, p in enumerate(practice.priorities, 1)]))
    widths = [46, *[18] * len(guide.levels)]
    return [table(headers, rows, widths=widths, classes=["practice-index"])] if rows else []


def roadmap(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the practices of a level with their actions: first what comes first there.

    ``option`` of the *view* restricts it to the practices that have that priority, ``brief``
    leaves their actions out.
    """
    level = view["argument"]
    parts: list[nodes.Node] = []
    for priority, heading in (
        (Priority.PRIORITY, "Do these first"),
        (Priority.IN_SCOPE, "Then do these"),
    ):
        practices = list(guide.in_scope(level, priority))
        if practices and view.get("option") in (None, priority.value):
            if view.get("option") is None:
                parts.append(nodes.rubric("", heading))
            parts.append(_plan(practices, level, view, priority))
    if not parts:
        parts.append(paragraph(f"No practice is listed here for {guide.levels[level - 1].name}."))
    return [nodes.container("", *parts, classes=["roadmap", f"level-{level}"])]


def _plan(
    practices: Iterable[BestPractice], level: int, view: View, priority: Priority
) -> nodes.bullet_list:
    items = []
    for practice in practices:
        actions = practice.actions_at(level)
        number = counted(len(actions), "action") if actions else "no action of its own"
        head = paragraph(nodes.strong("", "", _link(practice, view)), f" ({number})")
        links = [
            [paragraph(link("action", action.id, summary(action.text), view["docname"]))]
            for action in (() if view.get("brief") else actions)
        ]
        items.append([head, bullets(links)] if links else [head])
    return bullets(items, classes=["practices", priority.value])


def counts(guide: Guide, _view: View) -> list[nodes.Node]:
    """Return one sentence with how much the guide holds."""
    actions = sum(len(page.actions) for page in guide.practices)
    mappings = sum(len(page.safeguards) for page in guide.practices)
    numbers = [
        counted(len(guide.practices), "best practice"),
        counted(sum(len(page.goals) for page in guide.practices), "goal"),
        counted(actions, "action"),
        counted(sum(len(page.resources) for page in guide.practices), "tool or reading"),
        counted(mappings, "mapping to CIS safeguard"),
    ]
    numbers[3] = numbers[3].replace("tool or readings", "tools and readings")
    numbers[4] = numbers[4].replace("mapping to CIS safeguards", "mappings to CIS safeguards")
    *most, last = numbers
    return [paragraph(f"The guide holds {', '.join(most)}, and {last}.")]


def _link(practice: BestPractice, view: View) -> nodes.Element:
    return link("practice", practice.slug, practice.title, view["docname"])


def links(practices: Iterable[BestPractice], view: View) -> list[list[nodes.Node]]:
    """Return a link to each of *practices*, for `build.joined`."""
    return [inline(_link(practice, view)) for practice in practices]


__all__ = ["NOTHING", "WORDS", "counts", "glance", "index", "links", "roadmap"]
