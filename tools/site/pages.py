"""Pages and files of the site that no document of the source makes.

The sitemap is our own: that of sphinx-sitemap (2.9) names only the pages that the last build wrote,
in an order that changes when pages are written in parallel, and warns where there is no address.
"""

from __future__ import annotations

import itertools
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from tools.site.health import PAGE as LINK_HEALTH
from tools.site.navigation import CONTENTS
from tools.site.state import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.application import Sphinx

    from tools.guide.domain import GuideDomain
    from tools.guide.model import Action, BestPractice, Step

NOT_FOUND = "404"
CHECKLIST = "checklist"

TITLES = {
    CONTENTS: "All Pages",
    NOT_FOUND: "Page Not Found",
    CHECKLIST: "My Checklist",
    LINK_HEALTH: "Link Health",
}
"""Pages that have a template of their own, with their titles."""


def site_root(base_url: str) -> str:
    """Return the path of the site on its host, for the page that is shown at any address.

    >>> site_root("https://example.org/guide/")
    '/guide/'
    >>> site_root("")
    '/'
    """
    path = urlsplit(base_url).path
    return path if path.endswith("/") else f"{path}/"


def sitemap(base_url: str, pages: Iterable[tuple[str, str]]) -> str:
    """Return the sitemap of *pages* (address relative to *base_url*, ISO date or nothing)."""
    entries = []
    for page, date in pages:
        changed = f"<lastmod>{escape(date)}</lastmod>" if date else ""
        entries.append(f"<url><loc>{escape(urljoin(base_url, page))}</loc>{changed}</url>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{head}<urlset xmlns="{space}">\n' + "\n".join(entries) + "\n</urlset>\n"


def robots(base_url: str) -> str:
    """Return the file for web crawlers: all may be read, and where the list is, if it is known."""
    listed = f"Sitemap: {urljoin(base_url, 'sitemap.xml')}\n" if base_url else ""
    return f"User-agent: *\nAllow: /\n{listed}"


def write_crawler_files(app: Sphinx, outdir: Path) -> None:
    """Write robots.txt into *outdir*, and the sitemap if the site's address is known."""
    base = app.config.html_baseurl
    (outdir / "robots.txt").write_text(robots(base), encoding="utf-8")
    if not base:
        return
    env, dates = app.env, domain_of(app.env).dates
    changed = {
        name: dates.get(env.doc2path(name, base=False).as_posix(), "") for name in env.all_docs
    }
    indices = [
        f"{owner.name}-{index.name}" for owner in env.domains.sorted() for index in owner.indices
    ]
    made = ["genindex", *indices, *(name for name in TITLES if name != NOT_FOUND)]
    changed |= {name: "" for name in made if (outdir / f"{name}.html").exists()}
    found = [(app.builder.get_target_uri(name), changed[name]) for name in sorted(changed)]
    (outdir / "sitemap.xml").write_text(sitemap(base, found), encoding="utf-8")


def checklist(domain: GuideDomain) -> dict[str, object]:
    """Return what the page of the checklist shows: each practice with its actions, in order."""
    return {
        "site_practices": _Practices(domain),
        "site_level_names": {level.number: level.name for level in domain.levels.all},
    }


class _Practices:
    """The practices on the checklist; what they say is looked up when the page is written."""

    def __init__(self, domain: GuideDomain) -> None:
        self._domain = domain

    def __iter__(self) -> Iterator[dict[str, object]]:
        return (_practice(page) for page in self._domain.guide.practices if page.actions)

    def __repr__(self) -> str:
        """Return what tells whether the page is the same as before, see `SiteBuilder`."""
        return self._domain.fingerprints.of_view("checklist")


def _practice(practice: BestPractice) -> dict[str, object]:
    groups = itertools.groupby(practice.actions, key=lambda action: action.levels)
    return {
        "slug": practice.slug,
        "title": practice.title,
        "page": practice.page,
        "priorities": " ".join(practice.priorities),
        "groups": [(levels, [_action(action) for action in group]) for levels, group in groups],
    }


def _action(action: Action) -> dict[str, object]:
    return {
        "id": action.id,
        "revision": action.revision,
        "levels": " ".join(map(str, action.levels)),
        "text": action.text,
        "steps": _steps(action.steps),
    }


def _steps(steps: Iterable[Step]) -> str:
    items = [f"<li>{escape(step.text)}{_steps(step.steps)}</li>" for step in steps]
    return "<ul>" + "".join(items) + "</ul>" if items else ""
