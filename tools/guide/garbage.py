"""Python's search for garbage during a build, kept from growing with the guide.

What is known of the pages stays until the build ends, and so do the pages themselves between
reading and writing. Python looks through everything again and again for garbage: of a guide with
1,000 practices that took a fifth of the build. So what has been read is left out of the search.
"""

from __future__ import annotations

import atexit
import gc
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

ALLOCATIONS = 20_000
"""New objects after which Python looks for garbage. A doctree has many objects and hardly any
garbage: at Python's own 700 a tenth of a build is spent on looking."""

PAGES = 10
"""Pages that are read before they are left out of the search: few enough to be looked through
quickly, and enough that what was garbage between two pages, and is never freed, does not count."""

YOUNG = 1
"""Oldest of Python's generations of objects that is looked through before."""


class Garbage:
    """What a build leaves out of the search for garbage."""

    def __init__(self) -> None:
        """Begin with the first page."""
        self._pages = count(1)

    def leave_out_environment(self, _app: Sphinx) -> None:
        """Leave out what was there before the first page."""
        gc.freeze()

    def leave_out_page(self, _app: Sphinx, _doctree: nodes.document) -> None:
        """Leave out the pages that were read, now and then."""
        if next(self._pages) % PAGES == 0:
            self._leave_out()

    def leave_out_pages(self, _app: Sphinx, _env: BuildEnvironment) -> None:
        """Leave out all that was read; what is forked now copies less."""
        self._leave_out()

    def take_in_again(self, _app: Sphinx, _failure: Exception | None) -> None:
        """Let go of it all after the build, for the process may build another guide."""
        gc.unfreeze()

    @staticmethod
    def _leave_out() -> None:
        gc.collect(YOUNG)
        gc.freeze()


def setup(app: Sphinx) -> None:
    """Register it with Sphinx.

    When the process ends Python looks through everything once more, which took longer than an
    unchanged build of 2,500 practices. So all is left out then.
    """
    atexit.unregister(gc.freeze)  # of an earlier build
    atexit.register(gc.freeze)
    garbage = Garbage()
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    app.connect("builder-inited", garbage.leave_out_environment)
    app.connect("doctree-read", garbage.leave_out_page)
    app.connect("env-updated", garbage.leave_out_pages)
    app.connect("build-finished", garbage.take_in_again)
