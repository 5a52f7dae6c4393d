"""Words of a page: the plain text of its nodes, ids made of words, the nearest right word.

A reference to another page gets its text only when all pages are read. Until then it is kept as a
marker, and `bind` puts the titles in.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from docutils import nodes
from sphinx import addnodes

from tools.guide.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

T = TypeVar("T")

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no page contains them
_OPEN_SHOWN = repr(_OPEN)[1:-1]
_MARKER = re.compile(f"{_OPEN}(.*?){_CLOSE}")
_SKIPPED = (nodes.Invisible, nodes.system_message, nodes.footnote_reference)
_STOP_WORDS = frozenset(
    "a able about all an and any are as at be before but by can do each every few for from"
    " has have how if in into is it its least must not of on one or other own same so such"
    " than that the their them then there these they this those to up use was what when where"
    " which while who will with would you your".split()
)
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\be\.g)(?<!\bi\.e)[.!?:;](?=\s+[\"“(]?[A-Z0-9])")
LONGEST_SUMMARY = 140
"""Letters after which the first sentence of an item is cut in lists of links."""
ID_WORDS = 4
"""How many words an id made of words has at most: enough to tell items apart, short to type."""


def plain(node: nodes.Node) -> str:
    """Return the text of *node* on one line; references to pages as markers for `bind`.

    What is inside *node* and never shown (comments, targets without text) is left out.
    """
    invisible = isinstance(node, nodes.Element) and isinstance(node, _SKIPPED)
    pieces = _children(node) if invisible else _pieces(node)
    return " ".join("".join(pieces).split())


def _pieces(node: nodes.Node) -> Iterable[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.image):
        yield node.get("alt", "")
    elif isinstance(node, addnodes.pending_xref) and (target := _page_target(node)):
        yield f"{_OPEN}{target}{_CLOSE}"
    elif not isinstance(node, _SKIPPED) or (isinstance(node, nodes.target) and node.children):
        yield from _children(node)


def _children(node: nodes.Node) -> Iterable[str]:
    """Yield the text of the children of *node*, those of a block with what separates them."""
    if isinstance(node, (nodes.TextElement, nodes.Inline)):
        for child in node.children:
            yield from _pieces(child)
        return
    texts = ["".join(_pieces(child)) for child in node.children]
    in_row = isinstance(node, nodes.row)
    yield _separator(node).join(text for text in texts if in_row or text.strip())


def _separator(node: nodes.Node) -> str:
    if isinstance(node, nodes.row):
        return " | "
    return " / " if isinstance(node, (nodes.tgroup, nodes.thead, nodes.tbody)) else " "


def _page_target(node: addnodes.pending_xref) -> str:
    """Return what the reference shows once all pages are read, as ``type:target``; or empty."""
    kind = (node.get("refdomain"), node.get("reftype"))
    known = {("std", "doc"), ("std", "ref"), ("bp", "practice")}
    if kind not in known or node.get("refexplicit"):
        return ""
    return f"{kind[1]}:{node.get('refdoc', '')}:{node['reftarget']}"


def bind(text: str, title_of: Callable[[str, str, str], str]) -> str:
    """Return *text* with each marker replaced by the title it names.

    *title_of* gets the type of the reference, the page it stands on and its target.
    """
    if _OPEN not in text:
        return text
    return _MARKER.sub(lambda match: title_of(*match[1].split(":", 2)), text)


def is_marked(text: str) -> bool:
    """Return whether *text*, or what it is the `repr` of, holds a marker."""
    return _OPEN in text or _OPEN_SHOWN in text


def markers_in(text: str) -> list[str]:
    """Return what the markers in *text* hold: ``type:page:target``."""
    return _MARKER.findall(text)


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a kind of record; none of another type."""
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple(field.name for field in dataclasses.fields(kind))


def external_links(node: nodes.Node) -> tuple[Link, ...]:
    """Return the links in *node* that leave the guide, in order."""
    return tuple(
        Link(text=plain(reference), url=reference["refuri"])
        for reference in node.findall(nodes.reference)
        if re.match(r"(?i)(https?|mailto|tel):", reference.get("refuri", ""))
    )


def line_of(node: nodes.Node) -> int:
    """Return the line of *node* in its file: its own, its first descendant's, its parent's, or 1.

    A figure, a table or a list often has no line of its own.
    """
    if node.line:
        return int(node.line)
    for descendant in node.findall():
        if descendant.line:
            return int(descendant.line)
    parent = node.parent
    while parent is not None:
        if parent.line:
            return int(parent.line)
        parent = parent.parent
    return 1


def title_line(title: nodes.title) -> int:
    """Return the line of the words of *title*; docutils notes that of the line below them."""
    return line_of(title) - 1


def id_from(text: str) -> str:
    """Return an id made of the first words of *text* that carry meaning: `ID_WORDS` at most.

    >>> id_from("Know what to do if you're threatened. Then do it.")
    'know-youre-threatened'
    """
    unmarked = _MARKER.sub(" ", summary(text)).replace("'", "").replace("’", "")  # noqa: RUF001
    ascii_text = unicodedata.normalize("NFKD", unmarked).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_text.lower())
    telling = [word for word in words if word not in _STOP_WORDS] or words
    made = "-".join(word[:24] for word in telling[:ID_WORDS])
    if not made:
        return "item-" + hashlib.sha256(text.encode()).hexdigest()[:6]
    return made if made[0].isalpha() else f"n-{made}"


@cache  # lists, references, index and files all show it
def summary(text: str) -> str:
    """Return the first sentence of *text* without its full stop, at most `LONGEST_SUMMARY` long.

    >>> summary("Keep the evidence. Save every message.")
    'Keep the evidence'
    """
    end = _SENTENCE_END.search(text)
    sentence = text[: end.start()] if end else text.rstrip(" .:;")
    if len(sentence) <= LONGEST_SUMMARY:
        return sentence
    return sentence[:LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def revision(words: Iterable[str]) -> str:
    """Return twelve hexadecimal digits that change when the *words* do, but not with their case."""
    joined = "\n".join(" ".join(text.casefold().split()) for text in words)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def same_words(one: str, other: str) -> bool:
    """Return whether two titles differ at most in case, spaces and punctuation."""
    return _only_words(one) == _only_words(other)


def _only_words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def nearest(word: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """Return the one of *known* that is most like *word*, or empty where none is like it."""
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else ""
