"""Which lines of which files changed since a commit, from ``git diff``."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


class ChangesError(Exception):
    """Git cannot say what changed; the message says why."""


def changed_lines(since: str, folder: Path) -> dict[Path, set[int]]:
    """Return the numbers of the lines that are new or changed since the commit *since*, by file.

    Raises `ChangesError` where git or the commit is missing.
    """
    # The commit is looked up first: a name that begins with a hyphen would be an option.
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}"
    )
    top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    diff = _git(
        top,
        *("diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"),
        *("--dst-prefix=b/", commit.strip(), "--", "*.rst"),
    )
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z", "--", "*.rst")
    changed = {top / name: lines for name, lines in parsed(diff).items()}
    for name in filter(None, new.split("\0")):
        count = (top / name).read_bytes().count(b"\n") + 1
        changed[top / name] = set(range(1, count + 1))
    return changed


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    except FileNotFoundError:
        raise ChangesError("git is not installed") from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise ChangesError(f"git knows no such commit, or {folder} is no repository") from None
    return done.stdout.decode("utf-8", "replace")


def parsed(diff: str) -> dict[str, set[int]]:
    """Return the lines that the unified *diff*, made without context, adds to each file."""
    lines: dict[str, set[int]] = {}
    name = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            name = line[6:].rstrip("\t") if line.startswith("+++ b/") else ""
        elif name and (match := _HUNK.match(line)):
            start, count = int(match[1]), int(match[2] or 1)
            lines.setdefault(name, set()).update(range(start, start + count))
    return lines
