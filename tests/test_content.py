"""The guide's own pages hold what they must: every practice, mapping, link and figure."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT, SHARED
from tools.guide.catalogue import Catalogue
from tools.guide.load import load
from tools.guide.model import Priority

if TYPE_CHECKING:
    from pathlib import Path

    from tools.guide.model import BestPractice, Guide

SOURCE = ROOT / "source"
PAGES = sorted(SOURCE.rglob("*.rst"))
VAGUE = {"here", "this", "link", "this link", "click here", "website", "more", "read more", "page"}


@pytest.fixture(scope="module")
def guide_model() -> Guide:
    """The model of our pages."""
    return load(SOURCE).guide


@pytest.fixture(scope="module")
def practices(guide_model: Guide) -> dict[str, BestPractice]:
    """Our practices by slug."""
    return {practice.slug: practice for practice in guide_model.practices}


def facts(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of facts."""
    path = SHARED / "facts" / name
    if not path.exists():
        pytest.skip("../shared, which holds the facts, is absent")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_thirty_practices_stand_in_order(practices: dict[str, BestPractice]) -> None:
    """Titles, order and priorities are those of the practice list."""
    rows = facts("practices.csv")

    assert [p.slug for p in practices.values()] == [row["slug"] for row in rows]
    for row in rows:
        practice = practices[row["slug"]]
        assert practice.title == row["title"]
        assert practice.priorities == tuple(Priority(row[f"level_{n}"]) for n in (1, 2, 3))


def test_every_safeguard_row_is_mapped_at_its_level(practices: dict[str, BestPractice]) -> None:
    """A row without a level has that of the safeguard's implementation group."""
    catalogue = facts("cis_safeguards_v8.csv")
    groups = {row["safeguard"]: row["implementation_group"] for row in catalogue}
    expected = defaultdict(set)
    for row in facts("practice_safeguards.csv"):
        level = int(row["level"] or groups[row["safeguard"]])
        expected[row["slug"]].add((row["safeguard"], level))
    found = {
        slug: {(m.number, m.from_level) for m in practice.safeguards}
        for slug, practice in practices.items()
        if practice.safeguards
    }

    assert found == dict(expected)


def test_every_handbook_row_is_mapped(practices: dict[str, BestPractice]) -> None:
    """The numbers of the CIS Handbook, page by page."""
    expected = defaultdict(set)
    for row in facts("practice_handbook.csv"):
        expected[row["slug"]].add(int(row["handbook_practice"]))
    found = {slug: {m.number for m in p.handbook} for slug, p in practices.items() if p.handbook}

    assert found == dict(expected)


def test_every_practice_is_whole(practices: dict[str, BestPractice]) -> None:
    """Two to six goals, actions for each level in scope, tools, reading, a review date."""
    for practice in practices.values():
        kinds = Counter(resource.kind for resource in practice.resources)
        assert 2 <= len(practice.goals) <= 6, practice.slug
        assert kinds["tool"] >= 3, practice.slug
        assert kinds["reading"] >= 1, practice.slug
        assert practice.reviewed, practice.slug
        for level in (1, 2, 3):
            in_scope = practice.priority(level) is not Priority.OUT_OF_SCOPE
            assert bool(practice.actions_at(level)) == in_scope, (practice.slug, level)


def test_every_goal_and_action_spells_its_id(practices: dict[str, BestPractice]) -> None:
    """Deep links, ticks and exports stay right when the words change."""
    derived = [
        item.id
        for practice in practices.values()
        for item in (*practice.goals, *practice.actions)
        if not item.explicit
    ]

    assert not derived


def test_reader_understands_our_pages(guide_model: Guide) -> None:
    """Nothing on our pages is left unplaced."""
    assert guide_model.findings == ()


def paragraphs(path: Path) -> set[str]:
    """Return the long lines of prose on a page, without marks of lists, links and mappings."""
    lines = (re.sub(r"^\s*(#\.|\*)\s+", "", line) for line in path.read_text().splitlines())
    prose = (line for line in lines if not re.match(r"`|\d+\.\d+: ", line))
    return {line for line in prose if len(line.split()) >= 12}


def test_no_two_pages_share_a_paragraph() -> None:
    """Each page says its own thing in its own words."""
    places = defaultdict(list)
    for path in PAGES:
        for text in paragraphs(path):
            places[text].append(path.name)

    assert not {text: names for text, names in places.items() if len(names) > 1}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_links_say_where_they_go(path: Path) -> None:
    """No plain http, a name for a text, and a word where it is a PDF."""
    for text, url in re.findall(r"`([^`<]+?)\s*<((?:https?|mailto)[^>]*)>`__?", path.read_text()):
        assert url.startswith(("https://", "mailto:")), url
        assert text.lower() not in VAGUE, text
        if urlsplit(url).path.lower().endswith(".pdf"):
            assert "(PDF)" in text, text


def test_figures_are_used_and_described() -> None:
    """At least eight drawings, each on a page with words that carry its meaning."""
    used = {}
    for path in PAGES:
        pattern = r"figure:: /figures/(\S+)\n(?:\s+:\w+:.*\n)*?\s+:alt: (.+)"
        used |= dict(re.findall(pattern, path.read_text()))
    drawn = {path.name for path in (SOURCE / "figures").glob("*.svg")}

    assert len(drawn) >= 8
    assert set(used) == drawn
    assert all(len(words.split()) >= 12 for words in used.values())


def test_levels_are_substituted_not_typed() -> None:
    """|Maturity1| wherever RST lets it stand: a new name reaches every page."""
    typed = [
        f"{path.name}:{number}"
        for path in PAGES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"\bLevel [123]\b", line)
        and not re.match(r"\s*:(priority|out-of-scope|alt):", line)
    ]

    assert not typed


def test_catalogue_is_the_one_of_the_facts() -> None:
    """153 safeguards, 56 of them in implementation group 1 and 130 in 2."""
    rows = facts("cis_safeguards_v8.csv")
    catalogue = Catalogue.from_files()
    expected = {r["safeguard"]: (r["title"], int(r["implementation_group"])) for r in rows}

    assert {s.number: (s.title, s.group) for s in catalogue.safeguards.values()} == expected
    assert [len(catalogue.in_group(group)) for group in (1, 2, 3)] == [56, 130, 153]
