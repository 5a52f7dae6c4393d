"""The linter registers stand-ins for Sphinx's directives; each test gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx.util.docutils import docutils_namespace

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def own_docutils() -> Iterator[None]:
    """Leave docutils as it was: other tests of this process run Sphinx."""
    with docutils_namespace():
        yield
