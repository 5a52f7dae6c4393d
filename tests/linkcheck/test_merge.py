"""Shards, and the one report that they make."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.linkcheck.conftest import Done, Web

FORMATS = ("json", "sarif", "junit", "markdown", "html")
LINK = {
    **{"url": "https://h.gov/", "verdict": "ok", "status": 200, "final_url": None, "reason": "x"},
    **{"suggestion": None, "from_state": False, "occurrences": []},
}
HOSTS = ("www.cisa.gov", "fbi.gov", "a.example", "b.example", "c.example")


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


@pytest.fixture
def guide(tmp_path: Path, web: Web) -> tuple[Path, list[str]]:
    """A guide of two pages with links of every kind; the options to check it with."""
    web.set("/new")
    web.set("/old", 301, "", Location="/new")
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    named = [(host, f"http://{host}:{web.port}") for host in HOSTS]
    listed = [f"* `w <{at}/new>`_ `g <{at}/gone>`_ `o <{at}/old>`_\n" for _, at in named]
    listed.append("* `mail <mailto:x@cisa.gov>`_ `call <tel:+15550100>`_ `bad <htp://x>`_\n")
    toctree = "\n.. toctree::\n\n   sub/page\n"
    (source / "index.rst").write_text("Z\n=\n\n" + "".join(listed) + toctree, encoding="utf-8")
    again = [f"* `here <{at}/gone>`_ `there <{at}/new#no>`_\n" for _, at in named]
    (source / "sub" / "page.rst").write_text("A\n=\n\n" + "".join(again), encoding="utf-8")
    policy = tmp_path / "links.toml"
    rules = [(f"{named[2][1]}/gone", "9999-01-01"), (f"{named[3][1]}/gone", "2025-01-01")]
    rules.append(("https://unused.example/", "9999-01-01"))
    policy.write_text(
        '[[organisation]]\nname = "CISA"\ndomains = ["cisa.gov"]\n'
        + "".join(
            f'[[exception]]\nurl = "{url}"\nreason = "r"\nowner = "o"\nuntil = {day}\n'
            for url, day in rules
        ),
        encoding="utf-8",
    )
    options = [str(source), "--policy", str(policy), *FAST, "--quiet"]
    for host in HOSTS:
        options += ["--resolve", f"{host}:{web.port}:127.0.0.1"]
    return policy, options


def _written(folder: Path) -> dict[str, str]:
    """Return the reports in the folder without their times."""
    time = re.compile(r"\d{4}-\d\d-\d\dT[0-9:]+(\+00:00)?| in [0-9.]+ s")
    return {name: time.sub("", (folder / name).read_text(encoding="utf-8")) for name in FORMATS}


def _outputs(folder: Path) -> list[str]:
    folder.mkdir()
    return [part for name in FORMATS for part in (f"--{name}", str(folder / name))]


def test_merged_reports_are_those_of_one_run(
    tmp_path: Path, guide: tuple[Path, list[str]], check: Callable[..., Done]
) -> None:
    """Links, order, organisations, policy notes and status agree in every format."""
    policy, options = guide
    one = check(*options, *_outputs(tmp_path / "one"))
    parts = []
    for part in (2, 3, 1):
        parts.append(str(tmp_path / f"{part}.json"))
        check(*options, "--shard", f"{part}/3", "--json", parts[-1])
    merging = ["merge", *parts, "--policy", str(policy), "--quiet"]
    status = main([*merging, *_outputs(tmp_path / "all")])
    single, merged = _written(tmp_path / "one"), _written(tmp_path / "all")

    assert all(json.loads(Path(part).read_text())["links"] for part in parts)
    assert "expired on 2025-01-01" in single["markdown"]
    assert "matches no link" in single["markdown"]
    assert merged == single
    assert status == one.status == 1


def test_shards_of_a_change_only_inform_about_the_rest(
    tmp_path: Path, guide: tuple[Path, list[str]], check: Callable[..., Done]
) -> None:
    """What does not count in a shard does not count in the whole."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.gov", "-C", str(tmp_path)]
    for command in (["init", "-q"], ["add", "source"], ["commit", "-qm", "Start"]):
        subprocess.run([*git, *command], check=True, capture_output=True, timeout=30)
    policy, options = guide
    changes = ["--changed-since", "HEAD", "--shard", "1/1"]
    part = tmp_path / "part.json"
    done = check(*options, *changes, "--json", part, cwd=tmp_path)

    assert "broken" in {link["verdict"] for link in json.loads(part.read_text())["links"]}
    assert done.status == 0
    assert main(["merge", str(part), "--policy", str(policy), "--quiet"]) == 0


@pytest.mark.parametrize(
    ("shards", "status"),
    [
        ([(True, True), (True, True)], 3),
        ([(True, True), (False, False)], 3),
        ([(True, True), (True, False)], 0),
        ([(False, False), (False, False)], 0),
    ],
)
def test_there_is_no_network_where_no_shard_that_asked_found_one(
    tmp_path: Path, shards: list[tuple[bool, bool]], status: int
) -> None:
    """A shard without anything to ask says nothing about the network."""
    files = []
    for part, (asked, none) in enumerate(shards, 1):
        shard = {"part": part, "of": len(shards), "asked": asked}
        data = {"schema": 1, "checked_at": "2026-11-23", "links": [], "shard": shard}
        path = tmp_path / f"{part}.json"
        path.write_text(json.dumps(data | ({"no_network": True} if none else {})))
        files.append(str(path))

    assert main(["merge", *files, "--quiet"]) == status


def test_merge_says_which_shard_is_missing(
    tmp_path: Path, check: Callable[..., Done], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two thirds of the links are not passed off as all: 0 would say that all is in order."""
    for part in (1, 3):
        out = tmp_path / f"{part}.json"
        check("--shard", f"{part}/3", *FAST, "--json", out, urls=["tel:+15550100"])
    whole = tmp_path / "whole.json"
    files = [str(tmp_path / f"{part}.json") for part in (1, 3)]
    status = main(["merge", *files, "--json", str(whole)])
    printed = capsys.readouterr()

    assert status == 2
    assert "No report of shard 2 of 3 is here." in printed.out
    assert "no report of shard 2 of 3 was given" in printed.err
    assert json.loads(whole.read_text())["complete"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"links": [{"url": 1}]},
        {"links": None},
        {"shard": 1},
        {"shard": {"part": 1, "of": 10**9, "asked": True}},
        {"shard": {"part": "x", "of": 2}},
        {"shard": {"part": 3, "of": 2}},
        {"shard": {"part": 0, "of": 2}},
        {"links": ["text"]},
        {"links": {}},
        {"links": [LINK | {"status": float("inf")}]},
        {"links": [LINK | {"verdict": []}]},
        {"links": [LINK | {"from_state": "no"}]},
        {"links": [LINK | {"occurrences": [{"file": "f", "line": 0, "column": 1, "text": ""}]}]},
        {"links": [LINK | {"occurrences": [{"file": [], "line": 1, "column": 1, "text": ""}]}]},
        {"checked_at": "2026-11-23\n::error::x"},
        {"checked_at": "0001-01-01T00:00:00+14:00"},
        {"checked_at": None},
        {"complete": "no"},
    ],
)
def test_merge_takes_no_spoilt_report(
    tmp_path: Path, change: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    """A report that somebody has cut or edited is a clear error, not a traceback."""
    path = tmp_path / "part.json"
    path.write_text(json.dumps({"schema": 1, "checked_at": "2026-11-23", "links": []} | change))

    assert main(["merge", str(path)]) == 2
    assert f"linkcheck: {path}: {next(iter(change))}" in capsys.readouterr().err


def test_merge_takes_no_shards_of_several_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A third and a half are no whole."""
    for whole in (2, 3):
        data = {"schema": 1, "checked_at": "2026-11-23", "links": []}
        shard = {"shard": {"part": 1, "of": whole, "asked": True}}
        (tmp_path / f"{whole}.json").write_text(json.dumps(data | shard))

    assert main(["merge", str(tmp_path / "2.json"), str(tmp_path / "3.json")]) == 2
    assert "of 2 and 3 parts" in capsys.readouterr().err


def test_the_whole_has_the_time_of_the_latest_shard(tmp_path: Path) -> None:
    """Also where machines write their times with another zone."""
    files = []
    for number, time in enumerate(("2026-11-23T12:00:00+00:00", "2026-11-23T13:00:00+05:00")):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps({"schema": 1, "checked_at": time, "links": [LINK]}))
        files.append(str(path))
    main(["merge", *files, "--json", str(tmp_path / "out.json"), "--quiet"])

    assert json.loads((tmp_path / "out.json").read_text())["checked_at"].endswith("12:00:00+00:00")


def test_merge_takes_no_endless_nesting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON that no reader can hold is said not to be a report."""
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000)

    assert main(["merge", str(path)]) == 2
    assert "deep.json: is not JSON" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("marks", "changed", "status"),
    [
        (({"informs": True}, {"changed": True}), True, 1),
        (({"changed": True}, {"informs": True}), True, 1),
        (({"informs": True}, {"informs": True}), False, 0),
    ],
)
def test_a_failure_counts_where_it_counts_in_one_report(
    tmp_path: Path, marks: tuple[dict[str, bool], ...], changed: bool, status: int
) -> None:
    """The order of the files does not matter."""
    files = []
    for number, mark in enumerate(marks):
        link = LINK | {"verdict": "broken"} | mark
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps({"schema": 1, "checked_at": "2026-11-23", "links": [link]}))
        files.append(str(path))

    assert main(["merge", *files, "--json", str(tmp_path / "out.json"), "--quiet"]) == status
    (link,) = json.loads((tmp_path / "out.json").read_text())["links"]
    assert link.get("changed", False) is changed


def test_merge_overwrites_no_report_that_it_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second call would find something else there."""
    path = tmp_path / "part.json"
    text = json.dumps({"schema": 1, "checked_at": "2026-11-23", "links": []})
    path.write_text(text)

    with pytest.raises(SystemExit):
        main(["merge", str(path), "--json", str(path)])
    assert f"would overwrite {path}, which is read" in capsys.readouterr().err
    assert path.read_text() == text


@pytest.mark.parametrize(
    "time", ["2026-11-23T17:00:00+05:00", "2026-11-23\x0112:00", "20261123T12"]
)
def test_the_whole_has_its_time_in_utc(tmp_path: Path, time: str) -> None:
    """However a shard writes it: ISO 8601 allows much, XML does not."""
    path = tmp_path / "part.json"
    path.write_text(json.dumps({"schema": 1, "checked_at": time, "links": [LINK]}))
    report, junit = tmp_path / "out.json", tmp_path / "out.xml"
    main(["merge", str(path), "--json", str(report), "--junit", str(junit), "--quiet"])

    assert json.loads(report.read_text())["checked_at"] == "2026-11-23T12:00:00+00:00"
    assert ElementTree.parse(junit).find("testsuite").get("timestamp") == "2026-11-23T12:00:00"


def test_a_schema_is_a_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`true` is none, though Python holds it for 1."""
    path = tmp_path / "part.json"
    path.write_text('{"schema": true, "checked_at": "2026-11-23", "links": []}')

    assert main(["merge", str(path)]) == 2
    assert "is not a report of this program (schema 1)" in capsys.readouterr().err


def test_merge_names_what_no_file_can_be_called(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of names that became one name, for want of spaces."""
    name = "part.json," * 30

    assert main(["merge", name, "--quiet"]) == 2
    assert "part.json,part.json" in (said := capsys.readouterr().err)
    assert "too long" in said
