"""What the headings and the fields of a best practice mean."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.model import Priority
from tools.guide.wording import line_of, nearest, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.guide.levels import Levels


class SectionKind(StrEnum):
    """The sections of the convention, by the heading that the convention gives them."""

    INTRODUCTION = ""
    GOALS = "Goals"
    ACTIONS = "Actions"
    TOOLS = "Cost-Effective Tools"
    READING = "Learn More"
    CONTROLS = "Mapping to CIS Controls and Safeguards"
    HANDBOOK = "Mapping to CIS Handbook Best Practices"
    OTHER = "other"


_HEADINGS: list[tuple[str, SectionKind]] = [
    (r"(?:our |the )?goals?", SectionKind.GOALS),
    (r"(?:recommended |necessary |the )?actions?(?: items| steps)?", SectionKind.ACTIONS),
    (
        r"(?:(?:cost effective|low cost|free|no cost)(?: and| or)? ?)*tools?(?: and \w+)?",
        SectionKind.TOOLS,
    ),
    (
        r"learn more|(?:further|more|additional) (?:reading|information|resources)|references",
        SectionKind.READING,
    ),
    (r"mappings? .*\bhandbook\b.*", SectionKind.HANDBOOK),
    (r"mappings? .*\b(?:controls?|safeguards?)\b.*", SectionKind.CONTROLS),
]
"""Pattern of a heading (only its words, in small letters) and what it means: first match wins."""

FIELDS = ("priority", "out-of-scope", "reviewed")
"""Fields at the top of a page that say something about the practice."""
SPHINX_FIELDS = frozenset("tocdepth nocomments orphan nosearch no-search keywords".split())
"""Fields that Sphinx itself reads."""


def section_kind(heading: str) -> SectionKind | None:
    """Return which section of the convention *heading* opens; none where it opens no such one."""
    words = " ".join(re.findall(r"\w+", heading.casefold()))
    for pattern, kind in _HEADINGS:
        if re.fullmatch(pattern, words):
            return kind
    return None


def likely_heading(heading: str) -> str:
    """Return the heading of the convention that a mistyped *heading* may have meant, or empty."""
    known = [kind.value for kind in SectionKind if kind.value and kind is not SectionKind.OTHER]
    return nearest(heading, known, cutoff=0.75)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """What the fields at the top of a page say."""

    priorities: tuple[Priority, ...]
    reviewed: str | None
    problems: tuple[tuple[int, str], ...]
    """Line and message of each."""


def read_fields(document: nodes.document, levels: Levels) -> Fields:
    """Return the fields of *document*: in its head, or in a field list below the title."""
    found = {name: (text, line) for name, text, line in _fields(document)}
    problems: list[tuple[int, str]] = []
    priorities = _priorities(found, levels, problems)
    reviewed = None
    if "reviewed" in found:
        text, line = found["reviewed"]
        reviewed = _date(text)
        if reviewed is None:
            problems.append(
                (line, f"'reviewed' must be a date: '{text}'; write it as in 2026-11-22")
            )
    for name, (_text, line) in found.items():
        if name not in FIELDS and name not in SPHINX_FIELDS and (near := nearest(name, FIELDS)):
            problems.append((line, f"no field is named '{name}'; did you mean ':{near}:'?"))
    return Fields(priorities=priorities, reviewed=reviewed, problems=tuple(problems))


def is_head(block: nodes.Node) -> bool:
    """Return whether *block* is a field list that says something about the practice."""
    return isinstance(block, nodes.field_list) and any(
        field[0].astext().strip().casefold() in FIELDS for field in block.findall(nodes.field)
    )


def _fields(document: nodes.document) -> Iterator[tuple[str, str, int]]:
    holders = [block for block in document.findall(nodes.field_list) if is_head(block)]
    for holder in (*document.findall(nodes.docinfo), *holders):
        for field in holder.findall(nodes.field):
            name, body = field.children
            yield name.astext().strip().casefold(), plain(body), line_of(field)


def _priorities(
    found: dict[str, tuple[str, int]], levels: Levels, problems: list[tuple[int, str]]
) -> tuple[Priority, ...]:
    at = dict.fromkeys(levels.numbers, Priority.IN_SCOPE)
    for name, priority in (
        ("out-of-scope", Priority.OUT_OF_SCOPE),
        ("priority", Priority.PRIORITY),
    ):
        text, line = found.get(name, ("", 0))
        listed = levels.listed(text)
        for unknown in listed.unknown:
            problems.append(
                (line, f"'{unknown}' in '{name}' is no level; {levels.suggestion(unknown)}")
            )
        for number in listed.numbers:
            if at[number] is Priority.OUT_OF_SCOPE:
                problems.append((line, _both(levels.name(number), found["out-of-scope"][1])))
            at[number] = priority
    return tuple(at.values())


def _both(name: str, line: int) -> str:
    return (
        f"'{name}' is in 'priority' and in 'out-of-scope' (line {line});"
        " leave it in the one that is right"
    )


def _date(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return None
