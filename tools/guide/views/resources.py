"""View of all tools and readings by organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.model import ResourceKind
from tools.guide.organisations import host_of, organisation_of
from tools.guide.views.build import bullets, joined, paragraph
from tools.guide.views.practices import links

if TYPE_CHECKING:
    from tools.guide.model import BestPractice, Guide, Resource
    from tools.guide.organisations import Organisations
    from tools.guide.placeholder import View

KINDS = {ResourceKind.TOOL: "tool", ResourceKind.READING: "reading"}
NO_ADDRESS = "Without a web address"

Entry = list[tuple["BestPractice", "Resource"]]
"""The places that name one resource."""


def grouped(guide: Guide, organisations: Organisations) -> dict[str, dict[str, Entry]]:
    """Return the resources by organisation and by address, in alphabetical order.

    Those without an address come last, by name.
    """
    groups: dict[str, dict[str, Entry]] = {}
    for practice in guide.practices:
        for resource in practice.resources:
            owner = listed_under(resource.url, organisations) if resource.url else NO_ADDRESS
            entries = groups.setdefault(owner, {})
            entries.setdefault(resource.url or resource.name, []).append((practice, resource))
    ranked = sorted(groups, key=lambda name: (name == NO_ADDRESS, name.casefold()))
    return {name: dict(sorted(groups[name].items(), key=_by_name)) for name in ranked}


def listed_under(url: str, organisations: Organisations) -> str:
    """Return the heading for *url*: its organisation, else its host, else the address itself."""
    return organisation_of(url, organisations) or host_of(url) or url


def _by_name(item: tuple[str, Entry]) -> tuple[str, str]:
    return item[1][0][1].name.casefold(), item[0]


def resources(guide: Guide, view: View) -> list[nodes.Node]:
    """Return a definition list: organisation, and what it offers with the pages that name it."""
    listing = nodes.definition_list("", classes=["resources-by-organisation"])
    for name, entries in grouped(guide, view["organisations"]).items():
        items = [[_line(entry, view)] for entry in entries.values()]
        body = nodes.definition("", bullets(items))
        listing += nodes.definition_list_item("", nodes.term("", name), body)
    return [listing] if listing.children else []


def _line(entry: Entry, view: View) -> nodes.paragraph:
    resource = entry[0][1]
    name: nodes.Node = nodes.inline("", resource.name)
    if resource.url:
        name = nodes.reference("", resource.name, refuri=resource.url, internal=False)
    pages = {practice.slug: practice for practice, _resource in entry}
    kinds = " and ".join(sorted({KINDS[found.kind] for _practice, found in entry}))
    return paragraph(name, f" ({kinds}): ", joined(links(pages.values(), view)))
