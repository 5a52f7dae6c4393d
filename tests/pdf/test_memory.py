"""A build makes only what has changed since the last one."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tools.pdf import press
from tools.pdf.memory import Memory, digest, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pdf.conftest import Built

INDEX = "T\n=\n\nWords.\n\n.. toctree::\n\n   one\n   two\n"
FILES = {"one.rst": "One\n===\n\nFirst.\n", "two.rst": "Two\n===\n\nSecond.\n"}
EDITIONS = {
    "one": {"title": "One", "root": "one"},
    "two": {"title": "Two", "root": "two"},
}


def stamps(built: Built) -> dict[str, int]:
    """Return when each PDF was written."""
    return {path.stem: path.stat().st_mtime_ns for path in built.outdir.glob("*.pdf")}


def test_unchanged_guide_is_not_built_again(make: Callable[..., Built]) -> None:
    """Nothing is written when nothing has changed."""
    before = stamps(make(INDEX, FILES))

    assert stamps(make(INDEX, FILES)) == before


def test_changed_page_is_printed_anew(make: Callable[..., Built]) -> None:
    """Only the edition that holds the page is made, and it shows the change."""
    before = stamps(make(INDEX, FILES, pdf_editions=EDITIONS))
    built = make(INDEX, FILES | {"two.rst": "Two\n===\n\nNew.\n"}, pdf_editions=EDITIONS)
    after = stamps(built)

    assert after["one"] == before["one"]
    assert after["two"] > before["two"]
    assert "New." in built.pdf("two").text


def test_changed_picture_is_printed_anew(make: Callable[..., Built]) -> None:
    """The Typst source stays the same, but not what it shows."""
    page = "T\n=\n\n.. image:: a.svg\n   :alt: a\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="{}"/></svg>'
    before = make(page, {"a.svg": svg.format("M0 0h9v9z")}).pdf().data

    assert make(page, {"a.svg": svg.format("M0 0h9v1z")}).pdf().data != before


@pytest.mark.parametrize("setting", [{"project": "B"}, {"release": "9"}, {"pdf_paper": "a4"}])
def test_changed_setting_prints_anew(make: Callable[..., Built], setting: dict[str, str]) -> None:
    """So does a setting that shows."""
    before = make(INDEX, FILES).pdf().data

    assert make(INDEX, FILES, **setting).pdf().data != before


def test_changed_fonts_print_anew(
    make: Callable[..., Built], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`make fonts` after another version of the theme: no source has changed, and all is new."""
    before = stamps(make(INDEX, FILES))
    copy = shutil.copytree(press.FONTS, tmp_path / "fonts")
    (copy / "guide-sans-italic.ttf").unlink()
    monkeypatch.setattr(press, "FONTS", copy)
    press.typefaces.cache_clear()
    after = stamps(make(INDEX, FILES))
    press.typefaces.cache_clear()

    assert after["guide"] > before["guide"]


def test_removed_pdf_is_made_again(make: Callable[..., Built]) -> None:
    """The memory is of files that are there."""
    built = make(INDEX, FILES)
    built.pdf().path.unlink()

    assert make(INDEX, FILES).pdf().path.exists()


def test_fingerprint_follows_files_and_settings(tmp_path: Path) -> None:
    """A new time, a new file and a new setting each change it."""
    file = tmp_path / "a"
    prints = [fingerprint([file], ["x"])]
    file.write_text("a")
    prints.append(fingerprint([file], ["x"]))
    os.utime(file, (1, 1))
    prints += [fingerprint([file], ["x"]), fingerprint([file], ["y"])]

    assert len(set(prints)) == 4


def test_digest_follows_source_and_the_files_it_names(tmp_path: Path) -> None:
    """A file that the source does not name has no part in it."""
    (tmp_path / "a.svg").write_text("a")
    first = digest('image("a.svg")', tmp_path, 1)
    (tmp_path / "b.svg").write_text("b")

    assert digest('image("a.svg")', tmp_path, 1) == first
    assert digest('image("a.svg")', tmp_path, 2) != first
    (tmp_path / "a.svg").write_text("c")
    assert digest('image("a.svg")', tmp_path, 1) != first


@pytest.mark.parametrize("content", ["", "{", "[]", '{"everything": 1}', '{"editions": 5}'])
def test_damaged_memory_is_none(tmp_path: Path, content: str) -> None:
    """The next build then makes everything."""
    (tmp_path / "m.json").write_text(content)

    assert Memory.load(tmp_path / "m.json").editions == {}
