"""The checklist edition: the actions of all practices, one sentence each, to tick off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tools.pdf.pages import title_of
from tools.pdf.practice import action_lists, first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes


class Checklist(NamedTuple):
    """The actions of one practice; *path* and the lines say where they come from."""

    title: str
    path: str
    actions: list[tuple[int | None, str]]


def checklist_of(doctree: nodes.document, path: str) -> Checklist | None:
    """Return the checklist of the practice *doctree*, of the file *path*; None without actions."""
    actions = list(_actions(doctree))
    title = title_of(doctree)
    return Checklist(title, path, actions) if actions and title else None


def _actions(doctree: nodes.document) -> Iterable[tuple[int | None, str]]:
    for items in action_lists(doctree):
        for item in items.children:
            if item.children:
                yield item.children[0].line, first_sentence(item.children[0].astext())
