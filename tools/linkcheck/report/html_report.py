"""One HTML page with the health of all links by organisation; no script, no other file."""

from collections import Counter
from html import escape

from tools.linkcheck.models import URGENCY, Report, Result, Verdict
from tools.linkcheck.report.escape import one_line
from tools.linkcheck.report.order import organisations
from tools.linkcheck.urls import mask_userinfo

_WORDS = {
    Verdict.OK: "works",
    Verdict.ACCEPTED: "accepted as it is",
    Verdict.REDIRECTED: "works, by a temporary redirect",
    Verdict.MOVED: "works, at a new address",
    Verdict.INSECURE: "works, but without encryption all the way",
    Verdict.BLOCKED: "could not be checked: the site refuses robots or wants a login",
    Verdict.UNREACHABLE: "could not be reached in this check",
    Verdict.MISSING_FRAGMENT: "the page is there, the place in it is not",
    Verdict.SOFT_404: "the page is gone, though the site does not say so",
    Verdict.BROKEN: "broken",
    Verdict.MALFORMED: "written wrongly",
    Verdict.UNSAFE: "unsafe",
}
_STYLE = """\
:root { color-scheme: light dark; --good: #1a6334; --look: #8a5100; --bad: #a81818; }
@media (prefers-color-scheme: dark) { :root { --good: #7bd79a; --look: #f0b45c; --bad: #ff9a92; } }
body { font: 1rem/1.5 Lato, system-ui, sans-serif; max-width: 60rem;
       margin: 0 auto; padding: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-block: 1rem; }
caption { text-align: left; font-weight: bold; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0;
         border-bottom: 1px solid; }
td { overflow-wrap: anywhere; }
.good { color: var(--good); } .look { color: var(--look); } .bad { color: var(--bad); }
"""


def render(report: Report) -> str:
    """Return the page; everything that came from elsewhere is escaped."""
    external = [result for result in report.results if not result.internal]
    day = report.checked_at[:10]
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>Link health</title>",
        f"<style>\n{_STYLE}</style>",
        "<main>",
        "<h1>Link health</h1>",
        f"<p>All {len(external)} links of the guide to other sites, checked on "
        f'<time datetime="{day}">'
        f"{day}</time>.</p>",
        *_figures(external),
    ]
    for name in organisations(report, external):
        parts += _section(name, [r for r in external if r.organisation == name])
    return "\n".join([*parts, "</main>", "</html>"]) + "\n"


def _figures(results: list[Result]) -> list[str]:
    counts = Counter(result.verdict for result in results)
    rows = [
        f'<tr><th scope="row" class="{_kind(verdict)}">{verdict}</th><td>{_WORDS[verdict]}</td>'
        f"<td>{counts[verdict]}</td></tr>"
        for verdict in reversed(URGENCY)
        if counts[verdict]
    ]
    head = _head("Verdict", "Meaning", "Links")
    return [
        '<div class="scroll" role="region" aria-label="Figures" tabindex="0"><table>',
        f"<caption>Figures</caption><thead>{head}</thead><tbody>",
        *rows,
        "</tbody></table></div>",
    ]


def _head(*names: str) -> str:
    return "<tr>" + "".join(f'<th scope="col">{name}</th>' for name in names) + "</tr>"


def _section(name: str, results: list[Result]) -> list[str]:
    ordered = sorted(results, key=lambda result: (URGENCY.index(result.verdict), result.link.url))
    title = _text(name)
    head = _head("Link", "Verdict", "Why")
    return [
        f"<h2>{title}</h2>",
        f'<div class="scroll" role="region" aria-label="{title}" tabindex="0"><table>',
        f"<caption>{title}: {len(results)} links</caption><thead>{head}</thead><tbody>",
        *(_row(result) for result in ordered),
        "</tbody></table></div>",
    ]


def _row(result: Result) -> str:
    url, verdict = result.link.url, result.verdict
    label = _text(next((p.text for p in result.link.occurrences if p.text), "") or url)
    shown = f'<a href="{escape(mask_userinfo(url))}" rel="nofollow noreferrer">{label}</a>'
    plain = url.isprintable() and url.startswith(("https://", "http://"))
    if verdict in (Verdict.UNSAFE, Verdict.MALFORMED) or not plain:
        shown = label if label == _text(url) else f"{label} ({_text(url)})"
    why = _text(result.judgement.explanation)
    return f'<tr><td>{shown}</td><td class="{_kind(verdict)}">{verdict}</td><td>{why}</td></tr>'


def _kind(verdict: Verdict) -> str:
    place = URGENCY.index(verdict)
    if place <= URGENCY.index(Verdict.MISSING_FRAGMENT):
        return "bad"
    return "look" if place <= URGENCY.index(Verdict.MOVED) else "good"


def _text(value: str) -> str:
    return escape(one_line(value, 300))
