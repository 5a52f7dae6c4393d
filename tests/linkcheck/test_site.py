"""The built site, crawled by LinkChecker without touching the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.models import LinkCheckError
from tools.linkcheck.settings import Settings
from tools.linkcheck.site import TIMEOUT, Crawl, find_faults, read_report

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


def test_reports_what_leads_out_of_the_site(site: Path) -> None:
    """Files beside the site are not published with it: links there are findings, unread."""
    secret = site.parent / "secret.html"
    secret.write_text('<a href="named-only-in-the-secret.html">x</a>')
    (site / "way-out.html").symlink_to(secret)
    (site / "nowhere.html").symlink_to("gone-target.html")
    (site / "folder").symlink_to("/etc")
    (site / "more.html").write_text(
        f'<title>M</title><a href="../secret.html">a</a> <a href="{secret.as_uri()}">b</a>'
        '<a href="folder/hosts">c</a> <a href="way-out.html">d</a> <a href="nowhere.html">e</a>'
    )

    found = {one.link.url: one.judgement.reason for one in Crawl(site).finish()}

    assert "leads out" in found[secret.as_uri()]
    assert {"way-out.html", "nowhere.html", "folder/hosts"} <= found.keys()
    assert not any("named-only-in-the-secret" in url for url in found)


def test_finds_files_by_a_path_from_the_root(site: Path) -> None:
    """The page for what is missing links from the root of the host, as it is shown anywhere."""
    (site / "404.html").write_text(
        '<title>404</title><a href="/page.html">a</a> <a href="/guide/page.html">b</a>'
        '<a href="/">c</a> <a href="/etc/hosts">d</a> <a href="/gone-root.html">e</a>'
        '<a href="//other.example/x">f</a>'
    )

    found = {one.link.url for one in Crawl(site).finish()}

    assert {"file:///etc/hosts", "file:///gone-root.html"} <= found
    assert not any("page.html" in url and "nowhere" not in url for url in found)
    assert "file:///" not in found


def test_reads_a_report_of_odd_texts(site: Path) -> None:
    """Texts with line ends, quotes and control characters, or as long as a page, lose nothing."""
    text = '\n# hash; "q" \x1b[31m' + "x" * 200_000
    long_name = f"{'y' * 200_000}.html"
    (site / "odd.html").write_text(
        "<meta charset=utf-8><title>O</title>"
        f'<a href="gone-1.html">{text}</a><a href="{long_name}">l</a>'
        '<img src="data:image/png;base64,AAAA" alt="">'
        '<a href="caf\u00e9 gone.html">u</a><a href="a%00b.html">z</a>',
        encoding="utf-8",
    )

    found = {one.link.url for one in Crawl(site).finish()}

    assert {"gone-1.html", "caf%C3%A9%20gone.html", "gone.html"} <= found
    assert any(url.startswith("yyyy") for url in found)


def test_says_that_linkchecker_is_missing_or_failed(
    site: Path, check: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawl that cannot run is one clear sentence, no traceback, and not a finding."""
    broken = site.parent / "linkcheck.py"
    broken.write_text("raise SystemExit('no LinkChecker here')")
    monkeypatch.setenv("PYTHONPATH", str(site.parent))

    done = check("--site", site, *FAST, urls=["mailto:a@b.gov"])

    assert done.status == 2
    assert "LinkChecker failed" in done.err
    assert "Traceback" not in done.err


def test_reads_large_pages_and_styles(site: Path) -> None:
    """A page of all practices may be larger than the megabyte that LinkChecker reads by itself."""
    words = "words " * 1_000_000
    (site / "large.html").write_text(
        f'<title>L</title><p>{words}<a href="gone-large.html">x</a>'
        '<a href="#end">e</a> <a href="#no-end">n</a><p id="end">',
        encoding="utf-8",
    )
    (site / "page.html").write_text("<title>P</title><p id=there><link rel=stylesheet href=l.css>")
    (site / "l.css").write_text(f"/*{words}*/ p {{ background: url(gone-large.png) }}")
    found = {one.link.url for one in Crawl(site).finish()}

    assert {"gone-large.html", "gone-large.png", "large.html#no-end"} <= found
    assert "large.html#end" not in found


def test_names_every_place_of_a_dead_link(site: Path) -> None:
    """Whoever mends it must find them all; LinkChecker says where the first is."""
    (site / "more.html").write_text(
        '<title>M</title>\n<p><a href="gone.html#x">one</a>\n<a href="gone.html">two</a>'
        '<a href="page.html#nowhere">three</a><a href="http://[">n</a>'
    )
    (site / "s.css").write_text("p { background: url(gone-by-style.png) }")
    (site / "page.html").write_text("<title>P</title><p id=there><link rel=stylesheet href=s.css>")

    found = {one.link.url: one.link.occurrences for one in Crawl(site).finish()}

    places = [(place.file.rpartition("/")[2], place.line) for place in found["gone.html"]]
    assert places == [("index.html", 3), ("more.html", 2), ("more.html", 3)]
    assert [place.text for place in found["gone.html"]] == ["no page", "one", "two"]
    assert found["gone-by-style.png"][0].file.endswith("s.css")


def test_looks_for_all_that_a_page_loads(site: Path) -> None:
    """Pictures for wide screens and posters of videos, which LinkChecker passes over."""
    (site / "wide.png").write_bytes(b"x")
    (site / "more.html").write_text(
        '<title>M</title><picture><source srcset="wide.png 1x, gone-wide.png 2x">'
        '<img src="wide.png?v=2" srcset="gone-small.png" alt="w"></picture>'
        '<video poster="gone-poster.png"></video><a href="/guide/elsewhere.html">e</a>'
    )
    found = {one.link.url for one in Crawl(site).finish()}

    assert {"gone-wide.png", "gone-small.png", "gone-poster.png"} <= found
    assert not [url for url in found if "wide.png" in url and "gone" not in url]


def test_bears_pages_that_cannot_be_read_and_bases_that_are_none(site: Path) -> None:
    """The other links are told all the same, and those of such a base are nobody's."""
    page = site / "more.html"
    page.write_text('<title>M</title><base href="http://["><a href="page.html#lost">l</a>')
    faults = list(find_faults([site / "not-there.html", page, site / "index.html"], site, []))

    assert {fault.url.rpartition("/")[2] for fault in faults} == {
        "gone.css",
        "gone.html",
        "gone.pdf",
        "gone.png",
        "page.html#nowhere",
    }


def test_reads_a_page_once_however_many_places_it_has(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A matrix of all safeguards has hundreds; LinkChecker would read it once for each."""
    places = "".join(f'<p id="p{n}">words <a href="#p{n}">x</a>' for n in range(1500))
    (site / "matrix.html").write_text(f'<title>M</title>{places}<a href="#p1500">lost</a>')
    monkeypatch.setattr("tools.linkcheck.site.TIMEOUT", 20)
    found = {one.link.url for one in Crawl(site).finish()}

    assert [url for url in found if "matrix" in url] == ["matrix.html#p1500"]


def test_a_link_to_a_folder_is_one_to_its_index(site: Path) -> None:
    """A folder without a page of its own shows nobody a list of its files."""
    (site / "bare" / "deep").mkdir(parents=True)
    (site / "bare" / "a.txt").write_text("text")
    (site / "full").mkdir()
    (site / "full" / "index.html").write_text("<title>F</title><p id=there>")
    (site / "more.html").write_text(
        '<title>M</title><a href="bare/">b</a><a href="full/">f</a><a href="full">f</a>'
        '<a href="full/#there">t</a><a href="full/#lost">l</a><a href="./">s</a>'
    )
    found = {one.link.url: one.judgement.reason for one in Crawl(site).finish()}

    assert "no index.html" in found.pop("bare/")
    assert found.pop("full/#lost") == "the page has no #lost"
    assert not [url for url in found if "bare" in url or "full" in url]


def test_knows_a_place_as_browsers_do(site: Path) -> None:
    """The words of a text directive are no anchor; an id may hold a percent sign."""
    (site / "more.html").write_text(
        '<title>M</title><a href="#a%20b">a</a><a href="#c%20d">c</a><a href="#:~:text=x">x</a>'
        '<a href="#TOP">t</a><a href="#c%20d:~:text=x">x</a><a href="#lost:~:text=x">l</a>'
        '<p id="a%20b">a<p id="c d">c'
    )
    found = {one.link.url: one.judgement.reason for one in Crawl(site).finish()}

    assert [reason for url, reason in found.items() if url.startswith("more.html")] == [
        "the page has no #lost"
    ]


def test_a_crawl_that_fails_loses_no_link(
    site: Path, web: Web, check: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What took long to find out is in the reports; the call still ends as a failed one."""

    def fail(_: Crawl) -> None:
        raise LinkCheckError("LinkChecker did not finish within 900 s")

    monkeypatch.setattr(Crawl, "finish", fail)
    done = check("--site", site, *FAST, urls=[web.set("/p")])

    assert done.status == 2
    assert "linkcheck: LinkChecker did not finish within 900 s" in done.err
    assert done.verdicts == ["ok"]
    assert done.report["complete"] is False


def test_the_crawl_may_take_as_long_as_the_links() -> None:
    """It runs beside them."""
    assert Settings(contact="").budget <= TIMEOUT
