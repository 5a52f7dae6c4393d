"""Real pages, spoiled at random: what the fuzz tests feed to the tools."""

# ruff: noqa: E501, RUF001 - the table of tokens holds what authors type

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.conftest import ROOT, SHARED
from tests.lint.pages import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
FRAGMENT = 30
"""Lines of a page that an example has at most; whole pages take ten times as long."""

PAGES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "source").rglob("*.rst"))]
PAGES += [path.read_text(encoding="utf-8") for path in sorted((SHARED / "seed").glob("*.rst"))]
PAGES.append(CLEAN)

TOKENS = (
    "`", "``", "```", "|", "**", "*", "_", "__", "`_", "`__", "<", ">", "::", ":", "..", ".. ",
    "\\", "\\ ", "\t", "   ", " ", "\n", "\n\n", "\r\n", "\r", "\v", "\f", "\0", "\x1b[31m",
    "\u2028", "\x85", "\u00a0", "\u200b", "\u202e", "\ufeff", "\U0001f5f3", "é", "’", "“", "—",
    "#.", "1.", "(a)", "i.", "* ", "- ", "+ ", "====", "----", "****", "^^^^", "+---+", "| a | b |",
    "=== ===", ".. _Label", ".. _label:", ".. |x| replace:: y", "|x|", "|bp_title|", "|Maturity1|",
    "Level 2", "Level 99", "99.99", "3.3", "88", "2026-13-45", ":priority: Level 9", ":reviewed: x",
    ":doc:`x`", ":term:`x`", ":ref:`x`", ":bp:id:`a-b`", ":bp:id:`", ":bp:safeguard:`3.3`",
    ":nosuch:`x`", ".. nosuch::", ".. note::", ".. toctree::", ".. glossary::", ".. only:: html",
    ".. raw:: html\n\n   <script>alert(1)</script>", ".. include:: /etc/passwd", ".. image:: x.png",
    ".. figure:: x.svg\n   :alt: x", ".. csv-table::\n   :file: x.csv", ".. list-table::", "[1]_",
    ".. [1] note", "[#a]_", "https://x.example/?utm_source=y", "http://x.example", "`t <javascript:1>`_",
    "`x <https://x.example>`", "[a](https://x.example)", "## Goals", "Goals\n*****", "Actions\n*******",
    "TODO", "<<<<<<< HEAD", "=cmd|' /C calc'!A0", "#import \"x\"", "$x$", "#let x = 1", "@ref", "</p>",
    "&amp;", "the the", "teh", "FBI", "e-mail", "x" * 300, "word " * 40,
)  # fmt: skip
"""What is put into a page: markup of all kinds, half of it broken."""


@st.composite
def mutants(draw: Callable[..., int]) -> str:
    """Draw a stretch of a real page with one to six faults."""
    lines = PAGES[draw(st.integers(0, len(PAGES) - 1))].splitlines(keepends=True)
    start = draw(st.integers(0, max(len(lines) - 5, 0)))
    head = lines[:14] if draw(st.booleans()) else []  # title and label of a practice
    text = "".join([*head, *lines[start : start + draw(st.integers(1, FRAGMENT))]])
    for _ in range(draw(st.integers(1, 6))):
        text = _spoiled(text, draw)
    return text


def _spoiled(text: str, draw: Callable[..., int]) -> str:
    at = draw(st.integers(0, len(text)))
    end = min(len(text), at + draw(st.integers(0, 40)))
    line = text.rfind("\n", 0, at) + 1
    after = text.find("\n", at) + 1 or len(text)
    match draw(st.integers(0, 6)):
        case 0:  # lose something
            return text[:at] + text[end:]
        case 1:  # say it twice
            return text[:end] + text[at:]
        case 2:  # indent a line otherwise
            return text[:line] + " " * draw(st.integers(0, 8)) + text[line:].lstrip(" ")
        case 3:  # lose the empty line, or the line
            return text[:line] + text[after:]
        case 4:  # end the file here
            return text[:at] or text
        case _:  # put something in
            token = TOKENS[draw(st.integers(0, len(TOKENS) - 1))]
            return text[:at] + token + text[at:]


def profile(examples: int) -> settings:
    """Return settings for *examples*: the same ones in every run, or new ones in the long profile.

    An example that takes longer than five seconds counts as one that hangs.
    """
    return settings(
        max_examples=examples * (25 if LONG else 1),
        derandomize=not LONG,
        database=None,
        deadline=5_000,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def letters(text: str) -> str:
    """Return the letters and digits of *text*, in order."""
    return re.sub(r"[\W_]+", "", text)
