"""Whom a web address belongs to, by the organisations of the link policy (``links.toml``)."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pathlib import Path

Organisations = dict[str, str]
"""Domain and the name of its organisation."""


def read_organisations(policy: Path) -> Organisations:
    """Return the organisations that the file *policy* names, by domain; none where it has none.

    A broken file counts as one without: the link checker, whose file it is, says what is wrong.
    """
    try:
        content = tomllib.loads(policy.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    found: Organisations = {}
    for name, entry in _entries(content.get("organisations")):
        for domain in entry.get("domains", ()):
            found[str(domain).casefold()] = str(entry.get("name", name))
    return found


def _entries(table: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return name and settings of each organisation, from a table of tables or a list of them."""
    if isinstance(table, dict):
        return [(name, entry) for name, entry in table.items() if isinstance(entry, dict)]
    if isinstance(table, list):
        return [(entry.get("name", ""), entry) for entry in table if isinstance(entry, dict)]
    return []


def organisation_of(url: str, organisations: Organisations) -> str:
    """Return the name of the organisation that *url* belongs to, or its host without ``www.``.

    >>> organisation_of("https://www.cisa.gov/x", {"cisa.gov": "CISA"})
    'CISA'
    """
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = host.split(".")
    for start in range(len(labels)):
        if name := organisations.get(".".join(labels[start:])):
            return name
    return host or url
