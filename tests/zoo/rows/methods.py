"""A: servers that treat HEAD and GET differently; only GET shows what a reader sees."""

from tests.zoo.core import PAGE, Handler, Peer, Request, row


def head(status: int) -> Handler:
    """Return a handler that refuses HEAD with *status* and answers GET."""

    async def handler(request: Request, peer: Peer) -> object:
        if not request.path.startswith("/p"):
            return False
        if request.method == "HEAD":
            return await peer.send(status, b"", {"Allow": "GET"})
        return await peer.send()

    return handler


for _id, _name, _status in (
    ("A01", "head-403", 403),
    ("A02", "head-404", 404),
    ("A03", "head-405", 405),
    ("A05", "head-500", 500),
    ("X01", "head-501", 501),
):
    row(_id, _name, "ok")(head(_status))


@row("A06", "head-lies-ok", "broken")
async def head_lies(request: Request, peer: Peer) -> object:
    return await peer.send(200 if request.method == "HEAD" else 404, b"gone")


@row("A07", "head-hangs", "ok")
async def head_hangs(request: Request, peer: Peer) -> object:
    return await (peer.hang() if request.method == "HEAD" else peer.send())


@row("A08", "head-reset", "ok")
async def head_reset(request: Request, peer: Peer) -> object:
    return peer.reset() if request.method == "HEAD" else await peer.send()


@row("A09", "head-redirect-differs", "redirected")
async def head_redirect(request: Request, peer: Peer) -> object:
    if request.path == "/p":
        moved = request.method == "HEAD"
        return await peer.redirect("/a" if moved else "/b", 301 if moved else 302)
    return await peer.send() if request.path in ("/a", "/b") else False


@row("A10", "head-with-body", "ok", asks={"{base}/p": "ok", "{base}/p2": "ok"})
async def head_with_body(request: Request, peer: Peer) -> object:
    if not request.path.startswith("/p"):
        return False
    return await peer.send(200, PAGE)
