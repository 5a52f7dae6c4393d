"""Puts one URL in the place of another in a page, and changes not one byte beside it.

A URL of another length can break what it stands in: the frame of a table, the line under a title,
the end of a bare URL. Such a place is left to a person, and named.
"""

import contextlib
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

from docutils.utils import column_width

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BOM = b"\xef\xbb\xbf"
_LONGER = "/?#=&%_-~+"  # what goes on after a URL that is only the beginning of another
# Within angle brackets; and where only its characters tell where it ends.
_UNSAFE_IN_ANGLES = re.compile(r"[\s<>`\\\"]")
_SAFE_BARE = re.compile(r"[A-Za-z0-9:/?#@!$&+;=%.~_-]*[A-Za-z0-9/=&%~-]\Z")
_GRID_ROW = re.compile(r"\s*[|+].*[|+]\s*\Z")
_BORDER = re.compile(r"\s*=+(?: +=+)+\s*\Z")
_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1*\s*\Z")
_DEFINITION = re.compile(r"\s*\.\. _")


class Edit(NamedTuple):
    """One URL to replace at one place; line and column count from 1."""

    line: int
    column: int
    old: str
    new: str


def apply_edits(path: Path, edits: list[Edit]) -> list[str]:
    """Replace each URL in the file at its place; return a line about each.

    It says what was replaced, or why nothing was.
    """
    try:
        return _rewrite(path, edits)
    except OSError as error:
        return [f"{path}: cannot be rewritten: {error.strerror}"]


def _rewrite(path: Path, edits: list[Edit]) -> list[str]:
    data = path.read_bytes()
    mark = _BOM if data.startswith(_BOM) else b""
    text = data[len(mark) :].decode("utf-8", "surrogateescape")
    lines = _LINE.findall(text)
    notes, changed = [], False
    alike = {twin for edit in edits for twin in _twins(lines, edit)}
    for edit in sorted(alike, reverse=True):
        where = f"{path}:{edit.line}"
        doubt = _doubt_about(lines, edit)
        if doubt:
            notes.append(
                f"{where}:{edit.column}: {edit.old} is not rewritten as {edit.new}: {doubt}"
            )
            continue
        lines[edit.line - 1] = _replaced(lines, edit)
        changed = True
        notes.append(f"{where}: {edit.old} is now {edit.new}")
    if changed:
        _write(path, mark + "".join(lines).encode("utf-8", "surrogateescape"))
    return notes[::-1]


def _twins(lines: list[str], edit: Edit) -> list[Edit]:
    """Return the edit, and with it those of a name's other definitions by the same URL.

    Rewritten alone, one would contradict the others.
    """
    line = lines[edit.line - 1] if edit.line <= len(lines) else ""
    if not (_DEFINITION.match(line) and _stands(lines, edit)):
        return [edit]
    same = line.strip()
    shift = edit.column - 1 - line.index(same)
    found = [(number, other) for number, other in enumerate(lines, 1) if other.strip() == same]
    return [Edit(n, other.index(same) + shift + 1, *edit[2:]) for n, other in found]


def _stands(lines: list[str], edit: Edit) -> bool:
    """Return whether the URL still stands whole at its place, and is no part of a longer one."""
    if edit.line > len(lines):
        return False
    line = lines[edit.line - 1]
    start = edit.column - 1
    end = start + len(edit.old)
    after = line[end : end + 1]
    return line[start:end] == edit.old and not (after.isalnum() or (after and after in _LONGER))


def _replaced(lines: list[str], edit: Edit) -> str:
    line, start = lines[edit.line - 1], edit.column - 1
    return line[:start] + edit.new + line[start + len(edit.old) :]


def _doubt_about(lines: list[str], edit: Edit) -> str:
    """Return why the new URL may break what is around it; nothing where it cannot."""
    if not _stands(lines, edit):
        return "it does not stand there, or not in one piece"
    line, start = lines[edit.line - 1], edit.column - 1
    end = start + len(edit.old)
    if line[start - 1 : start] == "<" and line[end : end + 1] == ">":
        unsafe = _UNSAFE_IN_ANGLES.search(edit.new) is not None
    else:
        unsafe = not _SAFE_BARE.match(edit.new)
    if unsafe or ("," in edit.new and "," not in edit.old):
        return "it has characters that mean something in RST"
    if column_width(edit.new) != column_width(edit.old):
        if _GRID_ROW.match(line):
            return "the frame of the table would break"
        if _is_in_simple_table(lines, edit.line - 1, start):
            return "the columns of the table would shift"
    under = lines[edit.line] if edit.line < len(lines) else ""
    over = lines[edit.line - 2] if edit.line > 1 else ""
    is_title = not line[0].isspace() or over.rstrip() == under.rstrip()
    if _UNDERLINE.match(under) and line.strip() and is_title:
        title = _replaced(lines, edit).rstrip()
        if column_width(title) > column_width(under.rstrip()) >= column_width(line.rstrip()):
            return "the line under the title would be too short"
    return ""


def _is_in_simple_table(lines: list[str], index: int, column: int) -> bool:
    """Return whether a line is between equal borders, and *column* not in the last of them."""
    above = next((line for line in lines[index::-1] if _BORDER.match(line)), "").rstrip()
    below = next((line for line in lines[index:] if _BORDER.match(line)), "").rstrip()
    return bool(above) and above == below and column < above.rindex(" ") + 1


def _write(path: Path, data: bytes) -> None:
    """Replace the file in one step, as its owner has it; of a symbolic link, the file behind."""
    path = path.resolve()
    before = path.stat()
    mode = before.st_mode
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(13, "it is read-only")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        with contextlib.suppress(PermissionError):  # only root may give a file away
            os.chown(name, before.st_uid, before.st_gid)
        Path(name).chmod(stat.S_IMODE(mode))
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
