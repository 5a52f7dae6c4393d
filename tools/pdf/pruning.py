"""Leave out of a page what an edition for one maturity level does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from tools.pdf.practice import heading_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.guide.levels import Levels

OUT_OF_SCOPE = "out-of-scope"
"""Field at the head of a page that lists the levels it does not concern."""


_EMPTIED = (nodes.section, nodes.bullet_list, nodes.enumerated_list)


def is_for(title: str, fields: Mapping[str, str], levels: Levels, level: int) -> bool:
    """Return whether the page called *title*, with *fields* at its head, concerns *level*.

    A page titled with one level holds for that level and those above, which build on it.
    """
    if level in levels.listed(fields.get(OUT_OF_SCOPE, "")).numbers:
        return False
    return level in levels.upward(levels.find(title))


def pruned(doctree: nodes.document, levels: Levels, level: int) -> nodes.document:
    """Return *doctree* with what concerns *level*: a copy, unless all of it does.

    Sections titled with levels hold for those, items that end in ``(Level 2 maturity)`` from
    that level up. A list or section that loses all it had goes, too.
    """
    if not any(_is_left_out(node, levels, level) for node in doctree.findall(_may_go)):
        return doctree
    copy = doctree.deepcopy()
    for node in list(copy.findall(_may_go)):
        if _is_left_out(node, levels, level):
            _remove(node)
    return copy


def _may_go(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section | nodes.list_item)


def _is_left_out(node: nodes.Node, levels: Levels, level: int) -> bool:
    if isinstance(node, nodes.section) and isinstance(node.parent, nodes.section):
        found = levels.find(heading_of(node)).numbers
        return bool(found) and level not in found
    if isinstance(node, nodes.list_item) and node.children:
        _, suffix = levels.split_suffix(node.children[0].astext())
        return bool(suffix.numbers) and level not in levels.upward(suffix)
    return False


def _remove(node: nodes.Node) -> None:
    """Remove *node*, and what holds nothing but a title without it."""
    parent = node.parent
    if parent is None or node not in parent.children:
        return
    parent.remove(node)
    rest = [c for c in parent.children if not isinstance(c, nodes.title | nodes.Invisible)]
    if not rest and isinstance(parent, _EMPTIED):
        _remove(parent)
