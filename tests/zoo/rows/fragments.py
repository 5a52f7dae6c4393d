"""L: places in pages."""

import zlib

from tests.zoo.core import TEXT, Handler, Peer, Request, page, row, serve


def places(
    identity: str, name: str, verdict: str, fragment: str, body: str, **options: object
) -> None:
    """Register a row: a link to *fragment* of a page with *body*."""
    handler = serve(page("A page", f"<p>{TEXT}</p>{body}"), **options)  # type: ignore[arg-type]
    row(identity, name, verdict, f"{{base}}/p#{fragment}")(handler)


_SEC = '<p id="sec">Section</p>'
places("L01", "id", "ok", "sec", _SEC)
places("X53", "a-name", "ok", "old", '<a name="old">x</a>')
places("L03", "name-other", "missing-fragment", "sec5", '<input name="sec5">')
places("L04", "missing", "missing-fragment", "nope", _SEC)
places("L05", "case", "missing-fragment", "SEC", _SEC)
places("L06", "empty", "ok", "", _SEC)
row("L07", "top", "ok", asks={"{base}/p#top": "ok", "{base}/p#TOP": "ok"})(
    serve(page("A page", TEXT))
)
places("L08", "pct-decoded", "ok", "%C3%BCber%20uns", '<p id="über uns">x</p>')
places("L09", "pct-literal", "ok", "a%20b", '<p id="a%20b">x</p>')
places("L11", "unquoted", "ok", "sec2", "<p id=sec2>x</p>")
places("L12", "comment", "missing-fragment", "c", '<!-- <p id="c">x</p> -->')
places("L13", "script", "missing-fragment", "s", "<script>var x = '<p id=\"s\">';</script>")
places("L14", "template", "missing-fragment", "t", '<template><p id="t">x</p></template>')


def make_pdf(pages: int, *, packed: bool = False) -> bytes:
    """Return a small PDF with a page tree of *pages*, in an object stream if *packed*."""
    tree = b"<< /Type /Pages /Count %d /Kids [] >>" % pages
    if not packed:
        return b"%PDF-1.4\n1 0 obj\n" + tree + b"\nendobj\n%%EOF"
    data = zlib.compress(b"1 0 " + tree)
    head = b"2 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >> stream\n"
    return b"%PDF-1.7\n" + head % len(data) + data + b"\nendstream endobj\n%%EOF"


def pdf(identity: str, name: str, verdict: str, fragment: str, *, packed: bool = False) -> None:
    """Register a row: a link into a PDF of 20 pages."""
    handler = serve(make_pdf(20, packed=packed), kind="application/pdf")
    row(identity, name, verdict, f"{{base}}/p.pdf#{fragment}")(handler)


pdf("L15", "pdf-page", "ok", "page=3")
pdf("L16", "pdf-page-beyond", "missing-fragment", "page=900")
pdf("X54", "pdf-page-beyond-packed", "missing-fragment", "page=900", packed=True)
pdf("L17", "pdf-nameddest", "ok", "nameddest=x")
_WORDS = "<p>They said: Hello   world, and left.</p>"
places("L18", "text-ok", "ok", ":~:text=hello%20world", _WORDS)
places("X55", "text-range", "ok", ":~:text=said:-,hello,left", _WORDS)
places("L19", "text-missing", "missing-fragment", ":~:text=absent%20words", _WORDS)
places("L20", "id-text", "ok", "sec:~:text=hello", _SEC + _WORDS)
row("L21", "hashbang", "ok", asks={"{base}/p#!/route": "ok", "{base}/p#/route": "ok"})(
    serve(page("App", TEXT))
)
row(
    "L22",
    "js-made",
    "ok",
    "http://github.com:{port}/p/blob/x.py#L10",
    dns={"github.com": ["{host}"]},
)(serve(page("x.py", TEXT)))
places("L23", "github-heading", "ok", "readme", '<h2 id="user-content-readme">x</h2>')
places("L24", "xhtml", "missing-fragment", "nope", _SEC, kind="application/xhtml+xml")
places("L25", "no-ctype", "missing-fragment", "nope", _SEC, kind=None)
row("L26", "text-plain", "ok", "{base}/p.txt#L3")(
    serve(b"one\ntwo\nthree\n" * 9, kind="text/plain")
)
row("L27", "utf16", "ok", "{base}/p#sec")(
    serve(page("Seite", _SEC).decode().encode("utf-16"), kind="text/html; charset=utf-16")
)
row("L29", "on-404", "broken", "{base}/p#sec")(serve(page("Gone", _SEC), 404))
places("L31", "base-href", "ok", "sec", f'<base href="http://other.example/">{_SEC}')


def _twice() -> Handler:
    async def handler(request: Request, peer: Peer) -> object:
        if request.path != "/p":
            return False
        if request.number > 1:
            return await peer.send(500)
        return await peer.send(200, page("A page", TEXT + _SEC))

    return handler


row("L33", "two-fragments", "", asks={"{base}/p#sec": "ok", "{base}/p#nope": "missing-fragment"})(
    _twice()
)
