"""What the last build made, so that the next one makes only what has changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass
class Memory:
    """Fingerprints of what an output folder holds, kept in a file outside of it."""

    path: Path
    everything: str = ""
    """Of all that the build depends on, see `fingerprint`."""
    editions: dict[str, str] = field(default_factory=dict)
    """Of the Typst source and the pictures of each PDF, by its name."""

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Return what the file *path* holds; nothing where it is missing or damaged."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, content["everything"], dict(content["editions"]))
        except (OSError, ValueError, TypeError, KeyError):
            return cls(path)

    def save(self) -> None:
        """Write the file."""
        content = {"everything": self.everything, "editions": self.editions}
        self.path.write_text(json.dumps(content), encoding="utf-8")


def fingerprint(files: Iterable[Path], settings: Iterable[object]) -> str:
    """Return a digest of *settings*, the version of Typst, and names and times of *files*.

    Missing files count, too: when one appears the digest changes.
    """
    parts = [version("typst"), *map(repr, settings)]
    for path in sorted(files):
        changed = path.stat().st_mtime_ns if path.exists() else 0
        parts.append(f"{path}:{changed}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digest(source: str, folder: Path, *more: object) -> str:
    """Return a digest of what a PDF is made of: *source*, the files of *folder* that it names,
    and *more*.
    """
    content = hashlib.sha256("\n".join([version("typst"), *map(repr, more), source]).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and f'"{path.relative_to(folder).as_posix()}"' in source:
            content.update(path.read_bytes())
    return content.hexdigest()
