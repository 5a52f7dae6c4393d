"""Cut the theme's typefaces down to the characters of English: what ``make fonts`` does.

The theme ships Lato and Roboto Slab whole, 512 kB of them for a first visit; what a page in
English needs is some 69 kB. The printed guide gets the same cut for another reason: Typst sets it
in six sevenths of the time. They depend on the theme and on the choices below only, so they are
cut once and kept, and no build waits for them. A character outside `CHARACTERS` is shown in the
reader's own font, and printed in the theme's.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uharfbuzz as hb
from fontTools import subset, ttLib
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString

from tools.pdf import press
from tools.site import assets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fontTools.ttLib.tables._n_a_m_e import table__n_a_m_e


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """Where typefaces are used: the folder that keeps them, and how they are cut for it."""

    folder: Path
    faces: Mapping[str, str]
    """Name here, and file of the theme, of each face."""
    packed: bool
    """Whether they travel over the network, as WOFF2."""
    plain_spaces: bool
    """Whether letters keep their distance from a space."""


SCREEN = Kind(
    folder=assets.FONTS,
    faces={
        "lato-regular.woff2": "Lato/lato-regular.ttf",
        "lato-italic.woff2": "Lato/lato-italic.ttf",
        "lato-bold.woff2": "Lato/lato-bold.ttf",
        "roboto-slab-bold.woff2": "RobotoSlab/roboto-slab-v7-bold.ttf",
    },
    packed=True,
    plain_spaces=False,
)
"""What ``fonts.css`` asks for. Browsers set word by word, without kerning beside spaces."""

PRINT = Kind(
    folder=press.FONTS,
    faces={
        "guide-sans-regular.ttf": "Lato/lato-regular.ttf",
        "guide-sans-italic.ttf": "Lato/lato-italic.ttf",
        "guide-sans-bold.ttf": "Lato/lato-bold.ttf",
        "guide-sans-bold-italic.ttf": "Lato/lato-bolditalic.ttf",
        "guide-slab-regular.ttf": "RobotoSlab/roboto-slab-v7-regular.ttf",
        "guide-slab-bold.ttf": "RobotoSlab/roboto-slab-v7-bold.ttf",
    },
    packed=False,
    plain_spaces=True,
)
"""What ``guide.typ`` asks for. Typst would set a line anew for each word that it may end with, were
that word's last letter drawn nearer to the space behind it."""

KINDS = (SCREEN, PRINT)

CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
    + "\u0131\u0152\u0153\u2009\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e"
    + "\u2020\u2021\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122"
    + "\u2190\u2191\u2192\u2193\u2212\u2264\u2265"
)
"""Latin-1, the punctuation of books, arrows, and a few signs."""

SPACES = " \u00a0\u2009"
"""Those of them that are spaces."""

FEATURES = ("kern", "liga")
"""OpenType features that are kept."""

NAMES = {"Lato": "GuideSans", "Roboto Slab": "GuideSlab", "RobotoSlab": "GuideSlab"}
"""What the parts of a font are called: only the whole of Lato may bear its name (OFL 1.1, 3), and
the printed guide has part and whole side by side."""

_DESCRIPTION = 10
_KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 7, 9, _DESCRIPTION, 13, 14)
"""Numbers of the names that are kept: copyright, family, style, identifier, full name, version,
PostScript name, trademark, designer, description, licence, its address (OpenType, table name)."""
_FREE = (1, 3, 4, 6)
"""Those of them that call the font something."""
_WINDOWS_ENGLISH = (3, 1, 0x409)
"""Platform, encoding and language of names in English."""
_PRIVATE = 0xF0000
"""First of the code points that Unicode leaves to everybody's own use (plane 15)."""


def cut(path: Path, kind: Kind) -> bytes:
    """Return the font in *path* with the `CHARACTERS` only, for *kind*; each time the same."""
    options = subset.Options(
        hinting=False,
        layout_features=list(FEATURES),
        name_IDs=list(_KEPT_NAMES),
        recalc_timestamp=False,
    )
    font = subset.load_font(path, options)
    names = font["name"]
    del font["name"]  # with it, all other tables would be searched for names that they ask for
    work = subset.Subsetter(options)
    work.populate(text=CHARACTERS)
    work.subset(font)
    names.prune_post_subset(ttLib.TTFont(), options)  # kerning and ligatures ask for none
    _say_what_it_is(names)
    font["name"] = names
    if kind.plain_spaces:
        _leave_spaces_plain(font)
    if kind.packed:
        font.flavor = "woff2"
    return _saved(font)


def _saved(font: ttLib.TTFont) -> bytes:
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def _leave_spaces_plain(font: ttLib.TTFont) -> None:
    """Give *font* its kerning as one list of pairs, none of them with a space.

    One list is looked through faster than the dozen that its makers wrote.
    """
    spaces = {font.getBestCmap().get(ord(space)) for space in SPACES}
    lines = [
        f"pos \\{first} \\{second} {move};"
        for (first, second), move in kerning(font).items()
        if not spaces & {first, second}
    ]
    languages = ["languagesystem DFLT dflt;", "languagesystem latn dflt;"]
    feature = ["feature kern {", *lines, "} kern;"]
    del font["GPOS"]
    addOpenTypeFeaturesFromString(font, "\n".join([*languages, *feature]), tables=["GPOS"])


def kerning(font: ttLib.TTFont) -> dict[tuple[str, str], int]:
    """Return by how many units of *font* each pair of its glyphs is moved, where it is moved.

    HarfBuzz is asked, which browsers use; each glyph gets a code point of its own for that.
    """
    glyphs = font.getGlyphOrder()
    named = ttLib.TTFont(io.BytesIO(_saved(font)))
    table = ttLib.newTable("cmap")
    table.tableVersion, subtable = 0, ttLib.getTableModule("cmap").CmapSubtable.newSubtable(12)
    subtable.platformID, subtable.platEncID, subtable.language = 3, 10, 0
    subtable.cmap = {_PRIVATE + number: name for number, name in enumerate(named.getGlyphOrder())}
    table.tables = [subtable]
    named["cmap"] = table
    shaper = hb.Font(hb.Face(_saved(named)))
    widths = [font["hmtx"][name][0] for name in glyphs]
    found = {}
    for first, name in enumerate(glyphs):
        buffer = hb.Buffer()
        pairs = (chr(_PRIVATE + first) + chr(_PRIVATE + other) for other in range(len(glyphs)))
        buffer.add_str("".join(pairs))
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "en"
        hb.shape(shaper, buffer, {"liga": False})
        for second, place in enumerate(buffer.glyph_positions[::2]):
            if place.x_advance != widths[first]:
                found[name, glyphs[second]] = place.x_advance - widths[first]
    return found


def _say_what_it_is(names: table__n_a_m_e) -> None:
    """Let the font bear another name, and say that it is changed, as its licence asks."""
    changed = f"{names.getDebugName(4)}, cut down to the characters of English."
    for record in names.names:
        if record.nameID in _FREE:
            for whole, part in NAMES.items():
                record.string = str(record).replace(whole, part)
    names.setName(changed, _DESCRIPTION, *_WINDOWS_ENGLISH)


def main() -> int:
    """Cut the faces of both `KINDS` into their folders; return 0."""
    for kind in KINDS:
        kind.folder.mkdir(exist_ok=True)
        for name, source in kind.faces.items():
            content = cut(press.THEME_FONTS / source, kind)
            (kind.folder / name).write_bytes(content)
            print(f"{name}: {len(content)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
