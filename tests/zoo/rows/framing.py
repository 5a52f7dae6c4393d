"""M: HTTP framing and content encodings, proper and not."""

import gzip

import brotli
import zstandard

from tests.zoo.core import PAGE, Handler, Peer, Request, row, serve

_HTML = b"Content-Type: text/html\r\n"


def raw(data: bytes, *, close: bool = True) -> Handler:
    """Return a handler that sends *data* as it is."""

    async def handler(request: Request, peer: Peer) -> object:
        if not request.path.startswith("/p"):
            return False
        await peer.raw(data)
        return peer.finish() if close else None

    return handler


row("M01", "br-always", "ok")(serve(brotli.compress(PAGE), headers={"Content-Encoding": "br"}))
row("M02", "br-always-frag", "ok", "{base}/p#sec")(
    serve(brotli.compress(PAGE), headers={"Content-Encoding": "br"})
)
row("M03", "zstd-frag", "ok", "{base}/p#sec")(
    serve(zstandard.ZstdCompressor().compress(PAGE), headers={"Content-Encoding": "zstd"})
)
row("M04", "gzip-lie", "ok", "{base}/p#sec")(serve(PAGE, headers={"Content-Encoding": "gzip"}))
row("X56", "gzip-frag", "ok", "{base}/p#sec")(
    serve(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})
)
row("M05", "chunk-bad", "unreachable")(
    raw(b"HTTP/1.1 200 OK\r\n" + _HTML + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + PAGE)
)
row("M07", "short-body", "ok")(
    raw(b"HTTP/1.1 200 OK\r\n" + _HTML + b"Content-Length: 99999\r\n\r\n" + PAGE)
)
row("M08", "dup-cl-differ", "unreachable")(
    raw(b"HTTP/1.1 200 OK\r\n" + _HTML + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n" + PAGE)
)
row("M09", "http10", "ok")(
    raw(b"HTTP/1.0 200 OK\r\n" + _HTML + b"Connection: close\r\n\r\n" + PAGE)
)
row("M10", "http09", "unreachable")(raw(PAGE))
row("M11", "garbage", "unreachable")(raw(bytes(range(128, 250)) * 4 + b"\r\n\r\n"))
row("M12", "lf-only", "ok")(
    raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: %d\n\n" % len(PAGE) + PAGE)
)
row("M13", "no-reason", "ok")(
    raw(b"HTTP/1.1 200\r\n" + _HTML + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE)
)
row("M14", "icy", "unreachable")(
    raw(b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n" + b"x" * 500)
)
row("M16", "big-header", "ok")(serve(headers={"X-Big": "y" * 70_000}))


@row("M17", "keepalive-cut", "ok", asks={"{base}/p%d" % n: "ok" for n in range(5)})
async def cut(request: Request, peer: Peer) -> object:
    """Close without a word after each second response."""
    peer.used = getattr(peer, "used", 0) + 1  # type: ignore[attr-defined]
    await peer.send()
    return peer.finish() if peer.used == 2 else None  # type: ignore[attr-defined]


@row("M18", "pipelined-extra", "ok", asks={"{base}/p1": "ok", "{base}/p2": "ok"})
async def extra(request: Request, peer: Peer) -> object:
    await peer.send()
    return await peer.raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


row("M19", "ctype-wrong", "", asks={"{base}/p#sec": "ok", "{base}/p-png#sec": "ok"})(
    lambda request, peer: peer.send(
        200, PAGE, kind="image/png" if "png" in request.path else "text/plain"
    )
)
row("M20", "set-cookie-flood", "ok")(
    raw(
        b"HTTP/1.1 200 OK\r\n"
        + b"".join(b"Set-Cookie: c%d=%d; Path=/\r\n" % (n, n) for n in range(200))
        + _HTML
        + b"Content-Length: %d\r\n\r\n" % len(PAGE)
        + PAGE
    )
)
