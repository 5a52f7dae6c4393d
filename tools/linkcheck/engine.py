"""A whole run: links grouped into fetches, spread over hosts, with progress and an early end."""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from tools.linkcheck.addresses import is_allowed, not_public
from tools.linkcheck.checker import Checker
from tools.linkcheck.client import Client
from tools.linkcheck.follow import Follower
from tools.linkcheck.gates import Gates
from tools.linkcheck.models import Judgement, Link, Problem, Verdict
from tools.linkcheck.resolver import Resolver, nameserver_lookup, system_lookup
from tools.linkcheck.settings import Settings
from tools.linkcheck.urls import WebUrl, parse

# Links of one host that are under way at a time: some wait to retry while others go on.
_LINKS_UNDER_WAY = 8


class Fetch(NamedTuple):
    """One URL without fragment, with the links that need it."""

    url: WebUrl
    links: list[tuple[Link, str | None]]


class Plan(NamedTuple):
    """What can be said at once, and what must be fetched, by host."""

    settled: dict[str, Judgement]
    fetches: dict[str, list[Fetch]]


def make_plan(links: Iterable[Link], settings: Settings) -> Plan:
    """Settle what needs no request; group the rest, one fetch per URL however many fragments."""
    settled: dict[str, Judgement] = {}
    by_url: dict[str, Fetch] = {}
    per_host: dict[str, int] = defaultdict(int)
    for link in links:
        parsed = parse(link.url)
        if link.problem and (not link.published or isinstance(parsed, Problem)):
            parsed = link.problem
        if isinstance(parsed, Problem):
            settled[link.url] = _settle(parsed)
            continue
        address = parsed.host.address
        if address is not None and not is_allowed(str(address), settings.allowed):
            settled[link.url] = _settle(not_public(parsed.host.name))
            continue
        fetch = by_url.get(parsed.request_url)
        if fetch is None:
            host = parsed.host.name
            if per_host[host] >= settings.links_per_host or len(by_url) >= settings.links_per_run:
                settled[link.url] = _too_many(host, settings)
                continue
            per_host[host] += 1
            bare = WebUrl(parsed.scheme, parsed.host, parsed.port, parsed.path)
            fetch = by_url[parsed.request_url] = Fetch(bare, [])
        fetch.links.append((link, parsed.fragment))
    grouped: dict[str, list[Fetch]] = defaultdict(list)
    for fetch in by_url.values():
        grouped[fetch.url.host.name].append(fetch)
    return Plan(settled, grouped)


def _settle(problem: Problem) -> Judgement:
    return Judgement(
        verdict=problem.verdict, reason=problem.reason, suggestion=problem.suggestion, reached=False
    )


def _too_many(host: str, settings: Settings) -> Judgement:
    reason = (
        f"not checked: more than {settings.links_per_host} links to {host}, or more than "
        f"{settings.links_per_run} in all"
    )
    return Judgement(verdict=Verdict.UNSAFE, reason=reason)


def make_engine_parts(
    settings: Settings,
    connections: Callable[[str], int] | None = None,
    interval: Callable[[str], float] | None = None,
    timeout: Callable[[str], float] | None = None,
) -> tuple[Follower, Client]:
    """Return a follower and its client, to be closed after use; limits may differ by host."""
    allowed = tuple(settings.allowed)

    @cache
    def may_connect(address: str) -> bool:
        return is_allowed(address, allowed)

    lookup = nameserver_lookup(*settings.nameserver) if settings.nameserver else system_lookup
    client = Client(is_allowed=may_connect, ca_file=settings.ca_file)
    gates = Gates(
        concurrency=settings.concurrency,
        connections=connections or (lambda _host: settings.host_connections),
        interval=interval or (lambda _host: settings.host_interval),
    )
    resolver = Resolver(
        is_allowed=may_connect,
        overrides=settings.resolve,
        lookup=lookup,
        timeout=settings.connect_timeout,
    )
    follower = Follower(
        settings=settings,
        client=client,
        resolver=resolver,
        gates=gates,
        deadline=time.monotonic() + settings.budget,
        timeout=timeout or (lambda _host: settings.timeout),
    )
    return follower, client


class Engine:
    """Runs a plan; `found` fills as links are finished, so that an early end loses nothing."""

    def __init__(
        self,
        settings: Settings,
        *,
        on_found: Callable[[Link, Judgement], None] = lambda _link, _judgement: None,
        host_connections: Callable[[str], int] | None = None,
        host_interval: Callable[[str], float] | None = None,
        host_timeout: Callable[[str], float] | None = None,
    ) -> None:
        """Call *on_found* for each finished link; the other functions give limits by host."""
        self._settings = settings
        self._on_found = on_found
        self._connections = host_connections or (lambda _host: settings.host_connections)
        self._interval = host_interval or (lambda _host: settings.host_interval)
        self._timeout = host_timeout or (lambda _host: settings.timeout)
        self.found: dict[str, Judgement] = {}
        self.requests = 0

    async def run(self, plan: Plan) -> None:
        """Check everything in *plan*."""
        gc.freeze()  # what is loaded by now stays; there is no use in looking through it
        gc.set_threshold(50_000, 50, 50)
        _raise_file_limit()
        follower, client = make_engine_parts(
            self._settings, self._connections, self._interval, self._timeout
        )
        checker = Checker(follower)
        try:
            await self._run_hosts(checker, plan.fetches.values())
            await self._doubt_missing_names(follower.resolver)
        finally:
            self.requests = follower.requests
            client.close()

    async def _run_hosts(self, checker: Checker, hosts: Iterable[Sequence[Fetch]]) -> None:
        async with asyncio.TaskGroup() as group:
            for fetches in hosts:
                queue = iter(fetches)
                for _ in range(
                    min(len(fetches), max(_LINKS_UNDER_WAY, self._settings.host_connections))
                ):
                    group.create_task(self._work(checker, queue))

    async def _work(self, checker: Checker, queue: Iterable[Fetch]) -> None:
        for fetch in queue:
            fragments = dict.fromkeys(fragment for _, fragment in fetch.links)
            judgements = await _check_safely(checker, fetch.url, fragments)
            for link, fragment in fetch.links:
                self.found[link.url] = judgements[fragment]
                self._on_found(link, judgements[fragment])

    async def _doubt_missing_names(self, resolver: Resolver) -> None:
        """A name that does not exist proves nothing while no name or server can be reached."""
        missing = [url for url, found in self.found.items() if _is_missing_name(found)]
        if not missing or any(found.reached for found in self.found.values()):
            return
        for name in self._settings.control_names:
            if await resolver.exists(name):
                return
        for url in missing:
            found = self.found[url]
            reason = f"{found.reason}, but no other name can be looked up either"
            self.found[url] = Judgement(verdict=Verdict.UNREACHABLE, reason=reason)

    def no_network(self, plan: Plan) -> bool:
        """Return whether not one of the hosts asked showed any sign of life."""
        if not plan.fetches or not self.found:
            return False
        asked = [f for f in self.found.values() if f.verdict is not Verdict.UNSAFE]
        return (
            bool(asked)
            and not any(found.reached for found in asked)
            and all(found.verdict is Verdict.UNREACHABLE for found in asked)
        )


def _raise_file_limit() -> None:
    """Allow more open connections than the usual 1024, as far as the system lets us."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _check_safely(
    checker: Checker, url: WebUrl, fragments: Iterable[str | None]
) -> dict[str | None, Judgement]:
    """Check one URL; a fault of ours must not lose what is known about all the others."""
    listed = list(fragments)
    try:
        return await checker.check(url, listed)
    except Exception as error:  # a server found a hole in this program: say so, go on
        reason = f"not checked: this checker failed, please report it: {error!r}"
        return dict.fromkeys(listed, Judgement(verdict=Verdict.UNREACHABLE, reason=reason[:300]))


def _is_missing_name(found: Judgement) -> bool:
    return found.verdict is Verdict.BROKEN and not found.reached and found.status is None
