"""The files beside the site are made in a process of their own, and lose nothing by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx.errors import ExtensionError, SphinxParallelError

from tests.guide.conftest import build_site, copied
from tools.guide.domain import GuideDomain
from tools.guide.exports import FOLDER, WORKBOOK, beside, oscal

if TYPE_CHECKING:
    from pathlib import Path

    from tools.guide.model import BestPractice, Guide


@pytest.fixture(name="source")
def copy_views(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide to be changed, taken for a large one."""
    monkeypatch.setattr(beside, "LARGE", 0)
    return copied("views", tmp_path)


def edit(source: Path) -> None:
    """Change what a page says, though no action."""
    page = source / "second.rst"
    page.write_text(page.read_text().replace("\nActions\n", "\nMore words.\n\nActions\n"))


def held(work: Path) -> dict[str, bytes]:
    """Return the files by their names."""
    folder = work / "html" / FOLDER
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_of_an_earlier_guide_go(source: Path, tmp_path: Path) -> None:
    """A profile of a level that is no more does not stay behind; the workbook does."""
    build_site(source, tmp_path)
    before = held(tmp_path)
    (tmp_path / "html" / FOLDER / "oscal" / "profile-level-9.json").write_text("{}")
    edit(source)
    build_site(source, tmp_path)
    after = held(tmp_path)

    assert set(after) == set(before)
    assert b"More words." in after["guide.json"]
    assert WORKBOOK in after


def test_only_the_edited_practice_is_put_in_words_again(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pieces of the others come from the files, and all is as if it were made anew."""
    monkeypatch.setattr(beside, "parallel_available", False)
    build_site(source, tmp_path)
    edit(source)
    grouped: list[str] = []
    group = oscal._group

    def note(guide: Guide, practice: BestPractice, number: int) -> oscal.Json:
        grouped.append(practice.slug)
        return group(guide, practice, number)

    monkeypatch.setattr(oscal, "_group", note)
    build_site(source, tmp_path)
    assert grouped == ["second"]
    build_site(source, tmp_path / "anew")

    assert len(grouped) > 2
    assert held(tmp_path) == held(tmp_path / "anew")


def test_a_file_that_somebody_changed_is_made_anew(source: Path, tmp_path: Path) -> None:
    """Nothing is taken over from a file that is not as the build left it."""
    build_site(source, tmp_path)
    before, path = held(tmp_path), tmp_path / "html" / FOLDER / "oscal" / "catalog.json"
    path.write_bytes(path.read_bytes().replace(b"a", b"b"))
    build_site(source, tmp_path)
    assert held(tmp_path) == before
    path.write_bytes(b"")
    edit(source)
    build_site(source, tmp_path)
    build_site(source, tmp_path / "anew")

    assert held(tmp_path) == held(tmp_path / "anew") != before


def test_without_a_second_process_the_files_are_the_same(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, or where the system has no room for one."""
    build_site(source, tmp_path / "one")
    with monkeypatch.context() as one:
        one.setattr(beside, "parallel_available", False)
        build_site(source, tmp_path / "two")
    monkeypatch.setattr(beside.ParallelTasks, "add_task", lambda *_: None)
    build_site(source, tmp_path / "three")

    assert held(tmp_path / "one") == held(tmp_path / "two") == held(tmp_path / "three") != {}


def test_what_goes_wrong_there_fails_the_build(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site without its files, or with old ones, must not be taken for a good one."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(beside, "write", fail)

    with pytest.raises(SphinxParallelError, match="No space left on device"):
        build_site(source, tmp_path)


def test_a_build_that_fails_leaves_the_files_alone(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They belong to the pages that are still there."""
    build_site(source, tmp_path)
    before = held(tmp_path)
    edit(source)
    monkeypatch.setattr(GuideDomain, "check_consistency", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        build_site(source, tmp_path)
    assert held(tmp_path) == before


def test_a_build_that_is_cut_off_is_not_taken_for_done(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edit is taken back after the files have been put in place, but not noted."""
    build_site(source, tmp_path)
    before, page = held(tmp_path), source / "second.rst"
    text = page.read_text()
    edit(source)

    def remove(_folder: Path, *, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(beside.shutil, "rmtree", remove)
    with pytest.raises(ExtensionError, match="No space left"):
        build_site(source, tmp_path)
    monkeypatch.undo()
    page.write_text(text)
    build_site(source, tmp_path)

    assert held(tmp_path) == before
