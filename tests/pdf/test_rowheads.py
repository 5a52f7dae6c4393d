"""Header cells of rows, which Typst does not mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.pdf.structure import structure
from tools.pdf import builder
from tools.pdf.rowheads import StructureError, mark_row_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.pdf.conftest import Built

TABLES = """\
Page
====

See [#]_.

.. list-table::
   :stub-columns: 1

   * - outer head
     - .. list-table::
          :header-rows: 1
          :stub-columns: 1

          * - corner
            - column
          * - inner head
            - cell
   * - lower head
     - cell

+------+-----+---+
| tall | one | a |
|      +-----+---+
|      | two | b |
+------+-----+---+

.. [#] A note:

   .. list-table::
      :stub-columns: 1

      * - head in a note
        - cell

.. list-table::
   :stub-columns: 2

   * - first
     - second
     - cell
"""


@pytest.fixture
def tables(make: Callable[..., Built]) -> Built:
    built = make(TABLES)
    assert not built.error, built.error
    return built


def test_tables_in_cells_and_notes_keep_their_own_headers(tables: Built) -> None:
    """The order of tables in the source is that of the structure, however they are nested."""
    found = [
        [[f"{cell.tag} {cell.scope}".strip() for cell in row.children] for row in table.find("TR")]
        for table in structure(tables.pdf().path).find("Table")
    ]
    inner = [["TH Column", "TH Column"], ["TH Row", "TD"]]

    assert inner in found
    assert [["TH Row", "TD"], *inner, ["TH Row", "TD"]] in found
    assert [["TH Row", "TD"]] in found
    assert [["TH Row", "TH Row", "TD"]] in found
    assert [["TD", "TD", "TD"], ["TD", "TD"]] in found


def test_rewritten_pdf_is_sound(tables: Built) -> None:
    """Every offset leads to its object; cells with headers of both kinds name neither."""
    with pikepdf.open(tables.pdf().path) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 1
    assert re.findall(rb"/Headers\[(?=[^\]])", tables.pdf().data) == []


def test_cells_with_headers_of_both_kinds_leave_the_rest_where_it_is(
    make: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most tables have them: the offsets of all objects need not be written anew."""
    rows = "   * - corner\n     - column\n   * - head\n     - cell\n"
    table = f".. list-table::\n   :header-rows: 1\n   :stub-columns: 1\n\n{rows}"
    sizes: list[int] = []

    def note(pdf: bytes, tables: Sequence[Sequence[Sequence[int]]]) -> bytes:
        marked = mark_row_headers(pdf, tables)
        sizes.extend([len(pdf), len(marked)])
        return marked

    monkeypatch.setattr(builder, "mark_row_headers", note)
    path = make(f"T\n=\n\n{table}").pdf().path
    (found,) = structure(path).find("Table")

    assert sizes[0] == sizes[1]
    assert [[c.scope for c in row.children] for row in found.find("TR")][1] == ["Row", ""]
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_table_in_a_cell_adds_no_column_to_that_around_it(typst: Callable[[str], str]) -> None:
    """Columns are those of the table itself."""
    assert "#grid-table(columns: (auto, 50fr,)" in typst(TABLES)


def test_pdf_without_row_headers_stays_as_it_is(every_node: Built) -> None:
    """There is nothing to do."""
    data = every_node.pdf("book").data

    assert mark_row_headers(data, [[[], []]]) is data


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[[0]]], "The PDF has 5 tables, not 1"),
        ([[[0]] * 9] * 5, "A table of the PDF has 1 rows, not 9"),
        ([[[7]], [], [], [], []], "A row of the PDF has 2 cells, not 8"),
    ],
)
def test_tables_that_do_not_fit_are_an_error(
    tables: Built, rows: list[list[list[int]]], message: str
) -> None:
    """Better no PDF than one that reads the wrong headers out."""
    with pytest.raises(StructureError, match=message):
        mark_row_headers(tables.pdf().data, rows)
