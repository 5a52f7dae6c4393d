"""What each PDF holds, as `pdf_editions` of conf.py defines it."""

from __future__ import annotations

import difflib
import fnmatch
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from tools.pdf.errors import PdfError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

PAPERS = frozenset({"us-letter", "a4"})
"""The paper sizes that `pdf_paper` may name."""

KINDS = frozenset({"book", "checklist", "page"})
"""A book; the actions of all practices to tick off; one page of the guide alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One PDF and what it holds."""

    name: str
    """Its file without ``.pdf``, relative to the output folder."""
    title: str
    root: str
    """The document it starts from."""
    subtitle: str = ""
    level: str = ""
    """The maturity level it is for, as pages name it; empty for all."""
    kind: str = "book"
    """One of `KINDS`."""

    @classmethod
    def from_config(cls, name: str, value: Any) -> Edition:
        """Return the edition that ``pdf_editions[name] = value`` defines.

        Raises `PdfError` when a key is missing, unknown or has a wrong value.
        """
        known = [field.name for field in fields(cls) if field.name != "name"]
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", str(name)):
            raise _wrong(name, "the key must be a file name of letters, digits and - . _")
        if not isinstance(value, dict):
            raise _wrong(name, "the value must be a dict with the keys title and root")
        for key, text in value.items():
            if key not in known:
                close = difflib.get_close_matches(str(key), known, 1) or known
                raise _wrong(name, f"unknown key {key!r}; write {' or '.join(close)}")
            if not isinstance(text, str):
                raise _wrong(name, f"{key} must be a string, not {text!r}")
        for key in ("title", "root"):
            if not value.get(key):
                raise _wrong(name, f"{key} must be given, as a string")
        if value.get("kind", "book") not in ("book", "checklist"):
            raise _wrong(name, f"kind must be book or checklist, not {value['kind']!r}")
        return cls(name=name, **value)


def _wrong(name: str, what: str) -> PdfError:
    return PdfError(f"conf.py: pdf_editions[{name!r}]: {what}")


def read_editions(
    config: Mapping[str, Any], default: Edition, levels: Sequence[str]
) -> list[Edition]:
    """Return the editions that *config*, the value of `pdf_editions`, defines.

    Without any, it is the *default* one. Raises `PdfError` when one is wrong, or is for none of
    the *levels*.
    """
    editions = [Edition.from_config(name, value) for name, value in config.items()]
    for edition in editions:
        if edition.level and edition.level not in levels:
            names = " or ".join(levels)
            raise _wrong(edition.name, f"level must be {names}, not {edition.level!r}")
    return editions or [default]


def chosen(editions: Sequence[Edition], only: str) -> list[Edition]:
    """Return those of *editions* to build: all, or the one called *only* (`pdf_only`).

    Raises `PdfError` when there is no such edition.
    """
    found = [edition for edition in editions if only in ("", edition.name)]
    if not found:
        names = ", ".join(edition.name for edition in editions)
        raise PdfError(f"There is no edition {only!r}; the editions are {names}")
    return found


def check_roots(editions: Iterable[Edition], documents: Collection[str]) -> None:
    """Raise `PdfError` unless each of *editions* starts from one of the *documents*."""
    for edition in editions:
        if edition.root not in documents:
            raise _wrong(
                edition.name,
                f"there is no document {edition.root!r}; root must name one, relative to the"
                " source folder and without .rst",
            )


def single_pages(patterns: Iterable[str], titles: Mapping[str, str]) -> list[Edition]:
    """Return an edition for each page that `pdf_pages` wants alone.

    Args:
        patterns: Docnames, or patterns of them such as ``best-practices/*``.
        titles: The titles of all documents.

    """
    patterns = list(patterns)
    return [
        Edition(name=docname, title=title, root=docname, kind="page")
        for docname, title in sorted(titles.items())
        if any(fnmatch.fnmatchcase(docname, pattern) for pattern in patterns)
    ]


def check_paper(paper: str) -> str:
    """Return *paper*; raises `PdfError` unless it is one of `PAPERS`."""
    if paper not in PAPERS:
        raise PdfError(f"conf.py: pdf_paper must be {' or '.join(sorted(PAPERS))}, not {paper!r}")
    return paper
