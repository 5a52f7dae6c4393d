"""A page as the rules see it: its text, its words, its doctree, and the guide around it.

Each view is made when the first rule asks for it.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from docutils import nodes

from tools.guide.catalogue import catalogue
from tools.guide.reader import TITLE, Place, read_practice
from tools.guide.sections import SectionKind, section_kind
from tools.guide.wording import line_of, plain
from tools.lint.findings import Edit, Hit
from tools.lint.parse import Parsed, parse
from tools.lint.prose import Block, Marked, blocks, read_prose, sentences, without_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tools.guide.reader import ReadPage
    from tools.lint.project import Project

T = TypeVar("T")
N = TypeVar("N", bound=nodes.Node)
_ADDRESS_TARGET = re.compile(r"[ \t]*(?:\.\. _[^\n]{1,300}:|__)[ \t]+\S")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section of the doctree."""

    heading: str
    line: int
    depth: int
    """1 for the title of the page."""
    kind: SectionKind | None
    node: nodes.section


class Page:
    """A page; made from its text, never changed."""

    def __init__(self, path: Path, text: str, project: Project) -> None:
        """Take the *text* of the file at *path*."""
        self.path = path
        self.text = text
        self.project = project
        self._remembered: dict[object, object] = {}

    def remember(self, make: Callable[[Page], T]) -> T:
        """Return what *make* makes of the page; made once."""
        if make not in self._remembered:
            self._remembered[make] = make(self)
        return cast("T", self._remembered[make])

    # -- Places --------------------------------------------------------------

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    @cached_property
    def newline(self) -> str:
        """What ends a line on this page: what ends the first one."""
        return "\r\n" if "\r\n" in self.text[: self.text.find("\n") + 1] else "\n"

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of the character at *offset*."""
        index = bisect.bisect_right(self.starts, offset) - 1
        return index + 1, offset - self.starts[index] + 1

    def line_at(self, offset: int) -> int:
        """Return the line, from 1, of the character at *offset*."""
        return bisect.bisect_right(self.starts, offset)

    def indent_at(self, offset: int) -> int:
        """Return how far the line of the character at *offset* is indented."""
        line = self.lines[self.line_at(offset) - 1]
        return len(line) - len(line.lstrip())

    def span(self, line: int) -> tuple[int, int]:
        """Return start and end of the words on *line* (from 1; the nearest that exists)."""
        index = min(max(line, 1), len(self.lines)) - 1
        content = self.lines[index]
        start = self.starts[index] + len(content) - len(content.lstrip())
        return min(start, self.starts[index] + len(content)), self.starts[index] + len(
            content.rstrip()
        )

    def heading_line(self, line: int) -> int:
        """Return the line of the heading whose underline may be on *line*, as docutils counts."""
        mark = self.lines[min(line, len(self.lines)) - 1].strip()
        above = self.lines[line - 2].strip() if 1 < line <= len(self.lines) else ""
        return line - 1 if above and len(set(mark)) == 1 and not mark[0].isalnum() else line

    def on_line(self, line: int, message: str, repair: str = "", *edits: Edit) -> Hit:
        """Return a hit on all words of *line*."""
        start, end = self.span(line)
        if start == end and line > 1:  # docutils may count a block's lines from its end
            start, end = self.span(line - 1)
        return Hit(start=start, end=max(start, end), message=message, repair=repair, edits=edits)

    def find(self, text: str, line: int) -> tuple[int, int]:
        """Return where *text* stands first, from *line* on; else the words of that line."""
        first = self.starts[min(max(line, 1), len(self.starts)) - 1]
        pattern = r"\s+".join(map(re.escape, text.split()[:40]))
        match = re.compile(pattern).search(self.text, first) if pattern else None
        return match.span() if match else self.span(line)

    # -- Words ---------------------------------------------------------------

    @cached_property
    def _prose(self) -> tuple[str, tuple[Marked, ...]]:
        prose = read_prose(self.text)
        return prose.masked, prose.marked

    @property
    def prose(self) -> str:
        """The page with everything but running text as spaces, see `tools.lint.prose`."""
        return self._prose[0]

    @cached_property
    def marked(self) -> tuple[Marked, ...]:
        """The roles and links in the running text."""
        return tuple(mark for mark in self._prose[1] if mark.kind != "literal")

    @cached_property
    def literals(self) -> tuple[Marked, ...]:
        """The inline literals."""
        return tuple(mark for mark in self._prose[1] if mark.kind == "literal")

    @cached_property
    def _visible(self) -> str:
        return without_blocks(self.text)

    def is_shown(self, offset: int) -> bool:
        """Return whether the character at *offset* is outside of comments and literals.

        The address of a target (``.. _name: https://…``) counts as shown.
        """
        line = self.lines[self.line_at(offset) - 1]
        literal = self.is_literal(offset)
        visible = offset < len(self.text) and not self._visible[offset].isspace()
        return (visible and not literal) or bool(_ADDRESS_TARGET.match(line))

    @cached_property
    def _nodes(self) -> list[nodes.Node]:
        return list(self.document.findall())

    def all(self, *kinds: type[N]) -> list[N]:
        """Return the nodes of these *kinds* in the order of the page."""
        return [node for node in self._nodes if isinstance(node, kinds)]

    def first(self, kind: type[N]) -> N | None:
        """Return the first node of this *kind*; none where there is none."""
        return next((node for node in self._nodes if isinstance(node, kind)), None)

    def directives(self, *names: str) -> Iterator[nodes.container]:
        """Yield the stand-ins of the directives with these *names*."""
        for node in self.all(nodes.container):
            if node.get("directive") in names:
                yield node

    def is_bare(self, offset: int) -> bool:
        """Return whether the address at *offset* stands in the text, outside of any markup."""
        line = self.lines[self.line_at(offset) - 1]
        inside = self.is_marked(offset)
        bracketed = self.text[max(offset - 1, 0) : offset] == "<"
        return not (inside or bracketed or _ADDRESS_TARGET.match(line))

    def is_known(self, kind: str, target: str, slugs: set[str]) -> bool:
        """Return whether a ``bp`` reference of *kind* to the *target* leads somewhere."""
        if kind == "safeguard":
            return target in catalogue().safeguards
        if kind == "control":
            return target.isdecimal() and int(target) in catalogue().controls
        return target in slugs

    def is_option(self, offset: int) -> bool:
        """Return whether the character at *offset* is in an option of a directive."""
        line = self.lines[self.line_at(offset) - 1]
        return bool(re.match(r"[ \t]*:[\w-]{1,40}:", line))

    @cached_property
    def blocks(self) -> list[Block]:
        """The paragraphs and headings."""
        return list(blocks(self.text, self.prose))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence; headings have none."""
        return [
            span
            for block in self.blocks
            if not block.heading
            for span in sentences(self.prose, block)
        ]

    # -- Doctree -------------------------------------------------------------

    @cached_property
    def _read(self) -> tuple[Parsed, ReadPage | None]:
        parsed = parse(self.text, self.project.settings)
        name = self.path.stem
        place = Place(docname=name, slug=name, file=self.path.name, page=name)
        return parsed, read_practice(parsed.document, place, self.project.levels, catalogue())

    @property
    def parsed(self) -> Parsed:
        """What docutils makes of the page; spelled ids are gone, as in a build."""
        return self._read[0]

    @property
    def model(self) -> ReadPage | None:
        """What the guide's model reads from the page; none where it is no best practice."""
        return self._read[1]

    @property
    def document(self) -> nodes.document:
        """The doctree."""
        return self.parsed.document

    @cached_property
    def document_has_table(self) -> bool:
        """Whether the page has a table, whose cells stand side by side in the text."""
        return self.first(nodes.table) is not None

    @cached_property
    def sections(self) -> list[Section]:
        """All sections in order."""
        return [
            dataclasses.replace(section, line=self.heading_line(section.line))
            for section in _sections(self.document, 1)
        ]

    @cached_property
    def title_line(self) -> int:
        """The line of the title; the first line where there is none."""
        return self.sections[0].line if self.sections else 1

    @cached_property
    def headings(self) -> list[tuple[int, int]]:
        """Start and end of each heading in the text."""
        return [(block.start, block.end) for block in self.blocks if block.heading]

    def is_heading(self, offset: int) -> bool:
        """Return whether the character at *offset* is in a heading."""
        index = bisect.bisect_right(self.headings, (offset, len(self.text)))
        return bool(index) and offset < self.headings[index - 1][1]

    def mark_at(self, offset: int) -> Marked | None:
        """Return the role or link that the character at *offset* is in; none outside of any."""
        index = bisect.bisect_right(self.marked, offset, key=lambda mark: mark.start)
        mark = self.marked[index - 1] if index else None
        return mark if mark and offset < mark.reach else None

    def is_marked(self, offset: int) -> bool:
        """Return whether the character at *offset* is in a role or a link."""
        return self.mark_at(offset) is not None

    def is_literal(self, offset: int) -> bool:
        """Return whether the character at *offset* is in an inline literal."""
        index = bisect.bisect_right(self.literals, offset, key=lambda mark: mark.start)
        return bool(index) and offset < self.literals[index - 1].end

    @cached_property
    def is_practice(self) -> bool:
        """Whether the page is, or is meant to be, a best practice."""
        if self.path.parent.name == "best-practices" and self.path.stem != "index":
            return True
        kinds = {section.kind for section in self.sections if section.kind}
        return TITLE in self.document.substitution_defs or len(kinds) >= 3

    @cached_property
    def docname(self) -> str:
        """Its name in the guide; empty outside of one."""
        return self.project.docname(self.path)

    @cached_property
    def _places(self) -> list[Section | None]:
        """For each section in order, the section of the convention that it is in."""
        places: list[Section | None] = []
        found: Section | None = None
        for section in self.sections:
            if section.kind or section.depth <= (found.depth if found else 0):
                found = section if section.kind else None
            places.append(found)
        return places

    def section_at(self, line: int) -> Section | None:
        """Return the section of the convention that *line* is in; none outside of any."""
        index = bisect.bisect_right(self.sections, line, key=lambda section: section.line)
        return self._places[index - 1] if index else None


def _sections(parent: nodes.Element, depth: int) -> Iterator[Section]:
    for child in parent.children:
        if not isinstance(child, nodes.section):
            continue
        title = child.children[0]
        heading = plain(title)
        kind = section_kind(heading) if depth > 1 or not _has_sections(child) else None
        yield Section(heading=heading, line=line_of(title), depth=depth, kind=kind, node=child)
        yield from _sections(child, depth + 1)


def _has_sections(section: nodes.section) -> bool:
    return any(isinstance(child, nodes.section) for child in section.children)
