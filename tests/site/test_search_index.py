"""The search index holds what the pages hold, however many builds made it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.conftest import run_build, write_guide

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "One\n---\n\nWords of the page.\n"
TERMS = "Terms\n-----\n\n.. glossary::\n\n   Pollbook\n      A list of voters.\n"


def test_index_after_small_builds_is_that_of_a_clean_one(tmp_path: Path) -> None:
    """A word that came and went leaves nothing behind; no entry of another page is lost."""
    source = write_guide(tmp_path / "source", {"one": PAGE, "terms": TERMS})

    def index() -> str:
        done = run_build(source, tmp_path / "build", "html")
        assert done.status == 0, done.errors
        return (done.html / "searchindex.js").read_text(encoding="utf-8")

    first = index()
    (source / "one.rst").write_text(f"{PAGE}\nA hippopotamus passes.\n")
    second = index()
    (source / "one.rst").write_text(PAGE)

    assert "hippopotamus" in words(second)
    assert index() == first
    assert "pollbook" in words(first)


def words(script: str) -> dict[str, Any]:
    """Return the stems that *script* knows."""
    return json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
