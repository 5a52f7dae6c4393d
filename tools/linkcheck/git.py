"""Runs git where the source lies, which may be another repository than that of the caller."""

import os
import subprocess
from pathlib import Path

_LONGEST = 60  # seconds
# What git sets for its hooks, and by which it would look at the caller's repository instead.
_OF_THE_CALLER = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_DIFF_OPTS")
)


def git(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Return the exit status of git in *folder*, and its output and errors as they are.

    Bytes that are no UTF-8 stay as surrogates. Raises `OSError` or `subprocess.TimeoutExpired`.
    """
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments],
        cwd=folder,
        capture_output=True,
        timeout=_LONGEST,
        check=False,
        env={name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER},
    )
    # Decoded here: the standard library would make a line end of each carriage return.
    out, err = (each.decode("utf-8", "surrogateescape") for each in (done.stdout, done.stderr))
    return done.returncode, out, err
