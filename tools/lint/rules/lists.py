"""Rules about lists: what docutils reads as something else than its author meant."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.wording import line_of
from tools.lint.findings import Edit, Hit, Severity
from tools.lint.prose import MARKER
from tools.lint.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page

LISTS: tuple[type[nodes.Element], ...] = (nodes.bullet_list, nodes.enumerated_list)
_ITEM = re.compile(r"[ \t]*(?:\#\.|\d{1,3}[.)]|[*+-])[ \t]+\S")


def _quoted_lists(page: Page) -> Iterator[nodes.Element]:
    for quote in page.all(nodes.block_quote):
        first = next((c for c in quote.children if not isinstance(c, nodes.Invisible)), None)
        if isinstance(first, LISTS):
            yield first


@rule("BP401", Severity.ERROR)
def check_list_quoted(page: Page) -> Iterator[Hit]:
    """Indent a list inside an item to where the words of the item begin; no other list at all.

    At another column it becomes a quotation beside or below the item.

    Bad:  #. Report every threat:

            * call 911
    Good: #. Report every threat:

             * call 911
    """
    for block in _quoted_lists(page):
        inside = isinstance(block.parent.parent, nodes.list_item)
        after = _previous(block.parent)
        nested = inside or isinstance(after, LISTS)
        repair = (
            "start its markers at the column where the words of the item above begin"
            if nested
            else "start its markers at the left margin"
        )
        yield page.on_line(line_of(block), "List is read as a quotation, not as a list", repair)


def _previous(node: nodes.Element) -> nodes.Node | None:
    index = node.parent.index(node) if node.parent is not None else 0
    return node.parent.children[index - 1] if index else None


@rule("BP402", Severity.WARNING)
def check_list_restarts(page: Page) -> Iterator[Hit]:
    """Keep numbered items in one list; text between them makes the numbers begin again at 1.

    Bad:  #. Call 911.

          Stay calm.

          #. Call the FBI.
    Good: #. Call 911. Stay calm.

          #. Call the FBI.
    """
    for block in page.all(nodes.enumerated_list):
        if not isinstance(block.parent, (nodes.section, nodes.document, nodes.list_item)):
            continue
        earlier = any(isinstance(node, nodes.enumerated_list) for node in _earlier(block))
        if earlier and block.get("start", 1) == 1:
            yield page.on_line(
                line_of(block),
                "Numbering begins again at 1",
                "indent the text above to the words of its item, or move it out of the list",
            )


@rule("BP403", Severity.WARNING)
def check_list_start(page: Page) -> Iterator[Hit]:
    """Number with ``#.``; a number that does not follow the one before begins a new list.

    Bad:  1. Call 911.
          3. Call the FBI.
    Good: #. Call 911.
          #. Call the FBI.
    """
    for block in page.all(nodes.enumerated_list):
        start = block.get("start", 1)
        former = [n for n in _earlier(block) if isinstance(n, nodes.enumerated_list)][-1:]
        if start != 1 and former and start != former[0].get("start", 1) + len(former[0].children):
            yield page.on_line(
                line_of(block), "Number does not follow the one before", "write '#.' for each one"
            )


def _earlier(block: nodes.Element) -> list[nodes.Node]:
    return block.parent.children[: block.parent.index(block)] if block.parent is not None else []


@rule("BP404", Severity.ERROR)
def check_list_glued(page: Page) -> Iterator[Hit]:
    """Leave an empty line before a list inside an item or below a paragraph.

    Without it the markers become part of the sentence above.

    Bad:  #. Report every threat:
             * call 911
    Good: #. Report every threat:

             * call 911
    """
    for paragraph in page.all(nodes.paragraph):
        lines = paragraph.rawsource.split("\n")
        first = paragraph.line or 0
        if len(lines) < 2 or not first or isinstance(paragraph.parent, nodes.system_message):
            continue
        for number, words in enumerate(lines[1:], first + 1):
            if re.match(r"(?:\#\.|\d{1,3}[.)]|[*+-])[ \t]+\S", words):
                yield _glued(page, number, words)
                break


def _glued(page: Page, line: int, words: str) -> Hit:
    index = min(line, len(page.lines)) - 1
    # docutils counts the lines of a paragraph from its last in some places
    for near in (index, index - 1, index + 1):
        if 0 < near < len(page.lines) and page.lines[near].strip() == words.strip():
            index = near
            break
    start = page.starts[index]
    return Hit(
        start=start,
        end=start + len(page.lines[index]),
        message="List is read as part of the sentence above",
        repair="leave an empty line above it",
        edits=(Edit(start=start, end=start, text=page.newline),),
    )


@rule("BP405", Severity.WARNING)
def check_definition_by_accident(page: Page) -> Iterator[Hit]:
    """Start a line at the column of the paragraph it belongs to, or leave a line empty first.

    A line that is indented below another one makes that one a term and itself its explanation.
    """
    for block in page.all(nodes.definition_list):
        if "glossary" in (block.parent.get("directive") or "" if block.parent is not None else ""):
            continue
        item = block.children[0]
        term = item.children[0].astext()
        if len(term.split()) <= 8 and not re.search(r"[.,;:]$", term):
            continue  # looks like a term that is meant
        yield page.on_line(
            line_of(item),
            "Line is read as a term with an explanation below it",
            "give both lines the same indentation, or put an empty line between them",
        )


@rule("BP406", Severity.HINT)
def check_list_marker(page: Page) -> Iterator[Hit]:
    """Use ``#.`` for numbers and ``*`` for bullets, one space behind either.

    Bad:  1. Call 911.
    Bad:  *  Call 911.
    Good: #. Call 911.
    """
    for block in page.all(*LISTS):
        yield from _markers(page, block)


def _markers(page: Page, block: nodes.Element) -> Iterator[Hit]:
    right = "*" if isinstance(block, nodes.bullet_list) else "#."
    if right == "#." and not _is_automatic(page, block):
        return
    found = [_marker(page, item) for item in block.children]
    safe = all(match is not None for match in found)
    for match in found:
        if match is None or match[0] == f"{match[1]}{right} ":
            continue
        old, new = match[0], f"{match[1]}{right} "
        line = page.line_at(match.start())
        edits = (Edit(start=match.start(), end=match.end(), text=new),)
        mend = safe and (len(old) == len(new) or _stands_alone(page, line, match))
        yield Hit(
            start=match.start() + len(match[1]),
            end=match.end(),
            message="List item has another marker than on other pages",
            repair=f"write '{right} '",
            edits=edits if mend else (),
        )


def _is_automatic(page: Page, block: nodes.Element) -> bool:
    """Return whether the numbers of *block* mean nothing: no letters, none continued elsewhere."""
    lists = page.all(nodes.enumerated_list)
    meant = any(other.get("start", 1) != 1 for other in lists)
    return block.get("enumtype") == "arabic" and not meant


def _marker(page: Page, item: nodes.Node) -> re.Match[str] | None:
    """Return the marker of *item* in the text of the page, where it is where it should be."""
    if not isinstance(item, nodes.list_item):
        return None
    index = line_of(item) - 1
    if index >= len(page.lines):
        return None
    return re.compile(r"([ \t]*)(\#\.|\d{1,3}\.|[*+-])[ ]+(?=\S)").match(
        page.text, page.starts[index]
    )


def _stands_alone(page: Page, line: int, match: re.Match[str]) -> bool:
    """Return whether the item on *line* has no further line, which would need new indentation."""
    for number in range(line, min(line + 2, len(page.lines))):
        content = page.lines[number]
        if content.strip():
            return len(content) - len(content.lstrip()) <= len(match[1])
    return True


@rule("BP407", Severity.HINT)
def check_paragraph_behind_steps(page: Page) -> Iterator[Hit]:
    """Put nothing behind the bullets of an action; what comes there is another action.

    Readers take the bullets for the end of it.
    """
    for item in page.all(nodes.list_item) if page.is_practice else ():
        for former, block in itertools.pairwise(item.children):
            if isinstance(former, LISTS) and isinstance(block, nodes.paragraph):
                yield page.on_line(
                    line_of(block),
                    "Text comes behind the bullets of an item",
                    "make it another item",
                )


@rule("BP408", Severity.HINT)
def check_hard_wrap(page: Page) -> Iterator[Hit]:
    """Write a paragraph as one line, however long; a changed word then changes one line.

    Reported once a page.
    """
    for block in page.blocks:
        inner = page.text[block.start : block.end]
        broken = inner.find("\n")
        if broken < 0 or block.heading or page.document_has_table:
            continue
        if page.lines[page.line_at(block.start) - 1].lstrip().startswith(("|", "+")):
            continue
        yield Hit(
            start=block.start,
            end=block.start + broken,
            message="Paragraph is broken into lines",
            repair="write it as one line; your editor can wrap it on the screen",
            text="",
        )
        return


@rule("BP409", Severity.WARNING)
def check_bullet_character(page: Page) -> Iterator[Hit]:
    """Begin a bullet with an asterisk; a pasted dot or dash makes no list.

    Bad:  • Call 911.
    Good: * Call 911.
    """
    for match in re.finditer(r"^[ \t]*([•·‣▪◦●–—])[ \t]+\S", page.prose, re.MULTILINE):  # noqa: RUF001
        if not MARKER.match(page.lines[page.line_at(match.start(1)) - 1]):
            yield Hit(
                start=match.start(1),
                end=match.end(1),
                message="Character makes no list",
                repair="write '* ', with an empty line above the list",
            )
