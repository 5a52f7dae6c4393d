"""Whom a web address belongs to, by the organisations of the link policy (``links.toml``)."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    entries = content.get("organisation")
    found: Organisations = {}
    for entry in entries if isinstance(entries, list) else []:
        found.update(_domains(entry))
    return found


def _domains(entry: Any) -> Organisations:
    """Return the domains of one organisation; none where the entry is none."""
    if not isinstance(entry, dict) or not isinstance(entry.get("domains"), list):
        return {}
    name = str(entry.get("name", ""))
    return {str(domain).casefold(): name for domain in entry["domains"] if name}


def organisation_of(url: str, organisations: Mapping[str, str]) -> str:
    """Return the name of the organisation that *url* belongs to, "" where none is known.

    >>> organisation_of("https://www.cisa.gov/x", {"cisa.gov": "CISA"})
    'CISA'
    """
    labels = host_of(url).split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((organisations[domain] for domain in domains if domain in organisations), "")


def host_of(url: str) -> str:
    """Return the host of *url* without ``www.``, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address such as https://[x; the link checker reports it
        return ""
