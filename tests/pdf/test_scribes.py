"""Pages are written in several processes at once, and nobody can tell by what comes out."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from docutils.core import publish_doctree

from tools.pdf import scribes
from tools.pdf.errors import PdfError
from tools.pdf.scribes import FEW, Order, Scribes
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pdf.conftest import Built
    from tools.pdf.pages import PageSource

MANY = [f"p{number:02}" for number in range(3 * FEW)]
TOCTREE = "T\n=\n\n.. toctree::\n\n   " + "\n   ".join(MANY) + "\n"
PAGES = {f"{name}.rst": f"Page {name}\n========\n\nSee :doc:`p00`.\n" for name in MANY}


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)


def write(order: Order) -> PageSource:
    """Return a page whose title is the number of the process that wrote it."""
    page = Writer(order.docname, publish_doctree("Words."), lambda _: None).page()
    return replace(page, title=str(os.getpid()))


def test_many_pages_are_shared_between_processes_by_their_weight() -> None:
    """All levels of a page are in one share: what is read for one is there for the others."""
    made = Scribes(write, lambda name: 5 * FEW if name == "p00" else 1)
    orders = [Order(name, level) for name in MANY for level in (0, 1)]
    made.prepare(orders)
    writers = {order: made.page(order).title for order in orders}
    shares = [sum(w == writer for w in writers.values()) for writer in set(writers.values())]

    assert str(os.getpid()) not in writers.values()
    assert all(writers[Order(name, 0)] == writers[Order(name, 1)] for name in MANY)
    assert min(shares) == 2  # the heavy page alone
    assert len(shares) == 3


def test_few_pages_are_written_at_once() -> None:
    """To start a process takes longer."""
    made = Scribes(write, lambda _: 1)
    made.prepare([Order(name, 0) for name in MANY[: 2 * FEW - 1]])

    assert made.page(Order("p00", 0)).title == str(os.getpid())


def test_page_that_was_not_ordered_is_written_when_it_is_wanted() -> None:
    """So it is where the system has no room for another process."""
    assert Scribes(write, lambda _: 1).page(Order("p00", 0)).docname == "p00"


def test_fault_in_another_process_is_told_as_it_is() -> None:
    """Not as a fault of the process."""

    def refuse(order: Order) -> PageSource:
        raise PdfError(f"{order.docname}.rst:3: no")

    with pytest.raises(PdfError, match=r"^p\d\d\.rst:3: no$"):
        Scribes(refuse, lambda _: 1).prepare([Order(name, 0) for name in MANY])


def test_processes_make_the_same_book(
    make: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte."""
    shared = make(TOCTREE, PAGES).pdf().data
    monkeypatch.setattr(scribes, "parallel_available", False)

    assert make(TOCTREE, PAGES, project="Other").pdf().data != shared
    assert make(TOCTREE, PAGES).pdf().data == shared


def test_warnings_of_other_processes_are_shown(make: Callable[..., Built]) -> None:
    """With their place, each once."""
    formula = "Page p01\n========\n\nWords.\n\n.. math:: a\n"
    built = make(TOCTREE, {**PAGES, "p01.rst": formula})

    assert built.warnings.count("p01.rst:6: WARNING: The PDF shows this formula as typed") == 1
