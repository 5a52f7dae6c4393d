"""B: status codes, the same on every try."""

from tests.zoo.core import PAGE, Peer, Request, Row, add, page, row, serve

_PLAIN = b"<title>Sorry</title><h1>Sorry</h1><p>This did not work out."
CASES = (
    ("B01", "s400", 400, "broken", {}),
    ("B02", "s401", 401, "blocked", {"WWW-Authenticate": 'Basic realm="x"'}),
    ("X02", "s402", 402, "blocked", {}),
    ("B06", "s404", 404, "broken", {}),
    ("B07", "s404-ra", 404, "broken", {"Retry-After": "60"}),
    ("X03", "s405", 405, "broken", {"Allow": "POST"}),
    ("B10", "s407", 407, "unreachable", {"Proxy-Authenticate": "Basic"}),
    ("B11", "s408", 408, "unreachable", {}),
    ("B12", "s410", 410, "broken", {}),
    ("B13", "s415", 415, "blocked", {}),
    ("X04", "s418", 418, "blocked", {}),
    ("X05", "s421-always", 421, "unreachable", {}),
    ("X06", "s425-always", 425, "unreachable", {}),
    ("X07", "s422", 422, "broken", {}),
    ("B17", "s451", 451, "blocked", {}),
    ("B18", "s500", 500, "unreachable", {}),
    ("X08", "s501", 501, "unreachable", {}),
    ("B20", "s503", 503, "unreachable", {}),
    ("B21", "s509", 509, "unreachable", {}),
    ("B23", "s999", 999, "blocked", {}),
    ("X09", "s511", 511, "unreachable", {}),
)
for _id, _name, _status, _verdict, _headers in CASES:
    row(_id, _name, _verdict)(serve(_PLAIN, _status, headers=_headers))


def several(
    identity: str, name: str, verdict: str, statuses: tuple[int, ...], **headers: str
) -> None:
    """Register a row with one path per status."""

    async def handler(request: Request, peer: Peer) -> object:
        if not request.path.startswith("/s"):
            return False
        status = int(request.path[2:])
        return await peer.send(status, PAGE if status < 300 else _PLAIN, headers)

    asks = {"{base}/s" + str(status): verdict for status in statuses}
    add(Row(identity, name, asks, handler))


several("B19", "s502-504", "unreachable", (502, 504))
several("B24", "s201-203-226", "ok", (201, 203, 226))

for _status in (520, 521, 522, 523, 525, 526, 530):
    several(f"B22-{_status}", "s520-530", "unreachable", (_status,), Server="cloudflare")


@row("B04", "s403-plain", "blocked")
async def refused(request: Request, peer: Peer) -> object:
    return await peer.send(403, b"<title>403 Forbidden</title><h1>Forbidden</h1>")


refused.robots = True  # type: ignore[attr-defined]


@row("B05", "s403-only-this-path", "blocked", asks={"{base}/p": "blocked", "{base}/": "ok"})
async def refused_here(request: Request, peer: Peer) -> object:
    return await peer.send(403 if request.path == "/p" else 200)


@row("B09", "s406", "ok")
async def not_acceptable(request: Request, peer: Peer) -> object:
    wanted = request.headers.get("accept", "").startswith("text/html")
    return await peer.send(200 if wanted else 406)


@row("B15", "s421", "ok", "{tls}/p2", tls="good", asks={"{tls}/p": "ok", "{tls}/p2": "ok"})
async def misdirected(request: Request, peer: Peer) -> object:
    """Answer 421 to whatever follows on a connection."""
    used = getattr(peer, "used", False)
    peer.used = True  # type: ignore[attr-defined]
    return await peer.send(421 if used else 200)


@row("B16", "s425", "ok")
async def too_early(request: Request, peer: Peer) -> object:
    return await peer.send(425 if request.number == 1 else 200)


row("B26", "s204", "soft-404")(serve(b"", 204, kind=None))
row("B27", "s205", "soft-404")(serve(b"", 205, kind=None))
row("B28", "s206", "ok")(serve(PAGE, 206))
row("X10", "s202-page", "ok")(serve(PAGE, 202))


@row("B29", "s206-asked", "ok")
async def partial(request: Request, peer: Peer) -> object:
    size = len(PAGE)
    if "range" in request.headers:
        return await peer.send(206, PAGE, {"Content-Range": f"bytes 0-{size - 1}/{size}"})
    return await peer.send()


@row("B30", "s416", "ok")
async def range_refused(request: Request, peer: Peer) -> object:
    return await peer.send(416 if "range" in request.headers else 200)


row("B31", "s300", "redirected")(serve(page("Choose a page", "<a href=/a>a</a>"), 300))
row("B32", "s304-uncond", "unreachable")(serve(b"", 304, kind=None))


@row("B33", "s304-cond", "ok")
async def conditional(request: Request, peer: Peer) -> object:
    known = "if-none-match" in request.headers
    return await peer.send(304 if known else 200, b"" if known else PAGE, {"ETag": '"x"'})


@row("B34", "s305", "unsafe")
async def use_proxy(request: Request, peer: Peer) -> object:
    return await peer.redirect("http://127.0.0.1:3128", 305)


_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"


@row("B35", "s103-200", "ok")
async def hints_then_page(request: Request, peer: Peer) -> object:
    await peer.raw(_HINTS)
    return await peer.send()


@row("B36", "s103-404", "broken")
async def hints_then_gone(request: Request, peer: Peer) -> object:
    await peer.raw(_HINTS)
    return await peer.send(404, _PLAIN)
