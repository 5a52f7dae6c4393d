"""Where a published link stands in the source, and which written URLs were never published.

docutils gives a paragraph's line at best, and for a substitution the line of its definition; the
place that an author looks for is where the link is used.
"""

import re
from dataclasses import dataclass

from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.rsttext import SourceText, Written, is_silent, is_substitution

_CUT = re.compile(r"[\u2010-\u2013)(\]\[\\}{'*_]")


@dataclass(frozen=True, slots=True)
class Published:
    """A link that docutils made; `line` is that of the block around it, from 1."""

    url: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Place:
    """A link with its exact place; `url` is as the author wrote it."""

    url: str
    text: str
    line: int
    column: int
    problem: Problem | None = None


def locate(
    published: list[Published], source: SourceText, substitutions: dict[str, set[str]]
) -> list[Place]:
    """Return the place of each of *published*, in the order given.

    *substitutions* maps a URL to the names of the substitutions that produce it.
    """
    finder = _Finder(source, substitutions)
    return [finder.find(link) for link in published]


class _Finder:
    """Matches links with the text, each written URL and each use at most once."""

    def __init__(self, source: SourceText, substitutions: dict[str, set[str]]) -> None:
        self._source = source
        self._substitutions = substitutions
        self._used: set[int] = set()

    def find(self, link: Published) -> Place:
        near = self._source.offset(link.line)
        written = self._find_written(link.url, near)
        if written:
            written.used = True
            return self._place(link, written)
        offset = self._find_use(link, near)
        if offset is not None:
            self._used.add(offset)
            return Place(link.url, link.text, *self._source.position(offset))
        definition = self._find_definition(link.url)
        if definition:
            return Place(link.url, link.text, *self._source.position(definition.start))
        return Place(link.url, link.text, link.line, 1)

    def _find_written(self, url: str, near: int) -> Written | None:
        fitting = [
            written
            for written in self._source.written
            if not written.used
            and written.closed
            and written.kind != "definition"
            and _fits(written, url)
        ]
        return min(fitting, key=lambda written: _distance(written.start, near), default=None)

    def _find_definition(self, url: str) -> Written | None:
        return next(
            (w for w in self._source.written if w.kind == "definition" and _fits(w, url)), None
        )

    def _find_use(self, link: Published, near: int) -> int | None:
        """Return where a named reference or a substitution is used."""
        names = sorted(self._substitutions.get(link.url, ()))
        patterns = [rf"\|{re.escape(name)}\|" for name in names]
        words = r"\s+".join(re.escape(word) for word in link.text.split())
        if words:
            patterns.append(rf"`{words}(?:\s*<[^<>`]*_>)?`__?|(?<![\w`]){words}__?(?!\w)")
            patterns.append(rf":[\w:.-]+:`{words}`")
        for pattern in patterns:
            starts = [match.start() for match in re.finditer(pattern, self._source.masked)]
            free = [start for start in starts if start not in self._used]
            if free:
                return min(free, key=lambda start: _distance(start, near))
        return None

    def _place(self, link: Published, written: Written) -> Place:
        line, column = self._source.position(written.start)
        raw = written.unframed.strip()
        if written.kind == "bare" and raw != link.url and raw.startswith(link.url):
            return Place(link.url, link.text, line, column, _cut(link.url, raw))
        if re.search(r"[^\S\n]", re.sub(r"[ \t]*\n[ \t]*", "", raw)) and written.kind == "angle":
            # docutils deletes the space and links somewhere else: judge what the author wrote.
            return Place(re.sub(r"\s+", " ", raw), link.text, line, column)
        return Place(link.url, link.text, line, column)


def _fits(written: Written, url: str) -> bool:
    normal = written.normal
    if url in (normal, f"mailto:{normal}"):
        return True
    if written.kind != "bare" or not normal.startswith(url):
        return False
    rest = normal[len(url) :]
    return not rest or _CUT.match(rest) is not None or not rest[0].isalnum()


def _distance(start: int, near: int) -> int:
    """Prefer what follows the start of the block; what precedes it only if nothing does."""
    return start - near if start >= near else 10_000_000 + near - start


def _cut(url: str, raw: str) -> Problem | None:
    """Say that docutils published only the beginning of a bare URL, where it matters."""
    rest = raw[len(url) :]
    says_more = rest[0] != "\u2014" and any(char.isalnum() for char in rest)
    if not says_more and rest[0] not in "()":
        return None
    char = rest[0]
    reason = f"the bare URL is cut off at {char!r} when published; write `text <URL>`_ instead"
    return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=raw)


def find_unpublished(source: SourceText) -> list[Place]:
    """Return the URLs in the text that readers get no link for; call it after `locate`."""
    found = []
    for written in source.written:
        if written.used or written.kind not in ("angle", "bare"):
            continue
        if not written.normal.lower().startswith(("http://", "https://")):
            continue
        if written.kind == "bare" and (written.closed is False or is_silent(source, written.start)):
            continue
        if written.closed and is_substitution(source, written.start):
            continue
        line, column = source.position(written.start)
        found.append(Place(written.normal, "", line, column, _not_published(written)))
    return found + _find_contradictions(source)


def _not_published(written: Written) -> Problem:
    if written.kind == "angle" and not written.closed:
        reason = "not published as a link: the underscore after the closing backquote is missing"
        return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=f"<{written.normal}>`_")
    reason = "not published as a link: write `text <URL>`_, outside other markup"
    return Problem(verdict=Verdict.MALFORMED, reason=reason)


def _find_contradictions(source: SourceText) -> list[Place]:
    """Return definitions of one target name with different URLs: only one of them wins."""
    first: dict[str, Written] = {}
    found = []
    for written in source.written:
        if written.kind != "definition" or not written.name:
            continue
        name = " ".join(written.name.lower().split())
        earlier = first.setdefault(name, written)
        if earlier.normal != written.normal:
            line, column = source.position(written.start)
            where = source.position(earlier.start)[0]
            reason = (
                f"the target {written.name} is already defined on line {where} with another URL"
            )
            problem = Problem(verdict=Verdict.MALFORMED, reason=reason)
            found.append(Place(written.normal, written.name, line, column, problem))
    return found
