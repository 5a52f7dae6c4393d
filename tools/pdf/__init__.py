"""Sphinx extension: the builder `pdf`, which writes a guide as accessible PDFs through Typst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.pdf.builder import PdfBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its settings."""
    app.add_builder(PdfBuilder)

    app.add_config_value("pdf_cover_note", "", "", types=frozenset({str}))
    app.add_config_value("pdf_editions", {}, "", types=frozenset({dict}))
    app.add_config_value("pdf_only", "", "", types=frozenset({str}))
    app.add_config_value("pdf_pages", [], "", types=frozenset({list}))
    app.add_config_value("pdf_paper", "us-letter", "", types=frozenset({str}))

    return {"parallel_read_safe": True, "parallel_write_safe": True}
