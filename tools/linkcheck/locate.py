"""Where a published link stands in the source.

docutils gives a block's line at best, and for a substitution the line of its definition. The place
that an author looks for is where the link is used; what `--fix` rewrites is where its URL is.
"""

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.nodes import fully_normalize_name
from docutils.utils import escape2null, split_escaped_whitespace, unescape

from tools.linkcheck.models import Problem
from tools.linkcheck.recorder import MARK, Block, Markup, Record, use
from tools.linkcheck.rsttext import Located, SourceText
from tools.linkcheck.slips import Slip, find_cut, find_fault
from tools.linkcheck.sources import Spot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EMBEDDED = re.compile(r"<(?P<url>[^<>]*)>`_{0,2}\Z")
_TARGET = re.compile(r"(?:\.\.\s+_(?:`[^`]*`|(?:\\.|[^\\:])*):|\.\.\s+__:|__\s)\s*", re.DOTALL)
_OPTION = re.compile(r":target:[ \t]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A link as it is written: where it is used, where its URL is, and what is wrong with it.

    It is not `published` where readers get no link, or one to the beginning of the URL only.
    """

    url: str
    use: Spot
    written: Spot | None = None
    problem: Problem | None = None
    published: bool = True


class Locator:
    """Finds the places of the links of one page."""

    def __init__(
        self,
        doctree: nodes.document,
        record: Record,
        path_of: "Callable[[str], Path]",
        text_of: "Callable[[Path], SourceText]",
    ) -> None:
        """Take the page; *path_of* gives the file of what docutils calls a source."""
        self._record = record
        self._path_of = path_of
        self._text_of = text_of
        self._located: dict[int, Located] = {}
        # By URL and name; links without a name have their targets in the same order.
        self._targets: dict[tuple[str, str], nodes.target] = {}
        self._nameless: dict[str, deque[nodes.target]] = {}
        for target in filter(is_written_out, doctree.findall(nodes.target)):
            url = target["refuri"]
            for name in ("", *target["names"]):
                self._targets.setdefault((url, name), target)
            if target.get("anonymous"):
                self._nameless.setdefault(url, deque()).append(target)
        self.path = path_of("")

    def text(self, source: str) -> SourceText:
        """Return the text of what docutils calls *source*."""
        return self._text_of(self._path_of(source))

    def spot(self, block: Block, index: int) -> Spot | None:
        """Return where the character *index* of a block is."""
        if id(block) not in self._located:
            found = self.text(block.source).find_block(block.text, block.line)
            self._located[id(block)] = found
        offset = self._located[id(block)].offset(index)
        return None if offset is None else Spot(self._path_of(block.source), offset)

    def find(self, node: nodes.Element, url: str) -> Found:
        """Return where the link *node* to *url* is."""
        around = _outermost_use(node)
        marked = self._markup(node)
        found = self._in_markup(node, *marked, url) if marked else self._in_directive(node, url)
        if found.written:
            self._text_of(found.written.path).take(found.written.offset)
        if not around:
            return found
        block, markup = self._record.marked[around[MARK]]
        spot = self.spot(block, markup.start)
        return found if spot is None else Found(found.url, spot, found.written)

    def _markup(self, node: nodes.Element) -> tuple[Block, Markup] | None:
        """Return the markup that made *node*, or in which the picture is that it is."""
        current: nodes.Element | None = node
        while current is not None and not isinstance(current, use):
            if MARK in current:
                return self._record.marked[int(current[MARK])]
            current = current.parent if isinstance(current, nodes.Inline) else None
        return None

    def _in_markup(self, node: nodes.Element, block: Block, markup: Markup, url: str) -> Found:
        raw = block.text[markup.start : markup.end]
        at = self.spot(block, markup.start)
        if at is None:  # the file has it in other words, as a CSV table doubles its quotes
            return self._search(block.source, block.line, url)
        if not markup.explicit:
            fault, cut = find_fault(block, markup), find_cut(block.text, markup)
            return Found(url, at, at, fault or cut, published=cut is None)
        embedded = _EMBEDDED.search(raw)
        if embedded and _normal(embedded["url"]) in (url, url.removeprefix("mailto:")):
            written = embedded["url"]
            index = markup.start + embedded.start("url") + len(written) - len(written.lstrip())
            place = self.spot(block, index) or at
            return Found(_as_meant(written, url), place, place)
        inside = raw.find(url)
        if inside >= 0 and f"`{url}`_" not in raw:
            place = self.spot(block, markup.start + inside) or at
            return Found(url, place, place)
        written_url, place_of_url = self._definition(node, url)
        return Found(written_url, at, place_of_url)

    def _definition(self, node: nodes.Element, url: str) -> tuple[str, Spot | None]:
        """Return the URL as the target of the link *node* gives it, and where."""
        target = self._targets.get((url, ""))
        if target is None:
            return url, None
        nameless = self._nameless.get(url)
        if node.get("anonymous") and nameless:
            target = nameless.popleft() if len(nameless) > 1 else nameless[0]
        else:
            target = self._targets.get((url, fully_normalize_name(node.get("name", ""))), target)
        return self.find_target(target)

    def find_target(self, target: nodes.target) -> tuple[str, Spot | None]:
        """Return the URL that a target gives, as written, and where that is."""
        url = target["refuri"]
        head = _TARGET.match(target.rawsource)
        written = target.rawsource[head.end() :] if head else url
        source = target.source or ""
        text = self.text(source)
        first = written.split("\n")[0]
        start = text.text.find(first, text.start_of(target.line or 1))
        spot = Spot(self._path_of(source), start) if start >= 0 else None
        return _as_meant(written, url), spot

    def _in_directive(self, node: nodes.Element, url: str) -> Found:
        """Return the place of a link that a directive made, such as a picture."""
        picture = next(node.findall(nodes.image), None)  # the reference around it has no line
        current: nodes.Element | None = picture if picture and picture.line else node
        while current is not None and not current.line:
            current = current.parent
        if current is None:
            return self._search("", 1, url)
        source = current.source or ""
        text, path = self.text(source), self._path_of(source)
        start, stop = text.region(current.line or 1)
        span = text.find_url(url, start, stop)
        if span:
            spot = Spot(path, span[0])
            return Found(_as_meant(text.text[slice(*span)], url), spot, spot)
        option = _OPTION.search(text.text, start, stop)
        if option and isinstance(node, nodes.reference):
            written_url, place = self._definition(node, url)
            return Found(written_url, Spot(path, option.end()), place)
        return Found(url, Spot(path, start))

    def place(self, block: Block, slip: Slip) -> Spot:
        """Return where what *slip* tells of is, or where its URL is next; else the block's line."""
        return self.spot(block, slip.start) or self._search(block.source, block.line, slip.url).use

    def _search(self, source: str, line: int, url: str) -> Found:
        """Return the next place from *line* on where the file has *url*, else the line."""
        text, path = self.text(source), self._path_of(source)
        start = text.start_of(line)
        span = text.find_url(url, start, len(text.text))
        spot = Spot(path, span[0] if span else start)
        return Found(url, spot, spot if span else None)


def is_written_out(target: nodes.target) -> bool:
    """Return whether *target* is a line of its own with a URL, and no part of a link."""
    return "refuri" in target and _TARGET.match(target.rawsource) is not None


def _outermost_use(node: nodes.Element) -> nodes.Element | None:
    found = None
    current: nodes.Element | None = node
    while current is not None:
        if isinstance(current, use):
            found = current
        current = current.parent
    return found


def _normal(written: str) -> str:
    """Return what docutils makes of a URL in angle brackets: it deletes spaces and escapes."""
    parts = split_escaped_whitespace(escape2null(written))
    joined = " ".join("".join(part.split()) for part in parts)
    return unescape(joined)


def _as_meant(written: str, url: str) -> str:
    """Return the URL with the spaces that docutils deletes: judge what the author wrote."""
    joined = re.sub(r"[ \t]*\n[ \t]*", "", written.strip())
    if re.search(r"(?<!\\)[^\S\n]", joined) and "".join(joined.split()) == "".join(url.split()):
        return re.sub(r"\s+", " ", joined)
    return url
