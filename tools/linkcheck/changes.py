"""Which links a change added or edited, by `git diff`: only these can fail a pull request."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tools.linkcheck.models import Link, LinkCheckError

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
# Whatever the settings of the user or the machine, the diff must have the form that is read here.
_PLAIN = (
    *("--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-relative"),
    *("--unified=0", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/"),
)
_LONGEST = 60  # seconds for git


def changed_urls(reference: str, links: Iterable[Link], source: Path) -> frozenset[str]:
    """Return the URLs that are new or edited in *source* since *reference*.

    A link on an edited line counts only if the change brought its URL there: rewording the
    sentence around a link does not make its author answer for it. Raises `LinkCheckError` where
    git does not know *reference*.
    """
    if reference.startswith("-"):
        raise LinkCheckError(f"--changed-since {reference}: not the name of a commit")
    folder = source.resolve()
    top = Path(_git(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))
    diff = _git(folder, "diff", *_PLAIN, reference, "--", ".", ":(top)conf.py")
    added, removed = read_diff(diff)
    untracked = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    fresh = {str((folder / name).resolve()) for name in untracked.split("\0") if name}
    added_lines = {str((top / name).resolve()): lines for name, lines in added.items()}
    settings = "\n".join(text for name, text in added.get("conf.py", {}).items() if name)
    return frozenset(
        link.url
        for link in links
        if _is_new(link, added_lines, removed, fresh) or _written(link.url) in settings
    )


def _is_new(
    link: Link, added: dict[str, dict[int, str]], removed: dict[str, int], fresh: set[str]
) -> bool:
    """Return whether any place of *link* came with the change, and was not merely moved."""
    wanted = _written(link.url)
    here = 0
    for place in link.occurrences:
        path = str(Path(place.file).resolve())
        if path in fresh:
            return True
        lines = added.get(path, {})
        here += any(number in lines for number in (place.line, place.line + 1))
    return here > sum(count for text, count in removed.items() if wanted in text)


def _written(url: str) -> str:
    return url.removeprefix("mailto:")


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints in *folder*: the source may lie in another repository than we do."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", *arguments],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LinkCheckError(f"--changed-since: git cannot be run: {error}") from error
    if done.returncode:
        words = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise LinkCheckError(f"--changed-since: git says: {words}")
    return done.stdout


def read_diff(diff: str) -> tuple[dict[str, dict[int, str]], dict[str, int]]:
    """Return the added lines by file and number, and the count of each removed line."""
    added: dict[str, dict[int, str]] = defaultdict(dict)
    removed: dict[str, int] = defaultdict(int)
    file, number, in_hunk = "", 0, False
    for line in diff.split("\n"):
        hunk = _HUNK.match(line)
        if line.startswith("diff --git "):
            in_hunk = False
        elif hunk:
            number, in_hunk = int(hunk[1]), True
        elif not in_hunk:
            if line.startswith("+++ "):
                file = _file_name(line[4:])
        elif line.startswith("+"):
            added[file][number] = line[1:]
            number += 1
        elif line.startswith("-"):
            removed[line[1:]] += 1
    return added, removed


def _file_name(written: str) -> str:
    """Return the file that a diff names; git quotes some names as C does.

    >>> _file_name('"b/a \\\\"\\\\303\\\\274\\\\".rst"')
    'a "ü".rst'
    """
    name = written.rstrip("\t\r")
    if name.startswith('"'):
        quoted = name[1:-1].encode("utf-8", "surrogateescape")
        name = _ESCAPE.sub(_unescape, quoted).decode("utf-8", "surrogateescape")
    return name.removeprefix("b/")


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) if len(code) == 3 else _LETTERS.get(code[0], code[0])])
