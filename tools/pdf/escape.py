r"""Quote text for Typst, so that whatever an author writes comes out as the text it was.

Before: Pay $5 #now
After:  Pay \$5 \#now
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set

# What Typst markup gives a meaning: always, as a pair (`--`, `//`), or at the start of a line.
_MARKUP = re.compile(r"""[\\#$*_`<>@\[\]~"'/=+;-]|(?<=\d)\.(?=\s|$)|\.(?=\.)|^\.""")
# `e-pollbook` stays whole: its `e-` alone at the end of a line reads as a slip.
_LETTER_AND_WORD = re.compile(r"\b[^\W\d_]\\-[^\W\d_]+")
# Typst ends a paragraph at these too; docutils does not.
_SPACE = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
# Characters that no font draws and no PDF may hold.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")


def markup(text: str, undrawable: Set[str] = frozenset()) -> str:
    """Return *text* as Typst markup for one run of text; runs of white space become one space.

    The characters in *undrawable*, which no font at hand has, are spelled out by name.
    """
    quoted = _MARKUP.sub(r"\\\g<0>", _SPACE.sub(" ", clean(text, undrawable)))
    return _LETTER_AND_WORD.sub(r"#box[\g<0>];", quoted) if "\\-" in quoted else quoted


def string(text: str, undrawable: Set[str] = frozenset()) -> str:
    """Return *text* as a Typst string literal, quotes included."""
    quoted = clean(text, undrawable).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + quoted.replace("\n", "\\n").replace("\r", "").replace("\t", "\\t") + '"'


def clean(text: str, undrawable: Set[str] = frozenset()) -> str:
    """Return *text* without control characters, and with *undrawable* ones spelled out."""
    text = _CONTROL.sub("", text)
    if undrawable:
        text = "".join(spell(char) if char in undrawable else char for char in text)
    return text


def spell(char: str) -> str:
    """Return the name of *char* in brackets, such as ``[grinning face]``; nothing for a modifier.

    Joiners, variation selectors and skin tones only shape the character before them.
    """
    if unicodedata.category(char) in {"Cf", "Mn", "Sk"}:
        return ""
    name = unicodedata.name(char, "")
    if not name or name.startswith("CJK"):  # their names are numbers, too
        return f"[U+{ord(char):04X}]"
    return f"[{name.lower()}]"


def place(path: str, line: int | None) -> str:
    """Return a Typst comment line that says where the lines after it come from."""
    return f"// {_SPACE.sub(' ', path)}:{line or ''}\n"


def content(source: str) -> str:
    """Return the blocks of *source* in brackets, as an item of a list or a cell holds them.

    A blank line at their end would make a paragraph of a single one. In it, Typst lays out the
    same text with more memory, a tenth for our guide.
    """
    if source.endswith("\n\n"):
        source = source.rstrip("\n") + "\n"
    return f"[{source}]"
