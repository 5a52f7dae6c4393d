"""F: pages that say 200 and are not there, and pages that only look like it."""

import json

from tests.zoo.core import PAGE, TEXT, Peer, Request, page, row, serve

_LONG = f"<p>{TEXT * 30}</p>"
row("F01", "title-404", "soft-404")(
    serve(page("Page Not Found | Agency", "<p>Sorry.", heading="Page not found"))
)
row("X24", "title-404-words", "soft-404")(
    serve(
        page(
            "Oops! That page can’t be found. – Agency",
            "<p>Try a search.",
            heading="Oops! That page can’t be found.",
        )
    )  # fmt: skip
)
row("X25", "title-404-spanish", "soft-404")(
    serve(page("Página no encontrada | Condado", "<p>Lo sentimos", heading="Página no encontrada"))
)
row("F02", "guard-text", "ok")(
    serve(
        page(
            "Changelog", f"{_LONG}<p>The old form has been removed. Page not found errors are gone."
        )
    )
)
row("F03", "guard-topic", "ok")(
    serve(page("How to fix a 404 page", _LONG, heading="Repairing links that lead nowhere"))
)
row("X26", "guard-number", "ok")(serve(page("Room 404: polling place | County", _LONG)))

_SHELL = page("App", '<div id="root"></div><script src="/app.js"></script>', heading="")


@row("F04", "spa-shell", "soft-404", "{base}/deep/page")
async def shell(request: Request, peer: Peer) -> object:
    return await peer.send(200, _SHELL)


@row("F18", "noscript-shell", "ok")
async def noscript(request: Request, peer: Peer) -> object:
    if request.path != "/p":
        return False
    body = '<div id="app"></div><noscript>Please enable JavaScript.</noscript><script src=/a.js></script>'
    return await peer.send(200, page("App", body, heading=""))


row("F07", "guard-pdf-viewer", "ok", "{base}/p.pdf")(
    serve(page("Viewer", '<embed type="application/pdf" src="/raw/p.pdf">'))
)
row("X27", "pdf-is-html", "soft-404", "{base}/p.pdf")(serve(page("Agency", "<p>Welcome.")))
row("F08", "pdf-octet", "ok", "{base}/p.pdf")(
    serve(b"%PDF-1.7\n" + b"x" * 3000, kind="application/octet-stream")
)
row("F10", "xlsx-is-html", "soft-404", "{base}/p.xlsx")(
    serve(page("Error", "<p>An error occurred."))
)
row("F11", "empty", "soft-404")(serve(b""))
row("X28", "blank", "soft-404")(serve(b"  \r\n\r\n "))
row("F12", "parked", "soft-404")(
    serve(
        page(
            "example-office.org",
            '<p>This domain is for sale.<script src="https://www.sedoparking.com/x.js"></script>',
        )
    )  # fmt: skip
)
row("F13", "maintenance", "unreachable")(serve(page("Site under maintenance", "<p>Back soon.")))
row("F14", "json-error", "soft-404")(
    serve(json.dumps({"error": "not found"}).encode(), kind="application/json")
)
row("X29", "json-fine", "ok")(
    serve(json.dumps({"error": None, "items": [1, 2]}).encode(), kind="application/json")
)
row("F16", "archived-banner", "ok")(
    serve(page("Old guidance", f"<p>This page is archived and no longer updated.</p>{_LONG}"))
)
row("F17", "drift", "ok")(serve(PAGE))
row("X30", "text-not-found", "soft-404")(serve(b"404 page not found\n", kind="text/plain"))
row("X31", "default-page", "soft-404")(serve(page("Welcome to nginx!", "<p>It works.")))
