"""Pages that keep the convention, and pages that bend it, become the same kind of records."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from tests.conftest import SHARED, write_guide
from tests.guide.conftest import OWN_SOURCE, ROOTS, practice
from tools.guide.load import load
from tools.guide.model import Action, Priority, ResourceKind
from tools.guide.sections import section_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tools.guide.load import Loaded
    from tools.guide.model import Guide, Step


def texts(steps: tuple[Step, ...]) -> list[object]:
    """Return the texts of *steps*, with those inside as lists."""
    made: list[object] = []
    for step in steps:
        made.append(step.text)
        if step.steps:
            made.append(texts(step.steps))
    return made


class TestSeed:
    """The page that the convention was made from."""

    def test_counts(self, seed_guide: Loaded) -> None:
        """Everything on the seed page is counted once."""
        page = practice(seed_guide.guide, "physical_threats")

        assert (len(page.goals), len(page.actions), len(page.resources)) == (3, 3, 7)
        assert (page.safeguards, page.handbook, page.all_safeguards) == ((), (), False)

    def test_it_is_in_scope_everywhere(self, seed_guide: Loaded) -> None:
        """A page without fields is in scope at every level, and was never reviewed."""
        page = practice(seed_guide.guide, "physical_threats")

        assert page.priorities == (Priority.IN_SCOPE,) * 3
        assert page.reviewed is None

    def test_action_with_steps(self, seed_guide: Loaded) -> None:
        """The bullets inside an action are its steps, with their links and lines."""
        action = practice(seed_guide.guide, "physical_threats").actions[0]

        assert action.text.startswith("If you or anyone in your office receives an attempt")
        assert [step.line for step in action.steps] == [32, 33, 34]
        assert action.steps[1].links[0].url == "https://www.fbi.gov/contact-us/field-offices"
        assert action.levels == (1, 2, 3)

    def test_resources(self, seed_guide: Loaded) -> None:
        """Each link below tools and reading is a resource, a nested one knows its organisation."""
        resources = practice(seed_guide.guide, "physical_threats").resources
        five_steps = next(item for item in resources if "Five Steps" in item.name)

        assert [item.kind for item in resources].count(ResourceKind.TOOL) == 5
        assert five_steps.url == "https://safeelections.org/five-steps-to-safer-elections"
        assert five_steps.context == "The Committee for Safe and Secure Elections (CSSE):"

    def test_nothing_is_wrong_but_its_label(self, seed_guide: Loaded) -> None:
        """The reader finds nothing wrong; the parser says one thing, about line 7."""
        assert seed_guide.lines() == []
        assert "\x1b" not in "".join(seed_guide.messages)
        assert {
            re.search(r"rst:(\d+):", line)[1] for line in seed_guide.messages if "rst:" in line
        } == {"7"}

    def test_ids_come_from_words(self, seed_guide: Loaded) -> None:
        """A page that spells no id gets one for each goal and action, made of its words."""
        page = practice(seed_guide.guide, "physical_threats")

        assert page.actions[1].id == "physical_threats.learn-doxing-take-action"
        assert not any(item.explicit for item in (*page.goals, *page.actions))


class TestBent:
    """Each page below ``roots/bent`` bends the convention in its way."""

    def test_only_the_section_out_of_place_is_reported(self, bent: Guide) -> None:
        """Bending is no fault; only what no list can take up is reported."""
        assert [(found.docname, found.line) for found in bent.findings] == [("stray", 19)]

    def test_pages_come_in_the_order_of_the_toctree(self, bent: Guide) -> None:
        """The table of contents says which practice is first, not the alphabet."""
        order = "heights groups interrupted sentences numbers everything backwards quoted stray"

        assert [page.slug for page in bent.practices] == order.split()

    def test_sections_one_heading_level_too_high(self, bent: Guide) -> None:
        """A mapping section beside the title's section belongs to the page."""
        page = practice(bent, "heights")

        assert [(item.number, item.from_level) for item in page.safeguards] == [
            ("11.5", None),
            ("12.6", 2),
        ]
        assert [item.number for item in page.handbook] == [21, 60]

    def test_levels_in_goals(self, bent: Guide) -> None:
        """One level means from there upward, several mean those; the words lose the bracket."""
        goals = practice(bent, "heights").goals

        assert [goal.levels for goal in goals] == [(1, 2, 3), (2, 3), (2, 3)]
        assert goals[0].text == "Reach the first goal."

    def test_headings_below_a_level(self, bent: Guide) -> None:
        """Actions under further headings keep the level and remember the heading."""
        actions = practice(bent, "groups").actions

        assert [(action.levels, action.headings) for action in actions] == [
            ((1, 2, 3), ()),
            ((2, 3), ("User Recommendations",)),
            ((2, 3), ("Organizational Recommendations",)),
        ]

    def test_steps_two_deep(self, bent: Guide) -> None:
        """Lists inside lists keep their shape."""
        action = practice(bent, "groups").actions[1]

        assert texts(action.steps) == [
            "Use four words.",
            ["Not from a song.", "Not from a book."],
            "Write them nowhere.",
        ]

    def test_tables_and_figures_between_actions(self, bent: Guide) -> None:
        """What stands inside an action is its note; what stands between is a passage."""
        page = practice(bent, "interrupted")

        assert [action.text for action in page.actions] == [
            "Write the list.",
            "Check the list.",
            "Burn the list.",
        ]
        assert page.actions[0].notes[0].text == "Thing | Owner / Key | Clerk"
        assert page.actions[1].notes[0].text == "A list with a tick The list as it looks."
        assert [passage.kind for passage in page.passages] == [
            "paragraph",
            "note",
            "paragraph",
            "paragraph",
        ]
        assert page.passages[1].links[0].url == "https://form.example/a"

    def test_bullets_behind_an_action_are_its_steps(self, bent: Guide) -> None:
        """Bullets that follow a numbered list without indentation belong to its last action."""
        action = practice(bent, "interrupted").actions[2]

        assert texts(action.steps) == ["Use a fire-proof bowl.", "Stay beside it."]

    def test_sentences_in_place_of_lists(self, bent: Guide) -> None:
        """A link in a sentence is a resource; a sentence that there is none maps to nothing."""
        page = practice(bent, "sentences")

        assert [(item.name, item.url) for item in page.resources] == [
            ("Small Tool", "https://small.example"),
            ("Big Tool", "https://big.example"),
            ("Time Capsule", None),
        ]
        assert page.safeguards == page.handbook == ()
        assert [action.text for action in page.actions] == ["Bullets do here.", "Two of them."]

    def test_numbers_over_several_bullets(self, bent: Guide) -> None:
        """Nested bullets, lists in one line, ranges and table rows all map."""
        page = practice(bent, "numbers")

        assert [item.number for item in page.safeguards] == [
            *("11.1", "11.2", "14.1", "14.2", "14.3", "10.3", "5.1")
        ]
        assert [item.number for item in page.handbook] == [4, 12, 84, 20, 21, 22, 5]

    def test_all(self, bent: Guide) -> None:
        """*All!* is remembered, and counts for no single safeguard."""
        page = practice(bent, "everything")

        assert page.all_safeguards
        assert page.safeguards == ()

    def test_parts_in_another_order(self, bent: Guide) -> None:
        """Fields below the title and the definition at the end are read all the same."""
        page = practice(bent, "backwards")

        assert page.title == "Backwards"
        assert page.priorities == (
            Priority.PRIORITY,
            Priority.IN_SCOPE,
            Priority.OUT_OF_SCOPE,
        )

    def test_actions_leave_out_levels_out_of_scope(self, bent: Guide) -> None:
        """An action for all levels is one for those in scope."""
        assert practice(bent, "backwards").actions[0].levels == (1, 2)

    def test_references_read_as_the_titles_they_show(self, bent: Guide) -> None:
        """References to other pages carry the titles of those pages, wherever they stand."""
        assert practice(bent, "backwards").actions[0].text == (
            "Look back, as Groups of Actions and Interrupted Lists say,"
            " after reading Many Numbers and 3.10: Encrypt Sensitive Data in Transit."
        )

    def test_lists_indented_by_mistake(self, bent: Guide) -> None:
        """A list that docutils takes for a quotation is still a list."""
        page = practice(bent, "quoted")

        assert page.goals[0].text == "Indent with care."
        assert texts(page.actions[0].steps) == ["This bullet is too far in.", "And this one."]

    def test_opening_sections(self, bent: Guide) -> None:
        """Sections before the first of the convention are part of the opening."""
        opening = [p for p in practice(bent, "stray").passages if p.section == "What It Is"]

        assert [passage.kind for passage in opening] == ["paragraph", "item", "item"]

    def test_other_pages_are_not_practices(self, bent: Guide) -> None:
        """A page that does not title itself with |bp_title| is none, whatever its sections."""
        assert "plain" not in [page.slug for page in bent.practices]


WORD = re.compile(r"\w+")
NOT_SHOWN = (nodes.Invisible, nodes.docinfo, nodes.system_message)


def words_of_model(value: object) -> Iterator[str]:
    """Yield each word in the records *value*."""
    if isinstance(value, str):
        yield from WORD.findall(value.casefold())
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from words_of_model(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            if name not in ("id", "slug", "docname", "file", "page", "revision"):
                yield from words_of_model(getattr(value, name))


def words_of_page(document: nodes.document) -> Iterator[str]:
    """Yield each word that *document* shows below its title, without headings and mappings."""
    for text in document.findall(nodes.Text):
        above = list(_ancestors(text))
        heading = any(isinstance(node, nodes.title) for node in above)
        hidden = any(isinstance(node, NOT_SHOWN) for node in above)
        reference = any(node.tagname == "pending_xref" for node in above)
        mapping = any(_is_mapping(node) for node in above)
        if not (heading or hidden or reference or mapping):
            yield from WORD.findall(text.astext().casefold())


def _ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _is_mapping(node: nodes.Element) -> bool:
    if not isinstance(node, nodes.section):
        return False
    kind = section_kind(node[0].astext())
    return bool(kind) and kind.value.startswith("Mapping")


@pytest.mark.parametrize("source", [ROOTS / "bent", ROOTS / "views", OWN_SOURCE, SHARED / "seed"])
def test_no_word_is_lost(source, tmp_path, monkeypatch) -> None:
    """Each word of a practice is in its record, in its order of magnitude: none falls away."""
    if not source.exists():
        pytest.skip("../shared is absent")
    documents: dict[str, nodes.document] = {}
    from tools.guide import domain as domain_module

    original = domain_module.read_practice

    def spy(document, place, *rest):
        documents[place.docname] = document.deepcopy()
        return original(document, place, *rest)

    monkeypatch.setattr(domain_module, "read_practice", spy)
    guide = load(source).guide
    shared_words = {"level", "maturity", "maturities", "and", "1", "2", "3"}
    lost = {
        page.slug: sorted(
            set(words_of_page(documents[page.docname])) - set(words_of_model(page)) - shared_words
        )
        for page in guide.practices
    }

    assert guide.practices
    assert {slug: words for slug, words in lost.items() if words} == {}


PAGE = ".. |bp_title| replace:: Page\n\n|bp_title|\n----------\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#. Do :term:`this`.", ["Do this."]),
        ("#. Do **this** and ``that``.", ["Do this and that."]),
        (
            "#. Line one\n   goes on.\n\n   A second paragraph.",
            ["Line one goes on. A second paragraph."],
        ),
        ("1) One.\n2) Two.", ["One.", "Two."]),
        ("a. One.\n#. Two.", ["One.", "Two."]),
        ("#. H\\ :sub:`2`\\ O", ["H2O"]),
        ("#. See [#n]_ below.\n\n.. [#n] A note.", ["See below."]),
        ("#. Say _`it` loud.", ["Say it loud."]),
        ("#.", [""]),
    ],
)
def test_text_of_actions(
    text: str, expected: list[str], read_page: Callable[[str], Loaded]
) -> None:
    """Markup leaves its words behind, and nothing else."""
    page = read_page(f"{PAGE}Actions\n*******\n\n{text}\n").guide.practices[0]

    assert [action.text for action in page.actions] == expected


def test_revision_changes_with_words_and_steps_only(read_page: Callable[[str], Loaded]) -> None:
    """Ticks are kept by revision: layout leaves it, words and steps change it."""

    def revision(text: str) -> str:
        actions: tuple[Action, ...] = (
            read_page(f"{PAGE}Actions\n*******\n\n{text}\n").guide.practices[0].actions
        )
        return actions[-1].revision

    first = revision("#. Lock **the** door.")

    assert revision("#. :bp:id:`x` Lock the\n   door.") == first
    assert revision("#. Before.\n#. Lock the door.") == first
    assert revision("#. Lock the gate.") != first
    assert revision("#. Lock the door.\n\n   * Twice.") != first


def test_level_names_come_from_the_configuration(tmp_path) -> None:
    """A guide may call its levels as it likes."""
    from tools.guide.levels import Levels

    levels = Levels(["Baseline", "Advanced"])

    assert levels.find("Baseline and Advanced offices").numbers == (1, 2)
    assert levels.split_suffix("Reach it (advanced maturity)")[1].numbers == (2,)
    assert levels.find("Level 1").numbers == ()


STRAY_LINES = (
    "-" * 40,
    "*" * 40,
    "^" * 40,
    "#. ",
    "* ",
    ".. _x:",
    "|bp_title|",
    ":priority: x",
    ".. note::",
    "#. :bp:id:`a`",
    "|Maturity1| Maturity",
    "+---+\n| a |\n+---+",
    "",
)


def mangled(text: str, chance: random.Random) -> str:
    """Return *text* with up to twelve lines dropped, doubled, moved, cut or replaced."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 12)):
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[here] = chance.choice(
            [
                "",
                f"   {lines[here]}",
                lines[here].lstrip(),
                lines[there],
                chance.choice(STRAY_LINES),
                lines[here][: chance.randint(0, 20)],
                f"{lines[there]}\n{lines[here]}",
            ]
        )
    return "\n".join(lines)


def test_mangled_pages_are_read(tmp_path: Path) -> None:
    """Whatever happens to the lines of a page, reading it ends, and ids stay unique."""
    chance = random.Random(2026)
    pages = sorted([*OWN_SOURCE.glob("best-practices/*.rst"), *ROOTS.glob("*/*.rst")])
    texts = [mangled(chance.choice(pages).read_text(), chance) for _ in range(80)]
    write_guide(tmp_path, {f"p{number}": text for number, text in enumerate(texts)})
    guide = load(tmp_path).guide
    ids = [item.id for page in guide.practices for item in (*page.goals, *page.actions)]

    assert len(guide.practices) > 40
    assert len(ids) == len(set(ids))
