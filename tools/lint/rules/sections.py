"""Rules about the sections of a page and their headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.sections import SectionKind
from tools.guide.wording import line_of
from tools.lint.findings import Edit, Hit, Severity
from tools.lint.registry import rule
from tools.lint.rules.markup import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page, Section

ORDER = tuple(kind for kind in SectionKind if kind.value and kind is not SectionKind.OTHER)
"""The sections of a practice, in the order of the convention."""

_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*\r?$")


def _sections(page: Page) -> list[Section]:
    """Return the sections of the convention on a practice page."""
    return [section for section in page.sections if section.kind] if page.is_practice else []


@rule("BP120", Severity.ERROR)
def check_section_missing(page: Page) -> Iterator[Hit]:
    """Write all six sections of a practice; the lists of the guide are made from them.

    Goals, Actions, Cost-Effective Tools, Learn More, Mapping to CIS Controls and Safeguards,
    Mapping to CIS Handbook Best Practices. A mapping that is empty says so in a sentence:
    ``* There are no relevant CIS Controls.``
    """
    if not page.is_practice or page.first(nodes.title) is None:
        return
    there = {section.kind for section in page.sections}
    before = "the introduction"
    for kind in ORDER:
        if kind not in there:
            line = page.sections[0].line if page.sections else 1
            hit = page.on_line(line, f"Section '{kind.value}' is missing", f"add it after {before}")
            yield Hit(start=hit.start, end=hit.end, message=hit.message, repair=hit.repair, text="")
        before = f"'{kind.value}'"


@rule("BP121", Severity.WARNING)
def check_section_order(page: Page) -> Iterator[Hit]:
    """Keep the sections of a practice in the order of the convention, so readers find them.

    The order: Goals, Actions, Cost-Effective Tools, Learn More, the two mappings.
    """
    highest = -1
    for section in _sections(page):
        assert section.kind is not None
        place = ORDER.index(section.kind)
        if place < highest:
            after = ORDER[place - 1].value if place else "the introduction"
            yield page.on_line(section.line, "Section is out of order", f"move it behind {after}")
        highest = max(highest, place)


@rule("BP122", Severity.ERROR)
def check_section_duplicate(page: Page) -> Iterator[Hit]:
    """Write each section of a practice once."""
    first: dict[SectionKind, int] = {}
    for section in _sections(page):
        assert section.kind is not None
        if section.kind in first:
            yield page.on_line(
                section.line,
                f"Section '{section.kind.value}' is already on line {first[section.kind]}",
                "put the two together",
            )
        first.setdefault(section.kind, section.line)


@rule("BP123", Severity.ERROR)
def check_section_depth(page: Page) -> Iterator[Hit]:
    """Put each section of a practice directly below the title, none inside another.

    Underline the title with hyphens, sections with asterisks, level headings with carets.
    """
    for section in _sections(page):
        if section.depth > 2:
            yield page.on_line(
                section.line,
                "Section stands inside another one",
                "underline it with the characters of 'Goals'",
            )


@rule("BP124", Severity.WARNING)
def check_section_heading(page: Page) -> Iterator[Hit]:
    """Write the headings of a practice as the convention does; readers know them.

    Bad:  Cost effective tools
    Good: Cost-Effective Tools
    """
    for section in _sections(page):
        assert section.kind is not None
        right = section.kind.value
        if section.heading == right:
            continue
        start, end = page.span(section.line)
        under_start, under_end = page.span(section.line + 1)
        mark = page.text[under_start : under_start + 1]
        edits = (
            Edit(start=start, end=end, text=right),
            Edit(start=under_start, end=under_end, text=mark * len(right)),
        )
        same = page.text[start:end] == section.heading and _is_underline(page, section.line + 1)
        yield Hit(
            start=start,
            end=end,
            message="Heading is not written as in the convention",
            repair=f"write '{right}'",
            edits=edits if same else (),
        )


def _is_underline(page: Page, line: int) -> bool:
    return line <= len(page.lines) and bool(_UNDERLINE.match(page.lines[line - 1]))


def _headings(page: Page) -> Iterator[tuple[int, str, str]]:
    """Yield line of the underline, the heading and the underline, of each heading."""
    for title in page.all(nodes.title):
        if not isinstance(title.parent, nodes.section):
            continue
        line = line_of(title)
        for number in (line + 1, line):
            if _is_underline(page, number) and number > 1 and page.lines[number - 2].strip():
                yield number, page.lines[number - 2].rstrip(), page.lines[number - 1].rstrip()
                break


@rule("BP131", Severity.ERROR)
def check_underline_short(page: Page) -> Iterator[Hit]:
    """Make the line below a heading as long as the heading.

    Bad:  Cost-Effective Tools
          *****
    Good: Cost-Effective Tools
          ********************
    """
    seen = set()
    for message in messages(page, "BP131"):
        line = message.line
        if not _is_underline(page, line) and _is_underline(page, line + 1):
            line += 1
        if line < 2 or line in seen or not _is_underline(page, line):
            continue
        seen.add(line)
        yield _underline(page, line, "Line below the heading is too short")


@rule("BP132", Severity.HINT)
def check_underline_long(page: Page) -> Iterator[Hit]:
    """Make the line below a heading no longer than the heading.

    Bad:  Goals
          **********
    Good: Goals
          *****
    """
    for line, heading, underline in _headings(page):
        over = line > 2 and _is_underline(page, line - 2) and len(underline) > len(heading)
        if len(underline) > len(heading) and not over:
            yield _underline(page, line, "Line below the heading is longer than it")


def _underline(page: Page, line: int, message: str) -> Hit:
    heading = page.lines[line - 2].rstrip()
    start, end = page.span(line)
    mark = page.text[start : start + 1]
    length = _columns(heading)
    overlined = line > 2 and _is_underline(page, line - 2)
    edits = () if overlined else (Edit(start=start, end=end, text=mark * length),)
    return Hit(
        start=start,
        end=end,
        message=message,
        repair=f"make it as long as '{heading.strip()}': {length} characters",
        edits=edits,
    )


def _columns(text: str) -> int:
    """Return how wide docutils takes *text* to be."""
    from docutils.utils import column_width  # noqa: PLC0415 - only for a finding

    return int(column_width(text))


@rule("BP133", Severity.ERROR)
def check_heading_level(page: Page) -> Iterator[Hit]:
    """Underline headings in one order on the whole page, and leave no rank out.

    In a practice: ----- the title, ***** sections, ^^^^^ levels below Actions.
    """
    for message in messages(page, "BP133"):
        yield page.on_line(
            message.line,
            "Heading has a rank that cannot stand here",
            "use the characters of the heading above it, or those of the next rank below",
        )


@rule("BP134", Severity.HINT)
def check_underline_character(page: Page) -> Iterator[Hit]:
    """Underline a practice as all others are: ----- title, ***** sections, ^^^^^ levels.

    Any characters work; the same ones on every page make a page easy to copy from.
    """
    if not page.is_practice:
        return
    depths = {section.line: section.depth for section in page.sections}
    for line, _heading, underline in _headings(page):
        depth = depths.get(line) or depths.get(line - 1) or 0
        right = " -*^"[depth] if depth <= 3 else ""
        if depth and right and underline.lstrip()[:1] != right:
            yield page.on_line(
                line,
                "Heading is underlined otherwise than on other practices",
                f"use {right * 5}",
            )
