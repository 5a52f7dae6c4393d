"""Run commands, measure what they cost, and show the figures as a table and as JSON.

Every script of this folder prints a `Table` and writes it below ``build/bench``. A figure is the
median of at least `ROUNDS` runs; contestants take turns, so that a busy minute hits all alike.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "build" / "bench"
"""Folder of the results and of the peers' tools; ``make clean`` removes it."""

ROUNDS = 3
SAMPLING = 0.02
"""Seconds between two looks at the memory."""


class AbsentError(Exception):
    """A peer has no figure; the text says why, or what would bring it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one command took, with all the processes that it started."""

    seconds: float
    """On the clock."""
    cpu: float
    """Seconds of processor time, of all processes together."""
    peak: int
    """Bytes of memory that were resident at one time, over all processes."""
    status: int
    output: str


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = 3600,
    ok: Sequence[int] = (0,),
) -> Cost:
    """Run *command* and return its `Cost`.

    Raises `RuntimeError` with the end of its output where its exit status is not in *ok*, and
    `subprocess.TimeoutExpired` after *timeout* seconds, when its processes are ended.
    """
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    watch = _Watch(process.pid)
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        watch.end_processes()
        process.communicate()
        raise
    finally:
        watch.stop()
    seconds = time.perf_counter() - start
    after = os.times()
    if process.returncode not in ok:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{output[-2000:]}")
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Cost(seconds=seconds, cpu=cpu, peak=watch.peak, status=process.returncode, output=output)


class _Watch:
    """Notes the greatest memory of a process and of all that it starts, while they run."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._process = psutil.Process(pid)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stopped.wait(SAMPLING):
            self.peak = max(self.peak, sum(map(_resident, self._family())))

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return []

    def end_processes(self) -> None:
        for process in self._family():
            try:
                process.kill()
            except psutil.Error:
                continue

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def in_turns(
    contestants: Mapping[str, Callable[[], Cost]], rounds: int = ROUNDS
) -> dict[str, list[Cost] | AbsentError]:
    """Run all *contestants* in turns, *rounds* times, and return their costs by name.

    One that raises `AbsentError` is not run again; the error stands in its place.
    """
    costs: dict[str, list[Cost] | AbsentError] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            before = costs[name]
            if isinstance(before, AbsentError):
                continue
            try:
                before.append(contestant())
            except AbsentError as absent:
                costs[name] = absent
    return costs


def median(costs: Sequence[Cost], what: str = "seconds") -> float:
    """Return the median of one field of *costs*."""
    return statistics.median(getattr(cost, what) for cost in costs)


def find_tool(name: str, hint: str) -> Path:
    """Return the program *name* of a peer. Raises `AbsentError` with *hint* where it is missing.

    The tools' own folder comes first, then that of the running Python, then the system's path.
    """
    folders = [OUTPUT / "bin", OUTPUT / "node_modules" / ".bin", Path(sys.executable).parent]
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if not found:
        raise AbsentError(f"not installed ({hint})")
    return Path(found)


@dataclass(kw_only=True)
class Table:
    """Rows of text and numbers under named columns, with the question that they answer."""

    title: str
    columns: Sequence[str]
    notes: list[str] = field(default_factory=list)
    rows: list[list[str | float | None]] = field(default_factory=list)

    def add(self, *cells: str | float | None) -> None:
        """Add a row; None is a figure that there is not."""
        self.rows.append(list(cells))

    def text(self) -> str:
        """Return the table in Markdown, numbers aligned to the right."""
        texts = [[_shown(cell) for cell in row] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(self.columns, *texts, strict=True)]
        numeric = [
            any(isinstance(row[at], int | float) for row in self.rows)
            for at in range(len(self.columns))
        ]
        rules = ["-" * (w - n) + ":" * n for w, n in zip(widths, numeric, strict=True)]
        lines = [_line(self.columns, widths, numeric), _line(rules, widths, numeric)]
        lines += [_line(row, widths, numeric) for row in texts]
        return "\n".join([f"### {self.title}", "", *lines, *(f"\n{note}" for note in self.notes)])

    def publish(self, name: str) -> None:
        """Print the table, and write it with the machine it comes from to ``<name>.json``."""
        print(self.text() + "\n", flush=True)
        OUTPUT.mkdir(parents=True, exist_ok=True)
        content = {
            "title": self.title,
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "columns": list(self.columns),
            "rows": self.rows,
            "notes": self.notes,
        }
        path = OUTPUT / f"{name}.json"
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """Return what the figures depend on: processors, memory, load, versions."""
    return {
        "processors": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _shown(cell: str | float | None) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.2f}" if abs(cell) < 100 else f"{cell:.0f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    fitted = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    )
    return "| " + " | ".join(fitted) + " |"
