"""How often the link checkers are right, on the zoo of tests/zoo: ``python -m bench.zoo``.

Each gets the same URLs on freshly started servers, some rows at a time; rows whose run does not
end, or crashes, are given one by one. The zoo's names reach the peers through a name server on
port 53 and a mount namespace, which Linux gives to root only; otherwise rows that need names
are counted as not given.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bench.measure import AbsentError, Table
from bench.verdicts import CHECKERS, Answer, Answers, meaning
from tests.zoo import rows  # noqa: F401 -- the rows register themselves
from tests.zoo.core import ROWS
from tests.zoo.server import Ask, Zoo

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMESERVER = ("127.0.0.53", 53)
BATCH = 40
"""Rows that one run of a checker gets."""
PATIENCE = 45.0
"""Seconds for such a run; a run for one row gets a third."""
ASTRAY = {
    **dict.fromkeys(
        ("K03", "K05", "K06", "K07", "K08", "K09", "Y61"), "would lead it into private networks"
    ),
    **dict.fromkeys(("J27", "J28"), "lies on the real web, which is not here"),
}
"""Rows that only ours is given, and why."""
RIGHT, ALARM, MISS, UNPROVED, PASSED, SILENT, WITHHELD = (
    "right",
    "false alarm",
    "miss",
    "called broken",
    "called fine",
    "no answer",
    "not given",
)
_WORST_FIRST = (MISS, ALARM, UNPROVED, PASSED, SILENT, WITHHELD, RIGHT)


def main() -> None:
    """Give all rows, or those of a few groups with --quick, to every checker."""
    parser = argparse.ArgumentParser(prog="python -m bench.zoo", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only rows A and B")
    quick = parser.parse_args().quick
    chosen = [row for row in _all_rows() if not quick or row[0] in "AB"]
    named = os.geteuid() == 0 and shutil.which("unshare") is not None
    found: dict[str, dict[str, str] | AbsentError] = {}
    for name in CHECKERS:
        try:
            found[name] = _check_all(name, chosen, named)
        except AbsentError as absent:
            found[name] = absent
    # Rows of our own were made with our checker at hand, so they count apart.
    own = [row for row in chosen if row[0] in "XYZ"]
    given = [row for row in chosen if row not in own]
    for name, title, part in (
        ("links-zoo", f"Zoo: {len(given)} rows of the catalogue", given),
        ("links-zoo-own", f"Zoo: {len(own)} further rows of our own", own),
    ):
        if part:
            table = _tabulate(title, part, found)
            if not named:
                table.notes.append("Rows that need names were not given: that takes root on Linux.")
            table.publish(name)


def _tabulate(
    title: str, chosen: Sequence[str], found: dict[str, dict[str, str] | AbsentError]
) -> Table:
    """Return the table of *chosen* rows, with the ids of all that came out wrong."""
    columns = ["checker", RIGHT, ALARM, MISS, UNPROVED, PASSED, SILENT, WITHHELD]
    table = Table(title=title, columns=columns, notes=list(_NOTES))
    for name, kinds in found.items():
        if isinstance(kinds, AbsentError):
            table.add(name, *[None] * (len(columns) - 2), str(kinds))
            continue
        counts = Counter(kinds[row] for row in chosen)
        table.add(name, *(counts[kind] for kind in columns[1:]))
        listed = [
            f"{kind}: {' '.join(row for row in chosen if kinds[row] == kind)}"
            for kind in _WORST_FIRST[:-2]
            if counts[kind]
        ]
        table.notes.append(f"{name}: {'; '.join(listed) or 'every row right'}.")
    return table


_NOTES = [
    "right: the checker's word means the same as the catalogue's verdict: fine (ok, "
    "redirected, moved, insecure), broken (what somebody must act on), or cannot be told "
    "(blocked, unreachable).",
    "false alarm: called broken, but fine. miss: called fine, or not looked at, but broken.",
    "called broken, called fine: said of what cannot be told. no answer: it timed out, "
    "ignored, skipped or crashed on what is fine.",
    "A row counts as its worst URL. Peers have no word for most verdicts; that is why only "
    "these three are compared. `bench/verdicts.py` says how each word was taken.",
    "not given: " + "; ".join(f"{row} {why}" for row, why in ASTRAY.items()) + ".",
]


def _all_rows() -> list[str]:
    return [*ROWS, "D13", "I12"]


def _check_all(name: str, chosen: Sequence[str], named: bool) -> dict[str, str]:
    """Return how each row came out for the checker *name*."""
    found: dict[str, str] = {}
    given = list(chosen)
    if name != "ours":
        found.update(dict.fromkeys((row for row in chosen if row in ASTRAY), WITHHELD))
        given = [row for row in chosen if row not in ASTRAY]
    for begin in range(0, len(given), BATCH):
        found.update(_check_rows(name, given[begin : begin + BATCH], named))
    return found


def _check_rows(name: str, chosen: Sequence[str], named: bool) -> dict[str, str]:
    """Give some rows in one run; one by one where the run fails as a whole."""
    patience = PATIENCE if len(chosen) > 1 else PATIENCE / 3
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        folder.chmod(0o755)  # LinkChecker gives up the rights of root, and must still read it
        server = NAMESERVER if named else ("127.0.0.1", 0)
        with Zoo(folder, server) as zoo:
            zoo.ca_file.chmod(0o644)
            asks = [ask for ask in zoo.asks if ask.row in chosen]
            given = [ask for ask in asks if name == "ours" or named or not _needs_name(ask.url)]
            pages = folder / "pages"
            pages.mkdir()
            pages.chmod(0o777)
            starter = _Starter(pages, named and name != "ours", patience)
            answers: Answers | None = None
            with suppress(subprocess.TimeoutExpired, ValueError, KeyError, OSError, StopIteration):
                answers = CHECKERS[name](given, zoo, pages, starter) if given else {}
    if answers is None and len(chosen) > 1:
        found: dict[str, str] = {}
        for row in chosen:
            found.update(_check_rows(name, [row], named))
        return found
    answers = answers or {}
    said = {ask.url: answers.get(at) for at, ask in enumerate(given)}
    return {row: _judge_row([ask for ask in asks if ask.row == row], said) for row in chosen}


def _judge_row(asks: Sequence[Ask], said: dict[str, Answer | None]) -> str:
    kinds = [_judge(ask, said[ask.url]) if ask.url in said else WITHHELD for ask in asks]
    return min(kinds, key=_WORST_FIRST.index)


def _judge(ask: Ask, answer: Answer | None) -> str:
    """Return how one answer compares with the verdicts that are right."""
    wanted = {meaning(verdict) for verdict in ask.verdict.split("|")}
    if answer in wanted:
        return RIGHT
    if Answer.BROKEN in wanted:
        return MISS
    if Answer.FINE in wanted:
        return ALARM if answer is Answer.BROKEN else SILENT
    if answer is None:
        return RIGHT  # neither passed nor failed
    return UNPROVED if answer is Answer.BROKEN else PASSED


def _needs_name(url: str) -> bool:
    """Return whether the host of *url* is a name, not an address or nothing."""
    with suppress(ValueError):
        host = urlsplit(url).hostname or ""
        return any(char.isalpha() for char in host) and not host.startswith("0x")
    return False


class _Starter:
    """Runs a checker's command in a folder, where asked for with the zoo's name server."""

    def __init__(self, folder: Path, named: bool, patience: float) -> None:
        self._folder = folder
        self._named = named
        self._patience = patience

    def __call__(self, command: Sequence[str | Path], env: dict[str, str]) -> str:
        """Return what the command prints; raises `TimeoutExpired` once it is ended."""
        words = [str(word) for word in command]
        if self._named:
            settings = self._folder / "resolv.conf"
            settings.write_text(f"nameserver {NAMESERVER[0]}\n", encoding="ascii")
            script = f'mount --bind "{settings}" /etc/resolv.conf && exec "$@"'
            words = ["unshare", "--mount", "sh", "-c", script, "sh", *words]
        process = subprocess.Popen(
            words,
            cwd=self._folder,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        try:
            return process.communicate(timeout=self._patience)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise


if __name__ == "__main__":
    main()
