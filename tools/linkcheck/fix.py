"""`--fix`: rewrites the URLs that can be put right with certainty, and not one byte beside them.

With `--archive` dead links are offered an archived copy, too; it is taken over where no doubt is
left that the page is gone and that the copy is there.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tools.linkcheck.archive import AT_MOST, DEFAULT_ENDPOINT, Copy, find_copies
from tools.linkcheck.history import is_new_move
from tools.linkcheck.models import Report, Result, Verdict
from tools.linkcheck.names import registrable_domain
from tools.linkcheck.policy import Policy
from tools.linkcheck.redirects import holds_session
from tools.linkcheck.rewrite import Edit, apply_edits
from tools.linkcheck.settings import Settings
from tools.linkcheck.state import Memory
from tools.linkcheck.urls import WebUrl, parse

_DEAD = frozenset({Verdict.BROKEN, Verdict.SOFT_404})
_GONE = (404, 410)  # the statuses by which a server itself says that a page is not there

_MARKUP = re.compile(r"[ <>`|*\\]|_\Z")  # what may mean something else in RST


def fix(
    report: Report,
    settings: Settings,
    policy: Policy,
    options: argparse.Namespace,
    recall: Callable[[str], Memory | None] = lambda _url: None,
) -> Report:
    """Rewrite what is sure; return the report with a note about each rewrite or offer.

    With `--archive` the copies are the suggestions for dead links. *recall* gives what runs
    before this one knew of a URL.
    """
    edits: dict[str, list[Edit]] = defaultdict(list)
    offers: list[str] = []
    for result in report.results:
        new = replacement(result)
        if new and is_new_move(result.judgement, recall(result.link.url)):
            offers += _offers(result, f"is not rewritten as {new}: the redirect is new")
        elif new:
            _add_edits(edits, result, new)
    if options.archive:
        report, copies = _offer_copies(report, settings, policy, recall, edits)
        offers += copies
    notes = [note for file, listed in edits.items() for note in apply_edits(Path(file), listed)]
    return replace(report, notes=(*report.notes, *notes, *offers))


def _add_edits(edits: dict[str, list[Edit]], result: Result, new: str) -> None:
    """Add an edit for each place where the URL is written; one in conf.py is left to people."""
    for file, line, column in _written(result):
        if Path(file).suffix != ".py":
            edits[file].append(Edit(line, column, result.link.url, new))


def _written(result: Result) -> list[tuple[str, int, int]]:
    """Return each place where the URL of a link stands: that of a name stands in one only."""
    return list(dict.fromkeys(place.place_of_url for place in result.link.occurrences))


def _offers(result: Result, words: str) -> list[str]:
    """Return what a person may do, by place."""
    return [
        f"{file}:{line}:{column}: {result.link.url} {words}"
        for file, line, column in _written(result)
    ]


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


def _offer_copies(
    report: Report,
    settings: Settings,
    policy: Policy,
    recall: Callable[[str], Memory | None],
    edits: dict[str, list[Edit]],
) -> tuple[Report, list[str]]:
    """Suggest the archived copy of each dead link; add what is sure to *edits*, offer the rest."""
    dead = [r for r in report.results if _is_dead(r)]
    endpoint = str(policy.limits.get("archive", DEFAULT_ENDPOINT))
    copies = find_copies(dead, settings, endpoint) if dead else {}
    offers = []
    for result in dead:
        copy = copies.get(result.link.url)
        if copy is None:
            continue
        doubt = doubt_about(result, copy, recall(result.link.url))
        if not doubt:
            _add_edits(edits, result, copy.url)
            continue
        offers += _offers(result, f"is archived at {copy.url}; not rewritten: {doubt}")
    if len(dead) > AT_MOST:
        offers.append(f"{len(dead) - AT_MOST} more dead links were not looked up in the archive")
    results = tuple(_with_copy(result, copies.get(result.link.url)) for result in report.results)
    return replace(report, results=results), offers


def _is_dead(result: Result) -> bool:
    """Return whether a link is dead, with nothing better to put in its place."""
    return (
        result.verdict in _DEAD
        and result.judgement.suggestion is None
        and not (result.internal or result.from_state or result.link.problem)
    )


def _with_copy(result: Result, copy: Copy | None) -> Result:
    if copy is None or not _is_dead(result):
        return result
    notes = (*result.judgement.notes, f"a copy of {copy.day} is archived")
    return replace(result, judgement=replace(result.judgement, suggestion=copy.url, notes=notes))


def doubt_about(result: Result, copy: Copy, before: Memory | None) -> str:
    """Return why the *copy* is not taken over without a person's word; nothing where it is sure."""
    if result.verdict is not Verdict.BROKEN or result.judgement.status not in _GONE:
        return "the server does not say itself (404, 410) that the page is gone"
    if before is None or before.verdict is not Verdict.BROKEN or before.status not in _GONE:
        return "no earlier run found it gone"
    if not copy.opened:
        return "the copy could not be opened"
    if not copy.url.startswith("https://"):
        return "the copy is not on https"
    if not copy.url.isascii() or _MARKUP.search(copy.url):
        return "its address has characters that mean something in RST"
    return ""
