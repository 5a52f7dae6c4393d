"""The report on a terminal says what is true, plainly."""

from __future__ import annotations

import io

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
