"""Whatever strangers write and servers send, the run goes on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.linkcheck.checker import Checker, repaired
from tools.linkcheck.engine import Engine, make_plan
from tools.linkcheck.exchange import decode_body, parse_headers
from tools.linkcheck.fragments import count_pdf_pages
from tools.linkcheck.models import Link, Problem
from tools.linkcheck.page import read_page
from tools.linkcheck.policy import Policy
from tools.linkcheck.report.escape import code, github_data, markdown, one_line
from tools.linkcheck.robots import parse_robots
from tools.linkcheck.settings import Settings
from tools.linkcheck.urls import WebUrl, parse, parse_location

if TYPE_CHECKING:
    import pytest

PIECES = ["http://", "https://", "//", "\\", "@", ":", "[", "]", "%", "%2", "#", "?", "&amp;", "."]
PIECES += ["\u200b", "127.0.0.1", "0x7f.1", "xn--", "mailto:", "tel:", "h.gov", " ", "\uff0e", "a"]
URLS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


@settings(max_examples=400, deadline=None)
@given(URLS)
def test_any_text_is_a_url_or_a_problem(text: str) -> None:
    """Parsing never fails, and what it returns can be asked for and parsed again."""
    parsed = parse(text)

    assert isinstance(parsed, WebUrl | Problem)
    if isinstance(parsed, WebUrl):
        assert parsed.request_url.isascii()
        assert 0 < parsed.port < 65536
        again = parse(parsed.request_url)
        assert isinstance(again, WebUrl)
        assert again.request_url == parsed.request_url
        repaired(parsed)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_location_is_a_url_or_a_problem(location: bytes) -> None:
    """No header sends the checker off the rails, or anywhere but to the web."""
    target = parse_location("https://h.gov/a/b?c", location)

    assert isinstance(target, Problem) or target.scheme in ("http", "https")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", ""]))
def test_any_body_can_be_read(body: bytes, encoding: str) -> None:
    """Bodies, labels and headers in any state are read without a fault."""
    content, _ = decode_body(body, encoding)
    read_page(content, content_type="text/html; charset=utf-16", want_ids=True)
    parse_robots(content)
    status, headers = parse_headers(content.splitlines())
    pages = count_pdf_pages(content)

    assert status is None or status >= 0
    assert all(b"\n" not in value for _, value in headers)
    assert pages is None or pages >= 0


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    """Escaped text is one line of what can be seen."""
    shown = [one_line(text), markdown(text), code(text), github_data(text)]

    assert all("\n" not in line and "\r" not in line and "\x1b" not in line for line in shown)


def test_a_fault_of_ours_loses_one_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug that one server finds is reported with its link; the others are checked."""

    async def check(self: Checker, url: WebUrl, fragments: list[str | None]) -> dict:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(Checker, "check", check)
    settings = Settings(contact="https://h.gov")
    engine = Engine(settings)
    asyncio.run(engine.run(make_plan([Link(url="https://h.gov/p")], settings)))
    found = engine.found["https://h.gov/p"]

    assert found.verdict == "unreachable"
    assert "ZeroDivisionError" in found.reason


def test_policy_without_anything_is_a_policy() -> None:
    """An empty file is fine: every key has a default."""
    assert Policy.from_toml("", "links.toml").organisations == ()
