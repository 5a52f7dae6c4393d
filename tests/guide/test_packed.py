"""What the environment keeps of a practice gives it back, and tells what of it has changed."""

from __future__ import annotations

import dataclasses
import pickle
from typing import TYPE_CHECKING

import pytest

from tests.guide.conftest import practice
from tools.guide.packed import WHOLE, Packed, pack
from tools.guide.views.shown import SHOWN

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
    assert {view for view in before if before[view] != after[view]} == {WHOLE, "roadmap"}
    assert {view for view in after if after[view].marked} == {WHOLE, "roadmap"}
