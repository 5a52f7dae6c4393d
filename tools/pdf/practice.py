"""The parts of a best-practice page that a printed guide treats in a way of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAFEGUARD = re.compile(r"\s*(?P<number>\d{1,2}\.\d{1,2})\b:?\s*(?P<title>[^(]*)")


class Safeguard(NamedTuple):
    """A CIS safeguard that a page names."""

    number: str
    title: str

    @property
    def order(self) -> tuple[int, ...]:
        """Sort key: 2.10 comes after 2.9."""
        return tuple(map(int, self.number.split(".")))


def heading_of(section: nodes.Node) -> str:
    """Return the title of *section*, "" if it has none."""
    title = next((c for c in section.children if isinstance(c, nodes.title)), None)
    return title.astext() if title else ""


def is_actions(section: nodes.Node) -> bool:
    """Return whether *section* holds the actions of a practice."""
    return heading_of(section).strip().casefold() == "actions"


def action_lists(doctree: nodes.Node) -> Iterator[nodes.enumerated_list]:
    """Yield the lists whose items are the actions of the practice *doctree*, in page order.

    They stand in its section *Actions* or in the sections below, in no list of their own.
    """
    for section in doctree.findall(nodes.section):
        if is_actions(section):
            for node in section.findall(nodes.enumerated_list):
                if not isinstance(node.parent, nodes.list_item):
                    yield node


def safeguards(doctree: nodes.Node) -> Iterator[tuple[nodes.list_item, Safeguard]]:
    """Yield the items of the mapping to CIS safeguards on the page *doctree*."""
    for section in doctree.findall(nodes.section):
        heading = heading_of(section).casefold()
        if "mapping" in heading and "safeguard" in heading:
            for item in section.findall(nodes.list_item):
                if found := _SAFEGUARD.match(item.astext()):
                    title = " ".join(found["title"].split()).rstrip(".;")
                    yield item, Safeguard(found["number"], title)


def first_sentence(text: str) -> str:
    """Return the first sentence of *text*, or the words before its colon.

    A full stop after a single letter, as in *U.S.*, ends none.

    >>> first_sentence("Call 911. Then write it down.")
    'Call 911.'
    """
    text = " ".join(text.split())
    end = re.search(r"(?<![\s.(][A-Za-z])[.!?](?=\s+[A-Z\d]|$)|:(?=\s|$)", text)
    if not end:
        return text
    return text[: end.end()] if text[end.start()] != ":" else text[: end.start()] + "."
