"""One run from options to exit status: collect, settle, fetch, weigh, report."""

import argparse
import contextlib
import datetime
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tools.linkcheck.cli import (
    CLEAN,
    DEFAULT_POLICY,
    DEFAULT_SOURCE,
    DEFAULT_STATE,
    FINDINGS,
    NO_NETWORK,
)
from tools.linkcheck.engine import Engine, Plan, make_plan
from tools.linkcheck.interrupt import let_finish, run_until_interrupt
from tools.linkcheck.models import Judgement, Link, LinkCheckError, Report, Result, Verdict
from tools.linkcheck.outcome import Run, make_report, save_state
from tools.linkcheck.policy import Policy
from tools.linkcheck.progress import Progress
from tools.linkcheck.settings import Settings
from tools.linkcheck.state import DAY, State
from tools.linkcheck.urllist import decode_list, read_list
from tools.linkcheck.urls import WebUrl, parse


def run(options: argparse.Namespace) -> int:
    """Run the check that *options* describe; return the exit status.

    Raises `LinkCheckError` for what the user can put right.
    """
    started = time.monotonic()
    work = prepare(options)
    site: list[Result] = []
    fault = None  # of the crawl: what is known of the links is reported all the same
    if options.site:
        site, fault = _check_with_site(work)
    else:
        check(work)
    with let_finish():
        report = make_report(work, site, time.monotonic() - started)
        if fault:
            report = replace(report, complete=False, notes=(*report.notes, str(fault)))
        if not options.changed_since:
            save_state(work)
    if options.fix and work.complete and not work.no_network:
        from tools.linkcheck.fix import fix

        report = fix(report, work.settings, work.policy, options, work.state.get)
    from tools.linkcheck.report.write import write_reports

    with let_finish():
        write_reports(report, options)
    if fault:
        raise fault
    return exit_status(report)


def _check_with_site(work: Run) -> tuple[list[Result], LinkCheckError | None]:
    """Check the links while LinkChecker crawls the built site; return its findings, or its end."""
    from tools.linkcheck.site import Crawl

    crawl = Crawl(work.options.site)
    try:
        check(work)
        return (crawl.finish() if work.complete else []), None
    except KeyboardInterrupt:  # what is known of the links is worth keeping all the same
        work.complete = False
        return [], None
    except LinkCheckError as error:
        return [], error
    finally:
        crawl.stop()


def exit_status(report: Report) -> int:
    """Return 0, 1 or 3, as the contract has it."""
    if any(result.fails for result in report.results):
        return FINDINGS
    return NO_NETWORK if report.no_network else CLEAN


def prepare(options: argparse.Namespace) -> Run:
    """Read policy, memory and links."""
    policy = _load_policy(options.policy)
    state_path = None if options.no_state else options.state or DEFAULT_STATE
    if options.scheduled and state_path is None:
        raise LinkCheckError("--scheduled compares with earlier runs; leave out --no-state")
    changed = None
    links = _read_links(options)
    if options.changed_since:
        from tools.linkcheck.changes import changed_urls

        changed = changed_urls(options.changed_since, links, Path(options.source or DEFAULT_SOURCE))
    if options.shard:
        links = [link for link in links if _in_shard(link, *options.shard)]
    return Run(
        options=options,
        policy=policy,
        settings=make_settings(options, policy),
        state=State(state_path),
        links=links,
        now=time.time(),
        changed=changed,
    )


def _load_policy(path: Path | None) -> Policy:
    if path is None and not DEFAULT_POLICY.exists():
        return Policy()
    return Policy.load(path or DEFAULT_POLICY)


def _read_links(options: argparse.Namespace) -> list[Link]:
    if not options.urls:
        from tools.linkcheck.collect import collect

        return collect(Path(options.source or DEFAULT_SOURCE))
    try:
        if options.urls == "-" and sys.stdin is None:
            raise LinkCheckError("--urls -: standard input is closed")
        is_piped = options.urls == "-"
        content = sys.stdin.buffer.read() if is_piped else Path(options.urls).read_bytes()
    except OSError as error:
        raise LinkCheckError(f"{options.urls}: cannot be read: {error.strerror}") from error
    return read_list(decode_list(content), options.urls)


def _in_shard(link: Link, part: int, whole: int) -> bool:
    """Keep a host's links together: its pace and its robots.txt are per host."""
    import hashlib

    parsed = parse(link.url)
    key = parsed.host.name if isinstance(parsed, WebUrl) else link.url
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % whole == part - 1


def make_settings(options: argparse.Namespace, policy: Policy) -> Settings:
    """Return the limits of this run: option, then policy file, then default."""
    limits: dict[str, Any] = {
        key: value for key, value in policy.limits.items() if key not in ("trust_days", "archive")
    }
    for name in ("timeout", "budget", "host_connections", "host_interval", "concurrency"):
        if getattr(options, name) is not None:
            limits[name] = getattr(options, name)
    if "control_names" in limits:
        limits["control_names"] = tuple(map(str, limits["control_names"]))
    if options.ca:
        _check_certificates(options.ca)
    resolve: dict[tuple[str, int], tuple[str, ...]] = {}
    for host, port, addresses in options.resolve:
        resolve[host, port] = resolve.get((host, port), ()) + addresses
    return Settings(
        contact=policy.contact,
        allowed=tuple(options.allow_address),
        resolve=resolve,
        ca_file=str(options.ca) if options.ca else default_ca_file(),
        nameserver=options.nameserver,
        **limits,
    )


def _check_certificates(path: Path) -> None:
    """Complain about a file without certificates: every link would be called unreachable."""
    import ssl

    if not path.is_file():
        raise LinkCheckError(f"{path}: no such file of certificates")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except OSError as error:  # that of TLS is one, too
        raise LinkCheckError(f"{path}: holds no certificates that can be read") from error


def default_ca_file() -> str:
    """Return the system's root certificates, or those of the certifi package."""
    import ssl

    system = ssl.get_default_verify_paths().cafile
    if system and Path(system).is_file():
        return system
    import certifi

    return certifi.where()


# -- checking --------------------------------------------------------------------------------------


def check(work: Run) -> None:
    """Fill `found` for every link, from syntax, memory and the network, in this order."""
    plan = make_plan(work.links, work.settings)
    work.found.update(plan.settled)
    plan = _leave_out_fresh(work, plan)
    if work.options.offline:
        for link in _planned(plan):
            work.found[link.url] = _unknown(work, link)
        return
    if plan.fetches:
        _fetch(work, plan)


def _leave_out_fresh(work: Run, plan: Plan) -> Plan:
    """Take from memory what is still believed; keep the rest in the plan."""
    trust = float(work.policy.limits.get("trust_days", 7.0)) * DAY
    fetches = {}
    for host, listed in plan.fetches.items():
        kept = []
        for fetch in listed:
            if all(work.state.is_fresh(link.url, work.now, trust) for link, _ in fetch.links):
                for link, _ in fetch.links:
                    _recall(work, link)
            else:
                kept.append(fetch)
        if kept:
            fetches[host] = kept
    return Plan(plan.settled, fetches)


def _recall(work: Run, link: Link) -> None:
    memory = work.state.get(link.url)
    assert memory is not None
    work.from_state.add(link.url)
    work.found[link.url] = Judgement(
        verdict=memory.verdict,
        reason=f"remembered: {memory.reason}",
        status=memory.status,
        final_url=memory.final_url,
        title=memory.title,
        verified=memory.verified,
    )


def _planned(plan: Plan) -> Iterable[Link]:
    return (
        link for fetches in plan.fetches.values() for fetch in fetches for link, _ in fetch.links
    )


def _unknown(work: Run, link: Link) -> Judgement:
    """Return what can be said without network about a link that is not freshly known."""
    memory = work.state.get(link.url)
    last = ""
    if memory:
        day = datetime.datetime.fromtimestamp(memory.last_checked, datetime.UTC).date()
        last = f"; it was {memory.verdict} on {day}"
    return Judgement(verdict=Verdict.UNREACHABLE, reason=f"not checked: --offline{last}")


def _fetch(work: Run, plan: Plan) -> None:
    """Ask the servers; an interrupt ends it with what is known."""
    progress = Progress(plan, work.settings.host_interval)
    engine = Engine(
        work.settings,
        on_found=progress.update,
        host_connections=_limit(work, "host_connections"),
        host_interval=_limit(work, "host_interval"),
        host_timeout=_limit(work, "timeout"),
    )
    with _bar(work, progress):
        try:
            finished = run_until_interrupt(engine.run(plan))
        finally:
            work.found.update(engine.found)
    work.asked = True
    work.no_network = finished and engine.no_network(plan)
    for link in _planned(plan):
        if link.url not in work.found:
            work.complete = False
            work.found[link.url] = Judgement(
                verdict=Verdict.UNREACHABLE, reason="not checked: the run was stopped"
            )


def _limit(work: Run, name: str) -> Callable[[str], Any]:
    """Return the limit *name* by host: an organisation's own unless the command line says."""
    general = getattr(work.settings, name)
    if getattr(work.options, name) is not None:
        return lambda _host: general

    @cache
    def find(host: str) -> Any:
        organisation = work.policy.organisation_of(host)
        own = getattr(organisation, name) if organisation else None
        return general if own is None else own

    return find


@contextlib.contextmanager
def _bar(work: Run, progress: Progress) -> Any:
    if work.options.quiet or os.environ.get("CI") or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with progress.shown_on(Console(file=sys.stderr, highlight=False)):
        yield
