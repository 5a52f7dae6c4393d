"""Mark the header cells of table rows in a finished PDF, for Typst marks those of columns only.

Typst 0.15 knows a function for it, ``pdf.header-cell``, behind a switch that its Python package
does not offer. So the structure elements of those cells are rewritten: ``TD`` becomes ``TH``
with the scope *Row* (ISO 32000-1, 14.8.5.7; ISO 14289-1, 7.5).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from tools.pdf.errors import PdfError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Rows = Sequence[Sequence[int]]

_ELEMENT = re.compile(
    rb" 0 obj\n"
    rb"(?P<body><</Type/StructElem/S/(?P<tag>Table|THead|TBody|TFoot|TR|TH|TD)/[^\n]*>>)\nendobj"
)
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_HEADERS = re.compile(rb"/Headers\[[^\]]*\]")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_ENTRY = 20
"""Bytes of an entry of the table of offsets (ISO 32000-1, 7.5.4)."""


class StructureError(PdfError):
    """The tables of the PDF are not those that were written; a fault of ours, or a new Typst."""


class _Element(NamedTuple):
    """A structure element of a table; *start* and *end* are those of its dictionary."""

    tag: bytes
    body: bytes
    start: int
    end: int


def mark_row_headers(pdf: bytes, tables: Sequence[Rows]) -> bytes:
    """Return *pdf* with the header cells of rows marked.

    Args:
        pdf: A PDF as Typst writes it: without object streams, elements after those within.
        tables: Each table of the document, a table within a cell before that around it: for
            each of its rows the positions of those cells that head the row.

    Raises `StructureError` when *pdf* holds other tables.

    """
    if not any(any(rows) for rows in tables):
        return pdf
    elements = {
        # To look back for the number of an object is faster than to try it on every line.
        int(pdf[pdf.rindex(b"\n", 0, found.start()) + 1 : found.start()]): _Element(
            found["tag"], found["body"], *found.span("body")
        )
        for found in _ELEMENT.finditer(pdf)
    }
    found = [element for element in elements.values() if element.tag == b"Table"]
    if len(found) != len(tables):
        raise StructureError(f"The PDF has {len(found)} tables, not {len(tables)}")
    changes: dict[_Element, bytes] = {}
    for table, rows in zip(found, tables, strict=True):
        if any(rows):
            changes.update(_changes(table, rows, elements))
    return _rewritten(pdf, changes)


def _changes(
    table: _Element, rows: Rows, elements: Mapping[int, _Element]
) -> Iterator[tuple[_Element, bytes]]:
    """Yield the cells of *table* with their new dictionaries.

    Cells lose the list of their headers, which names those of columns only: readers find the
    headers of both kinds by their scope.
    """
    found = list(_rows(table, elements))
    if len(found) != len(rows):
        raise StructureError(f"A table of the PDF has {len(found)} rows, not {len(rows)}")
    for row, heads in zip(found, rows, strict=True):
        cells = list(_kids(row, elements))
        if heads and max(heads) >= len(cells):
            raise StructureError(f"A row of the PDF has {len(cells)} cells, not {max(heads) + 1}")
        for position, cell in enumerate(cells):
            if cell.tag == b"TD":
                body = _HEADERS.sub(b"/Scope/Row" if position in heads else b"", cell.body)
                if position in heads:
                    body = body.replace(b"/S/TD/", b"/S/TH/", 1)
                    if b"/Scope/Row" not in body:
                        body = body[:-2] + b"/A[<</O/Table/Scope/Row>>]>>"
                body = body.replace(b"<</O/Table>>", b"").replace(b"/A[]", b"")
                room = len(cell.body) - len(b">>")
                yield cell, body[:-2].ljust(room) + b">>"  # so that what follows need not move


def _rows(table: _Element, elements: Mapping[int, _Element]) -> Iterator[_Element]:
    for kid in _kids(table, elements):
        if kid.tag == b"TR":
            yield kid
        else:
            yield from _kids(kid, elements)


def _kids(element: _Element, elements: Mapping[int, _Element]) -> Iterator[_Element]:
    if kids := _KIDS.search(element.body):
        for number in map(int, _REFERENCE.findall(kids[1])):
            if number in elements:
                yield elements[number]


def _rewritten(pdf: bytes, changes: Mapping[_Element, bytes]) -> bytes:
    """Return *pdf* with dictionaries changed, and every offset moved by what stands before it."""
    ordered = sorted(changes.items(), key=lambda change: change[0].start)
    pieces, last = [], 0
    for element, body in ordered:
        pieces += [pdf[last : element.start], body]
        last = element.end
    ends = [element.end for element, _ in ordered]
    grown = [0, *accumulate(len(body) - len(element.body) for element, body in ordered)]
    if not any(grown):
        return b"".join([*pieces, pdf[last:]])
    start = _START.search(pdf)
    if not start or not pdf.startswith(b"xref\n", int(start[1])):
        raise StructureError("The PDF has no plain table of offsets")
    table = int(start[1])
    first = pdf.index(b"\n", table + len(b"xref\n")) + 1
    trailer = pdf.index(b"trailer", first)
    entries = (pdf[at : at + _ENTRY] for at in range(first, trailer, _ENTRY))
    moved = (
        b"%010d%s" % (offset + grown[bisect_right(ends, offset)], entry[10:])
        if (offset := int(entry[:10])) and entry[17:18] == b"n"
        else entry
        for entry in entries
    )
    end = b"startxref\n%d\n%%%%EOF" % (table + grown[-1])
    return b"".join([*pieces, pdf[last:first], *moved, pdf[trailer : start.start()], end])
