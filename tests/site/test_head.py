"""Descriptions, addresses and dates that pages carry for others."""

from __future__ import annotations

import datetime
import doctest
import importlib

import pytest
from docutils.core import publish_doctree
from lxml import html

from tests.conftest import ROOT
from tools.guide.reviews import review_due
from tools.site import context, head, pages


@pytest.mark.parametrize(
    "module",
    "assets context excerpts fonts freshness head navigation pages sections translator".split(),
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


def test_addresses_show_only_where_they_are_configured(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """With html_baseurl: canonical, sitemap, robots. With the others: edit and report links."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    folder = tmp_path_factory.mktemp("addresses")
    (folder / "source").mkdir()
    (folder / "source" / "index.rst").write_text(
        ":reviewed: 2020-01-01\n\nGuide\n=====\n\nHello, reader.\n"
    )
    settings = {
        "html_baseurl": "https://example.org/guide/",
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
    tree = html.parse(folder / "html" / "index.html")

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
    assert "https://example.org/guide/index.html" in (folder / "html" / "sitemap.xml").read_text()
    assert "sitemap.xml" in (folder / "html" / "robots.txt").read_text()
    notice = tree.xpath("//*[@class='review-due'][not(@hidden)]")[0].text_content()
    assert "last reviewed on January 1, 2020" in notice
    missing = html.parse(folder / "html" / "404.html")
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
