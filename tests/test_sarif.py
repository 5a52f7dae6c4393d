"""The SARIF files of both commands fit the official schema of SARIF 2.1.0 (OASIS)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = ROOT / "build/tools/sarif/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json"
"""Where `make sarif-schema` puts it."""

URLS = "https://[bad/\nhttp://10.0.0.1/\nhttps://safeelections.org/ok\nhttps://a..b/%1b[31m\n"
PAGE = "Title\n===\n\n|no_such_text|\n\n.. no-such-directive:: x\n"


@pytest.fixture(name="schema")
def find_schema() -> Any:
    """Return a validator of the schema; skip the test where it is not installed."""
    if not SCHEMA.exists():
        pytest.skip("the schema of SARIF is not installed; run `make sarif-schema`")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def problems(schema: Any, text: str) -> list[str]:
    """Return what the schema has against the SARIF in *text*."""
    return [f"{error.json_path}: {error.message}" for error in schema.iter_errors(json.loads(text))]


def run(*arguments: object) -> str:
    """Return what a command of ours prints; it is expected to find something wrong."""
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_link_check_fits(schema: Any, tmp_path: Path) -> None:
    """A report with findings of the link checker, about hostile addresses."""
    listed, report = tmp_path / "urls.txt", tmp_path / "links.sarif"
    listed.write_text(URLS, encoding="utf-8")
    run("tools.linkcheck", "--urls", listed, "--offline", "--no-state", "--sarif", report)
    text = report.read_text(encoding="utf-8")

    assert len(json.loads(text)["runs"][0]["results"]) >= 3
    assert problems(schema, text) == []


def test_lint_fits(schema: Any, tmp_path: Path) -> None:
    """A report with findings of the page rules."""
    page = tmp_path / "page.rst"
    page.write_text(PAGE, encoding="utf-8")
    text = run("tools.lint", "--format", "sarif", page)

    assert json.loads(text)["runs"][0]["results"]
    assert problems(schema, text) == []


def test_schema_refuses(schema: Any) -> None:
    """The gate is not blind."""
    assert problems(schema, '{"version": "2.1.0", "runs": [{"results": [{"level": "odd"}]}]}')
