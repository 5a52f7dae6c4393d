"""Rules about pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.wording import line_of
from tools.lint.findings import Hit, Severity
from tools.lint.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page

MAX_BYTES = 500_000
"""Largest picture: on a slow phone line (1.6 Mbit/s) it takes two and a half seconds."""
MAX_ALT = 400
"""Longest alternative text in characters: a screen reader speaks it in about half a minute, and
cannot be told to skip back within it."""
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})


def _images(page: Page) -> Iterator[tuple[nodes.image, int]]:
    for image in page.all(nodes.image):
        yield image, line_of(image)


def _is_remote(uri: str) -> bool:
    return "://" in uri or uri.startswith(("//", "data:"))


def _file(page: Page, uri: str) -> Path | None:
    """Return the file of a picture; none where it would be outside of the guide."""
    folder = page.project.source if uri.startswith("/") else page.path.parent
    path = (folder / uri.lstrip("/")).resolve()
    inside = path.is_relative_to(page.project.source.resolve())
    return path if inside else None


@rule("BP601", Severity.ERROR)
def check_picture_alt(page: Page) -> Iterator[Hit]:
    """Tell in words what a picture shows (WCAG 2.2, criterion 1.1.1; Section 508).

    A picture that only decorates says so with an empty text.

    Good: .. image:: layers.svg
             :alt: Five rings around the voter file, from the door lock to the backup.
    """
    for image, line in _images(page):
        if "alt" not in image:
            yield page.on_line(
                line,
                "Picture has no alternative text",
                "add ':alt: what it shows' below it, indented like its other options",
            )


@rule("BP602", Severity.HINT)
def check_picture_words(page: Page) -> Iterator[Hit]:
    """Say in the alternative text what the picture tells, neither its file nor that it is one.

    Bad:  :alt: image of layers.svg
    Good: :alt: Five rings around the voter file, from the door lock to the backup.
    """
    for image, line in _images(page):
        alt = " ".join(str(image.get("alt", "")).split())
        named = alt.lower().startswith(("image of", "picture of", "photo of", "graphic of"))
        is_file = Path(alt).suffix.lower() in PICTURES if alt else False
        if named or is_file:
            yield page.on_line(
                line, "Alternative text does not say what the picture tells", "tell its meaning"
            )
        elif len(alt) > MAX_ALT:
            yield page.on_line(
                line,
                f"Alternative text has {len(alt)} characters, more than {MAX_ALT}",
                "say the point, and put the details into the text of the page",
            )


@rule("BP603", Severity.ERROR)
def check_picture_missing(page: Page) -> Iterator[Hit]:
    """Name a picture that is there; its path starts at the page, or with ``/`` at the top."""
    for image, line in _images(page):
        uri = str(image["uri"])
        if _is_remote(uri) or "*" in uri:
            continue
        path = _file(page, uri)
        if path is None or not path.is_file():
            start, end = page.find(uri, line)
            where = "is not in the guide" if path is None else "is not there"
            yield Hit(
                start=start,
                end=end,
                message=f"Picture {where}",
                repair="put it where the page says, or mend its name",
            )


@rule("BP604", Severity.WARNING)
def check_picture_size(page: Page) -> Iterator[Hit]:
    """Keep a picture below half a megabyte; offices read the guide on slow lines too."""
    for image, line in _images(page):
        uri = str(image["uri"])
        path = None if _is_remote(uri) else _file(page, uri)
        if path is not None and path.is_file() and path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1000
            start, end = page.find(uri, line)
            yield Hit(
                start=start,
                end=end,
                message=f"Picture has {size:.0f} kB",
                repair=f"draw it as SVG or save it smaller, below {MAX_BYTES // 1000} kB",
            )


@rule("BP605", Severity.ERROR)
def check_picture_remote(page: Page) -> Iterator[Hit]:
    """Put a picture beside the page; one from elsewhere reports every reader to its server.

    Bad:  .. image:: https://example.org/map.png
    Good: .. image:: /figures/map.svg
    """
    for image, line in _images(page):
        if _is_remote(str(image["uri"])):
            start, end = page.find(str(image["uri"])[:60], line)
            yield Hit(
                start=start,
                end=end,
                message="Picture is not part of the guide",
                repair="put the file beside the page and name it",
            )
