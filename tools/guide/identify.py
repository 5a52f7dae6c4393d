"""Write the missing ids into pages: one role at the start of each goal and action without one.

Nothing else of a file changes, not a byte: not its line ends, not its encoding. The ids are those
that the items have already, made of their words, so links to them stay good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.guide.model import Action, BestPractice, Goal, Guide

_MARKER = re.compile(
    rb"(\xef\xbb\xbf)?\s*(?:#\.|\(?(?:#|\d+|[A-Za-z]|[ivxlcIVXLC]+)[.)]|[*+-])\s+(?=\S)"
)
"""Start of a list item, up to its first word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A goal or an action whose id the page does not spell."""

    docname: str
    line: int
    role: str
    """What to write in front of it."""


def missing(guide: Guide) -> list[Missing]:
    """Return the goals and actions of *guide* that lack an id, in their order on the pages."""
    return [found for practice in guide.practices for found in _missing_on(practice)]


def _missing_on(practice: BestPractice) -> Iterator[Missing]:
    items: list[Goal | Action] = [*practice.goals, *practice.actions]
    found = [item for item in items if not item.explicit]
    for item in sorted(found, key=lambda item: item.line):
        name = item.id.removeprefix(f"{practice.slug}.")
        yield Missing(docname=practice.docname, line=item.line, role=f":bp:id:`{name}`")


def inserted(content: bytes, wanted: Iterable[Missing]) -> tuple[bytes, list[Missing]]:
    """Return *content* with the *wanted* roles, and those whose item is not where it should be.

    An item must begin on its line with a marker of a list and a word behind it.
    """
    lines = content.splitlines(keepends=True) if b"\n" not in content else _lines(content)
    lost = []
    for item in wanted:
        line = lines[item.line - 1] if item.line <= len(lines) else b""
        match = _MARKER.match(line)
        if match:
            role = item.role.encode()
            lines[item.line - 1] = line[: match.end()] + role + b" " + line[match.end() :]
        else:
            lost.append(item)
    return b"".join(lines), lost


def _lines(content: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+$", content)


def write(path: Path, wanted: Iterable[Missing]) -> list[Missing]:
    """Write the *wanted* roles into the file *path*; return those that found no place."""
    before = path.read_bytes()
    after, lost = inserted(before, wanted)
    if after != before:
        path.write_bytes(after)
    return lost
