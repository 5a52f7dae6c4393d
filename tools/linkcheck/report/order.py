"""The order of findings in every report, and which of them a reader must see."""

from collections.abc import Iterable

from tools.linkcheck.models import ADVISORY, FAILING, URGENCY, Report, Result, Verdict

NOTABLE = FAILING | ADVISORY | {Verdict.BLOCKED}


def notable(report: Report) -> list[Result]:
    """Return what deserves a line, the change's own links first, then the most urgent."""
    found = [result for result in report.results if result.verdict in NOTABLE]
    return sorted(found, key=_urgency)


def _urgency(result: Result) -> tuple[bool, bool, int]:
    return not result.changed, not result.fails, URGENCY.index(result.verdict)


def level(result: Result) -> str:
    """Return `error`, `warning` or `notice`."""
    if result.fails:
        return "error"
    worrying = result.verdict in FAILING or result.verdict in (
        Verdict.UNREACHABLE,
        Verdict.INSECURE,
    )
    return "warning" if worrying else "notice"


def organisations(report: Report, results: Iterable[Result] | None = None) -> list[str]:
    """Return the organisations that occur, those of the policy first and in its order."""
    listed = report.results if results is None else results
    found = dict.fromkeys(result.organisation for result in listed)
    known = [name for name in report.organisations if name in found]
    return known + [name for name in found if name not in known]
