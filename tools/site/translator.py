"""HTML of page contents: Sphinx's, without inline styles and with what readers' aids need.

Inline styles are against the Content-Security-Policy. Tables get headers with a scope and a box
that scrolls, permalinks get a name, actions carry their levels for the scripts. Classes and
elements of links that no style sheet names are left out: a list of actions has hundreds.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from tools.site.state import domain_of

if TYPE_CHECKING:
    from docutils.nodes import Element

WRONG_ROLES = frozenset({"heading", "list", "doc-biblioentry"})
"""Roles that docutils and Sphinx give out against ARIA: headings of a table of contents without a
level, lists of citations whose children are no list items, an outdated role of a citation."""

STEP = 5
"""Column widths are rounded to this many percent: there is a class for each multiple."""


def width_class(share: float) -> str:
    """Return the class of a column that has this *share* (0 to 1) of the table.

    >>> width_class(0.28)
    'w-30'
    """
    return f"w-{max(STEP, round(share * 100 / STEP) * STEP)}"


@lru_cache(maxsize=512)
def picture_size(path: Path) -> tuple[int, int] | None:
    """Return width and height of the picture in *path* in pixels; none where it has no size."""
    if path.suffix == ".svg":
        return _svg_size(path.read_text("utf-8", errors="replace")[:4000])
    from sphinx.util.images import get_image_size  # noqa: PLC0415 - only for pixel images

    return get_image_size(path)


def _svg_size(text: str) -> tuple[int, int] | None:
    box = re.search(r"""\bviewBox=["'][-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)["']""", text)
    return (round(float(box[1])), round(float(box[2]))) if box else None


class SiteTranslator(HTML5Translator):
    """Writes the contents of a page of the site."""

    def starttag(self, node: Element, tagname: str, *args: Any, **attributes: Any) -> str:
        """Return the tag without inline style and without roles that are wrong."""
        attributes.pop("style", None)
        for name in ("role", "ROLE"):
            if attributes.get(name) in WRONG_ROLES:
                attributes.pop(name)
        return str(super().starttag(node, tagname, *args, **attributes))

    # -- Tables --------------------------------------------------------------

    @cached_property
    def _actions(self) -> dict[str, tuple[str, str]]:
        """Levels and revision of each action of the page, by its anchor."""
        practice = domain_of(self.builder.env).practice_on(self.docnames[0])
        return {
            action.id: (" ".join(map(str, action.levels)), action.revision)
            for action in (practice.actions if practice else ())
        }

    def visit_table(self, node: Element) -> None:
        """Open a box that scrolls by itself where the table is wider than the page."""
        self._tables = getattr(self, "_tables", 0) + 1
        name = self.attval(self._table_name(node))
        self.body.append(
            f'<div class="table-box" role="region" aria-label="{name}" tabindex="0">\n'
        )
        super().visit_table(node)  # type: ignore[arg-type]

    def depart_table(self, node: Element) -> None:
        """Close the box."""
        super().depart_table(node)  # type: ignore[arg-type]
        self.body.append("</div>\n")

    def _table_name(self, node: Element) -> str:
        """Return a name that no other table of the page has."""
        own = next((child.astext() for child in node.children if _is_title(child)), "")
        above: nodes.Node | None = node
        while above is not None and not isinstance(above, nodes.section):
            above = above.parent
        name = own or (above.children[0].astext() if above is not None else "")
        return f"Table {self._tables}: {name}" if name else f"Table {self._tables}"

    def depart_colspec(self, node: Element) -> None:
        """Write the columns with classes instead of styles."""
        before = len(self.body)
        super().depart_colspec(node)  # type: ignore[arg-type]
        if len(self.body) > before:
            total = sum(spec.propwidth() for spec in self.colspecs)
            cols = [
                f'<col class="{width_class(spec.propwidth() / total)}" />' for spec in self.colspecs
            ]
            self.body[before:] = ["<colgroup>\n", *(f"{col}\n" for col in cols), "</colgroup>\n"]

    def visit_entry(self, node: Element) -> None:
        """Say of a header cell whose header it is; a header cell without text is none."""
        before = len(self.body)
        super().visit_entry(node)  # type: ignore[arg-type]
        tag = self.body[before]
        if not tag.startswith("<th"):
            return
        if node.astext().strip():
            scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
            self.body[before] = tag.replace("<th", f'<th scope="{scope}"', 1)
        else:
            self.body[before] = tag.replace("<th", "<td", 1)
            self.context[-1] = "</td>\n"

    # -- Pictures ------------------------------------------------------------

    def visit_image(self, node: Element) -> None:
        """Write the picture with its size, so that the page does not move when it arrives."""
        original = Path(self.builder.srcdir) / node["uri"]
        for name in ("width", "height"):
            if not re.fullmatch(r"\d+(px)?", str(node.get(name, "0"))):
                del node[name]
        before = len(self.body)
        super().visit_image(node)  # type: ignore[arg-type]
        size = picture_size(original) if original.is_file() else None
        if size and "width" not in node and "height" not in node:
            self.body[before:] = [
                part.replace("<img ", f'<img width="{size[0]}" height="{size[1]}" ', 1)
                for part in self.body[before:]
            ]

    def visit_citation(self, node: Element) -> None:
        """Open the box of the first citation without calling it a list; see `WRONG_ROLES`."""
        before = len(self.body)
        super().visit_citation(node)  # type: ignore[arg-type]
        self.body[before:] = [part.replace(' role="list"', "") for part in self.body[before:]]

    # -- Lists, links, headings ----------------------------------------------

    def visit_list_item(self, node: Element) -> None:
        """Give an action its levels and the revision of its words."""
        found = self._actions.get(node.get("bp_anchor", ""))
        data = {"data-levels": found[0], "data-revision": found[1]} if found else {}
        self.body.append(self.starttag(node, "li", "", **data))

    def visit_reference(self, node: Element) -> None:
        """Name a permalink by more than its sign; leave out what says only that this is a link."""
        before = len(self.body)
        super().visit_reference(node)
        tag = self.body[before]
        if "headerlink" in node["classes"]:
            tag = re.sub(r' title="[^"]*"', ' aria-label="Link to this item"', tag)
        self.body[before] = _LINK_CLASS.sub("", tag)

    def visit_inline(self, node: Element) -> None:
        """Open an element, but none around the words of a link."""
        if not _is_words_of_link(node):
            super().visit_inline(node)  # type: ignore[arg-type]

    def depart_inline(self, node: Element) -> None:
        """Close it."""
        if not _is_words_of_link(node):
            super().depart_inline(node)  # type: ignore[arg-type]

    def depart_title(self, node: Element) -> None:
        """Put the permalink of a heading behind it: inside it would be read as part of its name.

        The title of a page has none, for the address of the page says it already.
        """
        is_heading = self.context[-1].startswith("</h")
        is_page_title = self.context[-1].startswith("</h1")
        before = len(self.body)
        super().depart_title(node)  # type: ignore[arg-type]
        if is_heading and len(self.body) - before == 2:
            link, close = self.body[before:]
            self.body[before:] = [close] if is_page_title else [close.rstrip(), link, "\n"]

    def add_permalink_ref(self, node: Element, title: str) -> None:
        """Add the permalink of a heading, named after it."""
        before = len(self.body)
        super().add_permalink_ref(node, title)
        if len(self.body) > before:
            name = self.attval(f"Link to “{_heading_of(node)}”")
            self.body[before:] = [
                re.sub(r' title="[^"]*"', f' aria-label="{name}"', part)
                for part in self.body[before:]
            ]


_LINK_CLASS = re.compile(r' class="reference (?:in|ex)ternal"')


def _is_words_of_link(node: Element) -> bool:
    classes = node["classes"]
    bare = not classes or "xref" in classes or "doc" in classes
    return bare and isinstance(node.parent, nodes.reference) and not node["ids"]


def _is_title(node: nodes.Node) -> bool:
    return isinstance(node, nodes.title)


def _heading_of(node: Element) -> str:
    """Return the heading, caption or term that *node* is or has; else what it is called."""
    if isinstance(node, nodes.term):
        return node.astext()
    headings = (nodes.title, nodes.caption)
    heading = next((child for child in node.children if isinstance(child, headings)), None)
    return heading.astext() if heading is not None else node.tagname
