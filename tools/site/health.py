"""The page *Link Health*: how the links to other sites were at the last check.

The check itself is ``python -m tools.linkcheck``; only its JSON report (schema 1) is read here.
Its part ``health`` says whose links are which and what the verdicts mean, so that the site need
not know. A report without that part is shown as one list.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.application import Sphinx

PAGE = "link-health"
SCHEMA = 1
TONES = ("good", "look", "bad")

_logger = logging.getLogger(__name__)


class ReportError(Exception):
    """The report cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A verdict, what it means, its tone (one of `TONES`, or nothing), and how many have it."""

    verdict: str
    meaning: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLink:
    """One link to another site.

    `target` and `hint_target` are empty where a reader should not be sent to the URL or the hint.
    """

    label: str
    url: str
    target: str
    verdict: str
    tone: str
    reason: str
    hint: str
    hint_target: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """An organisation with its links, and how many of them have each of the `TONES`."""

    name: str
    links: tuple[CheckedLink, ...]
    tones: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What one check found; `sorted_out` tells whether the report says whose links are which."""

    checked: datetime.date
    kinds: tuple[Kind, ...]
    owners: tuple[Owner, ...]
    sorted_out: bool
    complete: bool
    reached: bool

    @property
    def total(self) -> int:
        """How many links there are."""
        return sum(len(owner.links) for owner in self.owners)

    @property
    def tones(self) -> tuple[int, ...]:
        """How many links have each of the `TONES`."""
        return tuple(sum(counts) for counts in zip(*(o.tones for o in self.owners), strict=True))


def read(path: Path) -> Health | None:
    """Return what the report in *path* says; none where there is no such file.

    Raises `ReportError` where the file is no report, or not a whole one.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path}: is not JSON ({error}); {_REMEDY}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ReportError(f"{path}: is not a report of the link check (schema {SCHEMA}); {_REMEDY}")
    try:
        return _health(data)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise ReportError(
            f"{path}: lacks what a report must have ({error!r}); {_REMEDY}"
        ) from error


_REMEDY = "check the links again (make linkcheck), or delete the file"


def read_or_warn(setting: str, folder: Path) -> Health | None:
    """Return what the report in the file *setting*, relative to *folder*, says.

    None where there is no such file, or where it is no report: then with a warning.
    """
    try:
        return read(folder / setting) if setting else None
    except ReportError as error:
        _logger.warning("%s", error)
        return None


def _health(data: Mapping[str, Any]) -> Health:
    links = data["links"]
    shown = data.get("health")
    kinds = {} if shown is None else {str(one["verdict"]): one for one in shown["verdicts"]}
    groups = [("All links", [link for link in links if not link.get("internal")])]
    if shown is not None:
        groups = [
            (one["name"], [links[_place(at)] for at in one["links"]])
            for one in shown["organisations"]
        ]
    owners = tuple(_owner(name, listed, kinds) for name, listed in groups if listed)
    counts = Counter(link.verdict for owner in owners for link in owner.links)
    return Health(
        checked=datetime.datetime.fromisoformat(str(data["checked_at"])).date(),
        kinds=tuple(
            Kind(
                verdict=verdict,
                meaning=_visible(kinds.get(verdict, {}).get("meaning")),
                tone=_tone(verdict, kinds),
                count=counts[verdict],
            )
            for verdict in dict.fromkeys([*kinds, *counts])
            if counts[verdict]
        ),
        owners=owners,
        sorted_out=shown is not None,
        complete=data.get("complete", True) is True,
        reached=data.get("no_network", False) is False,
    )


def _place(at: object) -> int:
    if not isinstance(at, int) or at < 0:
        raise ValueError(f"{at!r} is no place in the list of links")
    return at


def _owner(
    name: str, links: Iterable[Mapping[str, Any]], kinds: Mapping[str, Mapping[str, Any]]
) -> Owner:
    made = tuple(_link(link, kinds) for link in links)
    counts = Counter(link.tone for link in made)
    return Owner(name=_visible(name), links=made, tones=tuple(counts[tone] for tone in TONES))


def _link(link: Mapping[str, Any], kinds: Mapping[str, Mapping[str, Any]]) -> CheckedLink:
    url, verdict, hint = str(link["url"]), str(link["verdict"]), link["suggestion"]
    places = link["occurrences"]
    text = next((str(place["text"]) for place in places if place["text"]), "")
    return CheckedLink(
        label=_visible(text or url),
        url=_visible(url),
        target="" if verdict in ("unsafe", "malformed") else _target(url),
        verdict=_visible(verdict),
        tone=_tone(verdict, kinds),
        reason=_visible(link["reason"]),
        hint=_visible(hint),
        hint_target=_target(str(hint or "")),
        files=tuple(dict.fromkeys(str(place["file"]) for place in places)),
    )


def _tone(verdict: str, kinds: Mapping[str, Mapping[str, Any]]) -> str:
    tone = kinds.get(verdict, {}).get("tone")
    return tone if tone in TONES else ""


def _visible(text: object) -> str:
    """Return *text* on one line, with a mark for each character that cannot be seen.

    >>> _visible("a" + chr(0x202E) + "b")
    'a\ufffdb'
    """
    shown = "" if text is None else str(text)
    return "".join(char if char.isprintable() else "\ufffd" for char in shown)


def _target(url: str) -> str:
    """Return *url* if it can be linked to: a web address without surprises in it."""
    plain = url.isprintable() and url.startswith(("https://", "http://"))
    return url if plain and "@" not in url.split("/")[2] else ""


def values(app: Sphinx, health: Health | None, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of the page needs; *titles* are those of the guide's pages."""
    return {
        "site_health": health,
        "site_health_pages": _pages_of(app, titles),
        "site_health_tones": TONES,
    }


def _pages_of(
    app: Sphinx, titles: Mapping[str, str]
) -> Callable[[Iterable[str]], list[tuple[str, str]]]:
    """Return what finds the pages, each with its title, that were read from files of a report.

    The report names files from the folder in which the check ran: that of conf.py.
    """
    known = {Path(app.env.doc2path(name)).resolve(): name for name in titles}

    def find(files: Iterable[str]) -> list[tuple[str, str]]:
        paths = ((Path(app.confdir) / file).resolve() for file in files if "\0" not in file)
        names = dict.fromkeys(known[path] for path in paths if path in known)
        return [(name, titles[name]) for name in names]

    return find
