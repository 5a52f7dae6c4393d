"""Compile Typst source to PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sphinx_rtd_theme
import typst

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARDS: Sequence[typst.PDFStandard] = ("a-2a", "ua-1")
"""ISO 19005-2 level A (archiving) and ISO 14289-1 (accessibility); a violation is an error."""

TEMPLATE = Path(__file__).with_name("guide.typ")

FAMILIES = ("Lato", "RobotoSlab")
"""Folders of the theme that hold the fonts: site and PDF share one face."""


class Press:
    """A Typst compiler that works in one folder, with the theme's fonts and Typst's own.

    Fonts of the system are left out, so that every machine makes the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        """Set up the compiler; *folder* holds the sources and all they name."""
        theme = Path(sphinx_rtd_theme.__file__).parent / "static" / "fonts"
        fonts = typst.Fonts(
            include_system_fonts=False, font_paths=[theme / family for family in FAMILIES]
        )
        self._folder = folder
        self._compiler = typst.Compiler(root=folder, font_paths=fonts)
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())

    def run(self, name: str, source: str, timestamp: int) -> bytes:
        """Return the PDF of *source*, which is kept in the folder as `source_name` says.

        Args:
            name: The name of the edition.
            source: Typst source.
            timestamp: The date that the PDF bears, in seconds since 1970.

        Raises `typst.TypstError` when the source is wrong or breaks one of `STANDARDS`.

        """
        path = self._folder / source_name(name)
        path.write_text(source, encoding="utf-8", newline="\n")
        return self._compiler.compile(  # type: ignore[return-value]  # one PDF, as bytes
            input=path, format="pdf", pdf_standards=list(STANDARDS), timestamp=timestamp
        )


def source_name(edition: str) -> str:
    """Return the file name of the Typst source of *edition*, distinct from the template's."""
    return f"{edition}.edition.typ"
