"""Actions, mappings and resources as CSV files for spreadsheets.

UTF-8 with a byte-order mark, for without it Excel takes letters beyond ASCII for others. A cell
that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, *CSV Injection*).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tools.guide.catalogue import VERSION
from tools.guide.exports.pieces import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tools.guide.model import Action, BestPractice, Guide, Safeguard, Step

ENCODING = "utf-8-sig"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CIS, HANDBOOK = f"CIS Controls v{VERSION}", "CIS Handbook"
"""Names of what practices are mapped to."""

Row = list[str]


def forms(guide: Guide) -> dict[str, Form]:
    """Return how the tables of *guide* are made, by file name."""
    return {
        "actions.csv": actions_csv(guide),
        "mappings.csv": mappings_csv(guide),
        "resources.csv": resources_csv(),
    }


def _form(header: Row, rows: Callable[[BestPractice], Iterable[Row]]) -> Form:
    """Return the form of a CSV file (RFC 4180) with the *rows* of each practice below *header*."""
    return Form(
        piece=lambda _, practice: _csv_text(rows(practice)),
        frame=lambda _: (_csv_text([header]), ""),
        encoding=ENCODING,
    )


def _csv_text(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(cell: str) -> str:
    """Return *cell* so that no spreadsheet runs it.

    >>> safe("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def actions_csv(guide: Guide) -> Form:
    """Return the form of the table with a row for each action."""
    levels = [f"level_{level.number}" for level in guide.levels]
    header = ["id", "practice", "practice_title", "action", "steps", *levels, "heading"]
    return _form([*header, "page", "revision"], lambda practice: _action_rows(guide, practice))


def _action_rows(guide: Guide, practice: BestPractice) -> Iterator[Row]:
    for action in practice.actions:
        yield [
            action.id,
            practice.slug,
            practice.title,
            action.text,
            steps_text(action),
            *("yes" if level.number in action.levels else "no" for level in guide.levels),
            ": ".join(action.headings),
            f"{guide.base_url}{practice.page}#{action.id}",
            action.revision,
        ]


def steps_text(action: Action) -> str:
    """Return the steps of *action*, each on a line of its own, indented by depth."""
    return "\n".join(f"{'  ' * depth}• {step.text}" for depth, step in walk(action.steps))


def walk(steps: Iterable[Step], depth: int = 0) -> Iterator[tuple[int, Step]]:
    """Yield each of *steps* and the steps inside, with how deep it is."""
    for step in steps:
        yield depth, step
        yield from walk(step.steps, depth + 1)


def mappings_csv(guide: Guide) -> Form:
    """Return the form of the table of mappings: a row for each safeguard or Handbook practice.

    The column ``reference`` repeats the number in words, for spreadsheets turn 3.10 into 3.1.
    """
    header = ["practice", "practice_title", "framework", "reference", "number", "title"]
    header += ["from_level", "implementation_group", "page"]
    known = {safeguard.number: safeguard for safeguard in guide.safeguards}
    return _form(header, lambda practice: _mapping_rows(guide, practice, known))


def _mapping_rows(
    guide: Guide, practice: BestPractice, known: Mapping[str, Safeguard]
) -> Iterator[Row]:
    page = f"{guide.base_url}{practice.page}"
    for mapping in practice.safeguards:
        number, safeguard = mapping.number, known[mapping.number]
        row = [practice.slug, practice.title, CIS, f"Safeguard {number}", number]
        level = str(mapping.from_level or "")
        yield [*row, safeguard.title, level, str(safeguard.group), page]
    for entry in practice.handbook:
        row = [practice.slug, practice.title, HANDBOOK, f"Best practice {entry.number}"]
        yield [*row, str(entry.number), "", "", "", page]


def resources_csv() -> Form:
    """Return the form of the table with a row for each tool and reading."""
    header = ["practice", "practice_title", "kind", "name", "url", "description", "context"]
    return _form(header, _resource_rows)


def _resource_rows(practice: BestPractice) -> Iterator[Row]:
    for resource in practice.resources:
        yield [
            practice.slug,
            practice.title,
            resource.kind.value,
            resource.name,
            resource.url or "",
            resource.description,
            resource.context,
        ]
