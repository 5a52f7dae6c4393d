"""Shards, and the one report that they make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.linkcheck.conftest import FAST
from tools.linkcheck.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.linkcheck.conftest import Done


def test_shards_together_are_the_whole(tmp_path: Path, check: Callable[..., Done]) -> None:
    """Each link is in one shard; merged, they are in the order of the list."""
    urls = [f"http://h{n}.example:0/p" for n in range(20)] + ["mailto:a@b.gov", "tel:+15550100"]
    parts = []
    for part in (1, 2, 3):
        done = check("--shard", f"{part}/3", *FAST, urls=urls)
        path = tmp_path / f"part{part}.json"
        path.write_text(json.dumps(done.report), encoding="utf-8")
        parts.append(str(path))
    sizes = [len(json.loads(Path(part).read_text())["links"]) for part in parts]
    whole = tmp_path / "whole.json"
    status = main(["merge", *parts, "--json", str(whole), "--quiet"])

    assert sum(sizes) == len(urls)
    assert max(sizes) < len(urls)
    assert status == 1
    assert [link["url"] for link in json.loads(whole.read_text())["links"]] == urls


def test_merge_keeps_the_most_urgent_verdict_and_every_place(tmp_path: Path) -> None:
    """A URL in two reports is one link."""
    for number, verdict in enumerate(("ok", "broken")):
        place = {"file": "p.rst", "line": number + 1, "column": 1, "text": ""}
        link = {"url": "https://h.gov/", "verdict": verdict, "status": 200, "final_url": None}
        link |= {"reason": "x", "suggestion": None, "from_state": False, "occurrences": [place]}
        data = {"schema": 1, "checked_at": "2026-11-23", "links": [link]}
        (tmp_path / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
    out = tmp_path / "out.json"
    status = main(["merge", *(str(tmp_path / f"{n}.json") for n in (0, 1)), "--json", str(out)])
    (link,) = json.loads(out.read_text())["links"]

    assert (status, link["verdict"]) == (1, "broken")
    assert [place["line"] for place in link["occurrences"]] == [1, 2]


def test_merge_says_what_is_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, other JSON or no JSON is a clear error."""
    (tmp_path / "text").write_text("text")
    (tmp_path / "other").write_text("{}")
    (tmp_path / "partial").write_text('{"schema": 1, "links": [{"url": 1}]}')
    for name in ("absent", "text", "other", "partial"):
        status = main(["merge", str(tmp_path / name)])

        assert status == 2
        assert "linkcheck: " in capsys.readouterr().err
