"""Names for what references point to, across all documents of an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes

    from tools.pdf.pages import PageSource, Reference

MARK = "%"
"""First character of the URIs that the builder gives to references between documents."""


class Labels:
    """The Typst labels of an edition: one for each node that something refers to."""

    def __init__(self, pages: Iterable[PageSource]) -> None:
        """Find the targets and the references of *pages*."""
        pages = list(pages)
        self._known: dict[str, str] = {}
        for page in pages:
            start = label_of(page.docname, page.start)
            self._known[label_of(page.docname, "")] = start
            for name, first in page.ids.items():
                self._known[label_of(page.docname, name)] = label_of(page.docname, first)
        self.wanted = {self.find(reference) for page in pages for reference in page.references}

    def find(self, reference: Reference) -> str | None:
        """Return the label that *reference* points to; None when it leads out of the edition."""
        docname, target, _ = reference
        return self._known.get(label_of(docname, target)) or self._known.get(label_of(docname, ""))


def label_of(docname: str, name: str) -> str:
    """Return the label of the node of *docname* with the id *name*, "" being the page."""
    return f"{docname}#{name}"


def is_internal(node: nodes.Element) -> bool:
    """Return whether the reference *node* points into the guide."""
    return "refid" in node or node.get("refuri", "").startswith(MARK)


def leads_to(node: nodes.Element, docname: str) -> tuple[str, str]:
    """Return document and id that the internal reference *node* in *docname* points to."""
    if "refid" in node:
        return docname, str(node["refid"])
    document, _, target = str(node.get("refuri", "")).removeprefix(MARK).partition("#")
    return document, target
