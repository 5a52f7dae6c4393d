"""The command that writes missing ids changes nothing but the items without one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SHARED, write_guide
from tests.guide.conftest import OWN_SOURCE, copied
from tools.guide.__main__ import CLEAN, FINDINGS, main
from tools.guide.identify import Missing, inserted
from tools.guide.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from tools.guide.model import Action, Goal

PAGE = (
    ".. |bp_title| replace:: Page\r\n\r\n|bp_title|\r\n----------\r\n\r\nGoals\r\n*****\r\n\r\n"
    "#. Be “safe”.  \r\n#.   :bp:id:`kept` Be kept.\r\n\r\nActions\r\n*******\r\n\r\n"
    "1. One\r\n   goes on.\r\n\r\n   * a step\r\n\r\n2. **Two** ends here.\t\r\n"
)


def test_it_writes_what_is_missing_and_nothing_else(tmp_path: Path) -> None:
    """Line ends, spaces, other letters and spelled ids stay byte by byte."""
    source = write_guide(tmp_path, {})
    path = source / "page.rst"
    (source / "index.rst").write_text("Guide\n=====\n\n.. toctree::\n\n   page\n")
    path.write_bytes(PAGE.encode())

    assert main(["ids", str(source), "--write"]) == CLEAN
    assert path.read_bytes().decode() == (
        PAGE.replace("#. Be “", "#. :bp:id:`safe` Be “")
        .replace("1. One", "1. :bp:id:`goes` One")
        .replace("2. **Two", "2. :bp:id:`two-ends-here` **Two")
    )


def test_links_stay_good(tmp_path: Path) -> None:
    """The written ids are those that the items had already."""
    source = copied("bent", tmp_path)
    before = items(source)
    main(["ids", str(source), "--write"])
    after = items(source)

    assert [(item.id, item.text) for item in after] == [(item.id, item.text) for item in before]
    assert all(item.explicit for item in after)


def items(source: Path) -> list[Goal | Action]:
    """Return the goals and actions of the guide in *source*."""
    pages = load(source).guide.practices
    return [item for page in pages for item in (*page.goals, *page.actions)]


@pytest.mark.parametrize("origin", ["bent", "own", "seed"])
def test_a_second_run_changes_nothing(origin: str, tmp_path: Path) -> None:
    """Written once, written for good: for bent pages, for ours, for the seed page."""
    folders = {"own": OWN_SOURCE, "seed": SHARED / "seed"}
    if origin == "bent":
        source = copied("bent", tmp_path)
    else:
        if not folders[origin].exists():
            pytest.skip("../shared is absent")
        source = tmp_path / "source"
        shutil.copytree(folders[origin], source, copy_function=shutil.copyfile)
        source.chmod(0o755)
    main(["ids", str(source), "--write"])
    once = contents(source)
    status = main(["ids", str(source), "--write"])

    assert status == CLEAN
    assert contents(source) == once


def contents(source: Path) -> dict[Path, bytes]:
    """Return the bytes of each page."""
    return {path: path.read_bytes() for path in source.rglob("*.rst")}


def test_without_write_it_lists_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each missing id is one line: file, line, what to write."""
    source = copied("bent", tmp_path)
    before = contents(source)
    status = main(["ids", str(source)])
    lines = capsys.readouterr().out.splitlines()

    assert status == FINDINGS
    assert contents(source) == before
    assert f"{source}/heights.rst:11: :bp:id:`reach-first-goal`" in lines
    assert len(lines) == len([item for item in items(source) if not item.explicit])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"#. Do.\n", b"#. :bp:id:`x` Do.\n"),
        (b"  (a) Do.\n", b"  (a) :bp:id:`x` Do.\n"),
        (b"12) Do.", b"12) :bp:id:`x` Do."),
        (b"iv. Do.\n", b"iv. :bp:id:`x` Do.\n"),
        (b"*\tDo.\n", b"*\t:bp:id:`x` Do.\n"),
        (b"\xef\xbb\xbf#. Do.\n", b"\xef\xbb\xbf#. :bp:id:`x` Do.\n"),
        (b"#. \xff\xfe\n", b"#. :bp:id:`x` \xff\xfe\n"),
    ],
)
def test_markers_of_lists(line: bytes, expected: bytes) -> None:
    """Every marker of a list that RST knows is understood."""
    assert inserted(line, [missing(1)]) == (expected, [])


@pytest.mark.parametrize("line", [b"Do.\n", b"#.\n", b"", b"#.Do.\n", b"**bold** text\n"])
def test_an_item_that_begins_elsewhere_is_left_alone(line: bytes) -> None:
    """Where no item begins on the line, nothing is written and the item is handed back."""
    assert inserted(line, [missing(1)]) == (line, [missing(1)])


def missing(line: int) -> Missing:
    """Return a missing id on *line*."""
    return Missing(docname="page", line=line, role=":bp:id:`x`")
