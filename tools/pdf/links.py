"""Number the external links of an edition, and list them by organisation for readers on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from tools.guide.organisations import host_of, organisation_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tools.pdf.pages import PageSource

WEB = ("https://", "http://")
"""What the address of a numbered link starts with."""

OTHERS = "Other organizations"
"""Heading of the links to hosts that the link policy names no organisation for."""


class Address(NamedTuple):
    """A web address, and the words that lead to it."""

    url: str
    text: str


class Link(NamedTuple):
    """One address: its number in the edition, and the words that first led to it."""

    number: int
    text: str
    url: str


class Links:
    """The external links of an edition, numbered in the order of the list at its end."""

    def __init__(self, pages: Iterable[PageSource], organisations: Mapping[str, str]) -> None:
        """Collect the links of *pages*; *organisations* maps domains to names, in their order."""
        rank = {name: i for i, name in enumerate(dict.fromkeys(organisations.values()))}
        texts: dict[str, str] = {}
        for page in pages:
            for url, text in page.addresses:
                texts.setdefault(url, text)
        self.groups: dict[str, list[Link]] = {}
        self.numbers: dict[str, int] = {}
        found = [(organisation_of(url, organisations), url) for url in texts]
        for name, url in sorted(
            found, key=lambda f: (rank.get(f[0], len(rank)), host_of(f[1]), f[1])
        ):
            self.numbers[url] = len(self.numbers) + 1
            link = Link(self.numbers[url], texts[url], url)
            self.groups.setdefault(name or OTHERS, []).append(link)


def addresses(elements: Iterable[nodes.Element]) -> list[Address]:
    """Return the web addresses that the *elements* of a page link to, in their order."""
    return [
        Address(url, node.astext() or url)
        for node in elements
        if isinstance(node, nodes.reference)
        and (url := node.get("refuri", "")).lower().startswith(WEB)
    ]
