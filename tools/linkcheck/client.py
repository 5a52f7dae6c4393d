"""The HTTP client: libcurl's multi interface on asyncio's loop.

libcurl speaks HTTP/2 and HTTP/1.1, tries IPv6 and IPv4 side by side, and lets us say which
addresses it may connect to; everything else (redirects, cookies, decoding) is done by hand, so
that each hop can be judged and checked.
"""

import asyncio
import contextlib
import errno
import re
import selectors
import socket
from collections.abc import Callable
from typing import Any

import pycurl

from tools.linkcheck.exchange import Ask, Exchange, Fault, parse_headers

SMALL = 16 * 1024  # enough of an error page or redirect to recognise it
SNIFF = 2048  # enough of a file to see its magic bytes
PATIENCE = 5.0  # seconds for the beginning of a body whose headers are in

AT_A_TIME = 32  # sockets that are looked at before what they brought is acted on
KEPT_CONNECTIONS = 1024  # idle ones, over all hosts

_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
_EVENTS = {
    pycurl.POLL_IN: _READ,
    pycurl.POLL_OUT: _WRITE,
    pycurl.POLL_INOUT: _READ | _WRITE,
}
_READY = {
    _READ: pycurl.CSELECT_IN,
    _WRITE: pycurl.CSELECT_OUT,
    _READ | _WRITE: pycurl.CSELECT_IN | pycurl.CSELECT_OUT,
}
_HTML = ("text/html", "application/xhtml+xml", "")
_FAULTS = {
    pycurl.E_COULDNT_RESOLVE_HOST: Fault.DNS,
    pycurl.E_GOT_NOTHING: Fault.EMPTY,
    pycurl.E_SEND_ERROR: Fault.RESET,
    pycurl.E_RECV_ERROR: Fault.RESET,
    pycurl.E_PARTIAL_FILE: Fault.SHORT,
    pycurl.E_SSL_CONNECT_ERROR: Fault.TLS,
    pycurl.E_PEER_FAILED_VERIFICATION: Fault.CERTIFICATE,
    pycurl.E_SSL_CIPHER: Fault.TLS,
    pycurl.E_SSL_CERTPROBLEM: Fault.TLS,
    pycurl.E_SSL_ENGINE_NOTFOUND: Fault.TLS,
    pycurl.E_HTTP2: Fault.HTTP2,
    92: Fault.HTTP2,  # CURLE_HTTP2_STREAM, which PycURL does not name
    pycurl.E_UNSUPPORTED_PROTOCOL: Fault.NOT_HTTP,
    8: Fault.NOT_HTTP,  # CURLE_WEIRD_SERVER_REPLY
    100: Fault.TOO_LARGE,  # CURLE_TOO_LARGE: more headers than libcurl takes (300 kB)
}
_NAMES = "X509v3 Subject Alternative Name"
_NAMELESS = "the certificate lists no host name, only a common name, which browsers ignore"
# libcurl writes percent-escapes in capitals; some servers tell them apart.
_SMALL_ESCAPE = re.compile(r"%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
_DOTTED = re.compile(r"/(?:\.|%2e)", re.IGNORECASE)
_FRAMING_WORDS = ("chunk", "content-length", "transfer-encoding", "nul byte", "header without")


class _Transfer:
    """One running request: collects what arrives and decides when it is enough."""

    def __init__(self, ask: Ask, future: asyncio.Future[Exchange]) -> None:
        self.ask = ask
        self.future = future
        self.lines: list[bytes] = []
        self.chunks: list[bytes] = []
        self.size = 0
        self.limit = -1
        self._read = 0
        self._parsed: tuple[int | None, tuple[tuple[str, bytes], ...]] = (None, ())
        self.stopped = False
        self.wants_certificate = False
        self.timer: asyncio.TimerHandle | None = None
        self.patience: Callable[[], None] = lambda: None
        self.target = _target_as_written(ask.url)

    def write(self, chunk: bytes) -> int | None:
        """Take a piece of the body; returning -1 ends the transfer."""
        if self.limit < 0:
            self.limit = self._find_limit()
            self.patience()
        self.chunks.append(chunk)
        self.size += len(chunk)
        if self.size >= self.limit:
            self.stopped = True
            return -1
        return None

    def _find_limit(self) -> int:
        """Return how much of this body is worth reading."""
        status, headers = self.parsed()
        if status is None or not 200 <= status < 300:
            return SMALL
        kind = next((v.decode("latin-1") for n, v in headers if n == "content-type"), "")
        kind = kind.partition(";")[0].strip().lower()
        if self.ask.whole or kind in _HTML:
            return self.ask.limit
        return SNIFF if "json" not in kind and not kind.startswith("text/") else SMALL

    def parsed(self) -> tuple[int | None, tuple[tuple[str, bytes], ...]]:
        """Return status and headers, read anew only where lines were added since."""
        if len(self.lines) != self._read:
            self._read, self._parsed = len(self.lines), parse_headers(self.lines)
        return self._parsed

    def trace(self, kind: int, data: bytes) -> None:
        """Notice a server that asks for a client certificate (a TLS message, RFC 8446 4.3.2)."""
        if kind == pycurl.INFOTYPE_TEXT and b"Request CERT" in data:
            self.wants_certificate = True


class Client:
    """Sends requests; `is_allowed` is asked about each address before a socket is opened."""

    def __init__(self, *, is_allowed: Callable[[str], bool], ca_file: str | None = None) -> None:
        """Trust the roots in *ca_file*; needs a running event loop."""
        self._loop = asyncio.get_running_loop()
        self._is_allowed = is_allowed
        self._ca_file = ca_file
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, KEPT_CONNECTIONS)
        # libcurl's sockets have a selector of their own, which the loop watches as one: what
        # happens on many of them takes one turn of the loop.
        self._sockets = selectors.DefaultSelector()
        self._loop.add_reader(self._sockets.fileno(), self._on_sockets)
        self._timer: asyncio.TimerHandle | None = None
        self._idle: list[Any] = []
        self._watched: set[int] = set()
        self._nameless: set[tuple[str, int]] = set()
        self._running: dict[Any, _Transfer] = {}
        self._handed_over: socket.socket | None = None

    async def fetch(self, ask: Ask) -> Exchange:
        """Return what a GET brings; never raises for what a server does."""
        future: asyncio.Future[Exchange] = self._loop.create_future()
        transfer = _Transfer(ask, future)
        curl = self._idle.pop() if self._idle else self._new_handle()
        self._prepare(curl, transfer)
        self._running[curl] = transfer
        self._multi.add_handle(curl)
        try:
            return await future
        except asyncio.CancelledError:
            if curl in self._running:
                self._release(curl)
            raise

    def close(self) -> None:
        """Drop every connection."""
        for curl in list(self._running):
            self._release(curl)
        if self._timer:
            self._timer.cancel()
        self._loop.remove_reader(self._sockets.fileno())
        self._multi.close()
        self._sockets.close()
        if self._handed_over:
            self._handed_over.close()

    def _new_handle(self) -> Any:
        """Return an easy handle with everything that is the same for each request."""
        curl: Any = pycurl.Curl()
        curl.headers = None  # those that are set on it
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.PROXY, "")  # a proxy would connect where we cannot check
        curl.setopt(pycurl.NETRC, 0)
        curl.setopt(pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2)
        curl.setopt(pycurl.SSL_CIPHER_LIST, "DEFAULT:!DHE:!PSK:!SRP")  # as browsers: no plain DH
        curl.setopt(pycurl.HTTP_CONTENT_DECODING, 0)
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        curl.setopt(pycurl.DNS_CACHE_TIMEOUT, -1)
        curl.setopt(pycurl.OPT_CERTINFO, 1)
        if self._ca_file:
            curl.setopt(pycurl.CAINFO, self._ca_file)
        return curl

    def _prepare(self, curl: Any, transfer: _Transfer) -> None:
        ask = transfer.ask
        curl.setopt(pycurl.URL, ask.url)
        if transfer.target:
            curl.setopt(pycurl.REQUEST_TARGET, transfer.target)
        if curl.headers is not ask.headers:
            curl.headers = ask.headers
            curl.setopt(pycurl.HTTPHEADER, list(ask.headers))
        curl.setopt(pycurl.TIMEOUT_MS, max(1, int(ask.timeout * 1000)))
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(ask.connect_timeout * 1000)))
        version = pycurl.CURL_HTTP_VERSION_1_1 if ask.http1 else pycurl.CURL_HTTP_VERSION_2TLS
        curl.setopt(pycurl.HTTP_VERSION, version)
        curl.setopt(pycurl.FRESH_CONNECT, int(ask.fresh))
        curl.setopt(pycurl.WRITEFUNCTION, transfer.write)
        curl.setopt(pycurl.HEADERFUNCTION, transfer.lines.append)
        curl.setopt(pycurl.VERBOSE, int(ask.trace_tls))
        if ask.trace_tls:
            curl.setopt(pycurl.DEBUGFUNCTION, transfer.trace)
        if ask.addresses:
            # A name only ever resolves to what was checked: no second look-up, no rebinding.
            known = ",".join(f"[{a}]" if ":" in a else a for a in ask.addresses)
            curl.setopt(pycurl.RESOLVE, [f"{ask.host}:{ask.port}:{known}"])
        transfer.patience = lambda: self._start_patience(curl, transfer)

    def _start_patience(self, curl: Any, transfer: _Transfer) -> None:
        """Stop waiting for the rest of a body whose beginning trickles."""
        if not transfer.ask.whole:
            transfer.timer = self._loop.call_later(PATIENCE, self._lose_patience, curl, transfer)

    def _lose_patience(self, curl: Any, transfer: _Transfer) -> None:
        if self._running.get(curl) is transfer:
            transfer.stopped = True
            self._finish(curl, pycurl.E_WRITE_ERROR, "")

    def _open_socket(self, _purpose: int, address: Any) -> Any:
        """Open a socket to a checked address only, whatever libcurl was told."""
        family, kind, protocol, target = address
        host = target[0]
        text = host.decode() if isinstance(host, bytes) else host
        if not self._is_allowed(text):
            return pycurl.SOCKET_BAD
        if self._handed_over:
            self._handed_over.close()  # libcurl has its own copy of the descriptor by now
        self._handed_over = socket.socket(family, kind, protocol)
        return self._handed_over

    # -- the multi interface on asyncio ------------------------------------------------------

    def _on_socket(self, event: int, fd: int, _multi: Any, _data: Any) -> None:
        """Watch a socket for what libcurl wants to know."""
        wanted, watched = _EVENTS.get(event), fd in self._watched
        if wanted and watched:
            self._sockets.modify(fd, wanted)
        elif wanted:
            self._watched.add(fd)
            self._sockets.register(fd, wanted)
        elif watched:
            self._watched.remove(fd)
            self._sockets.unregister(fd)

    def _on_sockets(self) -> None:
        """Tell libcurl which sockets are ready, some at a time: the next requests come sooner."""
        for key, events in self._sockets.select(0)[:AT_A_TIME]:
            with contextlib.suppress(pycurl.error):
                self._multi.socket_action(key.fd, _READY[events])
        self._collect()

    def _on_timer(self, milliseconds: int) -> None:
        if milliseconds < 0:
            return  # a timer that fires for nothing costs less than to take it back
        when = self._loop.time() + milliseconds / 1000
        if self._timer:
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._on_timeout)

    def _on_timeout(self) -> None:
        self._timer = None
        with contextlib.suppress(pycurl.error):
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._collect()

    def _collect(self) -> None:
        """Hand over every transfer that has ended."""
        while True:
            left, done, failed = self._multi.info_read()
            for curl in done:
                self._finish(curl, 0, "")
            for curl, code, text in failed:
                self._finish(curl, code, text)
            if not left:
                return

    def _finish(self, curl: Any, code: int, text: str) -> None:
        transfer = self._running.get(curl)
        if transfer is None:
            return
        exchange = _read_exchange(curl, transfer, code, text)
        if transfer.ask.url.startswith("https:") and self._is_nameless(curl, transfer.ask):
            exchange.fault, exchange.detail = Fault.CERTIFICATE, _NAMELESS
        self._release(curl)
        if not transfer.future.done():
            transfer.future.set_result(exchange)

    def _is_nameless(self, curl: Any, ask: Ask) -> bool:
        """Return whether a server's certificate lists no name, only a common one.

        libcurl still takes that for the host; browsers do not (RFC 9525, 6.3).
        """
        chain = curl.getinfo(pycurl.INFO_CERTINFO)  # empty where a connection is used again
        if chain and all(key != _NAMES for key, _ in chain[0]):
            self._nameless.add((ask.host, ask.port))
        return (ask.host, ask.port) in self._nameless

    def _release(self, curl: Any) -> None:
        transfer = self._running.pop(curl)
        if transfer.timer:
            transfer.timer.cancel()
        self._multi.remove_handle(curl)
        if transfer.ask.trace_tls or transfer.target:
            curl.close()  # its trace function, or its target, would outlive the request
        else:
            curl.setopt(pycurl.RESOLVE, [])
            self._idle.append(curl)


def _read_exchange(curl: Any, transfer: _Transfer, code: int, text: str) -> Exchange:
    """Return what a finished transfer brought."""
    status, headers = transfer.parsed()
    exchange = Exchange(
        url=transfer.ask.url,
        status=status if status is None or status >= 200 else None,
        headers=headers,
        body=b"".join(transfer.chunks),
        complete=code == 0,
        address=curl.getinfo(pycurl.PRIMARY_IP) or "",
        wants_certificate=transfer.wants_certificate or "certificate required" in text.lower(),
        seconds=curl.getinfo(pycurl.TOTAL_TIME),
    )
    if code and not transfer.stopped:
        exchange.fault = _find_fault(curl, code, text, exchange)
        exchange.detail = text
    if exchange.answered and not exchange.fault and not _headers_ended(transfer.lines):
        exchange.fault = Fault.SHORT
    if exchange.answered and _contradicts_itself(exchange):
        exchange.fault, exchange.detail = Fault.FRAMING, "two different Content-Length headers"
    return exchange


def _headers_ended(lines: list[bytes]) -> bool:
    """Return whether a blank line came after a status line: libcurl lets it be missing."""
    return any(not line.strip() for line in lines)


def _contradicts_itself(exchange: Exchange) -> bool:
    """Return whether two lengths were sent (RFC 9112 6.3: must be treated as an error)."""
    lengths = {
        part.strip() for v in exchange.all_headers("content-length") for part in v.split(b",")
    }
    return len(lengths) > 1


def _find_fault(curl: Any, code: int, text: str, exchange: Exchange) -> Fault:
    if code == pycurl.E_COULDNT_CONNECT:
        number = curl.getinfo(pycurl.OS_ERRNO)
        unroutable = number in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL)
        return Fault.UNROUTABLE if unroutable else Fault.REFUSED
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return _find_timeout(curl, exchange)
    lowered = text.lower()
    if "too large response headers" in lowered:  # interim responses count, too
        return Fault.TOO_LARGE
    if code == 8 and "multiple location" in lowered:
        return Fault.TWO_PLACES
    if code in (pycurl.E_RECV_ERROR, 8) and any(word in lowered for word in _FRAMING_WORDS):
        return Fault.FRAMING
    if code == pycurl.E_SSL_CONNECT_ERROR and ("reset" in lowered or "errno 104" in lowered):
        return Fault.RESET
    return _FAULTS.get(code, Fault.FRAMING)


def _find_timeout(curl: Any, exchange: Exchange) -> Fault:
    if exchange.answered or exchange.headers:
        return Fault.TIMEOUT
    if not curl.getinfo(pycurl.CONNECT_TIME):
        return Fault.CONNECT_TIMEOUT
    secure = exchange.url.startswith("https:")
    return (
        Fault.TLS_TIMEOUT if secure and not curl.getinfo(pycurl.APPCONNECT_TIME) else Fault.TIMEOUT
    )


def _target_as_written(url: str) -> str:
    """Return what to ask for where libcurl would change it, else an empty string."""
    if "%" not in url or not _SMALL_ESCAPE.search(url):
        return ""
    target = url[url.index("/", url.index("://") + 3) :]
    return "" if _DOTTED.search(target) else target
