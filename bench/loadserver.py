"""A web server on loopback that costs little itself: many hosts, one delay, requests counted.

The hosts are addresses of 127.0.0.0/8, all on one port. Every page is there; robots.txt is not.
`LoadServer` runs it in a process of its own, which ends with its owner.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import select
import socket
import subprocess
import sys
import time
from collections import Counter, deque

LIFETIME = 3600.0
"""Seconds after which the server ends, whatever happens to its owner."""
_TEXT = (
    "This page says when the office is open, how to reach it and what to bring on election day. "
)
_BODY = (
    "<!doctype html><html lang=en><head><title>County elections office</title></head>"
    f"<body><h1>County elections office</h1><p>{_TEXT * 8}</p></body></html>"
).encode()
_PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
    b"LinkChecker: welcome\r\n\r\n" % len(_BODY)
)
"""The last header lifts LinkChecker's pause between requests to one host."""
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
_COUNTS = "/-/counts"
_LINKS = "/-/links/"


class LoadServer:
    """A running server; use it as a context manager. *delay* is in seconds."""

    def __init__(self, hosts: int, delay: float) -> None:
        """Take the number of hosts, and the seconds until each answer."""
        self.hosts = [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(hosts)]
        self._delay = delay
        self.port = 0

    def __enter__(self) -> LoadServer:
        """Start the process; from here on the port is known."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self._delay), *self.hosts],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def urls(self, number: int) -> list[str]:
        """Return the addresses of *number* different pages, spread evenly over the hosts."""
        return _urls(self.hosts, self.port, number)

    def page(self, number: int) -> str:
        """Return the address of a page that links to what `urls` returns."""
        return f"http://{self.hosts[0]}:{self.port}{_LINKS}{number}"

    def counts(self) -> dict[str, int]:
        """Return the requests since the last call: ``GET``, ``HEAD`` and ``robots``."""
        connection = http.client.HTTPConnection(self.hosts[0], self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", _COUNTS)
            found: dict[str, int] = json.load(connection.getresponse())
        return found


def _urls(hosts: list[str], port: int, number: int) -> list[str]:
    return [f"http://{hosts[at % len(hosts)]}:{port}/p/{at}" for at in range(number)]


class _Server:
    """One thread and one queue: as the delay is the same for all, who asks first is due first."""

    def __init__(self, delay: float, addresses: list[str]) -> None:
        self._delay = delay
        self._addresses = addresses
        self._epoll = select.epoll()
        self._listeners: dict[int, socket.socket] = {}
        self._channels: dict[int, socket.socket] = {}
        self._buffers: dict[int, bytes] = {}
        self._due: deque[tuple[float, socket.socket, bytes]] = deque()
        self._counts: Counter[str] = Counter()
        self.port = 0
        for address in addresses:
            listener = socket.create_server((address, self.port), backlog=4096)
            self.port = listener.getsockname()[1]
            listener.setblocking(False)
            self._listeners[listener.fileno()] = listener
            self._epoll.register(listener, select.EPOLLIN)

    def serve(self, owner: int) -> None:
        """Serve until the pipe *owner* is closed or the lifetime is over."""
        self._epoll.register(owner, select.EPOLLIN)
        end = time.monotonic() + LIFETIME
        while time.monotonic() < end:
            wait = self._due[0][0] - time.monotonic() if self._due else 1.0
            for fd, _ in self._epoll.poll(max(wait, 0.0), 512):
                if fd == owner:
                    return
                if fd in self._listeners:
                    self._accept(self._listeners[fd])
                else:
                    self._read(fd)
            self._answer_due()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # nobody waits, or too many are open: later, then
            while True:
                channel, _ = listener.accept()
                channel.setblocking(False)
                channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._channels[channel.fileno()] = channel
                self._epoll.register(channel, select.EPOLLIN)

    def _read(self, fd: int) -> None:
        channel = self._channels[fd]
        try:
            data = channel.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        data = self._buffers.pop(fd, b"") + data if data else b""
        if not data or data[0] == 0x16:  # a TLS greeting: this port speaks plain HTTP only
            self._close(fd)
            return
        *requests, rest = data.split(b"\r\n\r\n")
        if rest:
            self._buffers[fd] = rest
        for request in requests:
            self._due.append((time.monotonic() + self._delay, channel, self._reply(request)))

    def _reply(self, request: bytes) -> bytes:
        method, path, _ = request.split(b" ", 2)
        if path == b"/robots.txt":
            self._counts["robots"] += 1
            return _MISSING
        if path == _COUNTS.encode():
            text = json.dumps({"GET": 0, "HEAD": 0, "robots": 0, **self._counts})
            self._counts.clear()
            return _own_page("application/json", text)
        if path.startswith(_LINKS.encode()):
            urls = _urls(self._addresses, self.port, int(path.rpartition(b"/")[2]))
            links = "".join(f'<li><a href="{url}">link</a>' for url in urls)
            return _own_page("text/html", f"<!doctype html><title>Links</title><ul>{links}</ul>")
        self._counts[method.decode("ascii", "replace")] += 1
        return _PAGE if method == b"HEAD" else _PAGE + _BODY

    def _answer_due(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            _, channel, reply = self._due.popleft()
            with contextlib.suppress(OSError):  # a client that has gone gets no reply
                sent = channel.send(reply)
                if sent < len(reply):  # the page of links alone is larger than a buffer
                    channel.setblocking(True)
                    channel.sendall(reply[sent:])
                    channel.setblocking(False)

    def _close(self, fd: int) -> None:
        self._buffers.pop(fd, None)
        self._channels.pop(fd).close()


def _own_page(kind: str, text: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n\r\n"
    return (head + text).encode()


def main() -> None:
    """Serve with the delay and at the addresses that the command line gives."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    delay, *addresses = sys.argv[1:]
    server = _Server(float(delay), addresses)
    print(server.port, flush=True)
    server.serve(sys.stdin.fileno())
    os._exit(0)


if __name__ == "__main__":
    main()
