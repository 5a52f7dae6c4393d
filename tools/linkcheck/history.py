"""What earlier runs change about a verdict: one failure is a suspicion, two in a row are a fact."""

from dataclasses import replace

from tools.linkcheck.models import Judgement, Verdict
from tools.linkcheck.state import DAY, Memory

# Failures that a server showed; malformed and unsafe links need no second look.
_OBSERVED = frozenset({Verdict.BROKEN, Verdict.SOFT_404, Verdict.MISSING_FRAGMENT})
_FIRST_SEEN = "first seen in this run: "
LONG_GONE = 14 * DAY  # seconds of nothing but failures until `unreachable` becomes `broken`
LONG_GONE_RUNS = 3


def weigh(
    judgement: Judgement,
    before: Memory | None,
    *,
    scheduled: bool,
    doubtful_host: bool,
    now: float,
) -> Judgement:
    """Return the judgement in the light of *before*.

    *doubtful_host* is a host known to answer machines with a 404 that readers do not get.
    """
    known = before if before and before.last_checked <= now else None
    doubtful = scheduled or (doubtful_host and judgement.status in (404, 410))
    if doubtful and judgement.verdict in _OBSERVED and not (known and _has_shown(known, now)):
        return replace(
            judgement,
            verdict=Verdict.UNREACHABLE,
            reason=f"{_FIRST_SEEN}{judgement.reason}",
            notes=(*judgement.notes, f"{judgement.verdict} if the next run finds it, too"),
        )
    if (
        scheduled
        and known
        and judgement.verdict is Verdict.UNREACHABLE
        and _is_long_gone(known, now)
    ):
        days = int((now - known.failing_since) / DAY)
        reason = f"unreachable in {known.failures + 1} runs over {days} days: {judgement.reason}"
        return replace(judgement, verdict=Verdict.BROKEN, reason=reason)
    changes = _changes(judgement, known)
    return replace(judgement, notes=(*judgement.notes, *changes)) if changes else judgement


def _has_shown(known: Memory, now: float) -> bool:
    """Return whether a server showed a failure in the run before, or it has failed for weeks.

    A run in which it did not answer says nothing about the page.
    """
    shown = known.verdict in _OBSERVED or known.reason.startswith(_FIRST_SEEN)
    return (shown and known.failures > 0) or _is_long_gone(known, now)


def _is_long_gone(known: Memory, now: float) -> bool:
    return known.failures >= LONG_GONE_RUNS and now - known.failing_since >= LONG_GONE


def is_new_move(judgement: Judgement, known: Memory | None) -> bool:
    """Return whether a link that was *known* for something else has moved since then."""
    moved = judgement.verdict is Verdict.MOVED
    return moved and known is not None and known.moved_to != judgement.suggestion


def _changes(judgement: Judgement, known: Memory | None) -> tuple[str, ...]:
    """Return what differs from the last run and is worth a look."""
    if known is None:
        return ()
    notes = []
    if is_new_move(judgement, known):
        notes.append("this redirect is new; wait for a second run before you trust it")
    if known.title and judgement.title and known.title != judgement.title:
        notes.append(f"the content may have changed: the title was {known.title[:80]!r}")
    if known.last_ok and judgement.verdict in _OBSERVED:
        notes.append("it was ok in an earlier run")
    return tuple(notes)
