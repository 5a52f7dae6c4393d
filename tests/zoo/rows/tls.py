"""H: TLS, right and wrong."""

from tests.zoo.core import PAGE, Peer, Request, row
from tests.zoo.rows import redirects

# The intermediate certificate of the running zoo, alone and with its root.
ISSUER = [b"", b""]


async def _page(request: Request, peer: Peer) -> object:
    return await peer.send()


async def _with_issuer(request: Request, peer: Peer) -> object:
    if request.path == "/issuer.der":
        return await peer.send(200, ISSUER[0], kind="application/pkix-cert")
    if request.path == "/issuer.p7c":
        return await peer.send(200, ISSUER[1], kind="application/pkcs7-mime")
    return await peer.send()


for _id, _name, _verdict, _word in (
    ("X37", "expired", "unreachable", "expired"),
    ("X38", "not-yet-valid", "unreachable", "not-yet"),
    ("H03", "self-signed", "unreachable", "self-signed"),
    ("H04", "wrong-host", "unreachable", "wrong-host"),
    ("X39", "no-intermediate-no-url", "unreachable", "no-intermediate-no-url"),
    ("H06", "cross-signed-expired-root", "ok", "cross-signed"),
    ("H07", "tls10", "unreachable", "tls10"),
    ("H08", "tls11", "unreachable", "tls11"),
    ("H09", "legacy-reneg", "ok", "old"),
    ("H10", "weak-dh", "unreachable", "weak-dh"),
    ("H11", "mtls", "blocked", "mtls"),
    ("X40", "mtls-tls12", "blocked", "mtls12"),
    ("H12", "sni-needed", "ok", "sni"),
    ("X41", "h2", "ok", "h2"),
    ("H14", "h2-stream-error", "ok", "h2-reset"),
    ("V30", "h2-refused-stream", "ok", "h2-refused"),
    ("V31", "h2-frame-out-of-place", "ok", "h2-misplaced"),
    ("V32", "h2-hang-up-at-a-request", "ok", "h2-abort"),
):
    row(_id, _name, _verdict, "{tls}/p", tls=_word)(_page)

row("H05", "no-intermediate", "ok", "{tls}/p", tls="no-intermediate")(_with_issuer)
row("V33", "no-intermediate-bundle", "ok", "{tls}/p", tls="no-intermediate-bundle")(_with_issuer)


@row("H15", "redirect-to-bad-cert", "unreachable", tls="self-signed")
async def to_bad_certificate(request: Request, peer: Peer) -> object:
    if peer.writer.get_extra_info("ssl_object"):
        return await peer.send()
    return await peer.redirect(f"https://h15.rows.zoo:{redirects.ZOO_PORT[1]}/p")


@row("H16", "no-close-notify", "ok", "{tls}/p", tls="good")
async def no_close_notify(request: Request, peer: Peer) -> object:
    await peer.send(200, PAGE, {"Connection": "close"})
    peer.writer.transport.abort()
    peer.finish()
    return None
