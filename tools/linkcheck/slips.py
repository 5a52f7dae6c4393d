"""URLs that an author meant as links and that readers do not get as such.

Each is looked for where docutils found text: comments, code and literal blocks never come here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes

from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.recorder import Block, Markup
from tools.linkcheck.rsttext import trim
from tools.linkcheck.schemes import is_typo

_HOW = "write `text <URL>`_"
_ADDRESS = re.compile(
    r"(?<![^\W_])(?<![/.@:-])(?:"
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,8})://"  # the scheme may be mistyped
    r"|(?P<slip>https?(?:(?:;//|:;//|:?\\\\|//)(?=\w)))"
    r"|(?P<www>www\.(?=[\w-]+\.\w))"
    r")[^\s<>`|\"]+",
    re.IGNORECASE,
)
_ANGLE = re.compile(r"`(?P<words>[^`<]*)<(?P<url>[^<>`]+)>`\Z")
_MISUSED = re.compile(r">(?:[`'\u2018\u2019\u201c\u201d\"\u00b4]{1,2}\s?_|_|\s[`'\"]_)")
_HYPHENS = "\u2010\u2011\u2012\u2013"  # what Word makes of a hyphen; other signs end a URL
_ENDS = re.compile(r"\s*\Z")
# Reserved for examples and tests (RFC 2606): nobody expects a link.
_EXAMPLE = re.compile(
    r"[^/]*\.example(?:\.(?:com|org|net))?(?=[/:]|\Z)|[^/]*\.(?:invalid|test|localhost)\b"
)
_SILENT = (
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.substitution_reference,
    nodes.target,
)
# What such a directive holds would be code, had it been spelt right or its extension been there.
_REFUSED_CODE = re.compile(
    r"\.\.\s+(?:code|code-block|doctest|graphviz|highlight|literalinclude|math|mermaid|parsed-literal"
    r"|productionlist|prompt|sourcecode|test(?:cleanup|code|output|setup))::"
)
_REPLACE = re.compile(r"\.\.\s+\|[^|]+\|\s+replace::")
_TARGET_COMMENT = re.compile(r"_[^\n]*?(?P<url>https?://[^\s<>`]+)", re.IGNORECASE)


class Slip(NamedTuple):
    """A URL at the character `start` of a text, what is wrong with it, and the words for it."""

    start: int
    url: str
    problem: Problem
    words: str = ""


def find_slips(block: Block) -> Iterator[Slip]:
    """Yield the addresses in *block* that are text and no link; call it when the page is read."""
    at = 0
    for markup in block.markup:
        yield from _in_text(block.text, at, markup.start)
        if markup.explicit and _shows_text(markup):
            yield from _in_markup(block.text, markup)
        at = markup.end
    yield from _in_text(block.text, at, len(block.text))


def _shows_text(markup: Markup) -> bool:
    """Return whether what was made is text to readers, though it may look like a link."""
    first = markup.made[0]
    if isinstance(first, _SILENT):
        return False
    if isinstance(first, nodes.reference):
        return not _leads_somewhere(first)
    return not any(_leads_somewhere(node) for made in markup.made for node in made.findall())


def _leads_somewhere(node: nodes.Node) -> bool:
    """Return whether *node* is a link; Sphinx gives its own a target before it resolves them."""
    return isinstance(node, nodes.raw) or (
        isinstance(node, nodes.Element)
        and not isinstance(node, nodes.problematic)
        and any(key in node for key in ("refuri", "refid", "reftarget"))
    )


def _in_markup(text: str, markup: Markup) -> Iterator[Slip]:
    match = _ANGLE.search(text, markup.start, markup.end)
    if match and text[markup.start] == "`" and _is_web(match["url"]):
        url = re.sub(r"\s+", "", match["url"])
        reason = "not published as a link: the underscore after the closing backquote is missing"
        problem = _malformed(reason, f"<{url}>`_")
        yield Slip(match.start("url"), url, problem, match["words"])
        return
    yield from _in_text(text, markup.start, markup.end)


def _in_text(text: str, start: int, stop: int) -> Iterator[Slip]:
    """Yield the addresses from *start* to *stop*; one behind a backslash is text on purpose."""
    for match in _ADDRESS.finditer(text, start, stop):
        if text[match.start() - 1 : match.start()] == "\\":
            continue
        url = trim(match.group())
        problem = _judge(match, url)
        if problem:
            yield Slip(match.start(), url, problem)


def _judge(match: re.Match[str], url: str) -> Problem | None:
    """Return what is wrong with an address that is no link; None where none is missed."""
    if match["www"]:
        if _EXAMPLE.match(url):
            return None
        reason = f"not published as a link: the URL has no scheme; {_HOW}"
        return _malformed(reason, f"https://{url}")
    if match["slip"]:
        scheme = "https" if match["slip"].lower().startswith("https") else "http"
        rest = url[len(match["slip"]) :]
        reason = f"not published as a link: {match['slip']} should be {scheme}://; {_HOW}"
        return _malformed(reason, f"{scheme}://{rest}")
    scheme = match["scheme"].lower()
    if scheme in ("http", "https"):
        return _malformed(f"not published as a link: {_HOW}, outside other markup")
    if not is_typo(scheme) or scheme.startswith("hxx"):  # that is written so that nobody follows it
        return None
    right = "https" if "s" in scheme else "http"
    reason = f"not published as a link: {match['scheme']}: is not a scheme; it looks like {right}:"
    return _malformed(reason, f"{right}://{url.partition('://')[2]}")


def find_fault(block: Block, markup: Markup) -> Problem | None:
    """Return what is wrong around a bare URL that docutils did make a link of."""
    text = block.text
    url = text[markup.start : markup.end]
    before = text[max(markup.start - 2, 0) : markup.start]
    if before == "](":
        reason = f"a link in Markdown, which readers see with its brackets; {_HOW}"
        return _malformed(reason, "`text <URL>`_")
    if before.endswith("<") and _MISUSED.match(text, markup.end):
        reason = f"a link that is not closed or opened by backquotes; {_HOW}"
        return _malformed(reason, f"`text <{url}>`_")
    return None


def _is_begun(text: str, end: int) -> bool:
    """Return whether an opening backquote has no closing one before *end*."""
    return text.count("`", 0, end) % 2 == 1


def find_cut(text: str, markup: Markup) -> Problem | None:
    """Say that docutils published only the beginning of a URL, where it matters."""
    opened = text[markup.start - 1 : markup.start] == "<" and _is_begun(text, markup.start)
    if opened and _ENDS.match(text, markup.end):
        reason = f"a link that is not closed where its paragraph ends; {_HOW}, as deep in each line"
        return _malformed(reason)
    whole = re.compile(r"[^\s<>`|\"]+").match(text, markup.start)
    rest = trim(whole.group())[markup.end - markup.start :] if whole else ""
    if not rest or rest[0] == "@":
        return None
    of_sentence = not (rest[0].isascii() or rest[0].isalnum() or rest[0] in _HYPHENS)
    if of_sentence or not (rest[0] in "()" or any(char.isalnum() for char in rest)):
        return None
    reason = f"the bare URL is cut off at {rest[0]!r} when published; {_HOW} instead"
    return _malformed(reason, f"{text[markup.start : markup.end]}{rest}")


def find_refused(text: str) -> Iterator[Slip]:
    """Yield the addresses in a block that docutils refused whole, such as a misspelt directive."""
    if _REFUSED_CODE.match(text):
        return
    reason = "not published as a link: docutils refuses the block around it"
    if _REPLACE.match(text):
        reason += "; a substitution takes `text <URL>`__ with two underscores"
    for match in _ADDRESS.finditer(text):
        if match["scheme"] and _is_web(match.group()):
            yield Slip(match.start(), trim(match.group()), _malformed(reason))


def find_false_target(comment: str) -> Iterator[Slip]:
    """Yield the URL of a comment that was meant as the target of links."""
    match = _TARGET_COMMENT.match(comment)
    if match:
        reason = "not published: not a target but a comment; write `.. _name: URL`"
        yield Slip(match.start("url"), trim(match["url"]), _malformed(reason))


def _is_web(text: str) -> bool:
    return text.lstrip().lower().startswith(("http://", "https://"))


def _malformed(reason: str, suggestion: str | None = None) -> Problem:
    return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=suggestion)
