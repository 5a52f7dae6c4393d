"""The contents of one page: its headings as nested lists."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH = 2
"""Levels of headings below the title that are listed."""


def page_contents(toc: nodes.Node | None) -> str:
    """Return the headings below the title in *toc* (a value of ``env.tocs``) as HTML.

    Empty where there are fewer than two.
    """
    top = _lists(toc)
    inner = [part for item in top for part in _lists(item)]
    count = sum(1 for item in inner)
    return _rendered(inner, DEPTH) if count > 1 else ""


def _lists(node: nodes.Node | None) -> list[nodes.list_item]:
    """Return the items of the lists right below *node*, or of *node* itself if it is a list."""
    if node is None:
        return []
    lists = [node] if isinstance(node, nodes.bullet_list) else node.children
    return [item for found in lists if isinstance(found, nodes.bullet_list) for item in _own(found)]


def _own(found: nodes.bullet_list) -> Iterator[nodes.list_item]:
    for item in found.children:
        if isinstance(item, nodes.list_item) and next(item.findall(nodes.reference), None):
            yield item


def _rendered(items: list[nodes.list_item], depth: int) -> str:
    parts = []
    for item in items:
        reference = next(iter(item.findall(nodes.reference)))
        below = _lists(item) if depth > 1 else []
        nested = "\n" + _rendered(below, depth - 1) if below else ""
        anchor = escape(reference.get("anchorname") or "#")
        parts.append(f'<li><a href="{anchor}">{escape(reference.astext())}</a>{nested}</li>')
    return "<ul>\n" + "\n".join(parts) + "\n</ul>"
