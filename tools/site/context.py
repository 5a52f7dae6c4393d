"""What the templates are given, beyond what Sphinx gives them: finished values."""

from __future__ import annotations

import datetime
import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from tools.guide.reviews import review_due
from tools.site import head, pages
from tools.site.assets import fingerprint
from tools.site.linked import linked_data
from tools.site.navigation import Sidebar
from tools.site.sections import page_contents
from tools.site.state import domain_of

if TYPE_CHECKING:
    from collections.abc import Container

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from tools.site.state import SiteState

TEMPLATES = Path(__file__).parents[2] / "_templates" / "site"
"""Folder of the site's templates."""

NOT_OURS = frozenset(
    "jquery.js _sphinx_javascript_frameworks_compat.js documentation_options.js doctools.js"
    " sphinx_highlight.js css/theme.css basic.css pygments.css".split()
)
"""Files of Sphinx and the theme in place of which the site has its own, or none."""


def compute(
    app: Sphinx,
    state: SiteState,
    pagename: str,
    given: dict[str, Any],
    doctree: nodes.document | None,
) -> dict[str, Any]:
    """Return what the templates need for the page *pagename* beyond what is *given*."""
    domain = domain_of(app.env)
    place = _place(app, pagename, given)
    root = place["content_root"]
    folder = posixpath.dirname(app.builder.get_target_uri(pagename))
    entries = state.entries.setdefault(root + folder, {})
    sidebar = Sidebar(state.tree, pagename, place["site_link"], entries)
    description = head.description(doctree)
    dates = _compute_dates(app, pagename)
    return {
        **place,
        "site_asset": lambda name: f"{root}_static/{name}?v={fingerprint(state.assets[name])}",
        "site_navigation": sidebar.html(),
        "site_contents": page_contents(app.env.tocs.get(pagename)),
        "site_policy": head.policy(private=pagename == pages.CHECKLIST),
        "site_description": description,
        "site_describes_itself": 'name="description"' in (given.get("metatags") or ""),
        "site_linked_data": linked_data(
            app,
            state.tree,
            pagename,
            description=description,
            changed=dates.get("site_changed"),
        ),
        "site_levels": [level.name for level in domain.levels.all],
        "site_has_checklist": bool(domain.docnames),
        "site_has_health": bool(app.config.site_link_report),
        "site_highlights": 'class="highlight' in (given.get("body") or ""),
        "script_files": _others(given["script_files"]),
        "css_files": _others(given["css_files"]),
        **dates,
        **_compute_addresses(app, pagename),
    }


def _place(app: Sphinx, pagename: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return how the page reaches others: relative, but from the top for the one not found."""
    uri = app.builder.get_target_uri
    if pagename != pages.NOT_FOUND:
        here = uri(pagename)
        return {
            "content_root": given["content_root"],
            "site_link": lambda page: relative_uri(here, uri(page)) or "#",
        }
    root = pages.site_root(app.config.html_baseurl)
    return {
        "content_root": root,
        "site_link": lambda page: root + uri(page),
        "pathto": lambda name, resource=False: root + (name if resource else uri(name)),
    }


def read_templates(folder: Path = TEMPLATES) -> dict[str, str]:
    """Return the text of each template in *folder* by its name."""
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.html"))}


def own_template(template: str, own: Container[str]) -> str | None:
    """Return the template of the site that takes the place of *template*; none where none does.

    They lie in a folder of their own, so that the EPUB keeps those of its own theme.

    >>> own_template("page.html", {"page.html"})
    'site/page.html'
    """
    return f"{TEMPLATES.name}/{template}" if template in own else None


def _others(files: list[Any]) -> list[Any]:
    """Return the scripts or style sheets that other extensions brought."""
    return [
        file
        for file in files
        if str(getattr(file, "filename", file) or "").removeprefix("_static/") not in NOT_OURS
    ]


def _compute_dates(app: Sphinx, pagename: str) -> dict[str, Any]:
    """Return when the page was reviewed and changed, and from when on it should be again."""
    if pagename not in app.env.all_docs:
        return {"spoken": _spoken}
    reviewed = _date(app.env.metadata.get(pagename, {}).get("reviewed"))
    dates = domain_of(app.env).dates
    changed = _date(dates.get(app.env.doc2path(pagename, base=False).as_posix()))
    due = review_due(reviewed, app.config.site_review_days)
    return {
        "site_reviewed": reviewed,
        "site_changed": changed,
        "site_review_due": due,
        "site_review_is_due": due is not None and due <= build_date(),
        "spoken": _spoken,
    }


def build_date() -> datetime.date:
    """Return the day of the build: that of SOURCE_DATE_EPOCH, or today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now(datetime.UTC)
    return (datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else now).date()


def _date(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((text or "").strip())
    except ValueError:  # what is wrong with it, tools.guide tells
        return None


def _spoken(date: datetime.date) -> str:
    """Return *date* as readers say it.

    >>> _spoken(datetime.date(2026, 11, 2))
    'November 2, 2026'
    """
    return f"{date:%B} {date.day}, {date.year}"


def _compute_addresses(app: Sphinx, pagename: str) -> dict[str, str]:
    """Return where the source of the page can be edited, and where a fault is reported."""
    if pagename not in app.env.all_docs:
        return {}
    file = app.env.doc2path(pagename, base=False).as_posix()
    return {
        "site_edit_url": app.config.site_edit_url.replace("{file}", file),
        "site_report_url": app.config.site_report_url.replace("{file}", file),
    }


def check_addresses(_app: Sphinx, config: Config) -> None:
    """Refuse addresses that could not be links; let that of the site end in a slash.

    Without one its last part would be lost where the address of a page is joined to it.
    """
    from sphinx.errors import ConfigError  # noqa: PLC0415 - only with a mistake in conf.py

    for name in ("site_edit_url", "site_report_url", "html_baseurl"):
        value = config[name]
        if value and not value.startswith("https://"):
            raise ConfigError(
                f"conf.py: {name} is {value!r}, which is no web address;"
                " write one that starts with https://, or leave it empty"
            )
    if config.html_baseurl:
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"
