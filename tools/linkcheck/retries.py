"""When a request is worth repeating, and after how long."""

import random
import re
from datetime import UTC, datetime

from tools.linkcheck.exchange import PASSING, Exchange, Fault

TRIES = 3
LONGEST_WAIT = 60.0  # seconds that a server may make us wait for one link
FIRST_PAUSE = 1.0

_PASSING_STATUSES = frozenset({408, 420, 425, 429, 430, *range(500, 600)}) - {501, 505, 511}
_ONCE = frozenset({202})  # repeated a single time: still being made, or empty by mistake


def next_wait(exchange: Exchange, tries: int, now: datetime | None = None) -> float | None:
    """Return the seconds to wait before the next try, None where none would help.

    *tries* counts those made; *now* exists for tests.
    """
    if tries >= TRIES:
        return None
    if exchange.fault in PASSING:
        late = exchange.answered and exchange.fault is not Fault.EMPTY
        return None if late and (tries > 1 or exchange.fault is Fault.TIMEOUT) else _pause(tries)
    if exchange.fault:
        return None
    status = exchange.status or 0
    if status in _PASSING_STATUSES:
        asked = parse_retry_after(exchange.header("retry-after"), now or datetime.now(UTC))
        wait = _pause(tries) if asked is None else asked + 0.05
        return wait if wait <= LONGEST_WAIT else None
    empty = 200 <= status < 300 and status not in (204, 205) and not exchange.body.strip()
    return _pause(tries) if tries == 1 and (empty or status in _ONCE) else None


def _pause(tries: int) -> float:
    """Return one, then two seconds, give or take a tenth: links must not retry in step."""
    return FIRST_PAUSE * float(2 ** (tries - 1)) * random.uniform(1.0, 1.2)


def parse_retry_after(text: str, now: datetime) -> float | None:
    """Return the seconds of a `Retry-After` header: a number (a fraction, too) or a date."""
    if re.fullmatch(r"\s*\d{1,30}(?:\.\d+)?\s*", text):
        return float(text)
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    # A date has whole seconds: one more, so that we are never early.
    seconds: float = (date - now).total_seconds() + 1.0
    return max(0.0, seconds)
