"""Sphinx extension of the guide: what its pages mean, and clear words when one is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.guide import advice, policy

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension's parts."""
    advice.setup(app)
    policy.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
