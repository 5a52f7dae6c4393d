"""V, continued: where the ends of protocols fray: robots.txt, framing, scripts, searches."""

import gzip

from tests.zoo.core import PAGE, TEXT, Peer, Request, asked, page, row, serve
from tests.zoo.rows.framing import raw
from tests.zoo.rows.further import sending, variants
from tests.zoo.rows.redirects import across
from tests.zoo.rows.robots import with_robots
from tests.zoo.rows.webmaster import landing

_OURS = b"User-agent: ElectionSecurityGuideLinkCheck\n"
_LONG = page("County", f"<p>{TEXT * 30}</p>")

row("V40", "robots-percent-decoded", "blocked")(with_robots(_OURS + b"Disallow: /%70\n"))
row("V41", "robots-percent-case", "blocked", "{base}/p%3Cd")(
    with_robots(_OURS + b"Disallow: /p%3cd\n")
)
row("V42", "robots-in-utf8", "blocked", "{base}/p%C3%A9")(
    with_robots(_OURS + "Disallow: /p\u00e9\n".encode())
)
row("V43", "robots-percent-slash", "ok", "{base}/p/d")(with_robots(_OURS + b"Disallow: /p%2Fd\n"))


@row("V44", "robots-said-to-be-html", "blocked")
async def robots_as_html(request: Request, peer: Peer) -> object:
    body = _OURS + b"Disallow: /\n" if request.path == "/robots.txt" else PAGE
    return await peer.send(200, body)


robots_as_html.robots = True  # type: ignore[attr-defined]

row("V45", "headers-cut-off", "unreachable")(raw(b"HTTP/1.1 200 OK\r\nContent-Type: te"))
row("V46", "gone-with-a-bad-chunk", "broken")(
    raw(b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")
)
row("V47", "packed-twice-said-once", "ok", "{base}/p#sec")(
    serve(gzip.compress(gzip.compress(PAGE)), headers={"Content-Encoding": "gzip"})
)


@row("V48", "retry-after-for-ever", "blocked")
async def wait_for_ever(request: Request, peer: Peer) -> object:
    """Ask for more seconds than any clock will count."""
    if request.number > 1:
        return await peer.send()
    return await peer.send(429, b"", {"Retry-After": "9" * 20})


variants(
    "V50",
    "scripts-in-pieces",
    "redirected",
    {
        f"s{at}": sending(script)
        for at, script in enumerate(
            (
                b"<script>var url = '/dest'; window.location = url;</script>",
                b"<script>window.location.href = window.location.origin + '/dest';</script>",
                b"<script>location.href = '/de' + 'st'</script>",
                b"<script>window.open('/dest', '_self')</script>",
            )
        )
    },
)
variants(
    "V51",
    "script-to-a-file",
    "unsafe",
    {"p": sending(b"<script>location = 'file:///etc/passwd'</script>")},
)
variants(
    "V52",
    "guard-scripts-in-pieces",
    "ok",
    {
        "s0": sending(page("County", "<script>var url='/gone'; go(url);</script><p>Open at nine.")),
        "s1": sending(page("County", "<script>window.open('/gone', '_blank')</script><p>At nine.")),
    },
)
landing("V53", "search-for-itself", "soft-404", "/search?q=from+0", "/site-search/?query=from",
        body=_LONG)  # fmt: skip
landing("V54", "guard-search", "redirected", "/search?county=adams", "/research/", body=_LONG)
row(
    "V55",
    "moved-to-a-broker",
    "soft-404",
    "http://old.v55-county.zoo:{port}/p",
    dns={"old.v55-county.zoo": ["{host}"], "v55-broker.zoo": ["{host}"]},
)(across("v55-broker.zoo", "old.v55-county.zoo is for sale"))
asked("V56", "defanged", "malformed", "hxxp://h.nowhere.zoo/", "hxxps://h.nowhere.zoo/p")
