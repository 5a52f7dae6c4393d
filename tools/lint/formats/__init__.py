"""Printers of findings: one file for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tools.lint.formats.github import as_github
from tools.lint.formats.json import as_json
from tools.lint.formats.sarif import as_sarif
from tools.lint.formats.text import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.lint.findings import Finding

Format = Literal["text", "json", "github", "sarif"]

FORMATS: dict[Format, Callable[[Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""What prints findings in each format; the text ends with a line break unless it is empty."""
