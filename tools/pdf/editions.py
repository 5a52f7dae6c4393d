"""What each PDF holds, as `pdf_editions` of conf.py defines it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from tools.pdf.errors import PdfError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PAPERS = frozenset({"us-letter", "a4"})
"""The paper sizes that `pdf_paper` may name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One PDF: its file *name* without ``.pdf``, its *title*, and the document it starts from."""

    name: str
    title: str
    root: str
    subtitle: str = ""

    @classmethod
    def from_config(cls, name: str, value: Any) -> Edition:
        """Return the edition that ``pdf_editions[name] = value`` defines.

        Raises `PdfError` when a key is missing, unknown or not a string.
        """
        known = [field.name for field in fields(cls) if field.name != "name"]
        where = f"conf.py: pdf_editions[{name!r}]"
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", str(name)):
            raise PdfError(f"{where}: the key must be a file name of letters, digits and - . _")
        if not isinstance(value, dict):
            raise PdfError(f"{where}: the value must be a dict with the keys title and root")
        for key in value:
            if key not in known:
                close = difflib.get_close_matches(str(key), known, 1) or known
                raise PdfError(f"{where}: unknown key {key!r}; write {' or '.join(close)}")
        for key in ("title", "root"):
            if not isinstance(value.get(key), str) or not value[key]:
                raise PdfError(f"{where}: {key} must be given, as a string")
        return cls(name=name, **value)


def read_editions(
    config: Mapping[str, Any], root: str, title: str, documents: Collection[str]
) -> list[Edition]:
    """Return the editions that *config*, the value of `pdf_editions`, defines.

    Without any, the whole guide from *root* under *title* is one. Raises `PdfError` when an
    edition is wrong or starts from something that is none of the *documents*.
    """
    config = config or {"guide": {"title": title, "root": root}}
    editions = [Edition.from_config(name, value) for name, value in config.items()]
    for edition in editions:
        if edition.root not in documents:
            raise PdfError(
                f"conf.py: pdf_editions[{edition.name!r}]: there is no document {edition.root!r};"
                " root must name one, relative to the source folder and without .rst"
            )
    return editions


def check_paper(paper: str) -> str:
    """Return *paper*; raises `PdfError` unless it is one of `PAPERS`."""
    if paper not in PAPERS:
        raise PdfError(f"conf.py: pdf_paper must be {' or '.join(sorted(PAPERS))}, not {paper!r}")
    return paper
