"""Findings for a terminal: a line each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tools.lint.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.lint.findings import Finding


def as_text(findings: Sequence[Finding]) -> str:
    """Return *findings* as ``path:line:column: CODE message``, a line each."""
    return "".join(f"{found}\n" for found in findings)


def summary(findings: Sequence[Finding], pages: int) -> str:
    """Return how much there is to mend, on one line.

    >>> summary([], 3)
    '3 pages, no findings'
    """
    counted = Counter(found.severity for found in findings)
    parts = [_number(counted[severity], severity) for severity in Severity if counted[severity]]
    mendable = sum(bool(found.edits) for found in findings)
    fixable = f" ({mendable} can be mended with --fix)" if mendable else ""
    return f"{_number(pages, 'page')}, {', '.join(parts) or 'no findings'}{fixable}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
