"""Quoting: whatever an author writes comes out as the text it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pdf.press import printed
from tools.pdf import escape

HOSTILE = [
    "#let x = 1; #x",
    "$a^2$ and $ spaced $",
    "*bold* _emph_ `raw` ```block```",
    "<label> @reference",
    r"back\slash \u{41} \# and \n",
    "\"double\" and 'single' quotes",
    "- a -- b --- c -? d",
    "a...b .. c ... d",
    "~ /* comment */ // line https://example.org",
    "[bracket] (paren) {brace} ] ) }",
    "= Heading",
    "+ item",
    "1. item",
    "/ term: item",
    "a; b #c; d",
    r"e-pollbooks, x-ray-tube (E-mail) \e-b #x-y; a--b, 1-a a-1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_typst_markup_is_printed_as_it_was(text: str) -> None:
    """No character of Typst's markup has a meaning in a page."""
    assert printed(escape.markup(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_typst_strings_hold_what_they_were_given(text: str) -> None:
    """The same for text that goes to Typst as a string."""
    assert printed(f"#text({escape.string(text)})") == text


def test_letter_and_word_stay_on_one_line() -> None:
    """A line does not end in the `e-` of e-pollbook; other hyphens may end one."""
    assert escape.markup("An e-pollbook; a hand-out") == r"An #box[e\-pollbook];\; a hand\-out"


@pytest.mark.parametrize("before", ["#emph[x];", "#emph[x];#emph[y];"])
def test_text_after_a_call_is_no_part_of_it(before: str) -> None:
    """A parenthesis, bracket or full stop after markup is text."""
    for text in ("(a)", "[b]", ".c", ";d", "=e"):
        assert printed(before + escape.markup(text)).endswith(text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1))
def test_any_ascii_text_is_printed_as_it_was(text: str) -> None:
    """Runs of blanks aside, any text at all survives."""
    assert printed("x" + escape.markup(text) + "x") == " ".join(f"x{text}x".split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\t c", "a b c"),
        ("a\u2028\u2029b\x85c", "a b c"),
        ("a\x00\x08b", "ab"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_white_space_and_controls_are_tamed(text: str, expected: str) -> None:
    """Separators that would end a paragraph in Typst are spaces; controls are dropped."""
    assert escape.markup(text) == expected


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        ("\N{GRINNING FACE}", "[grinning face]"),
        ("\N{CJK UNIFIED IDEOGRAPH-4E2D}", "[U+4E2D]"),
        ("\ue000", "[U+E000]"),
        ("\N{ZERO WIDTH JOINER}", ""),
        ("\N{VARIATION SELECTOR-16}", ""),
        ("\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", ""),
    ],
)
def test_character_without_a_glyph_is_spelled_out(char: str, expected: str) -> None:
    """By name where it has one that says something, by number else; modifiers are dropped."""
    assert escape.clean(f"a{char}b", frozenset(char)) == f"a{expected}b"
    assert escape.spell(char) == expected


def test_place_stays_on_one_line() -> None:
    """A file name cannot end the comment that names it."""
    assert escape.place("a\nb.rst", 3) == "// a b.rst:3\n"
