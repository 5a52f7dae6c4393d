"""Accepted exceptions against what was found: which hold, and which are no longer of use."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace

from tools.linkcheck.models import PolicyNote, Result, Verdict
from tools.linkcheck.policy import Accepted, Policy

WIDE = 10  # links that one pattern may cover before it is reported as too wide


def apply_exceptions(
    policy: Policy, results: Iterable[Result], today: datetime.date
) -> tuple[list[Result], list[PolicyNote]]:
    """Return the results with accepted ones marked, and what is wrong with the exceptions."""
    used: dict[Accepted, int] = {}
    needed: set[Accepted] = set()
    done = [_apply(policy, result, today, used, needed) for result in results]
    first: dict[tuple[str, bool], Accepted] = {}
    notes = []
    for rule in policy.exceptions:
        messages = _notes_on(rule, used.get(rule, 0), rule in needed, today)
        earlier = first.setdefault((rule.pattern, rule.exact), rule)
        if earlier.accepts & rule.accepts and earlier is not rule:
            messages = [f"the exception for {rule.pattern} repeats that on line {earlier.line}"]
        notes += [
            PolicyNote(file=policy.file, line=rule.line, message=message) for message in messages
        ]
    return done, notes


def _apply(
    policy: Policy,
    result: Result,
    today: datetime.date,
    used: dict[Accepted, int],
    needed: set[Accepted],
) -> Result:
    rules = [rule for rule in policy.exceptions if rule.matches(result.link.url)]
    for rule in rules:
        used[rule] = used.get(rule, 0) + 1
        if result.verdict is not Verdict.OK:
            needed.add(rule)
    holding = (r for r in rules if today <= r.until and result.verdict in r.accepts)
    valid = next(holding, None)
    if valid is None:
        return result
    reason = f"{valid.reason} (accepted until {valid.until} by {valid.owner}; now {result.verdict})"
    judgement = replace(result.judgement, verdict=Verdict.ACCEPTED, reason=reason)
    return replace(result, judgement=judgement)


def _notes_on(rule: Accepted, used: int, needed: bool, today: datetime.date) -> list[str]:
    notes = []
    if today > rule.until:
        notes.append(f"the exception for {rule.pattern} expired on {rule.until}; ask {rule.owner}")
    if not used:
        notes.append(f"the exception for {rule.pattern} matches no link; remove it")
    elif not needed:
        notes.append(f"the exception for {rule.pattern} is not needed: its links are ok; remove it")
    if not rule.exact and (used > WIDE or is_too_wide(rule.pattern)):
        notes.append(f"the exception for {rule.pattern} is too wide ({used} links); name the pages")
    return notes


def is_too_wide(pattern: str) -> bool:
    """Return whether a pattern covers a whole host or more."""
    match = re.match(r"[a-z*]+://([^/]*)(/.*)?\Z", pattern)
    return match is None or "*" in match[1] or not re.search(r"\w", match[2] or "")
