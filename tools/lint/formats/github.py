"""Findings as annotations of GitHub Actions.

What a page says goes into a command of the runner here, so it is escaped as the runner's own
toolkit does (``actions/toolkit``, ``command.ts``): a page cannot give commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.lint.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.lint.findings import Finding

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def as_github(findings: Sequence[Finding]) -> str:
    """Return *findings* as workflow commands, a line each."""
    return "".join(f"{_command(found)}\n" for found in findings)


def _command(found: Finding) -> str:
    place = {
        "file": found.path,
        "line": found.line,
        "endLine": found.end_line,
        "col": found.column,
        "title": f"{found.code} {found.name}",
    }
    if found.end_line == found.line and found.end_column > found.column:
        place["endColumn"] = found.end_column
    properties = ",".join(f"{key}={property_value(str(value))}" for key, value in place.items())
    return f"::{COMMANDS[found.severity]} {properties}::{data(found.sentence)}"


def data(text: str) -> str:
    """Return *text* as the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_value(text: str) -> str:
    """Return *text* as a property of a command."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
