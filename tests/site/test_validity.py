"""The Nu Html Checker (vnu) finds no error on any page."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

JAR = ROOT / "build" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
"""Where `make site-tools` puts it."""


def errors_of(folder: Path) -> list[str]:
    """Return what the checker calls an error on the pages below *folder*.

    Skips the test where Java or the checker is not installed.
    """
    if not shutil.which("java"):
        pytest.skip("java is not installed; apt-get install default-jre-headless")
    if not JAR.exists():
        pytest.skip("the Nu checker is not installed; run `make site-tools`")
    command = ["java", "-jar", str(JAR), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{message.get('url')}:{message.get('lastLine')}: {message['message']}"
        for message in messages
        if message["type"] != "info"
    ]


def test_every_page_is_valid(guide: Build) -> None:
    """No error; Java takes a few seconds for the whole site."""
    assert errors_of(guide.html) == []


def test_checker_finds_an_error(tmp_path: Path) -> None:
    """The gate is not blind."""
    (tmp_path / "page.html").write_text("<!DOCTYPE html><title>x</title><p><div id=a id=b>")

    assert errors_of(tmp_path)
