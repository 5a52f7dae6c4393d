"""Read a source tree without building a site: for the command line, and for tools that check pages.

Every page is read by Sphinx with the project's own configuration, so what comes out is what a
build would show.
"""

from __future__ import annotations

import io
import logging
import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.guide.domain import GuideDomain
    from tools.guide.model import Guide

ROOT = Path(__file__).parents[2]
"""Folder with ``conf.py``."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class SourceError(Exception):
    """The folder is no source of a guide; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A guide, the files it was read from, and what the parser had to say."""

    guide: Guide
    paths: dict[str, Path]
    """File of each page by docname."""
    messages: tuple[str, ...]
    """Warnings of the parser, each as ``path:line: …``; those of the model are its findings."""

    def lines(self) -> list[str]:
        """Return the findings as ``path:line: message``, in the order of path and line."""
        return [
            f"{self.paths[found.docname]}:{found.line or 1}: {found.message}"
            for found in self.guide.findings
        ]


def load(source: Path) -> Loaded:
    """Return the guide in the folder *source*.

    Raises `SourceError` where there is no page, or where Sphinx cannot read them.
    """
    with tempfile.TemporaryDirectory() as work:
        return _load(source, Path(work))


def _load(source: Path, work: Path) -> Loaded:
    root = root_document(source)
    warnings = io.StringIO()
    try:
        with _own_logging(), patch_docutils(ROOT), docutils_namespace():
            app = Sphinx(
                srcdir=source,
                confdir=ROOT,
                outdir=work / "out",
                doctreedir=work / "doctrees",
                buildername="dummy",
                confoverrides={"root_doc": root},
                status=None,
                warning=warnings,
            )
            app.builder.read()
    except (SphinxError, OSError) as error:
        raise SourceError(f"{source}: {error}") from error
    domain: GuideDomain = app.env.domains["bp"]  # type: ignore[assignment]
    return Loaded(
        guide=domain.guide,
        paths={docname: _shown(app.env.doc2path(docname)) for docname in app.env.found_docs},
        messages=tuple(_COLOUR.sub("", warnings.getvalue()).splitlines()),
    )


def root_document(source: Path) -> str:
    """Return the page that Sphinx begins at: the index, or the first page where there is none.

    Raises `SourceError` where there is no page.
    """
    if not source.is_dir():
        raise SourceError(f"{source}: no such folder; name the folder that holds the pages")
    pages = sorted(path.relative_to(source).with_suffix("") for path in source.rglob("*.rst"))
    if not pages:
        raise SourceError(f"{source}: no page (*.rst) in this folder; name the one that holds them")
    return "index" if Path("index") in pages else pages[0].as_posix()


def _shown(path: Path) -> Path:
    """Return *path* as short as it can be named from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


@contextmanager
def _own_logging() -> Iterator[None]:
    """Leave Sphinx's logger as it was, for another build may go on in this process."""
    logger = logging.getLogger("sphinx")
    handlers = logger.handlers[:]
    try:
        yield
    finally:
        logger.handlers[:] = handlers
