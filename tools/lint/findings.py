"""What a rule finds: its place, its words, its mend."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; only errors fail."""

    ERROR = "error"
    """The page breaks the build, the convention, or somebody's safety."""
    WARNING = "warning"
    """Very likely wrong, or against the house rules."""
    HINT = "hint"
    """Worth a look; the author decides."""

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Edit:
    """A replacement in the text of a page: its characters from *start* up to *end*."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """What a rule yields: a place in the text of a page, and what is to be said about it."""

    start: int
    end: int
    message: str
    """What is wrong, without the offending text."""
    repair: str = ""
    """What to do about it."""
    edits: tuple[Edit, ...] = ()
    """The mend, where it is mechanical."""
    text: str | None = None
    """What to show instead of the text at the place; empty shows nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong with a page."""

    path: str
    """The file as it was named."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    end_line: int
    end_column: int
    """Behind the last character."""
    code: str
    name: str
    severity: Severity
    message: str
    text: str
    """The offending text, shortened; empty where there is none to show."""
    repair: str
    edits: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        """Return the line that the terminal shows."""
        return (
            f"{self.path}:{self.line}:{self.column}: {self.code} {self.sentence}"
            f" ({self.name}, {self.severity})"
        )

    @property
    def sentence(self) -> str:
        """Return message, offending text and repair on one line."""
        quoted = f": '{self.text}'" if self.text else ""
        repair = f"; {self.repair}" if self.repair else ""
        return f"{self.message}{quoted}{repair}"


def shown(text: str, length: int = 80) -> str:
    """Return the first line of *text*, at most *length* characters, safe for a terminal.

    Control and format characters, which could steer a terminal or hide text, come as U+XXXX.
    """
    first = text.lstrip().split("\n", 1)[0].rstrip()
    first = first if len(first) <= length else first[: length - 1].rstrip() + "…"
    return "".join(_visible(char) for char in first)


def said(text: str, length: int = 400) -> str:
    """Return *text*, which may quote a page, on one line, safe for a terminal."""
    return shown(" ".join(text.split()), length)


def _visible(char: str) -> str:
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return f"<U+{ord(char):04X}>" if hidden else char
