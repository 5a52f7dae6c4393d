"""RST read as text: where URLs are written, apart from comments, literal blocks and code."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_EXPLICIT = re.compile(r"(?P<indent>[ \t]*)\.\.(?P<rest>[ \t]+\S.*|[ \t]*)\Z")
_CONSTRUCT = re.compile(r"[ \t]+(?:_|__:|\[[^\]]+\]|\|[^|]+\|[ \t]+[\w:.-]+::|[\w][\w:.+-]*::)")
_LITERAL_DIRECTIVE = re.compile(
    r"[ \t]+(?:\|[^|]+\|[ \t]+)?(?:code|code-block|sourcecode|literalinclude|math|doctest"
    r"|prompt|graphviz|mermaid|productionlist|highlight|testcode|testoutput|raw)::"
)
_DOCTEST = re.compile(r"[ \t]*>>>(?: |\Z)")
_INLINE_LITERAL = re.compile(
    r"``(?:[^`]|`(?!`))*?``|:(?:code|command|file|kbd|literal|math|option|program|regexp|samp):`[^`]*`"
)
_ANGLE = re.compile(r"(?P<role>:[\w:.+-]+:)?`(?P<label>[^`<]*)<(?P<url>[^<>`]+)>`(?P<end>__?)?")
_DEFINITION = re.compile(
    r"^[ \t]*(?:\.\.[ \t]+_(?P<name>`[^`\n]+`|[^:`\n]+):|\.\.[ \t]+__:|__)[ \t]+"
    r"(?P<url>[^\s_][^\n]*(?:\n[ \t]+[^\s.:*#|-][^\n]*)*)",
    re.MULTILINE,
)
_OPTION = re.compile(r"^[ \t]*:target:[ \t]+(?P<url>\S+)", re.MULTILINE)
_MEDIA = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?:image|figure)::[ \t]+(?P<url>\S+)", re.MULTILINE
)
_DOWNLOAD = re.compile(r":download:`(?P<url>[^`<>]+)`")
_BARE = re.compile(r"(?<![\w/])(?:https?://|mailto:|ftp://)[^\s<>`|\"]+", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+/:@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SILENT_LINE = re.compile(r"[ \t]*(?::(?!target\b)[\w -]+:[ \t]|\.\.[ \t]+[\w|])")
_SUBSTITUTION = re.compile(r"[ \t]*\.\.[ \t]+\|[^|\n]+\|[ \t]+replace::")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Written:
    """A URL as it stands in the source; `normal` is what docutils makes of it.

    `left` is where its cell begins in the line, if it may stand in a grid table.
    """

    start: int
    end: int
    raw: str
    kind: str
    closed: bool = True
    used: bool = False
    name: str = ""
    left: int = 0

    @property
    def normal(self) -> str:
        """The URL without escapes and spaces: docutils deletes both."""
        return re.sub(r"\s+", "", _ESCAPE.sub(r"\1", self.unframed))

    @property
    def unframed(self) -> str:
        """The URL as written, without the frame of the grid table whose cell it is wrapped in."""
        first, *more = self.raw.split("\n")
        if not self.left or not all(line.lstrip().startswith("|") for line in more):
            return self.raw
        rest = [line[self.left :].partition("|")[0].strip() for line in more]
        return "\n".join([first.partition("|")[0].rstrip(), *rest]) if more else self.raw


@dataclass(slots=True)
class SourceText:
    """One source file with its URLs in order."""

    text: str
    masked: str = ""
    written: list[Written] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> "SourceText":
        """Return *text* with everything found in it."""
        source = cls(text)
        source._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        source.masked = mask(text)
        source.written = find_urls(source.masked)
        return source

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int) -> int:
        """Return the offset at which *line* (from 1) starts."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]


def mask(text: str) -> str:
    """Return *text* with comments, literal blocks and inline literals blanked, same length."""
    lines = text.splitlines(keepends=True)
    blank = _hidden_lines(lines)
    shown = "".join(
        re.sub(r"[^\n]", " ", line) if hidden else line
        for line, hidden in zip(lines, blank, strict=True)
    )
    return _INLINE_LITERAL.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), shown)


def _hidden_lines(lines: list[str]) -> list[bool]:
    hidden = [False] * len(lines)
    index = 0
    while index < len(lines):
        end = _end_of_hidden(lines, index)
        if end is None:
            index += 1
            continue
        first, last = end
        hidden[first:last] = [True] * (last - first)
        index = max(last, index + 1)
    return hidden


def _end_of_hidden(lines: list[str], index: int) -> tuple[int, int] | None:
    """Return the range of lines that the comment or literal block starting at *index* hides."""
    line = lines[index].rstrip("\n")
    explicit = _EXPLICIT.match(line)
    if explicit:
        rest = explicit["rest"]
        if not _CONSTRUCT.match(rest):
            if not rest.strip() and (index + 1 >= len(lines) or not lines[index + 1].strip()):
                return None  # an empty comment hides nothing
            return index, _end_of_block(lines, index, len(explicit["indent"]))
        if _LITERAL_DIRECTIVE.match(rest):
            return index + 1, _end_of_block(lines, index, len(explicit["indent"]))
        return None
    if line.rstrip().endswith("::"):
        return index + 1, _end_of_block(lines, index, _indent(line))
    if _DOCTEST.match(line) and (index == 0 or not lines[index - 1].strip()):
        return index, _end_of_paragraph(lines, index)
    return None


def _end_of_block(lines: list[str], index: int, indent: int) -> int:
    end = index + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
        end += 1
    return end


def _end_of_paragraph(lines: list[str], index: int) -> int:
    return next((i for i in range(index, len(lines)) if not lines[i].strip()), len(lines))


def _indent(line: str) -> int:
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def find_urls(masked: str) -> list[Written]:
    """Return every URL written in *masked*, in order, each once."""
    found: list[Written] = []
    taken: list[tuple[int, int]] = []

    def add(start: int, end: int, kind: str, *, closed: bool = True, name: str = "") -> None:
        if any(start < stop and begin < end for begin, stop in taken):
            return
        taken.append((start, end))
        before = masked[masked.rfind("\n", 0, start) + 1 : start]
        left = before.rfind("|") + 1 if before.lstrip().startswith("|") else 0
        found.append(Written(start, end, masked[start:end], kind, closed, name=name, left=left))

    for match in _ANGLE.finditer(masked):
        if match["role"] and match["role"] != ":download:":
            continue
        # `text <name_>`_ refers to a target by name.
        if not match["url"].rstrip().endswith("_"):
            add(*match.span("url"), "angle", closed=bool(match["end"] or match["role"]))
    for match in _DEFINITION.finditer(masked):
        if not match["url"].rstrip().endswith("_"):
            add(*match.span("url"), "definition", name=(match["name"] or "").strip("`"))
    for pattern in (_OPTION, _MEDIA, _DOWNLOAD):
        for match in pattern.finditer(masked):
            add(*match.span("url"), "option")
    for match in _BARE.finditer(masked):
        add(match.start(), match.start() + len(trim(match.group())), "bare")
    for match in _MAIL.finditer(masked):
        add(*match.span(), "mail")
    return sorted(found, key=lambda written: written.start)


def trim(url: str) -> str:
    """Return a URL without the punctuation of the sentence it stands in."""
    pairs = {")": "(", "]": "[", "}": "{"}
    while url:
        last = url[-1]
        closing = last in pairs and url.count(last) > url.count(pairs[last])
        if last not in ".,;:!?'\u2019\u201d*_\\" and not closing:
            break
        url = url[:-1]
    return url


def is_substitution(source: SourceText, offset: int) -> bool:
    """Return whether the line at *offset* defines a substitution, which shows where it is used."""
    start = source.text.rfind("\n", 0, offset) + 1
    return _SUBSTITUTION.match(source.text[start:]) is not None


def is_silent(source: SourceText, offset: int) -> bool:
    """Return whether the line at *offset* is a directive or option, which shows no text."""
    start = source.text.rfind("\n", 0, offset) + 1
    return _SILENT_LINE.match(source.text[start:]) is not None
