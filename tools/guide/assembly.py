"""From pages to a guide: their order, and what only shows when they are together."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from tools.guide.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tools.guide.packed import Packed


def reading_order(root: str, includes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the pages below *root* in the order of their toctrees, each once.

    *includes* says which pages the toctrees of each page list.
    """
    order: dict[str, None] = {}
    waiting = [root]
    while waiting:
        docname = waiting.pop()
        if docname not in order:
            order[docname] = None
            waiting.extend(reversed(includes.get(docname, ())))
    return list(order)


def in_order(pages: Mapping[str, Packed], order: Sequence[str]) -> list[Packed]:
    """Return the *pages* in *order*; those that it lacks come last, by name."""
    place = {docname: number for number, docname in enumerate(order)}
    ranked = sorted(pages, key=lambda docname: (place.get(docname, len(place)), docname))
    return [pages[docname] for docname in ranked]


def without_twins(
    pages: Iterable[Packed], path: Callable[[str], str]
) -> tuple[list[Packed], list[Finding]]:
    """Return the *pages* whose slug is their own, and a finding for each that repeats one."""
    first: dict[str, Packed] = {}
    findings = []
    for page in pages:
        if twin := first.setdefault(page.slug, page):
            if twin is page:
                continue
            message = (
                f"two best practices are called '{page.slug}': this page and"
                f" {path(twin.docname)}:{twin.line}; rename one of the files. Until then this"
                " page is in no list"
            )
            found = Finding(docname=page.docname, line=page.line, message=message, severe=True)
            findings.append(found)
    return list(first.values()), findings


def absolute(target: str, refdoc: str) -> str:
    """Return the docname that *target* means on the page *refdoc*."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(refdoc), target))


def not_listed(docname: str, includes: Mapping[str, Sequence[str]]) -> str:
    """Return what to say of a page that no toctree lists.

    The page that lists the most neighbours of it is the likely place.
    """
    folder = posixpath.dirname(docname)

    def neighbours(parent: str) -> int:
        return sum(posixpath.dirname(child) == folder for child in includes[parent])

    parents = sorted(includes, key=lambda parent: (-neighbours(parent), parent))
    if not parents or not neighbours(parents[0]):
        return f"document isn't included in any toctree: '{docname}' is missing"
    same = posixpath.dirname(parents[0]) == folder
    name = posixpath.basename(docname) if same else docname
    return f"document isn't included in any toctree: '{name}' is missing in that of '{parents[0]}'"
