"""Mend what is mechanical, and nothing else.

Findings bring their edits. They are applied from the top of the page down, those of one finding
together or not at all; what overlaps waits for the next pass. A pass after which the page has
more errors than before is taken back, and its findings are tried one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from tools.lint.findings import Edit, Finding
    from tools.lint.run import Linter, Source

ON_REQUEST = frozenset({"SL004"})
"""Rules whose mend touches each line of a page: only where ``--select`` names them."""

MAX_PASSES = 8
"""Passes before the fixer gives up; two are common, and a test shows that none needs more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fixed:
    """A page after its mending."""

    source: Source
    applied: int
    """How many findings were mended."""
    left: list[Finding]
    """What is still wrong."""


def fix(linter: Linter, source: Source, requested: Set[str] = frozenset()) -> Fixed:
    """Return *source* mended, with the rules of *linter*; *requested* are codes of `ON_REQUEST`."""
    findings = linter.check(source)
    applied = 0
    for _ in range(MAX_PASSES):
        wanted = [
            found
            for found in findings
            if found.edits and (found.code not in ON_REQUEST or found.code in requested)
        ]
        source, findings, count = _pass(linter, source, findings, wanted)
        applied += count
        if not count:
            break
    return Fixed(source=source, applied=applied, left=findings)


def _pass(
    linter: Linter, source: Source, findings: list[Finding], wanted: list[Finding]
) -> tuple[Source, list[Finding], int]:
    """Return the page after one pass, what is wrong with it, and how much was mended."""
    taken = compatible(wanted)
    if not taken:
        return source, findings, 0
    after = replace(source, text=applied_to(source.text, edits_of(taken)))
    found = linter.check(after)
    if _errors(found) <= _errors(findings):
        return after, found, len(taken)
    for one in taken if len(taken) > 1 else ():
        after, found, count = _pass(linter, source, findings, [one])
        if count:
            return after, found, count
    return source, findings, 0


def _errors(findings: Iterable[Finding]) -> int:
    return sum(found.severity == "error" for found in findings)


def compatible(findings: Iterable[Finding]) -> list[Finding]:
    """Return those of *findings* whose edits touch no edit of another one before them."""
    taken: list[Finding] = []
    used: list[tuple[int, int]] = []
    for found in findings:
        spans = [(edit.start, edit.end) for edit in found.edits]
        if not any(a <= end and start <= b for a, b in spans for start, end in used):
            taken.append(found)
            used += spans
    return taken


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """Return all edits of *findings* in their order on the page."""
    return sorted(edit for found in findings for edit in found.edits)


def applied_to(text: str, edits: Sequence[Edit]) -> str:
    """Return *text* with the sorted *edits* made; everything between them stays as it is."""
    pieces: list[str] = []
    last = 0
    for edit in edits:
        pieces += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join([*pieces, text[last:]])
