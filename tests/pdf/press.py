"""Print a scrap of Typst and read it back."""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path

import pypdf

from tools.pdf.press import Press

HEAD = (
    '#import "guide.typ": *\n'
    '#show: guide.with(title: "T", date: datetime(year: 2026, month: 1, day: 1))\n'
    "#set page(header: none, footer: none)\n= T\n"
)


@cache
def folder() -> Path:
    """Return the folder of the compiler."""
    return Path(tempfile.mkdtemp(prefix="press-"))


@cache
def press() -> Press:
    """Return a compiler in a folder of its own."""
    return Press(folder())


def compiled(markup: str) -> pypdf.PdfReader:
    """Return the PDF of *markup*, below a heading and without title page and contents."""
    path = press().submit("scrap", f"{HEAD}\n{markup}\n", 0).result()
    return pypdf.PdfReader(io.BytesIO(path.read_bytes()))


def printed(markup: str) -> str:
    """Return the text that *markup* prints, its lines joined, white space as single spaces."""
    lines = compiled(markup).pages[0].extract_text().split("\n")
    return " ".join(" ".join(lines[1:]).split())
