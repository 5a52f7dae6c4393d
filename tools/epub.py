"""Sphinx extension: the EPUB builder of Sphinx, with bytes that depend on the pages only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.epub3 import Epub3Builder

from tools.archive import EPUB_MIMETYPE, write_zip

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PACKAGE_FILES = (EPUB_MIMETYPE, "META-INF/container.xml", "content.opf", "toc.ncx")
"""What Sphinx writes beside the pages and what they need."""


class EpubBuilder(Epub3Builder):
    """Sphinx's EPUB 3 builder; only the archive is written by `tools.archive`."""

    def build_epub(self) -> None:
        """Write the book, the mimetype first."""
        folder = Path(self.outdir)  # Sphinx's own kind of path is none to the letter
        names = dict.fromkeys([*PACKAGE_FILES, *map(str, self.files)])
        target = folder / f"{self.config.epub_basename}.epub"
        write_zip([(name, folder / name) for name in names], target)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the builder in the place of Sphinx's own."""
    app.add_builder(EpubBuilder, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
