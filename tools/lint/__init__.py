"""Page rules for contributors: what is wrong on a page, where, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive that shows the rules on a page of the guide."""
    from tools.lint import rules_page  # noqa: PLC0415 - the command line needs none of it

    return rules_page.setup(app)
