"""--fix --archive: which copies are offered, which are taken over, and what is believed of none."""

from __future__ import annotations

import datetime
import json
import subprocess
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.linkcheck.conftest import FAST, secured
from tests.standin import StandIn, served
from tools.linkcheck.archive import Copy, date_added, read_answer
from tools.linkcheck.fix import doubt_about
from tools.linkcheck.models import Judgement, Link, Occurrence, Result, Verdict
from tools.linkcheck.state import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web

API = "https://archive.org/wayback/available"
DAY = "20240131120000"


@dataclass
class Archive:
    """An archive on 127.0.0.1 over TLS; `copies` maps a page to the status of its copy."""

    port: int = 0
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    copies: dict[str, int] = field(default_factory=dict)
    answer: bytes | None = None
    moved_to: str = ""

    @property
    def home(self) -> str:
        """Its address."""
        return f"https://127.0.0.1:{self.port}"

    def copy_of(self, url: str) -> str:
        """Return the address of the copy of *url*."""
        return f"{self.home}/web/{DAY}/{url}"

    def reply(self, path: str) -> tuple[int, bytes]:
        """Return status and body for a request."""
        parts = urlsplit(path)
        if parts.path == "/available":
            query = parse_qs(parts.query)
            self.asked.append(query)
            url = query["url"][0]
            closest = {"available": True, "status": "200", "url": self.copy_of(url)}
            found = {"closest": closest} if url in self.copies else {}
            return 200, self.answer or json.dumps({"archived_snapshots": found}).encode()
        status = self.copies.get(path.removeprefix(f"/web/{DAY}/"), 404)
        return status, b"<title>As it was</title><h1>As it was</h1><p>Words of some length."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive without copies; its certificate is in ca.pem."""
    stand_in = Archive()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = stand_in.reply(self.path)
            leads_away = stand_in.moved_to and self.path.startswith("/web/")
            self.send_response(302 if leads_away else status)
            if leads_away:
                self.send_header("Location", stand_in.moved_to)
            kind = "application/json" if self.path.startswith("/available") else "text/html"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    server = secured(StandIn(("127.0.0.1", 0), Handler), tmp_path, "127.0.0.1")
    stand_in.port = server.server_port
    policy = f'[limits]\narchive = "{stand_in.home}/available"\n'
    (tmp_path / "links.toml").write_text(policy, encoding="utf-8")
    with served(server):
        yield stand_in


@pytest.fixture
def mend(tmp_path: Path, check: Callable[..., Done]) -> Callable[..., Done]:
    """Write a page and run --fix --archive on it, with a memory of its own."""
    source = tmp_path / "source"
    source.mkdir()

    def run(text: str | None = None, *options: object) -> Done:
        if text is not None:
            (source / "index.rst").write_bytes(text.encode())
        known = ["--policy", tmp_path / "links.toml", "--ca", tmp_path / "ca.pem"]
        memory = ["--state", tmp_path / "links.sqlite"]
        return check(source, "--fix", "--archive", *known, *memory, *FAST, *options)

    return run


def test_a_copy_is_offered_first_and_taken_over_when_nothing_is_in_doubt(
    tmp_path: Path, web: Web, archive: Archive, mend: Callable[..., Done]
) -> None:
    """The first run suggests it in every report; the second writes it, and no byte beside it."""
    dead, soft = web.url("/dead"), web.set("/soft", 200, "<title>Page not found</title>")
    archive.copies |= {dead: 200, soft: 200}
    line = f"`one <{dead}#part>`_,\tand {dead}. `two <{soft}>`_ ``{dead}``"
    text = f"Guide\r\n=====\r\n\r\n{line}\r\n"
    outputs = ("--sarif", "--markdown", "--html", "--junit")
    wanted = [part for name in outputs for part in (name, tmp_path / name[2:])]
    first = mend(text, *wanted)
    page = tmp_path / "source" / "index.rst"
    between = page.read_bytes()
    copy = archive.copy_of(dead)

    assert between == text.encode()
    assert first.links[dead]["suggestion"] == copy
    assert first.links[f"{dead}#part"]["suggestion"] == f"{copy}#part"
    assert first.links[dead]["reason"].endswith("a copy of 2024-01-31 is archived")
    where = f"index.rst:4:{line.index(dead) + 1}: {dead}#part"
    assert f"{where} is archived at {copy}#part; not rewritten: no earlier run" in first.out
    assert f"try {copy}" in first.out
    for name in outputs:
        assert copy in (tmp_path / name[2:]).read_text("utf-8").replace("\\", ""), name

    second = mend()
    expected = text.replace(f"<{dead}#part>", f"<{copy}#part>").replace(f"{dead}.", f"{copy}.")

    assert page.read_bytes() == expected.encode()
    assert f"{dead} is now {copy}" in second.out
    assert f"{soft} is archived at {archive.copy_of(soft)}; not rewritten: the server" in second.out
    assert second.status == 1
    assert sorted(archive.asked[:2], key=str) == [
        {"url": [dead]},
        {"url": [soft]},
    ]  # no git, no day


def test_a_copy_is_offered_where_the_url_is_written(
    tmp_path: Path, web: Web, archive: Archive, mend: Callable[..., Done]
) -> None:
    """That of a name that is used twice stands in one line, which is the one to change."""
    dead = web.url("/dead")
    archive.copies[dead] = 200
    done = mend(f"Guide\n=====\n\none_, one_\n\n.. _one: {dead}\n")
    offers = [line for line in done.out.splitlines() if "not rewritten" in line]

    assert len(offers) == 1
    assert offers[0].startswith(f"{tmp_path}/source/index.rst:6:10: {dead} is archived at ")


def test_a_copy_that_leads_to_another_page_is_not_taken_over(
    tmp_path: Path, web: Web, archive: Archive, mend: Callable[..., Done]
) -> None:
    """Whatever the archive said: what readers would get is not the page."""
    dead, archive.moved_to = web.url("/dead"), web.set("/other")
    archive.copies[dead] = 200
    text = f"Guide\n=====\n\n`one <{dead}>`_\n"
    mend(text)
    done = mend()

    assert (tmp_path / "source" / "index.rst").read_text() == text
    assert "not rewritten: the copy could not be opened" in done.out


@pytest.mark.parametrize("status", [404, 403])
def test_a_copy_that_cannot_be_opened_is_not_taken_over(
    status: int, tmp_path: Path, web: Web, archive: Archive, mend: Callable[..., Done]
) -> None:
    """Nor offered, where the archive itself says that it is not there."""
    dead = web.url("/dead")
    archive.copies[dead] = status
    text = f"Guide\n=====\n\n`one <{dead}>`_\n"
    mend(text)
    done = mend()

    assert (tmp_path / "source" / "index.rst").read_text() == text
    assert done.links[dead]["suggestion"] == (None if status == 404 else archive.copy_of(dead))
    assert ("not rewritten: the copy could not be opened" in done.out) is (status == 403)


def test_an_archive_that_answers_nonsense_changes_nothing(
    tmp_path: Path, web: Web, archive: Archive, mend: Callable[..., Done]
) -> None:
    """The links are reported as without it."""
    dead = web.url("/dead")
    archive.answer = b'{"archived_snapshots": ' + b"[" * 100_000
    done = mend(f"Guide\n=====\n\n`one <{dead}>`_\n")

    assert (done.status, done.links[dead]["verdict"], done.err) == (1, "broken", "")
    assert done.links[dead]["suggestion"] is None


def answer(url: str, **more: object) -> bytes:
    """Return an answer of the API that names the copy *url*."""
    closest = {"available": True, "status": "200", "timestamp": DAY, "url": url, **more}
    return json.dumps({"archived_snapshots": {"closest": closest}}).encode()


@pytest.mark.parametrize(
    ("address", "copied"),
    [
        ("http://web.archive.org/web/2024013112/https://h.gov/a?b=1", True),
        (f"https://web.archive.org/web/{DAY}/http://www.h.gov:80/A?b=1", True),
        (f"https://web.archive.org/web/{DAY}id_/https:/h.gov/a?b=1", True),
        (f"https://web.archive.org/web/{DAY}/https://h.gov/other", False),
        (f"https://web.archive.org/web/{DAY}/https://evil.example/h.gov/a?b=1", False),
        (f"https://web.archive.org/web/{DAY}/https://h.gov/a?b=1#x", False),
        (f"https://web.archive.org@evil.example/web/{DAY}/https://h.gov/a?b=1", False),
        (f"https://web.archive.org.evil.example/web/{DAY}/https://h.gov/a?b=1", False),
        (f"https://evil.example/web/{DAY}/https://h.gov/a?b=1", False),
        (f"http://archive.org/web/{DAY}/https://h.gov/a?b=1", False),
        ("https://web.archive.org/web/99999999/https://h.gov/a?b=1", False),
        ("https://web.archive.org/redirect?to=https://h.gov/a?b=1", False),
        ("https://web.archive.org/save/https://h.gov/a?b=1", False),
        ("javascript:alert(1)", False),
        (f"https://web.archive.org/web/{DAY}/https://h.gov/a?b=1\n::error::", False),
        (f"https://web.archive.org/web/{DAY}/https://h.gov/a?b=1\u202e", False),
    ],
)
def test_believes_only_what_the_archive_holds_of_that_page(address: str, copied: bool) -> None:
    """Another page, another site, another form of address is no copy."""
    copy = read_answer(answer(address), "https://h.gov/a?b=1", API)

    assert (copy is not None) is copied
    assert copy is None or copy.url.startswith("https://web.archive.org/web/2024")


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"7",
        b'{"archived_snapshots": {}}',
        b'{"archived_snapshots": {"closest": []}}',
        b'{"archived_snapshots": {"closest": "https://web.archive.org/web/2024"}}',
        answer(f"https://web.archive.org/web/{DAY}/https://h.gov/a", status="404"),
        answer(f"https://web.archive.org/web/{DAY}/https://h.gov/a", status=None),
        answer(f"https://web.archive.org/web/{DAY}/https://h.gov/a", available=False),
        answer(f"https://web.archive.org/web/{DAY}/https://h.gov/a", available="yes"),
        answer(7),  # type: ignore[arg-type]
    ],
)
def test_takes_no_copy_that_is_none(content: bytes) -> None:
    """An error page's copy, a missing one or nonsense is no offer."""
    assert read_answer(content, "https://h.gov/a", API) is None


GOOD = Copy(url=f"https://web.archive.org/web/{DAY}/https://h.gov/a",
            day=datetime.date(2024, 1, 31), opened=True)  # fmt: skip


def dead_result(verdict: Verdict = Verdict.BROKEN, status: int | None = 404) -> Result:
    """Return a result on a link that is gone."""
    judgement = Judgement(verdict=verdict, reason="gone", status=status)
    return Result(link=Link(url="https://h.gov/a"), judgement=judgement)


def memory(verdict: Verdict = Verdict.BROKEN, status: int | None = 404) -> Memory:
    """Return what an earlier run found."""
    return Memory(
        url="https://h.gov/a", first_seen=1, last_checked=1, last_ok=0, verdict=verdict,
        status=status,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("result", "copy", "before", "sure"),
    [
        (dead_result(), GOOD, memory(), True),
        (dead_result(status=410), GOOD, memory(status=410), True),
        (dead_result(status=500), GOOD, memory(), False),
        (dead_result(status=None), GOOD, memory(), False),
        (dead_result(Verdict.SOFT_404, 200), GOOD, memory(), False),
        (dead_result(), GOOD, None, False),
        (dead_result(), GOOD, memory(Verdict.OK, 200), False),
        (dead_result(), GOOD, memory(Verdict.BROKEN, None), False),
        (dead_result(), Copy(url=GOOD.url, day=GOOD.day), memory(), False),
        (dead_result(), Copy(url="http://a/web/x", day=GOOD.day, opened=True), memory(), False),
        (dead_result(), Copy(url=f"{GOOD.url}`_", day=GOOD.day, opened=True), memory(), False),
        (dead_result(), Copy(url=f"{GOOD.url}_", day=GOOD.day, opened=True), memory(), False),
    ],
)
def test_is_sure_only_where_every_condition_holds(
    result: Result, copy: Copy, before: Memory | None, sure: bool
) -> None:
    """Two runs, the server's own word, an opened copy, an address that RST takes as it is."""
    assert (doubt_about(result, copy, before) == "") is sure


def test_asks_for_the_day_on_which_the_line_was_written(tmp_path: Path) -> None:
    """Of several places the oldest; nothing where git knows nothing of the file."""
    page = tmp_path / "-page.rst"

    def git(*arguments: str, when: str = "") -> None:
        name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        command = ["git", "-C", str(tmp_path), *name, *arguments]
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"}
        subprocess.run(command, check=True, capture_output=True, env=dates)

    git("init", "--quiet")
    for day, text in (("2020-02-03T12:00:00Z", "one\n"), ("2022-05-06T12:00:00Z", "one\ntwo\n")):
        page.write_text(text)
        git("add", ".")
        git("commit", "--quiet", "-m", "x", when=day)
    places = [Occurrence(file=str(page), line=number, column=1) for number in (2, 1, 9)]
    link = Link(url="https://h.gov/", occurrences=tuple(places))
    late = Link(url="https://h.gov/", occurrences=(places[0],))
    judgement = Judgement(verdict=Verdict.BROKEN, reason="")

    assert date_added(Result(link=link, judgement=judgement)) == "20200203"
    assert date_added(Result(link=late, judgement=judgement)) == "20220506"
    use = replace(link.occurrences[0], line=1, written=(link.occurrences[0].file, 2, 1))
    used = Link(url="https://h.gov/", occurrences=(use,))
    assert date_added(Result(link=used, judgement=judgement)) == "20220506"
    other = Occurrence(file=str(tmp_path / "absent\0.rst"), line=1, column=1)
    unknown = Link(url="https://h.gov/", occurrences=(other,))
    assert date_added(Result(link=unknown, judgement=judgement)) == ""


def test_a_bad_endpoint_is_named(tmp_path: Path, check: Callable[..., Done]) -> None:
    """The policy file's line, the key, what it must be."""
    policy = tmp_path / "links.toml"
    policy.write_text('[limits]\narchive = "archive.org"\n', encoding="utf-8")
    done = check("--policy", policy, urls=[])

    assert done.status == 2
    assert f"{policy}:2: limits.archive must be an http or https URL" in done.err
