"""HTML read by tokens."""

from __future__ import annotations

import time

import pytest

from tools.linkcheck.page import decode_text, parse_refresh, read_page


def test_reads_what_verdicts_rest_on() -> None:
    """Title, heading, text, ids and refresh are found; comments and templates are not."""
    page = read_page(
        b"""<!doctype html><title>A &amp; B</title><meta http-equiv=Refresh content="3; URL='/x'">
        <!-- <p id=no1> --><p id=yes1 title=it's>Some</p><template><p id=no2></p></template>
        <script>"<p id='no3'>"</script><H1>The <b>head</b></H1><a name='yes2'>x</a><svg>
        <g id="yes3"/>
        <noscript><meta http-equiv=refresh content="0;url=/no"></noscript>
        <input type=PASSWORD>""",
        want_ids=True,
    )

    assert (page.title, page.heading, page.refresh) == ("A & B", "The head", (3, "/x"))
    assert page.ids == {"yes1", "yes2", "yes3"}
    assert page.text == "Some The head x"
    assert page.has_password


@pytest.mark.parametrize(
    "piece",
    [
        b'<a x="',
        b"<a x='y\"",
        b"<",
        b"<!--",
        b"<a b c ",
        b"<a =",
        b"<script>",
        b"<title>",
        b"</p ",
        b"<!",
    ],
)
def test_takes_time_in_proportion(piece: bytes) -> None:
    """No page that a server may send makes the reader slow: a megabyte takes less than a second."""
    start = time.perf_counter()
    read_page(piece * (1_000_000 // len(piece)), want_ids=True)

    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ("é".encode(), "", "é"),
        ("é".encode("latin-1"), "text/html; charset=ISO-8859-1", "é"),
        ("é".encode("cp1252"), "", "é"),
        ("é".encode("utf-16"), "", "é"),
        ("<p>é".encode("utf-16-le"), "text/html; charset=utf-16", "<p>é"),
        (b'<meta charset="windows-1252">\xe9', "", '<meta charset="windows-1252">é'),
        (b"plain", "text/html; charset=no-such", "plain"),
    ],
)
def test_decodes_as_browsers_do(content: bytes, kind: str, text: str) -> None:
    """Mark, then header, then meta, then UTF-8; an unknown label is no reason to fail."""
    assert decode_text(content, kind) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0; url=/x", (0, "/x")),
        ("5;URL='/x'", (5, "/x")),
        ("0 /x", (0, "/x")),
        ("600", None),
        ("0;url=", None),
        ("soon", None),
    ],
)
def test_reads_a_refresh(text: str, found: tuple[int, str] | None) -> None:
    """A refresh without address reloads the page, which is no redirect."""
    assert parse_refresh(text) == found
