"""Make the files beside the site in a process of their own, while Sphinx writes the pages."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available

from tools.guide.exports import FOLDER, WORKBOOK, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from tools.guide.domain import GuideDomain
    from tools.guide.model import Guide

LARGE = 20
"""Practices from which on a process of its own gains more than its start and end cost."""


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
        self._make: Callable[[], list[str]]
        self._made: list[str] | None = None

    def start(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Begin, now that all pages are read. Returns an empty list: no page is to be written."""
        if app.builder.name == "html":
            domain: GuideDomain = env.domains["bp"]  # type: ignore[assignment]
            guide, pages, places = domain.guide, domain.digests[""], _Places.of(app)
            beside = parallel_available and len(guide.practices) >= LARGE
            self._tasks = ParallelTasks(1) if beside else SerialTasks()
            self._make = lambda: _make(guide, pages, places)
            self._tasks.add_task(self._make_quickly if beside else self._make, None, self._take)
        return []

    def _make_quickly(self) -> list[str]:
        """Make them in a process that ends soon: to look for garbage in all pages would not pay."""
        gc.disable()
        return self._make()

    def _take(self, *result: list[str]) -> None:
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
        if self._made:
            _publish(_Places.of(app), self._made)


def _make(guide: Guide, pages: str, places: _Places) -> list[str]:
    """Make the files of *guide* anew where they are not those of the site.

    Returns the digests of what they are made of, none where the site has them; *pages* stands for
    what the pages say.
    """
    from tools.guide.exports import worksheets  # noqa: PLC0415 - only the site has them

    now = _digests(guide, pages, worksheets.shown(guide))
    before = _made_before(places.record, places.folder)
    if before == now:
        return []
    shutil.rmtree(places.making, ignore_errors=True)
    write(guide, places.making, workbook=before[1:] != now[1:])
    return now


def _publish(places: _Places, made: list[str]) -> None:
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
    content = {"digests": made, "files": sorted(_files(places.folder))}
    places.record.write_text(json.dumps(content), encoding="utf-8")


def _files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


def _made_before(record: Path, folder: Path) -> list[str]:
    """Return the digests of what *folder* and the workbook in it were made of.

    None where a file is missing.
    """
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        whole = all((folder / name).is_file() for name in content["files"])
        return list(content["digests"]) if whole else []
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _digests(guide: Guide, *contents: object) -> list[str]:
    """Return a digest of all that files depend on, for each of *contents*.

    These stand for what the pages say; the rest is *guide*, its date, and the code.
    """
    code = [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(Path(__file__).parents[1].rglob("*.*"))
        if path.suffix in {".py", ".toml", ".csv"}
    ]
    rest = [
        guide.title,
        guide.version,
        guide.levels,
        guide.language,
        guide.base_url,
        guide.controls,
        guide.safeguards,
    ]
    parts = [rest, code, os.environ.get("SOURCE_DATE_EPOCH"), version("xlsxwriter")]
    common = hashlib.sha256(repr(parts).encode())
    made = []
    for content in contents:
        digest = common.copy()
        digest.update(repr(content).encode())
        made.append(digest.hexdigest())
    return made
