"""Where text stands on the pages of a PDF, read from the content streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of glyphs: its page, font, place in points, and marked content."""

    page: int  # from 1
    font: str
    size: float
    left: float
    right: float  # of the last glyph that is no space
    base: float  # of the line, above the foot of the page
    mcid: int | None
    artifact: bool  # no part of the text, such as a running head
    text: str


def runs(path: Path) -> list[Run]:
    """Return all runs of text of the PDF at *path*, in the order they are drawn."""
    with pikepdf.open(path) as pdf:
        return [run for i, page in enumerate(pdf.pages, 1) for run in _Page(page, i).runs()]


def boxes(path: Path) -> list[tuple[int, float, float]]:
    """Return page, left and top of all outlines that are drawn in the PDF at *path*, in order."""
    with pikepdf.open(path) as pdf:
        return [
            (i, place[4], place[5])
            for i, page in enumerate(pdf.pages, 1)
            for place in _Page(page, i).outlines()
        ]


class _Font:
    def __init__(self, font: pikepdf.Object) -> None:
        self.name = str(font.BaseFont).partition("+")[2]
        descendant = font.DescendantFonts[0]
        self.default = float(descendant.get("/DW", 1000))
        self.widths = dict(_widths(list(descendant.get("/W", []))))
        self.chars = dict(_chars(bytes(font.ToUnicode.read_bytes()).decode()))

    def width(self, code: int) -> float:
        return self.widths.get(code, self.default) / 1000


def _widths(array: list[pikepdf.Object]) -> Iterator[tuple[int, float]]:
    items = iter(array)
    for first in items:
        second = next(items)
        if isinstance(second, pikepdf.Array):
            yield from enumerate(map(float, second), int(first))
        else:
            width = float(next(items))
            yield from ((code, width) for code in range(int(first), int(second) + 1))


def _chars(cmap: str) -> Iterator[tuple[int, str]]:
    for block in cmap.split("beginbfchar")[1:]:
        for line in block.split("endbfchar")[0].strip().splitlines():
            code, text = (part.strip("<>") for part in line.split())
            yield int(code, 16), bytes.fromhex(text).decode("utf-16-be")


class _Page:
    def __init__(self, page: pikepdf.Page, number: int) -> None:
        self._page, self._number = page, number
        self._fonts: dict[str, _Font] = {}
        self._state: list[Matrix] = []
        self._ctm, self._tm = IDENTITY, IDENTITY
        self._font, self._size = "", 0.0
        self._marks: list[tuple[str, int | None]] = []

    def runs(self) -> Iterator[Run]:
        for operands, operator in pikepdf.parse_content_stream(self._page):
            name = str(operator)
            if name in {"Tj", "TJ"}:
                yield self._run(operands[0] if name == "TJ" else [operands[0]])
            else:
                self._step(name, list(operands))

    def outlines(self) -> Iterator[Matrix]:
        closed = False
        for operands, operator in pikepdf.parse_content_stream(self._page):
            name = str(operator)
            if name == "S" and closed:
                yield self._ctm
            closed = name == "h"
            self._step(name, list(operands))

    def _step(self, name: str, operands: list[pikepdf.Object]) -> None:
        match name:
            case "q":
                self._state.append(self._ctm)
            case "Q":
                self._ctm = self._state.pop()
            case "cm":
                self._ctm = multiply(_matrix(operands), self._ctm)
            case "BT":
                self._tm = IDENTITY
            case "Tm":
                self._tm = _matrix(operands)
            case "Td":
                self._tm = multiply((1, 0, 0, 1, *map(float, operands)), self._tm)
            case "Tf":
                self._font, self._size = str(operands[0]), float(operands[1])
            case "BMC":
                self._marks.append((str(operands[0]), None))
            case "BDC":
                mcid = operands[1].get("/MCID") if hasattr(operands[1], "get") else None
                self._marks.append((str(operands[0]), None if mcid is None else int(mcid)))
            case "EMC":
                self._marks.pop()

    def _run(self, parts: list[pikepdf.Object]) -> Run:
        font = self._fonts.get(self._font) or self._fonts.setdefault(
            self._font, _Font(self._page.Resources.Font[self._font])
        )
        width, text, inked = 0.0, "", 0.0
        for part in parts:
            if isinstance(part, pikepdf.String):
                data = bytes(part)
                codes = [data[i] << 8 | data[i + 1] for i in range(0, len(data), 2)]
                for code in codes:
                    char = font.chars.get(code, "\ufffd")
                    width, text = width + font.width(code), text + char
                    inked = inked if char.isspace() else width
            else:
                width -= float(part) / 1000
        whole = multiply(self._tm, self._ctm)
        end = multiply(multiply((1, 0, 0, 1, inked * self._size, 0), self._tm), self._ctm)
        self._tm = multiply((1, 0, 0, 1, width * self._size, 0), self._tm)
        return Run(
            page=self._number,
            font=font.name,
            size=self._size * abs(whole[3] or whole[1]),
            left=whole[4],
            right=end[4],
            base=whole[5],
            mcid=next((mcid for _, mcid in reversed(self._marks) if mcid is not None), None),
            artifact=any(tag == "/Artifact" for tag, _ in self._marks),
            text=text,
        )


def _matrix(operands: list[pikepdf.Object]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that first does *m*, then *n*."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
