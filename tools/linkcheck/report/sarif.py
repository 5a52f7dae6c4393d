"""SARIF 2.1.0, for code scanning: one rule per verdict, one result per place."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.linkcheck.models import FAILING, Occurrence, Report, Result, Verdict
from tools.linkcheck.report.escape import json_text, one_line
from tools.linkcheck.report.order import NOTABLE, level, notable
from tools.linkcheck.settings import NAME, VERSION

_HELP = {
    Verdict.BROKEN: "The page is not there. Find its new home, or remove the link.",
    Verdict.MALFORMED: "The URL is not written as a URL must be.",
    Verdict.UNSAFE: "The link leads where no reader or checker should be sent.",
    Verdict.SOFT_404: "The server says all is well, but the page is not there.",
    Verdict.MISSING_FRAGMENT: "The page is there, the place in it is not.",
    Verdict.UNREACHABLE: "The server could not be asked; that is no proof that the page is gone.",
    Verdict.BLOCKED: "The server refuses robots or wants a login; open the link in a browser.",
    Verdict.INSECURE: "The link loses encryption on the way.",
    Verdict.MOVED: "The page has a new address.",
}
_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}


def render(report: Report) -> str:
    """Return the report as SARIF; places outside the working folder get absolute addresses."""
    rules = sorted(NOTABLE)
    results = [
        _result(result, place, rules)
        for result in notable(report)
        for place in (result.link.occurrences or (None,))
    ]
    data = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules)},
                "columnKind": "unicodeCodePoints",
                # What is missing in an unfinished run is not mended.
                "invocations": [{"executionSuccessful": report.complete and not report.no_network}],
                "results": results,
            }
        ],
    }
    return json_text(data)


def _driver(rules: list[Verdict]) -> dict[str, Any]:
    return {
        "name": NAME,
        "version": VERSION,
        "rules": [
            {
                "id": f"link-{verdict}",
                "shortDescription": {"text": f"A link is {verdict}."},
                "fullDescription": {"text": _HELP[verdict]},
                "help": {"text": _HELP[verdict]},
                "defaultConfiguration": {"level": "error" if verdict in FAILING else "warning"},
            }
            for verdict in rules
        ],
    }


def _result(result: Result, place: Occurrence | None, rules: list[Verdict]) -> dict[str, Any]:
    message = f"{result.link.url}: {result.judgement.explanation}"
    if result.judgement.suggestion:
        message += f"; try {result.judgement.suggestion}"
    found: dict[str, Any] = {
        "ruleId": f"link-{result.verdict}",
        "ruleIndex": rules.index(result.verdict),
        "level": _LEVELS[level(result)],
        "message": {"text": _plain(message)},
        "partialFingerprints": {"linkUrl/v1": _fingerprint(result.link.url)},
    }
    if place:
        found["locations"] = [_location(place)]
    return found


def _plain(message: str) -> str:
    """Return a message without what SARIF has a use for: {0} is an argument, [] a link.

    SARIF 3.11.5 and 3.11.6.
    """
    text = one_line(message, 1000).replace("{", "{{").replace("}", "}}")
    return text.replace("[", "\\[").replace("]", "\\]")


def _fingerprint(url: str) -> str:
    """Return what identifies a link although its line changes."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _location(place: Occurrence) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _uri(file: str) -> str:
    """Return the address of a file, whose name may be of bytes that are no text."""
    path = Path(file)
    try:
        return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
    except UnicodeEncodeError:  # half a character, which only a foreign report can hold
        return quote(file.encode("utf-8", "replace"))
