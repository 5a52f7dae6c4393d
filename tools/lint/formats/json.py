"""Findings for editors and programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.lint.findings import Finding


def as_json(findings: Sequence[Finding]) -> str:
    """Return *findings* as a JSON array.

    Lines and columns count from 1, columns in characters; the offsets of an edit count the
    characters of the whole file from 0.
    """
    return json.dumps([_record(found) for found in findings], indent=1, ensure_ascii=False) + "\n"


def _record(found: Finding) -> dict[str, Any]:
    return {
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
        "code": found.code,
        "name": found.name,
        "severity": found.severity.value,
        "message": found.message,
        "text": found.text,
        "repair": found.repair,
        "edits": [
            {"start": edit.start, "end": edit.end, "text": edit.text} for edit in found.edits
        ],
    }
