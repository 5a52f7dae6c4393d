"""Put the pages of an edition in reading order, each at its heading level."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.pdf.pages import PageSource, Toctree

    Load = Callable[[str], PageSource | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of the guide in a book; its title is a heading of *level*."""

    source: PageSource
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
        load: Returns the source of a docname, or None to leave it out with all below it; never
            None for the root.

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
        for toctree in page.source.toctrees:
            yield from self.part(toctree)

    def part(self, toctree: Toctree) -> Iterator[Page | Part]:
        caption = toctree.caption
        pages = list(self.direct(toctree, 2 if caption else 1))
        if caption and pages:
            first = pages[0]
            if len(pages) == 1 or first.source.title.casefold() == caption.casefold():
                pages[0] = replace(first, level=1)
            else:
                yield Part(title=caption)
        for page in pages:
            yield page
            yield from self.below(page)

    def below(self, page: Page) -> Iterator[Page]:
        for toctree in page.source.toctrees:
            for child in list(self.direct(toctree, page.level + 1)):
                yield child
                yield from self.below(child)

    def direct(self, toctree: Toctree, level: int) -> Iterator[Page]:
        for docname in toctree.docnames:
            if page := self.take(docname, level):
                yield page

    def take(self, docname: str, level: int) -> Page | None:
        if docname in self.seen:
            return None
        self.seen.add(docname)
        source = self.load(docname)
        return Page(source=source, level=level) if source else None
