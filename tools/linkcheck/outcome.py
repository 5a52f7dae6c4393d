"""What a run found, weighed with memory and policy: the report, and the memory of it."""

import argparse
import datetime
import os
import sys
from dataclasses import dataclass, field, replace

from tools.linkcheck.exceptions import apply_exceptions
from tools.linkcheck.history import weigh
from tools.linkcheck.models import URGENCY, Judgement, Link, Report, Result
from tools.linkcheck.policy import Organisation, Policy
from tools.linkcheck.settings import Settings
from tools.linkcheck.state import State, remember
from tools.linkcheck.urls import WebUrl, parse

NO_NETWORK_NOTE = "Nothing could be reached: no network. No link is called broken for that."


@dataclass(kw_only=True)
class Run:
    """What the steps of a run share."""

    options: argparse.Namespace
    policy: Policy
    settings: Settings
    state: State
    links: list[Link]
    now: float
    changed: frozenset[str] | None = None
    found: dict[str, Judgement] = field(default_factory=dict)
    from_state: set[str] = field(default_factory=set)
    complete: bool = True
    no_network: bool = False
    asked: bool = False


def make_report(work: Run, site: list[Result], seconds: float) -> Report:
    """Weigh what was found with memory and policy; *site* is what the crawl found."""
    results = [_result(work, link) for link in work.links if link.url in work.found]
    results += site
    today = datetime.datetime.fromtimestamp(work.now, datetime.UTC).date()
    results, policy_notes = apply_exceptions(work.policy, results, today)
    partial = work.options.shard or work.options.urls
    notes = [work.state.note] if work.state.note else []
    if work.no_network:
        notes.append(NO_NETWORK_NOTE)
    return Report(
        checked_at=datetime.datetime.fromtimestamp(work.now, datetime.UTC).isoformat(
            timespec="seconds"
        ),
        results=tuple(results),
        policy_notes=() if partial else tuple(policy_notes),
        notes=tuple(notes),
        seconds=seconds,
        complete=work.complete,
        organisations=tuple(one.name for one in work.policy.organisations),
        no_network=work.no_network,
        of_guide=not work.options.urls,
        shard=work.options.shard,
        asked=work.asked,
    )


def _result(work: Run, link: Link) -> Result:
    organisation = owner_of(link.url, work.policy)
    judgement = work.found[link.url]
    if link.url not in work.from_state and (link.problem is None or link.published):
        judgement = weigh(
            judgement,
            work.state.get(link.url),
            scheduled=work.options.scheduled,
            doubtful_host=bool(
                organisation and organisation.unreliable_from_ci and os.environ.get("CI")
            ),
            now=work.now,
        )
    judgement = _with_problem(link, judgement)
    changed = work.changed is not None and link.url in work.changed
    return Result(
        link=link,
        judgement=judgement,
        organisation=organisation.name if organisation else "Other",
        from_state=link.url in work.from_state,
        counts=work.changed is None or changed,
        changed=changed,
    )


def _with_problem(link: Link, judgement: Judgement) -> Judgement:
    """Return the worse of what a server showed and what is wrong with the writing."""
    problem = link.problem
    if problem is None or URGENCY.index(judgement.verdict) <= URGENCY.index(problem.verdict):
        return judgement
    return replace(
        judgement,
        verdict=problem.verdict,
        reason=problem.reason,
        suggestion=problem.suggestion,
        notes=(),
    )


def owner_of(url: str, policy: Policy) -> Organisation | None:
    """Return the organisation whose host, or host of mail, *url* names; None where none is known.

    >>> owner_of("mailto:x@cisa.gov", Policy()) is None
    True
    """
    parsed = parse(url)
    if isinstance(parsed, WebUrl):
        return policy.organisation_of(parsed.host.name)
    if not url.startswith("mailto:"):
        return None
    return policy.organisation_of(url.rpartition("@")[2].partition("?")[0].lower())


def save_state(work: Run) -> None:
    """Remember what this run found; a file that cannot be written is no reason to fail."""
    if work.state.path is None:
        return
    import sqlite3

    known = [
        remember(link.url, work.found[link.url], work.state.get(link.url), work.now)
        for link in work.links
        if link.url in work.found and link.url not in work.from_state and _was_checked(work, link)
    ]
    try:
        work.state.save(known, work.now)
    except (sqlite3.Error, OSError) as error:
        print(f"linkcheck: {work.state.path}: cannot be written: {error}", file=sys.stderr)


def _was_checked(work: Run, link: Link) -> bool:
    reason = work.found[link.url].reason
    return not work.no_network and not reason.startswith("not checked")
