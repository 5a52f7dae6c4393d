"""The lock names what pip needs to install the dependencies in any order it tries."""

from __future__ import annotations

import re
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==", re.MULTILINE)


def test_lock_names_the_extras_that_dependencies_ask_for() -> None:
    """Pip would take ``name[extra]`` in its newest version, and then refuse it for its hash."""
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {
        canonicalize_name(name): {extra.strip() for extra in extras.split(",") if extra.strip()}
        for name, extras in PINNED.findall(lock)
    }
    asked = [
        (canonicalize_name(found.name), extra)
        for distribution in distributions()
        if canonicalize_name(distribution.metadata["Name"]) in pinned
        for found in map(Requirement, distribution.requires or [])
        if found.extras and (not found.marker or found.marker.evaluate({"extra": ""}))
        for extra in found.extras
    ]

    assert ("pydantic", "email") in asked, "the dependency that showed the fault is gone"
    assert [ask for ask in asked if ask[1] not in pinned.get(ask[0], set())] == []
