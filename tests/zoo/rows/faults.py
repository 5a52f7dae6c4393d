"""C: faults that pass, and faults that only seem to."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.zoo.core import PAGE, Handler, Peer, Request, row


def first(status: int, **headers: str) -> Handler:
    """Return a handler that fails once with *status*, then sends the page."""

    async def handler(request: Request, peer: Peer) -> object:
        if request.number == 1:
            return await peer.send(status, b"later", headers)
        return await peer.send()

    return handler


def always(status: int, **headers: str) -> Handler:
    """Return a handler that never does anything else."""

    async def handler(request: Request, peer: Peer) -> object:
        return await peer.send(
            status, b"later", {k.replace("_", "-"): v for k, v in headers.items()}
        )

    return handler


@row("C02", "r429-date", "ok")
async def retry_date(request: Request, peer: Peer) -> object:
    if request.number > 1:
        return await peer.send()
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    return await peer.send(429, b"later", {"Retry-After": date})


row("X11", "r429-seconds", "ok")(first(429, **{"Retry-After": "2"}))
row("C04", "r429-nohdr", "ok")(first(429))
row("C05", "r429-fraction", "ok")(first(429, **{"Retry-After": "1.5"}))
row("C06", "r429-garbage", "blocked")(always(429, Retry_After="soon"))
row("C07", "r429-huge", "blocked")(always(429, Retry_After="3600"))
row("C08", "r429-forever-1s", "blocked")(always(429, Retry_After="1"))
row("C09", "r429-forever", "blocked")(always(429))
row("C10", "r429-challenge", "blocked")(always(429, cf_mitigated="challenge"))
row("C11", "r503-ra", "ok")(first(503, **{"Retry-After": "2"}))
row("C12", "r500-once", "ok")(first(500))
row("C13", "r502-once", "ok")(first(502))
row("C14", "r408-once", "ok")(first(408))


def until(good: int, fault: str) -> Handler:
    """Return a handler that breaks off until request number *good*."""

    async def handler(request: Request, peer: Peer) -> object:
        if request.number >= good:
            return await peer.send()
        if fault == "reset":
            return peer.reset()
        return peer.finish() if fault == "fin" else await peer.hang()

    return handler


row("C15", "reset-once", "ok")(until(2, "reset"))
row("C16", "reset-twice", "ok")(until(3, "reset"))
row("C17", "reset-always", "unreachable")(until(99, "reset"))
row("C18", "fin-once", "ok")(until(2, "fin"))
row("C19", "fin-always", "unreachable")(until(99, "fin"))
row("C20", "timeout-once", "ok")(until(2, "hang"))
row("C21", "refused-once", "ok", late=2.0)(until(1, ""))
row(
    "C22",
    "dns-once",
    "ok",
    "http://c22.names.zoo:{port}/p",
    dns={"c22.names.zoo": ["servfail-once", "{host}"]},
)(until(1, ""))


@row("C23", "overload", "ok", asks={"{base}/p%d" % n: "ok" for n in range(6)})
async def overload(request: Request, peer: Peer) -> object:
    busy = request.in_flight > 2
    await asyncio.sleep(0.1)
    return await peer.send(503 if busy else 200)


@row("C24", "ban-after-20", "blocked",
     asks={"{base}/p%d" % n: "ok|blocked" for n in range(24)})  # fmt: skip
async def ban(request: Request, peer: Peer) -> object:
    return await peer.send(200 if request.number <= 20 else 403, PAGE)


row("C25", "down-today", "unreachable")(always(503))
row("C26", "retry-storm", "unreachable")(always(500))
