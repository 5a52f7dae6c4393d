"""One URL to its verdicts: follow it, judge what came, and look closer where that is not enough."""

import asyncio
import contextlib
import re
import socket
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from tools.linkcheck.follow import Follower, Wanted
from tools.linkcheck.fragments import find_fragment
from tools.linkcheck.judge import Trail, judge_trail
from tools.linkcheck.models import Judgement, Verdict
from tools.linkcheck.siblings import needs_sibling, same_page, sibling_of
from tools.linkcheck.urls import DEFAULT_PORTS, WebUrl, encode

# Seconds for a server on a port of its own to show that it speaks TLS.
TWIN_PATIENCE = 0.3
_ARRIVED = frozenset({Verdict.OK, Verdict.REDIRECTED, Verdict.MOVED, Verdict.INSECURE})
_DASHES = re.compile("%E2%80%9[0-5]|%E2%88%92|[\u2010-\u2015\u2212]", re.IGNORECASE)
_DAMAGE = re.compile("%22|%3C|%3E|%60|%7B|%7D", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[.,;:!?)\]'*]|%E2%80%9[89CD]|%C2%BB)+\Z", re.IGNORECASE)


class Checker:
    """Checks URLs with one follower; answers about a host are shared between its links."""

    def __init__(self, follower: Follower) -> None:
        """Check with *follower*, whose settings hold."""
        self._follower = follower
        self._siblings: dict[str, asyncio.Task[Trail]] = {}
        self._secure: dict[tuple[str, int], asyncio.Task[bool]] = {}

    async def check(
        self, url: WebUrl, fragments: Iterable[str | None]
    ) -> dict[str | None, Judgement]:
        """Return the judgement for each of *fragments* of one URL, from one fetch."""
        if url.scheme == "http" and url.port != DEFAULT_PORTS["http"]:
            self._speaks_tls(url)  # asked for early: a server that does not answer costs no time
        listed = list(fragments)
        wanted = Wanted(ids=any(listed), whole=any(listed))
        trail = await self._follower.follow(url, wanted)
        judgement = await self._judge(trail)
        return {fragment: _with_fragment(judgement, trail, fragment) for fragment in listed}

    async def _judge(self, trail: Trail) -> Judgement:
        judgement = judge_trail(trail)
        if judgement.verdict is Verdict.OK and trail.start.scheme == "http" and not trail.hops:
            judgement = await self._look_for_twin(trail, judgement)
        if needs_sibling(trail, judgement.verdict):
            judgement = await self._compare_sibling(trail, judgement)
        if judgement.verdict is Verdict.BROKEN and judgement.status in (404, 400):
            judgement = await self._look_again(trail, judgement)
        return judgement

    # -- the same page over https --------------------------------------------------------------

    async def _look_for_twin(self, trail: Trail, judgement: Judgement) -> Judgement:
        """Say `insecure` where https serves the same page and only the link says http."""
        start = trail.start
        port = 443 if start.port == 80 else start.port
        twin = WebUrl("https", start.host, port, start.path, start.fragment)
        if port not in DEFAULT_PORTS.values() and not await asyncio.shield(self._speaks_tls(twin)):
            return judgement
        found = await self._follower.follow(twin, single=True)
        if found.exchange.fault or judge_trail(found).verdict is not Verdict.OK:
            return judgement
        if not _alike(trail, found):
            return judgement
        return replace(
            judgement,
            verdict=Verdict.INSECURE,
            reason="the same page is there over https",
            suggestion=twin.url,
        )

    def _speaks_tls(self, url: WebUrl) -> "asyncio.Task[bool]":
        """Return whether the port of *url* answers a TLS greeting, asked for once."""
        key = (url.host.name, url.port)
        if key not in self._secure:
            self._secure[key] = asyncio.ensure_future(self._peek_tls(url))
        return self._secure[key]

    async def _peek_tls(self, url: WebUrl) -> bool:
        resolution = await self._follower.resolver.resolve(url.host, url.port)
        return bool(resolution.addresses) and await _peek(resolution.addresses[0], url.port)

    # -- the same page for any address ---------------------------------------------------------

    async def _compare_sibling(self, trail: Trail, judgement: Judgement) -> Judgement:
        sibling = sibling_of(trail.final)
        key = f"{sibling.scheme}://{sibling.authority}{sibling.path.rpartition('/')[0]}"
        task = self._siblings.get(key)
        if task is None:
            task = asyncio.ensure_future(self._follower.follow(sibling, single=True))
            self._siblings[key] = task
        if not same_page(trail, await asyncio.shield(task)):
            return judgement
        return replace(
            judgement,
            verdict=Verdict.SOFT_404,
            reason="the server sends this same page for an address that cannot exist",
            suggestion=None,
        )

    # -- a second look at what is missing ------------------------------------------------------

    async def _look_again(self, trail: Trail, judgement: Judgement) -> Judgement:
        """Look for the address that was meant."""
        for candidate, what in repaired(trail.start):
            found = await self._follower.follow(candidate, single=True)
            good = judge_trail(found)
            if good.verdict in _ARRIVED and not good.cosmetic:
                reason = f"{judgement.reason}; it is there without {what}"
                return replace(judgement, reason=reason, suggestion=candidate.url, repaired=True)
        return judgement


def repaired(url: WebUrl) -> list[tuple[WebUrl, str]]:
    """Return the addresses that *url* may have been meant to be, with what was wrong in each."""
    candidates = [
        (_DAMAGE.split(url.path)[0], "what follows the quotation mark or bracket"),
        (_TRAILING.sub("", url.path), "the punctuation at its end"),
        (_DASHES.sub("-", url.path), "the long dash"),
        (encode(_decode_once(url.path)), "the second percent-encoding"),
    ]
    return [
        (WebUrl(url.scheme, url.host, url.port, path or "/", url.fragment), what)
        for path, what in candidates
        if path != url.path
    ]


def _decode_once(path: str) -> str:
    """Undo one of two layers of percent-encoding: %2520 was meant to be %20."""
    return re.sub("%25(?=[0-9A-Fa-f]{2})", "%", path) if "%25" in path else path


async def _peek(address: str, port: int) -> bool:
    """Return whether a server answers a TLS greeting at once; a plain web server will not."""
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as channel:
        channel.setblocking(False)
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(TWIN_PATIENCE):
                await loop.sock_connect(channel, (address, port))
                await loop.sock_sendall(channel, _client_hello())
                return (await loop.sock_recv(channel, 1)) == b"\x16"
    return False


@cache
def _client_hello() -> bytes:
    """Return the first message of a TLS handshake, as Python's own TLS would send it."""
    import ssl

    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing).do_handshake()
    return outgoing.read()


def _alike(one: Trail, other: Trail) -> bool:
    """Return whether two trails brought the same page, though not every byte of it."""
    if one.page is None or other.page is None:
        return one.page is other.page and one.exchange.media_type == other.exchange.media_type
    if one.page.title or other.page.title:
        return one.page.title == other.page.title
    return one.page.text[:500] == other.page.text[:500]


def _with_fragment(judgement: Judgement, trail: Trail, fragment: str | None) -> Judgement:
    """Return the judgement on one place of a page that is there."""
    own = fragment
    if trail.final.fragment is not None and trail.hops:
        own = trail.final.fragment
    if fragment is not None and judgement.final_url:
        # The fragment belongs to the link, not to the fetch that several links share.
        bare = judgement.final_url.partition("#")[0]
        judgement = replace(judgement, final_url=f"{bare}#{own}")
        judgement = _suggest_with_fragment(judgement, fragment)
    if own is None or judgement.verdict not in _ARRIVED or not trail.exchange.answered:
        return judgement
    finding = find_fragment(own, trail.final, trail.exchange, trail.page)
    if finding.found is None:
        return replace(judgement, notes=(*judgement.notes, finding.reason))
    if finding.found:
        return replace(judgement, verified=judgement.verified | {f"#{own}"})
    nearest = f"{(judgement.suggestion or trail.start.url).partition('#')[0]}#{finding.suggestion}"
    notes = judgement.notes
    if judgement.verdict is not Verdict.OK:
        notes = (*notes, judgement.reason)
    return replace(
        judgement,
        verdict=Verdict.MISSING_FRAGMENT,
        reason=finding.reason,
        suggestion=nearest if finding.suggestion else None,
        notes=notes,
    )


def _suggest_with_fragment(judgement: Judgement, fragment: str) -> Judgement:
    if judgement.suggestion and "#" not in judgement.suggestion and fragment:
        return replace(judgement, suggestion=f"{judgement.suggestion}#{fragment}")
    return judgement
