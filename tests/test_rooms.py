"""The rooms of tools/ import one another only as DESIGN allows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, modules_loaded_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAY_IMPORT: dict[str, set[str]] = {
    "archive": set(),
    "build": {"archive"},
    "downloads": {"archive"},
    "epub": {"archive"},
    "fonts": {"pdf", "site"},  # for the folders that keep them
    "guide": set(),
    "linkcheck": set(),
    "lint": {"guide"},
    "pdf": {"guide"},  # for the levels, and for whose links are whose
    "site": {"guide"},
}
"""Room (or module) of tools/ and the other rooms that it may import."""


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module that the file imports, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, level=0, names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom(module=module, level=level):
                package = path.relative_to(ROOT).parts[:-level]
                yield ".".join([*package, module or ""])


def rooms() -> list[Path]:
    """Return every module of tools/ but the package's own."""
    return [p for p in sorted((ROOT / "tools").rglob("*.py")) if p.parent.name != "tools"] + [
        p for p in sorted((ROOT / "tools").glob("*.py")) if p.name != "__init__.py"
    ]


@pytest.mark.parametrize("path", rooms(), ids=lambda p: str(p.relative_to(ROOT)))
def test_room_imports_as_designed(path: Path) -> None:
    """No import runs against the arrows, from the top of a file or from inside a function."""
    room = path.relative_to(ROOT / "tools").parts[0].removesuffix(".py")
    used = {name.split(".")[1] for name in imports(path) if name.startswith("tools.")}

    assert room in MAY_IMPORT, f"tools/{room} is new: say in MAY_IMPORT what it may import"
    assert used - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", rooms(), ids=lambda p: str(p.relative_to(ROOT)))
def test_tools_import_neither_tests_nor_benchmarks(path: Path) -> None:
    """What is shipped does not lean on what checks it."""
    assert not {name for name in imports(path) if name.split(".")[0] in {"tests", "bench"}}


def test_configuration_names_tools_only_as_extensions() -> None:
    """conf.py holds settings; it imports nothing of tools/."""
    assert not [name for name in imports(ROOT / "conf.py") if name.startswith("tools")]


def test_a_build_of_the_site_loads_no_book() -> None:
    """Each build would wait for what only PDFs and the cover of the EPUB need."""
    rooms = ("tools.guide.extension", "tools.site", "tools.epub", "tools.pdf")
    loaded = modules_loaded_by(*rooms)

    assert set(rooms) <= loaded
    assert not loaded & {"tools.pdf.builder", "tools.pdf.writer", "typst"}
