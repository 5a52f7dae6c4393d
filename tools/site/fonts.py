"""The theme's typefaces, cut down to the characters of English and packed as WOFF2.

The theme ships Lato and Roboto Slab whole, 512 kB of them for a first visit; what a page in
English needs is some 65 kB. A character outside `CHARACTERS` is shown in the reader's own font.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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

FEATURES = ["kern", "liga"]
"""OpenType features that are kept."""


def subset(path: Path) -> bytes:
    """Return the font in *path* with the `CHARACTERS` only, as WOFF2; the same bytes each time."""
    from fontTools import subset as subsetter  # noqa: PLC0415 - only when fonts are made
    from fontTools import ttLib  # noqa: PLC0415

    options = subsetter.Options(
        flavor="woff2", hinting=False, layout_features=FEATURES, recalc_timestamp=False
    )
    font = subsetter.load_font(path, options)
    names = font["name"]
    del font["name"]  # with it, all other tables would be searched for names that they ask for
    work = subsetter.Subsetter(options)
    work.populate(text=CHARACTERS)
    work.subset(font)
    names.prune_post_subset(ttLib.TTFont(), options)  # kerning and ligatures ask for none
    font["name"] = names
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def fill_cache(theme: Path, cache: Path) -> None:
    """Put the `FACES` of the fonts in *theme* into *cache*, those that it lacks."""
    cache.mkdir(parents=True, exist_ok=True)
    key = _key(theme)
    for name, source in FACES.items():
        kept = cache / name
        if not kept.exists() or _made_for(cache) != key:
            part = kept.with_suffix(".part")
            part.write_bytes(subset(theme / source))
            part.replace(kept)
    (cache / _MADE_FOR).write_text(key)


_MADE_FOR = "made-for.txt"
"""File of the cache that says what it was made of."""


def _made_for(cache: Path) -> str:
    path = cache / _MADE_FOR
    return path.read_text() if path.exists() else ""


def copy_fonts(cache: Path, folder: Path) -> None:
    """Copy the `FACES` from *cache* to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FACES:
        shutil.copyfile(cache / name, folder / name)


def _key(theme: Path) -> str:
    """Return what the bytes of the cut fonts depend on: the fonts, the choice, the tools."""
    import brotli  # noqa: PLC0415
    import fontTools  # noqa: PLC0415

    made = hashlib.sha256(f"{CHARACTERS}{FEATURES}{fontTools.version}".encode())
    made.update(brotli.__version__.encode())
    for source in FACES.values():
        made.update((theme / source).read_bytes())
    return made.hexdigest()


def theme_fonts() -> Path:
    """Return the folder of the theme's fonts."""
    import sphinx_rtd_theme  # noqa: PLC0415

    return Path(sphinx_rtd_theme.__file__).parent / "static" / "fonts"
