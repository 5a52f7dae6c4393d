"""What a page is part of: the settings of ``conf.py`` and the other pages of its guide.

Everything comes from the text of the files, without a build, so that a single page is checked
in a moment.
"""

from __future__ import annotations

import re
import runpy
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING, Any

from tools.guide.levels import DEFAULT_NAMES, Levels
from tools.guide.limits import MAX_CHARACTERS
from tools.guide.reader import TITLE
from tools.guide.reviews import REVIEW_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
"""Folder with ``conf.py``."""

MAX_BYTES = 4 * MAX_CHARACTERS
"""Largest file that is read: no character takes more than four bytes in UTF-8."""

_SUBSTITUTION = re.compile(r"^\.\. \|([^|\n]{1,100})\|[ \t]", re.MULTILINE)
_LABEL = re.compile(r"^[ \t]*\.\.[ ]_`?([^:`\n]{1,200})`?:", re.MULTILINE)
_PLACE = re.compile(rf"{_LABEL.pattern}[ \t]*\r?$", re.MULTILINE)
TITLE_LINE = re.compile(rf"^\.\. \|{TITLE}\| replace::[ \t]*(\S.*?)[ \t]*\r?$", re.MULTILINE)
"""The definition of a practice's title, which is its first group."""
_TERM = re.compile(r"^[ ]{3}(\S.*?)[ ]*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What ``conf.py`` says to every page."""

    prolog: str = ""
    epilog: str = ""
    level_names: tuple[str, ...] = DEFAULT_NAMES
    review_days: int = REVIEW_DAYS
    """How long a review holds, in days."""

    @classmethod
    def from_file(cls, path: Path) -> Settings:
        """Run the configuration at *path*, as each build does, and take what pages see of it."""
        return cls.from_names(runpy.run_path(str(path)))

    @classmethod
    def from_names(cls, names: dict[str, Any]) -> Settings:
        """Take the settings out of the *names* that a configuration defines."""
        days = names.get("site_review_days")
        return cls(
            prolog=str(names.get("rst_prolog") or ""),
            epilog=str(names.get("rst_epilog") or ""),
            level_names=tuple(names.get("bp_levels") or DEFAULT_NAMES),
            review_days=days if isinstance(days, int) else REVIEW_DAYS,  # Sphinx tells the rest
        )

    @property
    def substitutions(self) -> dict[str, str]:
        """Return the shared substitutions: name and replacement."""
        found = re.findall(
            r"^\.\. \|([^|\n]+)\| replace:: ?(.*)$", f"{self.prolog}\n{self.epilog}", re.MULTILINE
        )
        return dict(found)


@cache
def own_settings() -> Settings:
    """Return the settings of this project."""
    return Settings.from_file(ROOT / "conf.py")


@dataclass(kw_only=True)
class Project:
    """The guide that a page belongs to."""

    source: Path
    """Its top folder."""
    settings: Settings
    overrides: dict[Path, str] = field(default_factory=dict)
    """Text of files that differ from the disk, such as a page that an editor holds."""

    @cached_property
    def levels(self) -> Levels:
        """The levels of the guide."""
        return Levels(self.settings.level_names)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every page by docname; files that cannot be read are left out."""
        found = dict(self._files())
        for path, text in self.overrides.items():
            if docname := self.docname(path):
                found[docname] = text
        return found

    def _files(self) -> Iterator[tuple[str, str]]:
        whole = (self.source / "index.rst").is_file()
        for path in sorted(self.source.glob("**/*.rst" if whole else "*.rst")):
            docname = self.docname(path)
            if docname and path.is_file() and path.stat().st_size <= MAX_BYTES:
                yield docname, path.read_text(encoding="utf-8", errors="replace")

    def docname(self, path: Path) -> str:
        """Return the name of the page at *path*; empty where it is outside of the guide."""
        try:
            return path.resolve().relative_to(self.source.resolve()).with_suffix("").as_posix()
        except ValueError:
            return ""

    @cached_property
    def has_index(self) -> bool:
        """Whether it is a whole guide, with a front page, or pages that stand alone."""
        return "index" in self.texts

    @cached_property
    def listed(self) -> frozenset[str]:
        """The pages that some table of contents lists."""
        return frozenset(
            name for docname, text in self.texts.items() for name in listed(text, docname, self)
        )

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of all glossaries, as they are written."""
        return frozenset(term for text in self.texts.values() for term in glossary_terms(text))

    @cached_property
    def folded_terms(self) -> dict[str, str]:
        """The terms by their small letters."""
        return {term.casefold(): term for term in self.terms}

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of all pages, in small letters, and those that Sphinx itself has."""
        found = (match for text in self.texts.values() for match in _LABEL.findall(text))
        return frozenset(map(folded, found)) | _SPHINX_LABELS

    @cached_property
    def label_pages(self) -> dict[str, list[str]]:
        """The pages that have each label, which stands above a place and leads nowhere else."""
        return self._pages_by(_PLACE)

    @cached_property
    def title_pages(self) -> dict[str, list[str]]:
        """The practices of each title, in small letters."""
        return self._pages_by(TITLE_LINE)

    def _pages_by(self, pattern: re.Pattern[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for docname, text in self.texts.items():
            for name in set(map(folded, pattern.findall(text))):
                found.setdefault(name, []).append(docname)
        return found

    def resolved(self, target: str, docname: str) -> str:
        """Return the page that *target* names on the page *docname*."""
        folder = docname.rpartition("/")[0]
        path = target[1:] if target.startswith("/") else f"{folder}/{target}"
        return normpath(path.lstrip("/")).removesuffix(".rst")


def folded(name: str) -> str:
    """Return *name* as Sphinx compares it: in small letters, with single spaces."""
    return " ".join(name.lower().split())


_SPHINX_LABELS = frozenset({"genindex", "modindex", "search", "bp-practices"})


@cache
def source_of(folder: Path) -> Path:
    """Return the top folder of the guide that *folder* is in.

    The highest folder above it that has an index and whose folders between have one or none:
    at most five levels up, and never above this project's own source.
    """
    best = folder
    for above in [folder, *folder.parents][:6]:
        if (above / "index.rst").is_file():
            best = above
        if above == ROOT / "source":
            break
    return best


def listed(text: str, docname: str, project: Project) -> Iterator[str]:
    """Yield the docnames that the ``toctree`` directives in *text* list."""
    for block in re.finditer(
        r"^([ \t]*)\.\. toctree::[ \t]*\n((?:\1[ \t]+.*\n?|[ \t]*\n)*)", text, re.M
    ):
        globbing = bool(re.search(r"^\s*:glob:", block[2], re.MULTILINE))
        for line in block[2].splitlines():
            entry = line.strip()
            if entry and not entry.startswith(":"):
                match = re.fullmatch(r".*<([^<>]+)>", entry)
                target = project.resolved(match[1] if match else entry, docname)
                yield from _matching(target, project) if globbing else [target]


def _matching(pattern: str, project: Project) -> Iterator[str]:
    from sphinx.util.matching import patfilter  # noqa: PLC0415 - rarely needed

    yield from patfilter(project.texts, pattern)


def glossary_terms(text: str) -> Iterator[str]:
    """Yield the terms that the ``glossary`` directives in *text* define."""
    if ".. glossary::" not in text:
        return
    for block in re.finditer(r"^\.\. glossary::[ \t]*\n((?:[ \t]+.*\n?|[ \t]*\n)*)", text, re.M):
        for line in block[1].splitlines():
            match = _TERM.match(line)
            if match and not re.match(r":\w+:|\.\. ", match[1]):
                yield re.split(r"\s+:\s+", match[1])[0]


def local_substitutions(text: str) -> list[str]:
    """Return the names of the substitutions that *text* defines."""
    return _SUBSTITUTION.findall(text)
