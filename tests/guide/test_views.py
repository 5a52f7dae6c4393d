"""Derived views show what the pages say, with nothing typed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from tests.conftest import write_guide
from tests.guide.conftest import Site, build_site
from tools.guide.catalogue import catalogue
from tools.guide.placeholder import View
from tools.guide.views import VIEWS
from tools.guide.views.controls import uncovered
from tools.guide.views.handbook import by_number

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.html import HtmlElement

    from tools.guide.load import Loaded


def rows(table: HtmlElement) -> list[list[str]]:
    """Return the cells of *table* as texts, its header row first."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in table.xpath(".//tr")
    ]


class TestGlance:
    """The box on top of a practice."""

    def test_numbers(self, views: Site) -> None:
        """Priority, actions and safeguards per level."""
        box = views.page("first").xpath("//div[contains(@class, 'at-a-glance')]")[0]

        assert rows(box.xpath(".//table")[0]) == [
            ["At a glance", "Level 1", "Level 2", "Level 3"],
            ["Priority", "Priority", "Priority", "Out of scope"],
            ["Actions", "1", "2", "0"],
            ["CIS safeguards", "1", "2", "0"],
        ]
        assert "Reviewed February 3, 2026." in box.text_content()

    def test_it_follows_the_title(self, views: Site) -> None:
        """The box stands right behind the title, before the introduction."""
        heading = views.page("first").xpath("//h1")[0]

        assert "at-a-glance" in heading.getnext().get("class")

    def test_all_safeguards(self, views: Site) -> None:
        """A practice that concerns every safeguard says so."""
        box = views.page("third").xpath("//div[contains(@class, 'at-a-glance')]")[0]

        assert rows(box.xpath(".//table")[0])[-1] == ["CIS safeguards", "all", "all", "all"]

    def test_only_practices_have_one(self, views: Site) -> None:
        """Other pages have no box."""
        assert views.page("matrix").xpath("//div[contains(@class, 'at-a-glance')]") == []


def test_index(views: Site) -> None:
    """One row for each practice in the order of the toctree, with its priority at each level."""
    table = views.page("lists").xpath("//table[contains(@class, 'practice-index')]")[0]

    assert rows(table) == [
        ["Best practice", "Level 1", "Level 2", "Level 3"],
        ["First Practice", "Priority", "Priority", "Out of scope"],
        ["Second Practice", "In scope", "In scope", "In scope"],
        ["Third Practice", "In scope", "In scope", "Priority"],
    ]


def test_tables_have_headers_on_two_sides(views: Site) -> None:
    """A screen reader can say which practice and which level a cell is about."""
    table = views.page("lists").xpath("//table[contains(@class, 'practice-index')]")[0]

    assert len(table.xpath("./thead//th")) == 4
    assert all(row.xpath("./*")[0].tag == "th" for row in table.xpath("./tbody/tr"))


class TestRoadmap:
    """What to do at a level."""

    def test_priorities_come_first(self, views: Site) -> None:
        """Practices with priority, then those in scope, each with its actions."""
        plan = views.page("lists").get_element_by_id("level-one")

        assert [p.text_content() for p in plan.xpath(".//p[@class='rubric']")] == [
            "Do these first",
            "Then do these",
        ]
        assert [a.get("href") for a in plan.xpath(".//li//a")] == [
            "first.html",
            "first.html#first.run",
            "second.html",
            "second.html#second.walk",
            "third.html",
        ]

    def test_only_one_priority(self, views: Site) -> None:
        """``:only:`` leaves the others out, and a practice out of scope is in neither."""
        plan = views.page("lists").get_element_by_id("level-three")

        assert [a.get("href") for a in plan.xpath(".//li//a")] == ["third.html"]


class TestMatrix:
    """Which practices cover which safeguards."""

    def test_a_section_for_each_control_and_a_row_for_each_safeguard(self, views: Site) -> None:
        """18 sections, 153 rows, and each can be linked to."""
        page = views.page("matrix")
        tables = page.xpath("//table[contains(@class, 'cis-matrix')]")

        assert len(tables) == 18
        assert sum(len(rows(table)) - 1 for table in tables) == 153
        assert {f"cis.{n}" for n in catalogue().safeguards} <= set(page.xpath("//@id"))

    def test_a_row(self, views: Site) -> None:
        """Number, title, group, practices, and the level where it is not the first."""
        page = views.page("matrix")

        assert rows(page.get_element_by_id("cis.11").xpath(".//table")[0]) == [
            ["Safeguard", "Group", "Covered by"],
            [
                "11.1: Establish and Maintain a Data Recovery Process",
                "1",
                "First Practice, Second Practice",
            ],
            ["11.2: Perform Automated Backups", "1", "Not covered"],
            ["11.3: Protect Recovery Data", "1", "Not covered"],
            [
                "11.4: Establish and Maintain an Isolated Instance of Recovery Data",
                "1",
                "Not covered",
            ],
            ["11.5: Test Data Recovery", "2", "First Practice (from Level 2)"],
        ]

    def test_a_level_is_not_parted_from_its_number(self, views: Site) -> None:
        """No line of a narrow cell begins with `2)`."""
        [row] = views.page("matrix").get_element_by_id("cis.11.5").xpath("ancestor::tr")

        assert "(from Level\u00a02)" in row.text_content()

    def test_gaps_are_marked(self, views: Site) -> None:
        """Rows that no practice covers have a class of their own: 153 less two."""
        page = views.page("matrix")

        assert len(page.xpath("//tr[contains(@class, 'uncovered')]")) == 151

    def test_totals(self, views: Site) -> None:
        """Covered of all, per control and group; groups hold the ones before them."""
        table = rows(views.page("matrix").xpath("//table[contains(@class, 'cis-totals')]")[0])

        assert table[0] == ["Control", "Group 1", "Group 2", "Group 3"]
        assert table[11] == ["11: Data Recovery", "1 of 4", "2 of 5", "2 of 5"]
        assert table[-1] == ["All controls", "1 of 56", "2 of 130", "2 of 153"]

    def test_gaps_of_group_1(self, views: Site) -> None:
        """Everything in group 1 that no practice lists; *all* of a page counts for none."""
        gaps = views.page("matrix").xpath("//div[contains(@class, 'cis-gaps')]")[0]
        text = " ".join(gaps.text_content().split())

        assert text.startswith(
            "55 of the 56 safeguards of implementation group 1 are covered by no"
        )
        assert len(gaps.xpath(".//li")) == 55
        assert text.endswith("they name no single safeguard: Third Practice.")

    def test_our_own_gaps_are_those_of_the_mappings(self, own: Loaded) -> None:
        """The gaps are the safeguards of group 1 less those that the pages list."""
        listed = {m.number for page in own.guide.practices for m in page.safeguards}
        expected = [s.number for s in catalogue().in_group(1) if s.number not in listed]

        assert [item.number for item in uncovered(own.guide, 1)] == expected


class TestHandbook:
    """The Handbook's numbers, both ways."""

    def test_both_ways(self, views: Site) -> None:
        """88 rows one way, one for each practice the other."""
        numbers, practices = (
            rows(table)
            for table in views.page("lists").xpath("//table[contains(@class, 'handbook-map')]")
        )

        assert len(numbers) == 89
        assert numbers[21] == ["21", "First Practice, Second Practice"]
        assert numbers[22] == ["22", "None"]
        assert practices[1:] == [
            ["First Practice", "21"],
            ["Second Practice", "21, 60"],
            ["Third Practice", "–"],  # noqa: RUF001
        ]

    def test_every_mapping_is_shown_once(self, own: Loaded) -> None:
        """As many entries as the pages have mappings."""
        shown = sum(len(practices) for practices in by_number(own.guide).values())

        assert shown == sum(len(page.handbook) for page in own.guide.practices)


def test_resources_by_organisation(views: Site) -> None:
    """Each address once, under whom it belongs to, with the pages that name it."""
    listing = views.page("lists").xpath("//dl[contains(@class, 'resources-by-organisation')]")[0]

    assert [term.text_content() for term in listing.xpath("./dt")] == [
        "advice.example",
        "shop.example",
    ]
    assert [item.text_content() for item in listing.xpath(".//li")] == [
        "Advice (tool): First Practice",
        "Shoes (tool): First Practice, Second Practice",
    ]


def test_downloads_are_there(views: Site) -> None:
    """Each file in the table exists where its link leads."""
    table = views.page("lists").xpath("//table[contains(@class, 'exports')]")[0]
    hrefs = table.xpath(".//a/@href")

    assert len(hrefs) == 11
    assert all((views.folder / href).is_file() for href in hrefs)
    assert {href.removeprefix("./data/") for href in hrefs} == {
        name.removeprefix("data/") for name in views.files() if name.startswith("data/")
    }


def test_counts(views: Site) -> None:
    """The sentence with the numbers says what the model says."""
    assert (
        "The guide holds 3 best practices, 1 goal, 3 actions, 3 tools and readings,"
        " and 3 mappings to CIS safeguards." in views.page("lists").text_content()
    )


def test_brief_roadmap_has_no_actions(own: Loaded) -> None:
    """On paper the practices are a few pages on; a list of their actions would fill many."""
    place = {"view": "roadmap", "docname": own.guide.practices[0].docname, "argument": 1}
    full = VIEWS["roadmap"](own.guide, View("", **place))
    brief = VIEWS["roadmap"](own.guide, View("", **place, brief=True))

    def links(made: list[nodes.Node], kind: str) -> int:
        found = (node for part in made for node in part.findall(_pending_xref()))
        return sum(node["reftype"] == kind for node in found)

    assert links(brief, "practice") == links(full, "practice") > 0
    assert links(full, "action") > 0
    assert links(brief, "action") == 0


@pytest.mark.parametrize("name", VIEWS)
def test_views_are_plain_nodes(name: str, own: Loaded) -> None:
    """Each view is made of docutils' own nodes and references, so that every builder shows it."""
    arguments = {"roadmap": 1, "controls-gaps": 1, "control": 11, "handbook-map": "numbers"}
    view = View("", view=name, docname=own.guide.practices[0].docname, organisations={})
    if name in arguments:
        view["argument"] = arguments[name]

    made = VIEWS[name](own.guide, view)
    kinds = {type(node) for part in made for node in part.findall()}

    assert made
    assert nodes.raw not in kinds
    assert {kind for kind in kinds if kind.__module__ != "docutils.nodes"} <= {_pending_xref()}


def _pending_xref() -> type:
    from sphinx import addnodes

    return addnodes.pending_xref


WRONG = {
    "level": ("bp:roadmap:: 4", "'4' is no level; write one of: 1 (Level 1), 2 (Level 2)"),
    "group": ("bp:controls-gaps:: 5", "'5' is no implementation group; write 1, 2 or 3"),
    "side": ("bp:handbook-map:: number", "'number' is no side of the map; did you mean 'numbers'"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_arguments(wrong: str, tmp_path: Path) -> None:
    """A directive with a wrong argument says what it takes."""
    directive, message = WRONG[wrong]
    source = write_guide(tmp_path / "s", {"page": f"Page\n====\n\n.. {directive}\n"})

    site = build_site(source, tmp_path / "b", builder="dummy")

    assert len(site.warnings) == 1 or message in site.warnings[0]
    assert "page.rst:4:" in site.warnings[0]
    assert message in "\n".join(site.warnings)


def test_empty_guide(tmp_path: Path) -> None:
    """Views of a guide without a practice are empty, and nothing fails."""
    text = "Page\n====\n\n.. bp:index::\n\n.. bp:roadmap:: 1\n\n.. bp:resources::\n"
    source = write_guide(tmp_path / "s", {"page": text})

    site = build_site(source, tmp_path / "b")

    assert site.warnings == []
    assert "No practice is listed here for Level 1." in site.page("page").text_content()
