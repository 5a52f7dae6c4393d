"""Pages by strangers: whatever stands on them comes out as the text it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.pdf.ink import runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pdf.conftest import Built

HOSTILE = (
    r"""#import "evil.typ" #panic() $x^2$ *a* _b_ `c` <d> @e \ ~f~ // g /* h */ [i] {j} "k" 'l'"""
)
ESCAPED = re.sub(r"([\\*`_|<])", r"\\\1", HOSTILE)
EDGE = 612 - 1.15 * 72


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]", "", text)


@pytest.mark.parametrize(
    "frame",
    [
        "{}\n",
        "* {}\n",
        "=====  =====\n{} b\n=====  =====\n",
        ".. note:: {}\n",
        "**{}**\n",
        ".. figure:: a.svg\n   :alt: x\n\n   {}\n",
        "term {}\n  definition {}\n",
        "`{} <https://example.org/>`__\n",
    ],
    ids=["paragraph", "list", "table", "note", "strong", "caption", "definition", "link"],
)
def test_markup_of_typst_is_text_wherever_it_stands(make: Callable[..., Built], frame: str) -> None:
    """Nothing on a page is a command to the typesetter."""
    if frame.startswith("="):
        frame = ".. list-table::\n\n   * - {}\n     - b\n"
    page = f"T\n=\n\nWords.\n\n{frame.replace('{}', ESCAPED)}"
    built = make(page, {"a.svg": SQUARE}, smartquotes=False)

    assert not built.error
    assert squeezed(HOSTILE) in squeezed(built.pdf().text)


@pytest.mark.parametrize(
    "literal", ["``{}``", "::\n\n   {}", ".. parsed-literal::\n\n   \\{}"], ids=str.strip
)
def test_markup_of_typst_is_text_in_literals(make: Callable[..., Built], literal: str) -> None:
    """The same for what is shown as typed."""
    hostile = '#panic("x") $x$ <d> @e ~f~ // g /* [i] "k" # end'
    built = make(f"T\n=\n\nWords.\n\n{literal.replace('{}', hostile)}\n")

    assert squeezed(hostile) in squeezed(built.pdf().text)


def test_hostile_titles_reach_contents_heads_and_bookmarks(make: Callable[..., Built]) -> None:
    """A title goes to more places than other text, as markup and as strings."""
    title = r"""Why "#quotes" \ [matter] $5 <x> @y"""
    page = f"{title.replace(chr(92), chr(92) * 2)}\n{'=' * 60}\n\nWords.\n"
    pdf = make("G\n=\n\n.. toctree::\n\n   a\n", {"a.rst": page}, smartquotes=False).pdf()

    assert pdf.outline[1] == (1, title)
    assert pdf.pages[1].count(title) == 1
    assert pdf.pages[2].count(title) == 2


def test_hostile_settings_are_text(make: Callable[..., Built]) -> None:
    """So are the settings of conf.py."""
    evil = '"); #panic("x")\\'
    built = make("T\n=\n\nWords.\n\n.. toctree::\n\n   a\n", {"a.rst": "A\n=\n"}, project=evil)

    assert not built.error
    assert evil in built.pdf().text


def test_hostile_alt_text_and_addresses_are_kept(make: Callable[..., Built]) -> None:
    """They are strings of Typst, not markup."""
    built = make(
        'T\n=\n\n`a <https://example.org/"#x\\\\>`__\n\n.. image:: a.svg\n   :alt: "q" #\\\\ $\n',
        {"a.svg": SQUARE},
    )

    assert not built.error
    assert any('"#x' in address for address in built.pdf().addresses)


@pytest.mark.parametrize("words", ["שלום עולם", "مرحبا بالعالم"])
def test_text_from_right_to_left_is_all_there(make: Callable[..., Built], words: str) -> None:
    """The fonts have these letters; in the PDF they stand in the order they are drawn."""
    built = make(f"T\n=\n\nBefore {words} after.\n")
    letters = {letter for run in runs(built.pdf().path) for letter in run.text}

    assert "index.rst" not in built.warnings
    assert set(squeezed(words)) <= set(letters)


def test_lists_of_eight_levels_keep_their_text_on_the_page(make: Callable[..., Built]) -> None:
    """The deepest item still has room for its words."""
    words = "deep in the list there is a sentence that takes more than a line of the page to say"
    items = "\n\n".join(f"{'  ' * depth}* {depth} {words}" for depth in range(8))
    pdf = make(f"T\n=\n\nWords.\n\n{items}\n").pdf()

    assert all(f"{depth} {words}" in pdf.text for depth in range(8))
    assert max(run.right for run in runs(pdf.path)) <= EDGE + 0.5


def test_table_of_twelve_columns_stays_on_the_page(make: Callable[..., Built]) -> None:
    """Long words and addresses break within their column; none is lost."""
    cells = ["registration", "authentication", "elections@cisecurity.org", "x" * 40] * 3
    rows = "".join(f"   {'*' if i == 0 else ' '} - {cell}\n" for i, cell in enumerate(cells))
    pdf = make(f"T\n=\n\nWords.\n\n.. list-table::\n\n{rows}{rows}").pdf()
    found = sorted(runs(pdf.path), key=lambda run: (run.left // 2, -run.base))

    assert max(run.right for run in found) <= EDGE + 0.5
    assert squeezed("".join(r.text for r in found)).replace("-", "").count("x" * 40) >= 3


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
