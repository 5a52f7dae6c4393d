"""I and part of K: names, and where they lead."""

from tests.zoo.core import DEAD_V6, Peer, Request, Row, add, row, serve

for _id, _name, _verdict, _dns in (
    ("I05", "ipv6-only", "unreachable", [DEAD_V6]),
    ("I06", "v6-dead-v4-ok", "ok", [DEAD_V6, "{host}"]),
    ("I07", "first-a-dead", "ok", ["127.98.0.1", "{host}"]),
    ("I08", "cname-ok", "ok", ["cname:cdn.i08.zoo"]),
    ("I09", "cname-dangling", "broken", ["cname:gone.i09.zoo"]),
    ("X42", "servfail-then-fine", "ok", ["servfail-once", "{host}"]),
    ("I10", "sinkhole", "unsafe", ["0.0.0.0"]),
    ("K05", "name-to-private", "unsafe", ["10.0.0.5"]),
    ("K07", "rebinding", "ok|unsafe", ["next:{host},10.0.0.5"]),
):
    _known = {f"{_id.lower()}.names.zoo": _dns}
    if _id == "I08":
        _known["cdn.i08.zoo"] = ["{host}"]
    row(_id, _name, _verdict, f"http://{_id.lower()}.names.zoo:{{port}}/p", dns=_known)(serve())

add(Row("X43", "no-such-name", {"http://nobody.x43.zoo/p": "broken"}))


@row("I14", "fqdn-dot", "ok", "http://i14.names.zoo.:{port}/p", dns={"i14.names.zoo": ["{host}"]})
async def without_dot(request: Request, peer: Peer) -> object:
    """Answer only where the Host header lost its final dot."""
    return await peer.send(200 if request.headers["host"].startswith("i14.names.zoo:") else 400)


@row("K06", "redirect-to-private", "unsafe")
async def to_private(request: Request, peer: Peer) -> object:
    return await peer.redirect("http://10.1.2.3/secret")


@row("X44", "redirect-to-disguised", "unsafe")
async def to_disguised(request: Request, peer: Peer) -> object:
    return await peer.redirect("http://0x7f.1/secret")


@row("X45", "redirect-to-blocked-port", "unsafe")
async def to_blocked_port(request: Request, peer: Peer) -> object:
    return await peer.redirect("http://example.com:25/")
