"""Files that carry the guide to other programs, written beside every site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tools.guide.exports.pieces import Form, Place
    from tools.guide.model import Guide

FOLDER = "data"
"""Folder of the site that holds the files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """A file that readers can download."""

    path: str
    """Where it is in the folder `FOLDER`."""
    title: str
    purpose: str


def exports(guide: Guide) -> list[Export]:
    """Return the files that `write` makes of *guide*."""
    from tools.guide.exports import oscal  # noqa: PLC0415 - not every build writes them

    made = oscal.forms(guide)
    profiles = [
        Export(
            path=f"oscal/{oscal.profile_name(level)}",
            title=f"OSCAL profile, {level.name}",
            purpose=f"The actions of the catalog that hold at {level.name}.",
        )
        for level in guide.levels
        if oscal.profile_name(level) in made
    ]
    mapping = Export(
        path=f"oscal/{oscal.MAPPING}",
        title="OSCAL mapping",
        purpose="Which CIS safeguards the actions help to fulfil, by number, and which are open.",
    )
    return [
        *_FILES,
        *profiles,
        *([mapping] if oscal.MAPPING in made else []),
    ]


WORKBOOK = "worksheets.xlsx"

_FILES = [
    Export(
        path=WORKBOOK,
        title="Worksheets",
        purpose="A checklist for each level, five inventories and five reviews to fill in.",
    ),
    Export(
        path="actions.csv",
        title="Actions",
        purpose="Every action with its identifier, its steps and its levels.",
    ),
    Export(
        path="mappings.csv",
        title="Mappings",
        purpose="Every mapping of a best practice to a CIS safeguard or to the CIS Handbook.",
    ),
    Export(
        path="resources.csv", title="Tools and readings", purpose="Every tool and every reading."
    ),
    Export(
        path="guide.json",
        title="The whole guide",
        purpose="All practices, goals, actions, resources and mappings for other programs.",
    ),
    Export(
        path="guide.schema.json",
        title="Schema of guide.json",
        purpose="What each field means (JSON Schema).",
    ),
    Export(
        path="oscal/catalog.json",
        title="OSCAL catalog",
        purpose="Best practices as groups, actions as controls, for compliance tools (OSCAL 1.2).",
    ),
]


def forms(guide: Guide) -> dict[str, Form]:
    """Return how the files of *guide* are made that have a piece for each practice, by path."""
    from tools.guide.exports import oscal, plain, tables  # noqa: PLC0415

    return {
        "guide.json": plain.form(guide),
        **{f"oscal/{name}": form for name, form in oscal.forms(guide).items()},
        **tables.forms(guide),
    }


def write(
    guide: Guide,
    folder: Path,
    *,
    workbook: bool = True,
    known: Callable[[str], Mapping[int, memoryview]] = lambda _: {},
) -> dict[str, list[Place]]:
    """Write the files of *guide* into *folder*; without *workbook* all but that one.

    *known* gives the pieces of a file that need not be made again, by the number of the practice.
    Returns where in each file the pieces are, by path.
    """
    from tools.guide.exports import pieces, plain, worksheets  # noqa: PLC0415

    places = {}
    for name, form in forms(guide).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        places[name] = pieces.write(form, pieces.made(form, guide, known(name)), path)
    (folder / plain.SCHEMA_NAME).write_text(plain.schema_json(), encoding="utf-8")
    if workbook:
        (folder / WORKBOOK).write_bytes(worksheets.workbook(guide))
    return places
