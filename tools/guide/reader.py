"""Read a best practice from its doctree.

The reader is liberal. A heading of the convention opens its section wherever it stands, so pages
with other heading depths are read; what stands in a section and is no item of it is kept as a
passage; what cannot be understood becomes a finding with its line. It changes the doctree in one
way: spelled ids leave it, see `tools.guide.anchors`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide import anchors, items
from tools.guide.mappings import read_handbook, read_safeguards
from tools.guide.model import BestPractice, Finding, Passage, Priority, ResourceKind
from tools.guide.sections import SectionKind, is_head, likely_heading, read_fields, section_kind
from tools.guide.wording import line_of, plain, same_words, title_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tools.guide.catalogue import Catalogue
    from tools.guide.levels import Found, Levels
    from tools.guide.model import HandbookMapping, Resource, SafeguardMapping

TITLE = "bp_title"
"""Substitution that makes a page a best practice when it is its title."""

LISTS = (nodes.bullet_list, nodes.enumerated_list)
INVISIBLE = (nodes.Invisible, nodes.title, nodes.system_message, nodes.docinfo)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a page is."""

    docname: str
    slug: str
    file: str
    page: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPage:
    """What was read from a page."""

    practice: BestPractice
    findings: tuple[Finding, ...]
    anchors: tuple[tuple[nodes.list_item, str], ...]
    """Items that are goals or actions, each with its id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Under which headings the reader is."""

    kind: SectionKind = SectionKind.INTRODUCTION
    heading: str = ""
    """The innermost heading."""
    levels: Found | None = None
    """Levels that a heading names; none where no heading does."""
    headings: tuple[str, ...] = ()
    """Headings below the one that opened the section or named the level."""


def practice_title(document: nodes.document) -> nodes.title | None:
    """Return the title of *document* when it is a best practice, else none.

    A page is one when it defines ``|bp_title|`` and titles itself with it.
    """
    definition = document.substitution_defs.get(TITLE)
    title = next(iter(document.findall(nodes.title)), None)
    if definition is None or title is None or not same_words(plain(title), plain(definition)):
        return None
    return title


def wrong_title(document: nodes.document) -> tuple[int, str] | None:
    """Return line and message where *document* defines ``|bp_title|`` and is titled otherwise."""
    definition = document.substitution_defs.get(TITLE)
    if definition is None or practice_title(document) is not None:
        return None
    title = next(iter(document.findall(nodes.title)), None)
    shown = f"is titled '{plain(title)}'" if title else "has no title"
    message = (
        f"the page defines |{TITLE}| as '{plain(definition)}' but {shown}, so it is no best"
        f" practice; make |{TITLE}| the title, or remove the definition"
    )
    return title_line(title) if title else line_of(definition), message


def read_practice(
    document: nodes.document, place: Place, levels: Levels, catalogue: Catalogue
) -> ReadPage | None:
    """Return what the page *document* says, or none where it is no best practice."""
    title = practice_title(document)
    if title is None:
        return None
    reading = _Reading(place=place, levels=levels, catalogue=catalogue)
    reading.fields(document)
    reading.top(document, title)
    return reading.result(title)


@dataclass(kw_only=True)
class _Reading:
    """The state of reading one page."""

    place: Place
    levels: Levels
    catalogue: Catalogue
    drafts: list[items.Draft] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    safeguards: dict[str, SafeguardMapping] = field(default_factory=dict)
    handbook: dict[int, HandbookMapping] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    everything: bool = False
    started: bool = False
    """Whether a section of the convention has been met."""

    def report(self, line: int, message: str, *, severe: bool = False) -> None:
        found = Finding(docname=self.place.docname, line=line, message=message, severe=severe)
        self.findings.append(found)

    def fields(self, document: nodes.document) -> None:
        self.head = read_fields(document, self.levels)
        for line, message in self.head.problems:
            self.report(line, message)

    def top(self, document: nodes.document, title: nodes.title) -> None:
        """Read the whole page: its title's section, and sections that stand beside it."""
        for child in document.children:
            if isinstance(child, nodes.section) and child is title.parent:
                self.children(child, Context())
            elif isinstance(child, nodes.section):
                self.section(child, Context())
            else:
                self.block(child, Context())

    # -- Sections ------------------------------------------------------------

    def section(self, section: nodes.section, above: Context) -> None:
        title = section.children[0]
        assert isinstance(title, nodes.title)  # docutils makes no section without
        heading = plain(title)
        context = self.entered(heading, above, title_line(title))
        if not any(not isinstance(child, INVISIBLE) for child in section.children):
            self.report(
                title_line(title),
                f"section '{heading}' is empty; write what belongs there, or remove the heading",
            )
        self.children(section, context)

    def entered(self, heading: str, above: Context, line: int) -> Context:
        """Return the context below *heading*."""
        kind = section_kind(heading)
        if kind is not None:
            self.started = True
            return Context(kind=kind, heading=heading)
        if above.kind in (SectionKind.INTRODUCTION, SectionKind.OTHER):
            self.unknown(heading, line)
            return Context(kind=SectionKind.OTHER, heading=heading)
        found = self.levels.find(heading)
        if not found:
            return replace(above, heading=heading, headings=(*above.headings, heading))
        self.unknown_levels(found, line)
        self.out_of_scope(found, heading, line)
        return replace(above, heading=heading, levels=found, headings=())

    def unknown(self, heading: str, line: int) -> None:
        """Report a section that the convention does not know, unless it belongs to the opening."""
        if near := likely_heading(heading):
            self.report(
                line,
                f"no section is named '{heading}'; did you mean '{near}'?"
                " No list takes it up as it is",
            )
        elif self.started:
            self.report(
                line,
                f"section '{heading}' has no place in a best practice, so no list takes it up;"
                " move its text to the section that it belongs to",
            )

    def unknown_levels(self, found: Found, line: int) -> None:
        for name in found.unknown:
            self.report(line, f"'{name}' is no level of this guide; {self.levels.suggestion(name)}")

    def out_of_scope(self, found: Found, heading: str, line: int) -> None:
        for number in found.numbers:
            if number not in self.in_scope():
                name = self.levels.name(number)
                self.report(
                    line,
                    f"'{heading}' is for '{name}', which 'out-of-scope' leaves out;"
                    " take the level out of the field or of the heading",
                )

    def in_scope(self) -> tuple[int, ...]:
        return tuple(
            number
            for number, priority in zip(self.levels.numbers, self.head.priorities, strict=True)
            if priority is not Priority.OUT_OF_SCOPE
        )

    def children(self, parent: nodes.Element, context: Context) -> None:
        """Read the children of *parent* in order."""
        numbered = any(isinstance(c, nodes.enumerated_list) for c in _blocks(parent))
        previous: nodes.Node | None = None
        for child in _blocks(parent):
            if isinstance(child, nodes.section):
                self.section(child, context)
            elif isinstance(child, LISTS) and context.kind is SectionKind.ACTIONS:
                self.actions(child, context, numbered=numbered, previous=previous)
            else:
                self.block(child, context)
            if not isinstance(child, INVISIBLE):
                previous = child

    def block(self, block: nodes.Node, context: Context) -> None:
        """Read one block that is no section."""
        if isinstance(block, INVISIBLE) or is_head(block):
            return
        reader: Callable[[nodes.Node, Context], None] = {
            SectionKind.GOALS: self.goals,
            SectionKind.TOOLS: self.tools,
            SectionKind.READING: self.readings,
            SectionKind.CONTROLS: self.controls,
            SectionKind.HANDBOOK: self.handbook_numbers,
        }.get(context.kind, self.passage)
        reader(block, context)

    def passage(self, block: nodes.Node, context: Context) -> None:
        """Keep *block* as it is: a list item by item."""
        for part in items.flat(block):
            self.passage_of(part, context)

    def passage_of(self, part: nodes.Element, context: Context) -> None:
        """Keep *part*, one item or block, without the lists inside it."""
        text = items.own_text(part)
        if text:
            passage = Passage(
                section=context.heading,
                kind="item" if isinstance(part, nodes.list_item) else part.tagname,
                text=text,
                links=items.own_links(part),
                line=line_of(part),
            )
            self.passages.append(passage)

    # -- Goals and actions ---------------------------------------------------

    def goals(self, block: nodes.Node, context: Context) -> None:
        if not isinstance(block, LISTS):
            self.passage(block, context)
            return
        for item in _items(block):
            spelled = anchors.take_spelled(item)
            text, found = self.levels.split_suffix(plain(item))
            self.unknown_levels(found, line_of(item))
            if not found and context.levels:
                declared: tuple[int, ...] = context.levels.numbers
            else:
                declared = self.levels.upward(found)
            self.drafts.append(
                items.Draft(goal=True, item=item, spelled=spelled, text=text, levels=declared)
            )

    def actions(
        self, block: nodes.Element, context: Context, *, numbered: bool, previous: nodes.Node | None
    ) -> None:
        """Read a list below *Actions*.

        Where a section has numbered lists, those hold its actions; bullets right behind one are
        steps of its last action, other bullets are text.
        """
        if numbered and isinstance(block, nodes.bullet_list):
            follows = isinstance(previous, nodes.enumerated_list) and bool(self.drafts)
            if follows:
                self.drafts[-1].trailing.append(block)
            else:
                self.passage(block, context)
            return
        levels = context.levels.numbers if context.levels else self.levels.numbers
        for item in _items(block):
            spelled = anchors.take_spelled(item)
            self.drafts.append(
                items.Draft(
                    goal=False,
                    item=item,
                    spelled=spelled,
                    text=items.own_text(item),
                    levels=levels,
                    headings=context.headings,
                )
            )

    # -- Resources and mappings ----------------------------------------------

    def tools(self, block: nodes.Node, context: Context) -> None:
        self.resource(block, context, ResourceKind.TOOL)

    def readings(self, block: nodes.Node, context: Context) -> None:
        self.resource(block, context, ResourceKind.READING)

    def resource(self, block: nodes.Node, context: Context, kind: ResourceKind) -> None:
        for part in items.flat(block):
            found = items.resources(part, kind)
            self.resources.extend(found)
            if not found or not isinstance(part, nodes.list_item):
                self.passage_of(part, context)

    def controls(self, block: nodes.Node, context: Context) -> None:
        for part in items.flat(block, rows=True):
            text, line = items.own_text(part), line_of(part)
            read = read_safeguards(text, line, self.levels, self.catalogue)
            for problem in read.problems:
                self.report(line, problem)
            for mapping in read.mappings:
                self.map_safeguard(mapping, context)
            self.everything |= read.everything
            if read.heading and not items.has_list(part):
                self.report(
                    line,
                    f"'{text}' names a whole control; list the safeguards of it that are meant",
                )
            if not read.mappings:
                self.passage_of(part, context)

    def map_safeguard(self, mapping: SafeguardMapping, context: Context) -> None:
        if mapping.from_level is None and context.levels and context.levels.numbers:
            mapping = replace(mapping, from_level=min(context.levels.numbers))
        first = self.safeguards.get(mapping.number)
        if first is None:
            self.safeguards[mapping.number] = mapping
            return
        self.report(
            mapping.line,
            f"safeguard '{mapping.number}' is already on line {first.line}; remove one of the two",
        )
        lower = min(first.from_level or 1, mapping.from_level or 1)
        if lower < (first.from_level or 1):
            self.safeguards[mapping.number] = replace(first, from_level=lower)

    def handbook_numbers(self, block: nodes.Node, context: Context) -> None:
        for part in items.flat(block, rows=True):
            text, line = items.own_text(part), line_of(part)
            read = read_handbook(text, line)
            for problem in read.problems:
                self.report(line, problem)
            for mapping in read.mappings:
                if first := self.handbook.get(mapping.number):
                    self.report(
                        line,
                        f"Handbook practice {mapping.number} is already on line {first.line};"
                        " remove one of the two",
                    )
                self.handbook.setdefault(mapping.number, mapping)
            if not read.mappings:
                self.passage_of(part, context)

    # -- The result ----------------------------------------------------------

    def result(self, title: nodes.title) -> ReadPage:
        granted = anchors.grant(
            anchors.Claim(spelled=draft.spelled, text=draft.text, line=line_of(draft.item))
            for draft in self.drafts
        )
        for draft, given in zip(self.drafts, granted, strict=True):
            if given.problem:
                self.report(line_of(draft.item), given.problem, severe=given.severe)
        self.stray_ids(title)
        ids = [f"{self.place.slug}.{given.id}" for given in granted]
        scope = self.in_scope()
        pairs = list(zip(self.drafts, ids, strict=True))
        practice = BestPractice(
            slug=self.place.slug,
            title=plain(title),
            docname=self.place.docname,
            file=self.place.file,
            page=self.place.page,
            line=title_line(title),
            priorities=self.head.priorities,
            reviewed=self.head.reviewed,
            goals=tuple(items.goal(draft, id_, scope) for draft, id_ in pairs if draft.goal),
            actions=tuple(
                items.action(draft, id_, scope) for draft, id_ in pairs if not draft.goal
            ),
            resources=tuple(self.resources),
            all_safeguards=self.everything,
            safeguards=tuple(self.safeguards.values()),
            handbook=tuple(self.handbook.values()),
            passages=tuple(self.passages),
        )
        return ReadPage(
            practice=practice,
            findings=tuple(sorted(self.findings)),
            anchors=tuple((draft.item, id_) for draft, id_ in pairs),
        )

    def stray_ids(self, title: nodes.title) -> None:
        document = title.document
        for node in list(document.findall(anchors.spelled_id)) if document else []:
            self.report(line_of(node), stray_id(node))
            anchors.remove(node)


def stray_id(node: anchors.spelled_id) -> str:
    """Return what is wrong with an id that no goal or action begins with."""
    return (
        f"':bp:id:`{node['name']}`' stands where no goal or action begins;"
        " put it first in a numbered item below Goals or Actions"
    )


def _blocks(parent: nodes.Element) -> Iterable[nodes.Node]:
    """Yield the children of *parent*, those of a block quote in its place.

    A list that is indented by mistake is a block quote.
    """
    for child in parent.children:
        if isinstance(child, nodes.block_quote):
            yield from _blocks(child)
        else:
            yield child


def _items(block: nodes.Node) -> list[nodes.list_item]:
    return [item for item in block.children if isinstance(item, nodes.list_item)]
