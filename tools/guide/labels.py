"""Sphinx's labels, objects, and terms, with a shorter way to forget a page.

Before it reads a page Sphinx forgets what it knew of it, and for that looks at every label of the
guide: 0.8 ms a page in a guide of 1,000, and the more the larger it is. A page that was not read
before has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.domains.std import StandardDomain

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.environment import BuildEnvironment


class LabelDomain(StandardDomain):
    """The standard domain; it knows which pages it has something of."""

    initial_data: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # as of all domains
        **StandardDomain.initial_data,
        "terms": {},  # Sphinx adds them when it first forgets a page
        "pages": set(),  # docnames of what was read
    }

    @property
    def _pages(self) -> set[str]:
        pages: set[str] = self.data["pages"]
        return pages

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the labels of a page that was read."""
        self._pages.add(docname)
        super().process_doc(env, docname, document)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        if docname in self._pages:
            self._pages.discard(docname)
            super().clear_doc(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        self._pages.update(docnames)
        super().merge_domaindata(docnames, otherdata)
