"""Y, continued: what webmasters do when pages go, and pages that hardly look like any."""

from tests.zoo.core import PAGE, TEXT, Peer, Request, page, row, serve
from tests.zoo.rows.content import _LONG
from tests.zoo.rows.further import leading, sending, titled, variants
from tests.zoo.rows.redirects import across
from tests.zoo.rows.robots import with_robots


def landing(
    identity: str, name: str, verdict: str, *places: str, status: int = 302, body: bytes = PAGE
) -> None:
    """Register a row whose pages redirect to *places*, where *body* is."""

    async def handler(request: Request, peer: Peer) -> object:
        if request.path.startswith("/from/"):
            return await peer.redirect(places[int(request.path[6:])], status)
        if request.path in {place.partition("#")[0] for place in places}:
            return await peer.send(200, body)
        return False

    asks = {"{base}/from/%d" % at: verdict for at in range(len(places))}
    row(identity, name, "", asks=asks)(handler)


landing(
    "Y70",
    "error-pages-by-name",
    "soft-404",
    "/Pages/PageNotFoundError.aspx?requestUrl=x",
    "/404error",
    "/404page.html",
    "/error-404",
    "/Error/NotFound",
    "/FileNotFound.aspx",
    "/errors/410.html",
    "/?notfound=1",
    body=page("County", _LONG),
)
landing("Y71", "home-by-name", "soft-404", "/en/home", "/us/en/", "/en-us/", "/Default.aspx",
        "/home/", "/index.cfm", status=301)  # fmt: skip
landing(
    "Y72",
    "gates-by-name",
    "blocked",
    "/captcha?back=%2Fp",
    "/human-verification",
    "/access-denied",
    "/bot-check",
    "/unsupported-browser.html",
    "/_challenge/x",
    body=page("County", _LONG),
)
landing("Y73", "maintenance-by-name", "unreachable", "/maintenance.html", "/site-maintenance/",
        body=page("County", "<p>Please come back."))  # fmt: skip
landing("Y74", "guard-names", "redirected", "/blocked-drains", "/maintenance-of-voting-machines",
        "/challenges-of-2026", "/error-rates", "/home-visits",
        "/authority/who-we-are")  # fmt: skip
variants(
    "Y75",
    "gone-below-the-first-heading",
    "soft-404",
    {
        "h2": sending(b"<title>County</title><h2>Page not found</h2><p>Try the search."),
        "second": sending(
            b"<title>County</title><h1>County of X</h1><p>Menu</p><h1>404</h1><p>Sorry"
        ),
        "logo": sending(
            b"<title>County</title><h1><img src=l.png></h1><h2>We can't find that page</h2>"
        ),
        "text": sending(b"<html><body>Page not found</body></html>"),
        "pre": sending(b"<title>County</title><pre>404 Not Found\n</pre>"),
    },
)
variants(
    "Y76",
    "guard-below-the-first-heading",
    "ok",
    {
        "faq": sending(
            page("Voting by mail", f"<h2>Ballot not found</h2>{_LONG}<h2>Page missing</h2>")
        ),
        "errors": sending(page("Error codes", f"<h2>404 Not Found</h2>{_LONG}<h2>500</h2>")),
    },
)
variants(
    "Y77",
    "pages-without-words",
    "ok",
    {
        "image": sending(b"<html><body><img src=/map.png></body></html>"),
        "frames": sending(b"<html><frameset><frame src=/a><frame src=/b></frameset></html>"),
        "video": sending(b"<body><video src=/v.mp4></video></body>"),
        "svg": sending(b"<body><svg><path d='M0 0'/></svg></body>"),
        "feed": sending(b"<?xml version='1.0'?><rss><channel/></rss>", kind="text/xml"),
        "css": sending(b"p{}", kind="text/css"),
    },
)
variants(
    "Y78",
    "pages-of-nothing",
    "soft-404",
    {
        "comment": sending(b"<html><!-- nothing --><body></body></html>"),
        "mark": sending(b"\xef\xbb\xbf"),
        "tags": sending(b"<html><head></head><body><div></div></body></html>"),
        "text": sending(b"\n", kind="text/plain"),
    },
)
titled("Y79", "browsers-turned-away", "blocked", "Unsupported browser", "Browser not supported",
       "Your browser is not supported", "Please update your browser")  # fmt: skip
titled("Y80", "for-sale", "soft-404", "county-votes.org is for sale", "HugeDomains.com",
       "This Web site coming soon", "Domain Default page", "Account Suspended",
       "Domain parked by its owner", "Website expired")  # fmt: skip
variants(
    "Y81",
    "headers-that-mean-nothing-here",
    "ok",
    {
        "location": sending(headers={"Location": "/gone"}),
        "created": sending(status=201, headers={"Location": "/gone"}),
        "alt-svc": sending(headers={"Alt-Svc": 'h3=":443"; ma=1', "Upgrade": "h2c"}),
        "hsts": sending(headers={"Strict-Transport-Security": "max-age=99"}),
        "retry": sending(headers={"Retry-After": "3600"}),
        "attachment": sending(headers={"Content-Disposition": "attachment; filename=x.html"}),
        "canonical": sending(page("County", _LONG, head='<link rel=canonical href="/gone">')),
    },
)
row("Y82", "gone-with-location", "broken")(serve(PAGE, 404, headers={"Location": "/dest"}))
for _id, _name, _verdict, _status in (
    ("Y83", "moved-to-gone", "broken", 404),
    ("Y84", "moved-to-refused", "blocked", 403),
    ("Y85", "moved-to-fault", "unreachable", 500),
):

    @row(_id, _name, _verdict)
    async def moved_to(request: Request, peer: Peer, status: int = _status) -> object:
        if request.path == "/p":
            return await peer.redirect("/next", 301)
        return await peer.send(status, b"<h1>x</h1>")


row("Y86", "robots-with-mark", "blocked")(
    with_robots(b"\xef\xbb\xbfUser-agent: ElectionSecurityGuideLinkCheck/1.0\r\nDisallow: /\r\n")
)
row("Y87", "robots-allows", "ok")(
    with_robots(b"user-agent: electionsecurityguidelinkcheck\nAllow: /p\nDisallow: /\n")
)
row("Y88", "robots-pattern", "blocked", "{base}/p/a.pdf?x")(
    with_robots(b"User-agent: *\nUser-agent: ElectionSecurityGuideLinkCheck\nDisallow: /*.pdf\n")
)
row("Y89", "robots-fault", "ok")(with_robots(b"oops", 500))
row("Y90", "downgrade-for-good", "insecure", "{tls}/p", tls="good")(
    lambda request, peer: (
        peer.redirect(f"http://{peer.writer.get_extra_info('sockname')[0]}:{_plain()}/p", 301)
        if peer.writer.get_extra_info("ssl_object")
        else peer.send()
    )
)


def _plain() -> int:
    from tests.zoo.rows.redirects import ZOO_PORT

    return ZOO_PORT[0]


row(
    "Y91",
    "no-address",
    "broken",
    "http://y91.names.zoo:{port}/p",
    dns={"y91.names.zoo": ["nothing"]},
)(serve())
row(
    "Y92",
    "private-beside-public",
    "ok|unsafe",
    "http://y92.names.zoo:{port}/p",
    dns={"y92.names.zoo": ["10.0.0.5", "{host}"]},
)(serve())
row("Y93", "cname-loop", "unreachable|broken", "http://y93.names.zoo:{port}/p",
    dns={"y93.names.zoo": ["cname:y93.names.zoo"]})(serve())  # fmt: skip


@row("Y94", "headers-then-silence", "unreachable")
async def silence(request: Request, peer: Peer) -> object:
    await peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n")
    return await peer.hang()


@row("Y95", "chunks-cut-off", "ok")
async def cut_chunks(request: Request, peer: Peer) -> object:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    await peer.raw(head + b"%x\r\n%b\r\n" % (len(PAGE), PAGE))
    return peer.finish()


@row("Y96", "continue-then-silence", "unreachable")
async def continue_only(request: Request, peer: Peer) -> object:
    await peer.raw(b"HTTP/1.1 100 Continue\r\n\r\n")
    return await peer.hang()


leading("Y97", "loc-with-tracking", "moved", "/dest?utm_source=x", status=301)
leading("Y98", "loc-dot", "redirected", "./../dest")
row(
    "Z01",
    "renamed-home",
    "moved",
    "http://old.z01-office.zoo:{port}/",
    dns={"old.z01-office.zoo": ["{host}"], "new.z01-county.zoo": ["{host}"]},
)(across("new.z01-county.zoo", "County elections office"))
row(
    "Z02",
    "waiting-room",
    "blocked",
    "http://www.z02-votes.zoo:{port}/p",
    dns={"www.z02-votes.zoo": ["{host}"], "z02.queue-it.net": ["{host}"]},
)(
    lambda request, peer: (
        peer.redirect(f"http://z02.queue-it.net:{request.headers['host'].partition(':')[2]}/?c=z")
        if request.headers["host"].startswith("www.")
        else peer.send(200, page("Please wait in line", f"<p>{TEXT}"))
    )
)
variants(
    "Z03",
    "fragments-that-are-none",
    "ok",
    {
        "v.mp4#t=30": sending(b"\0\0\0\x18ftypmp42" + b"\0" * 900, kind="video/mp4"),
        "i.png#xywh=1,2,3,4": sending(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, kind="image/png"),
        "d.csv#row=3": sending(b"a,b\n1,2\n", kind="text/csv"),
        "p#:~:text=": sending(page("A page", _LONG)),
        "j.json#/a/b": sending(b'{"a": {"b": 1}}', kind="application/json"),
        "f.pdf#view=FitH&zoom=50": sending(b"%PDF-1.4\n", kind="application/pdf"),
        "f2.pdf#search=ballot": sending(b"%PDF-1.4\n", kind="application/pdf"),
    },
)

titled("Z04", "guard-numbers", "ok", "500 Main Street", "503 ballots counted", "401 Church Road",
       "502 Service Road", "Error rates of voting machines", "410 Gone with the wind lane")  # fmt: skip
row("Z05", "guard-sign-up", "ok")(
    serve(page("Sign up to work at the polls", "<form><input type=email></form>"))
)
landing("Z06", "guard-gates", "redirected", "/challenge/2026", "/news/missing-ballots",
        "/blocked-numbers", "/errors-and-omissions")  # fmt: skip
