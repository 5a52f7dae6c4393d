"""Sphinx extension: Sphinx's EPUB builder, with a cover, own style, and reproducible bytes."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.epub3 import Epub3Builder

from tools.archive import EPUB_MIMETYPE, write_zip
from tools.epub.cover import draw_cover

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PACKAGE_FILES = (EPUB_MIMETYPE, "META-INF/container.xml", "content.opf", "toc.ncx")
"""What Sphinx writes beside the pages and what they need."""

STYLE = Path(__file__).with_name("book.css")
"""Our rules after those of the theme."""


class EpubBuilder(Epub3Builder):
    """Sphinx's EPUB 3 builder; the cover is drawn, and `tools.archive` writes the archive."""

    def init(self) -> None:
        """Start from an empty folder, with the templates in ``epub/`` below the site's.

        Sphinx packs whatever it finds in the folder: pages that are gone, and the last cover as
        a second one. The site's own layout is no book's.
        """
        if (Path(self.outdir) / EPUB_MIMETYPE).exists():
            shutil.rmtree(self.outdir)
        self.config.templates_path = [f"{path}/epub" for path in self.config.templates_path]
        super().init()

    def init_css_files(self) -> None:
        """Name our style sheet after the theme's."""
        super().init_css_files()
        self.add_css_file(STYLE.name)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Say on each page in which language it is, for those who have it read aloud."""
        super().prepare_writing(docnames)
        language = html.escape(self.config.language.replace("_", "-"))
        tag = self.html_tag.replace("<html ", f'<html lang="{language}" xml:lang="{language}" ')
        self.globalcontext["html_tag"] = tag

    def copy_static_files(self) -> None:
        """Copy the theme's files and ours, and add the cover that `epub_cover` names."""
        super().copy_static_files()
        (Path(self.outdir) / "_static" / STYLE.name).write_bytes(STYLE.read_bytes())
        if self.config.epub_cover:
            cover = Path(self.outdir) / self.config.epub_cover[0]
            version = f"Version {self.config.release}"
            note = self.config.pdf_cover_note
            cover.write_bytes(draw_cover(self.config.project, version, note))

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
