"""Text files that hold a piece for each practice, between a head and a tail.

What a file says of a practice depends on that practice alone. So a file is written piece by piece,
and a piece of the build before is taken over as it stands in the file, where its practice is the
same: after the edit of one page, thousands need not be made again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tools.guide.model import BestPractice, Guide

    Place = tuple[int, int]
    """Where in its file a piece begins and ends, in bytes; the same where it is empty."""

_PLACE = "\0pieces"  # no text of a guide holds this character


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How a file is made."""

    piece: Callable[[int, BestPractice], str]
    """Returns what the file says of the practice with this number, counted from 1; or nothing."""
    frame: Callable[[Sequence[memoryview]], tuple[str, str]]
    """Returns the head and the tail around these pieces, of which none is empty."""
    separator: str = ""
    encoding: str = "utf-8"
    """Of the head; all else is UTF-8."""


def json_frame(content: object, **style: Any) -> tuple[str, str]:
    """Return the JSON of *content* before and behind the pieces, for which it has `IN_PLACE`."""
    head, _place, tail = json.dumps(content, **style).partition(json.dumps(_PLACE))
    return head, f"{tail}\n"


IN_PLACE = (_PLACE,)
"""Stands in a list of JSON for its items, which are pieces."""


def made(form: Form, guide: Guide, known: Mapping[int, memoryview]) -> list[memoryview]:
    """Return the piece of each practice of *guide*; the *known* ones, by number, as they are."""
    return [
        known[number] if number in known else memoryview(form.piece(number, practice).encode())
        for number, practice in enumerate(guide.practices, 1)
    ]


def write(form: Form, pieces: Sequence[memoryview], path: Path) -> list[Place]:
    """Write a file of the *pieces* to *path*; return where each of them is."""
    head, tail = form.frame([piece for piece in pieces if piece])
    separator, places, first = form.separator.encode(), [], True
    with path.open("wb") as file:
        end = file.write(head.encode(form.encoding))
        for piece in pieces:
            if piece and not first:
                end += file.write(separator)
            first = first and not piece
            start, end = end, end + file.write(piece)
            places.append((start, end))
        file.write(tail.encode())
    return places


def text(form: Form, guide: Guide) -> str:
    """Return the whole file of *guide* as text."""
    pieces = [piece for piece in made(form, guide, {}) if piece]
    head, tail = form.frame(pieces)
    return head + form.separator.join(str(piece, "utf-8") for piece in pieces) + tail
