"""Register with Sphinx what the guide adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.guide import advice, garbage, limits, policy
from tools.guide.directives import DIRECTIVES, FillViews, Permalinks
from tools.guide.domain import GuideDomain, warn_of_unknown_target
from tools.guide.exports.beside import Making
from tools.guide.freshness import pages_to_write, remember
from tools.guide.labels import LabelDomain
from tools.guide.levels import DEFAULT_NAMES
from tools.guide.placeholder import View

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def leave_toctree_check_to_domain(_app: Sphinx, config: Config) -> None:
    """Silence Sphinx's word on pages outside every toctree: the domain's names the line."""
    config.suppress_warnings = [*config.suppress_warnings, "toc.not_included"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension's parts."""
    advice.setup(app)
    garbage.setup(app)
    limits.setup(app)
    policy.setup(app)

    app.add_config_value("bp_levels", list(DEFAULT_NAMES), "env", types=frozenset({list, tuple}))
    app.connect("config-inited", leave_toctree_check_to_domain)

    app.add_node(View)
    app.add_domain(LabelDomain, override=True)
    app.add_domain(GuideDomain)
    for name, directive in DIRECTIVES.items():
        app.add_directive_to_domain("bp", name, directive)
    app.add_post_transform(FillViews)
    app.add_post_transform(Permalinks)

    app.connect("env-updated", pages_to_write)
    app.connect("warn-missing-reference", warn_of_unknown_target)
    making = Making()
    app.connect("env-updated", making.start, priority=900)
    app.connect("build-finished", making.finish)
    app.connect("build-finished", remember)
    return {
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
