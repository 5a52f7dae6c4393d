"""What the environment keeps of a practice gives it back, and tells what of it has changed."""

from __future__ import annotations

import dataclasses
import pickle
from typing import TYPE_CHECKING

import pytest

from tests.guide.conftest import practice
from tools.guide.packed import WHOLE, Packed, pack
from tools.guide.views.shown import SHOWN
from tools.guide.wording import summary

if TYPE_CHECKING:
    from tools.guide.load import Loaded
    from tools.guide.model import BestPractice, Guide

MARKED = "See \ue000doc:a/page:other\ue001."


def title_of(kind: str, refdoc: str, target: str) -> str:
    """Return what was asked for."""
    return f"<{kind} {refdoc} {target}>"


@pytest.fixture(name="page")
def first_of_ours(own: Loaded) -> BestPractice:
    """A practice with goals, actions, resources and mappings."""
    return practice(own.guide, "backups")


def test_every_practice_comes_back(own: Loaded, bent: Guide) -> None:
    """Equal in every field, by the types as well; also after another trip through a file."""
    for page in (*own.guide.practices, *bent.practices):
        packed: Packed = pickle.loads(pickle.dumps(pack(page)))
        assert packed.unpack(title_of) == page
        assert repr(packed.unpack(title_of)) == repr(page)


def test_records_stay_frozen(page: BestPractice) -> None:
    """Although they are made without a look at their names."""
    back = pack(page).unpack(title_of)

    with pytest.raises(dataclasses.FrozenInstanceError):
        back.title = "Other"  # type: ignore[misc]


def test_titles_take_the_place_of_markers(page: BestPractice) -> None:
    """In each text, at any depth."""
    action = dataclasses.replace(page.actions[0], text=MARKED)
    packed = pack(dataclasses.replace(page, title=f"Our {MARKED}", actions=(action,)))
    back = packed.unpack(title_of)

    assert packed.markers == ("doc:a/page:other",)
    assert back.actions[0].text == "See <doc a/page other>."
    assert back.title == "Our See <doc a/page other>."
    assert back.goals == page.goals


def test_marks_tell_what_has_changed(page: BestPractice) -> None:
    """Views that do not show a thing need not be made again for it."""
    before = pack(page).marks
    assert before == pack(dataclasses.replace(page)).marks
    assert set(before) == {WHOLE, *SHOWN}

    actions = (dataclasses.replace(page.actions[0], text=MARKED), *page.actions[1:])
    after = pack(dataclasses.replace(page, actions=actions)).marks
    words = {WHOLE, "roadmap", "checklist", "worksheets"}
    assert {view for view in before if before[view] != after[view]} == words
    assert {view for view in after if after[view].marked} == words
    moved = tuple(dataclasses.replace(action, line=action.line + 1) for action in page.actions)
    after = pack(dataclasses.replace(page, actions=moved)).marks
    assert {view for view in before if before[view] != after[view]} == {WHOLE}


def test_outline_says_what_the_practice_says(own: Loaded, bent: Guide) -> None:
    """Ids and first sentences, and the numbers of its safeguards."""
    for page in (*own.guide.practices, *bent.practices):
        packed: Packed = pickle.loads(pickle.dumps(pack(page)))
        outline = packed.unpack_outline(title_of)
        assert outline.goals == tuple((goal.id, summary(goal.text)) for goal in page.goals)
        assert outline.actions == tuple(
            (action.id, summary(action.text)) for action in page.actions
        )
        assert outline.safeguards == tuple(mapping.number for mapping in page.safeguards)


def test_outline_is_cut_when_titles_are_known(page: BestPractice) -> None:
    """A marker may be shorter than its title, or longer."""
    long = f"{'word ' * 15}{MARKED}"
    actions = tuple(
        dataclasses.replace(page.actions[0], text=text) for text in (MARKED, long, long[:-1])
    )
    packed = pack(dataclasses.replace(page, actions=actions))
    whole = packed.unpack(title_of)

    texts = [text for _id, text in packed.unpack_outline(title_of).actions]
    assert texts == [summary(action.text) for action in whole.actions]
    assert texts[0] == "See <doc a/page other>"
