"""The JSON report: one entry per distinct URL as written; scripts build on its shape."""

from typing import Any

from tools.linkcheck.models import FAILING, Report, Result
from tools.linkcheck.report.escape import json_text, one_line
from tools.linkcheck.report.health import health
from tools.linkcheck.urls import mask_userinfo

SCHEMA = 1


def render(report: Report) -> str:
    """Return the report as JSON with a final newline."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "checked_at": report.checked_at,
        "links": [_link(result) for result in report.results],
    }
    if report.of_guide:
        data["health"] = health(report)
    if report.policy_notes:
        data["policy"] = [
            {"file": note.file, "line": note.line, "message": one_line(note.message)}
            for note in report.policy_notes
        ]
    if report.shard:
        part, whole = report.shard
        data["shard"] = {"part": part, "of": whole, "asked": report.asked}
    if report.no_network:
        data["no_network"] = True
    if not report.complete:
        data["complete"] = False
    return json_text(data)


def _link(result: Result) -> dict[str, Any]:
    judgement = result.judgement
    marks = {
        "informs": result.verdict in FAILING and not result.counts,
        "changed": result.changed,
        "internal": result.internal,
    }
    return {
        "url": mask_userinfo(result.link.url),
        "verdict": str(result.verdict),
        "status": judgement.status,
        "final_url": _masked(judgement.final_url),
        "reason": one_line(judgement.explanation),
        "suggestion": _masked(judgement.suggestion),
        "from_state": result.from_state,
        "occurrences": [
            {
                "file": place.file,
                "line": place.line,
                "column": place.column,
                "text": one_line(place.text),
            }
            for place in result.link.occurrences
        ],
        **{name: True for name, holds in marks.items() if holds},
    }


def _masked(url: str | None) -> str | None:
    return None if url is None else mask_userinfo(url)
