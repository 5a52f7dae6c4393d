"""V, continued: where a page says that it is gone or out of order, and in what shape."""

import base64
import hashlib
import json

from tests.zoo.core import TEXT, Handler, Peer, Request, page, row
from tests.zoo.rows.further import sending, titled, variants

_SHORT = f"<p>{TEXT}</p>"
_LONG = f"<p>{TEXT * 30}</p>"
_MENU = "".join(f"<li><a href=/{at}>County service number {at}</a>" for at in range(180))


def _json(value: object) -> Handler:
    return sending(json.dumps(value).encode(), kind="application/json")


variants(
    "V10",
    "gone-in-words-of-frameworks",
    "soft-404",
    {
        "asp": _json(
            {
                "Message": "No HTTP resource was found that matches the request URI 'http://h/x'.",
                "MessageDetail": "No type was found that matches the controller named 'x'.",
            }
        ),
        "route": _json({"message": "The route x could not be found."}),
        "found": _json({"_index": "pages", "_id": "1", "found": False}),
        "null": _json(None),
        "blob": sending(b"The specified blob does not exist.", kind="text/plain"),
        "iis": sending(
            page(
                "404 - File or directory not found.",
                "<h2>404 - File or directory not found.</h2><h3>The resource you are looking for "
                "might have been removed.</h3>",
                heading="Server Error",
            )
        ),
        "soon": sending(page("Coming Soon", "<p>Site coming soon")),
    },
)
variants(
    "V11",
    "gone-beside-a-long-menu",
    "soft-404",
    {
        "title": sending(page("Error 404 Not Found", _MENU, heading="Department of State")),
        "agency": sending(
            page(
                "Page not found",
                f"{_MENU}<h1>Sorry, something went wrong</h1>The page you're looking for doesn't "
                "exist.",
                heading="Agency",
            )
        ),
        "heading": sending(page("Department of State", f"{_MENU}<p>Use the menu", heading="404")),
    },
)
variants(
    "V12",
    "gone-without-a-heading",
    "soft-404",
    {
        "boxes": sending(
            page(
                "County",
                "<div>404</div><div>Page not found</div><a href=/>Home</a>",
                heading="",
            )
        ),
        "bold": sending(
            page("County", "<p><b>Page not found</b></p><p>Return to home</p>", heading="")
        ),
    },
)
variants(
    "V13",
    "out-of-order",
    "unreachable",
    {
        "wrong": sending(page("Whoops, looks like something went wrong.", "<p>x")),
        "critical": sending(
            page("Site Error", "<p>There has been a critical error on this website.", heading="")
        ),
        "upgraded": sending(page("Site is being upgraded", "<p>Please check back later")),
        "below": sending(
            page("County", "<h2>This site is currently down for maintenance</h2>", heading="")
        ),
        "off": sending(
            page("County Website Offline", "<p>Please try again.", heading="Site off-line")
        ),
    },
)
titled(
    "V14",
    "guard-outages",
    "ok",
    "Maintenance of voting machines",
    "Office temporarily closed on Monday",
    "Vote by mail is back",
    "What went wrong in 2020",
    "System errors: what poll workers do",
    "Technical problems of tabulators",
    "Sign up for updates",
    "Voting systems: offline by design",
    "We're back at the old town hall",
    "An error has occurred in our newsletter of May",
    body=_SHORT,
)
variants(
    "V15",
    "guard-data-about-errors",
    "ok",
    {
        "log": _json({"error": "none so far", "county": "X", "votes": 3, "error_rate": 0.1}),
        "text": _json({"message": "Welcome", "county": "X"}),
        "lost": _json({"message": "Ballots not found in the drop box: 0", "rows": [1, 2]}),
        "links": sending(page("Useful links", f"{_MENU}<h2>Files you need</h2>")),
        "article": sending(page("County", f"{_LONG}<h2>Page not found</h2>{_LONG}")),
    },
)


def _catch_all(body: bytes, status: int = 200) -> Handler:
    """Return a handler that sends one page for every address."""

    async def handler(request: Request, peer: Peer) -> object:
        number = request.number  # which no two visits share
        return await peer.send(status, body + b"<script>nonce='x%dQz=='</script>" % number)

    return handler


_HOME = '<link rel="canonical" href="/">'
row("V20", "catch-all-front-page", "soft-404", "{base}/p")(
    _catch_all(page("County", f"{_LONG}", head=_HOME))
)
row("V21", "catch-all-of-another-topic", "soft-404", "{base}/reports/annual-audit-summary.html")(
    _catch_all(page("County", _LONG))
)
row("V22", "catch-all-at-its-own-address", "ok", "{base}/")(
    _catch_all(page("County", _LONG, head=_HOME))
)
row("V23", "guard-many-addresses", "ok", "{base}/county/elections-office")(
    _catch_all(page("County", _LONG))
)


@row("V24", "guard-what-is-not-there-leads-here", "ok", "{base}/welcome-everybody")
async def leads_here(request: Request, peer: Peer) -> object:
    """Lead every other address to this one."""
    if request.path != "/welcome-everybody":
        return await peer.redirect("/welcome-everybody")
    return await peer.send(200, page("County", _LONG, head=_HOME))


variants(
    "V25",
    "guard-odd-canonical",
    "ok",
    {
        "a": sending(page("County", _LONG, head=_HOME)),
        "b": sending(page("County", _LONG, head='<meta property="og:url" content="http://[">')),
        "annual-audit-summary": sending(page("County", _LONG)),
    },
)

_NAV = "".join(f"<a href=/{at}>Elections service {at}</a> " for at in range(40))
_FOOT = f"<footer><p>{TEXT}</footer>"


def _site(main: str, title: str = "County of X") -> Handler:
    return sending(page(title, f"<nav>{_NAV}</nav>{main}{_FOOT}", heading=""))


variants(
    "V60",
    "gone-below-an-exclamation",
    "soft-404",
    {
        "sorry": _site("<h1>We're sorry</h1><p>The page you requested cannot be found. Try again."),
        "error": _site("<h1>Error</h1><p>Page not found.", title="Error"),
        "alert": _site('<div role=alert>The requested page "/alert" could not be found.</div>'),
        "small": _site("<h4>Page not found</h4>"),
        "away": _site("<h1>This page has been archived or removed</h1>"),
    },
)
variants(
    "V61",
    "gone-in-words-of-hosts",
    "soft-404",
    {
        "php": sending(b"No input file specified.", kind="text/html"),
        "xml": sending(
            b"<?xml version='1.0'?><error><code>404</code><message>Not found</message></error>",
            kind="application/xml",
        ),
        "domain": sending(page("Domain Not Found", "<p>.")),
        "app": sending(page("Hosting | No such app", "<p>.", heading="")),
        "video": sending(page("This video is unavailable", "<p>.")),
        "user": sending(page("User not found", "<p>.")),
        "request": sending(page("400 Bad Request", "<p>.")),
        "forwarding": sending(
            page(
                "Gone",
                "<p>The requested resource is no longer available on this server and there is no "
                "forwarding address.",
            )
        ),
    },
)
variants(
    "V62",
    "guard-below",
    "ok",
    {
        "lookup": _site(f"<h1>Voter lookup</h1><p>If your record is not found, call us. {TEXT}"),
        "help": _site(f"<h1>Elections</h1><p>{TEXT}<h3>Can't find what you're looking for?</h3>"),
        "posts": sending(page("News", f"{_SHORT}<h2>There are no posts here yet</h2>")),
        "files": sending(page("Documents", f"<h2>Files</h2><p>No files found here.</p>{_SHORT}")),
        "output": sending(
            page("Ping", f"<h2>Use</h2>{_SHORT}<pre>ERR! 404 Not Found - GET /x</pre><h2>See</h2>")
        ),
        "agenda": sending(page("Agenda", "<p>No agenda available for this meeting.")),
        "feed": sending(
            b"<?xml version='1.0'?><rss><channel><title>404</title></channel></rss>",
            kind="application/rss+xml",
        ),
    },
)

_FORM = "<form><input name=u><input type=password name=p><button>OK</button></form>"
variants(
    "V63",
    "login-in-any-words",
    "blocked",
    {
        "members": sending(page("Members only", f"<p>Please sign in to continue</p>{_FORM}")),
        "below": sending(page("Restricted", f"<h2>Log in</h2>{_FORM}", heading="")),
        "protected": sending(page("Minutes", f"<p>This page is password protected.{_FORM}")),
        "code": sending(page("Access code", _FORM)),
        "spanish": sending(page("Iniciar sesi\u00f3n", _FORM)),
        "french": sending(page("Connexion", _FORM)),
        "required": sending(page("Login required", "<p>.")),
        "must": sending(page("You need to sign in", "<p>To see this page, sign in.")),
    },
)
titled(
    "V64",
    "walls-in-further-words",
    "blocked",
    "One more step",
    "Bot detected",
    "Human check",
    "Robot verification",
    "Too Many Requests",
    "Rate limit exceeded",
    "429 Too Many Requests",
    "Web Application Firewall",
    "Site blocked",
    "Access to this website is restricted in your region",
)
variants(
    "V65",
    "walls-by-text-at-503",
    "blocked",
    {
        "check": sending(page("County", "<p>Checking your browser", heading=""), 503),
        "script": sending(b"<noscript>Enable JavaScript and cookies to continue</noscript>", 503),
    },
)
variants(
    "V66",
    "guard-forms-and-walls",
    "ok",
    {
        "portal": sending(page("Voter portal", f"{_SHORT}{_FORM}")),
        "pledge": sending(page("Sign on to the pledge", f"<form><input name=n></form>{_SHORT}")),
        "sign": sending(page("Sign in", "<p>Plain words")),
        "login": sending(page("Log in", _FORM)),
        "steps": sending(page("One more step to vote by mail", _SHORT)),
        "kiosks": sending(page("Robot checks of ballots", _SHORT)),
        "roads": sending(page("Blocked roads on election day", _SHORT)),
        "limits": sending(page("Rate limits of our API", _SHORT)),
    },
)


@row("V26", "frame-with-a-nonce", "soft-404", "{base}/reports/x")
async def with_nonce(request: Request, peer: Peer) -> object:
    """Send the same frame for every address, but never the same bytes."""
    nonce = base64.b64encode(hashlib.sha256(str(request.number).encode()).digest()).decode()
    frame = f"<div id=root></div><script nonce='{nonce}' src=/m.js></script>"
    return await peer.send(200, page("App", frame, heading=""))


_HIDDEN = "<h2>Page not found</h2>"
variants(
    "V67",
    "guard-notices-that-are-not-shown",
    "ok",
    {
        "hidden": sending(page("County", f"<div hidden>{_HIDDEN}<div>x</div></div>{_SHORT}")),
        "style": sending(
            page("County", f"<div style='display: none'>{_HIDDEN}<p>404</div>{_SHORT}")
        ),
        "last": sending(page("County", f"{_SHORT}<section hidden=''>{_HIDDEN}</section>")),
        "dialog": sending(page("County", f"<dialog>{_HIDDEN}</dialog>{_SHORT}")),
        "words#:~:text=secret%20words": sending(
            page("County", f"<div style='display:none'>secret words</div>{_SHORT}")
        ),
        "place#in": sending(page("County", f"<div hidden><p id=in>x</div>{_SHORT}")),
        "icon": sending(
            f"<body><svg><title>Not found</title></svg><h1>County</h1>{_SHORT}".encode()
        ),
    },
)
titled(
    "V68",
    "gone-between-other-bars",
    "soft-404",
    "HTTP/1.1 404 Not Found",
    "County / Page not found",
    "404 / County",
    "Page not found\u2014County",
    body="<p>.",
)
