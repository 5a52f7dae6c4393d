"""``make new`` starts a page that builds, says what to write, and is in the table of contents."""

from __future__ import annotations

import datetime
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, write_guide
from tests.guide.test_advice import sphinx_messages
from tools.lint import new
from tools.lint.run import Linter, read

if TYPE_CHECKING:
    from pathlib import Path

TODAY = datetime.date(2026, 11, 23)
INDEX = "Guide\n=====\n\n.. toctree::\n\n   best-practices/backups\n   glossary\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A guide with one practice."""
    folder = write_guide(tmp_path / "source", {"index": INDEX, "glossary": "Words\n=====\n\nX.\n"})
    (folder / "best-practices").mkdir()
    shutil.copy(ROOT / "source/best-practices/backups.rst", folder / "best-practices")
    return folder


def test_new_page_of_our_guide_builds_and_lacks_its_words_alone(tmp_path: Path) -> None:
    """In the real guide, with warnings as errors: nothing to mend but what the author is to say."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "source", source)
    page, index = new.create("Securing Drop Boxes, Day and Night", source, TODAY)

    assert page == source / "best-practices" / "securing-drop-boxes-day-and-night.rst"
    found = [each for path in (page, index) for each in Linter().check(read(path))]
    left = [each for each in found if each.severity != "hint"]
    assert {each.code for each in left} == {"BP006"}
    assert [each.line for each in left] == [3, 14, 14, 16, 43, 48]
    assert sphinx_messages(source) == []


def test_page_is_listed_behind_the_last_practice(source: Path) -> None:
    """The rest of the index stays byte for byte."""
    _, index = new.create("Drop Boxes", source, TODAY)

    assert index.read_text() == INDEX.replace(
        "backups\n", "backups\n   best-practices/drop-boxes\n"
    )


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_entry_takes_the_line_end_of_its_neighbour(ends: bytes, last: bool) -> None:
    """Also where the list of pages ends without one."""
    text = INDEX.replace("\n   glossary\n", "") if last else INDEX
    content = text.encode().replace(b"\n", ends)
    added = new.with_entry(content, "best-practices/x", "best-practices/")

    assert added.count(b"best-practices/x") == 1
    lines = added.split(b"\n") if last else added.split(ends)
    place = [line.strip() for line in lines].index(b"best-practices/x")
    assert lines[place - 1].strip() == b"best-practices/backups"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Give the page a title"),
        ("  ", "Give the page a title"),
        ("***", "Give the page a title"),
        ("Backups", "exists already"),
        ("x" * 81, "80 fit"),
        ("`raw` <javascript:1>", "has a meaning in RST"),
        ("a: b", "has a meaning in RST"),
    ],
)
def test_title_that_does_not_do_is_refused(
    title: str, said: str, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one line that says what to do, and nothing is written."""
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}

    assert new.main(["--source", str(source), "--", title]) == new.USAGE
    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before


def test_title_never_leaves_the_folder_of_practices(source: Path) -> None:
    """A title with dots and slashes is only words."""
    page, _ = new.create("../../etc/passwd", source, TODAY)

    assert page == source / "best-practices" / "etc-passwd.rst"


def test_guide_without_contents_is_told_so(tmp_path: Path) -> None:
    """The page would be in no table of contents, so none is created."""
    source = write_guide(tmp_path / "source", {"index": "Guide\n=====\n\nText.\n"})

    with pytest.raises(new.NewPageError, match="no table of contents"):
        new.create("Drop Boxes", source, TODAY)
    assert [path.name for path in source.rglob("*.rst")] == ["index.rst"]
