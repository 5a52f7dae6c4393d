"""What is known of the files of the build before: what they are made of, where their pieces are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.guide.exports.pieces import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The files of one build."""

    common: str = ""
    """Digest of what all of them depend on: the code, the date, the guide without its practices."""
    workbook: str = ""
    """Digest of what the workbook shows."""
    practices: list[str] = field(default_factory=list)
    """Digest of each practice, in order."""
    places: dict[str, list[Place]] = field(default_factory=dict)
    """Where in a file the pieces of the practices are, in the same order, by path."""
    stamps: dict[str, list[int]] = field(default_factory=dict)
    """Size in bytes and time of the last change in nanoseconds of each file, by path."""

    def write(self, path: Path) -> None:
        """Write it to *path*."""
        content = {item.name: getattr(self, item.name) for item in fields(self)}
        path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")

    def same_guide(self, other: Record) -> bool:
        """Return whether the *other* record is of files of the same content."""
        return (self.common, self.practices) == (other.common, other.practices)

    def pieces(self, name: str, folder: Path, now: Record) -> dict[int, memoryview]:
        """Return the pieces of the file *name* in *folder* that are also those of the guide *now*.

        By the number of the practice, counted from 1.
        """
        if self.common != now.common or name not in self.places:
            return {}
        content = memoryview((folder / name).read_bytes())
        known = zip(self.practices, now.practices, self.places[name], strict=False)
        return {
            number: content[slice(*place)]
            for number, (before, after, place) in enumerate(known, 1)
            if before == after
        }


def read(path: Path, folder: Path) -> Record:
    """Return the record in *path*; an empty one where *folder* does not hold the files it names."""
    try:
        record = Record(**json.loads(path.read_text(encoding="utf-8")))
        same = record.stamps == stamps(folder, record.stamps)
    except (OSError, ValueError, TypeError):
        return Record()
    return record if same else Record()


def stamps(folder: Path, names: Iterable[str]) -> dict[str, list[int]]:
    """Return size and time of each of the files *names* in *folder*.

    Raises `OSError` where one is missing.
    """
    found = ((name, (folder / name).stat()) for name in names)
    return {name: [status.st_size, status.st_mtime_ns] for name, status in found}
