"""Guess to which page of a book a reference leads, before Typst knows.

Typst lays out a book until its places hold. A guess of as many digits as the true number takes
the same room, so that its second layout is the last, most of the time.
"""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from tools.pdf.assembly import Part
from tools.pdf.pages import open_anchor, reference_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.pdf.assembly import Page

SHEET = 3700
"""Characters of Typst source on a sheet: with it, the practices of our guide begin where they
are guessed to, or on a page next to it.
"""

FRONT = 3
"""Sheets before the book begins: the title page, and about two of contents."""

_COMMENT = re.compile(r"^//.*\n", re.MULTILINE)


class Guesses:
    """About where in one book its pages begin."""

    def __init__(self, book: Sequence[Page | Part]) -> None:
        """Count the sheets of *book*."""
        self._texts: dict[str, tuple[int, str]] = {}
        self._pages: dict[str, int] = {}
        page = FRONT + 1 if len(book) > 1 else 1
        for part in book:
            if isinstance(part, Part):
                page += 1
            else:
                text = _COMMENT.sub("", part.source.text)
                self._texts[part.source.docname] = page, text
                page += ceil(len(text) / SHEET)

    def page(self, label: str) -> int:
        """Return the page of the node with this *label*, in a page of the book."""
        if label not in self._pages:
            docname, _, name = label.partition("#")
            first, text = self._texts[docname]
            found = max(text.find(open_anchor(name)), text.find(f'#{name}"'))  # or a heading
            self._pages[label] = first + max(found, 0) // SHEET
        return self._pages[label]

    def page_of(self, docname: str, index: int) -> int:
        """Return the page on which reference *index* of the page *docname* stands."""
        first, text = self._texts[docname]
        return first + text.find(reference_start(index)) // SHEET
