"""When each page last changed, from git: one call for the whole source folder."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT = 60
"""Seconds that git may take; beyond them the guide does without the dates."""
_COMMIT = "\x01"


def last_changes(source: Path) -> dict[str, str]:
    """Return the ISO date of the last commit of each file below *source*, by relative path.

    Empty where there is no git or no repository. Files whose only known commit is the edge of a
    shallow clone are left out, for that commit seems to have changed every file.
    """
    command = ["git", "-c", "core.quotepath=off", "-C", str(source), "log"]
    command += [f"--format={_COMMIT}%cs %D", "--name-only", "--relative", "--", "."]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=True, timeout=TIMEOUT
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return {}
    return parse_log(done.stdout)


def parse_log(log: str) -> dict[str, str]:
    """Return the date of the newest commit of each path in the output of ``git log``."""
    dates: dict[str, str] = {}
    for commit in log.split(_COMMIT)[1:]:
        head, *paths = commit.splitlines()
        date, _space, names = head.partition(" ")
        if "grafted" in names.split(", "):
            continue
        for path in filter(None, paths):
            dates.setdefault(path, date)
    return dates
