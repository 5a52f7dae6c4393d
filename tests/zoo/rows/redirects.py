"""E: where redirects lead, and what they mean."""

from tests.zoo.core import PAGE, TITLE, Handler, Peer, Request, page, row


def to(location: str | bytes, status: int = 302, *, dest: bytes = PAGE, where: str = "") -> Handler:
    """Return a handler that redirects /p (and what starts with it) to a page."""

    async def handler(request: Request, peer: Peer) -> object:
        if request.path.startswith(where or "/p"):
            return await peer.redirect(location, status)
        if request.path.startswith(("/dest", "/x", "/P", "/d/")):
            return await peer.send(200, dest)
        return False

    return handler


row("E01", "r301", "moved")(to("/dest", 301))
row("E02", "r308", "moved")(to("/dest", 308))
row("E03", "r302", "redirected")(to("/dest", 302))
row("E04", "r303", "redirected")(to("/dest", 303))
row("E05", "r307", "redirected")(to("/dest", 307))


def chain(*steps: tuple[str, int, str], last: bytes = PAGE) -> Handler:
    """Return a handler of (path, status, location) steps; any other path but these is the page."""
    known = {path: (status, location) for path, status, location in steps}
    ends = {location.partition("#")[0] for _, _, location in steps} - set(known)

    async def handler(request: Request, peer: Peer) -> object:
        if request.path in known:
            status, location = known[request.path]
            return await peer.redirect(location, status)
        return await peer.send(200, last) if request.path in ends else False

    return handler


row("E06", "mixed-301-302", "moved")(chain(("/p", 301, "/x"), ("/x", 302, "/dest")))
row("E07", "mixed-302-301", "redirected")(chain(("/p", 302, "/x"), ("/x", 301, "/dest")))
row("E08", "slash-only", "moved", "{base}/dir")(chain(("/dir", 301, "/dir/")))
row("E09", "case-only", "moved", "{base}/Path")(chain(("/Path", 301, "/path")))
row("E17", "home-301", "soft-404", "{base}/old/page")(chain(("/old/page", 301, "/")))
row("E18", "home-302", "soft-404", "{base}/old/page")(chain(("/old/page", 302, "/")))
row("X16", "home-to-language", "moved", "{base}/")(chain(("/", 301, "/en/")))
row("X17", "index-to-home", "moved", "{base}/index.html")(chain(("/index.html", 301, "/")))
row("E20", "section-landing", "soft-404", "{base}/a/b/c.pdf")(chain(("/a/b/c.pdf", 301, "/a/")))
row("E22", "consent", "blocked")(
    chain(("/p", 302, "/consent?continue=%2Fp"), last=page("Before you continue"))
)
row("X18", "login", "blocked")(chain(("/p", 302, "/login?next=%2Fp"), last=page("Log in")))
_gone = page("Something went wrong")


@row("E23", "error-page", "soft-404")
async def error_page(request: Request, peer: Peer) -> object:
    if request.path == "/p":
        return await peer.redirect("/error?code=404")
    return await peer.send(200, _gone) if request.path.startswith("/error") else False


@row("X19", "error-page-404", "broken")
async def error_page_404(request: Request, peer: Peer) -> object:
    return await (peer.redirect("/error") if request.path == "/p" else peer.send(404, _gone))


@row("E25", "self", "broken")
async def self_redirect(request: Request, peer: Peer) -> object:
    return await peer.redirect("/p")


row("E26", "pingpong", "broken")(chain(("/p", 302, "/b"), ("/b", 302, "/p")))


@row("E27", "cookie-once", "redirected")
async def cookie_once(request: Request, peer: Peer) -> object:
    if "seen=1" in request.headers.get("cookie", ""):
        return await peer.send()
    return await peer.redirect("/p", 302, Set_Cookie="seen=1; Path=/")


@row("X20", "cookie-for-ever", "broken")
async def cookie_for_ever(request: Request, peer: Peer) -> object:
    return await peer.redirect("/p", 302, Set_Cookie=f"n={request.number}")


row("E29", "chain-15", "redirected", "{base}/0")(
    chain(*((f"/{n}", 302, f"/{n + 1}") for n in range(15)))
)
row("X21", "chain-30", "broken", "{base}/0")(
    chain(*((f"/{n}", 302, f"/{n + 1}") for n in range(30)))
)
row("E31", "loc-frag-ok", "moved")(chain(("/p", 301, "/dest#sec")))
row("E32", "loc-frag-missing", "missing-fragment")(chain(("/p", 301, "/dest#nope")))
row("E33", "frag-inherit", "moved", "{base}/p#sec")(to("/dest", 301))
row("E34", "frag-inherit-missing", "missing-fragment", "{base}/p#nope")(to("/dest", 301))
row("E35", "loc-utf8", "moved")(to("/dest-é".encode(), 301))
row("E36", "loc-latin1", "moved")(to(b"/dest-\xe9", 301))
row("E37", "loc-space", "moved")(to("/dest file.pdf", 301, dest=b"%PDF-1.4 x"))


@row("E38", "loc-proto-rel", "moved")
async def protocol_relative(request: Request, peer: Peer) -> object:
    if request.path == "/p":
        return await peer.redirect(f"//{request.headers['host']}/dest", 301)
    return await peer.send() if request.path == "/dest" else False


@row("E39", "loc-dotdot", "moved", "{base}/a/p")
async def dots(request: Request, peer: Peer) -> object:
    if request.path == "/a/p":
        return await peer.redirect("../x?a=b", 301)
    return await peer.send() if request.path == "/x?a=b" else False


row("E40", "loc-empty", "broken")(to("", 302))


@row("E41", "loc-none", "broken", asks={"{base}/p301": "broken", "{base}/p302": "broken"})
async def no_location(request: Request, peer: Peer) -> object:
    return await peer.send(int(request.path[2:]), b"moved")


@row("E42", "loc-twice", "broken")
async def two_locations(request: Request, peer: Peer) -> object:
    if request.path != "/p":
        return await peer.send()
    return await peer.raw(
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    )


row("E43", "loc-mailto", "unsafe")(to("mailto:a@b"))
row("E44", "loc-js", "unsafe")(to("javascript:alert(1)"))
row("E45", "loc-file", "unsafe")(to("file:///etc/passwd"))
row("E46", "loc-malformed", "broken")(to("http://[bad/"))
_refresh = '<meta http-equiv="refresh" content="{}">'


def refreshing(content: str) -> Handler:
    """Return a handler whose page refreshes itself elsewhere."""

    async def handler(request: Request, peer: Peer) -> object:
        if request.path == "/p":
            head = _refresh.format(content)
            return await peer.send(200, page("Moved", "<p>We moved.", head=head))
        return await peer.send() if request.path == "/dest" else False

    return handler


row("X22", "meta-refresh", "redirected")(refreshing("0; url=/dest"))
row("X23", "meta-refresh-gone", "broken")(refreshing("0;URL='/gone'"))
row("E49", "meta-refresh-slow", "ok")(refreshing("600; url=/gone"))


@row("E50", "refresh-header", "broken")
async def refresh_header(request: Request, peer: Peer) -> object:
    return (
        await peer.send(200, PAGE, {"Refresh": "0; url=/gone"}) if request.path == "/p" else False
    )


@row("E51", "js-redirect", "redirected")
async def script_redirect(request: Request, peer: Peer) -> object:
    if request.path == "/p":
        return await peer.send(200, b"<script>window.location.href = '/dest';</script>")
    return await peer.send() if request.path == "/dest" else False


row("E52", "session-id", "redirected")(to("/dest;jsessionid=A1B2C3"))
row("E53", "new-301", "moved")(to("/dest", 301))
_WWW = "e10.example.zoo"
row(
    "E10",
    "www-only",
    "moved",
    f"http://{_WWW}:{{port}}/p",
    dns={_WWW: ["{host}"], f"www.{_WWW}": ["{host}"]},
)(  # fmt: skip
    lambda request, peer: (
        peer.send()
        if request.headers["host"].startswith("www.")
        else peer.redirect(f"http://www.{request.headers['host']}{request.path}", 301)
    )
)


def across(new: str, title: str) -> Handler:
    """Return a handler that sends one domain on to another."""

    async def handler(request: Request, peer: Peer) -> object:
        host, _, port = request.headers["host"].partition(":")
        if host.startswith("old"):
            return await peer.redirect(f"http://{new}:{port}/p", 301)
        return await peer.send(200, page(title, "<p>Welcome. " * 20))

    return handler


row(
    "E15",
    "cross-host-301",
    "moved",
    "http://old.e15-office.zoo:{port}/p",
    dns={"old.e15-office.zoo": ["{host}"], "www.e15-county.zoo": ["{host}"]},
)(  # fmt: skip
    across("www.e15-county.zoo", TITLE)
)
row(
    "E16",
    "cross-host-hijack",
    "soft-404",
    "http://old.e16-office.zoo:{port}/p",
    dns={"old.e16-office.zoo": ["{host}"], "lucky.e16-casino.zoo": ["{host}"]},
)(  # fmt: skip
    across("lucky.e16-casino.zoo", "Best Online Casino Bonus 2026")
)
row("E13", "http-only", "ok", "http://e13.rows.zoo:{port}/p", dns={"e13.rows.zoo": ["{host}"]})(
    lambda request, peer: peer.send()
)


@row("E14", "https-downgrade", "insecure", "{tls}/p", tls="good")
async def downgrade(request: Request, peer: Peer) -> object:
    if peer.writer.get_extra_info("ssl_object"):
        address, _ = peer.writer.get_extra_info("sockname")[:2]
        return await peer.redirect(f"http://{address}:{ZOO_PORT[0]}/p", 302)
    return await peer.send()


ZOO_PORT = [0, 0]  # plain and TLS port of the running zoo, unknown to a row otherwise
