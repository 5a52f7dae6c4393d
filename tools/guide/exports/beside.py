"""Make the files beside the site in a process of their own, while Sphinx writes the pages."""

from __future__ import annotations

import gc
import os
import shutil
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available

from tools.guide.exports import FOLDER, WORKBOOK, kept, write
from tools.guide.exports.kept import Record
from tools.guide.freshness import code_of, digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from tools.guide.domain import GuideDomain
    from tools.guide.freshness import Fingerprints
    from tools.guide.model import Guide, Level

LARGE = 20
"""Practices from which on a process of its own gains more than its start and end cost."""
_PATIENCE = 10
"""How far that process stands back, of the 19 that there are."""


class _Places(NamedTuple):
    """Where the site has the files, where they are made, and what they were made of last."""

    folder: Path
    making: Path
    record: Path

    @classmethod
    def of(cls, app: Sphinx) -> _Places:
        doctrees = Path(app.doctreedir)
        return cls(Path(app.outdir) / FOLDER, doctrees / "exports", doctrees / "exports.json")


class Making:
    """The making of the files of one site, from the last page read to the last one written.

    They are left alone where they were made of this very guide by this very code.
    """

    def __init__(self) -> None:
        """Wait for the pages."""
        self._tasks: ParallelTasks | SerialTasks | None = None
        self._make: Callable[[], Record]
        self._made: Record | None = None

    def start(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Begin, now that all pages are read. Returns an empty list: no page is to be written."""
        if app.builder.name == "html":
            domain: GuideDomain = env.domains["bp"]  # type: ignore[assignment]
            places = _Places.of(app)
            now = Record(
                common=_common(app.config, domain.levels.all),
                practices=[domain.digests[docname] for docname in domain.docnames],
            )
            before = kept.read(places.record, places.folder)
            if before.same_guide(now):
                return []
            now = replace(now, workbook=_workbook(now.common, domain.fingerprints))
            beside = parallel_available and len(now.practices) >= LARGE
            self._tasks = ParallelTasks(1) if beside else SerialTasks()
            self._make = lambda: _make(domain.guide, before, now, places)
            self._tasks.add_task(self._make_quickly if beside else self._make, None, self._take)
        return []

    def _make_quickly(self) -> Record:
        """Make them in a process that ends soon: to look for garbage in all pages would not pay.

        The pages go first; the last of them leave a processor free.
        """
        os.nice(_PATIENCE)
        gc.disable()
        return self._make()

    def _take(self, *result: Record) -> None:
        self._made = result[-1]  # the other tasks pass their argument, too

    def finish(self, app: Sphinx, failure: Exception | None) -> None:
        """Put the files into the site, unless its build failed.

        Raises `sphinx.errors.SphinxParallelError` for what went wrong in the other process.
        """
        tasks, self._tasks = self._tasks, None
        if tasks is None:
            return
        if failure is not None:
            if isinstance(tasks, ParallelTasks):
                tasks.terminate()
            return
        tasks.join()
        if self._made is None:  # the system had no room for another process
            self._made = self._make()
        _publish(_Places.of(app), self._made)


def _make(guide: Guide, before: Record, now: Record, places: _Places) -> Record:
    """Make the files of *guide* anew, the workbook only if it shows something else than *before*.

    Returns the record *now* of them, without their times.
    """
    shutil.rmtree(places.making, ignore_errors=True)
    found = write(
        guide,
        places.making,
        workbook=before.workbook != now.workbook,
        known=lambda name: before.pieces(name, places.folder, now),
    )
    return replace(now, places=found)


def _publish(places: _Places, made: Record) -> None:
    """Move the new files into the folder of the site; remove those of an earlier guide.

    A workbook that was not made anew stays.
    """
    files = _files(places.making)
    places.record.unlink(missing_ok=True)  # it holds for none of the files that come in between
    for name in _files(places.folder) - files - {WORKBOOK}:
        (places.folder / name).unlink()
    for name in files:
        path = places.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(places.making / name, path)
    shutil.rmtree(places.making)
    stamps = kept.stamps(places.folder, sorted(_files(places.folder)))
    replace(made, stamps=stamps).write(places.record)


def _files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


def _common(config: Config, levels: tuple[Level, ...]) -> str:
    """Return a digest of all that the files depend on but the practices: settings, date, code."""
    settings = [config.project, config.release, config.language, config.html_baseurl, levels]
    code = code_of(Path(__file__).parents[1])
    parts = [settings, code, os.environ.get("SOURCE_DATE_EPOCH"), version("xlsxwriter")]
    return digest(*parts)


def _workbook(common: str, prints: Fingerprints) -> str:
    """Return a digest of what the workbook shows.

    It names the latest date of a commit, or a later one of a review.
    """
    last_change = max((str(date) for *_titles, date in prints.said.values() if date), default="")
    return digest(common, prints.of_view("worksheets"), last_change)
