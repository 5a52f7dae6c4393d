"""Which links a change added or edited, by `git diff`: only these can fail a pull request."""

import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tools.linkcheck.git import git
from tools.linkcheck.models import Link, LinkCheckError, Occurrence
from tools.linkcheck.rsttext import trim

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
# Whatever the settings of the user, the machine or the change itself, the diff must have the form
# that is read here: a page with a zero byte, or said to be binary, is text; a submodule is read.
_PLAIN = (
    *("--text", "--submodule=diff", "--no-color"),
    *("--no-ext-diff", "--no-textconv", "--no-renames", "--no-relative"),
    *("--unified=0", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/"),
)
_ANGLE = re.compile(r"<((?:https?:|ftp:|mailto:)[^<>`]*)>")
_BARE = re.compile(r"(?<![\w/])(?:https?://|ftp://|mailto:)[^\s<>`|\"]+")
# The use of a target or substitution that is defined elsewhere.
_USE = re.compile(r":[\w:.+-]+:`[^`]*`|`[^`]*`_*|\|[^|]+\|_*|\S+")
_PART = re.compile(r"[^\s<>`|]+")
_LINES = 4  # over which a URL may be wrapped
_GOES_ON = r"(?![\w/?#=&%~+-])"  # not where a longer URL goes on


@dataclass
class Diff:
    """What a change did: the lines it added, by file and number, and those it removed."""

    added: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    removed: list[str] = field(default_factory=list)

    @cached_property
    def _texts(self) -> tuple[str, str]:
        lines = (line for numbered in self.added.values() for line in numbered.values())
        return "\n".join(lines), "\n".join(self.removed)

    @cached_property
    def _urls(self) -> tuple[Counter[str], Counter[str]]:
        added, removed = self._texts
        return Counter(urls_in(added)), Counter(urls_in(removed))

    def brings(self, words: str) -> bool:
        """Return whether *words* stand more often in the lines that were added."""
        added, removed = self._texts
        return bool(words) and added.count(words) > removed.count(words)

    def brings_url(self, url: str) -> bool | None:
        """Return whether *url*, and not only the beginning of a longer one, came with them.

        None where it is not seen to be written in them.
        """
        added, removed = self._urls
        return added[url] > removed[url] if url in added else None


def urls_in(text: str) -> Iterator[str]:
    """Yield the URLs written in *text*, each as often as it is there."""
    for match in _ANGLE.finditer(text):
        yield re.sub(r"\s+", "", match[1])
    for match in _BARE.finditer(_ANGLE.sub("<>", text)):
        yield trim(match.group())


def changed_urls(reference: str, links: Iterable[Link], source: Path) -> frozenset[str]:
    """Return the URLs that are new or edited in *source* since *reference*.

    A link on an edited line counts only if the change brought its URL, or a use of its target,
    there: rewording the sentence around a link does not make its author answer for it. Raises
    `LinkCheckError` where git does not know *reference*.
    """
    folder = source.resolve()
    links = list(links)
    top = Path(_git(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))
    pages = {Path(place.file).resolve() for link in links for place in link.occurrences}
    # A page may be a symbolic link to a file beside the source.
    beside = (page for page in sorted(pages) if not page.is_relative_to(folder))
    within = [str(page.relative_to(top)) for page in beside if page.is_relative_to(top)]
    where = ("--", ".", *(f":(top,literal){name}" for name in within))
    text = _git(folder, "diff", *_PLAIN, _base(folder, reference), *where, ":(top)conf.py")
    untracked = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", *where)
    fresh = pages & {(folder / name).resolve() for name in untracked.split("\0") if name}
    diff = read_diff(text)
    settings = "\n".join(diff.added.get("conf.py", {}).values())
    removed = "\n".join(diff.removed)
    added = {(top / name).resolve(): lines for name, lines in diff.added.items()}
    added |= {page: dict(enumerate(_read(page).split("\n"), 1)) for page in fresh}
    diff.added = {str(page): _recount(page, lines) for page, lines in added.items()}
    return frozenset(
        link.url
        for link in links
        if _is_new(link, diff, fresh) or _is_set(link.url, settings, removed)
    )


def _read(page: Path) -> str:
    try:
        return page.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:  # gone in the meantime
        return ""


def _recount(page: Path, added: dict[int, str]) -> dict[int, str]:
    """Return lines by the numbers that a report gives them: an old Mac's line end counts, too."""
    lines = _read(page).split("\n")
    if not any("\r" in line[:-1] for line in lines):
        return added
    counted, number = {}, 1
    for theirs, line in enumerate(lines, 1):
        for part in line.removesuffix("\r").split("\r"):
            if theirs in added:
                counted[number] = part
            number += 1
    return counted


def _is_set(url: str, settings: str, removed: str) -> bool:
    """Return whether the lines that were added to conf.py brought *url*, in whatever quotes."""
    bare = url.removeprefix("mailto:")
    if bare not in settings:
        return False
    whole = re.compile(re.escape(bare) + _GOES_ON)
    return len(whole.findall(settings)) > len(whole.findall(removed))


def _base(folder: Path, reference: str) -> str:
    """Return the commit at which the change left the history of *reference*.

    What the others have done there since is not the change's doing.
    """
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    try:
        commit = _git(folder, *verify, f"{reference}^{{commit}}").strip()
        if not commit.isalnum():  # ^NAME is everything but NAME
            raise LinkCheckError(commit)
    except LinkCheckError as error:
        shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
        hint = "; the clone is shallow: fetch more of its history" if shallow else ""
        message = f"--changed-since {reference}: git knows no such commit{hint}"
        raise LinkCheckError(message) from error
    try:
        return _git(folder, "merge-base", commit, "HEAD").strip()
    except LinkCheckError:  # no history in common, or not here
        return commit


def _is_new(link: Link, diff: Diff, fresh: set[Path]) -> bool:
    """Return whether the URL or any place of *link* came with the change, and was not moved."""
    url = link.url.removeprefix("mailto:")
    brought = diff.brings_url(link.url)
    if brought:
        return True
    for place in link.occurrences:
        page = Path(place.file).resolve()
        if page in fresh and brought is None:
            return True
        here = diff.added.get(str(page), {})
        if brought is False and url in here.get(place.line, "")[place.column - 1 :]:
            continue  # it stands on an edited line, as it did before
        if _came(place, url, diff, here):
            return True
    return False


def _came(place: Occurrence, url: str, diff: Diff, added: dict[int, str]) -> bool:
    """Return whether what stands at *place* was brought by the lines *added* to its file."""
    line = added.get(place.line)
    if line is not None:
        written = line[place.column - 1 :]
        use = _USE.match(written)
        return diff.brings(url if url in written else use.group() if use else "")
    following = [number for number in range(place.line + 1, place.line + _LINES) if number in added]
    if not following:
        return False
    lines = Path(place.file).read_text("utf-8-sig", errors="replace").split("\n")
    rest = url.removeprefix(lines[place.line - 1][place.column - 1 :].strip())
    if rest == url:
        return False  # it is whole on its line, or not written there at all
    for number in range(place.line + 1, place.line + _LINES):
        part = _PART.search(lines[number - 1]) if number <= len(lines) else None
        if part is None or not rest.startswith(part.group()):
            return False
        if number in added and diff.brings(part.group()):
            return True
        rest = rest.removeprefix(part.group())
    return False


def _git(folder: Path, *arguments: str) -> str:
    try:
        status, out, err = git(folder, *arguments)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LinkCheckError(f"--changed-since: git cannot be run: {error}") from error
    if status:
        words = (err.strip().splitlines() or ["no reason given"])[0]
        raise LinkCheckError(f"--changed-since: git says: {words}")
    return out


def read_diff(text: str) -> Diff:
    """Return what `git diff` says in *text*."""
    diff = Diff()
    file, number, in_hunk = "", 0, False
    for line in text.split("\n"):
        hunk = _HUNK.match(line)
        if line.startswith("diff --git "):
            in_hunk = False
        elif hunk:
            number, in_hunk = int(hunk[1]), True
        elif not in_hunk:
            if line.startswith("+++ "):
                file = _file_name(line[4:])
        elif line.startswith("+"):
            diff.added[file][number] = line[1:]
            number += 1
        elif line.startswith("-"):
            diff.removed.append(line[1:])
        elif line.startswith(" "):
            number += 1
    return diff


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
