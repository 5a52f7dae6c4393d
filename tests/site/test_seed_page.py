"""The seed page, unmodified, comes out whole in HTML, with one warning for its one fault."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.seed import MAIL_LINK, SECTIONS, WEB_ADDRESSES, WEB_LINKS

if TYPE_CHECKING:
    from tests.conftest import Build


@pytest.fixture(scope="module")
def article(seed: Build) -> html.HtmlElement:
    """The article of the seed page."""
    tree = html.parse(seed.html / "physical_threats.html")
    return tree.xpath("//*[@id='content']")[0]


def text(element: html.HtmlElement) -> str:
    """Return the text of the element without its permalinks."""
    return "".join(element.xpath(".//text()[not(ancestor::a[@class='headerlink'])]")).strip()


def test_label_without_colon_gives_exactly_one_warning(seed: Build) -> None:
    """It names file and line, and says what to write; the build succeeds all the same."""
    assert seed.status == 0, seed.errors
    assert len(seed.warnings) == 1
    assert "physical_threats.rst:7: WARNING" in seed.warnings[0]
    assert "write '.. _addressing-physical-threats:'" in seed.warnings[0]


def test_every_section_is_there_in_order(article: html.HtmlElement) -> None:
    """The page's title and its six sections."""
    assert [text(h) for h in article.xpath(".//h1")] == ["Addressing Physical Threats"]
    assert [text(h) for h in article.xpath(".//h2")] == SECTIONS


def test_bullets_are_nested_in_numbered_items(article: html.HtmlElement) -> None:
    """Three numbered goals, three numbered actions, the first with its three bullets."""
    goals, actions = article.xpath(".//ol")
    assert len(goals.xpath("./li")) == len(actions.xpath("./li")) == 3

    assert [len(li.xpath("./ul/li")) for li in actions.xpath("./li")] == [3, 0, 0]
    tools = article.xpath(".//section[h2[contains(., 'Cost-Effective')]]/ul/li")
    assert [len(li.xpath("./ul/li")) for li in tools] == [0, 0, 2]


def test_bold_stays_bold(article: html.HtmlElement) -> None:
    """Both calls to 911 are strong."""
    bold = [text(strong) for strong in article.xpath(".//strong")]

    assert len(bold) == 2
    assert all("call 911." in words for words in bold)


def test_every_link_is_there(article: html.HtmlElement) -> None:
    """Ten web links to nine addresses, and the mail link of |eiisac_email|."""
    links = Counter(article.xpath(".//a[contains(@href, ':')]/@href"))
    mail = [url for url in links if url.startswith("mailto:")]
    web = {url: count for url, count in links.items() if url not in mail}

    assert mail == [MAIL_LINK]
    assert sum(web.values()) == WEB_LINKS
    assert len(web) == WEB_ADDRESSES
