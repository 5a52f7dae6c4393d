"""Each fault an author can make gives file:line, what is wrong and what to do, once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import COLOUR, ROOT, write_guide

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Page\n----\n\n"

FAULTS = {
    "label": (".. _Bad Label Here\n\n" + TITLE, 1, "write '.. _bad-label-here:'"),
    "substitution": (TITLE + "See |Maturity9|.\n", 4, "did you mean '|Maturity3|'?"),
    "page-substitution": (
        TITLE + "|my_nam|\n\n.. |my_name| replace:: x\n",
        4,
        "did you mean '|my_name|'?",
    ),
    "document": (TITLE + ":doc:`labell`\n", 4, "did you mean ':doc:`/label`'?"),
    "reference": (".. _a-page:\n\n" + TITLE + ":ref:`a-pag`\n", 6, "did you mean ':ref:`a-page`'?"),
    "term": (
        TITLE + ".. glossary::\n\n   ballot\n      x\n\n:term:`balot`\n",
        9,
        "did you mean ':term:`ballot`'?",
    ),
    "directive": (TITLE + ".. imagee:: x.png\n", 4, "did you mean '.. image::'?"),
    "role": (TITLE + ":dok:`label`\n", 4, "did you mean ':doc:`…`'?"),
    "image": (
        TITLE + ".. image:: gone.svg\n   :alt: x\n",
        4,
        "put the picture where the page says",
    ),
    "bold": (TITLE + "This **is open.\n", 4, "close what was opened"),
    "link": (TITLE + "A `link`_.\n", 4, "write the address in the link"),
    "list": (TITLE + "* one\ntwo\n", 5, "leave an empty line above this line"),
    "underline": ("A title of some length\n------\n\nText.\n", 2, "make the line as long"),
    "raw": (TITLE + ".. raw:: html\n\n   <b>x</b>\n", 4, "hold no raw markup"),
    "table": (TITLE + "=== ===\na b\n===\n", 6, "make the rows fit"),
    "same-name": (
        TITLE + ".. _A: https://a.example\n.. _A: https://b.example\n",
        5,
        "change the text, or end the link with '__'",
    ),
    "orphan": (":nosearch:\n\n" + TITLE + "Text.\n", None, "add the page's name to the"),
}
"""Name of a page: its text, the line that the message must name, and what it must advise."""


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What Sphinx says of a guide with one fault a page."""
    folder = tmp_path_factory.mktemp("faults")
    listed = "".join(f"   {name}\n" for name in FAULTS if name != "orphan")
    pages = {name: text for name, (text, *_) in FAULTS.items()}
    source = write_guide(folder / "s", pages | {"index": "G\n=\n\n.. toctree::\n\n" + listed})
    return sphinx_messages(source)


def sphinx_messages(source: Path) -> list[str]:
    """Return the messages of a build of *source* without output, a line each."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dummy", "-c", ROOT, source]
    done = subprocess.run(
        [*map(str, command), str(source.parent / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return COLOUR.sub("", done.stderr).splitlines()


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named_with_its_place_and_its_mend(name: str, messages: list[str]) -> None:
    """One message, at the right line, that says what to do."""
    _, line, advice = FAULTS[name]
    place = f"/{name}.rst:{line}: " if line else f"/{name}.rst: "

    found = [message for message in messages if f"/{name}.rst" in message]
    assert len(found) == 1, found
    assert place in found[0]
    assert advice in found[0]


def test_parser_part_names_are_left_out(messages: list[str]) -> None:
    """Authors are not shown Sphinx's internal message types."""
    assert not [message for message in messages if message.endswith("]")]
