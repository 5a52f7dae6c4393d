"""Annotations for a pull request on GitHub.

GitHub shows ten of each level per step and drops the rest without a word: the change's own links
come first, and the last line says how many more there are.
"""

from collections import Counter

from tools.linkcheck.models import Report, Result
from tools.linkcheck.report.escape import github_data, github_property
from tools.linkcheck.report.order import level, notable

PER_LEVEL = 10


def render(report: Report) -> str:
    """Return workflow commands, one a line."""
    lines: list[str] = []
    shown: Counter[str] = Counter()
    left_out = 0
    for result in notable(report):
        kind = level(result)
        if shown[kind] >= PER_LEVEL:
            left_out += 1
            continue
        shown[kind] += 1
        lines.append(_command(kind, result))
    if left_out:
        lines.append(f"{left_out} more findings are in the step summary and the report files.")
    return "".join(f"{line}\n" for line in lines)


def _command(kind: str, result: Result) -> str:
    place = result.link.occurrences[0] if result.link.occurrences else None
    properties = [f"title=Link {github_property(str(result.verdict))}"]
    if place:
        file = github_property(place.file)
        properties = [f"file={file}", f"line={place.line}", f"col={place.column}", *properties]
    message = f"{result.link.url}: {result.judgement.explanation}"
    if result.judgement.suggestion:
        message += f"; try {result.judgement.suggestion}"
    return f"::{kind} {','.join(properties)}::{github_data(message)}"
