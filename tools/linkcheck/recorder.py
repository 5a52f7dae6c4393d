"""Which part of a page's text became which inline markup, noted while docutils parses it.

docutils tells the line of a block at best. Where a link is written, and what is text that only
looks like a link, is known exactly at one moment: when the inline parser takes it in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from re import Match
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from docutils.transforms import Transform
from docutils.utils import Reporter
from sphinx.parsers import RSTParser

MARK = "linkcheck-mark"  # attribute of a node: the number of the markup that made it


@dataclass(slots=True)
class Markup:
    """What the characters from `start` to `end` of a block's text became.

    `explicit` tells markup that the author set from a URL that docutils found by itself.
    """

    start: int
    end: int
    made: list[nodes.Node]
    explicit: bool


@dataclass(slots=True)
class Block:
    """A text that was parsed for inline markup, from the line `line` of `source`."""

    text: str
    source: str
    line: int
    markup: list[Markup] = field(default_factory=list)


@dataclass(slots=True)
class Record:
    """What was noted while one page was parsed; a node's mark is an index of `marked`."""

    blocks: list[Block] = field(default_factory=list)
    marked: list[tuple[Block, Markup]] = field(default_factory=list)
    refused: list[tuple[str, str, int]] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Add a block, and mark the nodes that its markup made."""
        self.blocks.append(block)
        for markup in block.markup:
            number = len(self.marked)
            self.marked.append((block, markup))
            for made in markup.made:
                for node in made.findall(nodes.Element):
                    node.attributes.setdefault(MARK, number)


class _Frame:
    """One call of the inline parser: how far it has come in its text."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.markup: list[Markup] = []
        self.explicit_end = 0  # of the last explicit markup
        self.gap = 0  # where the text between two explicit ones begins
        self.at = 0  # within that text
        self.depth = 0


def _noting(method: Any) -> Any:
    """Return *method* of the inline parser so that it notes which characters it took."""

    def take(self: "RecordingInliner", match: Match[str], lineno: int) -> Any:
        before, made, rest, messages = method(self, match, lineno)
        if made:
            frame = self.frames[-1]
            start = frame.length - len(match.string) + len(before)
            frame.explicit_end = frame.length - len(rest)
            frame.markup.append(Markup(start, frame.explicit_end, made, explicit=True))
        return before, made, rest, messages

    return take


class RecordingInliner(Inliner):
    """The inline parser of docutils, which also keeps a record."""

    dispatch = {key: _noting(method) for key, method in Inliner.dispatch.items()}  # noqa: RUF012

    def __init__(self, record: Callable[[], Record]) -> None:
        """Keep in what *record* returns, which is of the page that is being read."""
        super().__init__()
        self.frames: list[_Frame] = []
        self._record = record

    def parse(self, text: str, lineno: int, memo: Any, parent: nodes.Element) -> Any:
        """Parse *text*, as docutils does."""
        frame = _Frame(len(text))
        self.frames.append(frame)
        try:
            parsed = super().parse(text, lineno, memo, parent)
        finally:
            self.frames.pop()
        source, line = memo.reporter.get_source_and_line(lineno)
        markup = sorted(frame.markup, key=lambda one: one.start)
        self._record().add(Block(text, source or "", line or lineno, markup))
        return parsed

    def implicit_inline(self, text: str, lineno: int) -> Any:
        """Find what needs no markup, such as a bare URL; docutils calls it for each gap."""
        frame = self.frames[-1]
        if not frame.depth:
            frame.at = frame.gap
        start = frame.at
        frame.depth += 1
        try:
            found = super().implicit_inline(text, lineno)
        finally:
            frame.depth -= 1
        frame.at = start + len(text)
        if not frame.depth:
            frame.gap = frame.explicit_end
        return found

    def standalone_uri(self, match: Match[str], lineno: int) -> Any:
        """Make a link of a bare URL."""
        made: Any = super().standalone_uri(match, lineno)
        frame = self.frames[-1]
        start, end = (frame.at + at - match.start() for at in match.span("whole"))
        frame.markup.append(Markup(start, end, list(made), explicit=False))
        frame.at += len(match.group())
        return made


# docutils fills its patterns from the class of the parser alone, and not from what that inherits.
for _name, _value in vars(Inliner).items():
    if isinstance(_value, str) and not _name.startswith("__"):
        setattr(RecordingInliner, _name, _value)


class use(nodes.inline):  # noqa: N801 - docutils names nodes in small letters
    """A place where a substitution is used; it is gone before anybody else sees the page."""


def make_parser(record: Callable[[], Record]) -> type[RSTParser]:
    """Return Sphinx's parser with an inline parser that keeps a record."""

    class RecordingParser(RSTParser):
        def __init__(self) -> None:
            super().__init__(inliner=RecordingInliner(record))

    return RecordingParser


def make_transform(record: Callable[[], Record]) -> type[Transform]:
    """Return a transform for what later transforms of docutils and Sphinx take away."""

    class KeepTrack(Transform):
        default_priority = 210  # before substitutions are resolved (220)

        def apply(self, **_: Any) -> None:
            for node in list(self.document.findall(nodes.substitution_reference)):
                if not is_within(node, nodes.substitution_definition):
                    around = use("", **{MARK: node.get(MARK)})
                    node.replace_self(around)
                    around += node
            for message in self.document.findall(nodes.system_message):
                for block in message.findall(nodes.literal_block):
                    text = block.astext()
                    # A title with too short a line is shown all the same: that is a warning.
                    if text.startswith("..") or message["level"] >= Reporter.ERROR_LEVEL:
                        place = (text, message.get("source", ""), message.get("line", 1))
                        record().refused.append(place)

    return KeepTrack


def is_within(node: nodes.Node, *kinds: type[nodes.Element]) -> bool:
    """Return whether *node*, or one that it is in, is of one of these *kinds*."""
    current: nodes.Node | None = node
    while current is not None and not isinstance(current, kinds):
        current = current.parent
    return current is not None


def restore(doctree: nodes.document) -> None:
    """Take away what was added to the page, now that it is read."""
    for around in list(doctree.findall(use)):
        around.replace_self(around.children)
    for node in doctree.findall(nodes.Element):
        node.attributes.pop(MARK, None)
