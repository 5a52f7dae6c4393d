"""The guide in OSCAL 1.2: a catalog, a profile per level, a mapping to the CIS Controls.

A group is a practice, a control an action. Identifiers and UUIDs are derived from the model, and
``last-modified`` from the dates in it, so that two builds of one guide are equal. Allowed names
and relationships are those of NIST's OSCAL 1.2.1 models.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tools.guide.catalogue import VERSION
from tools.guide.exports.pieces import IN_PLACE, Form, json_frame, text
from tools.guide.wording import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tools.guide.model import Action, BestPractice, Goal, Guide, Level, SafeguardMapping, Step

OSCAL_VERSION = "1.2.1"
CATALOG = "catalog.json"
MAPPING = f"mapping-cis-controls-v{VERSION}.json"
NS = "urn:best-practice-guide:oscal"
"""Namespace of the properties and parts that OSCAL does not define."""
UUIDS = uuid.UUID("7b1e0f3c-6f0f-5d0e-9a53-2f7c1d1d8a54")
"""Namespace that the UUIDs are derived in (version 5)."""
CIS_CONTROLS = f"https://www.cisecurity.org/controls/v{VERSION}"
SEPARATOR = ", "
"""Stands between items, as `json` writes lists."""
RELATIONSHIP = "intersects-with"
"""What a practice has to a safeguard: more would need a review of each pair."""

Json = dict[str, Any]

_NO_TOKEN = re.compile(r"[^\w.-]", re.ASCII)
_TOKEN_START = re.compile(r"[A-Za-z_]")
_MARKUP = re.compile(r"([\\`*_\[\]<>{}~^$|#])")


def forms(guide: Guide) -> dict[str, Form]:
    """Return how the OSCAL files of *guide* are made, by name; one that would be empty is left out.

    A profile without controls is empty, and so is a mapping: a practice without actions has no
    source, so its mappings are left out.
    """
    found = {CATALOG: catalog(guide)}
    for level in guide.levels:
        if any(page.actions_at(level.number) for page in guide.practices):
            found[profile_name(level)] = profile(guide, level)
    if any(page.actions and page.safeguards for page in guide.practices):
        found[MAPPING] = mapping(guide)
    return found


def documents(guide: Guide) -> dict[str, str]:
    """Return the OSCAL files of *guide* by name."""
    return {name: text(form, guide) for name, form in forms(guide).items()}


def profile_name(level: Level) -> str:
    """Return the name of the file with the profile of *level*."""
    return f"profile-level-{level.number}.json"


# -- Catalog -----------------------------------------------------------------


def catalog(guide: Guide) -> Form:
    """Return the form of the catalog: a group for each practice, a control for each action."""

    def frame(groups: Sequence[memoryview]) -> tuple[str, str]:
        content = {
            "metadata": _metadata(guide, guide.title),
            "groups": IN_PLACE if groups else (),
        }
        return json_frame({"catalog": _identified(_filled(content), groups, "catalog")})

    return _form(lambda number, practice: [_group(guide, practice, number)], frame)


def _form(
    items: Callable[[int, BestPractice], Iterable[Json | str]],
    frame: Callable[[Sequence[memoryview]], tuple[str, str]],
) -> Form:
    """Return the form of a file with a list, of which each practice has some *items*."""
    return Form(
        piece=lambda number, practice: SEPARATOR.join(map(json.dumps, items(number, practice))),
        frame=frame,
        separator=SEPARATOR,
    )


def _group(guide: Guide, practice: BestPractice, number: int) -> Json:
    overview = "\n\n".join(markup(text.text) for text in practice.passages if not text.section)
    parts = [{"id": f"{token(practice.slug)}_ovw", "name": "overview", "prose": overview}]
    return _filled(
        {
            "id": token(practice.slug),
            "class": "best-practice",
            "title": markup(practice.title),
            "props": [
                {"name": "sort-id", "value": f"{number:03}"},
                *_standings(practice),
                *_own("reviewed", [practice.reviewed]),
            ],
            "links": [{"href": _address(guide, practice), "rel": "reference"}],
            "parts": [*(parts if overview else []), *map(_goal, practice.goals)],
            "controls": [
                _control(guide, practice, action, f"{number:03}-{place:03}")
                for place, action in enumerate(practice.actions, 1)
            ],
        }
    )


def _standings(practice: BestPractice) -> list[Json]:
    return [
        {"name": f"level-{number}", "ns": NS, "value": priority.value}
        for number, priority in enumerate(practice.priorities, 1)
    ]


def _own(name: str, values: Iterable[str | None]) -> list[Json]:
    return [{"name": name, "ns": NS, "value": value} for value in values if value]


def _goal(goal: Goal) -> Json:
    return _filled(
        {
            "id": token(goal.id),
            "name": "goal",
            "ns": NS,
            "props": _own("level", map(str, goal.levels)),
            "prose": markup(goal.text),
        }
    )


def _control(guide: Guide, practice: BestPractice, action: Action, place: str) -> Json:
    id_ = token(action.id)
    statement = {
        "id": f"{id_}_smt",
        "name": "statement",
        "prose": markup(action.text),
        "parts": _step_parts(action.steps, f"{id_}_smt"),
    }
    notes = "\n\n".join(markup(note.text) for note in action.notes)
    guidance = [{"id": f"{id_}_gdn", "name": "guidance", "prose": notes}] if notes else []
    return _filled(
        {
            "id": id_,
            "class": "action",
            "title": markup(summary(action.text)) or id_,
            "props": [
                {"name": "label", "value": action.id},
                {"name": "sort-id", "value": place},
                *_own("level", map(str, action.levels)),
                *_own("revision", [action.revision]),
                *_own("heading", action.headings),
            ],
            "links": [{"href": f"{_address(guide, practice)}#{action.id}", "rel": "reference"}],
            "parts": [_filled(statement), *guidance],
        }
    )


def _step_parts(steps: Iterable[Step], above: str) -> list[Json]:
    return [
        _filled(
            {
                "id": f"{above}.{number}",
                "name": "item",
                "prose": markup(step.text),
                "parts": _step_parts(step.steps, f"{above}.{number}"),
            }
        )
        for number, step in enumerate(steps, 1)
    ]


# -- Profiles ----------------------------------------------------------------


def profile(guide: Guide, level: Level) -> Form:
    """Return the form of the profile of *level*: the actions that hold there."""

    def frame(ids: Sequence[memoryview]) -> tuple[str, str]:
        content = {
            "metadata": _metadata(guide, f"{guide.title}: {level.name}"),
            "imports": [{"href": CATALOG, "include-controls": [{"with-ids": IN_PLACE}]}],
            "merge": {"as-is": True},
        }
        return json_frame({"profile": _identified(content, ids, f"profile-{level.number}")})

    return _form(
        lambda _, page: (token(action.id) for action in page.actions_at(level.number)), frame
    )


# -- Mapping -----------------------------------------------------------------


def mapping(guide: Guide) -> Form:
    """Return the form of the mapping to the CIS Controls: a map for each practice and safeguard.

    Its sources are the actions of the practice that hold from the level of the mapping upward, or
    all of them where none does.
    """

    def frame(maps: Sequence[memoryview]) -> tuple[str, str]:
        content = {
            "metadata": _metadata(guide, f"{guide.title}: mapping to the CIS Controls"),
            "provenance": {
                "method": "human",
                "matching-rationale": "functional",
                "status": "complete",
                "mapping-description": (
                    "Which CIS safeguards the actions of each best practice help to fulfil."
                    " Safeguards are named by their numbers."
                ),
            },
            "mappings": [
                _filled(
                    {
                        "uuid": _uuid("mapping"),
                        "source-resource": {"type": "catalog", "href": CATALOG},
                        "target-resource": {"type": "catalog", "href": CIS_CONTROLS},
                        "maps": IN_PLACE,
                        "target-gap-summary": _gap(_unmapped(guide)),
                    }
                )
            ],
        }
        return json_frame({"mapping-collection": _identified(content, maps, "mapping-collection")})

    return _form(lambda _, practice: _maps(guide, practice), frame)


def _maps(guide: Guide, practice: BestPractice) -> Iterator[Json]:
    for entry in practice.safeguards if practice.actions else ():
        yield _map(guide, practice, entry)


def _unmapped(guide: Guide) -> list[str]:
    """Return the targets of the safeguards that no action helps to fulfil."""
    mapped = {entry.number for page in guide.practices if page.actions for entry in page.safeguards}
    return [_target(entry.number) for entry in guide.safeguards if entry.number not in mapped]


def _map(guide: Guide, practice: BestPractice, entry: SafeguardMapping) -> Json:
    lowest = entry.from_level or 1
    upward = [level.number for level in guide.levels if level.number >= lowest]
    holding = [action for action in practice.actions if set(action.levels) & set(upward)]
    sources = holding or practice.actions
    return _filled(
        {
            "uuid": _uuid(f"map {practice.slug} {entry.number}"),
            "relationship": RELATIONSHIP,
            "sources": [{"type": "control", "id-ref": token(action.id)} for action in sources],
            "targets": [{"type": "control", "id-ref": _target(entry.number)}],
            "props": [
                *_own("practice", [practice.slug]),
                *_own("safeguard", [entry.number]),
                *_own("from-level", [str(entry.from_level or "")]),
            ],
        }
    )


def _gap(unmapped: list[str]) -> Json:
    if not unmapped:
        return {}
    return {"uuid": _uuid("gap"), "unmapped-controls": [{"with-ids": unmapped}]}


def _target(number: str) -> str:
    return f"cis-{number}"


# -- What all of them need ---------------------------------------------------


@cache  # the catalog, the profiles and the mapping name the same actions
def token(name: str) -> str:
    """Return *name* as an OSCAL token: it must begin with a letter or an underscore.

    >>> token("2fa.use-keys")
    '_2fa.use-keys'
    """
    clean = _NO_TOKEN.sub("-", name)
    return clean if _TOKEN_START.match(clean) else f"_{clean}"


def markup(text: str) -> str:
    r"""Return plain *text* as OSCAL markup, which is Markdown.

    >>> markup("a*b")
    'a\\*b'
    """
    return _MARKUP.sub(r"\\\1", text)


def _metadata(guide: Guide, title: str) -> Json:
    return {
        "title": markup(title),
        "last-modified": last_modified(guide),
        "version": guide.version or "0",
        "oscal-version": OSCAL_VERSION,
    }


def last_modified(guide: Guide) -> str:
    """Return when the content changed last, for OSCAL: with a time and its zone.

    Where no page has a date, the moment in ``SOURCE_DATE_EPOCH``, or 1970: never the clock.
    """
    if date := guide.last_modified():
        return f"{date}T00:00:00Z"
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _identified(content: Json, pieces: Sequence[memoryview], kind: str) -> Json:
    """Return *content* with a UUID first that is new when it or one of the *pieces* is."""
    made = hashlib.sha256(json.dumps(content).encode())
    for piece in pieces:
        made.update(piece)
        made.update(SEPARATOR.encode())
    return {"uuid": _uuid(f"{kind} {made.hexdigest()}"), **content}


def _uuid(name: str) -> str:
    return str(uuid.uuid5(UUIDS, name))


def _filled(record: Json) -> Json:
    """Return *record* without what is empty: OSCAL allows no empty list."""
    return {name: value for name, value in record.items() if value not in ([], {}, "", None)}


def _address(guide: Guide, practice: BestPractice) -> str:
    """Return the address of a page: whole where the guide has one, else from the OSCAL folder."""
    return f"{guide.base_url or '../../'}{practice.page}"
