"""One HTML page with the health of all links by organisation; no script, no other file."""

from collections import Counter
from html import escape
from typing import Any

from tools.linkcheck.models import Report, Result, Verdict
from tools.linkcheck.report.escape import one_line
from tools.linkcheck.report.health import health, tone
from tools.linkcheck.urls import mask_userinfo

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
    shown = health(report)
    external = [result for result in report.results if not result.internal]
    day = escape(report.checked_at[:10])
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>Link health</title>",
        f"<style>\n{_STYLE}</style>",
        "<main>",
        "<h1>Link health</h1>",
        f"<p>{_count(len(external))} to other sites, checked on "
        f'<time datetime="{day}">{day}</time>.</p>',
        *_warnings(report),
        *_figures(shown["verdicts"], Counter(str(result.verdict) for result in external)),
    ]
    for group in shown["organisations"]:
        parts += _section(group["name"], [report.results[place] for place in group["links"]])
    return "\n".join([*parts, "</main>", "</html>"]) + "\n"


def _count(number: int) -> str:
    return f"{number} link{'' if number == 1 else 's'}"


def _warnings(report: Report) -> list[str]:
    if report.no_network:
        return ["<p>Nothing could be reached in this check: it says nothing about the links.</p>"]
    if not report.complete:
        return ["<p>This check was stopped early: not every link was visited.</p>"]
    return []


def _figures(verdicts: list[dict[str, Any]], counts: Counter[str]) -> list[str]:
    rows = [
        f'<tr><th scope="row" class="{one["tone"]}">{one["verdict"]}</th><td>{one["meaning"]}</td>'
        f"<td>{counts[one['verdict']]}</td></tr>"
        for one in reversed(verdicts)
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
    title = _text(name)
    head = _head("Link", "Verdict", "Why")
    return [
        f"<h2>{title}</h2>",
        f'<div class="scroll" role="region" aria-label="{title}" tabindex="0"><table>',
        f"<caption>{title}: {_count(len(results))}</caption><thead>{head}</thead><tbody>",
        *(_row(result) for result in results),
        "</tbody></table></div>",
    ]


def _row(result: Result) -> str:
    url, verdict = result.link.url, result.verdict
    label = _text(next((p.text for p in result.link.occurrences if p.text), "") or url)
    shown = _link(url, label)
    if verdict in (Verdict.UNSAFE, Verdict.MALFORMED) or not shown:
        shown = label if label == _text(url) else f"{label} ({_text(url)})"
    why = _text(result.judgement.explanation)
    if new := result.judgement.suggestion:
        why += f"; try {_link(new, _text(new)) or _text(new)}"
    return f'<tr><td>{shown}</td><td class="{tone(verdict)}">{verdict}</td><td>{why}</td></tr>'


def _link(url: str, label: str) -> str:
    """Return a link to *url*; nothing where a reader should not be sent there."""
    if not url.isprintable() or not url.startswith(("https://", "http://")):
        return ""
    address = escape(mask_userinfo(url)).replace("##[", "##&#91;")  # a command to a GitHub runner
    return f'<a href="{address}" rel="nofollow noreferrer">{label}</a>'


def _text(value: str) -> str:
    return escape(one_line(value, 300))
