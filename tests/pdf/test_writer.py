"""The writer: the Typst source of every kind of node, and that Typst accepts it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from tests.pdf import conftest
from tests.pdf.conftest import ROOTS
from tests.pdf.press import compiled, folder
from tools.pdf import tables
from tools.pdf.assembly import Page
from tools.pdf.binding import Binder
from tools.pdf.writer import Writer, length

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Page\n====\n\n"
SHEETS = '#[\n#set page(header: running-head("Page", ""))\n'
BODY, END = "#with-places(xref => [\n", "\n])\n]"
START = f'{SHEETS}{BODY}#chapter(level: 1, name: "index#page")[Page]\n'

NODES = Path(__file__).with_name("nodes.txt").read_text(encoding="utf-8")


def read_cases(text: str) -> list[tuple[str, str, str]]:
    """Return name, RST and Typst of each case in *text*."""
    cases = []
    for case in text.removeprefix("=== ").split("\n\n=== "):
        name, _, rest = case.partition("\n")
        rst, _, typ = rest.partition("\n--->")
        cases.append((name, rst, typ.strip("\n")))
    return cases


CASES = read_cases(NODES)
cases = pytest.mark.parametrize(("rst", "typ"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])


@cases
def test_node_is_written_as(typst: Callable[[str], str], rst: str, typ: str) -> None:
    """Each node has one form in Typst."""
    written = typst(TITLE + rst)
    if written.startswith(START):
        written = written.removeprefix(START).removesuffix(END)

    assert written == typ


@cases
def test_what_is_written_compiles(rst: str, typ: str) -> None:
    """Typst accepts that form as PDF/UA-1 and PDF/A-2a."""
    shutil.copytree(ROOTS / "every-node" / "images", folder() / "images", dirs_exist_ok=True)

    assert len(compiled(f"{BODY}{typ}{END.removesuffix(']')}").pages) >= 1


def test_every_method_has_a_case(
    typst: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No visit method goes without a test above: each is called by some case."""
    called: set[str] = set()

    class Recorder(Writer):
        def __getattribute__(self, name: str) -> object:
            called.add(name)
            return super().__getattribute__(name)

    monkeypatch.setattr(conftest, "Writer", Recorder)
    for _, rst, _ in CASES:
        typst(TITLE + rst)
    methods = {name for name in dir(Writer) if name.startswith("visit_")}

    assert (
        methods - called - {"visit_pending_xref", "visit_docinfo", "visit_system_message"} == set()
    )


def test_rule_for_the_head_ends_with_its_page() -> None:
    """Rules that add up over a book slow Typst down on every page that follows."""
    one, other = document(nodes.paragraph("", "a")), document(nodes.paragraph("", "b"))
    written = Binder([one, other]).astext()

    assert re.fullmatch(r"(\s*#\[\n#set page\([^\n]*\n#with-places[^\]]*\n\]\)\n\]\n)*", written)
    assert written.count("#set page(") == 2


def test_reference_of_another_extension_is_printed_as_its_text() -> None:
    """A reference that nothing resolved is text, as on the web site."""
    page = document(addnodes.pending_xref("", nodes.literal("", "", nodes.Text("a"))))

    assert (
        Binder([page]).astext().strip()
        == f'#[\n#set page(header: running-head("", ""))\n{BODY}#code("a");{END}'
    )


def test_fields_at_the_head_of_a_page_are_not_printed() -> None:
    """They are for the machine."""
    page = document(nodes.docinfo("", nodes.author("", "a")), nodes.paragraph("", "b"))

    assert Binder([page]).astext().endswith(f"\nb\n\n{END}\n")


def document(*children: nodes.Node) -> Page:
    """Return a page of *children*."""
    doctree = new_document("page.rst")
    doctree += list(children)
    return Page(source=Writer("page", doctree, lambda _: None).page(), level=1)


@pytest.mark.parametrize(
    ("text", "scale", "expected"),
    [
        ("96px", 1, "72pt"),
        ("96", 0.5, "36pt"),
        ("2.5 cm", 1, "2.5cm"),
        ("1in", 1, "1in"),
        ("6pc", 1, "72pt"),
        ("50%", 1, "50%"),
        ("150%", 1, "100%"),
        ("3em", 1, "3em"),
        ("3vw", 1, ""),
        ("wide", 1, ""),
    ],
)
def test_lengths_are_those_of_typst(text: str, scale: float, expected: str) -> None:
    """Lengths of images; one that Typst does not know is left to the image itself."""
    assert length(text, scale) == expected


@pytest.mark.parametrize(
    ("columns", "limits"),
    [
        (["1fr", "1fr"], [40, 40]),
        (["1fr", "3fr"], [20, 60]),
        (["auto", "1fr"], [14, 66]),
        (["1fr"] * 12, [6] * 12),
    ],
)
def test_words_may_break_sooner_in_narrow_columns(columns: list[str], limits: list[int]) -> None:
    """A cell is narrower than a page, so shorter words than a line's need room for a break."""
    assert tables.word_limits(columns) == limits
