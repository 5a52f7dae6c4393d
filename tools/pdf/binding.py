"""Bind the pages of an edition into one Typst source: fill in what they left open."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from tools.pdf import escape
from tools.pdf.assembly import Page, Part
from tools.pdf.guesses import Guesses
from tools.pdf.labels import Labels, label_of
from tools.pdf.pages import closed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from tools.pdf.pages import PageSource
    from tools.pdf.practice import Safeguard


PAGELESS = frozenset({"plain", "term"})
"""How references look that never name a page, see ``xref`` in guide.typ."""


class Binder:
    """Makes the pages of one edition a book, without its title page and contents."""

    def __init__(
        self,
        book: Sequence[Page | Part],
        *,
        title: str = "",
        numbers: Mapping[str, int] | None = None,
        others: Set[str] = frozenset(),
        undrawable: Set[str] = frozenset(),
    ) -> None:
        """Prepare to bind *book*.

        Args:
            book: The parts and pages in reading order, see `tools.pdf.assembly`.
            title: The title of the book, for the heads of its pages.
            numbers: The numbers of web addresses; those without one are not numbered.
            others: Documents of the guide that this edition may leave out.
            undrawable: Characters to spell out, for no font at hand draws them.

        """
        self.book = book
        self.headings: Counter[int] = Counter()
        self.safeguards: dict[str, Safeguard] = {}
        self.tables: list[list[list[int]]] = []  # see `rowheads.mark_row_headers`
        self._labels = Labels(part.source for part in book if isinstance(part, Page))
        self._guesses = Guesses(book)
        self._title = title
        self._numbers = numbers or {}
        self._others = others
        self._undrawable = undrawable
        self._last_level = 0  # of a heading

    def astext(self) -> str:
        """Return the Typst source of the whole book."""
        return "".join(
            self._part(p) if isinstance(p, Part) else self.sheets(p.source.title, body)
            for p in self.book
            if isinstance(p, Part) or (body := self.page(p))
        )

    def page(self, page: Page) -> str:
        """Return the Typst source of *page*, "" for a front page that says nothing."""
        source = page.source
        if page is self.book[0] and not source.has_content:
            return ""
        for found in source.safeguards:
            self.safeguards.setdefault(found.number, found)
        self.tables += source.tables
        body = closed(
            source.text,
            anchor=partial(self._anchor, source),
            level=lambda depth: self._next_level(page.level + depth),
            number=self._number,
            reference=partial(self._reference, source),
        )
        return f"#with-places(xref => [\n{body}\n])"

    def sheets(self, title: str, body: str) -> str:
        """Return *body* on pages of its own, with *title* at their head.

        The rule for the head ends with them: rules that add up slow Typst down on every page.
        """
        heads = f"{self.string(title)}, {self.string(self._title)}"
        return f"\n#[\n#set page(header: running-head({heads}))\n{body}\n]\n"

    def string(self, text: str) -> str:
        """Return *text* as a Typst string."""
        return escape.string(text, self._undrawable)

    def _part(self, part: Part) -> str:
        self._next_level(1)
        title = escape.markup(part.title, self._undrawable)
        chapters = "".join(
            f", ({self.string(label_of(page.docname, page.start))}, {self.string(page.title)})"
            for page in self._chapters(part)
        )
        return self.sheets(part.title, f"#part([{title}]{chapters})")

    def _chapters(self, part: Part) -> Iterator[PageSource]:
        for page in self.book[self.book.index(part) + 1 :]:
            if isinstance(page, Part) or page.level < 2:
                return
            if page.level == 2 and page.source.start:
                yield page.source

    def _next_level(self, level: int) -> int:
        """Return the level for a heading: PDF/UA forbids to skip one, as below a missing title."""
        self._last_level = min(level, self._last_level + 1)
        self.headings[self._last_level] += 1
        return self._last_level

    def _anchor(self, page: PageSource, name: str) -> str:
        label = label_of(page.docname, name or page.start)
        return f"#anchor({self.string(label)});" if label in self._labels.wanted else ""

    def _number(self, url: str) -> str:
        number = self._numbers.get(url)
        return f", number: {number}" if number else ""

    def _reference(self, page: PageSource, index: int) -> str:
        """Return the Typst function that makes a reference of *page* of its text, if one does."""
        reference = page.references[index]
        how, names_page = reference.how, reference.how not in PAGELESS
        label = self._labels.find(reference)
        if label is None:
            return "#left-out" if names_page and reference.docname in self._others else ""
        arguments = self.string(label) + (how and f", {how}: true")
        if names_page:
            guess = self._guesses.page(label)
            if how != "near" or guess != self._guesses.page_of(page.docname, index):
                arguments += f", guess: {guess}"
        return f"#xref({arguments})"
