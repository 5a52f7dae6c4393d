"""Editions: one per level, checklists, pages alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from tools.guide.levels import Levels
from tools.pdf.checklist import checklist_of
from tools.pdf.practice import Safeguard, first_sentence, safeguards
from tools.pdf.pruning import is_for, pruned

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pdf.conftest import Built

INDEX = """\
The Guide
=========

See :doc:`one`, :doc:`two` and :ref:`hard <hard>`.

.. toctree::
   :caption: Practices

   one
   two
   level-2
"""
ONE = """\
One
===

Why, as :doc:`two` says.

Goals
-----

#. Everybody's goal.
#. A goal of some. (Level 2 maturity)

Actions
-------

#. Call 911. Then write it down.
#. Do this: with a list

   * a step

Level 1 Maturity
^^^^^^^^^^^^^^^^

#. Ask the county.

Level 2 and Level 3 Maturities
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

.. _hard:

#. Do it *yourself*. See `CISA <https://www.cisa.gov/>`__.

Mapping to CIS Controls and Safeguards
--------------------------------------

* 2.10: Second Safeguard (Level 2 maturity)
* 2.9: First Safeguard.

Later
-----

#. Only for the great. (Level 3 maturity)
"""
TWO = ":out-of-scope: Level 1\n\nTwo\n===\n\nActions\n-------\n\n#. Test the test.\n"
LEVEL = "Level 2: Tested\n===============\n\nWords for the second level.\n"
FILES = {"one.rst": ONE, "two.rst": TWO, "level-2.rst": LEVEL}
EDITIONS = {
    "full": {"title": "The Guide", "root": "index"},
    "level-1": {"title": "The Guide: Level 1", "root": "index", "level": "Level 1"},
    "level-2": {"title": "The Guide: Level 2", "root": "index", "level": "Level 2"},
    "level-3": {"title": "The Guide: Level 3", "root": "index", "level": "Level 3"},
    "ticks": {"title": "Ticks", "root": "index", "level": "Level 1", "kind": "checklist"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    from tests.pdf.conftest import CONF, build

    folder = tmp_path_factory.mktemp("editions")
    source = folder / "source"
    source.mkdir()
    for name, text in {"conf.py": CONF, "index.rst": INDEX, **FILES}.items():
        (source / name).write_text(text)
    return build(source, folder, pdf_editions=EDITIONS, pdf_pages=["on*"])


def titles(built: Built, name: str) -> list[str]:
    return [title for _, title in built.pdf(name).outline]


def test_edition_of_a_level_holds_what_that_level_needs(built: Built) -> None:
    """Its own sections and those of all levels; no page out of its scope or for a higher level."""
    assert "Level 1 Maturity" in titles(built, "level-1")
    assert {"Two", "Level 2: Tested", "Level 2 and Level 3 Maturities", "Later"}.isdisjoint(
        titles(built, "level-1")
    )
    assert {"Two", "Level 2: Tested", "Level 2 and Level 3 Maturities"} <= set(
        titles(built, "level-2")
    )
    assert "Level 1 Maturity" not in titles(built, "level-2")


def test_page_of_a_level_stays_in_the_editions_above(built: Built) -> None:
    """The higher levels build on it."""
    assert "Level 2: Tested" in titles(built, "level-3")


def test_goals_hold_from_their_level_up(built: Built) -> None:
    """An item that ends in a level is for that one and those above."""
    assert "A goal of some" not in built.pdf("level-1").text
    assert "A goal of some" in built.pdf("level-2").text
    assert "A goal of some" in built.pdf("level-3").text


def test_reference_to_a_left_out_page_becomes_text_with_a_note(built: Built) -> None:
    """No dead link, and the reader learns where the page is."""
    assert "Why, as Two (in the full guide) says." in built.pdf("level-1").text
    assert "(in the full guide)" not in built.pdf("full").text


def test_reference_to_a_left_out_section_leads_to_its_page(built: Built) -> None:
    """The page is there, so the link leads to it."""
    pdf = built.pdf("level-1")

    assert "and hard (page" in pdf.text
    assert pdf.inner_links >= 2


def test_section_that_lost_all_it_had_goes_too(built: Built) -> None:
    """No heading stands over nothing."""
    assert "Later" not in titles(built, "level-2")
    assert "Later" in titles(built, "level-3")


def test_checklist_has_the_first_sentence_of_each_action(built: Built) -> None:
    """Short enough to work through; the guide has the rest."""
    pdf = built.pdf("ticks")

    assert pdf.outline == [(1, "Ticks"), (2, "One")]
    for words in ("1. Call 911.", "2. Do this.", "3. Ask the county."):
        assert words in pdf.text
    assert "write it down" not in pdf.text
    assert "a step" not in pdf.text


def test_checklists_of_our_guide_have_at_most_twelve_pages(own_guide: Built) -> None:
    """They are to be carried around."""
    found = [own_guide.pdf(f"checklist-{n}").pages for n in (1, 2, 3)]
    lengths = [len(pages) for pages in found]

    assert max(lengths) <= 12
    assert lengths == sorted(lengths)


def test_each_sheet_of_a_checklist_says_which_it_is(own_guide: Built) -> None:
    """Sheets get apart."""
    assert all(page.startswith("Our Guide ") for page in own_guide.pdf("checklist-3").pages)


def test_page_alone_has_neither_title_page_nor_contents(built: Built) -> None:
    """It starts with the page itself, and ends with its links."""
    pdf = built.pdf("one")

    assert pdf.pages[0].startswith("One A Guide One Why, as")
    assert pdf.outline[-1] == (2, "Links")
    assert not (built.outdir / "two.pdf").exists()


def test_one_edition_can_be_built(make: Callable[..., Built]) -> None:
    """`pdf_only` names it; the others stay as they are."""
    only = make(INDEX, FILES, pdf_editions=EDITIONS, pdf_only="level-2", pdf_pages=["*"])

    assert [path.name for path in only.outdir.iterdir()] == ["level-2.pdf"]


def test_unknown_edition_is_explained(make: Callable[..., Built]) -> None:
    """A slip in EDITION= names those that there are."""
    built = make(INDEX, FILES, pdf_editions=EDITIONS, pdf_only="level-9")

    assert "There is no edition 'level-9'; the editions are full, level-1" in built.error


def test_editions_that_are_no_more_are_removed(make: Callable[..., Built]) -> None:
    """A renamed edition leaves no stale PDF behind."""
    make(INDEX, FILES, pdf_editions=EDITIONS)
    after = make(INDEX, FILES, pdf_editions={"full": EDITIONS["full"]})

    assert [path.name for path in after.outdir.iterdir()] == ["full.pdf"]


def test_safeguards_are_indexed_by_number_with_their_page(built: Built) -> None:
    """2.9 comes before 2.10, and the page is where the practice names it."""
    pages = built.pdf("full").pages
    named = next(i for i, text in enumerate(pages, 1) if "2.9: First Safeguard" in text)
    index = next(text for text in pages if text.startswith("Index of CIS Safeguards"))

    assert f"2.9 First Safeguard {named} 2.10 Second Safeguard {named}" in index


def test_actions_have_a_box_to_tick(typst: Callable[[str], str]) -> None:
    """Lists of actions do; a list inside an action and one of goals do not."""
    written = typst(ONE.replace(":doc:`two`", "two").replace("_hard", "_easy"))

    assert written.count("#actions(") == 3
    assert written.count("#enum(") == 2


LEVELS = Levels()


@pytest.mark.parametrize(
    ("title", "fields", "expected"),
    [
        ("Backups", {}, [1, 2, 3]),
        ("Backups", {"out-of-scope": "Level 1"}, [2, 3]),
        ("Backups", {"out-of-scope": "Level 1, Level 2"}, [3]),
        ("Level 1: First", {}, [1, 2, 3]),
        ("Level 2: Then", {}, [2, 3]),
        ("Level 3: Last", {}, [3]),
        ("The Three Levels", {}, [1, 2, 3]),
    ],
)
def test_page_is_for_levels(title: str, fields: dict[str, str], expected: list[int]) -> None:
    """Its title or its fields say for which."""
    assert [level for level in (1, 2, 3) if is_for(title, fields, LEVELS, level)] == expected


def test_page_for_all_levels_is_not_copied() -> None:
    """Copies cost time: there is one only where something goes."""
    doctree = publish_doctree("T\n=\n\nA\n-\n\n#. a\n", settings_overrides={"doctitle_xform": 0})

    assert pruned(doctree, LEVELS, 1) is doctree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 911. Then write.", "Call 911."),
        ("Do this: that.", "Do this."),
        ("Ask the U.S. Attorney. Then wait.", "Ask the U.S. Attorney."),
        ("Is it so? Yes.", "Is it so?"),
        ("No stop at all", "No stop at all"),
        ("Use version 2.5 of it. Now.", "Use version 2.5 of it."),
        ("Read it\nall. Then go.", "Read it all."),
    ],
)
def test_first_sentence_is(text: str, expected: str) -> None:
    """Abbreviations and numbers do not end a sentence."""
    assert first_sentence(text) == expected


def test_checklist_of_a_page_without_actions_is_none() -> None:
    """Pages that are no practices are not on the list."""
    doctree = publish_doctree("T\n=\n\n#. a\n", settings_overrides={"doctitle_xform": 0})

    assert checklist_of(doctree, "t.rst") is None


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("11.5: Test Data Recovery (Level 2 maturity)", Safeguard("11.5", "Test Data Recovery")),
        ("12.6 Use of Secure Protocols", Safeguard("12.6", "Use of Secure Protocols")),
        ("There are no relevant CIS Controls.", None),
    ],
)
def test_safeguard_of_an_item(item: str, expected: Safeguard | None) -> None:
    """The number is what counts; a colon may be left out."""
    page = f"T\n=\n\nMapping to CIS Safeguards\n-------------------------\n\n* {item}\n"
    doctree = publish_doctree(page, settings_overrides={"doctitle_xform": 0})
    found = [safeguard for _, safeguard in safeguards(doctree)]

    assert found == ([expected] if expected else [])
    assert all(isinstance(item, nodes.list_item) for item, _ in safeguards(doctree))
