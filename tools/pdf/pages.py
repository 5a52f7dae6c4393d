"""One page of the guide as Typst source, written once for all editions that show it.

What depends on the edition stays open in that source and is filled in when a book is bound (see
`tools.pdf.binding`): levels of headings, numbers of links, where references lead, and whether
any leads here. So pages can be written at the same time, in processes that know no other page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from tools.pdf.practice import heading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tools.pdf.checklist import Checklist
    from tools.pdf.links import Address
    from tools.pdf.practice import Safeguard

# No text of an author holds this character: docutils removes it, and `escape.clean`, too.
_OPEN = re.compile("\0(?P<kind>[ahlrt])(?P<value>[^\0]*)\0")


class Toctree(NamedTuple):
    """The pages that a page has below it, in their order; *caption* names a part of the book."""

    caption: str
    docnames: tuple[str, ...]


class Reference(NamedTuple):
    """A reference into the guide: to the node with the id *target*, "" being the page itself."""

    docname: str
    target: str
    how: str
    """A parameter of ``xref`` in guide.typ that says how it looks; "" for the usual way."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSource:
    """A page as Typst source, and what an edition must know to show it."""

    docname: str
    title: str
    """The text of its title, "" if it has none."""
    start: str
    """The id of the node that its title heads, "" if it has none."""
    text: str
    """Typst source with open places, see `closed`."""
    has_content: bool
    """Whether there is anything to read besides its title and its toctrees."""
    ids: Mapping[str, str]
    """The ids of all its nodes, with the one that stands for the node in the Typst source."""
    references: Sequence[Reference]
    """In the order of their places in the text."""
    addresses: Sequence[Address]
    """The web addresses that it links to."""
    safeguards: Sequence[Safeguard]
    tables: Sequence[list[list[int]]]
    """See `rowheads.mark_row_headers`."""
    toctrees: Sequence[Toctree]
    checklist: Checklist | None
    """The actions of the practice; None where it has none."""


def open_anchor(name: str) -> str:
    """Return an open target for references to the node with the id *name*, "" being the page."""
    return f"\0a{name}\0"


def open_level(depth: int) -> str:
    """Return the open level of a heading; *depth* counts from 0, the title of the page."""
    return f"\0h{depth}\0"


def open_number(url: str) -> str:
    """Return the open number of the link to *url*, as an argument after others."""
    return f"\0l{url}\0" if "\0" not in url else ""


def open_reference(index: int, text: str) -> str:
    """Return an open reference that reads *text*; *index* is its place in the list."""
    return f"{reference_start(index)}{text}\0t\0"


def reference_start(index: int) -> str:
    """Return what the open reference *index* of a page starts with."""
    return f"\0r{index}\0"


def closed(
    text: str,
    *,
    anchor: Callable[[str], str],
    level: Callable[[int], int],
    number: Callable[[str], str],
    reference: Callable[[int], str],
) -> str:
    """Return *text* with its open places filled in, in their order.

    Args:
        text: The text of a `PageSource`.
        anchor: Returns the target for references to the node with this id.
        level: Returns the level of a heading of this depth.
        number: Returns the argument that numbers the link to this address.
        reference: Returns the Typst function that makes a reference of its text, by its index;
            "" where the text is just that.

    """
    functions: list[str] = []  # of the references around a place

    def fill(place: re.Match[str]) -> str:
        value = place["value"]
        match place["kind"]:
            case "a":
                return anchor(value)
            case "h":
                return str(level(int(value)))
            case "l":
                return number(value)
            case "r":
                functions.append(reference(int(value)))
                return functions[-1] and f"{functions[-1]}["
            case _:
                return functions.pop() and "];"

    return _OPEN.sub(fill, text)


def toctrees(elements: Iterable[nodes.Element]) -> list[Toctree]:
    """Return the toctrees among the *elements* of a page, in their order."""
    return [
        Toctree(node.get("caption") or "", tuple(map(str, node.get("includefiles", ()))))
        for node in elements
        if isinstance(node, addnodes.toctree)
    ]


def title_section(doctree: nodes.document) -> nodes.section | None:
    """Return the section that the title of the page heads, None if it has none."""
    return next(doctree.findall(nodes.section), None)


def title_of(doctree: nodes.document) -> str:
    """Return the title of the page, "" if it has none."""
    section = title_section(doctree)
    return heading_of(section) if section else ""


def ids(elements: Iterable[nodes.Element]) -> dict[str, str]:
    """Return each id of the *elements* of a page with the first one of its node."""
    names = (node.attributes["ids"] for node in elements)
    return {name: of_one[0] for of_one in names for name in of_one}


def has_content(doctree: nodes.document) -> bool:
    """Return whether *doctree* has anything to read besides its title and its toctrees."""
    silent = (nodes.Invisible, nodes.title, nodes.docinfo, addnodes.toctree)
    return any(
        isinstance(node, nodes.Text | nodes.image)
        for child in _below_title(doctree)
        if not isinstance(child, silent)
        for node in child.findall()
        if not any(isinstance(above, silent) for above in _ancestors(node, child))
    )


def _below_title(doctree: nodes.document) -> Iterator[nodes.Node]:
    """Yield the blocks of the page: those of its title's section and those outside of it."""
    for child in doctree.children:
        if isinstance(child, nodes.section):
            yield from child.children
        else:
            yield child


def _ancestors(node: nodes.Node, until: nodes.Node) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        if node is until:
            return
        node = node.parent
