"""Write the pages of a book in several processes at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available

from tools.pdf.errors import PdfError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from tools.pdf.pages import PageSource

    Write = Callable[["Order"], PageSource]
    Weigh = Callable[[str], int]

FEW = 8
"""So many pages a process writes in less time than it takes to start a process."""


class Order(NamedTuple):
    """A page to write, with what concerns a maturity level; all of it where *level* is 0."""

    docname: str
    level: int


class Scribes:
    """The pages that were written, each once for each level that an edition is for."""

    def __init__(self, write: Write, weigh: Weigh) -> None:
        """Prepare to write.

        Args:
            write: Returns the source of a page, or raises `PdfError`.
            weigh: Returns a measure of the work that a docname is, so that it can be shared.

        """
        self._write = write
        self._weigh = weigh
        self._done: dict[Order, PageSource] = {}

    def page(self, order: Order) -> PageSource:
        """Return the page of *order*, written now unless it was before. Raises `PdfError`."""
        if order not in self._done:
            self._done[order] = self._write(order)
        return self._done[order]

    def prepare(self, orders: Iterable[Order]) -> None:
        """Write the pages of *orders*. Raises `PdfError` when all are through, always the same."""
        shares = self._shares(set(orders), os.cpu_count() or 1 if parallel_available else 1)
        tasks = ParallelTasks(len(shares)) if len(shares) > 1 else SerialTasks()
        faults: list[PdfError] = []

        def keep(*found: dict[Order, PageSource] | PdfError) -> None:
            result = found[-1]  # ParallelTasks passes the argument, too
            if isinstance(result, PdfError):
                faults.append(result)
            else:
                self._done.update(result)

        for share in shares:
            tasks.add_task(self._written, share, keep)
        tasks.join()
        if faults:
            raise min(faults, key=str)

    def _written(self, orders: Iterable[Order]) -> dict[Order, PageSource] | PdfError:
        """Return the pages of *orders*, or the error, which no process can raise in another."""
        try:
            return {order: self.page(order) for order in orders}
        except PdfError as fault:
            return fault

    def _shares(self, orders: Collection[Order], processes: int) -> list[list[Order]]:
        """Return *orders* in shares of about the same weight, all levels of a page in one."""
        pages: dict[str, list[Order]] = {}
        for order in sorted(orders):
            pages.setdefault(order.docname, []).append(order)
        weights = {docname: self._weigh(docname) for docname in pages}
        shares: list[list[Order]] = [[] for _ in range(min(processes, len(pages) // FEW) or 1)]
        loads = [0] * len(shares)
        for docname in sorted(pages, key=lambda name: (-weights[name], name)):
            least = loads.index(min(loads))
            loads[least] += weights[docname]
            shares[least] += pages[docname]
        return shares
