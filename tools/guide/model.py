"""The guide as plain data: what its pages say, without a trace of how they were read.

Every derived view, export and test works on these frozen records. Ids of goals and actions have
the form ``<slug>.<id>``: no section or label can have a full stop in its anchor, so they never
clash. Levels are numbered from 1 in the order of ``bp_levels`` in ``conf.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Priority(StrEnum):
    """How a practice stands at one level."""

    PRIORITY = "priority"
    IN_SCOPE = "in-scope"
    OUT_OF_SCOPE = "out-of-scope"


class ResourceKind(StrEnum):
    """Where on its page a resource stands."""

    TOOL = "tool"
    READING = "reading"


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A maturity level."""

    number: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An external link: its text and its address."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Text of a page that is no goal, action, resource or mapping: kept so that none is lost."""

    section: str
    """Heading it stands under; empty in the introduction."""
    kind: str
    """What it is on the page: paragraph, item, table, note, figure, …"""
    text: str
    links: tuple[Link, ...] = ()
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A part of an action: an item of the list inside it."""

    text: str
    links: tuple[Link, ...] = ()
    steps: tuple[Step, ...] = ()
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """What an office reaches with a practice."""

    id: str
    text: str
    levels: tuple[int, ...]
    line: int
    explicit: bool
    """Whether the page spells the id; a derived one changes with the words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Something an office does, at some levels."""

    id: str
    revision: str
    """Twelve hexadecimal digits of the SHA-256 of its words: they change when the words do."""
    text: str
    levels: tuple[int, ...]
    headings: tuple[str, ...] = ()
    """Headings between the level and the action, outermost first."""
    steps: tuple[Step, ...] = ()
    notes: tuple[Passage, ...] = ()
    """Tables, notes and figures inside the action."""
    links: tuple[Link, ...] = ()
    line: int
    explicit: bool
    """Whether the page spells the id; a derived one changes with the words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """A tool or a reading."""

    kind: ResourceKind
    name: str
    url: str | None
    """Its address; none where the page gives none (such as a program built into Windows)."""
    description: str
    """The whole item that names it."""
    context: str
    """The item above it, where it stands in a list inside a list; else empty."""
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SafeguardMapping:
    """A CIS safeguard that a practice helps to fulfil."""

    number: str
    from_level: int | None
    """The lowest level at which the practice covers it; none where the page names no level."""
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HandbookMapping:
    """A best practice of the CIS Handbook that a practice corresponds to."""

    number: int
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BestPractice:
    """One page of the guide that follows the convention of best practices."""

    slug: str
    title: str
    docname: str
    file: str
    """Path of the page relative to the source folder."""
    page: str
    """Address of the page relative to the top of the site."""
    line: int
    """Line of the title."""
    priorities: tuple[Priority, ...]
    """One for each level of the guide, in order."""
    reviewed: str | None = None
    """ISO date of the last review, as the page says."""
    changed: str | None = None
    """ISO date of the last commit that touched the page; none where there is no git."""
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    resources: tuple[Resource, ...] = ()
    all_safeguards: bool = False
    """Whether the page says that it concerns every safeguard, without listing them."""
    safeguards: tuple[SafeguardMapping, ...] = ()
    handbook: tuple[HandbookMapping, ...] = ()
    passages: tuple[Passage, ...] = ()

    def priority(self, level: int) -> Priority:
        """Return how the practice stands at the *level* with this number."""
        return self.priorities[level - 1]

    def actions_at(self, level: int) -> tuple[Action, ...]:
        """Return the actions that hold at the *level* with this number."""
        return tuple(action for action in self.actions if level in action.levels)

    def safeguards_at(self, level: int) -> tuple[SafeguardMapping, ...]:
        """Return the safeguards that the practice covers at the *level* with this number."""
        if self.priority(level) is Priority.OUT_OF_SCOPE:
            return ()
        return tuple(item for item in self.safeguards if (item.from_level or 1) <= level)


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """One of the CIS Controls."""

    number: int
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Safeguard:
    """One safeguard of the CIS Controls."""

    number: str
    title: str
    control: int
    group: int
    """The lowest implementation group that it belongs to."""
    asset_type: str
    security_function: str


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Finding:
    """Something on a page that is wrong or could not be placed."""

    docname: str
    line: int
    message: str
    """What is wrong; what to do."""
    severe: bool = False
    """Whether other work cannot be trusted until it is mended, as with two equal ids."""


@dataclass(frozen=True, kw_only=True)  # without slots, for what is looked up is kept
class Guide:
    """A whole guide."""

    title: str
    version: str
    language: str
    base_url: str
    """Address of the site's top folder, with a slash at its end; empty where not configured."""
    levels: tuple[Level, ...]
    practices: tuple[BestPractice, ...] = ()
    """In the order of the table of contents."""
    controls: tuple[Control, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    findings: tuple[Finding, ...] = field(default=(), compare=False)

    def in_scope(self, level: int, priority: Priority | None = None) -> Iterator[BestPractice]:
        """Yield the practices in scope at *level*; with *priority* only those that stand so."""
        for practice in self.practices:
            at_level = practice.priority(level)
            if at_level is not Priority.OUT_OF_SCOPE and priority in (None, at_level):
                yield practice

    def covering(self, number: str) -> list[tuple[BestPractice, SafeguardMapping]]:
        """Return the practices that list the safeguard *number*, each with its mapping."""
        return self._covering.get(number, [])

    def practice_on(self, docname: str) -> BestPractice | None:
        """Return the practice that the page *docname* holds; none where it is no practice."""
        return self._by_docname.get(docname)

    @cached_property
    def _covering(self) -> dict[str, list[tuple[BestPractice, SafeguardMapping]]]:
        found: dict[str, list[tuple[BestPractice, SafeguardMapping]]] = {}
        for practice in self.practices:
            for mapping in practice.safeguards:
                found.setdefault(mapping.number, []).append((practice, mapping))
        return found

    @cached_property
    def _by_docname(self) -> dict[str, BestPractice]:
        return {practice.docname: practice for practice in self.practices}

    def last_modified(self) -> str | None:
        """Return the latest ISO date of a review or change of any page; none where none has one."""
        dates = [date for page in self.practices for date in (page.reviewed, page.changed) if date]
        return max(dates, default=None)
