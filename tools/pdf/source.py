"""The Typst source of a whole edition: template, title page and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tools.pdf import escape
from tools.pdf.assembly import Part

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping, Set
    from datetime import date

    from tools.pdf.binding import Binder
    from tools.pdf.checklist import Checklist
    from tools.pdf.links import Link, Links

LONGEST_CONTENTS = 70
"""The contents list headings as deep as fits in about this many lines, two pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """What the title page, the feet of pages and the properties of the PDF say."""

    title: str
    subtitle: str
    author: str
    version: str
    date: date
    date_text: str
    note: str
    language: str
    paper: str


class Manuscript(NamedTuple):
    """The Typst source of an edition, and what Typst cannot be told of its tables."""

    source: str
    tables: list[list[list[int]]]
    """See `rowheads.mark_row_headers`."""


def book_source(binder: Binder, links: Links, cover: Cover) -> Manuscript:
    """Return the Typst source of the pages that *binder* binds.

    A book of several pages has *cover* and contents in front; *links* are listed at its end.
    """
    first, *rest = binder.book
    entries: list[int] = []
    if rest or isinstance(first, Part):
        body = binder.astext() + _index(binder) + _links(binder, links, level=1)
        entries = contents_entries(binder.headings)
    else:
        body = binder.page(first) + _links(binder, links, level=2)
        body = binder.sheets(first.source.title, body)
    listed = "".join(f"{number}, " for number in entries)
    return Manuscript(_document(cover, body, {"contents-entries": f"({listed})"}), binder.tables)


def checklist_source(found: Iterable[Checklist], undrawable: Set[str], cover: Cover) -> Manuscript:
    """Return the Typst source of the checklists *found*; *undrawable* as in `escape`."""
    body = "".join(
        f"#checklist([{escape.markup(title, undrawable)}],\n{_ticks(path, actions, undrawable)})\n"
        for title, path, actions in found
    )
    subtitle = escape.markup(cover.subtitle, undrawable)
    start = f"#checklists([{escape.markup(cover.title, undrawable)}], [{subtitle}])"
    return Manuscript(_document(cover, f"{start}[\n{body}]\n", {}), [])


def _ticks(path: str, actions: Iterable[tuple[int | None, str]], undrawable: Set[str]) -> str:
    return "".join(
        f"{escape.place(path, line)}[{escape.markup(text, undrawable)}],\n"
        for line, text in actions
    )


def _document(cover: Cover, body: str, more: Mapping[str, str]) -> str:
    settings = {
        "title": escape.string(cover.title),
        "subtitle": escape.string(cover.subtitle),
        "author": escape.string(cover.author),
        "version": escape.string(cover.version),
        "date": f"datetime({_arguments(_day(cover.date))})",
        "date-text": escape.string(cover.date_text),
        "note": escape.string(cover.note),
        "language": escape.string(cover.language.partition("_")[0]),
        "paper": escape.string(cover.paper),
        **more,
    }
    return f'#import "guide.typ": *\n#show: guide.with({_arguments(settings)})\n{body}'


def _index(binder: Binder) -> str:
    if not binder.safeguards:
        return ""
    binder.headings[1] += 1
    entries = sorted(binder.safeguards.values(), key=lambda found: found.order)
    pairs = ", ".join(f"({binder.string(n)}, {binder.string(title)})" for n, title in entries)
    binder.tables.append([[], *([0] for _ in entries)])
    return binder.sheets("Index of CIS Safeguards", f"#safeguard-index({pairs})")


def _links(binder: Binder, links: Links, level: int) -> str:
    if not links.groups:
        return ""
    binder.headings[level] += 1
    groups = "".join(
        f"({binder.string(n)}, ({_entries(binder, ls)})),\n" for n, ls in links.groups.items()
    )
    listed = f"#link-list(level: {level},\n{groups})\n"
    return binder.sheets("Links", listed) if level == 1 else f"\n{listed}"


def _entries(binder: Binder, links: Iterable[Link]) -> str:
    return "".join(
        f"({link.number}, {binder.string(link.text)}, {binder.string(link.url)}),\n"
        for link in links
    )


def _day(date: date) -> dict[str, str]:
    return {"year": f"{date.year}", "month": f"{date.month}", "day": f"{date.day}"}


def _arguments(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in settings.items())


def contents_entries(headings: Counter[int]) -> list[int]:
    """Return how many headings of each level the contents show, of one level to three.

    *headings* counts them by level.
    """
    depth = 1
    while depth < 3 and sum(headings[level] for level in range(1, depth + 2)) <= LONGEST_CONTENTS:
        depth += 1
    return [headings[level] for level in range(1, depth + 1)]
