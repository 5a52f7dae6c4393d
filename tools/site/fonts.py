"""Cut the theme's typefaces down to the characters of English: what ``make fonts`` does.

The theme ships Lato and Roboto Slab whole, 512 kB of them for a first visit; what a page in
English needs is some 69 kB. They depend on the theme and on the choices below only, so they are
cut once and kept in ``_static/fonts``, and no build waits for them. A character outside
`CHARACTERS` is shown in the reader's own font.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx_rtd_theme
from fontTools import subset, ttLib

from tools.site.assets import FONTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fontTools.ttLib.tables._n_a_m_e import table__n_a_m_e

THEME = Path(sphinx_rtd_theme.__file__).parent / "static" / "fonts"
"""Folder of the theme's fonts."""

FACES: Mapping[str, str] = {
    "lato-regular.woff2": "Lato/lato-regular.ttf",
    "lato-italic.woff2": "Lato/lato-italic.ttf",
    "lato-bold.woff2": "Lato/lato-bold.ttf",
    "roboto-slab-bold.woff2": "RobotoSlab/roboto-slab-v7-bold.ttf",
}
"""Name on the site and file of the theme of each face that ``fonts.css`` asks for."""

CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
    + "\u0131\u0152\u0153\u2009\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e"
    + "\u2020\u2021\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122"
    + "\u2190\u2191\u2192\u2193\u2212\u2264\u2265"
)
"""Latin-1, the punctuation of books, arrows, and a few signs."""

FEATURES = ("kern", "liga")
"""OpenType features that are kept."""

RESERVED = {"Lato": "GuideSans"}
"""Names that only the whole font may bear, and what a part of it is called (OFL 1.1, 3)."""

_DESCRIPTION = 10
_NAMES = (0, 1, 2, 3, 4, 5, 6, 7, 9, _DESCRIPTION, 13, 14)
"""Numbers of the names that are kept: copyright, family, style, identifier, full name, version,
PostScript name, trademark, designer, description, licence, its address (OpenType, table name)."""
_FREE = (1, 3, 4, 6)
"""Those of them that call the font something."""
_WINDOWS_ENGLISH = (3, 1, 0x409)
"""Platform, encoding and language of names in English."""


def cut(path: Path) -> bytes:
    """Return the font in *path* with the `CHARACTERS` only, as WOFF2; the same bytes each time."""
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=list(FEATURES),
        name_IDs=list(_NAMES),
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
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def _say_what_it_is(names: table__n_a_m_e) -> None:
    """Let the font bear no reserved name, and say that it is changed, as its licence asks."""
    changed = f"{names.getDebugName(4)}, cut down to the characters of English."
    for record in names.names:
        if record.nameID in _FREE:
            for reserved, ours in RESERVED.items():
                record.string = str(record).replace(reserved, ours)
    names.setName(changed, _DESCRIPTION, *_WINDOWS_ENGLISH)


def main(folder: Path = FONTS) -> int:
    """Cut the `FACES` into *folder*; return 0."""
    for name, source in FACES.items():
        packed = cut(THEME / source)
        (folder / name).write_bytes(packed)
        print(f"{name}: {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
