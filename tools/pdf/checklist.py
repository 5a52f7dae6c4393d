"""The checklist edition: the actions of all practices, one sentence each, to tick off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from tools.pdf.practice import action_lists, first_sentence, heading_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.pdf.assembly import Page


class Checklist(NamedTuple):
    """The actions of one practice; *path* and the lines say where they come from."""

    title: str
    path: str
    actions: list[tuple[int | None, str]]


def checklists(pages: Iterable[Page]) -> list[Checklist]:
    """Return the checklists of the practices among *pages*, in reading order."""
    found = []
    for page in pages:
        actions = list(_actions(page.doctree))
        section = next(page.doctree.findall(nodes.section), None)
        if actions and section:
            path = str(page.doctree.get("source") or page.docname)
            found.append(Checklist(heading_of(section), path, actions))
    return found


def _actions(doctree: nodes.document) -> Iterable[tuple[int | None, str]]:
    for items in action_lists(doctree):
        for item in items.children:
            if item.children:
                yield item.children[0].line, first_sentence(item.children[0].astext())
