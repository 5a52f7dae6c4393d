"""Y: what the catalogue does not list, met by thinking as a webmaster and as an attacker."""

import gzip
import json
import zlib

import brotli

from tests.zoo.core import PAGE, TEXT, Handler, Peer, Request, Row, add, asked, page, row, serve
from tests.zoo.rows.framing import raw

_LONG = f"<p>{TEXT * 30}</p>"
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_SIZED = b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE


def variants(identity: str, name: str, verdict: str, replies: dict[str, Handler]) -> None:
    """Register a row of several paths, each answered in its own way."""

    known = {f"/{path.partition('#')[0]}": reply for path, reply in replies.items()}
    known["/dest"] = sending()

    async def handler(request: Request, peer: Peer) -> object:
        reply = known.get(request.path)
        return await reply(request, peer) if reply else False

    add(Row(identity, name, {"{base}/" + path: verdict for path in replies}, handler))


def sending(body: bytes = PAGE, status: int = 200, **options: object) -> Handler:
    """Return a handler that sends one response, whatever is asked for."""
    return lambda request, peer: peer.send(status, body, **options)  # type: ignore[arg-type]


def titled(identity: str, name: str, verdict: str, *titles: str, body: str = "<p>.") -> None:
    """Register a row of pages by their titles, which are their headings, too."""
    pages = {f"t{at}": sending(page(title, body)) for at, title in enumerate(titles)}
    variants(identity, name, verdict, pages)


# -- gone, in other words ----------------------------------------------------------------------

titled(
    "Y01",
    "gone-in-english",
    "soft-404",
    "Sorry, this page isn't available.",
    "We’re sorry, we can't find the page you're looking for",
    "The page you requested could not be found | Agency",
    "File or directory not found.",
    "HTTP Status 404 – Not Found",
    "Error 404 (Not Found)!!1",
    "Object not found!",
    "Page Not Found (404)",
    "404: This page could not be found",
    "That page doesn’t exist",
    "This content is no longer available - County",
    "Agency :: Page no longer exists",
    "Oops, that page is gone.",
    "Whoops! We couldn’t find that page.",
    "The requested URL was not found on this server",
    "Document not found",
    "Broken link",
    "We can't find that page",
)
titled(
    "Y02",
    "gone-in-other-languages",
    "soft-404",
    "Fehler 404 - Die angeforderte Seite wurde nicht gefunden",
    "Diese Seite existiert nicht mehr | Landkreis",
    "Page non trouvée | Ville",
    "Erreur 404 : page introuvable",
    "La page demandée n'existe pas",
    "Cette page n’existe plus",
    "Lo sentimos, la página que busca no existe",
    "No se ha encontrado la página",
    "La página solicitada no se pudo encontrar",
    "Página não encontrada",
    "Pagina non trovata - Comune",
    "Pagina niet gevonden",
    "Nie znaleziono strony",
    "Sidan kunde inte hittas",
    "Siden blev ikke fundet",
    "Sivua ei löytynyt",
    "Stránka nenalezena",
    "Az oldal nem található",
    "Sayfa bulunamadı",
    "Страница не найдена",
    "Сторінку не знайдено",
    "页面不存在",
    "找不到網頁",
    "ページが見つかりません",
    "페이지를 찾을 수 없습니다",
    "Không tìm thấy trang",
    "الصفحة غير موجودة",
)
titled(
    "Y03",
    "guard-missing",
    "ok",
    "Missing | FBI",
    "Missing Persons",
    "Gone Fishing: a guide",
    "Section 404 of the Clean Water Act",
    "What to do if your ballot is not found",
    "Voters not found at their address | County",
    "Removed from the rolls?",
    "Area code 410",
    "Nothing about us without us",
    "The new polling site is coming soon",
    body=_LONG,
)
titled(
    "Y04",
    "server-fault-with-200",
    "unreachable",
    "500 Internal Server Error",
    "502 Bad Gateway",
    "503 Service Temporarily Unavailable",
    "504 Gateway Time-out",
    "Error establishing a database connection",
)
titled("Y05", "refusal-with-200", "blocked", "403 Forbidden", "Access Denied", "401 Unauthorized")
titled(
    "Y06",
    "walls-by-title",
    "blocked",
    "Please verify you are a human",
    "Let's confirm you are human",
    "Robot or human?",
    "Access to this page has been denied",
    "Verifying your browser...",
    "Robot Challenge Screen",
    "Before you continue to the site",
    "Please enable cookies",
    "Cookies required",
)
row("Y07", "wordfence-503", "blocked")(
    serve(page("Your access to this site has been limited by the site owner", "<p>HTTP 503"), 503)
)
row("Y08", "cf-origin-dns", "unreachable")(
    serve(b"error code: 1016", 530, headers={"Server": "cloudflare"}, kind="text/plain")
)
titled("Y09", "guard-topic-of-walls", "ok", "Access denied: a history of voting", "Forbidden City",
       "Robot or human? How to spot accounts that are not people", body=_LONG)  # fmt: skip
variants(
    "Y10",
    "login-in-place",
    "blocked",
    {
        "saml": sending(
            page(
                "Working...",
                '<form method=post action="/sso"><input type=hidden name=SAMLRequest value=x></form>'
                "<script>document.forms[0].submit()</script>",
            )
        ),
        "mail-first": sending(
            page("Sign in to your account", "<form><input type=email name=u></form>")
        ),
    },
)
row("Y11", "guard-login-link", "ok")(
    serve(page("Sign in to the voter portal: how it works", f"<form></form>{_LONG}"))
)

# -- content and its type ----------------------------------------------------------------------

variants(
    "Y12",
    "errors-as-data",
    "soft-404",
    {
        "detail": sending(json.dumps({"detail": "Not found."}).encode(), kind="application/json"),
        "problem": sending(
            json.dumps({"title": "Not Found", "status": 404}).encode(),
            kind="application/problem+json",
        ),
        "as-html": sending(b'{"error": "Not Found"}', kind="text/html"),
        "s3": sending(
            b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Key>p</Key></Error>',
            kind="application/xml",
        ),
        "express": sending(page("Error", "<pre>Cannot GET /express</pre>", heading="")),
    },
)
variants(
    "Y13",
    "files-that-are-not",
    "soft-404",
    {
        "a.pdf": sending(b"File not found", kind="application/pdf"),
        "b.pdf": sending(page("Agency", "<p>Welcome."), kind="application/pdf"),
        "c.docx": sending(page("Error", "<p>Sorry."), kind="application/octet-stream"),
        "d.png": sending(page("Home", "<p>Welcome."), kind="text/html"),
        "e.zip": sending(b"", kind="application/zip"),
    },
)
variants(
    "Y14",
    "files-that-are",
    "ok",
    {
        "a.pdf": sending(b"\xef\xbb\xbf\r\n%PDF-1.4\n" + b"x" * 900, kind="text/html"),
        "File:Seal.jpg": sending(page("File:Seal.jpg - Wiki", f"<p>{TEXT}")),
        "b.docx": sending(b"PK\3\4" + b"\0" * 900, kind="text/html"),
        "c.png": sending(b"\x89PNG\r\n\x1a\n" + b"\0" * 900, kind="text/html"),
        "d.txt": sending(b"Not a word more.", kind="text/plain"),
        "e.json": sending(b"[]", kind="application/json"),
        "f.svg": sending(b"<svg xmlns='http://www.w3.org/2000/svg'/>", kind="image/svg+xml"),
    },
)
row("Y15", "frameset", "ok")(
    serve(b"<html><head><title>County</title></head><frameset><frame src=/a></frameset></html>")
)

# -- redirects ---------------------------------------------------------------------------------


@row("Y16", "loop-of-new-queries", "broken")
async def new_queries(request: Request, peer: Peer) -> object:
    """Redirect to the same page with another number, for ever."""
    return await peer.redirect(f"/p?n={request.number}")


def leading(identity: str, name: str, verdict: str, location: str, *, status: int = 302) -> None:
    """Register a row whose link redirects to *location*; any other path is a page."""

    async def handler(request: Request, peer: Peer) -> object:
        if request.path.startswith("/p"):
            return await peer.redirect(location.replace("HOST", request.headers["host"]), status)
        return await peer.send() if request.path.startswith(("/dest", "/?")) else False

    row(identity, name, verdict, "{base}/p/q")(handler)


leading("Y17", "loc-tab", "redirected", "/de\tst")
leading("Y18", "loc-one-slash", "redirected", "http:/dest")
leading("Y19", "loc-no-slash", "moved", "http:../dest", status=301)
leading("Y20", "loc-upper-scheme", "moved", "HTTP://HOST/dest", status=301)
leading("Y21", "loc-backslash", "redirected", "\\dest")
leading("Y22", "loc-fragment-only", "broken", "#top")
leading("Y23", "loc-userinfo", "unsafe", "http://user:pw@HOST/dest")
leading("Y24", "loc-home-with-error", "soft-404", "/?404")
leading("Y25", "loc-home-from-error", "soft-404", "/?error=notfound&from=%2Fp%2Fq")
leading("Y26", "loc-300", "redirected", "/dest", status=300)
leading("Y27", "loc-disguised-v6", "unsafe", "http://[::ffff:0:127.0.0.1]/")
leading("Y28", "loc-data", "unsafe", "data:text/html,hello")
leading("Y29", "loc-blob", "unsafe", "ws://HOST/dest")


@row("Y30", "cookie-elsewhere", "redirected")
async def cookie_elsewhere(request: Request, peer: Peer) -> object:
    """Set a cookie on one page, want it on the next, come back."""
    has = "c=1" in request.headers.get("cookie", "")
    if request.path == "/p":
        return await (peer.send() if has else peer.redirect("/check/in", Set_Cookie="c=1; path=/"))
    return await (peer.redirect("/p") if has else peer.send(403))


variants(
    "Y31",
    "refresh-forms",
    "redirected",
    {
        "a": sending(headers={"Refresh": "0;/dest"}),
        "b": sending(headers={"Refresh": '1, URL="/dest"'}),
        "c": sending(headers={"Refresh": "0 url=/dest"}),
        "d": sending(page("Moved", head='<META HTTP-EQUIV=Refresh CONTENT="0; URL=/dest">')),
        "e": sending(b"<script>location.replace('/dest')</script>"),
        "f": sending(b"<body onload=\"location='/dest'\"></body>"),
    },
)
variants(
    "Y32",
    "refresh-that-stays",
    "ok",
    {
        "a": sending(
            page(
                "County",
                _LONG,
                head='<noscript><meta http-equiv=refresh content="0;url=/gone"></noscript>',
            )
        ),
        "b": sending(headers={"Refresh": "0; url=/b"}),
        "c": sending(headers={"Refresh": "30"}),
        "d": sending(headers={"Refresh": "soon; url=/gone"}),
    },
)

# -- places ------------------------------------------------------------------------------------


def places(identity: str, name: str, verdict: str, body: str, *fragments: str, **options: object):
    """Register a row of links into one page."""
    asks = {"{base}/p#" + fragment: verdict for fragment in fragments}
    content = page("A page", f"<p>{TEXT}</p>{body}")
    row(identity, name, "", asks=asks)(serve(content, **options))  # type: ignore[arg-type]


places(
    "Y33",
    "text-across-elements",
    "ok",
    "<p>Call the <b>elect</b>ion&nbsp;hot<wbr>line &amp; ask,<br>say “please”.</p>",
    ":~:text=the%20election%20hotline%20%26%20ask",
    ":~:text=call%20the&text=say%20%E2%80%9Cplease",
    ":~:text=ask%2C,please",
)
places("Y34", "text-after-much", "ok", f"<p>{TEXT * 1600}</p><p>The very last words.</p>",
       ":~:text=very%20last%20words")  # fmt: skip
_ODD_IDS = (
    "<p ID = 'one'>x</p><p class=y id=two>x<p/id=three>x<svg><g id=four /></svg>"
    '<p id="a&amp;b">x<p id="x"class="z">x<p\nid="five"\n>x<p id="six" id="seven">'
    "<p title='>' id=eight>x<textarea id=nine></textarea><!-- > --><p id=caf\u00e9>"
)
places("Y35", "odd-markup", "ok", _ODD_IDS, "one", "two", "three", "four", "a&b", "x", "five",
       "six", "eight", "nine", "caf%C3%A9", "caf\u00e9")  # fmt: skip
places("Y36", "odd-markup-missing", "missing-fragment", _ODD_IDS, "seven", "caf%E9", "ONE", "z")
_SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><symbol id='star'><path d='M0 0'/></symbol></svg>"
row(
    "Y37",
    "svg-fragments",
    "",
    asks={
        "{base}/p.svg#star": "ok",
        "{base}/p.svg#svgView(viewBox(0,0,9,9))": "ok",
        "{base}/p.svg#moon": "missing-fragment",
    },
)(serve(_SVG, kind="image/svg+xml"))
_WITH_ID = page("A page", f'<p id="sec">{TEXT}</p>')
_PACKED = gzip.compress(page("A page", f'<p id="sec">{TEXT}</p>{_LONG * 40}'))
variants(
    "Y38",
    "encodings-and-places",
    "ok",
    {
        "unknown#sec": sending(zlib.compress(_WITH_ID), headers={"Content-Encoding": "compress"}),
        "twice#sec": sending(
            gzip.compress(brotli.compress(_WITH_ID)), headers={"Content-Encoding": "br, gzip"}
        ),
        "members#sec": sending(
            gzip.compress(PAGE[:200]) + gzip.compress(PAGE[200:]),
            headers={"Content-Encoding": "gzip"},
        ),
        "raw-deflate#sec": sending(
            zlib.compress(_WITH_ID)[2:-4], headers={"Content-Encoding": "deflate"}
        ),
        "damaged#far": sending(
            _PACKED[:-200] + b"\xff" * 200, headers={"Content-Encoding": "gzip"}
        ),
        "cut-off#far": sending(_PACKED[: len(_PACKED) // 2], headers={"Content-Encoding": "gzip"}),
        "partial#far": sending(
            status=206, headers={"Content-Range": f"bytes 0-{len(PAGE) - 1}/99999"}
        ),
    },
)

# -- charsets ----------------------------------------------------------------------------------

_UMLAUT = page("Seite", f'<p id="\u00fcber">{TEXT}</p>').decode()


def charset(label: str, codec: str) -> Handler:
    """Return a handler for the page in *codec*, said to be *label*."""
    return sending(_UMLAUT.encode(codec), kind=f"text/html; charset={label}")


variants(
    "Y39",
    "charsets",
    "ok",
    {
        "a#%C3%BCber": charset("ISO-8859-1", "latin-1"),
        "b#%C3%BCber": charset('"utf8"', "utf-8"),
        "c#%C3%BCber": charset("windows-1252;foo=bar", "cp1252"),
        "d#%C3%BCber": charset("x-nobody-knows", "utf-8"),
        "e#%C3%BCber": charset("unicode_escape", "utf-8"),
        "f#%C3%BCber": charset("gb18030", "gb18030"),
        "g": charset("undefined", "utf-8"),
        "h": charset("idna", "utf-8"),
        "i": charset("punycode", "utf-8"),
        "j": charset("utf-7", "utf-8"),
        "k": charset("base64", "utf-8"),
    },
)
row("Y40", "gone-in-shift-jis", "soft-404")(
    serve(
        page("ページが見つかりません", "<p>x").decode().encode("shift_jis"),
        kind="text/html; charset=Shift_JIS",
    )
)

# -- HTTP --------------------------------------------------------------------------------------


@row("Y41", "many-interim", "ok")
async def interim(request: Request, peer: Peer) -> object:
    await peer.raw(b"HTTP/1.1 100 Continue\r\n\r\n" + b"HTTP/1.1 102 Processing\r\n\r\n" * 5)
    return await peer.send()


@row("Y42", "endless-interim", "unreachable")
async def endless_interim(request: Request, peer: Peer) -> object:
    peer.finish()
    piece = (b"HTTP/1.1 103 Early Hints\r\nLink: </" + b"x" * 900 + b">\r\n\r\n") * 60
    for _ in range(100_000):
        if peer.writer.is_closing():
            return None
        await peer.raw(piece)
    return None


row("Y43", "switching-protocols", "unreachable")(
    raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
)
variants(
    "Y44",
    "framing-that-browsers-take",
    "ok",
    {
        "same-lengths": lambda request, peer: peer.raw(
            _OK + b"Content-Length: %d\r\n" % len(PAGE) + _SIZED
        ),
        "listed-lengths": lambda request, peer: peer.raw(
            _OK + b"Content-Length: %d, %d\r\n\r\n" % (len(PAGE), len(PAGE)) + PAGE
        ),
        "both": lambda request, peer: peer.raw(
            _OK + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)
        ),
        "extension": lambda request, peer: peer.raw(
            _OK
            + b"Transfer-Encoding: chunked\r\n\r\n%x;a=b\r\n%b\r\n0\r\nX: y\r\n\r\n"
            % (len(PAGE), PAGE)
        ),
        "folded": lambda request, peer: peer.raw(_OK + b"X-Long: a\r\n b\r\n" + _SIZED),
        "space-colon": lambda request, peer: peer.raw(_OK + b"X-Odd : y\r\n" + _SIZED),
        "lower-case": lambda request, peer: peer.raw(
            b"http/1.1 200 ok\r\ncontent-type: text/html\r\n" + _SIZED
        ),
    },
)
variants(
    "Y45",
    "odd-statuses",
    "unreachable",
    {
        "s600": sending(b"<h1>Odd</h1>", 600),
        "s426": sending(b"<h1>Upgrade required</h1>", 426, headers={"Upgrade": "HTTP/2.0"}),
        "s494": sending(b"<h1>Header too large</h1>", 494),
        "s529": sending(b"<h1>Overloaded</h1>", 529),
        "s598": sending(b"<h1>Timeout</h1>", 598),
    },
)
variants(
    "Y46",
    "certificate-wanted-by-status",
    "blocked",
    {"s495": sending(b"<h1>x</h1>", 495), "s496": sending(b"<h1>x</h1>", 496)},
)


def asking_to_wait(until: str, status: int = 429) -> Handler:
    """Return a handler that refuses the first request with *until* in ``Retry-After``."""

    async def handler(request: Request, peer: Peer) -> object:
        headers = {"Retry-After": until}
        return await (peer.send(status, b"", headers) if request.number == 1 else peer.send())

    return handler


row("Y47", "retry-after-past", "ok")(asking_to_wait("Sun, 06 Nov 1994 08:49:37 GMT"))
row("Y48", "retry-after-asctime", "ok")(asking_to_wait("Sun Nov  6 08:49:37 1994", 503))
row("Y50", "h2-goaway", "ok", "{tls}/p", tls="h2-goaway")(sending())
row("Y51", "h2-hang-up", "ok", "{tls}/p", tls="h2-close")(sending())
row("Y52", "h2-interim", "ok", "{tls}/p", tls="h2-hints")(sending())
row("Y53", "h2-in-name-only", "ok", "{tls}/p", tls="h2-not")(sending())
row("Y54", "wrong-order-chain", "ok", "{tls}/p", tls="wrong-order")(sending())
row("Y55", "common-name-only", "unreachable", "{tls}/p", tls="common-name")(sending())
row("Y56", "wildcard", "ok", "{tls}/p", tls="wildcard")(sending())
row("Y57", "tls13-only", "ok", "{tls}/p", tls="tls13")(sending())
row("Y58", "weak-key", "unreachable", "{tls}/p", tls="weak-key")(sending())

# -- the text of a URL -------------------------------------------------------------------------

asked("Y59", "doubled-scheme", "malformed", "https://https://h.nowhere.zoo/p",
      "http://http//h.nowhere.zoo/p", "https://http://h.nowhere.zoo/", "http://https:/h.nowhere.zoo")  # fmt: skip
asked("Y60", "encoded-whole", "malformed", "https%3A%2F%2Fh.nowhere.zoo%2Fp")
asked("Y61", "disguised", "unsafe", "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
      "http://0/", "http://1.2.3/", "http://0x7f000001./", "http://[::127.0.0.1]/",
      "http://[::ffff:0:127.0.0.1]/", "http://[fec0::1]/", "http://[2001::1]/",
      "http://[::]/", "http://255.255.255.255/", "http://100.100.100.200/")  # fmt: skip
asked("Y62", "bad-ports", "malformed", "http://h.nowhere.zoo:80x/", "http://h.nowhere.zoo:-1/",
      "http://h.nowhere.zoo:65536/")  # fmt: skip
asked("Y63", "blocked-ports", "unsafe", "https://h.nowhere.zoo:6667/", "http://h.nowhere.zoo:10080/",
      "http://h.nowhere.zoo:0025/")  # fmt: skip
asked("Y64", "more-mail", "ok", "mailto:a@b.gov,c@d.gov", "mailto:?to=a@b.gov",
      "mailto:a.b+c@b-c.gov", "tel:911", "sms:+15550100")  # fmt: skip
asked("Y65", "more-bad-mail", "malformed", "mailto://a@b.gov", "mailto:a b@c.gov", "mailto:@b.gov",
      "tel:")  # fmt: skip
asked("Y66", "scripts", "unsafe", "JAVASCRIPT:alert(1)", "vbscript:x", "view-source:https://h.nowhere.zoo/",
      "blob:https://h.nowhere.zoo/x", "about:blank", "filesystem:https://h.nowhere.zoo/x")  # fmt: skip
row(
    "Y67",
    "hosts-in-unicode",
    "ok",
    asks={
        "http://\U0001f5f3.rows.zoo:{port}/p": "ok",
        "http://stra\u00dfe.rows.zoo:{port}/p": "ok",
        "http://\uff59\uff16\uff17.rows.zoo:{port}/p": "ok",
        "http://a_b.rows.zoo:{port}/p": "ok",
        "http://r3---sn.rows.zoo:{port}/p": "ok",
        "http://Y67.ROWS.zoo.:{port}/p": "ok",
        "http://xn--strae-oqa.rows.zoo:{port}/p": "ok",
        "http://y67.rows%2Ezoo:{port}/p": "ok",
    },
    dns={
        "xn--018h.rows.zoo": ["{host}"],
        "xn--strae-oqa.rows.zoo": ["{host}"],
        "y67.rows.zoo": ["{host}"],
        "a_b.rows.zoo": ["{host}"],
        "r3---sn.rows.zoo": ["{host}"],
    },
)(serve())
row(
    "Y68",
    "paths-as-written",
    "ok",
    asks={
        "{base}/p?": "ok",
        "{base}/p?a|b={{x}}": "ok",
        "{base}//p//": "broken",
        "{base}/p;v=1": "ok",
        "{base}/p/" + "x" * 7000: "ok",
        "{base}/./p": "ok",
        "{base}/x/%2e%2e/p": "ok",
    },
)(serve())
asked("Y69", "imitations", "unsafe", "https://\u0440\u0430\u0443.zoo/", "https://go\u043egle.zoo/",
      "https://xn--80ak6aa92e.com/")  # fmt: skip
