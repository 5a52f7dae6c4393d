"""Compile Typst source to PDF."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sphinx_rtd_theme

from tools.pdf.errors import PdfError

if TYPE_CHECKING:
    from types import TracebackType

STANDARDS = ("a-2a", "ua-1")
"""ISO 19005-2 level A (archiving) and ISO 14289-1 (accessibility); a violation is an error."""

TEMPLATE = Path(__file__).with_name("guide.typ")
WORKER = Path(__file__).with_name("worker.py")

FONTS = Path(__file__).with_name("fonts")
"""The theme's typefaces as `tools.fonts` cuts them: site and PDF share one face."""

THEME_FONTS = Path(sphinx_rtd_theme.__file__).parent / "static" / "fonts"

FAMILIES = ("Lato", "RobotoSlab")
"""Folders of the theme that hold the whole fonts, for characters that those lack."""

WORKLOAD = 500_000
"""A process gets no more jobs after so many characters of source: Typst holds about 400 bytes of
memory for each until the process ends."""

ALLOCATION = {
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TOP_PAD_": "16777216",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
}
"""Has the C library of Linux keep what Typst gives back, for it soon wants it again (in bytes):
less processor time by a twentieth, more memory by as much.
"""


class TypstSourceError(Exception):
    """Typst refused a source; the text is its report."""


class Job:
    """A source that Typst is at."""

    def __init__(self, name: str, process: subprocess.Popen[str], output: Path) -> None:
        """Remember which *process* makes the edition *name*, and where it writes the PDF."""
        self._name = name
        self._process = process
        self._output = output

    @cached_property
    def report(self) -> str:
        """What Typst said of a wrong source, "" of a right one; it waits until Typst is done.

        Raises `PdfError` when its process ends before that.
        """
        assert self._process.stdout
        answer = self._process.stdout.readline()
        if not answer:
            status = self._process.wait()
            raise PdfError(
                f"Typst ended with status {status} before it had made {self._name}.pdf: see"
                " whether the machine has run out of memory, and build again"
            )
        return str(json.loads(answer)["report"])

    def result(self) -> Path:
        """Return the file of the PDF, when it is done.

        Raises `TypstSourceError` when the source is wrong or breaks one of `STANDARDS`.
        """
        if report := self.report:
            raise TypstSourceError(report)
        return self._output


class Press:
    """A Typst compiler that works in one folder, with our fonts, the theme's and Typst's own.

    Fonts of the system are left out, so that every machine makes the same bytes. To be used in
    a ``with`` block, which ends its process.
    """

    def __init__(self, folder: Path) -> None:
        """Set up the compiler; *folder* holds the sources and all they name."""
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._ended: list[subprocess.Popen[str]] = []
        """Those that get no more jobs, and may still be at the last one."""
        self._load = 0
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())

    def __enter__(self) -> Self:
        """Return the press itself, whose process starts while the first source is written."""
        self._process = self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._end()

    def submit(self, name: str, source: str, timestamp: int, *, more: bool = True) -> Job:
        """Let Typst compile *source*, and return what gives its PDF.

        Submit the next one when you have the result of this: a process holds a whole book.

        Args:
            name: The name of the edition.
            source: Typst source; it is kept in the folder as `source_name` says.
            timestamp: The date that the PDF bears, in seconds since 1970.
            more: Whether other sources are to follow.

        """
        path = self._folder / source_name(name)
        path.write_text(source, encoding="utf-8", newline="\n")
        output = path.with_suffix(".pdf")
        job = {"input": str(path), "output": str(output), "timestamp": timestamp}
        process = self._process = self._process or self._start()
        self._bury()  # while that one starts; no two hold a book
        self._load += len(source)
        assert process.stdin
        with suppress(BrokenPipeError):  # then there is no answer either
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
        if not more or self._load > WORKLOAD:
            with suppress(BrokenPipeError):
                process.stdin.close()  # it ends by itself, for to give memory back takes a while
            self._ended.append(process)
            self._process = None
        return Job(name, process, output)

    def _start(self) -> subprocess.Popen[str]:
        fonts = ",".join(map(str, [FONTS, *(THEME_FONTS / family for family in FAMILIES)]))
        command = [sys.executable, str(WORKER), str(self._folder), fonts, ",".join(STANDARDS)]
        self._load = 0
        return subprocess.Popen(
            command,
            env={**ALLOCATION, **os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def _end(self) -> None:
        if self._process:
            self._ended.append(self._process)
            self._process = None
        self._bury()

    def _bury(self) -> None:
        """Wait for the end of the processes that get no more jobs."""
        while self._ended:
            with suppress(BrokenPipeError), self._ended.pop():  # closes its input, and waits
                pass


@cache
def typefaces() -> str:
    """Return a digest of the fonts that PDFs are set in: ours, and the theme's by its version."""
    content = hashlib.sha256(sphinx_rtd_theme.__version__.encode())
    for path in sorted(FONTS.glob("*.ttf")):
        content.update(path.read_bytes())
    return content.hexdigest()


def source_name(edition: str) -> str:
    """Return the file name of the Typst source of *edition*, distinct from the template's."""
    return f"{edition.replace('/', '-')}.edition.typ"
