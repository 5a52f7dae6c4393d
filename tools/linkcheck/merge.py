"""`merge`: joins the JSON reports of shards into one, in the order of first occurrence."""

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.linkcheck.cli import DEFAULT_POLICY, REPORTS, check_reports, complain, complain_of_file
from tools.linkcheck.exceptions import apply_exceptions
from tools.linkcheck.models import (
    FAILING,
    URGENCY,
    Judgement,
    Link,
    LinkCheckError,
    Occurrence,
    PolicyNote,
    Report,
    Result,
    Verdict,
)
from tools.linkcheck.outcome import NO_NETWORK_NOTE, owner_of
from tools.linkcheck.policy import Policy
from tools.linkcheck.report.json_reader import load, read_time
from tools.linkcheck.site import ORGANISATION as SITE


def main(argv: Sequence[str]) -> int:
    """Merge the reports named in *argv*; return the exit status of the whole."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.linkcheck merge", description="Join the JSON reports of shards."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="JSON reports of --shard runs")
    for name in REPORTS:
        parser.add_argument(f"--{name}", metavar="FILE", help=f"write the whole as {name}")
    parser.add_argument(
        "--policy", metavar="FILE", type=Path, help=f"policy file (default: {DEFAULT_POLICY})"
    )
    parser.add_argument("--github", action="store_true", help="print GitHub annotations")
    parser.add_argument("--quiet", action="store_true", help="print only what needs action")
    options = parser.parse_args(argv)
    from tools.linkcheck.report.write import write_reports

    try:
        check_reports(parser, options, (options.policy or DEFAULT_POLICY, *options.files))
        path = options.policy or DEFAULT_POLICY
        policy = Policy.load(path) if options.policy or path.exists() else Policy()
        reports = [load(name) for name in options.files]
        report = merge(reports, policy)
        write_reports(report, options)
        missing = _missing_parts(reports)
        if missing:
            parts = ", ".join(f"{part} of {whole}" for part, whole in missing)
            raise LinkCheckError(f"no report of shard {parts} was given: the rest is not known")
    except LinkCheckError as error:
        return complain(error)
    except OSError as error:
        return complain_of_file(error)
    if any(result.fails for result in report.results):
        return 1
    return 3 if report.no_network else 0


def merge(reports: Sequence[dict[str, Any]], policy: Policy) -> Report:
    """Return the union; a URL in several reports keeps its most urgent verdict and all places."""
    missing = _missing_parts(reports)
    entries: dict[str, dict[str, Any]] = {}
    for report in reports:
        for entry in report["links"]:
            _add(entries, entry)
    results = [_result(entry, policy) for entry in entries.values()]
    results.sort(key=_first_place)
    of_guide = all("health" in report for report in reports)
    checked_at = max(read_time(report["checked_at"]) for report in reports)
    no_network = _found_no_network(reports)
    notes = [f"No report of shard {part} of {whole} is here." for part, whole in missing]
    if no_network:
        notes.append(NO_NETWORK_NOTE)
    return Report(
        checked_at=checked_at.isoformat(timespec="seconds"),
        results=tuple(results),
        policy_notes=tuple(_policy_notes(policy, results, checked_at))
        if of_guide and not missing
        else (),
        notes=tuple(notes),
        organisations=tuple(one.name for one in policy.organisations),
        complete=all(report.get("complete", True) for report in reports) and not missing,
        no_network=no_network,
        of_guide=of_guide,
    )


def _missing_parts(reports: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return the shards, as part and number of parts, that none of *reports* is of."""
    given = {(one["shard"]["part"], one["shard"]["of"]) for one in reports if "shard" in one}
    wholes = sorted({whole for _, whole in given})
    if len(wholes) > 1:
        listed = " and ".join(str(whole) for whole in wholes)
        raise LinkCheckError(f"these are shards of several runs: of {listed} parts")
    needed = [(part, whole) for whole in wholes for part in range(1, whole + 1)]
    return [shard for shard in needed if shard not in given]


def _found_no_network(reports: Sequence[dict[str, Any]]) -> bool:
    """Return whether no report that asked a server reached one, and one did ask."""
    asked = [report for report in reports if report.get("shard", {}).get("asked", True)]
    return bool(asked) and all(report.get("no_network", False) for report in asked)


def _policy_notes(
    policy: Policy, results: list[Result], checked_at: datetime.datetime
) -> list[PolicyNote]:
    """Return what is wrong with the exceptions, which only all links together can tell."""
    return apply_exceptions(policy, results, checked_at.date())[1]


def _add(entries: dict[str, dict[str, Any]], entry: dict[str, Any]) -> None:
    before = entries.get(entry["url"])
    if before is None:
        entries[entry["url"]] = entry
        return
    worse = min(before, entry, key=lambda one: URGENCY.index(Verdict(one["verdict"])))
    places = before["occurrences"] + [
        p for p in entry["occurrences"] if p not in before["occurrences"]
    ]
    both = (before, entry)
    failing = [one for one in both if Verdict(one["verdict"]) in FAILING]
    entries[entry["url"]] = {
        **worse,
        "occurrences": places,
        "informs": all(one.get("informs", False) for one in failing),
        "changed": any(one.get("changed", False) for one in both),
    }


def _result(entry: dict[str, Any], policy: Policy) -> Result:
    url = entry["url"]
    verdict = Verdict(entry["verdict"])
    internal = entry.get("internal", False)
    owner = None if internal else owner_of(url, policy)
    return Result(
        link=Link(url=url, occurrences=tuple(_place(place) for place in entry["occurrences"])),
        judgement=Judgement(
            verdict=verdict,
            reason=entry["reason"],
            status=entry["status"],
            final_url=entry["final_url"],
            suggestion=entry["suggestion"],
        ),
        organisation=SITE if internal else owner.name if owner else "Other",
        from_state=entry["from_state"],
        counts=verdict not in FAILING or not entry.get("informs", False),
        changed=entry.get("changed", False),
        internal=internal,
    )


def _place(place: dict[str, Any]) -> Occurrence:
    return Occurrence(**{key: place[key] for key in ("file", "line", "column", "text")})


def _first_place(result: Result) -> tuple[bool, str, int, int]:
    """Return what sorts as a single run does: by place, the built site's own links last."""
    places = result.link.occurrences
    place = places[0] if places else Occurrence(file="", line=0, column=0)
    return result.internal, place.file, place.line, place.column
