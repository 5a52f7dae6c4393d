"""Put the documents of an edition in reading order, each at its heading level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from tools.pdf.practice import heading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Load = Callable[[str], nodes.document | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One document; its title is a heading of *level*, None where the title page shows it."""

    docname: str
    doctree: nodes.document
    level: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the book, from a captioned toctree of the root; its heading is of level 1."""

    title: str


def assemble(root: str, load: Load) -> list[Page | Part]:
    """Return the parts and pages below the document *root*, in reading order.

    The root itself comes first. The pages of a toctree follow the page that holds it, one level
    deeper; those of the root stay on level 1, or below the part that the toctree's caption
    names. A page that bears the name of its part, or is all of it, opens it in its place. A page
    that several toctrees name appears once, where it is named first.

    Args:
        root: The docname to start from.
        load: Returns the doctree of a docname, with its references resolved, or None to leave
            it out with all below it; never None for the root.

    """
    return list(_Assembly(load).book(root))


@dataclass
class _Assembly:
    load: Load
    seen: set[str] = field(default_factory=set)

    def book(self, root: str) -> Iterator[Page | Part]:
        page = self.take(root, 1)
        assert page, f"{root} was left out"
        yield page
        for toctree in page.doctree.findall(addnodes.toctree):
            yield from self.part(toctree)

    def part(self, toctree: nodes.Element) -> Iterator[Page | Part]:
        caption = toctree.get("caption")
        pages = list(self.direct(toctree, 2 if caption else 1))
        if caption and pages:
            first = pages[0]
            if len(pages) == 1 or title_of(first.doctree).casefold() == caption.casefold():
                pages[0] = Page(docname=first.docname, doctree=first.doctree, level=1)
            else:
                yield Part(title=caption)
        for page in pages:
            yield page
            yield from self.below(page)

    def below(self, page: Page) -> Iterator[Page]:
        for toctree in page.doctree.findall(addnodes.toctree):
            for child in list(self.direct(toctree, page.level + 1)):
                yield child
                yield from self.below(child)

    def direct(self, toctree: nodes.Element, level: int) -> Iterator[Page]:
        for docname in map(str, toctree.get("includefiles", ())):
            if page := self.take(docname, level):
                yield page

    def take(self, docname: str, level: int) -> Page | None:
        if docname in self.seen:
            return None
        self.seen.add(docname)
        doctree = self.load(docname)
        return Page(docname=docname, doctree=doctree, level=level) if doctree else None


def title_of(doctree: nodes.document) -> str:
    """Return the title of the page, "" if it has none."""
    section = next(doctree.findall(nodes.section), None)
    return heading_of(section) if section else ""


def has_content(doctree: nodes.document) -> bool:
    """Return whether *doctree* has anything to read besides its title and its toctrees."""
    silent = (nodes.Invisible, nodes.title, nodes.docinfo, addnodes.toctree)
    return any(
        isinstance(node, nodes.Text | nodes.image)
        for child in _below_title(doctree)
        if not isinstance(child, silent)
        for node in child.findall()
        if not any(isinstance(above, silent) for above in _ancestors(node, child))
    )


def _below_title(doctree: nodes.document) -> Iterator[nodes.Node]:
    """Yield the blocks of the page: those of its title's section and those outside of it."""
    for child in doctree.children:
        if isinstance(child, nodes.section):
            yield from child.children
        else:
            yield child


def _ancestors(node: nodes.Node, until: nodes.Node) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        if node is until:
            return
        node = node.parent
