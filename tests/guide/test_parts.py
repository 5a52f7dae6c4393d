"""The pure parts of the reader: levels, mappings, ids, words, catalogue."""

from __future__ import annotations

import csv
import doctest
import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tools.guide
from tests.conftest import ROOT, SHARED
from tools.guide import anchors, assembly
from tools.guide.catalogue import HANDBOOK_PRACTICES, catalogue
from tools.guide.levels import Levels
from tools.guide.mappings import read_handbook, read_safeguards
from tools.guide.organisations import organisation_of, read_organisations
from tools.guide.sections import SectionKind, section_kind
from tools.guide.views.resources import listed_under
from tools.guide.wording import id_from, revision, same_words, summary

LEVELS = Levels()
MODULES = [
    info.name
    for info in pkgutil.walk_packages(tools.guide.__path__, "tools.guide.")
    if not info.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    """What a docstring shows is what the function returns."""
    module = importlib.import_module(name)

    assert doctest.testmod(module).failed == 0


class TestLevels:
    """How pages speak of levels."""

    @pytest.mark.parametrize(
        ("text", "numbers", "unknown"),
        [
            ("Level 1 Maturity", (1,), ()),
            ("Level 2 and Level 3 Maturities", (2, 3), ()),
            ("Levels 1, 2, and 3", (1, 2, 3), ()),
            ("level 1-3", (1, 2, 3), ()),
            ("Level 2 to Level 3", (2, 3), ()),
            ("Level 3 & Level 1", (1, 3), ()),
            ("Level 4", (), ("Level 4",)),
            ("Level 3 and 4", (3,), ("Level 4",)),
            ("Level 0", (), ("Level 0",)),
            ("Level 12", (), ("Level 12",)),
            ("all maturity levels", (1, 2, 3), ()),
            ("every level", (1, 2, 3), ()),
            ("sea level", (), ()),
            ("Sublevel 1", (), ()),
            ("", (), ()),
        ],
    )
    def test_find(self, text: str, numbers: tuple[int, ...], unknown: tuple[str, ...]) -> None:
        """Names, lists and ranges of levels are found; others are named as unknown."""
        found = LEVELS.find(text)

        assert (found.numbers, found.unknown) == (numbers, unknown)

    @pytest.mark.parametrize(
        ("text", "numbers", "unknown"),
        [
            ("Level 1, Level 2", (1, 2), ()),
            ("all", (1, 2, 3), ()),
            ("Level 1, Lvl 2", (1,), ("Lvl 2",)),
            ("high", (), ("high",)),
            ("", (), ()),
        ],
    )
    def test_listed(self, text: str, numbers: tuple[int, ...], unknown: tuple[str, ...]) -> None:
        """In a field every word counts: what is no level is unknown."""
        found = LEVELS.listed(text)

        assert (found.numbers, found.unknown) == (numbers, unknown)

    def test_a_huge_range_costs_nothing(self) -> None:
        """A page cannot make the reader count to a billion."""
        assert LEVELS.find("Level 1-999999999").numbers == (1, 2, 3)

    @given(st.text(max_size=200))
    def test_any_text_is_survived(self, text: str) -> None:
        """No text makes the reader fail."""
        assert set(LEVELS.find(text).numbers) <= {1, 2, 3}
        assert LEVELS.split_suffix(text)[0] in text

    @pytest.mark.parametrize(
        ("numbers", "shown"),
        [((1,), "Level 1"), ((2, 3), "Level 2 and Level 3"), ((1, 2, 3), "all levels")],
    )
    def test_span(self, numbers: tuple[int, ...], shown: str) -> None:
        """Levels are shown as a reader would say them."""
        assert LEVELS.span(numbers) == shown


class TestMappings:
    """Items of the mapping sections."""

    @pytest.mark.parametrize(
        ("text", "numbers", "level", "problems"),
        [
            ("11.5: Test Data Recovery (Level 2 maturity)", ["11.5"], 2, 0),
            ("11.5 Test Data Recovery", ["11.5"], None, 0),
            ("Safeguard 11.5 – Test Data Recovery.", ["11.5"], None, 0),  # noqa: RUF001
            ("CIS Control 11.5", ["11.5"], None, 0),
            ("3.10: Encrypt Sensitive Data in Transit", ["3.10"], None, 0),
            ("3.1, 3.10 & 3.11", ["3.1", "3.10", "3.11"], None, 0),
            ("3.1 and 9.99", ["3.1"], None, 1),
            ("1.1.1: Strange", [], None, 1),
            ("There are no relevant CIS Controls.", [], None, 0),
            ("", [], None, 0),
        ],
    )
    def test_safeguards(
        self, text: str, numbers: list[str], level: int | None, problems: int
    ) -> None:
        """The number is what counts, however it is introduced."""
        read = read_safeguards(text, 7, LEVELS, catalogue())

        assert [item.number for item in read.mappings] == numbers
        assert {item.from_level for item in read.mappings} <= {level}
        assert {item.line for item in read.mappings} <= {7}
        assert len(read.problems) == problems

    @pytest.mark.parametrize("text", ["All!", "all safeguards", "All of them"])
    def test_everything(self, text: str) -> None:
        """*All* means all of them."""
        assert read_safeguards(text, 1, LEVELS, catalogue()).everything

    @pytest.mark.parametrize("safeguard", catalogue().safeguards.values(), ids=lambda s: s.number)
    def test_each_safeguard_maps_by_its_line(self, safeguard) -> None:
        """Each of the 153 titles is understood as it stands in the catalogue."""
        text = f"{safeguard.number}: {safeguard.title} (Level 3 maturity)"

        read = read_safeguards(text, 1, LEVELS, catalogue())

        assert [(m.number, m.from_level) for m in read.mappings] == [(safeguard.number, 3)]
        assert read.problems == ()

    @pytest.mark.parametrize(
        ("text", "numbers", "problems"),
        [
            ("21, 60", [21, 60], 0),
            ("21 and 60.", [21, 60], 0),
            ("5-8", [5, 6, 7, 8], 0),
            ("Best practices 4, 12, and 84", [4, 12, 84], 0),
            ("9: Use 2 keys", [9], 0),
            ("0", [], 1),
            ("88, 89", [88], 1),
            ("8-4", [8, 4], 0),
            ("1-999999999", [1], 1),
            ("None", [], 0),
            ("About 40", [], 1),
        ],
    )
    def test_handbook(self, text: str, numbers: list[int], problems: int) -> None:
        """Numbers 1 to 88 map, in lists and ranges."""
        read = read_handbook(text, 1)

        assert [item.number for item in read.mappings] == numbers
        assert len(read.problems) == problems

    @given(st.text(max_size=200))
    def test_any_text_is_survived(self, text: str) -> None:
        """No text makes the reader fail, and nothing maps outside the catalogue."""
        read = read_safeguards(text, 1, LEVELS, catalogue())

        assert {item.number for item in read.mappings} <= set(catalogue().safeguards)
        assert all(1 <= m.number <= HANDBOOK_PRACTICES for m in read_handbook(text, 1).mappings)


class TestIds:
    """Ids that stay."""

    @given(
        st.lists(
            st.tuples(st.sampled_from(["", "", "one", "two", "Bad Id"]), st.text(max_size=30)),
            max_size=12,
        )
    )
    def test_all_different(self, items: list[tuple[str, str]]) -> None:
        """Whatever pages spell, each item gets an id of its own, in the form of ids."""
        claims = [
            anchors.Claim(spelled=spelled, text=text, line=line)
            for line, (spelled, text) in enumerate(items, 1)
        ]

        ids = [given.id for given in anchors.grant(claims)]

        assert len(set(ids)) == len(claims)
        assert all(anchors.ID.fullmatch(id_) for id_ in ids)

    def test_spelled_ones_win(self) -> None:
        """A spelled id is granted even when an earlier item's words make the same."""
        claims = [
            anchors.Claim(spelled="", text="Lock door", line=1),
            anchors.Claim(spelled="lock-door", text="Open it", line=2),
        ]

        assert [given.id for given in anchors.grant(claims)] == ["lock-door-2", "lock-door"]

    def test_inserting_an_item_moves_no_spelled_id(self) -> None:
        """The point of it all: a new item in front leaves the others as they were."""
        claims = [
            anchors.Claim(spelled="a", text="x", line=1),
            anchors.Claim(spelled="b", text="x", line=2),
        ]
        new = anchors.Claim(spelled="", text="a", line=1)

        assert [given.id for given in anchors.grant([new, *claims])][1:] == ["a", "b"]

    @pytest.mark.parametrize(
        ("text", "id_"),
        [
            ("Keep the evidence.", "keep-evidence"),
            ("Don’t reply, and don't delete", "dont-reply-dont-delete"),  # noqa: RUF001
            ("Ändere das Paßwort", "andere-das-pawort"),
            ("24 hours a day", "n-24-hours-day"),
            ("To be or not to be", "to-be-or-not"),
        ],
    )
    def test_ids_from_words(self, text: str, id_: str) -> None:
        """An id is made of the words that carry meaning."""
        assert id_from(text) == id_

    def test_words_in_other_scripts_get_a_stable_id(self) -> None:
        """Words without a Latin letter make an id all the same."""
        assert id_from("安全") == id_from("安全")
        assert anchors.ID.fullmatch(id_from("安全"))

    def test_revision_ignores_case_and_spaces(self) -> None:
        """Only words count."""
        assert revision(["A  b"]) == revision(["a b"])
        assert revision(["a", "b"]) != revision(["ab"])


class TestCatalogue:
    """The CIS Controls as data."""

    def test_numbers(self) -> None:
        """18 controls; 153 safeguards, of which 56, 130 and 153 in the groups (CIS v8)."""
        assert len(catalogue().controls) == 18
        assert [len(catalogue().in_group(group)) for group in (1, 2, 3)] == [56, 130, 153]

    def test_it_is_the_shared_catalogue(self) -> None:
        """The data files are those that the project was given."""
        facts = SHARED / "facts" / "cis_safeguards_v8.csv"
        if not facts.exists():
            pytest.skip("../shared is absent")
        rows = list(csv.DictReader(facts.read_text().splitlines()))

        assert [(r["safeguard"], r["title"], r["implementation_group"]) for r in rows] == [
            (s.number, s.title, str(s.group)) for s in catalogue().safeguards.values()
        ]

    def test_every_safeguard_belongs_to_a_control(self) -> None:
        """The two files fit together."""
        assert {s.control for s in catalogue().safeguards.values()} == set(catalogue().controls)

    @pytest.mark.parametrize(
        ("number", "title", "expected"),
        [
            ("19.4", "", "did you mean '9.4: "),
            ("19.4", "Test Data Recovery", "did you mean '11.5: Test Data Recovery'?"),
            ("11.9", "", "the safeguards of control 11 are 11.1 to 11.5"),
            ("40.40", "", "the controls are 1 to 18"),
        ],
    )
    def test_suggestion(self, number: str, title: str, expected: str) -> None:
        """The likely right one: by title, then by control, then by number."""
        assert expected in catalogue().suggestion(number, title)


class TestWords:
    """Headings, titles, summaries, owners of addresses."""

    @pytest.mark.parametrize(
        ("heading", "kind"),
        [
            ("Goals", SectionKind.GOALS),
            ("GOALS:", SectionKind.GOALS),
            ("Actions", SectionKind.ACTIONS),
            ("Cost-Effective Tools", SectionKind.TOOLS),
            ("Cost Effective Tools and Services", SectionKind.TOOLS),
            ("Learn more", SectionKind.READING),
            ("Mapping to CIS Controls and Safeguards", SectionKind.CONTROLS),
            ("Mappings to the CIS controls", SectionKind.CONTROLS),
            ("Mapping to CIS Handbook Best Practices", SectionKind.HANDBOOK),
            ("Actions for Level 2", None),
            ("Goalkeeping", None),
            ("Introduction", None),
        ],
    )
    def test_section_kind(self, heading: str, kind: SectionKind | None) -> None:
        """A heading is known by its words, not by its case or punctuation."""
        assert section_kind(heading) is kind

    def test_same_words(self) -> None:
        """Case and punctuation make no other title; another word does."""
        assert same_words("Use of Secure-Network Management", "use of secure network management.")
        assert not same_words("Use of Networks", "Use of Network")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Keep it. Then go.", "Keep it"),
            ("Ask the U.S. Attorney. Then go.", "Ask the U.S. Attorney"),
            ("Include: Four things.", "Include"),
            ("One sentence only", "One sentence only"),
            ("Do e.g. This. Then go", "Do e.g. This"),
            ("word " * 60, f"{'word ' * 27}word …"),
        ],
    )
    def test_summary(self, text: str, expected: str) -> None:
        """Lists of links show the first sentence, at most 140 letters of it."""
        assert summary(text) == expected

    @pytest.mark.parametrize(
        ("url", "owner", "heading"),
        [
            ("https://www.fbi.gov/contact", "FBI", "FBI"),
            ("https://tips.fbi.gov", "FBI", "FBI"),
            ("https://notfbi.gov", "", "notfbi.gov"),
            ("https://fbi.gov.example.org/", "", "fbi.gov.example.org"),
            ("https://a.state.us", "States", "States"),
            ("https://www.example.org/x", "", "example.org"),
            ("https://[broken", "", "https://[broken"),
        ],
    )
    def test_organisation_of(self, url: str, owner: str, heading: str) -> None:
        """An address belongs to the organisation of its domain or of one above it."""
        known = {"fbi.gov": "FBI", "us": "States"}

        assert organisation_of(url, known) == owner
        assert listed_under(url, known) == heading

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ('[[organisation]]\nname = "FBI"\ndomains = ["FBI.gov"]\n', {"fbi.gov": "FBI"}),
            ('[[organisation]]\nname = "FBI"\n', {}),
            ('[[organisation]]\ndomains = ["fbi.gov"]\n', {}),
            ('organisation = ["FBI"]\n', {}),
            ('organisation = "FBI"\n', {}),
            ("organisation = 5\n", {}),
            ("broken = [", {}),
            ("", {}),
        ],
    )
    def test_read_organisations(self, content: str, expected: dict[str, str], tmp_path) -> None:
        """The link policy names organisations; a broken one names none."""
        policy = tmp_path / "links.toml"
        policy.write_text(content)

        assert read_organisations(policy) == expected

    def test_our_policy_names_whom_the_seed_page_links_to(self) -> None:
        """The link policy of this guide is read by the link checker and here alike."""
        known = read_organisations(ROOT / "links.toml")

        assert [known.get(d) for d in ("fbi.gov", "cisa.gov", "eac.gov", "safeelections.org")] == [
            *("FBI", "CISA", "EAC", "CSSE")
        ]

    def test_no_policy_no_organisations(self, tmp_path) -> None:
        """Without a policy each host stands for itself."""
        assert read_organisations(tmp_path / "links.toml") == {}


def test_reading_order_survives_circles() -> None:
    """Toctrees that list each other are walked once."""
    includes = {"index": ["b", "a"], "a": ["index", "c"], "b": []}

    assert assembly.reading_order("index", includes) == ["index", "b", "a", "c"]
