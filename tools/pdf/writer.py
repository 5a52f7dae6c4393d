"""Write a page of the guide as Typst source, one method per kind of node.

Each ``visit_<node>`` returns the Typst source of its node, children included. Functions named
in that source (``#weblink``, ``#admonition`` ...) are those of guide.typ, or Typst's own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from docutils import nodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging

from tools.pdf import escape
from tools.pdf.checklist import checklist_of
from tools.pdf.errors import place_of, unknown_node
from tools.pdf.labels import is_internal, label_of, leads_to
from tools.pdf.links import addresses
from tools.pdf.pages import (
    PageSource,
    Reference,
    has_content,
    ids,
    open_anchor,
    open_level,
    open_number,
    open_reference,
    title_of,
    title_section,
    toctrees,
)
from tools.pdf.practice import Safeguard, action_lists, safeguards
from tools.pdf.tables import Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Set

    from sphinx import addnodes

    Pictures = Callable[[nodes.image], str | None]

logger = logging.getLogger(__name__)

WEB = ("https://", "http://", "mailto:", "tel:")
"""What the address of a link on paper may start with."""

BOXES = frozenset({"at-a-glance"})
"""Classes of containers that are drawn as a box."""

ENUMERATORS = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
# Their source is no markup of its own: it takes the anchor in, or is a target itself.
_OWN_ANCHOR = (
    nodes.section,
    nodes.footnote,
    nodes.figure,
    nodes.definition_list_item,
    nodes.field,
    nodes.option_list_item,
)
_BODIES = (nodes.definition, nodes.field_body, nodes.description)
LINE = 45
"""Words of more characters than this may not fit on a line, so they may be broken anywhere."""

SIZES = ("width", "height")

HYPHENATED = 25
"""Words of letters alone up to this length are left to Typst's hyphenation."""

_WORD = re.compile(r"\S+")
_LENGTH = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[a-z%]*)", re.IGNORECASE)
_UNITS = {"": 0.75, "px": 0.75, "pc": 12.0}  # in points; a CSS pixel is 1/96 inch


class Writer:
    """Turns one page of the guide into Typst source."""

    def __init__(
        self,
        docname: str,
        doctree: nodes.document,
        pictures: Pictures,
        undrawable: Set[str] = frozenset(),
    ) -> None:
        """Prepare to write *doctree*, the page *docname*.

        Args:
            docname: The name of the page, which other pages refer to.
            doctree: The page; its references are resolved.
            pictures: Returns the path of an image as Typst sees it, None where there is no file.
            undrawable: Characters to spell out, for no font at hand draws them.

        """
        self.tables: list[list[list[int]]] = []  # see `rowheads.mark_row_headers`
        self._docname = docname
        self._doctree = doctree
        self._pictures = pictures
        self._undrawable = undrawable
        self._source = str(doctree.get("source") or docname)
        self._references: list[Reference] = []
        self._safeguards: list[Safeguard] = []
        self._depth = -1  # of the section, 0 being the one that the title of the page heads
        self._plain = False  # within a heading: no notes, no numbers of links
        self.word_limit = LINE  # longer words than this may be broken anywhere
        self._verbatim = False  # within preformatted text: spaces and line ends count
        self._in_text = False  # within a paragraph: an image stands in the line
        self._noted: set[str] = set()  # labels of footnotes that were written
        self._elements = list(doctree.findall(nodes.Element))  # to walk the tree takes time
        self._footnotes = {
            name: node
            for node in self._elements
            if isinstance(node, nodes.footnote)
            for name in node["ids"]
        }
        self._actions = set(map(id, action_lists(doctree)))  # the lists with boxes to tick
        self._mapped = {id(item): found for item, found in safeguards(doctree)}
        self._explained: set[str] = set()  # abbreviations of this page that were spelled out

    def page(self) -> PageSource:
        """Return the page. Raises `PdfError` where it holds what there is no method for."""
        title = title_section(self._doctree)
        return PageSource(
            docname=self._docname,
            title=title_of(self._doctree),
            start=title["ids"][0] if title and title["ids"] else "",
            text=self.write(self._doctree),
            has_content=has_content(self._doctree),
            ids=ids(self._elements),
            references=self._references,
            addresses=addresses(self._elements),
            safeguards=self._safeguards,
            tables=self.tables,
            toctrees=toctrees(self._elements),
            checklist=checklist_of(self._doctree, self._source),
        )

    # -- Walking -------------------------------------------------------------

    def write(self, node: nodes.Node) -> str:
        """Return the Typst source of *node*, with the anchors that references need.

        Raises `PdfError` when there is no method for it.
        """
        name = _method(type(node))  # type: ignore[arg-type]  # a class has a hash of its own
        if name is None:
            self.unknown(node)
        source = str(getattr(self, name)(node))
        return source if isinstance(node, _OWN_ANCHOR) else self.anchor(node) + source

    def unknown(self, node: nodes.Node) -> NoReturn:
        """Raise the error that names *node* and its place."""
        raise unknown_node(node, self._source)

    def children(self, node: nodes.Node) -> str:
        """Return the Typst source of the children of *node*, one after the other."""
        return "".join(self.write(child) for child in node.children)

    def block(self, node: nodes.Node, source: str) -> str:
        """Return *source* as a block of its own that remembers where *node* stands."""
        path, line = place_of(node, self._source)
        return f"\n{escape.place(path, line)}{source.strip()}\n\n"

    def quoted(self, text: str) -> str:
        """Return *text* as Typst markup."""
        return escape.markup(text, self._undrawable)

    def string(self, text: str) -> str:
        """Return *text* as a Typst string."""
        return escape.string(text, self._undrawable)

    def warn(self, node: nodes.Node, message: str) -> None:
        """Log *message* as a warning at the place of *node*."""
        path, line = place_of(node, self._source)
        logger.warning(message, location=f"{path}:{line or ''}", type="pdf")

    def anchor(self, node: nodes.Node) -> str:
        """Return an invisible target for references to *node*, "" where it has no id."""
        if not isinstance(node, nodes.Element) or not node["ids"]:
            return ""
        return open_anchor(node["ids"][0])

    # -- Pages and headings --------------------------------------------------

    def visit_document(self, node: nodes.document) -> str:
        section = title_section(node)
        anchor = "" if section and section["ids"] else open_anchor("")
        return anchor + self.children(node)

    def visit_section(self, node: nodes.section) -> str:
        self._depth += 1
        try:
            return self.children(node)
        finally:
            self._depth -= 1

    def visit_title(self, node: nodes.title) -> str:
        if not isinstance(node.parent, nodes.section):
            return self.block(node, f"#rubric[{self.children(node)}]")
        kind = f"section(depth: {self._depth}, " if self._depth else "chapter("
        name = self._heading_label(node.parent)
        level = open_level(self._depth)
        return self.block(node, f"#{kind}level: {level}{name})[{self._heading(node)}]")

    def _heading(self, node: nodes.Node) -> str:
        before, self._plain = self._plain, True
        try:
            return self.children(node).strip()
        finally:
            self._plain = before

    def _heading_label(self, section: nodes.Element) -> str:
        if not section["ids"]:
            return ""
        return f", name: {self.string(label_of(self._docname, section['ids'][0]))}"

    def visit_rubric(self, node: nodes.rubric) -> str:
        return self.block(node, f"#rubric[{self.children(node)}]")

    def visit_subtitle(self, node: nodes.subtitle) -> str:
        return self.block(node, f"#rubric[{self.children(node)}]")

    # -- What readers on paper do not see ------------------------------------

    def visit_comment(self, node: nodes.Node) -> str:
        return ""

    visit_docinfo = visit_meta = visit_comment
    visit_raw = visit_substitution_definition = visit_system_message = visit_comment
    visit_index = visit_tabular_col_spec = visit_toctree = visit_highlightlang = visit_comment

    def visit_target(self, node: nodes.target) -> str:
        return self.children(node)

    # -- Paragraphs and their like -------------------------------------------

    def visit_paragraph(self, node: nodes.paragraph) -> str:
        return self.block(node, self.inline(node))

    def inline(self, node: nodes.Node) -> str:
        """Return the children of *node* as the text of a paragraph."""
        before, self._in_text = self._in_text, True
        try:
            return self.children(node)
        finally:
            self._in_text = before

    def visit_compound(self, node: nodes.compound) -> str:
        return self.children(node)

    visit_glossary = visit_acks = visit_pending_xref = visit_generated = visit_compound

    def visit_container(self, node: nodes.container) -> str:
        if BOXES.isdisjoint(node["classes"]):
            return self.children(node)
        return self.block(node, f"#glance[{self.children(node)}]")

    def visit_block_quote(self, node: nodes.block_quote) -> str:
        said = [child for child in node.children if not isinstance(child, nodes.attribution)]
        by = [child for child in node.children if isinstance(child, nodes.attribution)]
        source = "".join(f", attribution: [{self.children(child)}]" for child in by)
        body = "".join(map(self.write, said))
        return self.block(node, f"#quote(block: true{source})[{body}]")

    def visit_centered(self, node: addnodes.centered) -> str:
        return self.block(node, f"#align(center)[#strong[{self.inline(node)}]]")

    def visit_transition(self, node: nodes.transition) -> str:
        return self.block(node, "#transition()")

    def visit_line_block(self, node: nodes.line_block) -> str:
        if isinstance(node.parent, nodes.line_block):
            return self.children(node)
        return self.block(node, f"#lines[{self.children(node)}]")

    def visit_line(self, node: nodes.line) -> str:
        depth = -1
        parent: nodes.Node | None = node.parent
        while isinstance(parent, nodes.line_block):
            depth, parent = depth + 1, parent.parent
        indent = f"#h({depth * 1.5}em);" if depth else ""
        return f"{indent}{self.inline(node)}\\\n"

    def visit_literal_block(self, node: nodes.literal_block) -> str:
        if any(isinstance(child, nodes.Element) for child in node.children):
            return self.block(node, f"#parsed[{self._preformatted(node)}]")
        return self.block(node, f"#literal({self._code(node)})")

    visit_doctest_block = visit_literal_block

    def _code(self, node: nodes.Node) -> str:
        """Return the text of *node* as arguments: the string, and whether a word is too long."""
        text = node.astext().expandtabs(4).rstrip("\n")
        long = any(len(word) > self.word_limit for word in text.split())
        return self.string(text) + (", long: true" if long else "")

    def _preformatted(self, node: nodes.Node) -> str:
        before, self._verbatim = self._verbatim, True
        try:
            return self.children(node)
        finally:
            self._verbatim = before

    def visit_math(self, node: nodes.math) -> str:
        self.warn(node, "The PDF shows this formula as typed; say it in words, too")
        return f"#code({self._code(node)});"

    def visit_math_block(self, node: nodes.math_block) -> str:
        self.warn(node, "The PDF shows this formula as typed; say it in words, too")
        return self.block(node, f"#literal({self._code(node)})")

    # -- Lists ---------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.bullet_list) -> str:
        return self.block(node, f"#list(\n{self._items(node)})")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> str:
        pattern = (
            node.get("prefix", "")
            + ENUMERATORS.get(node.get("enumtype", "arabic"), "1")
            + node.get("suffix", ".")
        )
        numbers = f"start: {node.get('start', 1)}, numbering: {self.string(pattern)}"
        kind = "actions" if id(node) in self._actions else "enum"
        return self.block(node, f"#{kind}({numbers},\n{self._items(node)})")

    def _items(self, node: nodes.Element) -> str:
        return "".join(
            f"{escape.content(self._marks(i) + self.children(i))},\n" for i in node.children
        )

    def _marks(self, item: nodes.Node) -> str:
        """Return what references and the index of safeguards find the list *item* by."""
        if not (found := self._mapped.get(id(item))):
            return self.anchor(item)
        self._safeguards.append(found)
        return f"{self.anchor(item)}#safeguard({self.string(found.number)});"

    def visit_definition_list(self, node: nodes.definition_list) -> str:
        return self._terms(node, node.children)

    def visit_field_list(self, node: nodes.field_list) -> str:
        return self._terms(node, node.children)

    def visit_option_list(self, node: nodes.option_list) -> str:
        return self._terms(node, node.children)

    def _terms(self, node: nodes.Node, items: Iterable[nodes.Node]) -> str:
        pairs = "".join(self.write(item) for item in items)
        return self.block(node, f"#terms(\n{pairs})")

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> str:
        names = self._term_names(child for child in node.children if not isinstance(child, _BODIES))
        bodies = [child for child in node.children if isinstance(child, _BODIES)]
        return self._term(self.anchor(node) + names, "".join(map(self.write, bodies)))

    visit_field = visit_option_list_item = visit_definition_list_item

    def _term_names(self, terms: Iterable[nodes.Node]) -> str:
        names = ""
        for term in terms:
            apart = "" if isinstance(term, nodes.classifier) else ", "
            names += (apart if names else "") + self.write(term)
        return names

    def _term(self, name: str, body: str) -> str:
        return f"terms.item(term[{name}], {escape.content(body)}),\n"

    def visit_term(self, node: nodes.term) -> str:
        return self.inline(node)

    visit_field_name = visit_term

    def visit_classifier(self, node: nodes.classifier) -> str:
        return f" #emph[({self.inline(node)})];"

    def visit_hlist(self, node: addnodes.hlist) -> str:
        columns = "".join(f"[{self.children(column)}],\n" for column in node.children)
        return self.block(node, f"#hlist(\n{columns})")

    # -- Boxes ---------------------------------------------------------------

    def visit_admonition(self, node: nodes.Element) -> str:
        title = next((c for c in node.children if isinstance(c, nodes.title)), None)
        heading = self._heading(title) if title else ""
        body = "".join(self.write(child) for child in node.children if child is not title)
        return self._box(node, "note", heading, body)

    def _admonition(self, node: nodes.Element) -> str:
        kind = type(node).__name__
        return self._box(node, kind, self.quoted(str(admonitionlabels[kind])), self.children(node))

    visit_attention = visit_caution = visit_danger = visit_error = visit_hint = _admonition
    visit_important = visit_note = visit_seealso = visit_tip = visit_warning = _admonition

    def _box(self, node: nodes.Element, kind: str, title: str, body: str) -> str:
        return self.block(node, f"#admonition({self.string(kind)}, [{title}])[{body}]")

    def visit_topic(self, node: nodes.topic) -> str:
        if "contents" in node["classes"]:  # the book has its own
            return ""
        return self.visit_admonition(node)

    def visit_sidebar(self, node: nodes.sidebar) -> str:
        return self.visit_admonition(node)

    def visit_versionmodified(self, node: addnodes.versionmodified) -> str:
        return self.children(node)

    # -- Tables and pictures -------------------------------------------------

    def visit_table(self, node: nodes.table) -> str:
        return self.block(node, Grid(node, self).source())

    def visit_figure(self, node: nodes.figure) -> str:
        parts: dict[type[nodes.Node], str] = {}
        for child in node.children:
            parts[type(child)] = parts.get(type(child), "") + self.write(child)
        words = parts.pop(nodes.caption, "").strip() + parts.pop(nodes.legend, "").strip()
        caption = f", caption: [{words}]" if words else ""
        # At the foot of a page it leaves no gap and is never above the title of its own page.
        # Typst does not move figures out of lists and boxes.
        place = ", placement: bottom" if isinstance(node.parent, nodes.section) else ""
        body = self.anchor(node) + "".join(parts.values())
        return self.block(node, f"#figure(align(center)[{body}]{caption}{place})")

    def visit_caption(self, node: nodes.caption) -> str:
        if isinstance(node.parent, nodes.figure):
            return self.inline(node)
        return self.block(node, f"#rubric[{self.inline(node)}]")

    def visit_legend(self, node: nodes.legend) -> str:
        return f"#legend[{self.children(node)}]"

    def visit_image(self, node: nodes.image) -> str:
        alone = not self._in_text and not isinstance(node.parent, nodes.figure | nodes.reference)
        picture = self._picture(node)
        return self.block(node, picture) if alone else picture

    def _picture(self, node: nodes.image) -> str:
        name = node.get("uri", "").rpartition("/")[2]
        alt = node.get("alt", "").strip() or f"Image: {name} (no description)"
        path = self._pictures(node)
        if path is None:
            self._check_remote(node)
            return f"#missing-picture({self.string(alt)});"
        sizes = {key: length(node[key], self._scale(node)) for key in SIZES if key in node}
        size = "".join(f", {key}: {value}" for key, value in sizes.items() if value)
        options = ", inline: true" if self._in_text else ""
        if not size and self._scale(node) != 1:
            options += f", scaled: {self._scale(node):g}"
        return f"#picture(image({self.string(path)}, alt: {self.string(alt)}{size}){options});"

    def _scale(self, node: nodes.image) -> float:
        return float(node.get("scale", 100)) / 100

    def _check_remote(self, node: nodes.image) -> None:
        if "://" in node.get("uri", ""):
            self.warn(node, f"The PDF cannot show {node['uri']}: save the image in the guide")

    # -- References ----------------------------------------------------------

    def visit_reference(self, node: nodes.reference) -> str:
        text = self.children(node)
        if is_internal(node):
            return self._internal(node, text)
        url = node.get("refuri", "")
        if not url.lower().startswith(WEB):  # a file of the web site, or a script
            return text
        if self._plain or url.lower().startswith(("mailto:", "tel:")) or node.astext() == url:
            return f"#weblink({self.string(url)})[{text}];"
        return f"#weblink({self.string(url)}{open_number(url)})[{text}];"

    def _internal(self, node: nodes.reference, text: str) -> str:
        docname, target = leads_to(node, self._docname)
        is_term = any("std-term" in child.get("classes", ()) for child in _elements(node))
        near = docname == self._docname
        how = "plain" if self._plain else "term" if is_term else "near" if near else ""
        self._references.append(Reference(docname, target, how))
        return open_reference(len(self._references) - 1, text)

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> str:
        footnote = self._footnotes.get(node.get("refid", ""))
        if footnote is None or self._plain:
            return f"#super[{self.children(node)}];"
        label = self.string(label_of(self._docname, footnote["ids"][0]))
        if label in self._noted:
            return f"#footnote(label({label}));"
        self._noted.add(label)
        return f"#footnote[{self._note(footnote)}]#label({label});"

    def _note(self, footnote: nodes.Element) -> str:
        return "".join(self.write(c) for c in footnote.children if not isinstance(c, nodes.label))

    def visit_footnote(self, node: nodes.footnote) -> str:
        if node.get("backrefs"):  # it stands at the foot of the page that refers to it
            return ""
        return self._labelled(node)

    def visit_citation(self, node: nodes.citation) -> str:
        return self._labelled(node)

    def _labelled(self, node: nodes.Element) -> str:
        label = next((c.astext() for c in node.children if isinstance(c, nodes.label)), "")
        pair = self._term(self.quoted(f"[{label}]"), self._note(node))
        return self.block(node, f"#terms({pair})")

    def visit_download_reference(self, node: addnodes.download_reference) -> str:
        return self.visit_reference(node) if "refuri" in node else self.children(node)

    # -- Words ---------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> str:
        if not self._verbatim:
            return self._breakable(node.astext())
        lines = node.astext().expandtabs(4).replace("  ", "\u00a0 ").split("\n")
        return "\\\n".join(self._breakable(line) for line in lines)

    def _breakable(self, text: str) -> str:
        """Return *text* as markup in which words that are longer than a line may be broken."""
        if max(map(len, text.split()), default=0) <= self.word_limit:  # most texts have none
            return self.quoted(text)
        markup, start = "", 0
        for word in _WORD.finditer(text):
            if self._is_long(word[0]):
                markup += self.quoted(text[start : word.start()])
                markup += f"#longword({self.string(word[0])});"
                start = word.end()
        return markup + self.quoted(text[start:])

    def _is_long(self, word: str) -> bool:
        hyphenated = word.isalpha() and len(word) <= HYPHENATED
        return len(word) > self.word_limit and not hyphenated

    def visit_emphasis(self, node: nodes.emphasis) -> str:
        return f"#emph[{self.children(node)}];"

    visit_title_reference = visit_manpage = visit_emphasis

    def visit_strong(self, node: nodes.strong) -> str:
        return f"#strong[{self.children(node)}];"

    visit_option_string = visit_strong

    def visit_literal(self, node: nodes.literal) -> str:
        if "kbd" in node["classes"]:
            return f"#kbd[{self.children(node)}];"
        return f"#code({self._code(node)});"

    def visit_inline(self, node: nodes.inline) -> str:
        if {"guilabel", "menuselection", "versionmodified"} & set(node["classes"]):
            return f"#strong[{self.children(node)}];"
        return self.children(node)

    visit_problematic = visit_inline

    def visit_subscript(self, node: nodes.subscript) -> str:
        return f"#sub[{self.children(node)}];"

    def visit_superscript(self, node: nodes.superscript) -> str:
        return f"#super[{self.children(node)}];"

    def visit_abbreviation(self, node: nodes.abbreviation) -> str:
        text = self.children(node)
        if not node.get("explanation") or node.astext() in self._explained or self._plain:
            return text
        self._explained.add(node.astext())
        return f"{text} ({self.quoted(node['explanation'])})"

    visit_acronym = visit_abbreviation

    def visit_option_group(self, node: nodes.option_group) -> str:
        return ", ".join(self.write(child) for child in node.children)

    def visit_option(self, node: nodes.option) -> str:
        return self.children(node)

    def visit_option_argument(self, node: nodes.option_argument) -> str:
        return self.quoted(node.get("delimiter", " ")) + f"#emph[{self.children(node)}];"

    def visit_description(self, node: nodes.description) -> str:
        return self.children(node)

    visit_definition = visit_field_body = visit_description


@cache
def _method(kind: type[nodes.Node]) -> str | None:
    """Return the name of the method for nodes of *kind* or what it derives from."""
    names = (f"visit_{base.__name__}" for base in kind.__mro__)
    return next((name for name in names if hasattr(Writer, name)), None)


def length(text: str, scale: float = 1) -> str:
    """Return the RST length *text*, times *scale*, as a Typst length; "" if it has another form."""
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        return ""
    number, unit = float(found["number"]) * scale, found["unit"].lower()
    if unit in _UNITS:
        return f"{number * _UNITS[unit]:g}pt"
    if unit == "%":
        return f"{min(number, 100):g}%"
    return f"{number:g}{unit}" if unit in {"pt", "cm", "mm", "in", "em"} else ""


def _elements(node: nodes.Element) -> Iterable[nodes.Element]:
    return (child for child in node.children if isinstance(child, nodes.Element))
