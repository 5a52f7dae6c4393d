"""Ids of goals and actions: the role that spells one, and one made of words where none is spelled.

``#. :bp:id:`test-restores` Restore one file …`` gives the item the anchor
``<slug>.test-restores``, whatever its words and its place become. The role shows no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes

from tools.guide.wording import id_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.parsers.rst.states import Inliner

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""What an id looks like: small letters, digits, single hyphens; first a letter."""


class spelled_id(nodes.Inline, nodes.Element):  # noqa: N801 - named like the nodes of docutils
    """The place of ``:bp:id:`` in an item; it is gone when the page has been read."""


def id_role(
    _name: str,
    rawtext: str,
    text: str,
    lineno: int,
    _inliner: Inliner,
    _options: dict[str, Any] | None = None,
    _content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the node for ``:bp:id:`text```."""
    node = spelled_id(rawtext, name=text.strip())
    node.line = lineno
    return [node], []


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """An item that needs an id."""

    spelled: str
    """What the page spells; empty where it spells none."""
    text: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """The id of an item within its page, and what is wrong with the one that it claimed."""

    id: str
    problem: str = ""
    severe: bool = False


def grant(claims: Iterable[Claim]) -> list[Granted]:
    """Return an id for each of the *claims*, all different.

    Spelled ids win over those made of words. The second of two equal ones gets a number behind
    it, and a severe problem that names both lines.
    """
    claims = list(claims)
    lines: dict[str, int] = {}
    for claim in claims:
        if ID.fullmatch(claim.spelled):
            lines.setdefault(claim.spelled, claim.line)
    taken = set(lines)
    first = dict(lines)
    granted = []
    for claim in claims:
        spelled_well = bool(ID.fullmatch(claim.spelled))
        if spelled_well and first.pop(claim.spelled, None) is not None:
            granted.append(Granted(id=claim.spelled))
            continue
        name = _free(claim.spelled if spelled_well else id_from(claim.text), taken)
        taken.add(name)
        granted.append(_refused(claim, name, lines))
    return granted


def _refused(claim: Claim, name: str, lines: dict[str, int]) -> Granted:
    if not claim.spelled:
        return Granted(id=name)
    if claim.spelled in lines:
        problem = (
            f"id '{claim.spelled}' is spelled twice on this page, on lines"
            f" {lines[claim.spelled]} and {claim.line}; give the newer item another one,"
            f" such as '{_free(id_from(claim.text), set(lines))}'"
        )
        return Granted(id=name, problem=problem, severe=True)
    right = "-".join(re.findall(r"[a-z0-9]+", claim.spelled.lower()))
    right = right if ID.fullmatch(right) else id_from(claim.text)
    problem = (
        f"'{claim.spelled}' is no id; write ':bp:id:`{right}`'"
        " (small letters and digits, with hyphens between words)"
    )
    return Granted(id=name, problem=problem)


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def take_spelled(item: nodes.list_item) -> str:
    """Remove the id at the start of *item* and return it; empty where there is none."""
    first = item.children[0] if item.children else None
    if not isinstance(first, nodes.paragraph) or not first.children:
        return ""
    node = first.children[0]
    if not isinstance(node, spelled_id):
        return ""
    remove(node)
    return str(node["name"])


def remove(node: spelled_id) -> None:
    """Remove *node* from its paragraph, and the space behind it."""
    parent = node.parent
    index = parent.index(node)
    parent.remove(node)
    if index < len(parent.children):
        text = parent.children[index]
        if isinstance(text, nodes.Text) and text.startswith(" "):
            parent[index] = nodes.Text(text.lstrip(" "))
