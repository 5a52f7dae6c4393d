"""The words of a page in their places: everything that is no running text becomes spaces.

The masked text is as long as the page, so what a rule finds in it stands at the same place on
the page. It works on text alone and never fails: where it is unsure, it keeps the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEAKING = frozenset(
    "admonition attention caution container danger epigraph error figure glossary highlights hint"
    " hlist important list-table note only pull-quote rubric seealso sidebar table tip topic"
    " versionadded versionchanged warning".split()
)
"""Directives whose content readers see as text."""

_DIRECTIVE = re.compile(r"\.\.[ ]+([\w:.+-]{1,60})::")
_OPTION = re.compile(r"[ \t]*:([\w-]{1,40}):")
_SHOWN_OPTIONS = frozenset({"alt", "caption"})
_RULER = re.compile(r"[ \t]*([!-/:-@\[-`{-~])\1{2,}[ \t]*$")
_TABLE_RULER = re.compile(r"[ \t]*[-=+|][-=+| \t]*[-=+|][ \t]*$")
_FIELD = re.compile(r":[^:\s][^:\n]{0,80}:(?:[ \t]|$)")

MARKER = re.compile(
    r"[ \t]*(?:\#\.|[*+-]|\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)])(?:[ \t]+|$)"
)
"""Start of a list item."""

_INLINE = re.compile(
    r"""
      ``(?:[^`\n]|`(?!`)|\n(?![ \t]*\n)){1,500}``                  # literal
    | :(?P<role>[\w:.+-]{1,60}):`(?P<roled>[^`]{1,500})`           # role
    | (?<![`\w])`(?P<link>[^`]{1,2000})`_?_?                       # link or title
    | \|(?P<name>[^|\s](?:[^|\n]{0,80}[^|\s])?)\|_?_?              # substitution
    | \b(?:https?|ftp|mailto):[^\s<>`]{1,2000}                     # address
    | \b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}            # mail address
    | \[[^\]\s]{1,40}\]_                                           # footnote
    | \\[ ]?                                                       # escape
    | \*{1,2}
    """,
    re.VERBOSE,
)
_WORD_ROLES = frozenset(
    "abbr command dfn emphasis guilabel kbd keyword menuselection strong sub sup subscript"
    " superscript term title-reference".split()
)
"""Roles that show their own words."""

STAND_IN = "\ue010"
"""Takes the place of the first character of what readers see as other words (a title, a level),
so that sentences do not lose them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """A stretch of the page inside inline markup."""

    kind: str
    """Name of the role, or ``link``, or ``literal``."""
    start: int
    end: int
    """Of the words that are shown."""
    reach: int
    """Where its markup ends."""
    target: str
    """What it names; the words themselves where it names nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """The words of a page."""

    masked: str
    """As long as the page."""
    marked: tuple[Marked, ...]
    """Roles, links and literals in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph, a heading or the first paragraph of a list item."""

    start: int
    end: int
    item: bool
    heading: bool


def read_prose(text: str) -> Prose:
    """Return the words of the page *text*."""
    blocks = without_blocks(text)
    marked: list[Marked] = []
    out: list[str] = []
    last = 0
    for match in _INLINE.finditer(blocks):
        out += [blocks[last : match.start()], _inline(match, marked)]
        last = match.end()
    out.append(blocks[last:])
    return Prose(masked="".join(out), marked=tuple(marked))


def _blank(text: str) -> str:
    """Return *text* with every character but line ends as a space."""
    return re.sub(r"[^\n]", " ", text)


def _inline(match: re.Match[str], marked: list[Marked]) -> str:
    if match["name"] is not None:
        return STAND_IN + _blank(match[0][1:])
    if match[0].startswith("``"):
        start, end = match.span()
        marked.append(Marked(kind="literal", start=start, end=end, reach=end, target=""))
        return _blank(match[0])
    kind, group = ("link", "link") if match["link"] is not None else (match["role"], "roled")
    if kind is None:
        return _blank(match[0])
    inner = match[group]
    shown, target = _parted(inner)
    start = match.start(group)
    words_end = start + len(shown.rstrip())
    marked.append(Marked(kind=kind, start=start, end=words_end, reach=match.end(), target=target))
    if kind != "link" and kind not in _WORD_ROLES and target == inner:
        visible = "" if kind == "bp:id" else STAND_IN
        return visible + _blank(match[0][len(visible) :])
    before = match.start(group) - match.start()
    after = len(match[0]) - before - len(shown)
    return " " * before + shown + _blank(match[0][-after:])


def _parted(inner: str) -> tuple[str, str]:
    """Return what ``words <target>`` shows and names."""
    bracket = inner.rfind("<")
    if inner.rstrip().endswith(">") and bracket >= 0:
        return inner[:bracket], "".join(inner.rstrip()[bracket + 1 : -1].split("\n"))
    return inner, inner


def without_blocks(text: str) -> str:
    """Return *text* without comments, targets, options, literal blocks, rulers and markers."""
    out: list[str] = []
    hidden: int | None = None  # indentation of the block whose content is hidden
    options = False
    for line in text.splitlines(keepends=True) if "\x0b" not in text else _lines(text):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip(" \t"))
        if hidden is not None and (not stripped or indent > hidden):
            out.append(_blank(line))
            continue
        hidden = None
        if options and (option := _OPTION.match(line)):
            kept = option[1] in _SHOWN_OPTIONS
            out.append(" " * option.end() + line[option.end() :] if kept else _blank(line))
            continue
        options = False
        visible, hidden, options = _line(line, stripped, indent)
        out.append(visible)
    return "".join(out)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+$", text)


def _line(line: str, stripped: str, indent: int) -> tuple[str, int | None, bool]:
    """Return what is visible of *line*, whether its block is hidden, and whether options follow."""
    if stripped == ".." or stripped.startswith(".. "):
        directive = _DIRECTIVE.match(stripped)
        if directive and directive[1] in SPEAKING:
            place = line.index("::") + 2
            titled = directive[1] not in {"figure", "glossary", "only", "container", "list-table"}
            rest = line[place:] if titled else _blank(line[place:])
            return " " * place + rest, None, True
        return _blank(line), indent, False
    ruler = _RULER.match(line) or (stripped and _TABLE_RULER.match(line))
    if ruler or (indent == 0 and _FIELD.match(stripped)) or stripped.startswith("__ "):
        return _blank(line), None, False
    marker = MARKER.match(line)
    if marker:
        line = " " * marker.end() + line[marker.end() :] if marker[0].strip() else line
    if stripped.endswith("::"):
        return line, indent, False
    return line, None, False


_ABBREVIATIONS = re.compile(
    r"(?:\b(?:U\.S|e\.g|i\.e|etc|vs|No|Nos|St|Dr|Mr|Ms|Jr|Inc|Co|approx)|\b[A-Z])\.$"
)
_END = re.compile(r"[.!?][\"')\]]*(?=\s)")
_WORD = re.compile(rf"[^\W_]+(?:['’.-][^\W_]+)*|{STAND_IN}")  # noqa: RUF001 - authors type both


def blocks(text: str, masked: str) -> Iterator[Block]:
    """Yield the paragraphs and headings of *masked*, the words of *text*."""
    start: int | None = None
    end = place = 0
    item = False
    lines = _lines(text)
    for number, line in enumerate(lines):
        words = masked[place : place + len(line)]
        marker = MARKER.match(line)
        if start is not None and (not words.strip() or marker):
            yield Block(start=start, end=end, item=item, heading=False)
            start = None
        if words.strip():
            if start is None:
                start = place + len(words) - len(words.lstrip())
                item = bool(marker)
            end = place + len(words.rstrip())
            under = lines[number + 1] if number + 1 < len(lines) else ""
            if _RULER.match(under) and len(under.strip()) >= 4 and not marker:
                yield Block(start=start, end=end, item=False, heading=True)
                start = None
        place += len(line)
    if start is not None:
        yield Block(start=start, end=end, item=item, heading=False)


def sentences(masked: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of *block*."""
    start = block.start
    for match in _END.finditer(masked, block.start, block.end):
        if _ABBREVIATIONS.search(masked, max(start, match.start() - 10), match.start() + 1):
            continue
        yield start, match.end()
        start = (
            match.end()
            + len(masked[match.end() : block.end])
            - len(masked[match.end() : block.end].lstrip())
        )
    if start < block.end:
        yield start, block.end


def words(text: str) -> list[str]:
    """Return the words of *text*; each `STAND_IN` counts as one."""
    return _WORD.findall(text)
