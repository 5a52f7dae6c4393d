"""Which built pages a change makes stale.

Sphinx writes the pages whose source changed. A derived view also changes with other pages, with
the history in git, and with what another builder has read into the shared environment; a reference
changes with the title of what it names. So each builder remembers which guide it wrote last.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from tools.guide.domain import GuideDomain
    from tools.guide.model import Guide

Digests = dict[str, str]
"""Digest of each page by docname, of its practice and of what its references name; under an empty
name that of the whole guide."""


def digests(guide: Guide, referred: Mapping[str, Sequence[object]]) -> Digests:
    """Return the digests of *guide*, in which each page of *referred* names those things."""
    practices = {practice.docname: _digest(practice) for practice in guide.practices}
    whole = [guide.title, guide.version, guide.levels, *(p.page for p in guide.practices)]
    pages = {
        docname: _digest((practices.get(docname), found)) for docname, found in referred.items()
    }
    return {"": _digest((whole, list(practices.items()))), **practices, **pages}


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def stale(before: Digests, now: Digests, dependents: Iterable[str]) -> list[str]:
    """Return the pages to write again: changed ones and, where any practice did, *dependents*."""
    changed = {name for name in now if name and now[name] != before.get(name)}
    if now[""] != before.get(""):
        changed.update(dependents)
    return sorted(changed)


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose views differ from what this builder wrote last."""
    domain: GuideDomain = env.domains["bp"]  # type: ignore[assignment]
    return stale(_read(_record(app)), domain.digests, domain.data["dependents"])


def remember(app: Sphinx, failure: Exception | None) -> None:
    """Note which guide was written, unless the build failed."""
    if failure is None:
        domain: GuideDomain = app.env.domains["bp"]  # type: ignore[assignment]
        _record(app).write_text(json.dumps(domain.digests), encoding="utf-8")


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"views-{app.builder.name}.json"


def _read(path: Path) -> Digests:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
