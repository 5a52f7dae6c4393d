"""What goes wrong on the way to a PDF, told to the author of the page."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import SphinxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes

_PLACE = re.compile(r"^\s*// (?P<path>.+):(?P<line>\d*)$")
_LOCATION = re.compile(r"─ (?P<file>[^\n]+):(?P<line>\d+):(?P<column>\d+)$", re.MULTILINE)
_PICTURE = re.compile(r'#picture\(image\("([^"]+)"')
_UNDRAWABLE = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")
_STANDARD = re.compile(r"^error: (?:PDF/[\w-]+(?:, )?)+ error: ")

# What Typst says about a page that breaks PDF/UA, and what the author can do about it.
_ADVICE = {
    "missing alt text": "describe what the image shows with :alt:",
    "heading": "let each heading be one step below the one above it, without a gap",
    "file not found": "check the name of the file",
    "failed to decode image": "save the image anew as PNG, JPEG or SVG",
    "failed to parse SVG": "save the drawing anew as plain SVG",
}
_UNKNOWN = "this is a fault of the toolchain: please report it with the page that shows it"


class PdfError(SphinxError):
    """The PDF cannot be built, for a reason that the guide's authors can mend."""

    category = "PDF error"


class Place(NamedTuple):
    """Where something stands in the guide's source; *line* is None where docutils keeps none."""

    path: str
    line: int | None

    def __str__(self) -> str:
        """Return ``path:line``."""
        return f"{self.path}:{self.line}" if self.line else self.path


class Diagnostic(NamedTuple):
    """One error that Typst reported; *row* is the line of the Typst source, None if unknown."""

    message: str
    file: str
    row: int | None


def place_of(node: nodes.Node, page: str) -> Place:
    """Return where *node* of the file *page* stands.

    docutils does not give a line to every node: then it is that of the first node within, or
    of the nearest around.
    """
    found: nodes.Node | None = node
    if not node.line:
        found = next((n for n in chain(node.findall(), ancestors(node)) if n.line), None)
    path = _file(found.source or page, page) if found else _file(page, page)
    return Place(path, found.line if found else None)


@cache
def _file(source: str, page: str) -> str:
    """Return *source*, or *page* where that is no file, such as ``<rst_epilog>``."""
    return readable(source if Path(source).is_file() else page)


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what holds *node*, from the inside out."""
    parent: nodes.Node | None = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def readable(path: str) -> str:
    """Return *path* relative to the working folder when it lies below it."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def unknown_node(node: nodes.Node, page: str) -> PdfError:
    """Return the error for a *node* that the writer has no method for."""
    name = type(node).__name__
    return PdfError(
        f"{place_of(node, page)}: the PDF has no form for this (node <{name}>); say it with another"
        f" directive, put it under `.. only:: html`, or add visit_{name} to tools/pdf/writer.py"
    )


def diagnostics(report: str) -> list[Diagnostic]:
    """Return the errors of a Typst *report*, in its order, each once."""
    found = []
    for part in re.split(r"\n(?=error: )", report):
        if not part.startswith("error: "):
            continue
        message = _STANDARD.sub("error: ", part.split("\n", 1)[0]).removeprefix("error: ")
        where = _LOCATION.search(part)
        file = where["file"].strip() if where else ""
        found.append(Diagnostic(message, file, int(where["line"]) if where else None))
    return list(dict.fromkeys(found))


def undrawable(report: str) -> frozenset[str]:
    """Return the characters that, by a Typst *report*, no font at hand can draw."""
    texts = "".join(match["text"] for match in _UNDRAWABLE.finditer(report))
    return frozenset(_CODE_POINT.sub(lambda code: chr(int(code[1], 16)), texts))


def undrawable_places(report: str, source: str) -> dict[str, str]:
    """Return the visible characters that no font can draw, by the place in the guide's source."""
    places: dict[str, str] = {}
    for found in diagnostics(report):
        chars = undrawable(found.message)
        where = str(place_in(source, found.row) or "")
        new = [c for c in sorted(chars) if unicodedata.category(c) != "Cf"]
        places[where] = "".join(dict.fromkeys(places.get(where, "") + "".join(new)))
    return {where: chars for where, chars in places.items() if chars}


def row_of(source: str, file: str) -> int | None:
    """Return the first line of the Typst *source* that shows the picture *file*."""
    for number, row in enumerate(source.split("\n"), 1):
        if (picture := _PICTURE.search(row)) and file.endswith(picture[1]):
            return number
    return None


def place_in(source: str, row: int | None) -> Place | None:
    """Return where line *row* of the Typst *source* comes from, by the comment nearest above."""
    for line in reversed(source.split("\n")[: row or 0]):
        if found := _PLACE.match(line):
            return Place(found["path"], int(found["line"]) if found["line"] else None)
    return None


def explain(report: str, source: str, file: str, pdf: str) -> str:
    """Return what a Typst *report* means to an author.

    Args:
        report: What Typst said.
        source: The Typst source it said it of.
        file: The name of that source.
        pdf: The name of the PDF, for errors that belong to no place.

    """
    lines = []
    for found in diagnostics(report):
        row = found.row if found.file.endswith(file) else row_of(source, found.file)
        where = place_in(source, row)
        advice = next((text for key, text in _ADVICE.items() if key in found.message), _UNKNOWN)
        lines.append(f"{where or pdf}: {found.message}; {advice}")
    return "\n".join(dict.fromkeys(lines)) or report
