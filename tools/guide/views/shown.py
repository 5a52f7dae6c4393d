"""What a view of the whole guide shows of each practice, so that it is made again only for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.guide.wording import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tools.guide.model import BestPractice, Step


def _counts(practice: BestPractice) -> object:
    counted = (practice.goals, practice.actions, practice.resources, practice.safeguards)
    return [len(items) for items in counted]


def _plan(practice: BestPractice) -> object:
    actions = [(action.id, summary(action.text), action.levels) for action in practice.actions]
    return practice.priorities, actions


def _safeguards(practice: BestPractice) -> object:
    mappings = [(mapping.number, mapping.from_level) for mapping in practice.safeguards]
    return practice.all_safeguards, mappings


def _resources(practice: BestPractice) -> object:
    return [(resource.kind, resource.name, resource.url) for resource in practice.resources]


def _checklist(practice: BestPractice) -> object:
    actions = [
        (action.id, action.revision, action.levels, action.text, _words(action.steps))
        for action in practice.actions
    ]
    return practice.priorities, actions


def _words(steps: Iterable[Step]) -> list[object]:
    return [(step.text, _words(step.steps)) for step in steps]


def _worksheets(practice: BestPractice) -> object:
    numbers = [mapping.number for mapping in practice.safeguards]
    return _checklist(practice), numbers, practice.reviewed


def _files(practice: BestPractice) -> object:
    """Return what decides whether there is a file for a level, and one of mappings."""
    levels = {level for action in practice.actions for level in action.levels}
    return sorted(levels), bool(practice.actions and practice.safeguards)


SHOWN: Mapping[str, Callable[[BestPractice], object]] = {
    "index": lambda practice: practice.priorities,
    "counts": _counts,
    "roadmap": _plan,
    "controls-totals": _safeguards,
    "controls-gaps": _safeguards,
    "control": _safeguards,
    "handbook-map": lambda practice: [mapping.number for mapping in practice.handbook],
    "resources": _resources,
    "exports": _files,
    "checklist": _checklist,
    "worksheets": _worksheets,
}
"""By the name of the view, page or file. Beside it, each shows slug, page and title of the
practice, the levels and the address of the site; one that is not named here is taken to show
everything."""
