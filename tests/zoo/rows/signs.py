"""Z, continued: signs of what a page is, and pages that only bear the like of them."""

from tests.zoo.core import PAGE, TEXT, Peer, Request, asked, page, row
from tests.zoo.rows.further import sending, titled, variants
from tests.zoo.rows.webmaster import landing

_SHORT = f"<p>{TEXT}</p>"
_LONG = f"<p>{TEXT * 5}</p>"
_MOVE = b"<meta http-equiv=refresh content='%s'>"


def _shown(body: str, title: str = "", head: str = "") -> object:
    """Return a handler for a page without a heading."""
    return sending(page(title, body, heading="", head=head))


# -- walls, logins and gates -------------------------------------------------------------------

variants(
    "Z10",
    "walls-by-what-they-say",
    "blocked",
    {
        "check": _shown("<p>Please wait.", "Checking you are not a bot"),
        "sure": _shown("<p>Please wait.", "We're making sure that you are a real person"),
        "page": sending(page("Web Page Blocked", "<p>The URL is banned.")),
        "page-503": sending(page("Web Page Blocked", "<p>The URL is banned."), 503),
        "access": _shown("<p>Blocked by our security policy. Incident 333", "Access blocked"),
        "request": _shown("<p>Your request was blocked by our security policy."),
        "service": _shown("<p>You triggered the service, which has blocked your request."),
        "law": _shown("<p>Access cannot be granted.", "451: Unavailable due to legal reasons"),
        "bot": sending(b"You appear to be a bot.", kind="text/plain"),
        "line": sending(page("Queue", "<p>Estimated wait: 5 minutes", heading="You are in line")),
        "room": sending(page("Waiting Room", "<p>Your estimated wait time is 3 minutes")),
        "akamai": _shown("<script src='/_sec/cp_challenge/ak.js'></script><div id=x></div>"),
        "verify": sending(_MOVE % b"5; URL=/verify?bm-verify=AAQ"),
        "azure": _shown("<p>Your request is being verified.", "Azure WAF JavaScript Challenge"),
        "fastly": _shown("<script src='/_fs-ch-1T1w/script.js'></script>"),
        "netscaler": _shown("<form></form><script>x()</script>", "Challenge Validation"),
        "distil": _shown("<div id='distilIdentificationBlock'></div>"),
        "ip": _shown("<p>Contact us.", "Your IP has been blocked"),
        "401.2": sending(
            page(
                "401 - Unauthorized: Access is denied due to invalid credentials.",
                heading="Server Error",
            )
        ),
        "reblaze": _shown("<script>window.rbzns={bereshit:1};winsocks();</script>"),
    },
)
variants(
    "Z11",
    "guard-words-of-walls",
    "ok",
    {
        "geo": sending(page("Content not available in your country: a study", _LONG)),
        "ramp": sending(
            page("Access blocked: no ramp at Oak Street", _SHORT, heading="No ramp at Oak Street")
        ),
        "records": sending(
            page("How to tell whether your request was blocked by the county", _SHORT)
        ),
        "line": sending(page("In line at closing time", "<p>Voters in line may vote.")),
        "room": sending(page("Waiting room", "<p>It is on the second floor.")),
        "check": sending(page("Checking that you are registered", _SHORT)),
    },
)
variants(
    "Z12",
    "logins-without-a-form-yet",
    "blocked",
    {
        "into": sending(page("Log into County", "<form><input><input type=password></form>")),
        "frame": _shown("<div id=x></div><script src=/login.js></script>", "County - Sign In"),
        "members": sending(
            page("Members only", "<p>You must be logged in to view this content.</p>")
        ),
        "shared": sending(
            page("Something went wrong", "<h2>This site hasn't been shared with you")
        ),
        "access": _shown("<p>You need access</p><p>Ask the owner.", "Drive"),
        "plain": sending(b"Forbidden", kind="text/plain"),
        "rate": sending(b"Rate limit exceeded", kind="text/plain"),
    },
)
variants(
    "Z13",
    "guard-words-of-logins",
    "ok",
    {
        "comment": sending(
            page("A vote", "<p>It passed.<p>You must be logged in to post a comment.")
        ),
        "frame": _shown("<div id=x></div><script src=/map.js></script>", "County GIS | Map"),
        "rights": sending(
            page("Access denied", "<p>Help.", heading="Access denied? Your rights at the polls")
        ),
        "many": sending(
            page("Too many requests for ballots", "<p>More.", heading="Too many requests")
        ),
        "safely": sending(page("Log in safely", "<form><input name=q></form><p>Use a key.")),
        "film": sending(page("You need permission to film", _SHORT)),
        "selfie": sending(page("You are not allowed to take a ballot selfie", _SHORT)),
        "plain": sending(b"Forbidden: electioneering near the door.", kind="text/plain"),
    },
)

# -- gone, and out of order --------------------------------------------------------------------

titled(
    "Z14",
    "gone-in-still-other-words",
    "soft-404",
    "We're sorry, but there is not a web page matching your entry.",
    "This job posting is no longer available",
    "This page is not published",
    "This document is no longer available online",
    "This isn't the page you're looking for",
    "The web address you entered is not a functioning page on our site",
    "This page is no longer in service",
    "This site has been decommissioned",
    "Blog not found",
    "This content isn't available right now",
    "Seite nicht ge&shy;funden",
    "<span>Page</span> <em>not</em> <span>found</span>",
    "Page<br>not<br>found",
    "Não encontramos esta página",
    "Hindi nahanap ang pahina",
    "Ukurasa haujapatikana",
    "Strani ni mogoče najti",
    "Ez da orria aurkitu",
    "पृष्ठ सापडले नाही",
    "पृष्ठ फेला परेन",
    "ਪੰਨਾ ਨਹੀਂ ਮਿਲਿਆ",
    "પૃષ્ઠ મળ્યું નથી",
    "పేజీ కనుగొనబడలేదు",
    "പേജ് കണ്ടെത്തിയില്ല",
    "Fann ikkje sida",
    "Nrhiav tsis tau nplooj ntawv",
)
variants(
    "Z15",
    "gone-in-a-line",
    "soft-404",
    {
        "get": sending(b"Cannot GET /docs/guide", kind="text/plain"),
        "gone": sending(b"Gone", kind="text/plain"),
        "locate": sending(
            page("Error Page", "<p>We were unable to locate the page you requested.")
        ),
        "clause": sending(
            page("County", "<p>The page was not found, and we have a fine guess why.", "Our bad")
        ),
        "fields": sending(
            page("Error", "<p>There was an unexpected error (type=Not Found, status=404).", "Label")
        ),
        "parked": _shown("<p>The Sponsored Listings displayed above are served by a third party."),
    },
)
variants(
    "Z16",
    "out-of-order-in-a-line",
    "unreachable",
    {
        "plain-500": sending(b"Internal Server Error", kind="text/plain"),
        "plain-503": sending(b"Service Unavailable", kind="text/plain"),
        "plain-mesh": sending(b"no healthy upstream", kind="text/plain"),
        "plain-site": sending(b"The website encountered an unexpected error.", kind="text/plain"),
        "asp": sending(
            page("Object reference not set", heading="Server Error in '/' Application.")
        ),
        "rails": sending(page("We're sorry, but something went wrong (500)")),
        "cache": sending(
            page("503 Backend fetch failed", heading="Error 503 Backend fetch failed")
        ),
        "sql": _shown("SQLSTATE[HY000] [2002] Connection refused"),
        "quota": sending(page("Bandwidth Limit Exceeded", "<p>The site owner reached a limit.")),
        "crowd": sending(page("We are experiencing high traffic", "<p>Please try again later.")),
        "outage": sending(page("Planned outage", "<p>Our systems are unavailable until 8 pm.")),
        "upgrade": sending(page("We are upgrading our systems", "<p>Back on Monday.")),
        "lapse": sending(
            page("Due to the lapse in federal government funding, this website is unavailable")
        ),
        "busy": sending(page("Server busy", "<p>Please try again later.")),
        "building": sending(page("This site is under construction", "<p>.")),
        "php": _shown("<b>Fatal error</b>: Uncaught Error in <b>/www/a.php</b> on line <b>3</b>"),
        "warning": _shown(
            "<b>Warning</b>: connect(): refused in <b>/www/a.php</b> on line <b>4</b>"
        ),
        "java": _shown(
            "<pre>java.lang.NullPointerException\n\tat org.a.Main.run(Main.java:10)</pre>"
        ),
        "python": _shown("<pre>Traceback (most recent call last):\n  File 'a.py'</pre>"),
    },
)
variants(
    "Z17",
    "guard-words-of-faults",
    "ok",
    {
        "results": sending(
            page("Search results for 'page not found'", "<li><a href=/1>Pages not found</a>")
        ),
        "table": sending(page("Codes of the scanner", "<table><tr><td>404<td>Jam in the feeder")),
        "docs/404": sending(page("404 Not Found - HTTP", f"<p>{TEXT * 4}")),
        "docs/503": sending(page("503 Service Unavailable - HTTP", f"<p>{TEXT * 4}")),
        "ask": sending(
            page("Wahlhelfer", _LONG, heading="Nicht gefunden? So finden Sie Ihr Wahllokal")
        ),
        "engines": sending(page("500 internal combustion engines", _SHORT)),
        "built": sending(page("Voting site under construction moves to library", _SHORT)),
        "warned": sending(b"<b>Warning</b>: x in <b>/a.php</b> on line <b>4</b><br>" + PAGE),
        "power": sending(page("Planned power outage", "<p>Polling goes on.")),
        "crowds": sending(
            page("We are experiencing high traffic at polling places", "<p>Come early.")
        ),
        "parked": sending(page("Parking", "<p>Behind the courthouse.", heading="Parked free")),
        "unable": sending(page("Unable to locate your polling place?", _SHORT)),
        "plain": sending(b"Maintenance of the voter list is due.", kind="text/plain"),
        "study": sending(page("Sponsored listings displayed above results: a study", _SHORT)),
    },
)
landing("Z18", "swept-to-the-site-map", "soft-404", "/sitemap", "/site-map.html", "/SiteIndex.aspx")
landing("Z28", "error-pages-by-their-words", "soft-404", "/en/page-removed.html", "/link-expired",
        "/content-not-available", "/invalid-url", "/sorry-page", "/system-error")  # fmt: skip
landing("Z29", "outages-by-their-words", "unreachable", "/site-unavailable", "/system_offline")
landing("Z30", "guard-words-in-addresses", "moved", "/removed-names", "/gone-fishing",
        "/outage-planning", "/offline-voting", "/invalid-ballots", status=301)  # fmt: skip
row("Z19", "guard-site-map", "moved", "{base}/sitemap.php")(
    lambda request, peer: (
        peer.redirect("/site-map", 301)
        if request.path == "/sitemap.php"
        else peer.send(200, page("Site map", _SHORT))
    )
)

# -- addresses ---------------------------------------------------------------------------------


@row("Z20", "escapes-in-small-letters", "ok", "{base}/caf%c3%a9/a%2fb?x=%3a")
async def small_escapes(request: Request, peer: Peer) -> object:
    """A server that compares addresses letter by letter, as those of Python and Node do."""
    return await peer.send(200 if request.path == "/caf%c3%a9/a%2fb?x=%3a" else 404)


@row("Z21", "small-escapes-after-a-redirect", "moved")
async def small_escapes_in_location(request: Request, peer: Peer) -> object:
    if request.path == "/p":
        return await peer.redirect("/caf%c3%a9", 301)
    return await peer.send(200 if request.path == "/caf%c3%a9" else 404)


@row("Z22", "empty-fragment-of-a-redirect", "moved", "{base}/p#nope")
async def empty_fragment(request: Request, peer: Peer) -> object:
    """An empty fragment leads to the top of the page: that of the link is not carried over."""
    return await (peer.redirect("/new#", 301) if request.path == "/p" else peer.send())


variants(
    "Z23",
    "refresh-relative-to-a-base",
    "redirected",
    {
        "base": sending(b"<base href=/far/../dest>" + _MOVE % b"0;url=?"),
        "script": sending(b"<base href=/x/y><script>location.href='../dest'</script>"),
        "bad": sending(b"<base href='http://[bad/'>" + _MOVE % b"0;url=/dest"),
        "js": sending(b"<base href='javascript:x'>" + _MOVE % b"0;url=/dest"),
        "half": sending(_MOVE % b".5;url=/dest"),
    },
)
variants(
    "Z24",
    "xml-id-in-html",
    "missing-fragment",
    {"p#sec": sending(page("A page", f"<p xml:id=sec>{TEXT}"))},
)
asked(
    "Z25",
    "more-wrappers",
    "redirected",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.eac.gov_x&d=DwMF",
    "https://www.youtube.com/redirect?q=https%3A%2F%2Fwww.eac.gov%2F",
    "https://t.umblr.com/redirect?z=https%3A%2F%2Fwww.eac.gov%2F&t=x",
    "https://protect2.fireeye.com/v1/url?k=x&u=https%3A%2F%2Fwww.eac.gov%2F",
    "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.eac.gov%2f&c=E,1,x",
    "https://secure-web.cisco.com/1abc/https%3A%2F%2Fwww.eac.gov%2F",
)
variants(
    "Z26",
    "guard-files-like-errors",
    "ok",
    {
        "a.xml": sending(
            b"<!-- Schema of the county -->\n<schema><enum/></schema>", kind="text/xml"
        ),
        "b.txt": sending(b"scan 1\n\n404 not found\n-- end --\nscan 2\nok\n", kind="text/plain"),
    },
)


@row("Z27", "half-an-answer-then-none", "ok")
async def half_an_answer(request: Request, peer: Peer) -> object:
    """A page that was cut short is what is known, though nothing comes after it."""
    if request.number > 1:
        return peer.reset()
    await peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n")
    await peer.raw(PAGE)
    return peer.finish()
