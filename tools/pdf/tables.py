"""Lay out RST tables for Typst: columns, spans, header rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from docutils import nodes

from tools.pdf import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

NARROW = 14
"""Columns whose cells all hold fewer characters than this get just the width they need."""

DENSE = 6
"""Tables with more columns than this are set smaller."""

LINE = 80
"""About so many characters fit on a line of a table that is as wide as the page."""

TALL = 900
"""Rows with a cell of more characters than this may be split between pages."""


class CellWriter(Protocol):
    """What a table needs of the writer."""

    word_limit: int
    tables: list[list[list[int]]]

    def write(self, node: nodes.Node) -> str:
        """Return the Typst source of *node*."""

    def anchor(self, node: nodes.Node) -> str:
        """Return an invisible target for references to *node*, "" when there are none."""

    def children(self, node: nodes.Node) -> str:
        """Return the Typst source of the children of *node*."""

    def inline(self, node: nodes.Node) -> str:
        """Return the children of *node* as the text of a paragraph."""


class Grid:
    """One table of a page."""

    def __init__(self, table: nodes.table, writer: CellWriter) -> None:
        """Find the parts of *table*; *writer* writes what its cells hold."""
        self._writer = writer
        self._title = next((c for c in table.children if isinstance(c, nodes.title)), None)
        self._groups = [c for c in table.children if isinstance(c, nodes.tgroup)]
        self._stubs: list[list[int]] = []
        """The cells that head a row, of each of the rows that were written last."""

    def source(self) -> str:
        """Return the Typst source of the table, with its caption if it has one."""
        before = self._writer.word_limit
        tables = "".join(self._group(group) for group in self._groups)
        self._writer.word_limit = before
        if self._title is None:
            return tables
        caption = self._writer.inline(self._title)
        return f"#figure(kind: table, caption: [{caption}])[{tables}]"

    def _group(self, group: nodes.tgroup) -> str:
        heads, rows = _rows(group, nodes.thead), _rows(group, nodes.tbody)
        stubs = [bool(spec.get("stub")) for spec in _columns(group)]
        columns = widths(group)
        self._limits = word_limits(columns)
        header = f"table.header({self._rows(heads, stubs, 'head')}),\n" if heads else ""
        body = self._rows(rows, stubs)
        self._writer.tables.append([[] for _ in heads] + self._stubs)
        dense = ", dense: true" if len(stubs) > DENSE else ""
        settings = f"columns: ({', '.join(columns)},), heads: {len(heads)}{dense}"
        return f"#grid-table({settings},\n{header}{body})\n"

    def _rows(self, rows: Sequence[nodes.Node], stubs: Sequence[bool], style: str = "") -> str:
        cells = []
        found: list[list[int]] = [[] for _ in rows]
        taken: dict[tuple[int, int], bool] = {}
        for y, row in enumerate(rows):
            x = 0
            for number, entry in enumerate(row.children):
                assert isinstance(entry, nodes.Element)
                while (x, y) in taken:
                    x += 1
                wide, high = entry.get("morecols", 0) + 1, entry.get("morerows", 0) + 1
                taken |= {(x + i, y + j): True for i in range(wide) for j in range(high)}
                self._writer.word_limit = sum(self._limits[x : x + wide])
                is_stub = any(stubs[x : x + 1])
                cells.append(self._cell(entry, wide, high, style or ("strong" if is_stub else "")))
                if is_stub:
                    found[y].append(number)
        self._stubs = found
        return "".join(cells)

    def _cell(self, entry: nodes.Element, wide: int, high: int, style: str) -> str:
        options = [f"colspan: {wide}"] * (wide > 1) + [f"rowspan: {high}"] * (high > 1)
        if len(entry.astext()) > TALL:
            options.append("breakable: true")
        body = escape.content(self._writer.anchor(entry) + self._writer.children(entry))
        if style:
            body = f"[#{style}{body}]"
        return f"table.cell({', '.join(options)}){body},\n"


def _columns(group: nodes.tgroup) -> list[nodes.colspec]:
    """Return the columns of *group*, without those of tables in its cells."""
    return [child for child in group.children if isinstance(child, nodes.colspec)]


def _rows(group: nodes.tgroup, *kinds: type[nodes.Element]) -> list[nodes.Node]:
    """Return the rows in the parts of *group* of these *kinds*, without tables in its cells."""
    return [row for part in group.children if isinstance(part, kinds) for row in part.children]


def widths(group: nodes.tgroup) -> list[str]:
    """Return the Typst widths of the columns of *group*.

    Columns of short cells take what they need; the others share the rest as the source has them.
    """
    specs = _columns(group)
    longest = [0] * len(specs)
    for row in _rows(group, nodes.thead, nodes.tbody):
        if any(
            "morecols" in c or "morerows" in c for c in row.children if isinstance(c, nodes.Element)
        ):
            continue
        for x, entry in enumerate(row.children[: len(specs)]):
            longest[x] = max(longest[x], len(entry.astext()))
    narrow = [length < NARROW for length in longest]
    if all(narrow) and len(specs) > 1 and len(specs) <= DENSE:
        return ["auto"] * len(specs)
    return [
        "auto" if short else f"{max(spec.get('colwidth', 1), 1)}fr"
        for spec, short in zip(specs, narrow, strict=True)
    ]


def word_limits(columns: Sequence[str]) -> list[int]:
    """Return how many characters a word may have in each of *columns*, given by their widths."""
    shares = [float(width.removesuffix("fr")) if width.endswith("fr") else 0 for width in columns]
    room = LINE - NARROW * shares.count(0)
    each = max(room, LINE // 2) / (sum(shares) or 1)
    return [max(int(share * each), 4) if share else NARROW for share in shares]
