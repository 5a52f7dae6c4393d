"""Tables, lists and paragraphs as docutils nodes, for the views."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Cell = str | nodes.Node | Sequence[nodes.Node]
    Row = tuple[Sequence[Cell], Sequence[str]]

NOTHING = "–"  # noqa: RUF001 - shown in a cell that has nothing to show


def table(
    headers: Sequence[Cell],
    rows: Iterable[Row],
    *,
    widths: Sequence[int],
    classes: Sequence[str] = (),
    title: str = "",
) -> nodes.table:
    """Return a table with a header row, and headers in the first column.

    Each of *rows* is its cells and its classes; *widths* are shares of the whole width.
    """
    group = nodes.tgroup("", cols=len(headers))
    for number, width in enumerate(widths):
        stub = {"stub": 1} if number == 0 else {}
        group += nodes.colspec("", colwidth=width, **stub)
    group += nodes.thead("", row(headers))
    group += nodes.tbody("", *(row(cells, of_row) for cells, of_row in rows))
    caption = [nodes.title("", title)] if title else []
    made = nodes.table("", *caption, group, classes=[*classes, "colwidths-given"])
    made["width"] = "100%"
    return made


def row(cells: Sequence[Cell], classes: Sequence[str] = ()) -> nodes.row:
    """Return a table row of *cells*."""
    entries = [nodes.entry("", paragraph(cell)) for cell in cells]
    return nodes.row("", *entries, classes=list(classes))


def paragraph(*parts: Cell, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph of texts and inline nodes."""
    made = nodes.paragraph("", classes=list(classes))
    for part in parts:
        made.extend(inline(part))
    return made


def inline(part: Cell) -> list[nodes.Node]:
    """Return the nodes of a text, of a node, or of several nodes."""
    if isinstance(part, str):
        return [nodes.Text(part)] if part else []
    return [part] if isinstance(part, nodes.Node) else list(part)


def bullets(
    items: Iterable[Sequence[nodes.Node]], classes: Sequence[str] = ()
) -> nodes.bullet_list:
    """Return a bullet list; each of *items* is the blocks of one item."""
    made = nodes.bullet_list("", bullet="*", classes=list(classes))
    made.extend(nodes.list_item("", *blocks) for blocks in items)
    return made


def joined(parts: Iterable[Sequence[nodes.Node]], separator: str = ", ") -> list[nodes.Node]:
    """Return inline *parts* one behind the other with *separator* between them."""
    made: list[nodes.Node] = []
    for number, part in enumerate(parts):
        made.extend([nodes.Text(separator)] if number else [])
        made.extend(part)
    return made


def spoken_date(iso: str) -> str:
    """Return an ISO date as readers say it.

    >>> spoken_date("2026-11-02")
    'November 2, 2026'
    """
    date = datetime.date.fromisoformat(iso)
    return f"{date:%B} {date.day}, {date.year}"


def counted(number: int, noun: str) -> str:
    """Return *number* with *noun*, in the plural where it needs it.

    >>> counted(1, "action")
    '1 action'
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
