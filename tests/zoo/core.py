"""What the rows of the zoo are made of: requests, replies, and the registry."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

# A link-local address without a zone: no packet can be sent to it, so it is dead at once.
DEAD_V6 = "fe80::5"

TITLE = "County elections office"
TEXT = (
    "The county elections office keeps the voter rolls, trains poll workers and counts the votes. "
    "This page says how to reach it, when it is open and what to bring on election day. "
)
PAGE = (
    f"<!doctype html><html lang=en><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    f'<p id="sec">{TEXT * 4}</p></body></html>'
).encode()


def page(title: str = TITLE, body: str = "", heading: str | None = None, head: str = "") -> bytes:
    """Return an HTML page."""
    shown = f"<h1>{title if heading is None else heading}</h1>" if heading != "" else ""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body>{shown}{body}</body></html>"
    ).encode()


@dataclass
class Request:
    """One request as it came; `number` counts those for this row from 1, robots.txt left out."""

    method: str
    path: str
    headers: dict[str, str]
    number: int = 0
    in_flight: int = 0


@dataclass
class Peer:
    """The other end of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    closing: bool = False

    async def send(
        self,
        status: int = 200,
        body: bytes = PAGE,
        headers: dict[str, str] | None = None,
        *,
        reason: str = "Because",
        kind: str | None = "text/html; charset=utf-8",
        head_only: bool = False,
    ) -> None:
        """Send a whole response with its length."""
        fields = {"Content-Length": str(len(body)), **(headers or {})}
        if kind is not None:
            fields.setdefault("Content-Type", kind)
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{k}: {v}" for k, v in fields.items())]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        await self.raw(head + (b"" if head_only else body))

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self.writer.is_closing():
            return
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def redirect(self, location: str | bytes, status: int = 302, **more: str) -> None:
        """Send a redirect with an empty body."""
        where = location if isinstance(location, bytes) else location.encode()
        extra = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in more.items()).encode()
        await self.raw(
            b"HTTP/1.1 %d Moved\r\nLocation: %s\r\n%sContent-Length: 0\r\n\r\n"
            % (status, where, extra)
        )

    async def hang(self, seconds: float = 60) -> None:
        """Say nothing until the client has gone."""
        self.closing = True
        with contextlib.suppress(TimeoutError, ConnectionError):
            await asyncio.wait_for(self.reader.read(1), seconds)

    def reset(self) -> None:
        """Cut the connection off with a RST."""
        self.closing = True
        sock = self.writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def finish(self) -> None:
        """Close the connection once everything is sent."""
        self.closing = True


Handler = Callable[[Request, Peer], Awaitable[object]]


@dataclass
class Row:
    """One row of the zoo: what is asked for, what the right verdicts are, how the server behaves.

    `asks` maps URL templates to verdicts; {host}, {base} (http://host:port), {tls}
    (https://name:port) and {port} are filled in.
    """

    id: str
    name: str
    asks: dict[str, str]
    handler: Handler | None = None
    tls: str | None = None
    dns: dict[str, list[str]] = field(default_factory=dict)
    late: float = 0.0
    untested: str = ""


ROWS: dict[str, Row] = {}


def row(
    id: str,
    name: str,
    verdict: str,
    url: str = "{base}/p",
    *,
    asks: dict[str, str] | None = None,
    tls: str | None = None,
    dns: dict[str, list[str]] | None = None,
    late: float = 0.0,
) -> Callable[[Handler], Handler]:
    """Register a handler for the row *id*."""

    def register(handler: Handler) -> Handler:
        add(Row(id, name, asks or {url: verdict}, handler, tls, dns or {}, late))
        return handler

    return register


def add(one: Row) -> None:
    """Register a row."""
    assert one.id not in ROWS, one.id
    ROWS[one.id] = one


def asked(id: str, name: str, verdict: str, *urls: str) -> None:
    """Register a row whose URLs need no server."""
    add(Row(id, name, dict.fromkeys(urls, verdict)))


def serve(body: bytes = PAGE, status: int = 200, **options: object) -> Handler:
    """Return a handler that sends one response for /p and 404 for all else."""

    async def handler(request: Request, peer: Peer) -> object:
        if not request.path.startswith("/p"):
            return False
        return await peer.send(status, body, **options)  # type: ignore[arg-type]

    return handler
