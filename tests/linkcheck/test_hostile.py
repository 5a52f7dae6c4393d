"""What a stranger's file could cost: each search in it ends soon."""

from __future__ import annotations

import random
import time
import zlib

import pytest

from tools.linkcheck.exchange import Exchange
from tools.linkcheck.fragments import count_pdf_pages, find_fragment
from tools.linkcheck.page import decode_text, read_page
from tools.linkcheck.urls import WebUrl, parse

ENOUGH = 2.0  # seconds of processor time
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
