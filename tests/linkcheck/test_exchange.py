"""Headers, encodings, retries, robots and cookies: the small rules of HTTP."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import zlib
from datetime import UTC, datetime

import brotli
import pytest
import zstandard

from tools.linkcheck.cookies import Jar
from tools.linkcheck.exchange import DECODED_LIMIT, Exchange, Fault, decode_body, parse_headers
from tools.linkcheck.gates import Gate
from tools.linkcheck.retries import next_wait, parse_retry_after
from tools.linkcheck.robots import parse_robots
from tools.linkcheck.urls import WebUrl, parse

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


def test_takes_the_last_block_of_headers() -> None:
    """Interim responses are skipped, folded lines joined."""
    lines = [
        b"HTTP/1.1 103 Early\r\n",
        b"Link: x\r\n",
        b"\r\n",
        b"HTTP/2 404 \r\n",
        b"A: 1\r\n",
        b" 2\r\n",
    ]

    assert parse_headers(lines) == (404, (("a", b"1 2"),))


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("identity", bytes),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ],
)
def test_decodes_and_caps(encoding: str, pack: object) -> None:
    """Every encoding is undone, up to the limit and no further."""
    small, large = b"words " * 9, b"a" * (3 * DECODED_LIMIT)

    assert decode_body(pack(small), encoding) == (small, True)  # type: ignore[operator]
    assert len(decode_body(pack(large), encoding)[0]) == DECODED_LIMIT  # type: ignore[operator]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "unheard-of"])
def test_takes_a_body_as_it_is_where_the_label_lies(encoding: str) -> None:
    """A page labelled as compressed that is not stays readable."""
    assert decode_body(b"<p>plain words", encoding) == (b"<p>plain words", True)


def test_knows_when_a_body_was_not_understood() -> None:
    """An unknown encoding, or damage, means that what is missing may be there all the same."""
    packed = gzip.compress(bytes(range(256)) * 2000)
    damaged = packed[:-100] + b"\xff" * 100

    content, whole = decode_body(damaged, "gzip")

    assert decode_body(b"\x1f\x9d\x90words", "compress") == (b"\x1f\x9d\x90words", False)
    assert content.startswith(bytes(range(256)))
    assert not whole
    assert not decode_body(packed[:-9], "gzip")[1]
    assert not decode_body(brotli.compress(b"<p>words" * 9)[:-3], "br")[1]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("1.5", 1.5),
        ("Mon, 23 Nov 2026 12:00:03 GMT", 4),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_reads_retry_after(text: str, seconds: float | None) -> None:
    """Seconds, fractions and dates are understood; a date is never undercut."""
    assert parse_retry_after(text, NOW) == seconds


@pytest.mark.parametrize(
    ("exchange", "tries", "waits"),
    [
        (Exchange(url="", status=500), 1, True),
        (Exchange(url="", status=500), 3, False),
        (Exchange(url="", status=404, body=b"x"), 1, False),
        (Exchange(url="", status=403, body=b"x"), 1, False),
        (Exchange(url="", status=429, headers=(("retry-after", b"3600"),)), 1, False),
        (Exchange(url="", status=200, complete=True), 1, True),
        (Exchange(url="", status=200, complete=True), 2, False),
        (Exchange(url="", fault=Fault.RESET), 2, True),
        (Exchange(url="", fault=Fault.CERTIFICATE), 1, False),
        (Exchange(url="", fault=Fault.UNSAFE), 1, False),
    ],
)
def test_repeats_only_what_may_pass(exchange: Exchange, tries: int, waits: bool) -> None:
    """Server faults and cut connections are tried thrice, refusals once."""
    assert (next_wait(exchange, tries, NOW) is not None) is waits


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/p", True),
        ("User-agent: ElectionSecurityGuideLinkCheck\nDisallow: /", "/p", False),
        (
            "user-agent: a\nuser-agent: electionsecurityguidelinkcheck/1\nDisallow: /p*x$",
            "/p/ax",
            False,
        ),
        ("User-agent: ElectionSecurityGuideLinkCheck\nDisallow: /p\nAllow: /p/ok", "/p/ok", True),
        ("User-agent: ElectionSecurityGuideLinkCheck\nDisallow:", "/p", True),
        ("User-agent: ElectionSecurityGuideLinkCheckers\nDisallow: /", "/p", True),
        ("Disallow: /", "/p", True),
    ],
)
def test_obeys_rules_that_name_it(text: str, path: str, allowed: bool) -> None:
    """Only a group that names this checker stops the one request for a cited page."""
    assert parse_robots(text.encode()).allows(path) is allowed


def test_slows_down_when_asked() -> None:
    """Crawl-delay holds for everybody, within reason."""
    assert parse_robots(b"User-agent: *\nCrawl-delay: 3").delay == 3
    assert parse_robots(b"User-agent: *\nCrawl-delay: 86400").delay == 10


def _url(text: str) -> WebUrl:
    parsed = parse(text)
    assert isinstance(parsed, WebUrl)
    return parsed


def test_cookies_go_back_only_where_they_came_from() -> None:
    """Host, path and Secure are kept; a domain that is not the host's own is ignored."""
    jar = Jar()
    here = _url("https://a.gov/x/p")
    jar.take(
        here, [b"one=1; Path=/", b"two=2; Path=/x; Secure", b"three=3; Domain=other.gov; Path=/"]
    )
    jar.take(here, [b"four=4; Path=/", b"four=; Path=/; Max-Age=0"])

    assert jar.header(_url("https://a.gov/x/q")) == "one=1; two=2; three=3"
    assert jar.header(_url("http://a.gov/")) == "one=1; three=3"
    assert jar.header(_url("https://other.gov/")) == ""


def test_gate_keeps_requests_apart() -> None:
    """A host gets so many requests at a time, and no two starts closer than the interval."""

    async def run() -> tuple[int, list[float]]:
        loop = asyncio.get_running_loop()
        gate = Gate(2, 0.05, loop.time)
        starts: list[float] = []
        inside, most = 0, 0

        async def one() -> None:
            nonlocal inside, most
            async with gate:
                starts.append(loop.time())
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.2)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(5)))
        return most, starts

    most, starts = asyncio.run(run())

    assert most == 2
    assert all(later - sooner > 0.045 for sooner, later in itertools.pairwise(starts))
