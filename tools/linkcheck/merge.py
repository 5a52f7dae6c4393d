"""`merge`: joins the JSON reports of shards into one, in the order of first occurrence."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.linkcheck.models import (
    FAILING,
    URGENCY,
    Judgement,
    Link,
    LinkCheckError,
    Occurrence,
    Report,
    Result,
    Verdict,
)
from tools.linkcheck.policy import Policy
from tools.linkcheck.report.json_report import SCHEMA
from tools.linkcheck.urls import WebUrl, parse


def main(argv: Sequence[str]) -> int:
    """Merge the reports named in *argv*; return the exit status of the whole."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.linkcheck merge", description="Join the JSON reports of shards."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="JSON reports of --shard runs")
    for name in ("json", "sarif", "junit", "markdown", "html"):
        parser.add_argument(f"--{name}", metavar="FILE", help=f"write the whole as {name}")
    parser.add_argument(
        "--policy", metavar="FILE", type=Path, help="policy file (default: links.toml)"
    )
    parser.add_argument("--github", action="store_true", help="print GitHub annotations")
    parser.add_argument("--quiet", action="store_true", help="print only what needs action")
    options = parser.parse_args(argv)
    from tools.linkcheck.report.write import write_reports

    try:
        path = options.policy or Path("links.toml")
        policy = Policy.load(path) if options.policy or path.exists() else Policy()
        report = merge([_load(name) for name in options.files], policy)
        write_reports(report, options)
    except LinkCheckError as error:
        print(f"linkcheck: {error}", file=sys.stderr)
        return 2
    if any(result.fails for result in report.results):
        return 1
    return 3 if report.no_network else 0


def _load(name: str) -> dict[str, Any]:
    """Return one report; raises `LinkCheckError` where it is none of ours."""
    try:
        data = json.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise LinkCheckError(f"{name}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise LinkCheckError(f"{name}: is not JSON: {error}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or "links" not in data:
        raise LinkCheckError(f"{name}: is not a report of this program (schema {SCHEMA})")
    return data


def merge(reports: Sequence[dict[str, Any]], policy: Policy) -> Report:
    """Return the union; a URL in several reports keeps its most urgent verdict and all places."""
    entries: dict[str, dict[str, Any]] = {}
    try:
        for report in reports:
            for entry in report["links"]:
                _add(entries, entry)
        results = [_result(entry, policy) for entry in entries.values()]
    except (KeyError, TypeError, ValueError) as error:
        raise LinkCheckError(f"a report lacks what it must have: {error!r}") from error
    results.sort(key=_first_place)
    asked = [r for r in results if r.link.url.startswith("http")]
    return Report(
        checked_at=max((report.get("checked_at", "") for report in reports), default=""),
        results=tuple(results),
        organisations=tuple(one.name for one in policy.organisations),
        complete=all(report.get("complete", True) for report in reports),
        no_network=all(report.get("no_network", False) for report in reports) and bool(asked),
    )


def _add(entries: dict[str, dict[str, Any]], entry: dict[str, Any]) -> None:
    before = entries.get(entry["url"])
    if before is None:
        entries[entry["url"]] = entry
        return
    worse = min(before, entry, key=lambda one: URGENCY.index(Verdict(one["verdict"])))
    places = before["occurrences"] + [
        p for p in entry["occurrences"] if p not in before["occurrences"]
    ]
    entries[entry["url"]] = {**worse, "occurrences": places}


def _result(entry: dict[str, Any], policy: Policy) -> Result:
    url = str(entry["url"])
    parsed = parse(url)
    owner = policy.organisation_of(parsed.host.name) if isinstance(parsed, WebUrl) else None
    verdict = Verdict(entry["verdict"])
    return Result(
        link=Link(url=url, occurrences=tuple(_place(place) for place in entry["occurrences"])),
        judgement=Judgement(
            verdict=verdict,
            reason=str(entry["reason"]),
            status=entry["status"],
            final_url=entry["final_url"],
            suggestion=entry["suggestion"],
        ),
        organisation=owner.name if owner else "Other",
        from_state=bool(entry["from_state"]),
        counts=verdict not in FAILING or not entry.get("informs", False),
    )


def _place(place: dict[str, Any]) -> Occurrence:
    return Occurrence(
        file=str(place["file"]),
        line=int(place["line"]),
        column=int(place["column"]),
        text=str(place["text"]),
    )


def _first_place(result: Result) -> tuple[str, int, int]:
    places = result.link.occurrences
    return (places[0].file, places[0].line, places[0].column) if places else ("", 0, 0)
