"""When a page that somebody reviewed is due for its next review."""

from __future__ import annotations

import datetime

REVIEW_DAYS = 365
"""Days that a review holds; ``site_review_days`` in conf.py says otherwise."""


def review_due(reviewed: datetime.date | None, days: int) -> datetime.date | None:
    """Return the day on which a page *reviewed* then should be reviewed again; none for never.

    Never is what *days* say that lead beyond the calendar, and a page without review.
    """
    try:
        return reviewed + datetime.timedelta(days=days) if reviewed else None
    except OverflowError:
        return None
