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

FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "tnum"]
"""OpenType features that are kept."""


def subset(path: Path) -> bytes:
    """Return the font in *path* with the `CHARACTERS` only, as WOFF2; the same bytes each time."""
    from fontTools import subset as subsetter  # noqa: PLC0415 - only when fonts are made

    options = subsetter.Options(
        flavor="woff2", hinting=False, layout_features=FEATURES, recalc_timestamp=False
    )
    font = subsetter.load_font(path, options)
    work = subsetter.Subsetter(options)
    work.populate(text=CHARACTERS)
    work.subset(font)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def write_fonts(theme: Path, folder: Path, cache: Path) -> None:
    """Write the `FACES` from the fonts in *theme* into *folder*; *cache* keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in FACES.items():
        kept = cache / f"{_key(theme / source)}-{name}"
        if not kept.exists():
            cache.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            part.write_bytes(subset(theme / source))
            part.replace(kept)
        shutil.copyfile(kept, folder / name)


def _key(path: Path) -> str:
    """Return what the bytes of the cut font depend on: the font, the choice, the tools."""
    import brotli  # noqa: PLC0415
    import fontTools  # noqa: PLC0415

    wanted = f"{CHARACTERS}{FEATURES}{fontTools.version}{brotli.__version__}".encode()
    return hashlib.sha256(wanted + path.read_bytes()).hexdigest()[:16]


def theme_fonts() -> Path:
    """Return the folder of the theme's fonts."""
    import sphinx_rtd_theme  # noqa: PLC0415

    return Path(sphinx_rtd_theme.__file__).parent / "static" / "fonts"
