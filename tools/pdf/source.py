"""The Typst source of a whole edition: template, title page and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.pdf import escape

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping
    from datetime import date

    from tools.pdf.writer import Writer

LONGEST_CONTENTS = 70
"""The contents list headings as deep as fits in about this many lines, two pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """What the title page and the properties of the PDF say."""

    title: str
    subtitle: str
    author: str
    version: str
    date: date
    date_text: str
    language: str
    paper: str


def source_of(writer: Writer, cover: Cover) -> str:
    """Return the Typst source of the book that *writer* writes, with *cover* in front."""
    body = writer.astext()
    settings = {
        "title": escape.string(cover.title),
        "subtitle": escape.string(cover.subtitle),
        "author": escape.string(cover.author),
        "version": escape.string(cover.version),
        "date": f"datetime({_arguments(_day(cover.date))})",
        "date-text": escape.string(cover.date_text),
        "language": escape.string(cover.language.partition("_")[0]),
        "paper": escape.string(cover.paper),
        "contents-depth": str(contents_depth(writer.headings)),
    }
    return f'#import "guide.typ": *\n#show: guide.with({_arguments(settings)})\n{body}'


def _day(date: date) -> dict[str, str]:
    return {"year": f"{date.year}", "month": f"{date.month}", "day": f"{date.day}"}


def _arguments(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in settings.items())


def contents_depth(headings: Counter[int]) -> int:
    """Return how many levels of *headings*, counted by level, the contents show: 1 to 3."""
    depth = 1
    while depth < 3 and sum(headings[level] for level in range(1, depth + 2)) <= LONGEST_CONTENTS:
        depth += 1
    return depth
