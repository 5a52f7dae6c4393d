"""Sphinx extension of the guide: what its pages mean, and clear words when one is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension's parts."""
    # Loaded here: what only reads pages, such as the linter in an editor, starts in half the time.
    from tools.guide import extension  # noqa: PLC0415

    return extension.setup(app)
