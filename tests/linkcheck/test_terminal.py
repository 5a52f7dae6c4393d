"""The report on a terminal says what is true, plainly."""

from __future__ import annotations

import io
from dataclasses import replace

from tools.linkcheck.models import Judgement, Link, Occurrence, Report, Result, Verdict
from tools.linkcheck.report.terminal import console_for, print_report


def printed(report: Report) -> str:
    """Return what the terminal shows of *report*."""
    stream = io.StringIO()
    print_report(report, console_for(stream), quiet=False)
    return stream.getvalue()


def result(verdict: Verdict, line: int) -> Result:
    """Return the result for a link on a *line*."""
    place = Occurrence(file="source/page.rst", line=line, column=5)
    link = Link(url="https://www.eac.gov/x", occurrences=(place,))
    judgement = Judgement(verdict=verdict, reason="the reason")
    return Result(link=link, judgement=judgement, organisation="EAC")


def test_line_numbers_stay_numbers() -> None:
    """The library would draw ``:100:`` as a picture."""
    report = Report(checked_at="2026-11-22", results=(result(Verdict.BROKEN, 100),))

    assert "source/page.rst:100:5" in printed(report)


def test_without_network_one_sentence_stands_for_all_links() -> None:
    """No list of links that nobody asked."""
    note = "Nothing could be reached: no network."
    report = Report(
        checked_at="2026-11-22",
        results=(result(Verdict.UNREACHABLE, 7),),
        notes=(note,),
        no_network=True,
    )

    assert note in printed(report)
    assert "page.rst" not in printed(report)


def test_a_narrow_terminal_loses_no_figure() -> None:
    """Where the table does not fit, each organisation has a line."""
    from rich.console import Console

    results = tuple(result(verdict, 1) for verdict in Verdict for _ in range(123))
    report = Report(checked_at="2026-11-22", results=results)
    stream = io.StringIO()
    print_report(report, Console(file=stream, width=40), quiet=False)

    assert all(f"123 {verdict}" in stream.getvalue().split("EAC: ")[1] for verdict in Verdict)
    assert "│" not in stream.getvalue()
    assert "123 │" in printed(report)


def test_a_usual_terminal_gets_the_table() -> None:
    """At 80 columns the words may wrap; the figures stay."""
    from rich.console import Console

    listed = set(Verdict) - {Verdict.UNSAFE, Verdict.MALFORMED, Verdict.ACCEPTED, Verdict.SOFT_404}
    results = tuple(result(verdict, 1) for verdict in sorted(listed) for _ in range(1234))
    stream = io.StringIO()
    console = Console(file=stream, width=80)
    print_report(Report(checked_at="2026-11-22", results=results), console, quiet=False)

    assert stream.getvalue().count("1234 │") + stream.getvalue().count("1234\n") >= 2 * 8


def test_the_name_of_an_organisation_is_only_text() -> None:
    """A policy file of a pull request could otherwise draw links and colours."""
    named = replace(result(Verdict.OK, 1), organisation="[red]A[/red]\x1b[31m")

    assert "[red]A[/red]\\x1b[31m" in printed(Report(checked_at="2026-11-22", results=(named,)))
