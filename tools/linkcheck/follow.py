"""One link followed to its end: tries, redirects, cookies, refreshes, checks at each hop."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tools.linkcheck.client import Client
from tools.linkcheck.content import is_html
from tools.linkcheck.cookies import Jar
from tools.linkcheck.exchange import Ask, Exchange, Fault
from tools.linkcheck.gates import Gates
from tools.linkcheck.judge import Trail
from tools.linkcheck.models import Problem
from tools.linkcheck.page import Page, looks_like_html, read_page
from tools.linkcheck.redirects import Hop
from tools.linkcheck.resolver import Resolver
from tools.linkcheck.retries import next_wait
from tools.linkcheck.robots import NO_RULES, SIZE_LIMIT, TIME_LIMIT, Robots, parse_robots
from tools.linkcheck.settings import ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, Settings
from tools.linkcheck.steps import REDIRECTS, broken, next_step
from tools.linkcheck.urls import WebUrl
from tools.linkcheck.walls import find_wall

if TYPE_CHECKING:
    from tools.linkcheck.tls import Diagnosis

MAX_HOPS = 20
SNIFF_LIMIT = 64 * 1024
WHOLE_LIMIT = 5 * 1024 * 1024


class Wanted(NamedTuple):
    """What the caller needs of the page: its ids, or the whole file."""

    ids: bool = False
    whole: bool = False


NOTHING = Wanted()
_MAY_BE_OF_A_VERSION = frozenset({Fault.RESET, Fault.EMPTY, Fault.TIMEOUT})


class Follower:
    """Follows links with one client, one resolver and one set of gates."""

    def __init__(
        self,
        *,
        settings: Settings,
        client: Client,
        resolver: Resolver,
        gates: Gates,
        deadline: float,
        timeout: Callable[[str], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Stop at *deadline*, a time of *clock*; *timeout* gives the seconds by host."""
        self._settings = settings
        self._client = client
        self.resolver = resolver
        self._gates = gates
        self._deadline = deadline
        self._timeout = timeout
        self._clock = clock
        self._robots: dict[str, asyncio.Task[Robots]] = {}
        self._diagnoses: dict[tuple[str, int], asyncio.Task[Diagnosis]] = {}
        self._same_headers = (
            f"User-Agent: {settings.user_agent}",
            f"Accept: {ACCEPT}",
            f"Accept-Language: {ACCEPT_LANGUAGE}",
            f"Accept-Encoding: {ACCEPT_ENCODING}",
        )
        self.requests = 0

    async def follow(
        self, start: WebUrl, wanted: Wanted = NOTHING, *, single: bool = False
    ) -> Trail:
        """Return where *start* leads; *single* makes one try of each hop."""
        jar, seen = Jar(), set[tuple[str, str]]()
        hops: list[Hop] = []
        current = start
        while True:
            exchange = await self._get(current, jar, self._want(current, wanted), single=single)
            jar.take(current, exchange.all_headers("set-cookie"))
            page = self._read(exchange, current, wanted)
            step = next_step(current, exchange, page)
            trail = Trail(
                start=start, final=current, exchange=exchange, hops=tuple(hops), page=page
            )
            if step is None:
                return trail
            if isinstance(step, Problem):
                return _stopped(trail, step)
            state = (step.target.request_url, jar.header(step.target))
            if state in seen or (step.target.request_url == current.request_url and not state[1]):
                return _stopped(trail, broken("it redirects in a circle"))
            seen.add(state)
            hops.append(step)
            if len(hops) > MAX_HOPS:
                return _stopped(trail, broken(f"it redirects more than {MAX_HOPS} times"))
            current = step.target

    @staticmethod
    def _want(url: WebUrl, wanted: Wanted) -> Wanted:
        """Ask for all of a page whose redirect named a fragment."""
        return Wanted(True, True) if url.fragment else wanted

    @staticmethod
    def _read(exchange: Exchange, url: WebUrl, wanted: Wanted) -> Page | None:
        if not exchange.body or not is_html(exchange):
            return None
        want_ids = wanted.ids or bool(url.fragment)
        kind = exchange.header("content-type")
        return read_page(exchange.content, content_type=kind, want_ids=want_ids)

    # -- tries ---------------------------------------------------------------------------------

    async def _get(self, url: WebUrl, jar: Jar, wanted: Wanted, *, single: bool) -> Exchange:
        """Return the best answer that a few tries bring."""
        host, port = url.host.name, url.port
        resolution = await self.resolver.resolve(url.host, port)
        if resolution.fault:
            return _failed(url, resolution.fault, resolution.reason)
        robots = await self.robots(url, resolution.addresses)
        if not robots.allows(url.path):
            return _refused_by_robots(url)
        tries, http1, fresh = 0, False, False
        best: Exchange | None = None
        while True:
            exchange = await self._try(
                url, jar, wanted, resolution.addresses, http1=http1, fresh=fresh, tries=tries
            )
            tries += 1
            if exchange.answered or best is None or not best.answered:
                best = exchange  # half an answer says more than none
            if exchange.fault in (Fault.HTTP2, Fault.SKIPPED) or exchange.status in (421, 505):
                if exchange.fault is Fault.SKIPPED or (http1 and fresh):
                    return best
                http1, fresh = True, True
                continue
            if exchange.fault is Fault.TLS and tries == 1:
                continue  # once more, with an eye on whether the server wants a certificate
            if exchange.fault in (Fault.TLS, Fault.CERTIFICATE) and not exchange.wants_certificate:
                return await self._examine_tls(url, exchange, resolution.addresses)
            if single or find_wall_early(exchange):
                return best
            wait = next_wait(exchange, tries)
            if wait is None or self._clock() + wait > self._deadline:
                return best
            if exchange.status in (429, 503):
                self._gates.of(host).hold(wait)
            fresh = exchange.fault is not None
            # Some servers and middleboxes fail on one version of HTTP only.
            http1 ^= url.scheme == "https" and exchange.fault in _MAY_BE_OF_A_VERSION
            await asyncio.sleep(wait)
            if fresh and self._gates.of(host).breaker(port).reason:
                return best  # other links have shown meanwhile that the host is in trouble

    async def _try(
        self,
        url: WebUrl,
        jar: Jar,
        wanted: Wanted,
        addresses: tuple[str, ...],
        *,
        http1: bool,
        fresh: bool,
        tries: int,
    ) -> Exchange:
        """Send one request through the gates, unless the host has shown that it is in trouble."""
        gate = self._gates.of(url.host.name)
        breaker = gate.breaker(url.port)
        async with gate, self._gates.everyone:
            left = self._deadline - self._clock()
            if left <= 0:
                return _failed(url, Fault.BUDGET, "not checked: the time for this run was used up")
            if breaker.reason and not tries:
                return _failed(url, Fault.SKIPPED, f"not checked: {breaker.reason}")
            limit = WHOLE_LIMIT if wanted.whole else SNIFF_LIMIT
            ask = self._ask(url, addresses, self._headers(jar.header(url)), limit=limit)
            self.requests += 1
            if tries or wanted.whole:
                trace = tries > 0 and url.scheme == "https"
                ask = replace(ask, whole=wanted.whole, http1=http1, fresh=fresh, trace_tls=trace)
            exchange = await self._client.fetch(ask)
        await asyncio.sleep(0)  # who waited for this slot asks before this answer is read
        breaker.record(exchange)
        return exchange

    def _ask(
        self, url: WebUrl, addresses: tuple[str, ...], headers: tuple[str, ...], *, limit: int
    ) -> Ask:
        left = max(0.001, self._deadline - self._clock())
        return Ask(
            url=url.request_url,
            host=url.host.name,
            port=url.port,
            addresses=() if url.host.address is not None else addresses,
            headers=headers,
            timeout=min(self._timeout(url.host.name), left),
            connect_timeout=min(self._settings.connect_timeout, left),
            limit=limit,
        )

    def _headers(self, cookie: str) -> tuple[str, ...]:
        return (*self._same_headers, f"Cookie: {cookie}") if cookie else self._same_headers

    async def _examine_tls(
        self, url: WebUrl, exchange: Exchange, addresses: tuple[str, ...]
    ) -> Exchange:
        """Find out what is wrong with a host's TLS, once, and get round what browsers get round."""
        key = (url.host.name, url.port)
        task = self._diagnoses.get(key)
        if task is None:
            task = asyncio.ensure_future(self._diagnose(url, exchange, addresses))
            self._diagnoses[key] = task
        diagnosis = await asyncio.shield(task)
        return await diagnosis.apply(url, exchange, self._headers(""))

    async def _diagnose(
        self, url: WebUrl, exchange: Exchange, addresses: tuple[str, ...]
    ) -> "Diagnosis":
        from tools.linkcheck.tls import diagnose

        return await diagnose(
            url,
            addresses,
            fault=exchange.fault or Fault.TLS,
            ca_file=self._settings.ca_file,
            timeout=min(self._settings.timeout, max(0.1, self._deadline - self._clock())),
            fetch=self._fetch_certificate,
        )

    async def _fetch_certificate(self, url: WebUrl) -> bytes:
        """Return the body of a certificate's issuer address, checked as any other address is."""
        resolution = await self.resolver.resolve(url.host, url.port)
        if resolution.fault:
            return b""
        ask = self._ask(url, resolution.addresses, self._headers(""), limit=SNIFF_LIMIT)
        exchange = await self._client.fetch(replace(ask, whole=True))
        return exchange.body if exchange.status == 200 else b""

    # -- robots.txt ----------------------------------------------------------------------------

    async def robots(self, url: WebUrl, addresses: tuple[str, ...]) -> Robots:
        """Return the rules of the host of *url*, asked for once."""
        key = f"{url.scheme}://{url.authority}"
        task = self._robots.get(key)
        if task is None:
            task = asyncio.ensure_future(self._fetch_robots(url, addresses))
            self._robots[key] = task
        return task.result() if task.done() else await asyncio.shield(task)

    async def _fetch_robots(self, url: WebUrl, addresses: tuple[str, ...]) -> Robots:
        target = WebUrl(url.scheme, url.host, url.port, "/robots.txt")
        gate = self._gates.of(url.host.name)
        for _ in range(3):
            ask = self._ask(target, addresses, self._headers(""), limit=SIZE_LIMIT)
            limit = min(TIME_LIMIT, ask.timeout)
            async with self._gates.everyone:
                exchange = await self._client.fetch(replace(ask, whole=True, timeout=limit))
            step = next_step(target, exchange, None)
            if not isinstance(step, Hop) or step.target.host.name != url.host.name:
                break
            target = step.target
            if (target.scheme, target.port) != (url.scheme, url.port):
                break
        if exchange.status != 200 or looks_like_html(exchange.content):
            return NO_RULES
        robots = parse_robots(exchange.content)
        gate.interval = max(gate.interval, robots.delay)
        return robots


def find_wall_early(exchange: Exchange) -> str | None:
    """Return the robot wall that makes a further try pointless, if there is one."""
    if exchange.status is None or 200 <= exchange.status < 300 or exchange.status in REDIRECTS:
        return None
    page = read_page(exchange.content) if exchange.body and is_html(exchange) else Page()
    return find_wall(exchange, page)


def _failed(url: WebUrl, fault: Fault, detail: str) -> Exchange:
    return Exchange(url=url.request_url, fault=fault, detail=detail)


def _refused_by_robots(url: WebUrl) -> Exchange:
    exchange = Exchange(url=url.request_url, status=None, fault=Fault.ROBOTS)
    exchange.detail = "robots.txt names this checker and asks it not to fetch the page"
    return exchange


def _stopped(trail: Trail, problem: Problem) -> Trail:
    return Trail(
        start=trail.start,
        final=trail.final,
        exchange=trail.exchange,
        hops=trail.hops,
        page=trail.page,
        problem=problem,
    )
