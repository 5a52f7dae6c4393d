"""The page Link Health: what the last link check found, and what is said where there is none."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from tests.conftest import Build, run_build, write_guide
from tests.site.test_accessibility import LOOKS, PHONE, look, violations
from tools.linkcheck.models import Judgement, Link, Occurrence, Report, Result, Verdict
from tools.linkcheck.report import json_report
from tools.linkcheck.report.health import MEANINGS
from tools.site import health

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

EVIL = "</td><script>alert(1)</script> \"' &amp; <img src=x onerror=alert(1)> {{ 7*7 }} \u202e"


def report_on(*links: tuple[Verdict, str, str, str], file: str = "source/index.rst") -> Report:
    """Return a report on *links*: verdict, URL, reason, organisation."""
    place = Occurrence(file=file, line=3, column=1, text="")
    return Report(
        checked_at="2026-11-23T06:17:00+00:00",
        results=tuple(
            Result(
                link=Link(url=url, occurrences=(place,)),
                judgement=Judgement(verdict=verdict, reason=reason, suggestion=f"{url}?new"),
                organisation=owner,
                internal=owner == "This site",
            )
            for verdict, url, reason, owner in links
        ),
        organisations=("FBI", "CISA"),
        of_guide=True,
    )


LINKS = (
    (Verdict.OK, "https://www.cisa.gov/a", "the page is there (200)", "CISA"),
    (Verdict.BROKEN, "https://www.cisa.gov/b", EVIL, "CISA"),
    (Verdict.MOVED, "https://www.fbi.gov/c", "moved for good (301)", "FBI"),
    (Verdict.UNSAFE, "https://u:p@h.gov/", "user names are sent", EVIL),
    (Verdict.MALFORMED, "javascript:alert(1)", "no web address", EVIL),
    (Verdict.OK, f"https://h.gov/{EVIL}", "the page is there (200)", EVIL),
    (Verdict.BROKEN, "gone.html", "not in the built site", "This site"),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A small guide with a report, and its offline copy."""
    folder = tmp_path_factory.mktemp("health")
    source = write_guide(folder / "source", {"one": "First Page\n==========\n\nText.\n"})
    (folder / "build").mkdir()
    report = report_on(*LINKS, file=str(source / "one.rst"))
    (folder / "build" / "links.json").write_text(json_report.render(report), encoding="utf-8")
    built = run_build(source, folder / "build", "--strict", "html", "zip")
    assert built.status == 0, built.errors
    return built


@pytest.fixture(scope="module")
def tree(small: Build) -> html.HtmlElement:
    """The page of the small guide."""
    return html.parse(small.html / "link-health.html").getroot()


def texts(tree: html.HtmlElement, path: str) -> list[str]:
    """Return the text of what *path* finds."""
    return [" ".join(found.text_content().split()) for found in tree.xpath(path)]


def test_tells_date_and_figures(tree: html.HtmlElement) -> None:
    """When it was checked, how many links there are, how each organisation's are."""
    lead = texts(tree, "//main//h1/following-sibling::p[1]")[0]
    rows = [texts(row, "./*") for row in tree.xpath("//div[contains(@aria-label, 'by org')]//tr")]

    assert "6 addresses" in lead
    assert "November 23, 2026" in lead
    assert tree.xpath("//time/@datetime") == ["2026-11-23"]
    assert rows[1:3] == [["FBI", "1", "0", "1", "0"], ["CISA", "2", "1", "0", "1"]]
    assert rows[-1] == ["All", "6", "2", "1", "3"]


def test_lists_the_links_of_each_organisation_worst_first(tree: html.HtmlElement) -> None:
    """Each with its verdict, its reason, the pages that hold it and what to try instead."""
    cisa = "//section[h2='CISA']//tbody/tr"

    assert texts(tree, f"{cisa}/td[2]/span") == ["broken", "ok"]
    assert tree.xpath(f"{cisa}[2]/td[1]/a/@href") == ["https://www.cisa.gov/a"]
    assert tree.xpath(f"{cisa}[2]/td[1]/span/a/@href") == ["one.html"]
    assert texts(tree, f"{cisa}[2]/td[1]/span") == ["On First Page"]
    assert tree.xpath("//section[h2='FBI']//td[2]/a/@href") == ["https://www.fbi.gov/c?new"]


def test_what_strangers_said_stays_text(small: Build, tree: html.HtmlElement) -> None:
    """No element, no address and no expression comes from a report."""
    assert not tree.xpath("//main//script | //main//img | //*[@style] | //style")
    addresses = tree.xpath("//section//a/@href")
    assert all(url.startswith(("https://", "one.html")) for url in addresses)
    assert not [url for url in addresses if "@" in url or "alert" in url.partition("?")[0][:20]]
    assert EVIL[:-1].strip() in " ".join(texts(tree, "//section//td[2]"))
    assert "\u202e" not in (small.html / "link-health.html").read_text("utf-8")


def test_leaves_the_built_site_out(tree: html.HtmlElement) -> None:
    """Readers are told about the links to others."""
    assert "gone.html" not in tree.text_content()


def test_every_page_leads_there(small: Build) -> None:
    """The foot of each page has the link; the offline copy has the page."""
    for path in small.html.rglob("*.html"):
        link = html.parse(path).xpath("//footer//a[.='Link health']/@href")
        assert link == ["#"] if path.name == "link-health.html" else "link-health.html" in link[0]
    with zipfile.ZipFile(next((small.folder / "zip").glob("*.zip"))) as copy:
        assert [name for name in copy.namelist() if name.endswith("/link-health.html")]


def test_axe_finds_nothing(small: Build, browser: Browser) -> None:
    """In light and dark, on a desktop and on a phone, where it does not scroll sideways either."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto((small.html / "link-health.html").as_uri())
    found = {}
    for width, scheme in LOOKS:
        look(page, width, scheme)
        found[width, scheme] = violations(page)
        assert width > PHONE or page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()

    assert not any(found.values()), found


def test_follows_the_report_and_touches_nothing_else(small: Build) -> None:
    """A new report changes this page alone; without one no file is written anew."""
    report = small.folder / "links.json"
    before = report.read_text("utf-8")

    def state() -> dict[str, tuple[int, int]]:
        found = {path: path.stat() for path in small.html.rglob("*") if path.is_file()}
        return {p.name: (stat.st_ino, stat.st_mtime_ns) for p, stat in found.items()}

    def build() -> dict[str, tuple[int, int]]:
        again = run_build(small.folder.parent / "source", small.folder, "html")
        assert again.status == 0, again.errors
        return state()

    first = build()
    same = build()
    report.write_text(before.replace("2026-11-23", "2026-11-30"), encoding="utf-8")
    changed = build()
    page = (small.html / "link-health.html").read_text("utf-8")
    report.write_text(before, encoding="utf-8")

    assert same == first
    assert {name for name in first if first[name] != changed[name]} == {"link-health.html"}
    assert "November 30, 2026" in page


def test_says_plainly_that_there_was_no_check(guide: Build) -> None:
    """Where no report is on record, the page claims nothing."""
    tree = html.parse(guide.html / "link-health.html").getroot()

    assert texts(tree, "//div[@class='link-health']/p") == [
        "No check of the links is on record for this copy of the guide."
    ]


def test_a_bad_report_is_named(tmp_path: Path) -> None:
    """A damaged file is one sentence that names it; nothing is published with it."""
    source = write_guide(tmp_path / "source", {"one": "First Page\n==========\n\nText.\n"})
    build = tmp_path / "build"
    build.mkdir()
    (build / "links.json").write_text('{"schema": 1, "checked_at"', encoding="utf-8")
    built = run_build(source, build, "--strict", "html")

    assert built.status == 1
    assert f"WARNING: {build}/links.json: is not JSON" in built.errors
    assert "make linkcheck" in built.errors
    assert "Traceback" not in built.errors
    assert not built.html.exists()


def contract(**more: Any) -> dict[str, Any]:
    """Return a report with nothing but what the contract of the link check names."""
    link = {"url": "https://h.gov/", "verdict": "ok", "status": 200, "final_url": None}
    link |= {"reason": "fine", "suggestion": None, "from_state": False}
    link["occurrences"] = [{"file": "p.rst", "line": 1, "column": 1, "text": "Words"}]
    return {"schema": 1, "checked_at": "2026-11-23T06:17:00+00:00", "links": [link], **more}


def saved(folder: Path, data: object) -> Path:
    """Write *data* as JSON; return the file."""
    path = folder / "links.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_reads_a_report_of_the_bare_contract(tmp_path: Path) -> None:
    """Without the part that sorts the links, they are one list."""
    found = health.read(saved(tmp_path, contract()))

    assert found is not None
    assert [(owner.name, len(owner.links)) for owner in found.owners] == [("All links", 1)]
    assert found.owners[0].links[0].label == "Words"
    assert (found.sorted_out, found.total, found.complete) == (False, 1, True)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"schema": 2},
        {"schema": 1},
        contract(checked_at="yesterday"),
        contract(links=None),
        contract(links=[1]),
        contract(links=[{"url": "https://h.gov/"}]),
        contract(health=[]),
        contract(health={"verdicts": [], "organisations": [{"name": "FBI", "links": [1]}]}),
        contract(health={"verdicts": [], "organisations": [{"name": "FBI", "links": [-1]}]}),
        contract(health={"verdicts": [{}], "organisations": []}),
        contract(health={"verdicts": "bad", "organisations": 7}),
    ],
)
def test_says_what_is_no_report(data: object, tmp_path: Path) -> None:
    """Whatever else is in the file is an error that names it."""
    with pytest.raises(health.ReportError, match=r"links\.json: "):
        health.read(saved(tmp_path, data))


def test_says_what_is_no_text(tmp_path: Path) -> None:
    """Bytes and endless nesting, too."""
    path = tmp_path / "links.json"
    for content in (b"\xff\xfe", b"[" * 100_000):
        path.write_bytes(content)
        with pytest.raises(health.ReportError, match="is not JSON"):
            health.read(path)
    path.unlink()

    assert health.read(path) is None


def test_a_check_that_reached_nothing_says_so(tmp_path: Path) -> None:
    """A run without network or stopped early is no clean bill."""
    for key, value in (("no_network", True), ("complete", False)):
        found = health.read(saved(tmp_path, contract(**{key: value})))

        assert found is not None
        assert (found.reached, found.complete) == (key != "no_network", key != "complete")


def test_every_verdict_has_a_meaning() -> None:
    """The words that readers get cover all that the check can say."""
    assert set(MEANINGS) == set(Verdict)
