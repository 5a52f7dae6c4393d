"""What a stranger's file could cost: each search in it ends soon."""

from __future__ import annotations

import random
import time
import zlib

import pytest

from tools.linkcheck.content import judge_content
from tools.linkcheck.exchange import Exchange
from tools.linkcheck.fragments import count_pdf_pages, find_fragment
from tools.linkcheck.page import decode_text, read_page
from tools.linkcheck.scripts import find_move
from tools.linkcheck.urls import WebUrl, parse
from tools.linkcheck.walls import find_wall

ENOUGH = 2.0  # seconds of processor time
_URL = parse("https://h.gov/a")
assert isinstance(_URL, WebUrl)
_BOMB = b"/ObjStm >> stream\n" + zlib.compress(bytes(3_000_000))


@pytest.mark.parametrize(
    "content",
    [
        b"/Type /Pages " * 300_000,
        b"/Type /Pages << /Count 3 " * 150_000,
        b"/ObjStm " * 500_000,
        b"/ObjStm >> stream\n" * 250_000,
        _BOMB * 1000,
    ],
)
def test_counting_the_pages_of_a_pdf_ends_soon(content: bytes) -> None:
    """Neither many trees nor packed streams without end keep the checker busy."""
    start = time.process_time()
    count_pdf_pages(b"%PDF-1.7\n" + content)

    assert time.process_time() - start < ENOUGH


@pytest.mark.parametrize("length", [60, 2000])
def test_looking_for_the_nearest_id_ends_soon(length: int) -> None:
    """Thousands of ids from the letters of the fragment are not all compared at length."""
    chosen = random.Random(5)
    wanted = "".join(chosen.choices("abcd", k=length))
    ids = ("".join(chosen.sample(wanted, length)) for _ in range(4_000_000 // length))
    content = "".join(f'<p id="{name}">' for name in ids).encode()
    url = parse("https://h.gov/p")
    assert isinstance(url, WebUrl)
    exchange = Exchange(
        url=url.url,
        status=200,
        headers=(("content-type", b"text/html"),),
        body=content,
        complete=True,
    )
    page = read_page(content, want_ids=True)
    start = time.process_time()
    finding = find_fragment(wanted, url, exchange, page)

    assert finding.found is False
    assert time.process_time() - start < ENOUGH


@pytest.mark.parametrize("label", ["punycode", "undefined", "idna", "unicode_escape", "rot13"])
def test_a_charset_that_is_none_of_the_web_is_utf8(label: str) -> None:
    """Python's own codecs are no encodings of pages, and some take for ever or always fail."""
    content = ("é" * 300_000).encode()
    start = time.process_time()

    assert decode_text(content, f"text/html; charset={label}") == content.decode()
    assert time.process_time() - start < ENOUGH


@pytest.mark.parametrize(
    "words",
    [
        *("we are ", "site system server ", "the page you are ", "sorry ", "404 ", ": ", " | "),
        *("a? ", "our web site ", "is has been ", "apache ", "this domain ", "\u3000", "if("),
    ],
)
@pytest.mark.parametrize(
    "last", ["maintenance of x", "not found!", "temporarily", "; location = 'x'"]
)
def test_judging_hostile_words_ends_soon(words: str, last: str) -> None:
    """Titles, headings, texts and scripts made to keep a regular expression busy are soon read."""
    text = words * (1000 // len(words))
    start = time.process_time()
    for shown, below in ((text[:400], ""), (text, ""), (text, text), (text * 200, text * 200)):
        name = f"{shown}{last}"
        body = f"<title>{name}</title><h1>{name}</h1><p>{below}{last}".encode()
        exchange = Exchange(url="https://h.gov/a", status=200, body=body, complete=True)
        page = read_page(body)
        judge_content(_URL, _URL, exchange, page)
        find_wall(exchange, page)
    find_move(text[:1900] + last)
    find_move(f"function a() {{ {text[:1900]}{last} }}")

    assert time.process_time() - start < ENOUGH
