"""Which built pages are stale although their source did not change.

A page shows titles of others (sidebar, previous and next, the way back), and it names the style
sheet and the scripts with a fingerprint. Sphinx knows of neither, so each build notes what every
page showed, and the next one writes the pages for which that has changed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.guide.freshness import code_of, digest
from tools.site.navigation import Sidebar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx

    from tools.site.navigation import Tree

TOOLS = Path(__file__).parents[1]
"""Folder of the code that makes pages."""


def shown(
    tree: Tree, page: str, around: Iterable[str | None], known: dict[str, str] | None = None
) -> str:
    """Return what *page* shows of the others: its sidebar and the titles *around* it.

    *known* keeps what other pages have shown, see `Sidebar`.
    """
    titles = [tree.titles.get(name or "", "") for name in [*around, *tree.path(page)]]
    return "\n".join([Sidebar(tree, page, str, known).html(), *titles])


def digests(tree: Tree, relations: Mapping[str, list[str | None]], common: str) -> dict[str, str]:
    """Return a digest for each page of *tree* of what it shows of the others and of *common*."""
    basis, known = hashlib.sha256(common.encode()), dict[str, str]()
    made = {}
    for page in sorted(tree.titles):
        digest = basis.copy()
        digest.update(shown(tree, page, relations.get(page, ()), known).encode())
        made[page] = digest.hexdigest()[:16]
    return made


def common(app: Sphinx, assets: Mapping[str, str], templates: Mapping[str, str]) -> str:
    """Return a digest of what every page depends on: settings, *assets*, *templates*, the code."""
    made_by = app.builder.build_info  # type: ignore[attr-defined]  # the site's builder has it
    loader = app.builder.templates.newest_template_mtime()
    settings = (made_by.config_hash, made_by.tags_hash, loader, app.config.bp_levels)
    parts = (settings, sorted(assets.items()), sorted(templates.items()), code_of(TOOLS))
    return digest(*parts)


def stale(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the pages whose digest differs; none where nothing is known of the build before."""
    return [page for page in now if before and before.get(page) != now[page]]


def record(app: Sphinx) -> Path:
    """Return the file in which the digests of the last build are kept."""
    return Path(app.doctreedir) / f"site-{app.builder.name}.json"


def read(path: Path) -> dict[str, Any]:
    """Return what a build before has noted in *path*; nothing where it is missing or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
