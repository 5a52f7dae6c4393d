"""Sphinx extension of the guide: what its pages mean, and clear words when one is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension's parts."""
    return {"parallel_read_safe": True, "parallel_write_safe": True}
