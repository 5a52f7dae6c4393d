"""Sphinx extension: the builder `pdf`, which writes a guide as accessible PDFs through Typst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders import Builder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


class LateBuilder(Builder):
    """Stands for the builder until a PDF is wanted: a build of the site need not import it."""

    name = "pdf"

    def __new__(cls, app: Sphinx, env: BuildEnvironment) -> Builder:  # type: ignore[misc]
        """Return the builder itself."""
        from tools.pdf.builder import PdfBuilder  # noqa: PLC0415

        return PdfBuilder(app, env)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its settings."""
    app.add_builder(LateBuilder)

    app.add_config_value("pdf_cover_note", "", "", types=frozenset({str}))
    app.add_config_value("pdf_editions", {}, "", types=frozenset({dict}))
    app.add_config_value("pdf_only", "", "", types=frozenset({str}))
    app.add_config_value("pdf_pages", [], "", types=frozenset({list}))
    app.add_config_value("pdf_paper", "us-letter", "", types=frozenset({str}))

    return {"parallel_read_safe": True, "parallel_write_safe": True}
