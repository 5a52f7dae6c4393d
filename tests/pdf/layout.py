"""Faults of a printed page that a careful typesetter would not let pass."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.pdf.ink import Run, runs
from tests.pdf.structure import Element, structure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Lines = dict[int, set[float]]
"""The base lines that text stands on, by page."""


class Layout:
    """The text of a PDF by page and by structure element."""

    def __init__(self, path: Path) -> None:
        self.runs = [run for run in runs(path) if run.text.strip()]
        self.tree = structure(path)
        self._of: dict[tuple[int, int], list[Run]] = defaultdict(list)
        for run in self.runs:
            if run.mcid is not None:
                self._of[run.page, run.mcid].append(run)

    def text(self, element: Element) -> str:
        """Return the text of *element*, for messages."""
        contents = (c for e in element.walk() for c in e.contents)
        return "".join(run.text for c in contents for run in self._of[c])

    def lines(self, element: Element, *skip: str) -> Lines:
        """Return the lines of *element*, without those of elements below with tags in *skip*.

        What stands on one line counts once, be it lower or higher by a little.
        """
        found: Lines = defaultdict(set)
        for content in element.contents:
            for run in self._of[content]:
                found[run.page].add(round(run.base))
        for child in element.children:
            if child.tag not in skip:
                for page, bases in self.lines(child, *skip).items():
                    found[page] |= bases
        return found

    def lonely_headings(self) -> list[str]:
        """Return the headings that stand last on their page."""
        last: dict[int, float] = {}
        for run in self.runs:
            if not run.artifact:
                last[run.page] = min(last.get(run.page, run.base), run.base)
        headings = (e for e in self.tree.walk() if e.tag[:1] == "H" and e.tag[1:].isdigit())
        return [
            f"page {page}: {self.text(heading)}"
            for heading in headings
            for page, bases in self.lines(heading).items()
            if min(bases) <= round(last[page]) and not self._is_sheet(page)
        ]

    def _is_sheet(self, page: int) -> bool:
        """Return whether *page* bears the title of a part alone."""
        return all(
            r.font.startswith("GuideSlab") for r in self.runs if r.page == page and not r.artifact
        )

    def stray_lines(self) -> list[str]:
        """Return the paragraphs that leave a single line on a page, before or after the rest."""
        return [
            f"pages {sorted(lines)}: {self.text(element)[:60]}"
            for element in self._paragraphs()
            if len(lines := self.lines(element, "L", "Table", "P", "Note")) > 1
            and min(map(len, lines.values())) == 1
        ]

    def _paragraphs(self) -> Iterator[Element]:
        yield from self.tree.find("P", "LI")  # the body of an item may be no paragraph

    def split_rows(self) -> list[str]:
        """Return the table rows that stand on two pages."""
        return [
            f"pages {sorted(lines)}: {self.text(row)[:60]}"
            for row in self.tree.find("TR")
            if len(lines := self.lines(row)) > 1
        ]

    def stranded_letters(self) -> list[str]:
        """Return the lines that end in one letter of a word and its hyphen, such as `e-`."""
        return [
            f"page {run.page}: {run.text[-40:]}"
            for run in self.runs
            if re.search(r"\b[^\W\d_]-\s*$", run.text)
        ]

    def overfull(self, left: float, right: float) -> list[str]:
        """Return the text that stands outside of *left* and *right*, in points."""
        return [
            f"page {run.page}: {run.text} {run.left:.0f}-{run.right:.0f}"
            for run in self.runs
            if run.right > right + 0.5 or run.left < left - 0.5
        ]
