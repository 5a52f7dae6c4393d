"""Maturity levels as pages name them: in headings, in fields, in brackets at the end of an item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.guide.model import Level
from tools.guide.wording import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_NAMES = ("Level 1", "Level 2", "Level 3")
"""What the levels are called where ``conf.py`` sets no ``bp_levels``."""

_BETWEEN = r"\s*(?:,\s*(?:and|or)\b|,|and\b|or\b|&|/)\s*"
_THROUGH = r"\s*(?:to\b|through\b|[-–—])\s*"  # noqa: RUF001 - authors type all three dashes
_SUFFIX = re.compile(r"\s*\(([^()]*)\)[\s.;]*$")
_ABOUT_LEVELS = re.compile(r"\b(?:levels?|maturit(?:y|ies))\b", re.IGNORECASE)
_ABOUT_MATURITY = re.compile(r"\s*\bmaturit(?:y|ies)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Level numbers that a text names, in order, and the names that no level has."""

    numbers: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether the text speaks of levels at all."""
        return bool(self.numbers or self.unknown)


class Levels:
    """The levels of a guide, and how to find them in a text.

    Names such as *Level 1*, *Level 2* are also found as *Levels 1 and 2* or *Level 1-3*.
    """

    def __init__(self, names: Sequence[str] = DEFAULT_NAMES) -> None:
        """Take the *names* of the levels, lowest first."""
        self.all = tuple(Level(number=i, name=name) for i, name in enumerate(names, 1))
        self.numbers = tuple(level.number for level in self.all)
        self._by_name = {name.casefold(): i for i, name in enumerate(names, 1)}
        self._prefix = _common_prefix(names)
        self._pattern = re.compile(self._expression(names), re.IGNORECASE)

    def name(self, number: int) -> str:
        """Return the name of the level *number*."""
        return self.all[number - 1].name

    def span(self, numbers: Sequence[int]) -> str:
        """Return the *numbers* as readers see them: ``Level 1``, ``Level 2 and Level 3``, ``all``.

        >>> Levels().span([2, 3])
        'Level 2 and Level 3'
        """
        if tuple(numbers) == self.numbers:
            return "all levels"
        *first, last = [self.name(number) for number in numbers] or ["no level"]
        return f"{', '.join(first)} and {last}" if first else last

    def find(self, text: str) -> Found:
        """Return the levels that *text* names.

        >>> Levels().find("Level 2 and Level 3 Maturities").numbers
        (2, 3)
        """
        if re.search(r"\b(?:all|every)\s+(?:\w+\s+)?levels?\b", text, re.IGNORECASE):
            return Found(numbers=self.numbers)
        numbers: list[int] = []
        unknown: list[str] = []
        for name in self._names_in(text):
            number = self._by_name.get(name.casefold())
            if number is None:
                unknown.append(name)
            elif number not in numbers:
                numbers.append(number)
        return Found(numbers=tuple(sorted(numbers)), unknown=tuple(unknown))

    def listed(self, text: str) -> Found:
        """Return the levels of a field such as ``Level 1, Level 2``; every other word is unknown.

        >>> Levels().listed("Level 1, Lvl 2")
        Found(numbers=(1,), unknown=('Lvl 2',))
        """
        found = self.find(text)
        rest = self._pattern.sub(",", text) if found.numbers or found.unknown else text
        words = [word.strip(" .") for word in re.split(r"[,;&]|\band\b", rest)]
        strange = tuple(
            word for word in words if word and not re.fullmatch(r"(?i)(all|every) .*levels?", word)
        )
        if text.strip(" .").casefold() == "all":
            return Found(numbers=self.numbers)
        return Found(numbers=found.numbers, unknown=(*found.unknown, *strange))

    def split_suffix(self, text: str) -> tuple[str, Found]:
        """Return *text* without a closing ``(Level 2 maturity)``, and the levels in it.

        >>> Levels().split_suffix("Test Data Recovery (Level 2 maturity)")
        ('Test Data Recovery', Found(numbers=(2,), unknown=()))
        """
        match = _SUFFIX.search(text)
        if not match:
            return text, Found()
        found = self.find(match[1])
        if not found and _ABOUT_LEVELS.search(match[1]):
            found = Found(unknown=(match[1],))
        return (text[: match.start()], found) if found else (text, found)

    def upward(self, found: Found) -> tuple[int, ...]:
        """Return the levels that the suffix *found* stands for: one alone means from it upward."""
        if len(found.numbers) == 1:
            return tuple(number for number in self.numbers if number >= found.numbers[0])
        return found.numbers or self.numbers

    def suggestion(self, name: str) -> str:
        """Return what to write instead of the unknown level *name*.

        A name with another number is not a misspelt one.
        """
        word = _ABOUT_MATURITY.sub("", name)
        near = nearest(word, [level.name for level in self.all])
        if near and re.findall(r"\d+", near) == re.findall(r"\d+", word):
            return f"did you mean '{near}'?"
        return f"write one of: {', '.join(level.name for level in self.all)}"

    def _expression(self, names: Sequence[str]) -> str:
        exact = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        if not self._prefix:
            return rf"\b(?:{exact})\b"
        prefix = re.escape(self._prefix)
        number = rf"(?:{prefix}s?\s*)?\d+\b"
        return rf"\b{prefix}s?\s*\d+\b(?:(?:{_BETWEEN}|{_THROUGH}){number})*"

    def _names_in(self, text: str) -> list[str]:
        found = [match[0] for match in self._pattern.finditer(text)]
        if not self._prefix:
            return found
        return [f"{self._prefix} {n}" for phrase in found for n in _numbers(phrase)]


def _common_prefix(names: Sequence[str]) -> str:
    """Return ``Level`` for the names ``Level 1``, ``Level 2``, …; empty for others."""
    parts = [re.fullmatch(r"(.*\D)\s(\d+)", name) for name in names]
    prefixes = {part[1] if part else "" for part in parts}
    return prefixes.pop() if len(prefixes) == 1 else ""


def _numbers(phrase: str) -> list[int]:
    """Return the numbers in *phrase*, with those between the ends of a range.

    At most 100 of a range, so that a page cannot ask for a billion.
    """
    numbers: list[int] = []
    spans = r"(\d+)(?:" + _THROUGH + r"\D*?(\d+))?"
    for match in re.finditer(spans, phrase):
        first, last = int(match[1]), int(match[2] or match[1])
        numbers.extend(range(first, min(last, first + 99) + 1) if last >= first else (first, last))
    return numbers
