"""Derived views: lists, tables and boxes made of the guide, as plain docutils nodes.

Each module holds pure functions from a `Guide` to nodes. They contain nothing that only one
builder understands, so the site, the PDF and the EPUB show the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.guide.views import controls, downloads, handbook, practices, resources

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

    from tools.guide.model import Guide
    from tools.guide.placeholder import View

VIEWS: dict[str, Callable[[Guide, View], list[nodes.Node]]] = {
    "glance": practices.glance,
    "index": practices.index,
    "roadmap": practices.roadmap,
    "counts": practices.counts,
    "controls-totals": controls.totals,
    "controls-gaps": controls.gaps,
    "control": controls.control,
    "handbook-map": handbook.handbook_map,
    "resources": resources.resources,
    "exports": downloads.downloads,
}
"""Name of a view and the function that makes it."""

OF_ONE_PAGE = frozenset({"glance"})
"""Views that show nothing but the practice of the page that they stand on."""
