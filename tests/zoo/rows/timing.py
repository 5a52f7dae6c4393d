"""D: answers that are slow, endless, or never come."""

import asyncio
import gzip

from tests.zoo.core import PAGE, Peer, Request, Row, add, page, row

_BOMB = gzip.compress(b"<title>Big</title><h1>Big</h1>" + b"a" * 60_000_000, 9)


@row("D01", "slow (1.5 s, of a time limit of 2 s)", "ok")
async def slow(request: Request, peer: Peer) -> object:
    await asyncio.sleep(1.5)
    return await peer.send()


@row("X12", "never-answers", "unreachable")
async def never(request: Request, peer: Peer) -> object:
    return await peer.hang()


@row("D03", "trickle-headers", "unreachable")
async def trickle_headers(request: Request, peer: Peer) -> object:
    peer.finish()
    await peer.raw(b"HTTP/1.1 200 OK\r\n")
    for number in range(30):
        await peer.raw(b"X-%d: y\r\n" % number)
        await asyncio.sleep(0.3)
    return None


async def _trickle(peer: Peer, data: bytes) -> None:
    peer.finish()
    for position in range(len(data)):
        await peer.raw(data[position : position + 1])
        await asyncio.sleep(0.2)
        if peer.writer.is_closing():
            return


@row("D04", "trickle-body", "ok")
async def trickle_body(request: Request, peer: Peer) -> object:
    await peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n")
    return await _trickle(peer, PAGE[:50])


@row("X13", "trickle-body-fragment", "ok", "{base}/p#sec")
async def trickle_fragment(request: Request, peer: Peer) -> object:
    await peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n")
    return await _trickle(peer, PAGE[:50])


async def _flood(peer: Peer, piece: bytes, times: int) -> None:
    peer.finish()
    for _ in range(times):
        if peer.writer.is_closing():
            return
        await peer.raw(piece)


@row("D06", "huge-body", "ok")
async def huge(request: Request, peer: Peer) -> object:
    await peer.raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    await peer.raw(b"%x\r\n%b\r\n" % (len(PAGE), PAGE))
    piece = b"<p>" + b"word " * 13_000
    return await _flood(peer, b"%x\r\n%b\r\n" % (len(piece), piece), 6000)


@row("X14", "huge-body-fragment", "ok", "{base}/p#far-away")
async def huge_fragment(request: Request, peer: Peer) -> object:
    return await huge(request, peer)


@row("D08", "big-download", "ok")
async def download(request: Request, peer: Peer) -> object:
    await peer.raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 8000000000\r\n\r\nPK\3\4"
    )
    return await _flood(peer, b"\0" * 65536, 2000)


@row("D09", "endless-stream", "ok")
async def endless(request: Request, peer: Peer) -> object:
    kind = b"multipart/x-mixed-replace; boundary=x"
    await peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n" % kind)
    return await _flood(peer, b"--x\r\nContent-Type: image/jpeg\r\n\r\n" + b"\xff" * 4096, 20_000)


async def _bomb(request: Request, peer: Peer) -> object:
    return await peer.send(200, _BOMB, {"Content-Encoding": "gzip"})


row("D10", "gzip-bomb", "ok")(_bomb)
row("D11", "gzip-bomb-frag", "ok", "{base}/p#sec")(_bomb)


async def _tarpit(request: Request, peer: Peer) -> object:
    return await peer.hang()


add(Row("D12", "tls-stall", {"{tls}/p": "unreachable"}, None, "stall"))
row("D14", "tarpit-h1", "blocked", "{tls}/p", tls="h2-refuse")(_tarpit)
row("D15", "one-bad-host", "unreachable",
    asks={"{base}/p%d" % n: "unreachable" for n in range(30)})(_tarpit)  # fmt: skip
row("X15", "page-behind-a-long-name", "ok")(
    lambda request, peer: peer.send(200, page("A page", "<p>Some words"))
)
