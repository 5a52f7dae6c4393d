"""What the search shows of a page: its text by section, in a script of its own.

Sphinx's search reads a hit's page again to show an excerpt, which browsers forbid on ``file://``.
A script they load from anywhere; so each page has one with its text, loaded when it is a result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from tools.guide.domain import GuideDomain, Outlined

FOLDER = "excerpts"
"""Folder of the scripts, below ``_static``."""
NAMES = "names.js"
"""Script in it with the names that are no words: numbers of safeguards, terms, acronyms."""

_BLOCKS = (nodes.paragraph, nodes.term, nodes.literal_block, nodes.line, nodes.title)


def passages(doctree: nodes.document) -> list[tuple[str, str, str]]:
    """Return anchor, heading and text of each section of *doctree*, and of each of its actions."""
    found: dict[str, tuple[str, list[str]]] = {}
    for child in doctree.children:
        _gather(child, ("", ""), found)
    return [(anchor, heading, " ".join(texts)) for anchor, (heading, texts) in found.items()]


def _gather(
    node: nodes.Node, place: tuple[str, str], found: dict[str, tuple[str, list[str]]]
) -> None:
    """Add the text of *node*, which stands under the anchor and the heading of *place*, to *found*.

    The box at the top is left out, for it says what other places say better.
    """
    if not isinstance(node, nodes.Element) or "at-a-glance" in node.get("classes", ()):
        return
    if isinstance(node, _BLOCKS):
        anchor, heading = place
        _heading, texts = found.setdefault(anchor, (heading, []))
        if not (isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)):
            texts.append(" ".join("".join(_texts(node)).split()))
        return
    inside = _place(node, place)
    for child in node.children:
        _gather(child, inside, found)


def _place(node: nodes.Element, place: tuple[str, str]) -> tuple[str, str]:
    """Return anchor and heading of what is in *node*, that itself stands under *place*.

    No anchor under the title of the page.
    """
    if isinstance(node, nodes.section):
        is_page = isinstance(node.parent, nodes.document)
        return "" if is_page else node["ids"][0], node.children[0].astext()
    if isinstance(node, nodes.definition_list_item):
        term = node.children[0]
        if isinstance(term, nodes.term) and term["ids"]:
            return term["ids"][0], term.astext()
    return node.get("bp_anchor") or place[0], place[1]


def _texts(node: nodes.Element) -> Iterator[str]:
    """Yield the texts in *node*, without the signs of permalinks."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, nodes.Element) and "headerlink" not in child.get("classes", ()):
            yield from _texts(child)


def excerpt_script(docname: str, found: Iterable[tuple[str, str, str]]) -> str:
    """Return the script that hands the *found* passages of the page *docname* to the search."""
    return f"Search.passages({_json(docname)}, {_json(list(found))});\n"


def names_script(
    practices: Iterable[Outlined], objects: Iterable[tuple[str, str, str, str, str]]
) -> str:
    """Return the script that hands numbers and terms to the search.

    *objects* are kind, name, text, docname and anchor of what can be referred to.
    """
    mapped: dict[str, list[str]] = {}
    for practice in practices:
        for number in practice.outline.safeguards:
            mapped.setdefault(number, []).append(practice.docname)
    entries = [
        [kind, name, text, docname, anchor, mapped.get(name, []) if kind == "safeguard" else []]
        for kind, name, text, docname, anchor in objects
    ]
    return f"Search.names({_json(entries)});\n"


def objects_of(domains: Iterable[Domain]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield kind, name, text, docname and anchor of the controls, safeguards and terms."""
    kinds = {("bp", "control"), ("bp", "safeguard"), ("std", "term")}
    for domain in domains:
        for name, text, kind, docname, anchor, _priority in domain.get_objects():
            if (domain.name, kind) in kinds:
                yield kind, name, str(text), docname, anchor


def write(path: Path, docname: str, doctree: nodes.document) -> None:
    """Write the script of the page *docname* to *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(excerpt_script(docname, passages(doctree)), encoding="utf-8")


def finish(folder: Path, env: BuildEnvironment, domain: GuideDomain) -> None:
    """Write the names of *domain* into *folder*, and drop the scripts of pages that are gone."""
    script = names_script(domain.outlined, objects_of(env.domains.sorted()))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAMES).write_text(script, encoding="utf-8")
    wanted = {folder / NAMES} | {folder / f"{docname}.js" for docname in env.all_docs}
    for path in sorted(folder.rglob("*.js")):
        if path not in wanted:
            path.unlink()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
