"""Rules about sentences and actions: verbs, length, grade."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.guide.sections import SectionKind
from tools.lint.findings import Hit, Severity
from tools.lint.prose import STAND_IN, words
from tools.lint.readability import grade
from tools.lint.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.guide.model import Action, Goal
    from tools.lint.page import Page

VERBS = Path(__file__).parents[1] / "data" / "verbs.txt"

MAX_WORDS = 30
"""Longest sentence in words; plain-language guides ask for an average of 15 to 20."""
TARGET_GRADE = 10.0
"""Highest Flesch-Kincaid grade of a page."""
PAGE_WORDS = (400, 1_100)
"""Words of a practice: enough to act on, short enough to read in one sitting."""

BANNED = re.compile(
    r"(?:consider(?:ing)?|be aware|be sure|ensure|make sure|understand|remember|think about"
    r"|strive|leverage|utilize|try to|be prepared|keep in mind|note that)\b",
    re.IGNORECASE,
)
"""Openers of what nobody can be seen to do."""

NO_VERBS = frozenset(
    """a about above after all also an and another any anyone are as at because before below
    besides between both but by can could depending do-not during each either election elections
    every everyone finally first for from furthermore generally having he her here his how however
    i if in instead into is it its may might most must no nobody not of often on once one
    only or our over please she should since so some somebody someone sometimes such than
    that the their them then there therefore these they this those through to together under
    unless until upon usually vendors we what when whenever where wherever whether which while who
    why will with within without would you your""".split()
)
"""Words that begin no order."""


@cache
def verbs() -> frozenset[str]:
    """Return the verbs of ``data/verbs.txt``."""
    lines = VERBS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


def _first_word(text: str) -> str:
    match = re.match(r"[\"'(*]*([A-Za-z][A-Za-z'-]*)", text)
    return match[1].casefold() if match else ""


def _is_no_order(first: str, text: str) -> bool:
    """Return whether *text*, whose first word is *first*, certainly tells nobody to do anything.

    A word such as *staff* is a verb or a noun; right before a modal verb it is a noun.
    """
    if re.match(r"\W*[\w'-]+ (?:should|must|shall|may|will|needs? to|is|are)\b", text):
        return True
    if first in verbs():
        return False
    later = re.match(r"[^.,;:]{0,60}\b(?:should|must|shall|needs? to)\b", text)
    return first in NO_VERBS or first.endswith("ing") or bool(later)


def _place(page: Page, item: Goal | Action) -> tuple[int, int]:
    """Return where the words of *item* begin and where its first sentence ends."""
    first = page.starts[item.line - 1]
    for block in page.blocks:
        if block.end > first:
            start = block.start
            end = next((e for s, e in page.sentences if s == start), block.end)
            return start, end
    return page.span(item.line)


def _own_spans(page: Page) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence that its author wrote, so none of a mapping."""
    for start, end in page.sentences:
        section = page.section_at(page.line_at(start))
        if not section or section.kind not in (SectionKind.CONTROLS, SectionKind.HANDBOOK):
            yield start, end


def _own_sentences(page: Page) -> list[str]:
    return [page.prose[start:end] for start, end in _own_spans(page)]


@rule("BP801", Severity.WARNING)
def check_action_verb(page: Page) -> Iterator[Hit]:
    """Begin an action with what is to be done: a verb that tells somebody to do it.

    Bad:  Backups should be tested.
    Bad:  For additional resources see below.
    Good: Test one backup a month.
    """
    for action in page.model.practice.actions if page.model else ():
        first = _first_word(action.text)
        if not first or not _is_no_order(first, action.text):
            continue
        start, end = _place(page, action)
        yield Hit(
            start=start,
            end=end,
            message="Action does not begin with a verb",
            repair="write what to do first, then who does it and when",
        )


@rule("BP802", Severity.HINT)
def check_verb_unknown(page: Page) -> Iterator[Hit]:
    """Begin a goal or an action with a verb; verbs are listed in ``tools/lint/data/verbs.txt``."""
    if page.model is None:
        return
    items: list[Goal | Action] = [*page.model.practice.goals, *page.model.practice.actions]
    for item in items:
        first = _first_word(item.text)
        known = first in verbs() or BANNED.match(item.text)
        reported = first in NO_VERBS and item in page.model.practice.actions
        if first and not known and not reported:
            start, end = _place(page, item)
            yield Hit(
                start=start,
                end=min(end, start + len(first)),
                message="First word is no verb that the linter knows",
                repair="begin with a verb, or add this one to tools/lint/data/verbs.txt",
            )


@rule("BP803", Severity.WARNING)
def check_action_vague(page: Page) -> Iterator[Hit]:
    """Ask for something that can be seen to be done.

    Bad:  Consider strong passwords.
    Bad:  Ensure that backups are monitored.
    Good: One named person reads the report of each backup.
    """
    for action in page.model.practice.actions if page.model else ():
        if BANNED.match(action.text):
            start, end = _place(page, action)
            yield Hit(
                start=start,
                end=end,
                message="Action cannot be seen to be done",
                repair="say what somebody does, and what it leaves behind",
            )


@rule("BP804", Severity.HINT)
def check_goal_count(page: Page) -> Iterator[Hit]:
    """Give a practice two to six goals."""
    count = len(page.model.practice.goals) if page.model else 0
    section = next((s for s in page.sections if s.kind is SectionKind.GOALS), None)
    if section and count and not 2 <= count <= 6:
        yield page.on_line(section.line, f"Practice has {count} goals", "write two to six")


@rule("BP805", Severity.HINT)
def check_long_sentence(page: Page) -> Iterator[Hit]:
    """Keep a sentence below 31 words; split what has two ideas."""
    for start, end in _own_spans(page):
        count = len(words(page.prose[start:end]))
        if count > MAX_WORDS:
            yield Hit(
                start=start,
                end=end,
                message=f"Sentence has {count} words",
                repair="make two of it",
            )


@rule("BP806", Severity.HINT)
def check_grade(page: Page) -> Iterator[Hit]:
    """Write for a reader of grade 10: short sentences, short words (Flesch-Kincaid)."""
    found = grade([text.replace(STAND_IN, "this page") for text in _own_sentences(page)])
    if found is not None and found > TARGET_GRADE:
        yield page.on_line(
            page.title_line,
            f"Page reads at grade {found:.1f}, above {TARGET_GRADE:.0f}",
            "shorten sentences",
        )


@rule("BP807", Severity.HINT)
def check_page_length(page: Page) -> Iterator[Hit]:
    """Write 400 to 1,100 words for a practice."""
    low, high = PAGE_WORDS
    count = sum(len(words(text)) for text in _own_sentences(page))
    if page.model and not low <= count <= high:
        advice = "say more of who does what" if count < low else "cut, or move a part elsewhere"
        yield page.on_line(page.title_line, f"Page has {count} words", advice)
