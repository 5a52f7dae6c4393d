"""Names for what references point to, across all documents of an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.pdf.assembly import Page

MARK = "%"
"""First character of the URIs that the builder gives to references between documents."""


class Labels:
    """The Typst labels of an edition: one for each node that something refers to."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Find the targets and the references of *pages*."""
        self._known: dict[str, str] = {}
        self.wanted: set[str] = set()
        pages = list(pages)
        for page in pages:
            self._known.update(_targets(page))
        for page in pages:
            for node in page.doctree.findall(nodes.reference):
                if label := self.find(node, page.docname):
                    self.wanted.add(label)

    def find(self, node: nodes.Element, docname: str) -> str | None:
        """Return the label that the reference *node* in *docname* points to.

        None when it leads out of the edition.
        """
        if "refid" in node:
            return self.of(docname, node["refid"])
        document, _, target = node.get("refuri", "").removeprefix(MARK).partition("#")
        return self.of(document, target)

    def of(self, docname: str, target: str) -> str | None:
        """Return the label of the node in *docname* with the id *target*, "" being the page."""
        return self._known.get(f"{docname}#{target}") or (
            self._known.get(f"{docname}#") if target else None
        )


def is_internal(node: nodes.Element) -> bool:
    """Return whether the reference *node* points into the guide."""
    return "refid" in node or node.get("refuri", "").startswith(MARK)


def _targets(page: Page) -> Iterator[tuple[str, str]]:
    """Yield each id of *page*, qualified, with the label of its node."""
    first = next(page.doctree.findall(nodes.section), None)
    start = f"{page.docname}#{first['ids'][0] if first and first['ids'] else ''}"
    yield f"{page.docname}#", start
    for node in page.doctree.findall(nodes.Element):
        for name in node["ids"]:
            yield f"{page.docname}#{name}", f"{page.docname}#{node['ids'][0]}"
