"""W: close neighbours of the other rows, where a word or a mark alone would mislead.

Most of them are guards: good pages that hold the words, scripts or forms of bad ones.
"""

import json

from tests.zoo.core import TEXT, Handler, page, row
from tests.zoo.rows.further import places, sending, titled, variants

_SHORT = f"<p>{TEXT}</p>"
_LONG = f"<p>{TEXT * 30}</p>"
_MENU = "".join(f"<li><a href=/{at}>County service number {at}</a>" for at in range(90))

# -- titles --------------------------------------------------------------------------------------

titled(
    "W01",
    "guard-titles-of-short-pages",
    "ok",
    "Error handling",
    "Access denied: lessons learned",
    "Security checks at polling places",
    "Security check of voting machines",
    "Just a moment in history",
    "Captcha accessibility",
    "Please wait for your ballot",
    "Robot checks in elections",
    "Cookies required reading list",
    "Client challenges",
    "Voting system maintenance",
    "Site maintenance plan",
    "Scheduled maintenance of tabulators",
    "Be back soon? Mail ballot return times",
    "Early voting: how it works!",
    "Test page for ballot printers",
    "Account suspended voters: questions",
    "No longer available: paper ballots",
    "Broken links: how to repair them",
    body=_SHORT,
)
titled(
    "W02",
    "gone-in-further-words",
    "soft-404",
    "This page has moved or no longer exists",
    "The page you are looking for might have been removed",
    "The resource you are looking for has been removed, had its name changed, or is temporarily "
    "unavailable.",
    "Page cannot be displayed",
    "You've reached a page that doesn't exist",
    "This link is broken",
    "Lost? Page not found",
    "404 No encontrado",
    "404 Nicht gefunden",
    "Non trouvé",
    "Hindi mahanap ang pahina",
    "Pagina nu a fost găsită",
    "Stranica nije pronađena",
    "お探しのページは見つかりませんでした",
)
titled("W03", "maintenance-as-all-that-is-said", "unreachable", "We'll be right back!",
       "The site is currently undergoing scheduled maintenance", "Maintenance mode",
       "County portal temporarily unavailable", "Under maintenance | County of X")  # fmt: skip
variants(
    "W04",
    "gone-beside-a-menu",
    "soft-404",
    {
        "a": sending(page("Page not found | State of X", _MENU, heading="State of X")),
        "b": sending(page("State of X", f"{_MENU}<p>Sorry", heading="Page not found")),
        "c": sending(page("Page Not Found - County", f"<h2>Page not found</h2>{_MENU}")),
        "d": sending(page("County", "<h3>Page not found</h3><p>Try the search.", heading="")),
        "e": sending(
            page(
                "County",
                "<p>Sorry, the page you are looking for does not exist. Click here to go home.",
                heading="",
            )
        ),
    },
)
row("W05", "guard-domains-as-a-topic", "ok")(
    sending(
        page(
            "Typosquatting: protect your domain",
            f"<p>If the domain has expired, attackers can buy it. Tell us of pages that say 'buy "
            f"this domain'. {TEXT}<script src=https://cdn.jordan.com/x.js></script>",
        )
    )
)
for _at, _title in enumerate(("Welcome to nginx!", "Account Suspended", "IIS Windows Server")):
    row(f"W06-{_at}", "default-page-at-the-root", "soft-404", "{base}/")(sending(page(_title)))

# -- marks of firewalls in pages that they let through -------------------------------------------

_AMBIENT = {
    "cloudflare": '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
    "imperva": '<script src="/_Incapsula_Resource?SWJIYLWA=719d"></script>',
    "f5": '<script src="/TSPD/08a?type=18"></script>',
    "aws": '<script src="https://x.token.awswaf.com/x/challenge.js" defer></script>',
}


def _with_marks(title: str, status: int = 200) -> dict[str, Handler]:
    """Return a short page with each firewall's script."""
    return {name: sending(page(title, _SHORT + mark), status) for name, mark in _AMBIENT.items()}


variants("W07", "guard-firewall-scripts", "ok", _with_marks("Polling places"))
variants("W08", "gone-behind-a-firewall", "broken", _with_marks("Page not found", 404))
variants("W09", "gone-behind-a-firewall-200", "soft-404", _with_marks("Page not found"))
variants("W10", "fault-behind-a-firewall", "unreachable", {
    "a": sending(page("500 Internal Server Error", _AMBIENT["imperva"]), 500)})  # fmt: skip
_WIDGET = (
    '<script src="https://www.google.com/recaptcha/api.js"></script><div class="g-recaptcha"></div>'
)
variants(
    "W11",
    "guard-short-forms",
    "ok",
    {
        "contact": sending(
            page("Contact us", f"<form>Name<input type=text name=n><textarea></textarea>{_WIDGET}")
        ),
        "letter": sending(page("Newsletter", f"<form>Mail<input name=e>{_WIDGET}</form>")),
    },
)
_SIGNATURE = "<address>Apache/2.2.3 mod_ssl/2.2.3 mod_security/2.5.9 Server at x Port 80</address>"
variants(
    "W12",
    "gone-with-words-of-firewalls",
    "broken",
    {
        "news": sending(
            page("Page not found", f"<li>Unusual traffic on Main St<li>automated access{_LONG}"),
            404,
        ),
        "signature": sending(page("404 Not Found", _SIGNATURE, heading="Not Found"), 404),
    },
)

# -- data ----------------------------------------------------------------------------------------


def _json(value: object) -> Handler:
    return sending(json.dumps(value).encode(), kind="application/json")


variants(
    "W13",
    "guard-data-with-words-of-errors",
    "ok",
    {
        "area": _json({"code": 410, "area": "Maryland", "cities": ["Baltimore"]}),
        "rows": _json({"status": "error", "description": "ballot errors", "rows": [1, 2]}),
        "votes": _json({"status": 404, "county": "X", "votes": 404}),
        "schema": _json({"$schema": "x", "error": {"type": "object", "properties": {}}}),
        "none": _json({"error": None, "errors": [], "result": 1}),
        "titles": _json({"title": "Error codes", "404": "Not found"}),
    },
)
variants(
    "W14",
    "further-errors-as-data",
    "soft-404",
    {
        "list": _json([{"errorCode": "NOT_FOUND", "message": "The resource does not exist"}]),
        "text": _json("Not Found"),
        "ok": _json({"ok": False, "error": {"code": "NOT_FOUND"}}),
        "nested": _json({"code": "rest_no_route", "message": "No", "data": {"status": 404}}),
        "errors": _json({"errors": [{"status": "404", "title": "Not Found"}]}),
        "camel": _json({"errorCode": 404, "errorMessage": "x"}),
    },
)

# -- files and places in them --------------------------------------------------------------------

_FRAMED = '<iframe src="https://docs.google.com/viewer?url=http%3A%2F%2Fh%2Fa.pdf&embedded=true">'
_OFFICE = (
    '<iframe src="https://view.officeapps.live.com/op/embed.aspx?src=http%3A%2F%2Fh%2Fw.docx">'
)
variants(
    "W15",
    "guard-viewers",
    "ok",
    {
        "a.pdf": sending(page("Viewer", _FRAMED)),
        "w.docx": sending(page("Viewer", _OFFICE)),
        "c.pdf": sending(page("Viewer", "<script src=/build/pdf.mjs></script><div id=viewer>")),
        "d.pdf#page=3": sending(page("Viewer", "<embed type=application/pdf src=/raw/p.pdf>")),
    },
)
places("W16", "states-of-applications", "ok", "<video src=/v></video>", "t=30", "map=12/40.7/-74",
       "gid=0", "state=open&x=1")  # fmt: skip
variants(
    "W17",
    "gone-in-cyrillic",
    "soft-404",
    {
        "xml": sending(
            (
                '<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE html><html><head>'
                "<title>Страница не найдена</title></head></html>"
            ).encode("cp1251"),
            kind="text/html",
        )
    },
)
