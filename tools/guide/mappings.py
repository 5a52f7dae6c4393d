"""Lines of the two mapping sections: what they name, and what is wrong with them.

Pure functions from the text of one item to records and messages; `tools.guide.reader` finds the
items. The number is what counts; the title is only compared with the catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.guide.catalogue import HANDBOOK_PRACTICES
from tools.guide.model import HandbookMapping, SafeguardMapping
from tools.guide.wording import same_words

if TYPE_CHECKING:
    from tools.guide.catalogue import Catalogue
    from tools.guide.levels import Found, Levels

_LEAD = r"^(?:CIS\s+)?(?:Critical\s+Security\s+)?(?:Controls?\s+|Safeguards?\s+)?"
_NUMBER = r"\d{1,3}\.\d{1,3}"
_AND = r"\s*(?:,\s*(?:and\b)?|and\b|&|;)\s*"
_SAFEGUARDS = re.compile(rf"{_LEAD}({_NUMBER}(?:{_AND}{_NUMBER})*)(?![\d.]*\d)(.*)$", re.I | re.S)
_CONTROL = re.compile(rf"{_LEAD}(\d{{1,2}})(?![.\d])\s*(?:[:.–—-]\s*)?(.*)$", re.I | re.S)  # noqa: RUF001
_ALL = re.compile(r"^all\b(?!\s+of\s+control)", re.IGNORECASE)
_HANDBOOK = re.compile(
    r"^(?:Handbook\s+)?(?:best\s+)?(?:practices?\s+|nos?\.?\s*|numbers?\s+|#\s*)*"
    rf"(\d+(?:(?:{_AND}|\s*[-–]\s*|\s+to\s+)\d+)*)\b(.*)$",  # noqa: RUF001
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SafeguardLine:
    """What one item of the mapping to the CIS Controls says."""

    mappings: tuple[SafeguardMapping, ...] = ()
    problems: tuple[str, ...] = ()
    everything: bool = False
    """Whether it says that all safeguards are meant."""
    heading: bool = False
    """Whether it names a whole control, as above a list of its safeguards."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandbookLine:
    """What one item of the mapping to the Handbook says."""

    mappings: tuple[HandbookMapping, ...] = ()
    problems: tuple[str, ...] = ()


def read_safeguards(text: str, line: int, levels: Levels, catalogue: Catalogue) -> SafeguardLine:
    """Return the safeguards that the item *text* names, and what is wrong with it.

    A sentence without a number names none, and nothing is wrong with that.
    """
    words, found = levels.split_suffix(text)
    if match := _SAFEGUARDS.match(words):
        return _numbered(match, line, found, levels, catalogue)
    if _ALL.match(words):
        return SafeguardLine(everything=True)
    if (control := _CONTROL.match(words)) and int(control[1]) in catalogue.controls:
        return SafeguardLine(heading=True)
    if re.search(rf"\b{_NUMBER}\b", words):
        problem = (
            f"'{_short(words)}' is read as no mapping; begin the item with the safeguard's number"
        )
        return SafeguardLine(problems=(problem,))
    return SafeguardLine()


def _numbered(
    match: re.Match[str], line: int, found: Found, levels: Levels, catalogue: Catalogue
) -> SafeguardLine:
    numbers = re.findall(_NUMBER, match[1])
    title = match[2].strip(" |:.–—-")  # noqa: RUF001 - authors type all three dashes
    problems = [
        f"'{name}' is no level of this guide; {levels.suggestion(name)}" for name in found.unknown
    ]
    mappings = []
    for number in numbers:
        if number in catalogue.safeguards:
            level = min(found.numbers, default=None)
            mappings.append(SafeguardMapping(number=number, from_level=level, line=line))
        else:
            problems.append(
                f"CIS Controls v8 have no safeguard '{number}';"
                f" {catalogue.suggestion(number, title)}"
            )
    if title and len(mappings) == len(numbers) == 1:
        problems += _title_problem(numbers[0], title, catalogue)
    return SafeguardLine(mappings=tuple(mappings), problems=tuple(problems))


def _title_problem(number: str, title: str, catalogue: Catalogue) -> list[str]:
    right = catalogue.safeguards[number].title
    if same_words(title, right):
        return []
    other = catalogue.titled(title)
    meant = (
        f", or did you mean '{other.number}', which has that title?"
        if other and same_words(other.title, title)
        else ""
    )
    return [f"safeguard {number} is not titled '{title}'; write '{number}: {right}'{meant}"]


def read_handbook(text: str, line: int) -> HandbookLine:
    """Return the Handbook practices that the item *text* names, and what is wrong with it.

    A sentence that does not begin with a number names none.
    """
    match = _HANDBOOK.match(text)
    if not match:
        problem = (
            f"'{_short(text)}' is read as no mapping;"
            " begin the item with the numbers, as in '21, 60'"
        )
        return HandbookLine(problems=(problem,) if re.search(r"\d", text) else ())
    mappings, problems = [], []
    for number in _expanded(match[1]):
        if 1 <= number <= HANDBOOK_PRACTICES:
            mappings.append(HandbookMapping(number=number, line=line))
        else:
            problems.append(
                f"the Handbook has no best practice {number}; they are 1 to {HANDBOOK_PRACTICES}"
            )
    if re.match(r"[\s.;/]*\d", match[2]):
        problems.append(
            f"'{_short(match[2].strip())}' is not read; separate the numbers with commas"
        )
    return HandbookLine(mappings=tuple(mappings), problems=tuple(problems))


def _expanded(numbers: str) -> list[int]:
    """Return each number of a text such as ``4, 12-14 and 84``."""
    expanded: list[int] = []
    for match in re.finditer(r"(\d+)(?:\s*(?:[-–]|to)\s*(\d+))?", numbers):  # noqa: RUF001
        first, last = int(match[1]), int(match[2] or match[1])
        plausible = first <= last <= HANDBOOK_PRACTICES
        expanded.extend(range(first, last + 1) if plausible else dict.fromkeys((first, last)))
    return expanded


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
