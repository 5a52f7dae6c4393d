"""What holds for the HTML of every page, whatever it says."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from tools.site import head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build

LANDMARKS = {"nav", "aside", "form", "section"}
"""Elements that are landmarks when they have a name (a form: when it is the search)."""

UTF_8 = html.HTMLParser(encoding="utf-8")

Pages = dict[str, html.HtmlElement]


@pytest.fixture(scope="module")
def pages(guide: Build) -> Pages:
    """Every page of the site, by its path."""
    found = {
        path.relative_to(guide.html).as_posix(): html.parse(path, UTF_8).getroot()
        for path in sorted(guide.html.rglob("*.html"))
    }
    assert len(found) > 50
    return found


def offending(pages: Pages, xpath: str) -> dict[str, list[object]]:
    """Return what *xpath* finds, by page."""
    found = {name: tree.xpath(xpath) for name, tree in pages.items()}
    return {name: hits for name, hits in found.items() if hits}


def name_of(element: html.HtmlElement) -> str:
    """Return the name that the element gets from its attributes."""
    if label := element.get("aria-label"):
        return str(label)
    ids = (element.get("aria-labelledby") or "").split()
    root = element.getroottree()
    return " ".join(root.xpath(f"//*[@id='{id_}']")[0].text_content() for id_ in ids)


@pytest.mark.parametrize(
    "xpath",
    [
        "//*[@style]",
        "//style",
        "//script[not(@src)]",
        "//@*[starts-with(name(), 'on')]",
        "//a[starts-with(@href, 'javascript:')]",
        "//*[contains(concat(' ', @class, ' '), ' fa ')]",
        "//script[contains(@src, 'jquery')]",
    ],
)
def test_no_page_needs_an_exception_from_the_policy(xpath: str, pages: Pages) -> None:
    """No inline style, no inline script, no handler in an attribute, no icon font, no jQuery."""
    assert not offending(pages, xpath)


def test_every_page_carries_the_policy_first(pages: Pages) -> None:
    """The policy stands before the first file that it governs."""
    for name, tree in pages.items():
        first, second = tree.xpath("/html/head/*")[:2]

        assert first.get("charset") == "utf-8", name
        assert second.get("http-equiv") == "Content-Security-Policy", name
        private = name == "checklist.html"
        assert second.get("content") == head.policy(private=private), name


def test_policy_allows_nothing_inline_and_nobody_else() -> None:
    """Default is nothing; what is allowed is the site's own."""
    rules = dict(rule.split(" ", 1) for rule in head.policy(as_header=True).split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert "connect-src 'none'" in head.policy(private=True)
    assert {value for name, value in rules.items() if value != "'none'"} == {"'self'"}


def test_headers_file_repeats_the_policy(guide: Build) -> None:
    """Hosts that read ``_headers`` send it with every file, with what a meta element cannot say."""
    text = (guide.html / "_headers").read_text()

    assert text.startswith(f"/*\n  Content-Security-Policy: {head.policy(as_header=True)}\n")
    assert "  X-Content-Type-Options: nosniff\n" in text


def requests(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the address of everything that the browser loads for a page."""
    yield from tree.xpath("//script/@src | //img/@src | //source/@src | //iframe/@src")
    yield from tree.xpath("//link[not(@rel='canonical' or @rel='next' or @rel='prev')]/@href")


def test_no_page_asks_a_third_party(pages: Pages) -> None:
    """Scripts, styles, pictures and icons are the site's own."""
    foreign = {
        name: [u for u in requests(tree) if urlsplit(u).netloc] for name, tree in pages.items()
    }

    assert not {name: found for name, found in foreign.items() if found}


def test_every_file_that_a_page_asks_for_exists(pages: Pages, guide: Build) -> None:
    """Nothing was dropped that is still needed."""
    for name, tree in pages.items():
        for address in requests(tree):
            base = (guide.html / name).as_uri() if not address.startswith("/") else ""
            path = urlsplit(urljoin(base, address)).path if base else str(guide.html) + address
            file = path.partition("?")[0]

            assert (guide.html / file).is_file(), (name, address)


def test_nothing_of_the_theme_is_published_unused(guide: Build) -> None:
    """jQuery, the icon font and the whole faces stay behind."""
    static = guide.html / "_static"
    names = {path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()}
    kept = {name for name in names if not name.startswith(("excerpts/", "fonts/"))}

    assert kept == {
        *("checklist.js", "early.js", "guide.css", "guide.js", "icon.svg", "language_data.js"),
        *("pygments.css", "search.js"),
    }


def test_headings_are_in_order(pages: Pages) -> None:
    """One first heading, and no level is skipped on the way down."""
    for name, tree in pages.items():
        levels = [
            int(h.tag[1])
            for h in tree.xpath(
                "//*[re:test(name(), '^h[1-6]$')]",
                namespaces={"re": "http://exslt.org/regular-expressions"},
            )
        ]

        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), name


def test_nothing_has_the_role_of_a_heading_without_being_one(pages: Pages) -> None:
    """The theme's captions were headings without a level."""
    assert not offending(pages, "//*[@role='heading']")


def test_landmarks_are_there_and_told_apart(pages: Pages) -> None:
    """One banner, main and footer; every other landmark has a name of its own."""
    for name, tree in pages.items():
        for tag in ("header", "main", "footer"):
            assert len(tree.xpath(f"//body//{tag}")) == 1, (name, tag)
        assert not tree.xpath("//nav//nav | //main//main | //header//main"), name
        named = tree.xpath(
            "//nav | //*[@role='region'] | //body//section[@aria-label or @aria-labelledby]"
        )
        names = Counter((e.tag == "nav", name_of(e)) for e in named)

        assert all(label for _nav, label in names), name
        assert max(names.values()) == 1, (name, names)


def test_first_link_skips_to_the_content(pages: Pages) -> None:
    """It leads past header, sidebar, breadcrumbs and the page's contents to the article."""
    for name, tree in pages.items():
        (first,) = tree.xpath("(//body//a)[1]")
        target = tree.get_element_by_id(first.get("href").removeprefix("#"))

        assert first.text_content() == "Skip to the content", name
        assert target.xpath(".//h1"), name
        assert not target.xpath(".//nav"), name


def test_ids_are_unique(pages: Pages) -> None:
    """An anchor leads to one place."""
    for name, tree in pages.items():
        twice = [id_ for id_, count in Counter(tree.xpath("//@id")).items() if count > 1]
        assert not twice, name


def test_every_control_has_a_visible_label(pages: Pages) -> None:
    """The search box too, which the theme names only for screen readers."""
    for name, tree in pages.items():
        labelled = set(tree.xpath("//label/@for"))
        for control in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            assert control.get("id") in labelled, (name, control.attrib)


def test_table_headers_say_what_they_head(pages: Pages) -> None:
    """Each has a scope and text."""
    assert offending(pages, "//th[@scope='col']")
    assert not offending(pages, "//th[not(@scope='col' or @scope='row')]")
    assert not offending(pages, "//th[not(normalize-space())]")


def test_table_boxes_can_be_reached_and_have_a_name(pages: Pages) -> None:
    """A table wider than the window scrolls in a box that the keyboard reaches."""
    boxes = [box for tree in pages.values() for box in tree.xpath("//*[@class='table-box']")]
    tables = sum(len(tree.xpath("//main//table")) for tree in pages.values())

    assert len(boxes) == tables > 50
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in boxes)


def test_permalinks_have_a_name(pages: Pages) -> None:
    """Not a sign of an icon font with a title only."""
    links = offending(pages, "//a[contains(@class, 'headerlink')]")
    assert links

    assert not offending(pages, "//a[contains(@class, 'headerlink') and not(@aria-label)]")
    behind = "//h2/following-sibling::*[1][self::a and @class='headerlink']"
    found = [link for links in offending(pages, behind).values() for link in links]
    assert len(found) > 200
    for link in found:
        assert link.get("aria-label") == f"Link to “{link.getprevious().text_content()}”"


def test_headings_are_read_as_they_are_seen(pages: Pages) -> None:
    """A permalink inside of one would be part of its name in the list of headings."""
    headings = " | ".join(f"//h{rank}//a[contains(@class, 'headerlink')]" for rank in range(1, 7))

    assert not offending(pages, headings)


def test_pictures_have_words_and_a_size(pages: Pages) -> None:
    """Nothing moves when they arrive."""
    assert offending(pages, "//main//img[@width and @height]")
    assert not offending(pages, "//img[not(@alt) or not(@width) or not(@height)]")


def test_current_page_is_marked_in_the_sidebar(pages: Pages) -> None:
    """Once, by what assistive technology reads, inside a part that is open."""
    for name, tree in pages.items():
        current = tree.xpath("//nav[@aria-label='Guide']//a[@aria-current='page']")
        listed = "/" in name and not name.startswith(("appendices/",))
        assert len(current) <= 1, name
        if listed:
            assert len(current) == 1, name
            assert current[0].xpath("ancestor::details[@open]"), name


def test_pages_name_their_neighbours(pages: Pages) -> None:
    """Previous and next carry titles, not only arrows."""
    tree = pages["best-practices/backups.html"]
    texts = {
        a.get("rel"): " ".join(a.text_content().split()) for a in tree.xpath("//main//a[@rel]")
    }

    assert texts == {"prev": "Previous User Management", "next": "Next Incident Response"}


def test_page_says_when_it_was_reviewed(pages: Pages) -> None:
    """From the page's own field."""
    tree = pages["best-practices/backups.html"]
    facts = [
        " ".join(li.text_content().split()) for li in tree.xpath("//*[@class='page-facts']/li")
    ]

    assert any(re.fullmatch(r"Last reviewed [A-Z][a-z]+ \d{1,2}, 20\d\d", fact) for fact in facts)


def test_contents_of_the_page_lead_to_its_headings(pages: Pages) -> None:
    """Every heading of the second level, in order."""
    tree = pages["best-practices/backups.html"]
    listed = tree.xpath("//nav[@aria-labelledby='page-contents-title']/ul/li/a/@href")
    sections = tree.xpath("//main//section[h2]/@id")

    assert [href.removeprefix("#") for href in listed] == sections
    assert len(sections) > 4


def test_titles_and_descriptions_are_there_and_differ(pages: Pages) -> None:
    """For results of search engines and for open tabs."""
    titles = Counter(tree.findtext(".//title") for tree in pages.values())
    texts = Counter(
        text
        for tree in pages.values()
        for text in tree.xpath("//meta[@name='description']/@content")
    )

    assert max(titles.values()) == 1, titles.most_common(2)
    assert max(texts.values()) == 1, texts.most_common(2)
    assert sum(texts.values()) > 50
    assert all(len(text) <= head.LONGEST for text in texts)


def test_page_not_found_works_at_any_address(pages: Pages) -> None:
    """Its links start at the top of the site, and it offers ways on."""
    tree = pages["404.html"]
    local = [u for u in tree.xpath("//@href | //@src | //@action") if not u.startswith("#")]

    assert [u for u in local if not u.startswith("/")] == []
    assert {"/index.html", "/contents.html", "/search.html"} <= set(local)


def test_list_of_all_pages_lists_them_all(pages: Pages) -> None:
    """For those without scripts, and for a site without network; lists from A to Z too.

    What it does not list, every page leads to, except for the page that is shown in place of one.
    """
    listed = set(pages["contents.html"].xpath("//*[@class='all-pages']//a/@href"))
    everywhere = {"checklist.html", "index.html", "link-health.html"} & set(pages)
    links = set(pages["contents.html"].xpath("//a/@href | //form/@action"))

    assert set(pages) - listed == everywhere | {"contents.html", "search.html", "404.html"}
    assert everywhere | {"search.html"} <= links


def test_checklist_lists_every_action_of_the_guide(pages: Pages) -> None:
    """The same identifiers as the practice pages, with the revision of their words."""
    on_pages = {
        (item.get("id"), item.get("data-revision"), item.get("data-levels"))
        for tree in pages.values()
        for item in tree.xpath("//main//li[@data-revision and @id]")
    }
    listed = {
        (item.get("data-action"), item.get("data-revision"), item.get("data-levels"))
        for item in pages["checklist.html"].xpath("//li[@data-action]")
    }

    assert len(listed) > 200
    assert listed == on_pages


def test_no_element_names_a_path_of_this_machine(guide: Build) -> None:
    """The site could have been built anywhere."""
    here = str(guide.folder)

    assert not [p for p in guide.html.rglob("*.html") if here in p.read_text(encoding="utf-8")]
