"""A source file as text: where in it stands what docutils has read, to the line and column."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

TAB = 8  # columns, as docutils counts them
_FORWARD, _BACKWARD = 1000, 200  # lines in which a text is looked for around its reported line
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WHITE = re.compile("[\v\f]")


@dataclass(slots=True)
class _Line:
    """A line as docutils counts them, from the offset `start`; `shown` has no tabs.

    `taken` are the columns of texts that were found in it.
    """

    start: int
    raw: str
    shown: str
    taken: list[tuple[int, int]] = field(default_factory=list)

    def find(self, piece: str, *, free: bool) -> int | None:
        at = self.shown.find(piece)
        while at >= 0 and free and any(at < b and a < at + len(piece) for a, b in self.taken):
            at = self.shown.find(piece, at + 1)
        return at if at >= 0 else None

    def offset(self, column: int) -> int:
        """Return the offset of a column of `shown`."""
        if "\t" not in self.raw:
            return self.start + column
        width = 0
        for index, char in enumerate(self.raw):
            if width >= column:
                return self.start + index
            width += TAB - width % TAB if char == "\t" else 1
        return self.start + len(self.raw)


class Located:
    """A text of several lines that was found in the file, line by line."""

    def __init__(self, text: str, rows: list[tuple[_Line, int] | None]) -> None:
        """Take the line and column of each of the text's lines; None where it was not found."""
        self._starts = _line_starts(text)
        self._rows = rows

    def offset(self, index: int) -> int | None:
        """Return where in the file the character *index* of the text stands, if that is known."""
        number = bisect_right(self._starts, index) - 1
        row = self._rows[number]
        return row[0].offset(row[1] + index - self._starts[number]) if row else None


class SourceText:
    """One source file; offsets count its characters from 0, lines and columns from 1."""

    def __init__(self, text: str) -> None:
        """Take the text with its line ends as newlines."""
        self.text = text
        self._starts = _line_starts(text)
        self._lines = list(_split(text))
        self._taken: set[int] = set()  # where URLs were found
        self._last = 0  # line, from 0, of the text that was found last

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, as an editor counts them."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start_of(self, line: int) -> int:
        """Return the offset at which the *line* starts that docutils names."""
        if not self._lines:
            return 0
        return self._lines[min(max(line, 1), len(self._lines)) - 1].start

    def find_block(self, text: str, line: int) -> Located:
        """Return where *text* stands, which docutils took from *line* on or not far from it."""
        rows: list[tuple[_Line, int] | None] = []
        at = max(line, 1) - 1
        for piece in text.split("\n"):
            lead = len(piece) - len(piece.lstrip())
            found = self._find_line(piece.strip(), at)
            if found is None:
                rows.append(None)
                at += 1
                continue
            number, column = found
            row = self._lines[number]
            row.taken.append((column, column + len(piece.strip())))
            self._last = number
            rows.append((row, column - lead))
            at = number + 1
        return Located(text, rows)

    def _find_line(self, piece: str, at: int) -> tuple[int, int] | None:
        """Return the line, preferably *at*, in which *piece* stands and no other text, and where.

        A text that docutils has rewritten, such as a cell of a CSV table, has another line.
        """
        if not piece or not self._lines:
            return None
        last = len(self._lines)
        # What a CSV table holds is counted from its own beginning: go on from the last text, too.
        further = range(self._last, self._last + _FORWARD) if self._last > at else ()
        after, before = range(at + 1, at + _FORWARD), range(at - 2, at - _BACKWARD, -1)
        free = ((number, True) for number in chain((at, at - 1), further, after))
        rest = ((number, True) for number in before)
        for number, only_free in chain(free, ((at, False),), rest):
            if 0 <= number < last:
                column = self._lines[number].find(piece, free=only_free)
                if column is not None:
                    return number, column
        return None

    def region(self, line: int) -> tuple[int, int]:
        """Return the offsets from *line* to the end of the directive that begins there."""
        if not self._lines:
            return 0, 0
        first = min(max(line, 1), len(self._lines)) - 1
        head = self._lines[first].shown
        column = max(head.find(".."), 0)  # a directive may be the first thing of a list item
        framed = head.lstrip().startswith("|")  # or stand in a table, with other cells beside it
        end = first + 1
        while end < len(self._lines):
            shown = self._lines[end].shown
            if shown[column : column + 1].strip() or (not framed and shown[:column].strip()):
                break
            end += 1
        stop = self._lines[end].start if end < len(self._lines) else len(self.text)
        return self._lines[first].start, stop

    def take(self, offset: int) -> None:
        """Note that the URL at *offset* is that of a link, so that it is not found for another."""
        self._taken.add(offset)

    def find_url(self, url: str, start: int, stop: int) -> tuple[int, int] | None:
        """Return where *url* is written from *start* to *stop*, each place once.

        It may be broken over lines, and in HTML an ampersand is written otherwise.
        """
        loose = r"\s*".join(re.escape(char) for char in url if not char.isspace())
        for pattern in (re.escape(url), re.escape(url.replace("&", "&amp;")), loose):
            for match in re.compile(pattern).finditer(self.text, start, stop):
                if match.start() not in self._taken:
                    self._taken.add(match.start())
                    return match.span()
        return None


def _line_starts(text: str) -> list[int]:
    """Return where each line of *text* begins."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _split(text: str) -> Iterator[_Line]:
    """Yield the lines that docutils sees: it also ends one at U+2028 and the like."""
    start = 0
    for part in _WHITE.sub(" ", text).splitlines(keepends=True):
        raw = part.splitlines()[0] if part else part
        yield _Line(start, raw, raw.expandtabs(TAB).rstrip())
        start += len(part)


def trim(url: str) -> str:
    """Return a URL without the punctuation of the sentence it stands in."""
    end = len(url)
    spare = {close: url.count(close) - url.count(pair) for close, pair in _PAIRS.items()}
    while end:
        last = url[end - 1]
        if last in spare and spare[last] > 0:
            spare[last] -= 1
        elif last not in ".,;:!?'\u2019\u201d*_\\":
            break
        end -= 1
    return url[:end]
