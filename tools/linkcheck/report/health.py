"""The health of the links, ready to be shown: what the verdicts mean, whose links are how.

The page of `--html` shows it, and the JSON report of a guide holds it for the site, which builds
its own page from that.
"""

from typing import Any, Literal

from tools.linkcheck.models import URGENCY, Report, Verdict
from tools.linkcheck.report.escape import one_line
from tools.linkcheck.report.order import organisations

Tone = Literal["good", "look", "bad"]

MEANINGS = {
    Verdict.OK: "works",
    Verdict.ACCEPTED: "accepted as it is",
    Verdict.REDIRECTED: "works, by a temporary redirect",
    Verdict.MOVED: "works, at a new address",
    Verdict.INSECURE: "works, but without encryption all the way",
    Verdict.BLOCKED: "could not be checked: the site refuses robots or wants a login",
    Verdict.UNREACHABLE: "could not be reached in this check",
    Verdict.MISSING_FRAGMENT: "the page is there, the place in it is not",
    Verdict.SOFT_404: "the page is gone, though the site does not say so",
    Verdict.BROKEN: "the page cannot be had",
    Verdict.MALFORMED: "written wrongly",
    Verdict.UNSAFE: "unsafe",
}


def tone(verdict: Verdict) -> Tone:
    """Return whether a link is in order, worth a look, or to be mended."""
    place = URGENCY.index(verdict)
    if place <= URGENCY.index(Verdict.MISSING_FRAGMENT):
        return "bad"
    return "look" if place <= URGENCY.index(Verdict.MOVED) else "good"


def health(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Return the verdicts that occur, most urgent first, and the links of each organisation.

    ``verdicts`` are dictionaries of verdict, meaning and tone; ``organisations`` of name and
    links: places in the results of *report*, most urgent first. The built site's own links are
    left out: they are mended before readers get them.
    """
    external = [result for result in report.results if not result.internal]
    found = {result.verdict for result in external}
    owned: dict[str, list[int]] = {name: [] for name in organisations(report, external)}
    for place, result in enumerate(report.results):
        if not result.internal:
            owned[result.organisation].append(place)

    def urgency(place: int) -> tuple[int, str]:
        result = report.results[place]
        return URGENCY.index(result.verdict), result.link.url

    return {
        "verdicts": [
            {"verdict": str(verdict), "meaning": MEANINGS[verdict], "tone": tone(verdict)}
            for verdict in URGENCY
            if verdict in found
        ],
        "organisations": [
            {"name": one_line(name), "links": sorted(places, key=urgency)}
            for name, places in owned.items()
        ],
    }
