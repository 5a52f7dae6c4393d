"""A page beyond a limit is refused by its line, and costs a build seconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, run_build, write_guide
from tools.guide.limits import MAX_CHARACTERS, MAX_DEPTH, MAX_SUBSTITUTIONS, depths, excess

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Page\n====\n\n"


def nested(depth: int) -> str:
    """Return lists inside one another."""
    return "".join("  " * i + "* a\n\n" for i in range(depth))


REFUSED = {
    "characters": (HEAD + "word " * (MAX_CHARACTERS // 5), 1, "split it"),
    "lists": (HEAD + nested(200), None, "write several lists"),
    "quotes": (HEAD + "".join("   " * i + "a\n\n" for i in range(150)), None, "several lists"),
    "markers on one line": (HEAD + "* " * 40 + "a\n", 4, "write several lists"),
    "tabs": (HEAD + "".join("\t" * i + "a\n\n" for i in range(40)), None, "several lists"),
    "substitutions": (
        HEAD + "".join(f".. |a{i}| replace:: |a{i + 1}|\n" for i in range(2_000)),
        4 + MAX_SUBSTITUTIONS,
        "write the words",
    ),
}
"""Name, page, the line that is named (where it matters), what to do."""


@pytest.mark.parametrize("name", REFUSED)
def test_page_beyond_a_limit_is_refused(name: str) -> None:
    """With what is too much, how much there may be, and what to do."""
    text, line, advice = REFUSED[name]
    found = excess(text)

    assert found is not None
    assert advice in found[1]
    assert re.search(r"\d", found[1])
    assert line in (None, found[0])


def test_pages_of_the_guide_are_far_from_every_limit() -> None:
    """Half of each limit is more than any page of ours needs."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "source").rglob("*.rst")]

    assert max(map(len, texts)) < MAX_CHARACTERS / 2
    assert max(depth for text in texts for _, depth in depths(text)) < MAX_DEPTH / 2


def test_page_at_the_limit_of_depth_builds_in_every_edition(tmp_path: Path) -> None:
    """Lists, quotations and boxes, as deep as they may be."""
    boxes = "".join("   " * i + ".. note::\n\n" for i in range(MAX_DEPTH - 1))
    pages = {
        "lists": HEAD + nested(MAX_DEPTH // 2),
        "quotes": HEAD + "".join("   " * i + "a\n\n" for i in range(MAX_DEPTH)),
        "boxes": HEAD + boxes + "   " * (MAX_DEPTH - 1) + "a\n",
        "markers": HEAD + "* " * (MAX_DEPTH - 1) + "a\n",
    }
    assert [name for name, text in pages.items() if excess(text)] == []
    built = run_build(write_guide(tmp_path / "s", pages), tmp_path / "b", "html", "pdf")

    assert built.status == 0, built.errors


def test_refused_page_is_named_and_the_others_are_built(tmp_path: Path) -> None:
    """In somebody's guide its place says that it was left out; in ours the build fails."""
    pages = {"deep": HEAD + nested(200), "good": "Good\n====\n\nText.\n"}
    source = write_guide(tmp_path / "s", pages)

    built = run_build(source, tmp_path / "b", "html")
    assert built.status == 0, built.errors
    (warning,) = built.warnings
    assert re.search(r"deep\.rst:\d+: WARNING: blocks nest 13 deep here", warning)
    assert "was left out" in (built.html / "deep.html").read_text()
    assert (built.html / "good.html").exists()
    assert run_build(source, tmp_path / "b2", "--strict", "html").status == 1


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_page_that_is_not_utf_8_is_named(encoding: str, tmp_path: Path) -> None:
    """By its line, with what to do; the toolchain is not to blame."""
    source = write_guide(tmp_path / "s", {"page": HEAD, "other": HEAD})
    (source / "page.rst").write_bytes(f"{HEAD}An \xe9lection.\n".encode(encoding))
    built = run_build(source, tmp_path / "b", "html")

    line = {"latin-1": 4, "utf-16": 1}[encoding]
    assert built.status == 1
    assert f"page.rst:{line}: ERROR: byte 0x" in built.errors
    assert "save the page as UTF-8 text" in built.errors
    assert "toolchain" not in built.errors
