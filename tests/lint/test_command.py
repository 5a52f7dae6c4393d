"""The command line: formats, exit statuses, standard input, selections, speed."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bench.pages import write_copies
from tests.conftest import ROOT, write_guide
from tests.lint.pages import CLEAN, spoiled
from tools.lint import registry
from tools.lint.__main__ import main
from tools.lint.changes import parsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BAD_LABEL = spoiled(".. _keeping-copies:", ".. _Keeping Copies")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with one error and, in a guide with an index, nothing else."""
    source = write_guide(tmp_path / "source", {"keeping-copies": BAD_LABEL})
    glossary = "Glossary\n========\n\n.. glossary::\n\n   poll worker\n      A person.\n"
    (source / "glossary.rst").write_text(glossary)
    return source / "keeping-copies.rst"


def run(
    *arguments: str, cwd: Path = ROOT, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the linter as a contributor does: Python keeps what it compiled."""
    return subprocess.run(
        [sys.executable, "-m", "tools.lint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""},
    )


def test_text_names_place_code_words_and_repair(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each finding: file, line, column, code, offending text, repair."""
    status = main([str(page)])

    assert status == 1
    assert capsys.readouterr().out == (
        f"{page}:10:1: BP101 Label must end with a colon: '.. _Keeping Copies';"
        " write '.. _keeping-copies:' (label-colon, error)\n"
    )


def test_page_without_errors_exits_0_though_it_has_warnings(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only errors fail."""
    page.write_text(spoiled("signs the log.\n", "signs the log. \n"))

    assert main([str(page)]) == 0
    assert "SL001" in capsys.readouterr().out


def test_hints_are_shown_on_request(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary says that there are some."""
    page.write_text(spoiled("Learn More\n**********", "Learn More\n************"))

    main([str(page)])
    first = capsys.readouterr()
    main(["--level", "hint", str(page)])
    assert first.out == ""
    assert "--level hint" in first.err
    assert "BP132" in capsys.readouterr().out


def test_json_has_place_repair_and_edits(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An editor can show and apply it."""
    main(["--format", "json", str(page)])
    (found,) = json.loads(capsys.readouterr().out)

    assert (found["line"], found["column"], found["endLine"]) == (10, 1, 10)
    assert found["code"] == "BP101"
    assert found["severity"] == "error"
    (edit,) = found["edits"]
    text = page.read_text()
    assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == CLEAN


def test_github_commands_cannot_be_forged_by_a_page(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a page says is escaped: neither a new command nor a property can come out of it."""
    page.write_text("Page\n====\n\n::warning::`a,b%0A::error::x <javascript:%0A::add-mask::>`_\n")
    renamed = page.rename(page.with_name("x,y%0A::error::z.rst"))
    main(["--format", "github", "--level", "hint", str(renamed)])
    lines = capsys.readouterr().out.splitlines()

    assert lines
    assert all(
        line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines
    )
    assert all(line.split("::")[1].count("title=") == 1 for line in lines)
    assert not [line for line in lines if "%0A" in line]
    assert [line for line in lines if "x%2Cy%250A%3A%3Aerror%3A%3Az.rst" in line]


def test_sarif_names_rules_and_places(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each result points to its rule, and each rule has its help."""
    main(["--format", "sarif", str(page)])
    log = json.loads(capsys.readouterr().out)
    (result,) = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]

    assert log["version"] == "2.1.0"
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "BP101"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (10, 1)
    assert len(rules) == len(registry.load())


def test_terminal_is_safe_from_control_characters(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page cannot steer the terminal of whoever checks it."""
    page.write_text("Page\n====\n\n`here\x1b[2J <https://x.example>`_ \x1b]0;title\x07\n")
    main(["--level", "hint", str(page)])

    assert "\x1b" not in capsys.readouterr().out


def test_standard_input_is_checked_as_the_named_page(page: Path) -> None:
    """An editor sends what it holds, saved or not; the path says which guide it belongs to."""
    done = run("--format", "json", "--stdin-filename", str(page), "-", stdin=CLEAN.encode())

    assert json.loads(done.stdout) == []
    assert done.returncode == 0


def test_standard_input_comes_back_mended(page: Path) -> None:
    """With --fix the page is printed; what is left to do goes to standard error."""
    done = run("--fix", "--stdin-filename", str(page), "-", stdin=BAD_LABEL.encode())

    assert done.stdout.decode() == CLEAN
    assert page.read_text() == BAD_LABEL


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.rst"], "no-such-file.rst: no such file"),
        (["--select", "BP999", "source"], "BP999: no rule has this code"),
        (["--explain", "nonsense"], "nonsense: no rule has this code"),
        (["--since", "no-such-commit", "source/index.rst"], "--since no-such-commit: "),
        (["--since", "--output=x", "source/index.rst"], "expected one argument"),
        (["-", "source"], "standard input is checked alone"),
    ],
)
def test_wrong_call_exits_2_and_says_what_to_do(arguments: list[str], said: str) -> None:
    """One line, no traceback."""
    done = run(*arguments)

    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_explain_prints_the_docstring_by_code_and_by_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The help of a rule is its docstring, with what is bad and what is good."""
    main(["--explain", "BP101"])
    by_code = capsys.readouterr().out
    main(["--explain", "label-colon"])

    assert by_code == capsys.readouterr().out
    assert "Bad:  .. _addressing-physical-threats\n" in by_code


def test_list_names_every_rule_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A line each, in the order of the codes."""
    main(["--list"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]

    assert listed == sorted(registry.load())


def test_rules_are_selected_and_ignored_by_code_family_and_name(page: Path) -> None:
    """``--select BP1 --ignore label-colon`` leaves the others of the family."""
    page.write_text(spoiled(".. _keeping-copies:", ".. _Keeping Copies\n\n.. _Keep It:"))

    def found(*arguments: str) -> list[str]:
        done = run("--format", "json", "--level", "warning", *arguments, str(page))
        return sorted(each["code"] for each in json.loads(done.stdout))

    assert found("--select", "BP101,BP102") == ["BP101", "BP102"]
    assert found("--select", "BP1", "--ignore", "label-colon") == ["BP102"]


def test_help_shows_a_bad_and_a_good_example_or_tells_enough() -> None:
    """Each rule's help begins with a sentence; its name is no longer than four words."""
    for rule in registry.load().values():
        assert rule.summary.endswith((".", ",", ";")) or rule.code.startswith("SL"), rule.code
        assert rule.name == rule.name.lower()
        assert rule.family


DIFF = """\
diff --git a/source/a page.rst b/source/a page.rst
--- a/source/a page.rst
+++ b/source/a page.rst\t
@@ -3 +3,2 @@ text
-old
+new
+newer
@@ -9,2 +10,0 @@
-gone
-gone
diff --git a/source/b.rst b/source/b.rst
--- a/source/b.rst
+++ /dev/null
@@ -1 +0,0 @@
-x
"""


def test_changed_lines_are_read_from_a_diff() -> None:
    """Lines that are new or changed; none of files that are gone."""
    assert parsed(DIFF) == {"source/a page.rst": {3, 4}}


def test_since_shows_warnings_on_changed_lines_and_all_errors(tmp_path: Path) -> None:
    """A contributor is not told about what others left; errors count wherever they are."""
    page = tmp_path / "page.rst"
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    page.write_text(".. _Page\n\nPage\n====\n\nOld the the line.\n")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    page.write_text(page.read_text() + "\nNew the the line.\n")

    done = run("--since", "HEAD", "--format", "json", "--level", "warning", str(page), cwd=tmp_path)
    found = [(each["code"], each["line"]) for each in json.loads(done.stdout)]
    assert found == [("BP101", 1), ("BP707", 8)]


START = [sys.executable, "-c", "import sphinx.application"]
"""A start of Python that is no part of ours, and reads as many modules as a page needs."""
START_SECONDS = 0.168
"""Processor time of `START` on the machine on which the limits were set."""


def processor_seconds(call: Callable[[], subprocess.CompletedProcess[bytes]]) -> float:
    """Return the processor time of the process that *call* starts, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = call()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr.decode()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_seconds(*arguments: str, rounds: int) -> float:
    """Return the processor time of the best of so many runs, in seconds of an idle machine.

    It grows when others use the same caches and cores, and so does that of `START`, which takes
    turns with the runs.
    """
    ours, starts = [], []
    for _ in range(rounds):
        starts.append(
            processor_seconds(lambda: subprocess.run(START, check=False, capture_output=True))
        )
        ours.append(processor_seconds(lambda: run(*arguments)))
    return min(ours) / max(min(starts) / START_SECONDS, 1.0)


def test_single_page_takes_less_than_half_a_second() -> None:
    """Without a Sphinx build, in processor time."""
    page = "source/best-practices/user-management.rst"

    assert cpu_seconds(page, rounds=5) < 0.5


def test_copies_of_the_guide_have_no_errors(tmp_path: Path) -> None:
    """``make bench`` lints a guide of 1,000 copies, and ends where one has an error."""
    practices = len(list((ROOT / "source" / "best-practices").glob("*.rst")))
    guide = write_copies(tmp_path / "source", practices + 40)

    done = run(str(guide))
    assert done.returncode == 0, done.stdout.decode()[-2000:]


def test_whole_guide_takes_less_than_two_seconds() -> None:
    """In processor time on each of two processors, among which the pages are shared."""
    assert cpu_seconds("source", rounds=1) / min(os.cpu_count() or 1, 2) < 2.0
