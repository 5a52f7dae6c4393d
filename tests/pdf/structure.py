"""The structure tree of a tagged PDF: what assistive technology reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Element:
    """One structure element."""

    tag: str
    alt: str
    scope: str
    children: list[Element] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)  # page from 1, MCID
    annotations: int = 0

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *tags: str) -> list[Element]:
        """Return the elements with one of *tags*, in reading order."""
        return [element for element in self.walk() if element.tag in tags]


def structure(path: Path) -> Element:
    """Return the root of the structure tree of the PDF at *path*."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return _element(pdf.Root.StructTreeRoot, pages, 0)


def _element(node: Any, pages: dict[tuple[int, int], int], page: int) -> Element:
    if "/Pg" in node:
        page = pages[node.Pg.objgen]
    element = Element(
        tag=str(node.get("/S", "/Root"))[1:],
        alt=str(node.get("/Alt", "")),
        scope=_scope(node.get("/A", [])),
    )
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            element.contents.append((page, kid))
        elif kid.get("/Type") == "/MCR":
            element.contents.append((pages[kid.Pg.objgen] if "/Pg" in kid else page, int(kid.MCID)))
        elif kid.get("/Type") == "/OBJR":
            element.annotations += 1
        else:
            element.children.append(_element(kid, pages, page))
    return element


def _scope(attributes: Any) -> str:
    many = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    found = [str(a.Scope)[1:] for a in many if isinstance(a, pikepdf.Dictionary) and "/Scope" in a]
    return found[0] if found else ""
