"""The workbook: a checklist for each level, inventories and reviews to fill in.

Each sheet has one table with a header row, no merged cell, and drop-downs where the words are
few. The file holds no date of its making, so two builds of one guide are equal.
"""

from __future__ import annotations

import io
import math
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import xlsxwriter

from tools.guide.catalogue import DATA
from tools.guide.exports.oscal import last_modified
from tools.guide.exports.tables import steps_text
from tools.guide.model import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from tools.guide.model import BestPractice, Guide, Level

STATES = ("Open", "In progress", "Done", "Not applicable")
"""What an action or a safeguard can be; the drop-down of the column `STATUS`."""
STATUS = "Status"
EARLIEST = date(2000, 1, 1)
"""First date that a date cell takes: an earlier one is a typing error."""
LETTER = 1
"""Excel's number of US Letter paper; A4 is 9."""
FONT_SIZE = 10
"""Size of the words in tables, in points."""
LETTERS = 1.25
"""Letters of that size in one unit of a column's width: fewer than a wide font has (1.4)."""
TOP = 4
"""Row of the table's header, counted from 0: above it stand title, purpose and progress."""
LANGUAGE_PLACE = "</cp:coreProperties>"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of a sheet."""

    title: str
    width: int
    choices: tuple[str, ...] = ()
    date: bool = False
    printed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet before it is written: one table, and a title and a purpose above it."""

    name: str
    title: str
    purpose: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    tracked: bool = False
    """Whether it counts how much is done."""


def workbook(guide: Guide) -> bytes:
    """Return the workbook of *guide* as an xlsx file."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    moment = datetime.strptime(last_modified(guide), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    book.set_properties(
        {
            "title": f"{guide.title}: worksheets",
            "subject": f"Version {guide.version}",
            "author": guide.title,
            "created": moment.replace(tzinfo=None),
        }
    )
    looks = _looks(book)
    for sheet in sheets(guide):
        _write(book.add_worksheet(sheet.name), sheet, looks, guide)
    book.close()
    return _with_language(stream.getvalue(), guide.language)


# -- What the sheets hold ----------------------------------------------------


def sheets(guide: Guide) -> Iterator[Sheet]:
    """Yield the sheets of *guide*: checklists first, then the inventories and reviews."""
    for level in guide.levels:
        yield _checklist(guide, level)
    definitions = tomllib.loads((DATA / "worksheets.toml").read_text(encoding="utf-8"))
    for entry in definitions["inventory"]:
        yield _inventory(entry, definitions["rows"])
    for entry in definitions["review"]:
        yield _review(guide, entry)


_TRACKING = (
    Column(title="Owner", width=14),
    Column(title="Due", width=11, date=True),
    Column(title="Notes", width=20),
)


def _checklist(guide: Guide, level: Level) -> Sheet:
    columns = (
        Column(title=STATUS, width=14, choices=STATES),
        Column(title="Best practice", width=18),
        Column(title="Action", width=44),
        Column(title="Steps", width=36),
        *_TRACKING,
        Column(title="Id", width=44, printed=False),
    )
    return Sheet(
        name=f"Checklist {level.name}"[:31],
        title=f"{guide.title}: checklist for {level.name}",
        purpose="One row for each action, what comes first on top. Choose a status for each.",
        columns=columns,
        rows=tuple(_action_rows(guide, level)),
        tracked=True,
    )


def _action_rows(guide: Guide, level: Level) -> Iterator[tuple[str, ...]]:
    for priority in (Priority.PRIORITY, Priority.IN_SCOPE):
        for practice in guide.in_scope(level.number, priority):
            for action in practice.actions_at(level.number):
                first = (STATES[0], practice.title, action.text, steps_text(action))
                yield (*first, "", "", "", action.id)


def _inventory(entry: dict[str, Any], rows: int) -> Sheet:
    columns = tuple(
        Column(
            title=column["title"],
            width=column["width"],
            choices=tuple(column.get("choices", ())),
            date=column.get("date", False),
        )
        for column in entry["columns"]
    )
    controls = " and ".join(f"CIS Control {number}" for number in entry["controls"])
    return Sheet(
        name=entry["name"],
        title=f"Inventory: {entry['name'].lower()}",
        purpose=f"{entry['purpose']} It serves {controls}.",
        columns=columns,
        rows=(("",) * len(columns),) * rows,
    )


def _review(guide: Guide, entry: dict[str, Any]) -> Sheet:
    columns = (
        Column(title=STATUS, width=14, choices=STATES),
        Column(title="Safeguard", width=11),
        Column(title="Title", width=46),
        Column(title="Best practices", width=40),
        *_TRACKING,
    )
    rows = tuple(
        (STATES[0], safeguard.number, safeguard.title, _names(guide, safeguard.number), "", "", "")
        for safeguard in guide.safeguards
        if safeguard.control in entry["controls"] and safeguard.group == 1
    )
    return Sheet(
        name=entry["name"],
        title=f"Review: {entry['name'].lower()}",
        purpose=f"{entry['purpose']} The rows are safeguards of implementation group 1.",
        columns=columns,
        rows=rows,
        tracked=True,
    )


def _names(guide: Guide, number: str) -> str:
    practices: list[BestPractice] = [practice for practice, _mapping in guide.covering(number)]
    return ", ".join(practice.title for practice in practices)


# -- How they are written ----------------------------------------------------


def _looks(book: Workbook) -> dict[str, Format]:
    cell = {
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "border_color": "#808080",
        "font_size": FONT_SIZE,
    }
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "purpose": book.add_format({"font_size": 11}),
        "progress": book.add_format({"bold": True}),
        "header": book.add_format(
            cell | {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
        ),
        "text": book.add_format(cell | {"num_format": "@"}),
        "date": book.add_format(cell | {"num_format": "yyyy-mm-dd"}),
        "done": book.add_format({"font_color": "#5A5A5A", "bg_color": "#E6F0E6"}),
    }


def _write(page: Worksheet, sheet: Sheet, looks: dict[str, Format], guide: Guide) -> None:
    page.write_string(0, 0, sheet.title, looks["title"])
    page.write_string(1, 0, sheet.purpose, looks["purpose"])
    last = TOP + max(len(sheet.rows), 1)
    _write_table(page, sheet, looks, last)
    for place, column in enumerate(sheet.columns):
        _restrict(page, column, place, last)
    if sheet.tracked:
        _write_progress(page, sheet, looks, last)
    _set_up_print(page, sheet, guide, last)


def _write_table(page: Worksheet, sheet: Sheet, looks: dict[str, Format], last: int) -> None:
    width = len(sheet.columns)
    headers = [
        {"header": column.title, "header_format": looks["header"]} for column in sheet.columns
    ]
    page.add_table(TOP, 0, last, width - 1, {"columns": headers, "style": None})
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    for number, cells in enumerate(sheet.rows, TOP + 1):
        page.set_row(number, row_height(cells, sheet.columns))
        for place, (cell, column) in enumerate(zip(cells, sheet.columns, strict=True)):
            look = looks["date" if column.date else "text"]
            if cell:
                page.write_string(number, place, cell, look)
            else:
                page.write_blank(number, place, None, look)


def row_height(cells: Sequence[str], columns: Sequence[Column]) -> float:
    """Return the height in points that shows all words of a row.

    Not every program fits rows to wrapped text as it opens a file. A letter is taken to be as
    wide as the average one; Excel allows 409 points.
    """
    lines = max(
        sum(math.ceil(max(len(line), 1) / (column.width * LETTERS)) for line in cell.split("\n"))
        for cell, column in zip(cells, columns, strict=True)
    )
    return min(lines * FONT_SIZE * 1.35 + 3, 409)


def _restrict(page: Worksheet, column: Column, place: int, last: int) -> None:
    """Let the cells of *column* take its choices only, or dates only."""
    if column.choices:
        rule: dict[str, Any] = {
            "validate": "list",
            "source": list(column.choices),
            "error_title": column.title,
            "error_message": "Choose one of the words in the list.",
        }
    elif column.date:
        rule = {
            "validate": "date",
            "criteria": ">=",
            "value": EARLIEST,
            "error_title": column.title,
            "error_message": "Write a date, such as 2026-11-03.",
        }
    else:
        return
    page.data_validation(TOP + 1, place, last, place, rule)


def _write_progress(page: Worksheet, sheet: Sheet, looks: dict[str, Format], last: int) -> None:
    """Write how many rows are done, of how many that apply, and their share, in one sentence."""
    place = f"$A${TOP + 2}:$A${last + 1}"
    done = f'COUNTIF({place},"Done")'
    apply = f'(COUNTIF({place},"?*")-COUNTIF({place},"Not applicable"))'
    share = f'TEXT(IF({apply}=0,0,{done}/{apply}),"0%")'
    formula = f'="Done: "&{done}&" of "&{apply}&" that apply ("&{share}&")"'
    shown = f"Done: 0 of {len(sheet.rows)} that apply (0%)"
    page.write_formula(2, 0, formula, looks["progress"], shown)
    rule = {"type": "cell", "criteria": "==", "value": '"Done"', "format": looks["done"]}
    page.conditional_format(TOP + 1, 0, last, 0, rule)


def _set_up_print(page: Worksheet, sheet: Sheet, guide: Guide, last: int) -> None:
    page.freeze_panes(TOP + 1, 0)
    page.set_landscape()
    page.set_paper(LETTER)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(TOP)
    page.print_area(0, 0, last, sum(column.printed for column in sheet.columns) - 1)
    words = f"{guide.title} {guide.version}".replace("&", "&&")
    page.set_footer(f"&L{words}&C{sheet.name.replace('&', '&&')}&RPage &P of &N")


def _with_language(book: bytes, language: str) -> bytes:
    """Return the file *book* with its language, which the library cannot set."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as before,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                tag = f"<dc:language>{escape(language)}</dc:language>{LANGUAGE_PLACE}"
                content = content.replace(LANGUAGE_PLACE.encode(), tag.encode())
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, content)
    return result.getvalue()
