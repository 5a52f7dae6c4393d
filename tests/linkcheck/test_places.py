"""Where links stand, and which are none, in every form that RST has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkcheck.rst_cases import CASES
from tools.linkcheck.collect import collect
from tools.linkcheck.recorder import Record, RecordingInliner
from tools.linkcheck.rsttext import SourceText

if TYPE_CHECKING:
    from tools.linkcheck.models import Link

TITLE = "Page\n====\n\n"
# Pieces of markup, so that chance makes some of it valid.
MARKUP = ["`", "``", "*", "**", "_", "__", "|", "<", ">", "\\", " ", "\n", ":role:", "text", "x_"]
MARKUP += ["https://h.gov/a", "a@h.gov", "`t <https://h.gov/b>`_", "(", ")", "[1]_", ".", "\u4e2d"]


def host_of(number: int) -> str:
    """Return a host for one case alone, as long as `h.gov`: columns stay where they are."""
    return f"{chr(97 + number // 26)}{chr(97 + number % 26)}.io"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Link]]:
    """The links of each case, all read as the pages of one guide."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "a.png").write_bytes(b"")
    for number, (_, text, _) in enumerate(CASES):
        plain = text.replace("▲", "").replace("h.gov", host_of(number))
        page = plain[1:] if plain.startswith("◆") else TITLE + plain
        (folder / f"p{number:03}.rst").write_text(page + "\n", encoding="utf-8", newline="")
    pages = "".join(f"   p{number:03}\n" for number in range(len(CASES)))
    (folder / "index.rst").write_text(f"Guide\n=====\n\n.. toctree::\n\n{pages}", encoding="utf-8")
    found: dict[str, list[Link]] = {}
    for link in collect(folder):
        for name in {Path(place.file).stem for place in link.occurrences}:
            found.setdefault(name, []).append(link)
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=[name for name, _, _ in CASES])
def test_every_form_of_rst(read: dict[str, list[Link]], number: int) -> None:
    """URL, line, column and whether it is a slip are right, and nothing else is found."""
    _, text, urls = CASES[number]
    page = text[1:] if text.startswith("◆") else TITLE + text
    host, expected = host_of(number), set()
    for url in urls:
        before, _, after = page.partition("▲")
        column = len(before) - before.rfind("\n")
        whole = url.lstrip("!").replace("h.gov", host)
        whole = f"https://{host}{whole}" if whole.startswith("/") and whole[1:2] != "/" else whole
        expected.add((whole, before.count("\n") + 1, column, url.startswith("!")))
        page = before + after
    found = {
        (link.url, place.line, place.column, bool(link.problem))
        for link in read.get(f"p{number:03}", [])
        for place in link.occurrences
        if Path(place.file).stem == f"p{number:03}"
    }

    assert found == expected


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=25).map("".join))
def test_markup_is_where_the_record_says(text: str) -> None:
    """Pieces do not overlap, and what each made came from the characters that are noted for it."""
    record = Record()
    settings = get_default_settings(Parser)  # type: ignore[no-untyped-call]
    settings.report_level = 5
    Parser(inliner=RecordingInliner(lambda: record)).parse(text, new_document("x", settings))

    for block in record.blocks:
        end = 0
        for markup in block.markup:
            assert end <= markup.start < markup.end <= len(block.text)
            end = markup.end
            raw = block.text[markup.start : markup.end]
            made = markup.made[0]
            assert markup.explicit or made.rawsource == raw  # type: ignore[attr-defined]


@given(st.text(alphabet="ab \t\n\r\f\u2028x"), st.integers(0, 30))
def test_any_text_is_found_in_itself(text: str, line: int) -> None:
    """Whatever ends a line or is a tab, a line of docutils is found where it stands."""
    source = SourceText(text)
    for piece in text.replace("\f", " ").splitlines():
        shown = piece.expandtabs(8).strip()
        offset = source.find_block(shown, line).offset(0)
        if shown and offset is not None:
            assert text[offset] == shown[0]
            assert source.position(offset)[0] == text[:offset].count("\n") + 1
