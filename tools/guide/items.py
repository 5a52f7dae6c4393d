"""Items of lists: their own words, their steps, and the goals, actions and resources they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.model import Action, Goal, Passage, Resource, ResourceKind, Step
from tools.guide.wording import external_links, line_of, plain, revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.guide.model import Link

LISTS = (nodes.bullet_list, nodes.enumerated_list)
_WORDS = (nodes.paragraph, nodes.line_block, nodes.rubric, nodes.compound)
_NOTHING = re.compile(r"^(?:there (?:are|is) (?:no|not)\b|none\b|no \w+|n/a\b)", re.IGNORECASE)


@dataclass(kw_only=True)
class Draft:
    """A goal or an action before it has its id."""

    goal: bool
    item: nodes.list_item
    spelled: str
    text: str
    levels: tuple[int, ...]
    headings: tuple[str, ...] = ()
    trailing: list[nodes.Element] = field(default_factory=list)
    """Lists behind the item that hold further steps."""


def goal(draft: Draft, id_: str, scope: Sequence[int]) -> Goal:
    """Return the goal of *draft*, at those of its levels that are in *scope*."""
    return Goal(
        id=id_,
        text=draft.text,
        levels=_within(draft.levels, scope),
        line=line_of(draft.item),
        explicit=bool(draft.spelled),
    )


def action(draft: Draft, id_: str, scope: Sequence[int]) -> Action:
    """Return the action of *draft*, at those of its levels that are in *scope*."""
    lists = [*_lists(draft.item), *draft.trailing]
    steps = tuple(step for block in lists for step in _steps(block))
    notes = tuple(_note(block) for block in _others(draft.item))
    return Action(
        id=id_,
        revision=revision([draft.text, *_all_words(steps), *(note.text for note in notes)]),
        text=draft.text,
        levels=_within(draft.levels, scope),
        headings=draft.headings,
        steps=steps,
        notes=notes,
        links=own_links(draft.item),
        line=line_of(draft.item),
        explicit=bool(draft.spelled),
    )


def _within(levels: Sequence[int], scope: Sequence[int]) -> tuple[int, ...]:
    return tuple(number for number in levels if number in scope)


def _steps(block: nodes.Element) -> Iterator[Step]:
    for item in block.children:
        if isinstance(item, nodes.list_item):
            inner = tuple(step for nested in _lists(item) for step in _steps(nested))
            others = [plain(other) for other in _others(item)]
            yield Step(
                text=" ".join([own_text(item), *others]).strip(),
                links=own_links(item),
                steps=inner,
                line=line_of(item),
            )


def _all_words(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        yield step.text
        yield from _all_words(step.steps)


def _note(block: nodes.Element) -> Passage:
    return Passage(
        section="",
        kind=block.tagname,
        text=plain(block),
        links=external_links(block),
        line=line_of(block),
    )


def _parts(item: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the blocks of *item*, those of a block quote in its place."""
    for child in item.children:
        if isinstance(child, nodes.block_quote):
            yield from _parts(child)
        elif not isinstance(child, (nodes.Invisible, nodes.system_message)):
            yield child


def _lists(item: nodes.Node) -> list[nodes.Element]:
    return [part for part in _parts(item) if isinstance(part, LISTS)]


def _others(item: nodes.Node) -> list[nodes.Element]:
    return [
        part
        for part in _parts(item)
        if isinstance(part, nodes.Element) and not isinstance(part, (*LISTS, *_WORDS))
    ]


def has_list(item: nodes.Node) -> bool:
    """Return whether *item* holds a list."""
    return bool(_lists(item))


def own_text(item: nodes.Node) -> str:
    """Return the words of *item* without its lists, tables and notes."""
    if not isinstance(item, nodes.list_item):
        return plain(item)
    return " ".join(plain(part) for part in _parts(item) if isinstance(part, _WORDS)).strip()


def own_links(item: nodes.Node) -> tuple[Link, ...]:
    """Return the external links in the words of *item*, without those in its lists."""
    if not isinstance(item, nodes.list_item):
        return external_links(item)
    words = (part for part in _parts(item) if isinstance(part, _WORDS))
    return tuple(link for part in words for link in external_links(part))


def flat(block: nodes.Node, *, rows: bool = False) -> Iterator[nodes.Element]:
    """Yield the items of the list *block* and of the lists in them, in order.

    Any other block is yielded as it is; with *rows* a table is yielded row by row.
    """
    if isinstance(block, LISTS):
        for item in block.children:
            yield from _flat_item(item, rows=rows)
    elif isinstance(block, nodes.block_quote):
        for child in block.children:
            yield from flat(child, rows=rows)
    elif rows and isinstance(block, nodes.table):
        yield from block.findall(nodes.row)
    elif isinstance(block, nodes.Element) and not isinstance(block, nodes.Invisible):
        yield block


def _flat_item(item: nodes.Node, *, rows: bool) -> Iterator[nodes.Element]:
    if not isinstance(item, nodes.list_item):
        return
    yield item
    for part in _parts(item):
        if isinstance(part, LISTS) or (rows and isinstance(part, nodes.table)):
            yield from flat(part, rows=rows)
        elif not isinstance(part, _WORDS) and isinstance(part, nodes.Element):
            yield part


def resources(part: nodes.Node, kind: ResourceKind) -> list[Resource]:
    """Return the tools or readings that *part*, an item or another block, names.

    One for each web link; an item without any names one by its words, unless it says that there
    is none, points into the guide, gives an email address, or opens a list of others.
    """
    text, line, context = own_text(part), line_of(part), _context(part)
    links = [link for link in own_links(part) if link.url.lower().startswith("http")]
    names: list[tuple[str, str | None]] = [(link.text, link.url) for link in links]
    if not links:
        if not isinstance(part, nodes.list_item) or has_list(part) or _names_nothing(part, text):
            return []
        names = [(re.split(r"[:.;]\s|[:.;]$|,\s", text, maxsplit=1)[0], None)]
    return [
        Resource(kind=kind, name=name, url=url, description=text, context=context, line=line)
        for name, url in names
    ]


def _names_nothing(item: nodes.list_item, text: str) -> bool:
    points_inside = any(
        node.tagname == "pending_xref" and node.get("reftype") != "term"
        for node in item.findall(nodes.Element)
    )
    return not text or bool(_NOTHING.match(text)) or points_inside or bool(own_links(item))


def _context(part: nodes.Node) -> str:
    """Return the words of the item that *part*'s list stands in, or empty."""
    parent = part.parent
    while parent is not None and not isinstance(parent, nodes.section):
        if isinstance(parent, nodes.list_item):
            return own_text(parent)
        parent = parent.parent
    return ""
