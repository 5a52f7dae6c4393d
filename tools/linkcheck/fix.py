"""`--fix`: rewrites the URLs that can be put right with certainty, and not one byte beside them."""

import argparse
import os
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tools.linkcheck.archive import DEFAULT_ENDPOINT, find_copies
from tools.linkcheck.models import Report, Result, Verdict
from tools.linkcheck.names import registrable_domain
from tools.linkcheck.policy import Policy
from tools.linkcheck.redirects import holds_session
from tools.linkcheck.settings import Settings
from tools.linkcheck.urls import WebUrl, parse

_DEAD = frozenset({Verdict.BROKEN, Verdict.SOFT_404})


class Edit(NamedTuple):
    """One URL to replace at one place; line and column count from 1."""

    line: int
    column: int
    old: str
    new: str


def fix(
    report: Report, settings: Settings, policy: Policy, options: argparse.Namespace
) -> list[str]:
    """Rewrite what is sure; return one line about each rewrite or offer."""
    notes: list[str] = []
    edits: dict[str, list[Edit]] = defaultdict(list)
    for result in report.results:
        new = replacement(result)
        if new:
            for place in result.link.occurrences:
                edits[place.file].append(Edit(place.line, place.column, result.link.url, new))
    for file, listed in edits.items():
        notes += apply_edits(Path(file), listed)
    if options.archive:
        notes += _offer_copies(report, settings, policy)
    return notes


def replacement(result: Result) -> str | None:
    """Return the address to write instead, where every condition is sure.

    A move within one registered domain, without session or token; an https twin; a URL that is
    there once stray punctuation or a second encoding is taken off it.
    """
    new, judgement = result.judgement.suggestion, result.judgement
    old_url, new_url = parse(result.link.url), parse(new) if new else None
    if new is None or not isinstance(old_url, WebUrl) or not isinstance(new_url, WebUrl):
        return None
    if result.from_state or result.internal or result.link.problem or holds_session(new):
        return None
    same = registrable_domain(old_url.host.name) == registrable_domain(new_url.host.name)
    secure = new_url.scheme == "https" or old_url.scheme == "http"
    if not same or not secure or any(char in new for char in " <>`"):
        return None
    if judgement.verdict is Verdict.MOVED and judgement.status is not None:
        return new
    if judgement.verdict is Verdict.INSECURE and old_url.scheme == "http":
        return new
    return new if judgement.verdict is Verdict.BROKEN and judgement.repaired else None


def apply_edits(path: Path, edits: list[Edit]) -> list[str]:
    """Replace each URL in the file at its place; return a line about each that was replaced."""
    data = path.read_bytes()
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(mark) :].decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    notes = []
    for edit in sorted(set(edits), reverse=True):
        if _apply(lines, edit):
            notes.append(f"{path}:{edit.line}: {edit.old} is now {edit.new}")
    if notes:
        _write(path, mark + "\n".join(lines).encode("utf-8", "surrogateescape"))
    return notes[::-1]


def _apply(lines: list[str], edit: Edit) -> bool:
    """Replace the URL where it stands whole; part of a longer one is left alone."""
    if edit.line > len(lines):
        return False
    line = lines[edit.line - 1]
    start = edit.column - 1
    end = start + len(edit.old)
    if line[start:end] != edit.old:
        return False
    if end < len(line) and (line[end].isalnum() or line[end] in "/?#=&%_-~+"):
        return False
    lines[edit.line - 1] = line[:start] + edit.new + line[end:]
    return True


def _write(path: Path, data: bytes) -> None:
    """Replace the file in one step, with its permissions."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).chmod(path.stat().st_mode & 0o7777)
    Path(name).replace(path)


def _offer_copies(report: Report, settings: Settings, policy: Policy) -> list[str]:
    """Name the archived copy of each dead link: whether to cite it is for a person to say."""
    dead = [
        r for r in report.results if r.verdict in _DEAD and not r.internal and not replacement(r)
    ]
    endpoint = str(policy.limits.get("archive", DEFAULT_ENDPOINT))
    copies = find_copies(dead, settings, endpoint) if dead else {}
    return [
        f"{place.file}:{place.line}: {url} is archived at {copies[url]}"
        for url, place in ((r.link.url, r.link.occurrences[0]) for r in dead if r.link.occurrences)
        if url in copies
    ]
