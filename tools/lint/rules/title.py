"""Rules about the title of a page, its label and its substitutions."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.reader import TITLE, practice_title, wrong_title
from tools.guide.wording import nearest, plain
from tools.lint.findings import Edit, Hit, Severity
from tools.lint.project import TITLE_LINE, folded, local_substitutions
from tools.lint.registry import rule
from tools.lint.rules.markup import messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.lint.page import Page

_LABEL = re.compile(r"^(\.\.[ \t]+_)(`?)([^:`\n]{1,200}?)(`?)(:?)[ \t]*\r?$", re.MULTILINE)
HOUSE_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""How a label is written: it becomes part of an address."""


def house_label(text: str) -> str:
    """Return *text* as a label.

    >>> house_label("Managing Mis-, Dis-, and Malinformation")
    'managing-mis-dis-and-malinformation'
    """
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def _replaced(match: re.Match[str], right: str) -> tuple[Edit, ...]:
    return (Edit(start=match.start(2), end=match.end(5), text=f"{right}:"),)


@rule("BP101", Severity.ERROR)
def check_label_colon(page: Page) -> Iterator[Hit]:
    """End a label with a colon; without it the line is a comment, and links to it break.

    Bad:  .. _addressing-physical-threats
    Good: .. _addressing-physical-threats:
    """
    for match in _LABEL.finditer(page.text):
        right = house_label(match[3])
        if not match[5] and right:
            yield Hit(
                start=match.start(),
                end=match.end(5),
                message="Label must end with a colon",
                repair=f"write '.. _{right}:'",
                edits=_replaced(match, right),
            )


@rule("BP102", Severity.WARNING)
def check_label_form(page: Page) -> Iterator[Hit]:
    """Write a label in small letters and digits, with hyphens between the words.

    Bad:  .. _Addressing Physical Threats:
    Good: .. _addressing-physical-threats:
    """
    for match in _LABEL.finditer(page.text):
        right = house_label(match[3])
        if match[5] and right and not HOUSE_LABEL.fullmatch(match[3]):
            yield Hit(
                start=match.start(3),
                end=match.end(3),
                message="Label must be small letters with hyphens",
                repair=f"write '.. _{right}:', and in links to it as well",
                edits=() if _is_linked(match[3], page) else _replaced(match, right),
            )


def _is_linked(label: str, page: Page) -> bool:
    """Return whether some page links to *label*, so that only its author can rename it."""
    wanted = " ".join(label.lower().split())
    texts = [*page.project.texts.values(), page.text]
    return any(wanted in " ".join(re.findall(r"`[^`]*`", text.lower())) for text in texts)


@rule("BP103", Severity.WARNING)
def check_label_missing(page: Page) -> Iterator[Hit]:
    """Give a practice a label above its title, so that links survive a new title or address.

    Good: .. _addressing-physical-threats:
    """
    title = page.first(nodes.title)
    if page.is_practice and title is not None and not _LABEL.search(page.text):
        label = house_label(plain(title))
        yield page.on_line(
            page.title_line, "Page has no label above its title", f"add '.. _{label}:' above it"
        )


@rule("BP104", Severity.HINT)
def check_label_title(page: Page) -> Iterator[Hit]:
    """Name the label of a practice like its title.

    Bad:  .. _threats: above the title *Addressing Physical Threats*
    Good: .. _addressing-physical-threats:
    """
    title = practice_title(page.document)
    first = _LABEL.search(page.text)
    if title is None or first is None or not HOUSE_LABEL.fullmatch(first[3]):
        return
    right = house_label(plain(title))
    if right not in {house_label(match[3]) for match in _LABEL.finditer(page.text)}:
        yield Hit(
            start=first.start(3),
            end=first.end(3),
            message="Label is not named like the title",
            repair=f"'.. _{right}:' would be",
        )


@rule("BP105", Severity.ERROR)
def check_title_substitution(page: Page) -> Iterator[Hit]:
    """Define the title of a practice as ``|bp_title|`` and write it so, underlined.

    Bad:  Addressing Physical Threats
          ---------------------------
    Good: |bp_title|
          ----------
    """
    if wrong := wrong_title(page.document):
        line, message = wrong
        what, _, repair = message.partition("; ")
        what = what[0].upper() + what[1:]
        yield page.on_line(page.heading_line(line), what, repair)
    elif page.is_practice and TITLE not in page.document.substitution_defs:
        title = page.first(nodes.title)
        name = plain(title) if title is not None else "Its Title"
        yield page.on_line(
            page.title_line,
            "Practice does not define |bp_title|",
            f"add '.. |bp_title| replace:: {name}' above the label and make |bp_title| the title",
        )
    elif page.is_practice and TITLE not in _used(page):
        hit = page.on_line(
            page.title_line, f"Title is typed, though |{TITLE}| says it", f"write |{TITLE}|"
        )
        yield replace(hit, edits=(Edit(start=hit.start, end=hit.end, text=f"|{TITLE}|"),))


@rule("BP106", Severity.ERROR)
def check_substitution_undefined(page: Page) -> Iterator[Hit]:
    """Use names that are defined: on the page, or in ``conf.py`` for all pages.

    Bad:  |Maturity4| maturity
    Good: |Maturity3| maturity
    """
    known = [*page.project.settings.substitutions, *local_substitutions(page.text)]
    for message in messages(page, "BP106"):
        match = re.search(r'referenced: "(.*?)"', message.text, re.DOTALL)
        name = match[1] if match else ""
        near = nearest(name, known)
        listed = ", ".join(f"|{each}|" for each in known)
        start, end = page.find(f"|{name}|", message.line)
        yield Hit(
            start=start,
            end=end,
            message="Substitution is not defined",
            repair=f"did you mean |{near}|?" if near else f"defined are {listed}",
        )


def _used(page: Page) -> set[str]:
    """Return the names of the substitutions that *page* uses, in small letters."""
    return {" ".join(name.split()).lower() for name in page.parsed.substitutions}


@rule("BP107", Severity.WARNING)
def check_substitution_unused(page: Page) -> Iterator[Hit]:
    """Use what you define; a definition that nothing uses is often a misspelled one."""
    used = {*_used(page), TITLE}  # what is wrong with that one, BP105 says
    for match in re.finditer(r"^\.\. \|([^|\n]{1,100})\|[ \t].*$", page.text, re.MULTILINE):
        if " ".join(match[1].split()).lower() not in used:
            yield Hit(
                start=match.start(),
                end=match.start() + len(match[0].rstrip()),
                message="Substitution is defined and never used",
                repair=f"write |{match[1]}| where it belongs, or remove the line",
            )


@rule("BP108", Severity.ERROR)
def check_substitution_duplicate(page: Page) -> Iterator[Hit]:
    """Define a name once; names that ``conf.py`` defines are taken on every page."""
    known = {name.lower() for name in page.project.settings.substitutions}
    seen: set[str] = set()
    for match in re.finditer(r"^\.\. \|([^|\n]{1,100})\|[ \t]", page.text, re.MULTILINE):
        name = " ".join(match[1].split()).lower()
        if name in known | seen:
            where = "in conf.py" if name in known else "above"
            yield Hit(
                start=match.start(1) - 1,
                end=match.end(1) + 1,
                message=f"Substitution is already defined {where}",
                repair="keep one of the two definitions",
            )
        seen.add(name)


@rule("BP109", Severity.ERROR)
def check_title_missing(page: Page) -> Iterator[Hit]:
    """Begin a page with a title, underlined; lists of pages show it.

    Good: Network Monitoring
          ==================
    """
    if page.first(nodes.title) is None and page.text.strip():
        yield page.on_line(
            1, "Page has no title", "write one at the top and underline it, as long as it is"
        )


@rule("BP110", Severity.ERROR)
def check_title_empty(page: Page) -> Iterator[Hit]:
    """Write a title behind ``.. |bp_title| replace::``."""
    definition = page.document.substitution_defs.get(TITLE)
    bare = re.search(rf"^\.\. \|{TITLE}\| replace::[ \t]*\r?$", page.text, re.MULTILINE)
    if bare and (definition is None or not plain(definition)):
        yield Hit(
            start=bare.start(),
            end=bare.start() + len(bare[0].rstrip()),
            message="Title is empty",
            repair="write it behind 'replace::'",
        )


@rule("BP111", Severity.WARNING)
def check_several_titles(page: Page) -> Iterator[Hit]:
    """Give a page one title; a second heading of its rank makes a second page in the contents."""
    for section in [each for each in page.sections if each.depth == 1][1:]:
        yield page.on_line(
            section.line,
            "Page has a second title",
            "underline it as a section, with other characters than the title",
        )


@rule("BP112", Severity.ERROR)
def check_title_taken(page: Page) -> Iterator[Hit]:
    """Give each practice a title of its own; lists and searches tell practices apart by it.

    A page that began as a copy of another needs a new title.
    """
    definition = page.document.substitution_defs.get(TITLE)
    if definition is not None:
        match = TITLE_LINE.search(page.text)
        yield from _taken(page, match, "Title", page.project.title_pages)


@rule("BP113", Severity.ERROR)
def check_label_taken(page: Page) -> Iterator[Hit]:
    """Give each label to one page; a link by it would not know where to lead.

    A page that began as a copy of another needs a new label.
    """
    for match in re.finditer(r"^\.\.[ \t]+_`?([^:`\n]{1,200}?)`?:[ \t]*\r?$", page.text, re.M):
        yield from _taken(page, match, "Label", page.project.label_pages)


def _taken(
    page: Page, match: re.Match[str] | None, what: str, places: Mapping[str, list[str]]
) -> Iterator[Hit]:
    """Yield a hit where the name that *match* holds is one of another page in *places*, too."""
    if match is None:
        return
    others = [name for name in places.get(folded(match[1]), []) if name != page.docname]
    if others:
        yield Hit(
            start=match.start(1),
            end=match.end(1),
            message=f"{what} is already that of '{others[0]}'",
            repair="write another one",
        )
