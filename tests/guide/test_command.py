"""``python -m tools.guide SOURCE --json FILE``."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.conftest import ROOT, SHARED, write_guide
from tests.guide.conftest import ROOTS, build_site
from tools.guide.__main__ import CLEAN, FINDINGS, USAGE, main
from tools.guide.exports.plain import schema

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "tools.guide", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_model_is_that_of_a_site(tmp_path: Path) -> None:
    """Without a build comes out what a build writes, field by field."""
    site = build_site(ROOTS / "views", tmp_path)
    done = run(ROOTS / "views", "--json", tmp_path / "guide.json")

    assert done.returncode == CLEAN
    assert (tmp_path / "guide.json").read_bytes() == (site.folder / "data/guide.json").read_bytes()


def test_it_lists_what_is_wrong(tmp_path: Path) -> None:
    """Findings go to standard error with file and line, counts behind them."""
    done = run(ROOTS / "worst", "--json", tmp_path / "guide.json")
    lines = done.stderr.splitlines()

    assert done.returncode == FINDINGS
    assert any(
        line.startswith("tests/guide/roots/worst/worst.rst:22: no section is named 'Actons'")
        for line in lines
    )
    assert lines[-1] == (
        "2 practices, 4 goals, 3 actions, 3 safeguard mappings, 2 Handbook mappings,"
        " 1 resources, 28 findings"
    )
    jsonschema.validate(json.loads((tmp_path / "guide.json").read_text()), schema())


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    """The folder of the seed page has no index; its model comes out all the same."""
    if not SHARED.exists():
        pytest.skip("../shared is absent")
    done = run(SHARED / "seed", "--json", "-")
    guide = json.loads(done.stdout)

    assert done.returncode == FINDINGS  # its label lacks a colon
    assert [page["title"] for page in guide["practices"]] == ["Addressing Physical Threats"]
    assert done.stderr.count(":7:") == 1
    assert done.stderr.splitlines()[-1] == (
        "1 practices, 3 goals, 3 actions, 0 safeguard mappings, 0 Handbook mappings,"
        " 7 resources, 0 findings"
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no/such/folder", "no such folder; name the folder that holds the pages"),
        ("bench-of-nothing", "no page (*.rst) in this folder"),
    ],
)
def test_wrong_folder(
    source: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is none, or holds none, is a wrong call and says so."""
    (tmp_path / "bench-of-nothing").mkdir()

    assert main([str(tmp_path / source)]) == USAGE
    assert message in capsys.readouterr().err


def test_output_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in a folder that is not there is a wrong call, no traceback."""
    source = write_guide(tmp_path / "s", {"page": "Page\n====\n\nText.\n"})

    assert main([str(source), "--json", str(tmp_path / "none" / "guide.json")]) == USAGE
    assert "No such file or directory; name a file to write" in capsys.readouterr().err


def test_broken_markup_is_listed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the parser says of a page is part of what is wrong."""
    source = write_guide(tmp_path / "s", {"page": "Page\n====\n\n**open\n"})

    assert main([str(source)]) == FINDINGS
    assert "page.rst:4" in capsys.readouterr().err
