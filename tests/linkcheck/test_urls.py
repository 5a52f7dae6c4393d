"""URLs as written: what is asked for, what is wrong, what is hidden."""

from __future__ import annotations

import pytest

from tools.linkcheck.checker import repaired
from tools.linkcheck.models import Problem
from tools.linkcheck.urls import WebUrl, mask_userinfo, parse, parse_location


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://www.Wireshark.org", "https://www.wireshark.org/"),
        ("HTTP://host.gov./p", "http://host.gov/p"),
        ("https://h.gov:443/p", "https://h.gov/p"),
        ("http://h.gov:/p", "http://h.gov/p"),
        ("https://h.gov/a%20b(c)_d", "https://h.gov/a%20b(c)_d"),
        ("https://h.gov/élections?q=é", "https://h.gov/%C3%A9lections?q=%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://h.gov?q=1", "https://h.gov/?q=1"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
        ("https://\U0001f5f3.gov/", "https://xn--018h.gov/"),
        ("https://日本語.jp/", "https://xn--wgv71a119e.jp/"),
    ],
)
def test_reads_a_url_as_browsers_do(written: str, asked: str) -> None:
    """Host in lower-case ASCII, no default port, no final dot, only what must be encoded."""
    parsed = parse(written)

    assert isinstance(parsed, WebUrl)
    assert parsed.request_url == asked


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("htpp://h.gov/p", "http://h.gov/p"),
        ("https//h.gov/p", "https://h.gov/p"),
        ("www.h.gov/p", "https://www.h.gov/p"),
        ("h.gov:8080/p", "https://h.gov:8080/p"),
        ("someone@h.gov", "mailto:someone@h.gov"),
        ("https://h.gov/a b", "https://h.gov/a%20b"),
        ("https:/h.gov", "https://h.gov"),
        ("https ://h.gov/a b", "https://h.gov/a%20b"),
        ("https://http://h.gov/p", "http://h.gov/p"),
        ("https://https//h.gov/p", "https://h.gov/p"),
        ("https://h.gov/\ud800p", "https://h.gov/p"),
        ("mailto://a@h.gov", "mailto:a@h.gov"),
        ("tel:1-800-CALL-FBI", "tel:1-800-2255-324"),
        ("tel:call us", None),
        ("bp/page.rst", None),
        ("", None),
    ],
)
def test_says_what_to_write_instead(written: str, suggestion: str | None) -> None:
    """A malformed URL comes with the repaired one where it can be told."""
    parsed = parse(written)

    assert isinstance(parsed, Problem)
    assert (parsed.verdict, parsed.suggestion) == ("malformed", suggestion)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://user:pw@h.gov/p", "https://***@h.gov/p"),
        (
            "see http://a@b.gov/ and https://m.com/@name",
            "see http://***@b.gov/ and https://m.com/@name",
        ),
        ("HTTPS://a:b@c@h/", "HTTPS://***@h/"),
        ("//u:p@h/", "//***@h/"),
        ("mailto:a@b.gov", "mailto:a@b.gov"),
    ],
)
def test_masks_secrets(text: str, masked: str) -> None:
    """User names and passwords never get into a report; mail addresses stay."""
    assert mask_userinfo(text) == masked


@pytest.mark.parametrize(
    ("location", "target"),
    [
        (b"/x", "http://h.gov/x"),
        (b"x", "http://h.gov/a/x"),
        (b"?q", "http://h.gov/a/b?q"),
        (b"  /x\t", "http://h.gov/x"),
        (b"/caf\xc3\xa9", "http://h.gov/caf%C3%A9"),
        (b"/caf\xe9", "http://h.gov/caf%E9"),
        (b"/a b", "http://h.gov/a%20b"),
        (b"\\\\other.gov\\p", "http://other.gov/p"),
    ],
)
def test_reads_a_location_leniently(location: bytes, target: str) -> None:
    """Raw bytes, spaces and backslashes in a Location are what browsers take them for."""
    parsed = parse_location("http://h.gov/a/b", location)

    assert isinstance(parsed, WebUrl)
    assert parsed.url == target


def test_offers_repairs_one_fault_at_a_time() -> None:
    """Punctuation, a long dash and a second encoding are taken off, each on its own."""
    parsed = parse("https://h.gov/a\u2013b%2520c.")
    assert isinstance(parsed, WebUrl)

    paths = [url.path for url, _ in repaired(parsed)]

    assert paths == ["/a%E2%80%93b%2520c", "/a-b%2520c.", "/a%E2%80%93b%20c."]
