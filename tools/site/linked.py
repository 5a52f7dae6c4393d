"""What a page says of itself in JSON-LD, for search engines: names, dates, the way to it.

Only where the address of the site is known: all of these need absolute addresses.
Vocabulary: schema.org; forms that search engines read: ``TechArticle``, ``BreadcrumbList``,
``WebSite``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from markupsafe import Markup

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from tools.site.navigation import Tree


def linked_data(
    app: Sphinx, tree: Tree, page: str, *, description: str, changed: datetime.date | None
) -> Markup:
    """Return the JSON-LD of the *page*, for a script element; empty where there is none to give."""
    config = app.config
    if not config.html_baseurl or page not in app.env.all_docs:
        return Markup()
    base = str(config.html_baseurl)

    def address(name: str) -> str:
        return str(urljoin(base, app.builder.get_target_uri(name)))

    site = {
        "@type": "WebSite",
        "@id": f"{base}#site",
        "url": base,
        "name": config.project,
        "inLanguage": config.language,
        "publisher": {"@type": "Organization", "name": config.author},
    }
    if page == config.root_doc:
        return script_text([site | _known(description=description)])
    way = [name for name in reversed(tree.path(page)) if name in tree.titles]
    title = tree.titles.get(page, "")
    article = {
        "@type": "TechArticle",
        "headline": title,
        "url": address(page),
        "inLanguage": config.language,
        "isPartOf": {"@id": site["@id"]},
        **_known(description=description, dateModified=changed.isoformat() if changed else ""),
    }
    steps = [(config.project, base), *((tree.titles[name], address(name)) for name in way)]
    return script_text([article, site, breadcrumbs(steps)])


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: *steps* are name and address, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(steps, 1)
        ],
    }


def script_text(graph: list[dict[str, Any]]) -> Markup:
    r"""Return *graph* as text that stays inside of its script element, whatever the names are.

    >>> print(script_text([{"name": "</script>"}]))
    {"@context":"https://schema.org","@graph":[{"name":"\u003c/script\u003e"}]}
    """
    content = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _known(**facts: str) -> dict[str, str]:
    return {name: fact for name, fact in facts.items() if fact}
