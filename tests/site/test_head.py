"""Descriptions, addresses and dates that pages carry for others."""

from __future__ import annotations

import datetime
import doctest
import importlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from docutils.core import publish_doctree
from lxml import etree, html

from tests.conftest import ROOT
from tools.guide.reviews import review_due
from tools.site import context, head, pages

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build


@pytest.mark.parametrize(
    "module",
    "assets context excerpts freshness head linked navigation pages sections translator".split(),
)
def test_examples_in_docstrings_are_true(module: str) -> None:
    """What the documentation shows is what happens."""
    failed, _tried = doctest.testmod(importlib.import_module(f"tools.site.{module}"))

    assert failed == 0


def test_description_is_the_first_paragraph_of_prose() -> None:
    """Boxes and tables above it are passed over."""
    doctree = publish_doctree(
        "Title\n=====\n\n.. note:: Box.\n\n=  =\n1  2\n=  =\n\nFirst *real* words.\n\nMore.\n"
    )

    assert head.description(doctree) == "First real words."


def test_description_is_what_the_page_says_of_itself() -> None:
    """Where it says so."""
    doctree = publish_doctree(
        "Title\n=====\n\n.. meta::\n   :description: My & own.\n   :keywords: a\n\nProse.\n"
    )

    assert head.description(doctree) == "My & own."


def test_page_without_prose_has_no_description() -> None:
    """Nothing is made up."""
    assert head.description(publish_doctree("Title\n=====\n")) == ""
    assert head.description(None) == ""


@pytest.mark.parametrize("length", [5, 40, 159, 160, 161, 500])
def test_description_is_never_too_long(length: int) -> None:
    """Whatever the words are."""
    assert len(head.shortened("word " * length)) <= head.LONGEST


def test_sitemap_holds_addresses_and_dates() -> None:
    """With & written as XML wants it."""
    text = pages.sitemap("https://example.org/g/", [("a.html", "2026-11-02"), ("b&c.html", "")])

    assert "<loc>https://example.org/g/a.html</loc><lastmod>2026-11-02</lastmod>" in text
    assert "<loc>https://example.org/g/b&amp;c.html</loc></url>" in text


def test_crawlers_may_read_everything() -> None:
    """The list of pages is named where the site's address is known."""
    assert pages.robots("") == "User-agent: *\nAllow: /\n"
    assert pages.robots("https://example.org/g/").endswith(
        "\nSitemap: https://example.org/g/sitemap.xml\n"
    )


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [(datetime.date(2025, 11, 22), datetime.date(2026, 11, 22)), (None, None)],
)
def test_review_is_due_after_its_period(
    reviewed: datetime.date | None, due: datetime.date | None
) -> None:
    """The period of conf.py, in days; a page without a date is never due."""
    assert review_due(reviewed, 365) == due


HOSTILE_TITLE = "Ends </script><script>alert(1)</script> here"


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a small guide that knows its own address, and where to edit and to report.

    Its address lacks the last slash, as people write it. Built once more after a change of a page.
    """
    folder = tmp_path_factory.mktemp("addresses")
    (folder / "source").mkdir()
    (folder / "source" / "index.rst").write_text(
        ":reviewed: 2020-01-01\n\nGuide\n=====\n\nHello, reader.\n\n.. toctree::\n\n   part\n"
    )
    (folder / "source" / "part.rst").write_text(
        "Part\n====\n\nA part.\n\n.. toctree::\n\n   hostile\n"
    )
    (folder / "source" / "hostile.rst").write_text(f"{HOSTILE_TITLE}\n{'=' * 60}\n\nWords.\n")
    (folder / "source" / "practice.rst").write_text(PRACTICE)
    build_addressed(folder)
    (folder / "source" / "practice.rst").write_text(f"{PRACTICE}\nMore.\n")
    build_addressed(folder)
    return folder / "html"


PRACTICE = """\
:orphan:

.. |bp_title| replace:: R&copy of ``<b>``

.. meta::
   :description: Says "this" of itself & more.

.. _locks:

|bp_title|
----------

Words.

Actions
*******

#. Lock doors.
"""


def build_addressed(folder: Path) -> None:
    """Build the guide in *folder*, or what has changed of it."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    settings = {
        "html_baseurl": "https://example.org/guide",
        "site_edit_url": "https://example.org/edit/{file}",
        "site_report_url": "https://example.org/report?page={file}",
    }
    with docutils_namespace():
        app = Sphinx(
            srcdir=folder / "source",
            confdir=ROOT,
            outdir=folder / "html",
            doctreedir=folder / "doctrees",
            buildername="html",
            confoverrides=settings,
            status=None,
        )
        app.build()


def linked_data(page: Path) -> list[dict[str, Any]]:
    """Return what the *page* says in JSON-LD."""
    (text,) = html.parse(page).xpath("//script[@type='application/ld+json']/text()")
    content = json.loads(text)
    assert content["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = content["@graph"]
    return found


def test_front_page_describes_the_site(addressed: Path) -> None:
    """By name and address."""
    (site,) = linked_data(addressed / "index.html")

    assert site["@type"] == "WebSite"
    assert site["url"] == "https://example.org/guide/"
    assert site["description"] == "Hello, reader."


def test_page_describes_itself_and_the_way_to_it(addressed: Path) -> None:
    """Names as they are, addresses absolute; a name cannot end the script that holds it."""
    article, _site, way = linked_data(addressed / "hostile.html")

    assert article["@type"] == "TechArticle"
    assert article["headline"] == HOSTILE_TITLE
    assert article["url"] == "https://example.org/guide/hostile.html"
    assert [step["name"] for step in way["itemListElement"]][1:] == ["Part", HOSTILE_TITLE]
    assert [step["item"] for step in way["itemListElement"]] == [
        "https://example.org/guide/",
        "https://example.org/guide/part.html",
        "https://example.org/guide/hostile.html",
    ]
    assert "</script><script>alert" not in (addressed / "hostile.html").read_text()


def test_policy_lets_the_description_be(addressed: Path, page: Page) -> None:
    """It is data: the strict policy, which forbids scripts on the page, has nothing against it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((addressed / "hostile.html").as_uri(), wait_until="networkidle")

    assert said == []
    assert page.locator("script[type='application/ld+json']").count() == 1


def test_site_without_an_address_has_no_such_description(guide: Build) -> None:
    """Relative addresses would say nothing."""
    for page in guide.html.rglob("*.html"):
        text = page.read_text()
        assert "ld+json" not in text, page
        assert 'property="og:' not in text, page
        assert "canonical" not in text, page
    assert not (guide.html / "sitemap.xml").exists()


def previews(page: Path) -> dict[str, str]:
    """Return the Open Graph elements of the *page*."""
    found = html.parse(page).xpath("//meta[starts-with(@property, 'og:')]")
    return {element.get("property")[3:]: element.get("content") for element in found}


def test_link_preview_says_what_the_page_is(addressed: Path) -> None:
    """The front page is the site; names are shown as they are; pages of our own have one too."""
    name = html.parse(addressed / "index.html").xpath("//a[@class='site-title']")[0].text
    assert previews(addressed / "index.html") == {
        "url": "https://example.org/guide/index.html",
        "title": "Guide",
        "type": "website",
        "site_name": name,
        "description": "Hello, reader.",
    }
    practice = previews(addressed / "practice.html")
    assert practice["title"] == "R&copy of <b>"
    assert practice["type"] == "article"
    assert "stays on your computer" in previews(addressed / "checklist.html")["description"]
    assert previews(addressed / "404.html") == {}


def test_page_that_describes_itself_is_taken_at_its_word(addressed: Path) -> None:
    """Once for search engines; the same in the preview and in JSON-LD."""
    own = 'Says "this" of itself & more.'
    tree = html.parse(addressed / "practice.html")

    assert tree.xpath("//meta[@name='description']/@content") == [own]
    assert previews(addressed / "practice.html")["description"] == own
    assert linked_data(addressed / "practice.html")[0]["description"] == own


def test_sitemap_names_every_page_after_each_build(addressed: Path) -> None:
    """Also those that the last build had no reason to write, and those that no document makes."""
    places = etree.parse(addressed / "sitemap.xml").xpath("//*[local-name() = 'loc']/text()")
    names = "bp-practices checklist contents genindex hostile index part practice".split()

    assert places == [f"https://example.org/guide/{name}.html" for name in names]
    robots = (addressed / "robots.txt").read_text()
    assert "Sitemap: https://example.org/guide/sitemap.xml\n" in robots


def test_addresses_show_only_where_they_are_configured(addressed: Path) -> None:
    """With html_baseurl: canonical, sitemap, robots. With the others: edit and report links."""
    tree = html.parse(addressed / "index.html")

    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://example.org/guide/index.html"]
    assert tree.xpath("//meta[@property='og:url']/@content") == [
        "https://example.org/guide/index.html"
    ]
    links = dict(
        zip(
            tree.xpath("//*[@class='page-facts']//a/text()"),
            tree.xpath("//*[@class='page-facts']//a/@href"),
            strict=True,
        )
    )
    assert links == {
        "Edit this page": "https://example.org/edit/index.rst",
        "Report a problem on this page": "https://example.org/report?page=index.rst",
    }
    assert "https://example.org/guide/index.html" in (addressed / "sitemap.xml").read_text()
    assert "sitemap.xml" in (addressed / "robots.txt").read_text()
    notice = tree.xpath("//*[@class='review-due'][not(@hidden)]")[0].text_content()
    assert "last reviewed on January 1, 2020" in notice
    missing = html.parse(addressed / "404.html")
    assert missing.xpath("//link[@rel='stylesheet']/@href")[0].startswith(
        "/guide/_static/guide.css"
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org", "example.org"])
def test_address_that_is_none_is_refused(address: str) -> None:
    """With the name of the setting and what to write."""
    from sphinx.errors import ConfigError

    config = {"site_edit_url": address, "site_report_url": "", "html_baseurl": ""}

    with pytest.raises(ConfigError, match=r"site_edit_url is .* starts with https://"):
        context.check_addresses(None, config)  # type: ignore[arg-type]
