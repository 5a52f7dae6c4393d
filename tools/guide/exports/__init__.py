"""Files that carry the guide to other programs, written beside every site."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from tools.guide.domain import GuideDomain
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
    """Write the files of *guide* into *folder*; those of an earlier guide are removed.

    Without *workbook* the one that is there stays.
    """
    wanted = contents(guide, workbook=workbook)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and path.relative_to(folder).as_posix() not in {*wanted, WORKBOOK}:
            path.unlink()
    for name, content in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def write_with_site(app: Sphinx, failure: Exception | None) -> None:
    """Write the files beside the site that was built, unless its build failed.

    They are left alone where they were made of this very guide by this very code.
    """
    if failure is not None or app.builder.name != "html":
        return
    domain: GuideDomain = app.env.domains["bp"]  # type: ignore[assignment]
    from tools.guide.exports import worksheets  # noqa: PLC0415 - only the site has them

    folder, record = Path(app.outdir) / FOLDER, Path(app.doctreedir) / "exports.json"
    now = _digests(domain.guide, domain.digests[""], worksheets.shown(domain.guide))
    before = _made_before(record, folder)
    if before != now:
        write(domain.guide, folder, workbook=before[1:] != now[1:])
        files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
        record.write_text(json.dumps({"digests": now, "files": files}), encoding="utf-8")


def _made_before(record: Path, folder: Path) -> list[str]:
    """Return the digests of what *folder* and the workbook in it were made of.

    None where a file is missing.
    """
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        whole = all((folder / name).is_file() for name in content["files"])
        return list(content["digests"]) if whole else []
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _digests(guide: Guide, *contents: object) -> list[str]:
    """Return a digest of all that files depend on, for each of *contents*.

    These stand for what the pages say; the rest is *guide*, its date, and the code.
    """
    code = [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(Path(__file__).parents[1].rglob("*.*"))
        if path.suffix in {".py", ".toml", ".csv"}
    ]
    rest = [
        guide.title,
        guide.version,
        guide.levels,
        guide.language,
        guide.base_url,
        guide.controls,
        guide.safeguards,
    ]
    parts = [rest, code, os.environ.get("SOURCE_DATE_EPOCH"), version("xlsxwriter")]
    common = hashlib.sha256(repr(parts).encode())
    made = []
    for content in contents:
        digest = common.copy()
        digest.update(repr(content).encode())
        made.append(digest.hexdigest())
    return made
