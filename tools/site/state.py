"""What one run of Sphinx knows of the site, and the guide behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.site.navigation import NO_TREE, Tree

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from tools.guide.domain import GuideDomain


@dataclass(slots=True)
class SiteState:
    """Read once in a run, used by every page."""

    assets: dict[str, str] = field(default_factory=dict)
    """Text of each style sheet and script by its name on the site."""
    templates: dict[str, str] = field(default_factory=dict)
    """Text of each of the site's own templates by its name."""
    tree: Tree = NO_TREE
    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    """Drawn entries of the sidebar, by the folder of the pages that show them."""
    digests: dict[str, str] = field(default_factory=dict)
    """Digest of what each page shows of the others."""
    common: str = ""
    """Digest of what every page depends on: settings, templates, style sheets, code."""
    whole: str = ""
    """Digest of all that the site shows."""


def domain_of(env: BuildEnvironment) -> GuideDomain:
    """Return the domain that holds the guide's model."""
    domain: GuideDomain = env.domains["bp"]  # type: ignore[assignment]
    return domain
