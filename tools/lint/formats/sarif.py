"""Findings in SARIF 2.1.0, which code scanning and many editors read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tools.lint import registry
from tools.lint.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.lint.findings import Finding
    from tools.lint.registry import Rule

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(findings: Sequence[Finding]) -> str:
    """Return *findings* as one run of the tool, with the help of all rules."""
    rules = list(registry.load().values())
    driver = {"name": "page rules", "rules": [_rule(each) for each in rules]}
    index = {each.code: number for number, each in enumerate(rules)}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, index) for found in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(found: Finding, index: dict[str, int]) -> dict[str, Any]:
    region = {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
    }
    uri = quote(Path(found.path).as_posix())
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
    return {
        "ruleId": found.code,
        "ruleIndex": index[found.code],
        "level": LEVELS[found.severity],
        "message": {"text": found.sentence},
        "locations": [location],
    }
