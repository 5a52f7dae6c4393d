"""The step summary in Markdown: figures, then a table of what deserves attention."""

from collections import Counter

from tools.linkcheck.models import URGENCY, Report, Result
from tools.linkcheck.report.escape import code, markdown
from tools.linkcheck.report.order import notable, organisations
from tools.linkcheck.report.terminal import summarise

ROWS = 500
# A step summary of more than 1 MiB is not shown at all.
MOST_BYTES = 900_000
MOST_REMARKS = 50_000  # bytes of notes, and of remarks about the policy


def render(report: Report) -> str:
    """Return the report as GitHub-flavoured Markdown."""
    lines = ["## Links", "", f"{markdown(summarise(report))}. Checked at {report.checked_at}.", ""]
    notes = _first([f"> {markdown(note)}\n" for note in report.notes], MOST_REMARKS)
    lines += notes
    if len(report.notes) > len(notes):
        lines += [f"> {len(report.notes) - len(notes)} more notes are in the log.\n"]
    lines += _figures(report)
    found = notable(report)
    rows = _first([_row(result) for result in found[:ROWS]], MOST_BYTES)
    if rows:
        lines += ["", "| Verdict | Link | Why | Where |", "| --- | --- | --- | --- |", *rows]
    if len(found) > len(rows):
        lines += ["", f"{len(found) - len(rows)} more are in the report files."]
    if report.policy_notes:
        lines += ["", "### Policy", ""]
        remarks = [
            f"- {code(f'{n.file}:{n.line}')}: {markdown(n.message)}" for n in report.policy_notes
        ]
        shown = _first(remarks, MOST_REMARKS)
        lines += shown
        if len(remarks) > len(shown):
            lines += [f"- {len(remarks) - len(shown)} more are in the log."]
    return "\n".join(lines) + "\n"


def _first(rows: list[str], most: int) -> list[str]:
    """Return as many of the first *rows* as *most* bytes hold."""
    size = 0
    for number, row in enumerate(rows):
        size += len(row.encode()) + 1
        if size > most:
            return rows[:number]
    return rows


def _figures(report: Report) -> list[str]:
    counts = Counter(result.verdict for result in report.results)
    columns = [verdict for verdict in reversed(URGENCY) if counts[verdict]]
    if not columns:
        return []
    lines = [f"| Organisation | {' | '.join(columns)} |", "| --- |" + " ---: |" * len(columns)]
    for name in organisations(report):
        own = Counter(r.verdict for r in report.results if r.organisation == name)
        lines.append(f"| {markdown(name)} | {' | '.join(str(own[v] or '') for v in columns)} |")
    return lines


def _row(result: Result) -> str:
    why = markdown(result.judgement.explanation)
    if result.judgement.suggestion:
        why += f"; try {code(result.judgement.suggestion)}"
    if not result.counts:
        why += " (for information)"
    places = [code(f"{p.file}:{p.line}:{p.column}") for p in result.link.occurrences[:5]]
    if len(result.link.occurrences) > 5:
        places.append(f"and {len(result.link.occurrences) - 5} more")
    return f"| {result.verdict} | {code(result.link.url)} | {why} | {'<br>'.join(places)} |"
