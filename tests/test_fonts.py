"""The typefaces that are kept are those of the theme, cut as ``tools.fonts`` says.

What a reader sees is compared, not bytes: another version of fontTools or Brotli may pack the same
typeface in another way.
"""

from __future__ import annotations

import functools
import io
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import uharfbuzz as hb
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from tests.conftest import modules_loaded_by
from tools import fonts
from tools.pdf import press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEND = "the theme or the choice in tools/fonts.py has changed: run `make fonts`"
BY_DEFAULT = "abvm blwm ccmp locl mark mkmk rlig calt clig curs rclt".split()
"""Features that a shaper turns on by itself; those of them that are not kept are off here."""
LINES = {
    "head": ["unitsPerEm"],
    "hhea": ["ascent", "descent", "lineGap"],
    "OS/2": ["sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"],
    "post": ["underlinePosition", "underlineThickness"],
}
"""What sets the height of lines and the place of underlines."""
LONG_LIGATURES = "bfhijklt"
"""Letters of which ligatures of three are made."""


def characters(font: TTFont) -> str:
    """Return the characters of a font that are wanted and there."""
    return "".join(sorted(set(map(chr, font.getBestCmap())) & set(fonts.CHARACTERS)))


Setting = list[tuple[int, str, tuple[int, ...]]]
"""Of each glyph of a text: place of its character, outline, width and position."""


def set_text(font: TTFont, text: str, features: tuple[str, ...]) -> Setting:
    """Return what HarfBuzz, which browsers use, makes of *text*."""
    plain = io.BytesIO()
    font.flavor = None
    font.save(plain)
    shaper = hb.Font(hb.Face(plain.getvalue()))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    wanted = dict.fromkeys(BY_DEFAULT, False) | dict.fromkeys(features, True)
    hb.shape(shaper, buffer, wanted)
    outlines: dict[int, str] = {}
    for info in buffer.glyph_infos:
        if info.codepoint not in outlines:
            pen = RecordingPen()
            shaper.draw_glyph_with_pen(info.codepoint, pen)
            outlines[info.codepoint] = repr(pen.value)
    return [
        (info.cluster, outlines[info.codepoint], place.position)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


FACES = [(kind, name) for kind in fonts.KINDS for name in kind.faces]


@functools.cache
def whole(source: str) -> TTFont:
    """Return the theme's font in the file *source*."""
    return TTFont(press.THEME_FONTS / source)


@functools.cache
def set_whole(source: str, text: str, features: tuple[str, ...]) -> Setting:
    """Return what the theme's font in the file *source* makes of *text*."""
    return set_text(TTFont(press.THEME_FONTS / source), text, features)


def are_moved(font: TTFont, text: str) -> bool:
    """Return whether letters of *text* are nearer to the next, or farther, than they are wide."""
    text = text.replace("\u00ad", "")  # a soft hyphen is not drawn
    glyphs = map(font.getBestCmap().get, map(ord, text))
    widths = [font["hmtx"][glyph or ".notdef"][0] for glyph in glyphs]
    return widths != [position[2] for *_, position in set_text(font, text, ("kern",))]


def differences(kept: TTFont, kind: fonts.Kind, name: str) -> list[str]:
    """Return in what *kept* differs from the theme's font, cut for the face *name* of *kind*."""
    found = []
    source = kind.faces[name]
    wanted = characters(whole(source))
    if set(map(chr, kept.getBestCmap())) != set(wanted):
        found.append("characters")
    spaces = set(fonts.SPACES) & set(wanted) if kind.plain_spaces else set()
    letters = "".join(char for char in wanted if char not in spaces)
    if spaces and are_moved(kept, "".join(space + char for space in spaces for char in letters)):
        found.append("kerning beside spaces")
    pairs = "".join(map("".join, itertools.product(letters, repeat=2)))
    longer = "".join(map("".join, itertools.product(LONG_LIGATURES, repeat=3)))
    for text in (pairs, longer):
        ours = set_text(kept, text, fonts.FEATURES)
        unlike = set(ours) ^ set(set_whole(source, text, fonts.FEATURES))
        if unlike:
            first = min(place for place, *_ in unlike)
            found.append(f"letters near {text[first : first + 2]!r}")
    for table, values in LINES.items():
        found += [
            f"{table} {value}"
            for value in values
            if getattr(kept[table], value) != getattr(whole(source)[table], value)
        ]
    for table in ("GPOS", "GSUB"):
        if {record.FeatureTag for record in kept[table].table.FeatureList.FeatureRecord} != {
            record.FeatureTag for record in whole(source)[table].table.FeatureList.FeatureRecord
        } & set(fonts.FEATURES):
            found.append(f"features of {table}")
    return found


@pytest.mark.parametrize(("kind", "name"), FACES)
def test_kept_fonts_are_those_of_the_theme(kind: fonts.Kind, name: str) -> None:
    """Each pair of characters looks as in the whole font, and no other characters are there."""
    assert differences(TTFont(kind.folder / name), kind, name) == [], MEND


def test_no_other_fonts_are_kept() -> None:
    """The site gets every file of its folder, Typst looks at every file of the other."""
    for kind in fonts.KINDS:
        kept = {path.name for path in kind.folder.iterdir() if path.suffix in {".woff2", ".ttf"}}
        assert kept == set(kind.faces), MEND


def widen(font: TTFont) -> None:
    """Make one letter wider."""
    letter = font.getBestCmap()[ord("a")]
    width, side = font["hmtx"][letter]
    font["hmtx"][letter] = (width + 1, side)


def bend(font: TTFont) -> None:
    """Move one point of one letter."""
    points = font["glyf"][font.getBestCmap()[ord("a")]].coordinates
    points[0] = (points[0][0], points[0][1] + 1)


def loosen(font: TTFont) -> None:
    """Drop the kerning of pairs."""
    for record in font["GPOS"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "kern":
            record.Feature.LookupListIndex = []


def split(font: TTFont) -> None:
    """Drop the ligatures."""
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "liga":
            record.Feature.LookupListIndex = []


def drop(font: TTFont) -> None:
    """Drop one character."""
    for table in font["cmap"].tables:
        table.cmap.pop(ord("a"), None)


def raise_lines(font: TTFont) -> None:
    """Make lines higher."""
    font["hhea"].ascent += 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (widen, "letters near"),
        (bend, "letters near"),
        (loosen, "letters near"),
        (split, "letters near"),
        (drop, "characters"),
        (raise_lines, "hhea ascent"),
    ],
)
def test_another_font_is_seen(change: Callable[[TTFont], None], found: str) -> None:
    """Each way in which the kept font may be another than the theme's."""
    kind, name = FACES[0]
    font = TTFont(kind.folder / name)
    change(font)

    assert [text for text in differences(font, kind, name) if text.startswith(found)]


def test_another_choice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters or features that the kept fonts were not cut by."""
    kind, name = FACES[0]
    monkeypatch.setattr(fonts, "CHARACTERS", fonts.CHARACTERS + "\u0416")
    monkeypatch.setattr(fonts, "FEATURES", ("kern",))

    found = differences(TTFont(kind.folder / name), kind, name)
    assert {"characters", "features of GSUB"} <= set(found)


def test_kerning_beside_spaces_is_seen() -> None:
    """The theme's own kerning, which has lines set anew for each word that ends with an r."""
    kind = fonts.PRINT
    name, source = next(iter(kind.faces.items()))

    assert "kerning beside spaces" in differences(TTFont(press.THEME_FONTS / source), kind, name)


def test_make_fonts_cuts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``make fonts`` writes passes, and is the same each time; one face of each kind."""
    made = []
    for run in ("first", "second"):
        kinds = [
            replace(
                kind, folder=tmp_path / f"{run}-{number}", faces=dict([*kind.faces.items()][:1])
            )
            for number, kind in enumerate(fonts.KINDS)
        ]
        monkeypatch.setattr(fonts, "KINDS", kinds)
        assert fonts.main() == 0
        made.append([(kind.folder / name).read_bytes() for kind in kinds for name in kind.faces])
    for kind in kinds:
        for name in kind.faces:
            assert differences(TTFont(kind.folder / name), kind, name) == []
    assert made[0] == made[1]


@pytest.mark.parametrize(("kind", "name"), FACES)
def test_fonts_say_whose_they_are(kind: fonts.Kind, name: str) -> None:
    """Copyright, trademark and licence stay, the change is told, no name of the whole is borne."""
    before, after = whole(kind.faces[name])["name"], TTFont(kind.folder / name)["name"]

    for number in (0, 7, 9, 13, 14):
        assert after.getDebugName(number)
        assert after.getDebugName(number) == before.getDebugName(number)
    assert (
        after.getDebugName(10)
        == f"{before.getDebugName(4)}, cut down to the characters of English."
    )
    for number in (1, 3, 4, 6, 16, 18):
        for word in ("Lato", "Roboto"):
            assert word not in (after.getDebugName(number) or "")


def test_build_loads_no_font_tools() -> None:
    """A build takes the fonts as they are."""
    loaded = modules_loaded_by("tools.site", "tools.pdf.builder")

    assert {"tools.site.assets", "tools.pdf.press"} <= loaded
    assert not loaded & {"brotli", "fontTools", "tools.fonts", "uharfbuzz"}
