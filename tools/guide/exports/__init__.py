"""Files that carry the guide to other programs, written beside every site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

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

    profiles = [
        Export(
            path=f"oscal/{oscal.profile_name(level)}",
            title=f"OSCAL profile, {level.name}",
            purpose=f"The actions of the catalog that hold at {level.name}.",
        )
        for level in guide.levels
        if any(level.number in action.levels for page in guide.practices for action in page.actions)
    ]
    mapping = Export(
        path=f"oscal/{oscal.MAPPING}",
        title="OSCAL mapping",
        purpose="Which CIS safeguards the actions help to fulfil, by number, and which are open.",
    )
    return [
        *_FILES,
        *profiles,
        *([mapping] if any(page.actions and page.safeguards for page in guide.practices) else []),
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


def contents(guide: Guide, *, workbook: bool = True) -> dict[str, bytes]:
    """Return what each file of *guide* holds, by its path in the folder.

    Without the *workbook* where it is not wanted, for it takes most of the time.
    """
    from tools.guide.exports import oscal, plain, tables, worksheets  # noqa: PLC0415

    texts = {
        "guide.json": plain.guide_json(guide),
        plain.SCHEMA_NAME: plain.schema_json(),
        **{f"oscal/{name}": text for name, text in oscal.documents(guide).items()},
    }
    sheets = {
        "actions.csv": tables.actions_csv(guide),
        "mappings.csv": tables.mappings_csv(guide),
        "resources.csv": tables.resources_csv(guide),
    }
    made = {
        **{name: text.encode() for name, text in texts.items()},
        **{name: text.encode(tables.ENCODING) for name, text in sheets.items()},
    }
    return {**made, WORKBOOK: worksheets.workbook(guide)} if workbook else made


def write(guide: Guide, folder: Path, *, workbook: bool = True) -> None:
    """Write the files of *guide* into *folder*; without *workbook* all but that one."""
    for name, content in contents(guide, workbook=workbook).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
