"""Sphinx extension of the site: navigation, fonts, style, scripts, metadata, extra pages.

The theme is sphinx-rtd-theme, with a style sheet, scripts and templates of our own in ``_static``
and ``_templates/site``; nothing is asked of another host, and a policy tells the browser so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.guide.freshness import digest
from tools.guide.reviews import REVIEW_DAYS
from tools.site import (
    assets,
    context,
    excerpts,
    freshness,
    head,
    health,
    navigation,
    pages,
    searchindex,
)
from tools.site.builder import SiteBuilder
from tools.site.state import SiteState, domain_of
from tools.site.translator import SiteTranslator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

BUILDER = "html"
"""The builder that makes the site."""

PERMALINK = "#"
"""Sign of a permalink. The theme's is a letter of its icon font, which the site does without."""


class SiteEvents:
    """Handlers of one run of Sphinx; those of other builders do nothing."""

    def __init__(self) -> None:
        """Start before anything is read."""
        self.state = SiteState()
        self.health: health.Health | None = None

    def prepare(self, app: Sphinx) -> None:
        """Read style sheets, scripts and templates."""
        if app.builder.name == BUILDER:
            assert isinstance(app.builder, SiteBuilder)
            app.builder.state = self.state
            app.config.html_permalinks_icon = PERMALINK
            self.state.assets = assets.read_assets()
            self.state.templates = context.read_templates()
            self.health = health.read_or_warn(app.config.site_link_report, Path(app.confdir))

    def find_stale_pages(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages to write although their source did not change."""
        if app.builder.name != BUILDER:
            return []
        self.state.tree = navigation.read_tree(env)
        state = self.state
        common = repr((sorted(state.assets.items()), sorted(state.templates.items())))
        now = freshness.digests(state.tree, env.collect_relations(), common)
        state.digests = now
        state.common = freshness.common(app, state.assets, state.templates)
        guide = domain_of(env).digests[""]
        whole = (state.common, list(now.items()), guide, self.health, context.build_date())
        state.whole = digest(*whole)
        return freshness.stale(freshness.read(freshness.record(app)), now)

    def write_assets(self, app: Sphinx, _builder: Builder) -> None:
        """Write style sheet, scripts and fonts."""
        if app.builder.name == BUILDER:
            assets.write_assets(self.state.assets, Path(app.outdir) / "_static")

    def add_context(
        self,
        app: Sphinx,
        pagename: str,
        template: str,
        values: dict[str, Any],
        doctree: nodes.document | None,
    ) -> str | None:
        """Give the template what the page needs; return the site's own template."""
        if app.builder.name != BUILDER:
            return None
        values.update(context.compute(app, self.state, pagename, values, doctree))
        if doctree is not None:
            path = Path(app.outdir) / "_static" / excerpts.FOLDER / f"{pagename}.js"
            excerpts.write(path, pagename, doctree)
        return context.own_template(template, self.state.templates)

    def extra_pages(self, app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Yield the pages that no document makes: contents, checklist, links, the one not found."""
        if app.builder.name != BUILDER:
            return
        if indexer := getattr(app.builder, "indexer", None):
            searchindex.mend(indexer)  # this event comes between the last page and the index
        domain = domain_of(app.env)
        uri = app.builder.get_target_uri
        values: dict[str, dict[str, Any]] = {
            navigation.CONTENTS: {"site_all_pages": navigation.contents(self.state.tree, uri)},
            pages.NOT_FOUND: {},
        }
        if domain.docnames:
            values[pages.CHECKLIST] = pages.checklist(domain)
        if app.config.site_link_report:
            values[health.PAGE] = health.values(app, self.health, self.state.tree.titles)
        for name, own in values.items():
            title = pages.TITLES[name]
            yield name, {"title": title, "parents": [], "meta": None, **own}, f"{name}.html"

    def finish(self, app: Sphinx, failure: Exception | None) -> None:
        """Drop what no page asks for, write what hosts and crawlers read, note what is shown."""
        if not isinstance(app.builder, SiteBuilder):
            return
        if failure is not None:
            return
        outdir = Path(app.outdir)
        theme = [Path(folder) / "static" for folder in app.builder.theme.get_theme_dirs()]
        assets.drop_unused(outdir / "_static", theme)  # extensions bring theirs each time
        if app.builder.idle:
            return
        excerpts.finish(outdir / "_static" / excerpts.FOLDER, app.env, domain_of(app.env))
        head.write_host_files(outdir)
        pages.write_crawler_files(app, outdir)
        freshness.record(app).write_text(json.dumps(self.state.digests), encoding="utf-8")
        app.builder.remember()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension's parts."""
    app.add_config_value("site_edit_url", "", "html", types=frozenset({str}))
    app.add_config_value("site_report_url", "", "html", types=frozenset({str}))
    app.add_config_value("site_link_report", "", "html", types=frozenset({str}))
    app.add_config_value("site_review_days", REVIEW_DAYS, "html", types=frozenset({int}))
    app.connect("config-inited", context.check_addresses)

    app.add_builder(SiteBuilder, override=True)
    app.set_translator(BUILDER, SiteTranslator)
    events = SiteEvents()
    app.connect("builder-inited", events.prepare)
    app.connect("env-updated", events.find_stale_pages)
    app.connect("write-started", events.write_assets)
    app.connect("html-page-context", events.add_context, priority=900)
    app.connect("html-collect-pages", events.extra_pages)
    app.connect("build-finished", events.finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
