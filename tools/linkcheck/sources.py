"""The files that a guide is written in: each read once, with the place of each character."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from tools.linkcheck.models import Problem
from tools.linkcheck.rsttext import SourceText


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: the offset of its first character."""

    path: Path
    offset: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A URL at one place; `written` is where the URL itself stands, if that is elsewhere.

    `published` tells whether readers get a link to that very URL there, whatever is wrong with it.
    """

    url: str
    text: str
    file: str
    line: int
    column: int
    written: tuple[str, int, int] | None = None
    problem: Problem | None = None
    published: bool = True


@dataclass
class Sources:
    """The texts of the pages, and of the conf.py in *config*."""

    config: Path
    texts: dict[Path, SourceText] = field(default_factory=dict)

    def begin_page(self) -> None:
        """Forget what was found so far: conf.py is part of each page anew."""
        self.texts.clear()

    def text(self, path: Path) -> SourceText:
        """Return the text of a file; that of one that cannot be read is empty."""
        if path not in self.texts:
            self.texts[path] = SourceText(_read(path))
        return self.texts[path]

    def path(self, source: str, page: Path) -> Path:
        """Return the file that docutils calls *source* while it reads *page*."""
        if source.startswith("<rst_"):
            return self.config / "conf.py"
        path = Path(source) if source else page
        return path.resolve() if path.is_file() else page

    def position(self, spot: Spot) -> tuple[str, int, int]:
        """Return file, line and column of a place."""
        return display(spot.path), *self.text(spot.path).position(spot.offset)


def display(path: Path) -> str:
    """Return a path as the user would type it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
