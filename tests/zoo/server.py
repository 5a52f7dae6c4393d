"""The servers of the zoo: one loopback address per row, HTTP, HTTPS and HTTP/2, and a stub DNS."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.zoo import certificates, rows
from tests.zoo.core import DEAD_V6, PAGE, ROWS, Peer, Request, Row
from tests.zoo.dns import StubDns
from tests.zoo.http2 import serve_http2
from tests.zoo.old_tls import OldTls

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Ask:
    """One URL of a row, with the right verdict."""

    row: str
    name: str
    url: str
    verdict: str


@dataclass
class Zoo:
    """Running servers; use it as a context manager."""

    folder: Path
    nameserver: tuple[str, int] = ("127.0.0.1", 0)
    port: int = 0
    tls_port: int = 0
    asks: list[Ask] = field(default_factory=list)
    resolve: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.certificates = certificates.Certificates(self.folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._in_flight: Counter[str] = Counter()
        self._blockers: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.dns = StubDns(*self.nameserver)

    def __enter__(self) -> Zoo:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        for blocker in self._blockers:
            blocker.close()

    @property
    def ca_file(self) -> Path:
        """The root certificate that clients must trust."""
        return self.certificates.ca_file

    def options(self) -> list[str]:
        """Return the checker's options that make it see the zoo."""
        found = [
            "--allow-address",
            "127.0.0.0/8",
            "--allow-address",
            f"{DEAD_V6}/128",
            "--ca",
            str(self.ca_file),
        ]
        for entry in self.resolve:
            found += ["--resolve", entry]
        return [*found, "--nameserver", f"{self.dns.address}:{self.dns.port}"]

    async def _start(self) -> None:
        self.port, self.tls_port = _free_ports()
        rows.redirects.ZOO_PORT[:] = [self.port, self.tls_port]
        rows.tls.ISSUER[:] = [self.certificates.intermediate, self.certificates.bundle]
        await self.dns.start()
        for number, one in enumerate(ROWS.values(), 1):
            host = f"127.{80 + number // 250}.{number % 250 + 1}.1"
            await self._open(one, host)
        blocked = self._fill_backlog()
        self.asks += [ask for ask in blocked if ask.row not in {a.row for a in self.asks}]

    async def _open(self, one: Row, host: str) -> None:
        """Open the servers of a row, and note what is to be asked of it."""
        # No domain that is reserved for tests: some checkers pass over those.
        name = f"{one.id.lower()}.rows.zoo"
        values = {
            "host": host,
            "port": str(self.port),
            "base": f"http://{host}:{self.port}",
            "tls": f"https://{name}:{self.tls_port}",
            "name": name,
            "tls_port": str(self.tls_port),
        }
        if one.handler and not one.late:
            await self._listen(one, host)
        elif one.handler:
            self._spawn(self._listen_late(one, host))
        if one.tls:
            self.resolve.append(f"{name}:{self.tls_port}:{host}")
            self.dns.names[name] = [host]
            await self._listen_tls(one, host, name)
        for known, addresses in one.dns.items():
            filled = [address.format(**values) for address in addresses]
            self.dns.names[known.format(**values)] = filled
        self.asks += [
            Ask(one.id, one.name, url.format(**values), verdict)
            for url, verdict in one.asks.items()
        ]

    def _spawn(self, job: object) -> None:
        task = asyncio.ensure_future(job)  # type: ignore[call-overload]
        self._tasks.add(task)

    async def _listen_late(self, one: Row, host: str) -> None:
        await asyncio.sleep(one.late)
        await self._listen(one, host)

    async def _listen(self, one: Row, host: str) -> None:
        self._servers.append(
            await asyncio.start_server(self._serve(one), host, self.port, limit=1 << 20)
        )

    async def _listen_tls(self, one: Row, host: str, name: str) -> None:
        if one.tls == "stall":
            self._servers.append(await asyncio.start_server(_never_answer, host, self.tls_port))
            return
        if one.tls == "old":
            self._servers.append(
                await asyncio.start_server(self._serve_old(one, name), host, self.tls_port)
            )
            return
        context = self.certificates.context(one.tls or "", name, f"http://{host}:{self.port}")
        self._servers.append(
            await asyncio.start_server(
                self._serve(one), host, self.tls_port, ssl=context, limit=1 << 20
            )
        )

    def _serve(self, one: Row):
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(
                ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, OSError
            ):
                await self._converse(one, Peer(reader, writer))
            with contextlib.suppress(Exception):
                writer.close()

        return serve

    def _serve_old(self, one: Row, name: str):
        chain, key = self.certificates.good(name)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
                channel = OldTls(reader, writer, chain, key)
                await channel.shake_hands()
                found = b"/robots.txt " not in await channel.read()
                status, body = (b"200 OK", PAGE) if found else (b"404 Not Found", b"")
                self.counts[one.id] += found
                head = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                await channel.write(head % (status, len(body)) + body)
            writer.close()

        return serve

    async def _converse(self, one: Row, peer: Peer) -> None:
        """Answer requests on one connection until one end has had enough."""
        channel = peer.writer.get_extra_info("ssl_object")
        if channel is not None and channel.selected_alpn_protocol() == "h2":
            await serve_http2(one, peer)
            return
        while not peer.closing:
            request = await _read_request(peer.reader)
            if request is None:
                return
            if request.path != "/robots.txt" or one.id.startswith("G2"):
                self.counts[one.id] += request.path != "/robots.txt"
            request.number = self.counts[one.id]
            self._in_flight[one.id] += 1
            request.in_flight = self._in_flight[one.id]
            try:
                await self._answer(one, request, peer)
            finally:
                self._in_flight[one.id] -= 1

    async def _answer(self, one: Row, request: Request, peer: Peer) -> None:
        assert one.handler is not None
        if request.path == "/robots.txt" and not getattr(one.handler, "robots", False):
            await peer.send(404, b"none", kind="text/plain")
        elif await one.handler(request, peer) is False:
            await peer.send(404, b"<title>404 Not Found</title><h1>Not Found</h1>")

    def _fill_backlog(self) -> list[Ask]:
        """Open ports that never complete a connection: their queue is full."""
        asks = []
        for number, (identity, name) in enumerate(
            (("D13", "syn-blackhole"), ("I12", "odd-port-filtered")), 1
        ):
            host = f"127.99.{number}.1"
            listener = socket.socket()
            listener.bind((host, 0))
            listener.listen(0)
            port = listener.getsockname()[1]
            self._blockers.append(listener)
            for _ in range(4):
                filler = socket.socket()
                filler.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    filler.connect((host, port))
                self._blockers.append(filler)
            asks.append(Ask(identity, name, f"http://{host}:{port}/p", "unreachable"))
        return asks

    async def _stop(self) -> None:
        self.dns.stop()
        # asyncio reports each conversation that is cut off here; none of them matters any more.
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        for server in self._servers:
            server.close()
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.sleep(0.05)  # for what was closed to be gone


async def _never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(Exception):
        await asyncio.wait_for(reader.read(), 60)
    writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3:
        return None
    headers = {
        k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines) if k
    }
    return Request(parts[0], parts[1], headers)


def _free_ports() -> tuple[int, int]:
    """Return two ports that are free on every address and that browsers do not block."""
    with contextlib.ExitStack() as held:
        ports: list[int] = []
        while len(ports) < 2:
            probe = held.enter_context(socket.socket())
            probe.bind(("", 0))  # bound only, never listening
            port = int(probe.getsockname()[1])
            if port > 12000 and port != 27017:
                ports.append(port)
        return ports[0], ports[1]
