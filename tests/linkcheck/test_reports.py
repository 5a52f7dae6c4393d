"""The reports: their shapes, their order, their limits."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from lxml import html
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif

from tools.linkcheck.models import Judgement, Link, Occurrence, PolicyNote, Report, Result, Verdict
from tools.linkcheck.report import github, html_report, json_report, junit, markdown, sarif
from tools.linkcheck.report.escape import code, one_line
from tools.linkcheck.report.terminal import console_for, describe, print_report

EVIL = 'x\n::error::boo | <img src=x> [a](b) `c` \x1b[31m \u202e "q" %0A </script> \x00'


def result(verdict: Verdict, url: str = "https://h.gov/p", **more: object) -> Result:
    """Return a result with a place."""
    options = {"suggestion": "https://h.gov/new", "status": 404, "final_url": url}
    judgement = Judgement(verdict=verdict, reason="the reason", **options)  # type: ignore[arg-type]
    place = Occurrence(file="source/a page.rst", line=3, column=7, text="words")
    return Result(
        link=Link(url=url, occurrences=(place,)),
        judgement=judgement,
        **{"organisation": "CISA", **more},  # type: ignore[arg-type]
    )


def evil() -> Result:
    """Return a result in which everything from outside is hostile."""
    place = Occurrence(file="source/p.rst", line=1, column=1, text=EVIL)
    judgement = Judgement(
        verdict=Verdict.BROKEN, reason=EVIL, suggestion=f"https://u:secret@h.gov/{EVIL}"
    )
    link = Link(url=f"https://u:secret@h.gov/{EVIL}", occurrences=(place,))
    return Result(link=link, judgement=judgement, organisation=EVIL)


def report(*results: Result) -> Report:
    """Return a report of *results*."""
    return Report(checked_at="2026-11-23T12:00:00+00:00", results=results, seconds=1.5)


EVERY = report(*(result(verdict, f"https://h.gov/{verdict}") for verdict in Verdict), evil())


def test_json_has_the_shape_that_scripts_build_on() -> None:
    """The keys of the contract, no more, in the order of first occurrence."""
    data = json.loads(json_report.render(EVERY))

    assert set(data) == {"schema", "checked_at", "links"}
    assert data["schema"] == 1
    keys = ["url", "verdict", "status", "final_url", "reason", "suggestion", "from_state"]
    assert all(list(link) == [*keys, "occurrences"] for link in data["links"])
    assert [link["verdict"] for link in data["links"]][:-1] == [str(v) for v in Verdict]
    assert list(data["links"][0]["occurrences"][0]) == ["file", "line", "column", "text"]


def test_sarif_is_valid_and_names_every_place() -> None:
    """The file fits the SARIF 2.1.0 model; each result points to its rule and its place."""
    data = json.loads(sarif.render(EVERY))
    Sarif.model_validate(data)

    run = data["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert data["version"] == "2.1.0"
    for found in run["results"]:
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["level"] in ("error", "warning", "note")
        region = found["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
    uris = [
        found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for found in run["results"]
    ]
    assert "source/a%20page.rst" in uris


def test_junit_counts_failures() -> None:
    """One suite per organisation; failing links are failures, unverifiable ones skipped."""
    root = ElementTree.fromstring(junit.render(EVERY))

    assert root.get("tests") == str(len(EVERY.results))
    assert root.get("failures") == "6"
    assert len(root.findall(".//failure")) == 6
    assert len(root.findall(".//skipped")) == 2


def test_markdown_is_one_table_row_per_finding() -> None:
    """Nothing in a cell ends it, and nothing becomes HTML or a link."""
    text = markdown.render(EVERY)
    page = html.fromstring(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    rows = page.xpath("//table[2]//tr")

    assert not page.xpath("//img | //a | //script")
    assert len(rows) == 1 + 10
    assert all(len(row) == 4 for row in rows)


def test_html_is_a_page_of_its_own() -> None:
    """Accessible tables by organisation, the date, no script, nothing loaded."""
    page = html.document_fromstring(html_report.render(EVERY))

    assert page.get("lang") == "en"
    assert page.xpath("string(//time/@datetime)") == "2026-11-23"
    assert not page.xpath("//script | //img | //link | //*[@src]")
    assert all(table.xpath("caption") for table in page.xpath("//table"))
    assert "CISA" in [heading.text_content() for heading in page.xpath("//h2")]
    assert not page.xpath("//a[contains(@href, 'secret')]")


def test_html_leaves_the_built_site_out() -> None:
    """Readers are told about the links to others; our own pages are mended before publishing."""
    page = html_report.render(report(result(Verdict.BROKEN, "gone.html", internal=True)))

    assert "gone.html" not in page


def test_annotations_are_few_and_the_change_comes_first() -> None:
    """At most ten per level, and the links of the change before all others."""
    old = [result(Verdict.BROKEN, f"https://h.gov/{n}") for n in range(15)]
    new = result(Verdict.BROKEN, "https://h.gov/new-one", changed=True)
    lines = github.render(report(*old, new)).splitlines()

    assert len(lines) == 11
    assert "https://h.gov/new-one" in lines[0]
    assert lines[0].startswith("::error file=source/a page.rst,line=3,col=7,title=Link broken::")
    assert lines[-1] == "6 more findings are in the step summary and the report files."


def test_annotations_inform_where_they_do_not_count() -> None:
    """A finding that does not count is no error."""
    (line,) = github.render(report(result(Verdict.BROKEN, counts=False))).splitlines()

    assert line.startswith("::warning ")


@pytest.mark.parametrize("render", [github.render, junit.render, markdown.render, sarif.render,
                                    html_report.render, json_report.render])  # fmt: skip
def test_no_report_passes_anything_on(render: object) -> None:
    """Secrets, control characters and direction marks get into no report."""
    text = render(EVERY)  # type: ignore[operator]

    assert "secret" not in text
    assert not {"\x1b", "\u202e", "\x00"} & set(text)
    assert "\n::error::boo" not in text


def test_terminal_lines_are_lines() -> None:
    """What a server says stays on its line."""
    assert all("\n" not in line and "\x1b" not in line for line in describe(evil()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\r\n", "a\\x09b\\x0d\\x0a"),
        ("\u200b\U000e0001", "\\u200b\\U000e0001"),
        ("é 日本", "é 日本"),
        ("https://u:p@h.gov", "https://***@h.gov"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_shows_what_cannot_be_seen(text: str, shown: str) -> None:
    """Invisible characters are shown as escapes, long texts are cut."""
    assert one_line(text) == shown


@pytest.mark.parametrize("text", ["plain", "with `tick`", "``", "a|b", "`"])
def test_code_cannot_be_closed_from_within(text: str) -> None:
    """A code span holds whatever is put into it."""
    page = html.fromstring(MarkdownIt("commonmark").render(code(text)))

    assert page.xpath("string(//code)").strip().replace("\\|", "|") == text


HOSTILE = [
    "::stop-commands::x",
    " ::error::x",
    "##[add-mask]x",
    "\x1b]8;;x\x07",
    "\ud800",
    "\u202e",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_printed_is_a_command(text: str) -> None:
    """No name, URL or reason paints the terminal or commands the runner that shows the log."""
    place = Occurrence(file=f"{text}.rst", line=1, column=1, text=text)
    judgement = Judgement(verdict=Verdict.BROKEN, reason=text, suggestion=text, final_url=text)
    link = Link(url=text, occurrences=(place,))
    whole = Report(
        checked_at="2026-11-23T12:00:00+00:00",
        results=(Result(link=link, judgement=judgement, organisation=text),),
        policy_notes=(PolicyNote(file=text, line=1, message=text),),
        notes=(text,),
    )
    out = io.StringIO()
    print_report(whole, console_for(out), quiet=False)
    renderers = (json_report, sarif, junit, markdown, html_report)
    texts = [out.getvalue(), *(module.render(whole) for module in renderers)]
    lines = [line.lstrip() for one in texts for line in one.split("\n")]

    assert all(one.encode("utf-8").decode() == one for one in texts)
    assert not any(line.startswith("::") or "##[" in line for line in lines)
    assert all(char == "\n" or char.isprintable() for one in texts for char in one)


def test_a_file_name_of_bytes_has_an_address() -> None:
    """A name that is no UTF-8 is in SARIF as its bytes are."""
    place = Occurrence(file=os.fsdecode(b"source/caf\xe9 #1.rst"), line=1, column=1)
    one = replace(result(Verdict.BROKEN), link=Link(url="https://h.gov/", occurrences=(place,)))
    (found,) = json.loads(sarif.render(report(one)))["runs"][0]["results"]
    where = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert where == "source/caf%E9%20%231.rst"


def test_code_in_a_table_stays_in_its_cell() -> None:
    """GitHub reads two backslashes as a pair: the bar behind them would begin a cell."""
    assert "\\\\|" not in code("a\\|b")
    assert code("a|b") == "`a\\|b`"


def test_markdown_stays_below_what_github_shows() -> None:
    """A step summary of more than 1 MiB is not shown at all: long rows leave the last ones out."""
    places = tuple(Occurrence(file="é" * 400, line=n + 1, column=1) for n in range(5))
    judgement = Judgement(verdict=Verdict.BROKEN, reason="|" * 500, suggestion="https://é" * 50)
    found = [
        Result(link=Link(url=f"https://h.gov/{n}" * 30, occurrences=places), judgement=judgement)
        for n in range(450)
    ]
    text = markdown.render(report(*found))
    rows = text.count("\n| broken ")

    assert 0 < rows < 450
    assert len(text.encode()) < 1024 * 1024
    assert f"{450 - rows} more are in the report files." in text


def test_markdown_stays_below_it_with_many_notes() -> None:
    """`--fix` writes a note about each place, a policy may be long."""
    notes = tuple(f"page.rst:{n}: {'é' * 400}" for n in range(3000))
    remarks = tuple(PolicyNote(file="links.toml", line=n, message="é" * 400) for n in range(3000))
    full = replace(report(result(Verdict.BROKEN)), notes=notes, policy_notes=remarks)
    text = markdown.render(full)

    assert len(text.encode()) < 1024 * 1024
    assert "page.rst:0" in text
    assert "more notes are in the log." in text
    assert "more are in the log." in text
    assert "| broken " in text


def test_sarif_takes_braces_and_brackets_as_they_are() -> None:
    """{0} would be an argument of the message, [text](url) a link."""
    data = json.loads(sarif.render(report(result(Verdict.BROKEN, "https://h.gov/{0}[a](b)"))))
    text = data["runs"][0]["results"][0]["message"]["text"]

    assert text.startswith("https://h.gov/{{0}}\\[a\\](b): ")


@pytest.mark.parametrize(
    ("complete", "no_network", "good"),
    [(True, False, True), (False, False, False), (True, True, False)],
)
def test_sarif_of_an_unfinished_run_says_so(complete: bool, no_network: bool, good: bool) -> None:
    """Whoever reads it must not take what is missing for mended."""
    stopped = replace(report(result(Verdict.OK)), complete=complete, no_network=no_network)
    (call,) = json.loads(sarif.render(stopped))["runs"][0]["invocations"]

    assert call["executionSuccessful"] is good


def test_html_holds_no_command() -> None:
    """Written to the log, it is one line among others."""
    text = html_report.render(report(result(Verdict.BROKEN, "https://h.gov/##[error]x")))

    assert "##[" not in text
    assert html.fromstring(text).xpath("//td/a/@href")[0] == "https://h.gov/##[error]x"
