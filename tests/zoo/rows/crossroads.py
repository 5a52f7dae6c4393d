"""W, continued: where redirects and scripts lead, told by more than one word of the address."""

from tests.zoo.core import PAGE, TEXT, Peer, Request, asked, page, row
from tests.zoo.rows.further import asking_to_wait, leading, sending, variants
from tests.zoo.rows.webmaster import landing

_LONG = page("County", f"<p>{TEXT * 30}</p>")

landing(
    "W30",
    "guard-articles-by-name",
    "redirected",
    "/blog/login-security-tips",
    "/topics/sign-in-at-the-polls",
    "/news/consent-decree-2020",
    "/research/margin-of-error",
    "/guides/human-error.html",
    "/faq/ballot-not-found",
    "/voting-machines/maintenance/",
    "/auth-methods-for-admins",
    "/gdpr-for-counties",
    "/what-went-wrong/errors/",
    "/trial_and_error",
    "/news/blocked",
    body=_LONG,
)
landing(
    "W31",
    "gates-that-lead-back",
    "blocked",
    "/disclaimer?return=%2Ffrom%2F0",
    "/terms-of-use/accept?returnUrl=/from/1",
    "/welcome-gate.php?next=/from/2",
    "/agree?target=http%3A%2F%2Fh%2Ffrom%2F3",
    "/member-login.aspx",
    "/auth/realms/x/protocol/openid-connect/auth?client_id=a",
    "/cookie-consent",
    body=_LONG,
)
landing("W32", "errors-by-name", "soft-404", "/Generic.aspx?aspxerrorpath=/from/0", "/http-error",
        "/errors/410.html", "/custom_error.html", "/site/error-404", body=_LONG)  # fmt: skip


def _port(request: Request) -> str:
    return request.headers["host"].partition(":")[2]


@row(
    "W33",
    "own-host",
    "",
    asks={
        "http://www.w33-state.zoo:{port}/elections": "redirected",
        "http://www.w33-state.zoo:{port}/old/report": "soft-404",
    },
    dns={"www.w33-state.zoo": ["{host}"], "elections.w33-state.zoo": ["{host}"]},
)
async def own_host(request: Request, peer: Peer) -> object:
    """Lead everything to the front page of a host that is named like one of the paths."""
    if request.headers["host"].startswith("www."):
        return await peer.redirect(f"http://elections.w33-state.zoo:{_port(request)}/")
    return await peer.send()


@row(
    "W34",
    "short-link-to-a-front-page",
    "moved",
    "http://go.usa.gov:{port}/xyz",
    dns={"go.usa.gov": ["{host}"], "www.w34-county.zoo": ["{host}"]},
)
async def short_link(request: Request, peer: Peer) -> object:
    """Lead a short link to the front page that it was made for."""
    if request.headers["host"].startswith("go."):
        return await peer.redirect(f"http://www.w34-county.zoo:{_port(request)}/", 301)
    return await peer.send()


@row(
    "W35",
    "files-that-moved",
    "",
    asks={
        "{base}/report-2020.pdf": "moved",
        "{base}/other.pdf": "soft-404",
        "{base}/kept.pdf": "blocked",
    },
)
async def moved_files(request: Request, peer: Peer) -> object:
    """Lead one file to the page about it, one to a section, one to a login."""
    to = {"/report-2020.pdf": "/pubs/report-2020", "/other.pdf": "/pubs/", "/kept.pdf": "/login"}
    if request.path in to:
        return await peer.redirect(to[request.path], 301)
    title = "Report 2020 | County" if request.path == "/pubs/report-2020" else "County"
    return await peer.send(200, page(title, f"<p>{TEXT * 30}</p>"))


@row(
    "W36",
    "agency-that-names-games",
    "moved",
    "http://old.w36-board.zoo:{port}/p",
    dns={"old.w36-board.zoo": ["{host}"], "w36-board.gov": ["{host}"]},
)
async def agency(request: Request, peer: Peer) -> object:
    """Lead to a government's own domain, which nobody can have bought."""
    if request.headers["host"].startswith("old."):
        return await peer.redirect(f"http://w36-board.gov:{_port(request)}/p", 301)
    return await peer.send(200, page("Casino Control Commission", f"<p>{TEXT * 30}</p>"))


def _scripted(script: str) -> bytes:
    return page("County", f"<script>{script}</script><p>Open from nine to five.")


variants(
    "W37",
    "guard-scripts-that-wait",
    "ok",
    {
        f"s{at}": sending(_scripted(script))
        for at, script in enumerate(
            (
                "function go(){location.href='/search?q='+document.f.q.value}",
                "if (location.protocol != 'https:') location.href = 'https:' + rest;",
                "if (top != self) top.location.href = '/gone';",
                "if (screen.width < 700) { window.location = '/gone'; }",
                "function out(){ window.location='/gone'; } setTimeout(out, 900000);",
                "setTimeout(function () { location = '/gone'; }, 900000);",
                "// location.href='/gone'\nvar a = 1;",
                "/* location.href='/gone' */",
                "document.getElementById('b').onclick=function(){location.href='/gone'}",
                "button.addEventListener('click', () => { location.assign('/gone') });",
                "config.location = '/gone';",
                "wide || (location = '/gone');",
            )
        )
    },
)
variants(
    "W38",
    "scripts-that-move-on",
    "redirected",
    {
        f"s{at}": sending(script)
        for at, script in enumerate(
            (
                b"<script>window.onload=function(){location='/dest'}</script>",
                b"<script>setTimeout(function(){window.location.href='/dest'},0)</script>",
                b"<script>(function(){location.replace('/dest')})();</script>",
                b"<script>function r(){location.href='/dest'} r();</script>",
                b"<script>function r(){location.href='/dest'} setTimeout(r, 100);</script>",
                b"<script>window['location']='/dest'</script>",
                b"<script>window.location.replace(`/dest`)</script>",
                b'<script><!--\nwindow.location = "\\/dest";\n//--></script>',
                b"<body onload=\"r()\"><script>function r(){location.href='/dest'}</script>",
            )
        )
    },
)
leading("W39", "loc-three-slashes", "redirected", "///HOST/dest")
leading("W40", "loc-scheme-three-slashes", "redirected", "http:///HOST/dest")
asked(
    "W41",
    "hosts-that-no-registry-takes",
    "malformed",
    "https://www.eac,gov/",
    "https://cisa.gov;/x",
    "https://(eac.gov)/",
    "https://eac.gov'/",
    "https://eac.gov&x=1/",
)


# A year that no clock has.
row("W42", "retry-after-no-date", "ok")(asking_to_wait("Sun, 06 Nov 99999999999 08:49:37 GMT"))


@row("W43", "cookie-taken-back", "redirected")
async def taken_back(request: Request, peer: Peer) -> object:
    """Set a cookie, take it back with a date that has passed, and only then show the page."""
    if "c=1" in request.headers.get("cookie", ""):
        old = "c=; expires=Sat, 01 Jan 2000 00:00:00 GMT; path=/"
        return await peer.redirect("/p", Set_Cookie=old)
    if request.number == 1:
        return await peer.redirect("/p", Set_Cookie="c=1; path=/")
    return await peer.send()


@row("W44", "no-length-no-end", "ok")
async def no_end(request: Request, peer: Peer) -> object:
    """Send a page without its length, and keep the connection open."""
    await peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    return await peer.hang()
