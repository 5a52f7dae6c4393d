"""The built site, crawled by LinkChecker without touching the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.models import LinkCheckError
from tools.linkcheck.site import Crawl, read_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web

INDEX = """<!doctype html><html lang=en><title>Site</title><link rel=stylesheet href="gone.css">
<a href="page.html#there">fine</a> <a href="page.html#nowhere">no place</a> <a href="#top">top</a>
<a href="gone.html">no page</a> <img src="gone.png" alt="x"> <a href="gone.pdf">no download</a>
<a href="file.txt">file</a> <a href="{outside}">outside</a> <a href="mailto:a@b.gov">mail</a>
"""


@pytest.fixture
def site(tmp_path: Path, web: Web) -> Path:
    """A site with one fault of each kind, and a link to a web server that must not be asked."""
    folder = tmp_path / "html"
    folder.mkdir()
    (folder / "index.html").write_text(INDEX.format(outside=web.set("/outside")), encoding="utf-8")
    (folder / "page.html").write_text("<title>P</title><p id=there>x <a href=index.html>i</a>")
    (folder / "orphan.html").write_text('<title>O</title><a href="lost.html">lost</a>')
    (folder / "file.txt").write_text("text")
    return folder


def test_finds_what_is_missing_and_asks_nobody(site: Path, web: Web) -> None:
    """Pages, anchors, assets and downloads that are not there, with page and line; offline."""
    found = {(one.link.url, str(one.verdict)): one for one in Crawl(site).finish()}

    assert set(found) == {
        ("gone.css", "broken"),
        ("gone.html", "broken"),
        ("gone.pdf", "broken"),
        ("gone.png", "broken"),
        ("lost.html", "broken"),
        ("page.html#nowhere", "missing-fragment"),
    }
    place = found["gone.html", "broken"].link.occurrences[0]
    assert place.file.endswith("index.html")
    assert (place.line, place.text) == (3, "no page")
    assert not web.asked


def test_its_findings_are_in_the_same_report(
    site: Path, web: Web, check: Callable[..., Done]
) -> None:
    """Links and site are one report with one exit status."""
    done = check("--site", site, *FAST, urls=[web.set("/p")])

    assert done.status == 1
    assert done.links["gone.html"]["verdict"] == "broken"
    assert done.links[web.url("/p")]["verdict"] == "ok"
    assert "This site" in done.out


def test_a_whole_site_has_no_findings(tmp_path: Path) -> None:
    """Nothing is reported where nothing is wrong."""
    (tmp_path / "index.html").write_text('<title>S</title><p id=a>x <a href="#a">a</a>')

    assert Crawl(tmp_path).finish() == []


def test_says_where_no_site_is(tmp_path: Path, check: Callable[..., Done]) -> None:
    """A folder without a site is a clear error that says what to do."""
    with pytest.raises(LinkCheckError, match="make html"):
        Crawl(tmp_path)
    done = check("--site", tmp_path, urls=["mailto:a@b.gov"])
    assert done.status == 2
    assert "Traceback" not in done.err


def test_reads_rows_only(tmp_path: Path) -> None:
    """Comment lines and rows without a fault are no findings."""
    text = (
        "# created by LinkChecker\nurlname;parentname;base;result;warningstring;infostring;valid;"
        "url;line;column;name;dltime;size;checktime;cached;level;modified\n"
        f"a.html;{tmp_path.as_uri()}/index.html;;;;;True;"
        f"{tmp_path.as_uri()}/a.html;1;2;a;0;0;0;0;1;\n"
    )

    assert read_report(text, tmp_path) == []
