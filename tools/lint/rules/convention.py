"""Rules about what the guide's model makes of a practice: fields, levels, mappings, ids.

The model is read once, by `tools.guide.reader`, for the site as for the linter. It says what it
could not place; each of its sentences belongs to one rule here.
"""

from __future__ import annotations

import itertools
import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.catalogue import catalogue
from tools.guide.reviews import review_due
from tools.guide.sections import SectionKind
from tools.guide.wording import line_of, plain, same_words
from tools.lint.findings import Edit, Hit, Severity
from tools.lint.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page

SENTENCES = [
    (r"^no section is named", "BP125"),
    (r"^section '.*' is empty", "BP126"),
    (r"^section '.*' has no place", "BP127"),
    (r"^no field is named", "BP201"),
    (r"^'reviewed' must be", "BP202"),
    (r"in 'priority' is no level|in 'out-of-scope' is no level|is in 'priority' and in", "BP203"),
    (r"is no level of this guide", "BP302"),
    (r"which 'out-of-scope' leaves out", "BP303"),
    (r"^CIS Controls v8 have no safeguard", "BP310"),
    (r"^(?:safeguard '.*'|Handbook practice \d+) is already on", "BP311"),
    (r"^safeguard [\d.]+ is not titled", "BP312"),
    (r"^the Handbook has no best practice", "BP320"),
    (r"^id '.*' is spelled twice|is no id;|stands where no goal or action", "BP340"),
]
"""Pattern of what the reader says, and the rule that reports it; ``BP300`` has the rest."""

_SENTENCES = [(re.compile(pattern, re.DOTALL), code) for pattern, code in SENTENCES]


def code_of(message: str) -> str:
    """Return the rule that reports the reader's *message*."""
    return next((code for pattern, code in _SENTENCES if pattern.search(message)), "BP300")


def said(page: Page, code: str) -> Iterator[Hit]:
    """Yield what the reader says of *page* that the rule *code* reports."""
    for found in page.model.findings if page.model else ():
        if code_of(found.message) == code:
            message, _, repair = found.message.partition("; ")
            line = page.heading_line(found.line)
            hit = page.on_line(line, message[0].upper() + message[1:], repair)
            yield Hit(start=hit.start, end=hit.end, message=hit.message, repair=hit.repair, text="")


@rule("BP125", Severity.ERROR)
def check_section_misspelled(page: Page) -> Iterator[Hit]:
    """Spell the headings of a practice right; nothing is read below one that is not known.

    Bad:  Gaols
    Good: Goals
    """
    yield from said(page, "BP125")


@rule("BP126", Severity.ERROR)
def check_section_empty(page: Page) -> Iterator[Hit]:
    """Write something below each heading; a mapping without entries says that there are none.

    Good: * There are no relevant CIS Controls.
    """
    yield from said(page, "BP126")


@rule("BP127", Severity.ERROR)
def check_section_unknown(page: Page) -> Iterator[Hit]:
    """Put the text of a practice into its six sections; no list takes up any other."""
    yield from said(page, "BP127")


@rule("BP201", Severity.ERROR)
def check_field_name(page: Page) -> Iterator[Hit]:
    """Spell the fields at the top right: priority, out-of-scope, reviewed.

    Bad:  :priorities: Level 1
    Good: :priority: Level 1
    """
    yield from said(page, "BP201")


@rule("BP202", Severity.ERROR)
def check_review_date(page: Page) -> Iterator[Hit]:
    """Write the date of the last review as year, month and day.

    Bad:  :reviewed: Nov. 22, 2026
    Good: :reviewed: 2026-11-22
    """
    yield from said(page, "BP202")


@rule("BP203", Severity.ERROR)
def check_field_level(page: Page) -> Iterator[Hit]:
    """Name existing levels in *priority* and *out-of-scope*, and none in both.

    Bad:  :priority: Level 1, Level 4
    Good: :priority: Level 1, Level 2
    """
    yield from said(page, "BP203")


_FIELD = re.compile(r"^:([\w-]{1,40}):[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)


@rule("BP204", Severity.WARNING)
def check_review_missing(page: Page) -> Iterator[Hit]:
    """Say at the top of a practice when somebody who knows the matter last reviewed it.

    Good: :reviewed: 2026-11-22
    """
    if page.model and not page.model.practice.reviewed and not list(said(page, "BP202")):
        yield page.on_line(
            page.title_line,
            "Practice has no date of its last review",
            "add a line such as ':reviewed: 2026-11-22' at the top",
        )


@rule("BP205", Severity.WARNING)
def check_review_future(page: Page) -> Iterator[Hit]:
    """Give a review the day on which it took place, not one to come."""
    for match, reviewed in _review(page):
        if reviewed > date.today():
            yield Hit(
                start=match.start(),
                end=match.end(2),
                message="Review is dated in the future",
                repair="write the day of the review",
            )


@rule("BP207", Severity.WARNING)
def check_review_expired(page: Page) -> Iterator[Hit]:
    """Review a page again when ``site_review_days`` of ``conf.py`` have gone by.

    Names, services and addresses change. As long as a review is due, the page tells its readers.
    """
    for match, reviewed in _review(page):
        due = review_due(reviewed, page.project.settings.review_days)
        if due and due <= date.today():
            yield Hit(
                start=match.start(),
                end=match.end(2),
                message=f"Review expired on {due}",
                repair="check names, services and addresses on the page, then write today's date",
            )


def _review(page: Page) -> Iterator[tuple[re.Match[str], date]]:
    """Yield the place and the day of the last review; nothing where there is no such day."""
    for match in _FIELD.finditer(page.text):
        if match[1] == "reviewed":
            if re.fullmatch(r"\d{4}-\d\d-\d\d", match[2]):
                with suppress(ValueError):
                    yield match, date.fromisoformat(match[2])
            return


@rule("BP206", Severity.HINT)
def check_header_missing(page: Page) -> Iterator[Hit]:
    """Say in a comment at the top of a practice who wrote it and what it is for.

    Good: ..
            Created by: the county clerks' working group
            To: help election offices keep their inventory
    """
    if page.is_practice and not re.match(r"\ufeff?\.\.\s+\S", page.text):
        yield page.on_line(
            1, "Practice does not begin with 'Created by:' and 'To:'", "add the comment"
        )


@rule("BP300", Severity.ERROR)
def check_unplaced(page: Page) -> Iterator[Hit]:
    """Write what the guide can place; whatever the reader of practices says otherwise."""
    yield from said(page, "BP300")


_TYPED = re.compile(
    r"\b(?:Maturity )?Levels?[ \t\n]+\d\b(?:[ \t]*(?:,|and|or|to|-)[ \t]*\d\b)*", re.I
)


@rule("BP301", Severity.WARNING)
def check_level_typed(page: Page) -> Iterator[Hit]:
    """Write a level by its name in ``conf.py``, so that the guide can call it something else.

    Bad:  Level 1 maturity
    Good: |Maturity1| maturity
    """
    shared = page.project.settings.substitutions
    names = {
        text.casefold(): name
        for name, text in shared.items()
        if text in page.project.settings.level_names
    }
    for match in _TYPED.finditer(page.prose):
        if not names or page.is_marked(match.start()):
            continue  # inside a link or role no substitution works
        if page.is_option(match.start()):
            continue
        name = names.get(" ".join(match[0].casefold().split()))
        every = ", ".join(f"|{each}|" for each in names.values())
        edits = (Edit(start=match.start(), end=match.end(), text=f"|{name}|"),)
        around = (
            page.text[match.start() - 1 : match.start()] + page.text[match.end() : match.end() + 1]
        )
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Level is typed",
            repair=f"write |{name}|" if name else f"write those of {every} that you mean",
            edits=edits if name and not re.search(r"[\w|*`]", around) else (),
        )


@rule("BP302", Severity.ERROR)
def check_level_unknown(page: Page) -> Iterator[Hit]:
    """Name a level that the guide has.

    Bad:  * 11.5: Test Data Recovery (Level 4 maturity)
    Good: * 11.5: Test Data Recovery (|Maturity2| maturity)
    """
    yield from said(page, "BP302")


@rule("BP303", Severity.ERROR)
def check_level_out_of_scope(page: Page) -> Iterator[Hit]:
    """Give no actions for a level that the page leaves out of scope."""
    yield from said(page, "BP303")


@rule("BP310", Severity.ERROR)
def check_safeguard_unknown(page: Page) -> Iterator[Hit]:
    """Name a safeguard that CIS Controls v8 have; the number counts.

    Bad:  * 11.9: Test Data Recovery (|Maturity2| maturity)
    Good: * 11.5: Test Data Recovery (|Maturity2| maturity)
    """
    yield from said(page, "BP310")


@rule("BP311", Severity.ERROR)
def check_mapping_duplicate(page: Page) -> Iterator[Hit]:
    """List each safeguard and each Handbook practice once."""
    yield from said(page, "BP311")


@rule("BP312", Severity.ERROR)
def check_safeguard_title(page: Page) -> Iterator[Hit]:
    """Give a safeguard the title that CIS Controls v8 give it.

    Bad:  * 11.5: Test Recovery (|Maturity2| maturity)
    Good: * 11.5: Test Data Recovery (|Maturity2| maturity)
    """
    yield from said(page, "BP312")


_ITEM = re.compile(r"(\d{1,2}\.\d{1,2})([ \t]*[:.–—-]?[ \t]*)(\S.*?)[ \t]*(\(.*)?$")  # noqa: RUF001


def _mapping_items(page: Page, kind: SectionKind) -> Iterator[tuple[int, str]]:
    """Yield line and text of each list item in the section *kind*."""
    for section in page.sections:
        if section.kind is kind:
            for item in section.node.findall(nodes.list_item):
                yield line_of(item), plain(item)


@rule("BP313", Severity.WARNING)
def check_safeguard_form(page: Page) -> Iterator[Hit]:
    """Write a safeguard as number, colon, and title letter for letter as in the catalogue.

    Bad:  * 11.5 Test data recovery (|Maturity2| maturity)
    Good: * 11.5: Test Data Recovery (|Maturity2| maturity)
    """
    for line, _text in _mapping_items(page, SectionKind.CONTROLS):
        start, end = page.span(line)
        source = re.sub(r"^([*+-]|#\.)[ \t]+", "", page.text[start:end])
        match = _ITEM.match(source)
        known = catalogue().safeguards.get(match[1]) if match else None
        if not match or known is None or not same_words(match[3], known.title):
            continue
        if match[3] != known.title or match[2] != ": ":
            offset = end - len(source)
            right = f"{known.number}: {known.title}"
            yield Hit(
                start=offset,
                end=offset + match.end(3),
                message="Safeguard is not written as in the catalogue",
                repair=f"write '{right}'",
                edits=(Edit(start=offset, end=offset + match.end(3), text=right),),
            )


@rule("BP314", Severity.WARNING)
def check_safeguard_level(page: Page) -> Iterator[Hit]:
    """Say from which level a safeguard is carried out.

    Bad:  * 11.5: Test Data Recovery
    Good: * 11.5: Test Data Recovery (|Maturity2| maturity)
    """
    for mapping in page.model.practice.safeguards if page.model else ():
        if mapping.from_level is None:
            group = catalogue().safeguards[mapping.number].group
            yield page.on_line(
                mapping.line,
                f"Safeguard {mapping.number} names no level",
                f"end the line with '(|Maturity{group}| maturity)' or the level that is right",
            )


@rule("BP315", Severity.HINT)
def check_mapping_order(page: Page) -> Iterator[Hit]:
    """List safeguards and Handbook practices in the order of their numbers."""
    practice = page.model.practice if page.model else None
    if practice is None:
        return
    safeguards = [(tuple(map(int, m.number.split("."))), m.line) for m in practice.safeguards]
    handbook = [((m.number,), m.line) for m in practice.handbook]
    for mappings in (safeguards, handbook):
        for (former, _), (number, line) in itertools.pairwise(mappings):
            if number < former:
                text = ".".join(map(str, number))
                yield page.on_line(line, f"{text} comes out of order", "sort the numbers")
                break


@rule("BP320", Severity.ERROR)
def check_handbook_unknown(page: Page) -> Iterator[Hit]:
    """Name a best practice that the Handbook has: 1 to 88."""
    yield from said(page, "BP320")


@rule("BP340", Severity.ERROR)
def check_item_id(page: Page) -> Iterator[Hit]:
    """Give an id to the start of a goal or action only, once, in small letters with hyphens.

    Good: #. :bp:id:`test-restores` Restore one file.
    """
    yield from said(page, "BP340")
