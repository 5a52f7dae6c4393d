"""Draw the cover of the EPUB from the guide's name, so that it never tells another version."""

from __future__ import annotations

import json
from pathlib import Path

import sphinx_rtd_theme

TEMPLATE = Path(__file__).with_name("cover.typ")
PIXELS_PER_INCH = 144
"""Makes 1600 by 2400 pixels of the template's page, a size that book shops and readers take."""


def draw_cover(title: str, version: str, note: str) -> bytes:
    """Return a PNG with *title*, *version* and, in a box at its foot, *note*.

    Raises `typst.TypstError` when the template is wrong.
    """
    import typst  # noqa: PLC0415 - every build of the site reads this file

    fonts = Path(sphinx_rtd_theme.__file__).parent / "static" / "fonts"
    words = json.dumps({"title": title, "version": version, "note": note})
    image = typst.compile(
        TEMPLATE,
        format="png",
        ppi=PIXELS_PER_INCH,
        font_paths=[fonts / family for family in ("Lato", "RobotoSlab")],
        ignore_system_fonts=True,
        sys_inputs={"words": words},
    )
    assert isinstance(image, bytes)  # one page, one picture
    return image
