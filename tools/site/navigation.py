"""The sidebar: parts of the guide, their pages, and where the reader is.

Sphinx resolves the whole table of contents again for each page, which takes time and bytes that
grow with the square of the guide. Here the tree is read once; a page shows every part, but of a
long list only the neighbourhood of the page, so its HTML does not grow with the guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

LONGEST_LIST = 60
"""Entries of one list that a page shows at most; the rest is on the page of contents."""
SMALL_GUIDE = 100
"""Up to this many pages on the first level, each page lists the pages of every part."""
CONTENTS = "contents"
"""Page that lists every page of the guide."""


class Pages(tuple[str, ...]):
    """Pages in order, each of which is found at once; a part may have thousands."""

    @cached_property
    def _places(self) -> dict[str, int]:
        return {page: place for place, page in reversed(list(enumerate(self)))}

    def __contains__(self, page: object) -> bool:
        """Return whether *page* is one of them."""
        return page in self._places

    def index(self, page: str, *_within: object) -> int:
        """Return the first place of *page*. Raises `KeyError` where it is none of them."""
        return self._places[page]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A table of contents on the first page, with its caption."""

    caption: str
    pages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """The pages of the guide as its tables of contents order them."""

    root: str
    parts: tuple[Part, ...]
    children: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, str]
    titles: Mapping[str, str]

    def path(self, page: str) -> list[str]:
        """Return *page* and the pages above it, without the first page of the guide."""
        path: list[str] = []
        while page and page != self.root and page not in path:
            path.append(page)
            page = self.parents.get(page, "")
        return path

    @property
    def is_small(self) -> bool:
        """Whether each page lists the pages of every part."""
        return sum(len(part.pages) for part in self.parts) <= SMALL_GUIDE


NO_TREE = Tree(root="", parts=(), children={}, parents={}, titles={})
"""The tree before any page is read."""


def read_tree(env: BuildEnvironment) -> Tree:
    """Return the tree of the guide in *env*."""
    root = env.config.root_doc
    children = {docname: Pages(_entries(env, docname)) for docname in sorted(env.toctree_includes)}
    parents: dict[str, str] = {}
    for docname, below in children.items():
        for child in below:
            parents.setdefault(child, docname)
    return Tree(
        root=root,
        parts=tuple(_parts(env, root)),
        children=children,
        parents=parents,
        titles={docname: title.astext() for docname, title in env.titles.items()},
    )


def _parts(env: BuildEnvironment, root: str) -> Iterator[Part]:
    for toctree in env.tocs[root].findall(addnodes.toctree):
        pages = _pages(env, toctree)
        if pages:
            yield Part(caption=toctree.get("caption") or "", pages=Pages(pages))


def _entries(env: BuildEnvironment, docname: str) -> Iterator[str]:
    for toctree in env.tocs[docname].findall(addnodes.toctree):
        yield from _pages(env, toctree)


def _pages(env: BuildEnvironment, toctree: addnodes.toctree) -> list[str]:
    """Return the pages that *toctree* lists; addresses elsewhere are for its own page."""
    return [page for _title, page in toctree["entries"] if page in env.titles]


def window(pages: Sequence[str], current: str | None, size: int = LONGEST_LIST) -> tuple[int, int]:
    """Return start and end of the *size* entries of *pages* around *current*.

    >>> window("abcdefgh", "e", 3)
    (3, 6)
    """
    middle = pages.index(current) if current in pages else 0
    start = max(0, min(middle - size // 2, len(pages) - size))
    return start, min(start + size, len(pages))


class Sidebar:
    """Draws the sidebar of a page; *link* gives the address of a page as that page needs it."""

    def __init__(
        self,
        tree: Tree,
        page: str,
        link: Callable[[str], str],
        known: dict[str, str] | None = None,
    ) -> None:
        """Draw the sidebar that *page* shows of *tree*.

        *known* keeps the drawn entries of other pages; pages of one folder may share it.
        """
        self.tree = tree
        self.page = page
        self.path = tree.path(page)
        self.link = link
        self.drawn: set[str] = set()
        self.known = {} if known is None else known

    def html(self) -> str:
        """Return the parts, one below the other."""
        return "\n".join(self._part(part) for part in self.tree.parts)

    def _part(self, part: Part) -> str:
        current = any(page in part.pages for page in self.path)
        if not current and not self.tree.is_small:
            return f"<ul><li>{self._anchor(part.pages[0], part.caption)}</li></ul>"
        if not part.caption or len(part.pages) == 1:
            return self._list(part.pages)
        opened = " open" if current else ""
        summary = f"<summary>{escape(part.caption)}</summary>"
        return f"<details{opened}>{summary}\n{self._list(part.pages)}</details>"

    def _list(self, pages: Sequence[str]) -> str:
        here = next((page for page in self.path if page in pages), None)
        start, end = window(pages, here)
        items = [self._item(page) for page in pages[start:end]]
        if end - start < len(pages):
            items.append(f"<li>{self._anchor(CONTENTS, f'All {len(pages)} pages')}</li>")
        return "<ul>\n" + "\n".join(items) + "\n</ul>"

    def _item(self, page: str) -> str:
        """Return the entry of *page*, and those below it where the reader is on its branch."""
        below = () if page not in self.path or page in self.drawn else self.tree.children.get(page)
        self.drawn.add(page)  # pages that list each other would go round in circles
        nested = "\n" + self._list(below) if below else ""
        return f"<li>{self._titled(page)}{nested}</li>"

    def _titled(self, page: str) -> str:
        """Return the link to *page* with its title."""
        title = self.tree.titles.get(page, page)
        if page == self.page:
            return self._anchor(page, title)
        if page not in self.known:
            self.known[page] = self._anchor(page, title)
        return self.known[page]

    def _anchor(self, page: str, text: str) -> str:
        here = ' aria-current="page"' if page == self.page else ""
        text = text or self.tree.titles.get(page, page)
        return f'<a href="{escape(self.link(page))}"{here}>{escape(text)}</a>'


def contents(tree: Tree, link: Callable[[str], str]) -> str:
    """Return every page of *tree* as nested lists, a heading above each part."""
    found = []
    for part in tree.parts:
        heading = f"<h2>{escape(part.caption)}</h2>\n" if part.caption else ""
        found.append(heading + _whole_list(tree, part.pages, link, frozenset({tree.root})))
    return "\n".join(found)


def _whole_list(
    tree: Tree, pages: Sequence[str], link: Callable[[str], str], above: frozenset[str]
) -> str:
    items = []
    for page in pages:
        below = () if page in above else tree.children.get(page, ())
        nested = "\n" + _whole_list(tree, below, link, above | {page}) if below else ""
        title = escape(tree.titles[page])
        items.append(f'<li><a href="{escape(link(page))}">{title}</a>{nested}</li>')
    return "<ul>\n" + "\n".join(items) + "\n</ul>"
