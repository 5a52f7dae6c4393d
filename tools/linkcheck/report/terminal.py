"""The report on a terminal: what needs attention, by organisation, and the figures of the run."""

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from tools.linkcheck.models import ADVISORY, FAILING, URGENCY, Report, Result, Verdict
from tools.linkcheck.report.escape import one_line
from tools.linkcheck.report.order import organisations

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_STYLES = {
    Verdict.OK: "green",
    Verdict.ACCEPTED: "green",
    Verdict.REDIRECTED: "green",
    Verdict.MOVED: "cyan",
    Verdict.INSECURE: "cyan",
    Verdict.BLOCKED: "yellow",
    Verdict.UNREACHABLE: "yellow",
}
_SHOWN = FAILING | ADVISORY | {Verdict.BLOCKED}
_NARROWEST = 6  # columns in which a figure surely fits, though the word above it wraps


class Plain:
    """Writes lines without rich, which a stream that is no terminal does not need."""

    width = 200  # columns that a table may take

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*."""
        self._stream = stream

    def print(self, what: object = "", **_: object) -> None:
        """Write a line; a table is left to rich, `width` columns wide, without colour."""
        if isinstance(what, str):
            self._stream.write(f"{what}\n")
            return
        from rich.console import Console

        Console(
            file=self._stream, highlight=False, emoji=False, no_color=True, width=self.width
        ).print(what)


def console_for(stream: TextIO) -> "Console | Plain":
    """Return what prints on *stream*; rich itself honours NO_COLOR."""
    if not stream.isatty():
        return Plain(stream)
    from rich.console import Console

    # Without emoji, else page.rst:100:5 shows a picture for its line.
    return Console(file=stream, highlight=False, emoji=False)


def print_report(report: Report, console: "Console | Plain", *, quiet: bool) -> None:
    """Print the findings, most urgent first; *quiet* leaves out all that needs no action.

    Without a network every link is unreachable, which one sentence says better than a list.
    """
    shown = (FAILING if quiet else _SHOWN) - ({Verdict.UNREACHABLE} if report.no_network else set())
    for verdict in URGENCY:
        if verdict in shown:
            _print_group(verdict, report, console)
    for note in report.policy_notes:
        console.print(
            one_line(f"{note.file}:{note.line}: {note.message}"), markup=False, soft_wrap=True
        )
    for text in report.notes:
        console.print(one_line(text), markup=False, soft_wrap=True)
    if not quiet and report.results:
        _print_figures(report, console)
    console.print(summarise(report), markup=False, soft_wrap=True)


def _print_group(verdict: Verdict, report: Report, console: "Console | Plain") -> None:
    group = [result for result in report.results if result.verdict is verdict]
    if not group:
        return
    console.print(f"{verdict} ({len(group)})", style=f"bold {_STYLES.get(verdict, 'red')}")
    for result in group:
        for line in describe(result):
            console.print(line, markup=False, soft_wrap=True)
    console.print()


def describe(result: Result) -> list[str]:
    """Return the lines about one link: its places, the URL, the reason, the suggestion."""
    places = [f"{p.file}:{p.line}:{p.column}" for p in result.link.occurrences[:5]]
    more = len(result.link.occurrences) - len(places)
    lines = [f"  {one_line(result.link.url)}", f"    {one_line(result.judgement.explanation)}"]
    if result.judgement.suggestion:
        lines.append(f"    try {one_line(result.judgement.suggestion)}")
    lines += [f"    {one_line(place)}" for place in places]
    if more > 0:
        lines.append(f"    and {more} more place{'s' if more > 1 else ''}")
    if not result.counts and result.verdict in FAILING:
        lines.append("    does not count against this run")
    return lines


def _print_figures(report: Report, console: "Console | Plain") -> None:
    """Print the table of figures; a line per organisation where it would lose some of them."""
    table = _table(report)
    found = {result.verdict for result in report.results}
    names = [len(one_line(name)) for name in organisations(report)]
    columns = sum(3 + min(len(verdict), _NARROWEST) for verdict in found)
    needed = max(len("Organization"), *names) + columns
    if needed <= console.width:
        console.print(table)
        return
    for name in organisations(report):
        own = Counter(r.verdict for r in report.results if r.organisation == name)
        figures = ", ".join(f"{own[verdict]} {verdict}" for verdict in URGENCY if own[verdict])
        console.print(f"{one_line(name)}: {figures}", markup=False, soft_wrap=True)


def _table(report: Report) -> "Table":
    """Return the figures: a row per organisation, a column per verdict that occurs."""
    from rich.table import Table
    from rich.text import Text

    found = Counter(result.verdict for result in report.results)
    columns = [verdict for verdict in reversed(URGENCY) if found[verdict]]
    table = Table(title=None, show_edge=False, pad_edge=False)
    table.add_column("Organization", no_wrap=True)
    for verdict in columns:
        table.add_column(str(verdict), justify="right", style=_STYLES.get(verdict, "red"))
    for name in organisations(report):
        counts = Counter(r.verdict for r in report.results if r.organisation == name)
        table.add_row(Text(one_line(name)), *(str(counts[verdict] or "") for verdict in columns))
    if len(columns) > 0:
        table.add_section()
        table.add_row("All", *(str(found[verdict]) for verdict in columns))
    return table


def summarise(report: Report) -> str:
    """Return the last line: how many links, what of them, in how long (no merge knows that)."""
    counts = Counter(result.verdict for result in report.results)
    parts = [f"{counts[verdict]} {verdict}" for verdict in URGENCY if counts[verdict]]
    what = ", ".join(parts) or "none"
    lead = "" if report.complete else "Stopped early. "
    total = len(report.results)
    time = f" in {report.seconds:.1f} s" if report.seconds else ""
    return f"{lead}{total} link{'s' if total != 1 else ''}{time}: {what}"
