"""The command line: exit statuses, modes, speed, and how it ends."""

from __future__ import annotations

import gc
import json
import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import ALLOW, FAST, ROOT, TEXT
from tools.linkcheck.cli import main
from tools.linkcheck.interrupt import let_finish
from tools.linkcheck.models import Judgement, Link, Report, Result, Verdict
from tools.linkcheck.report.write import write_reports
from tools.linkcheck.run import exit_status
from tools.linkcheck.urllist import decode_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web


def test_nothing_to_act_on_is_0(web: Web, check: Callable[..., Done]) -> None:
    """Ok, redirected, moved, insecure, blocked and unreachable links need no action."""
    urls = [
        web.set("/p"),
        web.set("/t", 302, "", Location="/p"),
        web.set("/m", 301, "", Location="/p"),
        web.set("/b", 403),
        "http://127.77.0.1:18999/nobody-listens",
    ]
    done = check(*FAST, urls=urls)

    assert done.verdicts == ["ok", "redirected", "moved", "blocked", "unreachable"]
    assert done.status == 0


@pytest.mark.parametrize(
    "verdict", ["broken", "malformed", "unsafe", "missing-fragment", "soft-404"]
)
def test_a_finding_is_1(verdict: str) -> None:
    """Each of the five failing verdicts makes the status 1, unless it only informs."""
    judgement = Judgement(verdict=Verdict(verdict), reason="")
    found = Result(link=Link(url="x"), judgement=judgement)
    informing = Result(link=Link(url="x"), judgement=judgement, counts=False)

    assert exit_status(Report(checked_at="", results=(found,))) == 1
    assert exit_status(Report(checked_at="", results=(informing,))) == 0


LONG = "x" * 300
"""A name that no file can have; whoever may not enter a folder gets an error from there, too."""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--urls", "x", "source"],
        ["--timeout", "soon"],
        ["--timeout", "0"],
        ["--shard", "4/3"],
        ["--shard", "x"],
        ["--resolve", "host:80"],
        ["--resolve", "host:80:nowhere"],
        ["--allow-address", "everything"],
        ["--concurrency", "0"],
        ["--state", "x", "--no-state"],
        ["--archive"],
        ["--fix", "--urls", "x"],
        ["--scheduled", "--changed-since", "HEAD"],
        ["--urls", "no/such/file"],
        ["--policy", "no/such/file", "--urls", os.devnull],
        ["--ca", "no/such/file", "--urls", os.devnull],
        ["--ca", "README.md", "--urls", os.devnull],
        ["--nameserver", "127.0.0.1:99999", "--urls", os.devnull],
        ["--nameserver", "name:53", "--urls", os.devnull],
        ["--json", "", "--urls", os.devnull],
        ["--json", "-", "--sarif", "-", "--urls", os.devnull],
        ["--json", "build/x", "--html", "build/../build/x", "--urls", os.devnull],
        ["--html", "README.md", "--urls", "README.md"],
        ["--html", "links.toml", "--urls", os.devnull],
        ["--json", LONG, "--urls", os.devnull],
        ["--urls", LONG],
        ["--policy", LONG, "--urls", os.devnull],
        ["--site", LONG, "--urls", os.devnull],
        ["--ca", LONG, "--urls", os.devnull],
        [LONG],
        ["--urls", ""],
        [""],
        ["no/such/folder"],
        ["--unknown"],
    ],
)
def test_a_wrong_call_is_2(arguments: list[str]) -> None:
    """Usage errors are explained in a line, without a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.linkcheck", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "linkcheck" in done.stderr


def test_no_network_is_3(check: Callable[..., Done]) -> None:
    """Where no name resolves, it says so, and calls nothing broken."""
    done = check(
        *("--nameserver", "127.0.0.1:9", "--timeout", "1"),
        urls=["https://www.cisa.gov/", "https://www.fbi.gov/x", "mailto:a@b.gov"],
    )

    assert done.status == 3
    assert done.verdicts == ["unreachable", "unreachable", "ok"]
    assert "Nothing could be reached" in done.out


def test_offline_asks_nobody(web: Web, tmp_path: Path, check: Callable[..., Done]) -> None:
    """Syntax is judged, memory is believed, nothing is sent."""
    url = web.set("/p")
    memory = ("--state", tmp_path / "memory.sqlite")
    check(*memory, *FAST, urls=[url])
    asked = web.asked.total()
    done = check(*memory, *FAST, "--offline", urls=[url, web.url("/q"), "http://h.gov:0/"])

    assert done.verdicts == ["ok", "unreachable", "malformed"]
    assert done.status == 1
    assert web.asked.total() == asked


def test_reads_a_list_from_standard_input(web: Web) -> None:
    """`--urls -` and `--json -` make a filter."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tools.linkcheck",
            "--urls",
            "-",
            "--json",
            "-",
            "--no-state",
            *FAST,
        ],
        cwd=ROOT,
        input=f"{web.set('/p')}\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert json.loads(done.stdout)["links"][0]["verdict"] == "ok"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_reads_a_list_in_the_codes_that_editors_write(codec: str) -> None:
    """PowerShell writes UTF-16, older editors Windows-1252."""
    assert decode_list("https://h.gov/caf\u00e9\n".encode(codec)) == "https://h.gov/caf\u00e9\n"


def test_help_comes_at_once() -> None:
    """The options are shown in less than a quarter of a second, best of three."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        command = [sys.executable, "-m", "tools.linkcheck", "--help"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=30)
        times.append(time.perf_counter() - start)

    assert done.returncode == 0
    assert b"--changed-since REF" in done.stdout
    assert min(times) < 0.25


def test_quiet_shows_only_what_needs_action(web: Web, check: Callable[..., Done]) -> None:
    """Blocked links are not for the quiet mode, broken ones are."""
    done = check("--quiet", *FAST, urls=[web.set("/blocked", 403), web.url("/broken")])

    assert "/broken" in done.out
    assert "/blocked" not in done.out


def test_ctrl_c_ends_within_a_second(web: Web, tmp_path: Path) -> None:
    """What is known is reported and remembered; the rest is said not to be checked."""
    urls, report, memory = tmp_path / "urls", tmp_path / "json", tmp_path / "memory.sqlite"
    listed = [web.set(f"/p{number}", 200, f"{TEXT} {number}") for number in range(30)]
    urls.write_text("\n".join(listed), encoding="utf-8")
    command = [sys.executable, "-m", "tools.linkcheck", "--urls", urls, "--json", report]
    limits = ["--state", memory, "--allow-address", "127.0.0.0/8", "--host-interval", "0.3"]
    process = subprocess.Popen(
        [*map(str, command), *map(str, limits)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    while web.asked.total() < 4:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    start = time.perf_counter()
    out, _ = process.communicate(timeout=10)
    took = time.perf_counter() - start
    verdicts = [link["verdict"] for link in json.loads(report.read_text())["links"]]

    assert took < 1
    assert "Stopped early" in out
    assert len(verdicts) == 30
    assert {"ok", "unreachable"} == set(verdicts)
    assert memory.exists()


def test_shows_progress_on_a_terminal_only(web: Web, tmp_path: Path) -> None:
    """A terminal gets a bar with hosts; NO_COLOR is honoured."""
    urls = tmp_path / "urls"
    urls.write_text("\n".join(web.set(f"/p{n}") for n in range(8)), encoding="utf-8")
    command = [sys.executable, "-m", "tools.linkcheck", "--urls", str(urls), "--no-state"]
    primary, secondary = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "CI"}
    process = subprocess.Popen(
        [*command, "--allow-address", "127.0.0.0/8", "--host-interval", "0.1"],
        cwd=ROOT,
        stdout=secondary,
        stderr=secondary,
        env=environment | {"TERM": "xterm-256color", "NO_COLOR": "1", "COLUMNS": "100"},
    )
    os.close(secondary)
    shown = b""
    while True:
        try:
            piece = os.read(primary, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait(10)
    os.close(primary)

    assert b"hosts left" in shown
    assert b"8 links in" in shown
    assert b"\x1b[31m" not in shown
    assert b"\x1b[32m" not in shown


def _run_malformed(tmp_path: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command with `$CHECK` set to an offline check of 2,000 malformed links."""
    listed = tmp_path / "urls.txt"
    listed.write_text("".join(f"htp://h{n}.gov/\u00fc\n" for n in range(2000)), encoding="utf-8")
    check = f"{sys.executable} -m tools.linkcheck --offline --no-state"
    surroundings = os.environ | {"CHECK": check, "LIST": str(listed)}
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "status", "says"),
    [
        ("$CHECK --urls $LIST | head -1", 1, ""),
        ("$CHECK --urls $LIST --quiet --json - | head -1 ", 1, ""),
        ("PYTHONIOENCODING=ascii PYTHONUTF8=0 $CHECK --urls $LIST --markdown - >/dev/null", 1, ""),
        ("$CHECK --urls $LIST >/dev/full", 2, "linkcheck: standard output cannot be written: No"),
        ("$CHECK --urls - <&-", 2, "linkcheck: --urls -: standard input is closed"),
        ("$CHECK --urls $LIST >&-", 1, ""),
        ("$CHECK --urls /nowhere 2>&-", 2, ""),
    ],
)
def test_output_that_ends_early_is_no_traceback(
    command: str, status: int, says: str, tmp_path: Path
) -> None:
    """A closed pipe, a full disk, an old terminal: the status stays right, the words plain."""
    done = _run_malformed(tmp_path, command)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert says in done.stderr


def test_ctrl_c_before_the_check_is_one_line(
    check: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback while pages are read; the status that shells give to it."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tools.linkcheck.run.prepare", stop)
    done = check(urls=[])

    assert (done.status, done.err) == (130, "linkcheck: stopped\n")


def test_ctrl_c_while_reports_are_written_lets_them_be(
    check: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is known by then, and soon written; only a second Ctrl-C ends it at once."""

    def interrupted(*arguments: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        write_reports(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("tools.linkcheck.report.write.write_reports", interrupted)
    done = check(urls=["htp://h.gov/"])

    assert (done.status, done.verdicts) == (1, ["malformed"])
    gc.disable()  # Hypothesis is called by it, and an interrupt within such a call is lost
    try:
        with pytest.raises(KeyboardInterrupt), let_finish():
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        gc.enable()


def test_ctrl_c_while_the_site_is_crawled_keeps_what_is_known(
    web: Web, tmp_path: Path, check: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The links were checked by then: they are reported and remembered."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tools.linkcheck.site.Crawl.finish", stop)
    (tmp_path / "index.html").write_text("<title>Site</title><p>x", encoding="utf-8")
    memory = tmp_path / "memory.sqlite"
    done = check("--site", tmp_path, "--state", memory, *FAST, urls=[web.set("/p")])

    assert done.verdicts == ["ok"]
    assert done.report["complete"] is False
    assert "Stopped early" in done.out
    assert memory.exists()


def test_a_report_that_cannot_be_written_keeps_no_other_back(
    tmp_path: Path, check: Callable[..., Done]
) -> None:
    """What a long run found is written where it can be, and the rest is named."""
    page = tmp_path / "report.html"
    done = check("--sarif", tmp_path, "--html", page, urls=["tel:+15550100"])

    assert done.status == 2
    assert f"{tmp_path}: cannot be written: Is a directory" in done.err
    assert done.verdicts == ["ok"]
    assert page.exists()
    assert "1 link" in done.out


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]", "169.254.169.254"])
def test_an_address_that_is_not_public_needs_no_network(
    host: str, check: Callable[..., Done]
) -> None:
    """Whether an address is public can be read from it."""
    done = check("--offline", urls=[f"http://{host}/"])

    assert (done.status, done.verdicts) == (1, ["unsafe"])
    assert check("--offline", "--allow-address", "::/0", *ALLOW, urls=["http://[::1]/"]).status == 0


def test_two_names_of_one_file_take_one_report(tmp_path: Path, check: Callable[..., Done]) -> None:
    """One would overwrite the other."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.touch()
    second.hardlink_to(first)
    done = check("--html", first, "--junit", second, urls=["tel:+15550100"])

    assert done.status == 2
    assert "cannot both be written" in done.err


def test_what_people_read_does_not_spoil_what_programs_read() -> None:
    """Annotations go to standard error, which a runner reads too, where a report has the output."""
    command = [sys.executable, "-m", "tools.linkcheck", "--urls", "-", "--offline", "--no-state"]
    done = subprocess.run(
        [*command, "--json", "-", "--github"],
        input="https://[bad/",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout)["links"][0]["verdict"] == "malformed"
    assert done.stderr.startswith("::error file=-,line=1,col=1,title=Link malformed::")


def test_no_report_overwrites_a_page(tmp_path: Path, check: Callable[..., Done]) -> None:
    """Whoever mixes up two names keeps what was written."""
    page = tmp_path / "index.rst"
    page.write_text("Guide\n=====\n\nWords.\n", encoding="utf-8")
    done = check(tmp_path, "--offline", "--html", page)

    assert done.status == 2
    assert f"--html {page} would overwrite a page" in done.err
    assert page.read_text(encoding="utf-8") == "Guide\n=====\n\nWords.\n"


def test_no_report_overwrites_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That which is used where none is named, whatever of it is there yet."""
    (tmp_path / "urls").write_text("tel:+15550100\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as ended:
        main(["--urls", "urls", "--json", "build/../build/links.sqlite"])
    assert ended.value.code == 2
    assert "would overwrite build/links.sqlite, which is read" in capsys.readouterr().err
