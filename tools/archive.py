"""Write zip files whose bytes depend on their contents only, so that anybody can verify them."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EPUB_MIMETYPE = "mimetype"
"""The entry that an EPUB begins with, uncompressed (EPUB 3.3, section 4.2.2)."""

SIZE_MARK, SUM_MARK = "{archive-size}", "{archive-sha256}"
"""What pages say in place of these, until the archive that holds the pages is written."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that the zip format can write."""


def write_zip(entries: Iterable[tuple[str, Path]], target: Path) -> None:
    """Write *entries* (name in the archive, file) as the zip file *target*, replacing it whole.

    The entries are sorted, carry the time of SOURCE_DATE_EPOCH and plain permissions, so that
    the same files give the same bytes. Raises `OSError` when a file cannot be read or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    moment = _moment()
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in sorted(entries, key=lambda entry: (entry[0] != EPUB_MIMETYPE, entry[0])):
            info = zipfile.ZipInfo(name, moment)
            info.external_attr = 0o644 << 16
            info.compress_type = (
                zipfile.ZIP_STORED if name == EPUB_MIMETYPE else zipfile.ZIP_DEFLATED
            )
            archive.writestr(info, path.read_bytes())
    unfinished.replace(target)


def readable_size(count: int) -> str:
    """Return *count* bytes in the unit that a reader would use, powers of ten as browsers do."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def fill_marks(text: str, archive: Path | None) -> str:
    """Return *text* with size and sum of *archive* in place of their marks; "" for None."""
    content = archive.read_bytes() if archive else b""
    size = readable_size(len(content)) if archive else ""
    digest = hashlib.sha256(content).hexdigest() if archive else ""
    return text.replace(SIZE_MARK, size).replace(SUM_MARK, digest)


def _moment() -> tuple[int, int, int, int, int, int]:
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    return max(_EARLIEST, time.gmtime(epoch)[:6])
