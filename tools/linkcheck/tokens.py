"""HTML as tokens: tags with their attributes, and text, in time that grows with the length only.

Comments, and what stands in elements without tags of their own, are told apart as
https://html.spec.whatwg.org/multipage/parsing.html has it.
"""

import html
import re
from typing import Protocol

_NAME = r"[a-zA-Z][^\s/>]*+"
_ATTRIBUTE = r"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_START = re.compile(rf"<!--|<(?P<end>/?)(?P<name>{_NAME})|<[!?/]")
_REST_OF_TAG = re.compile(rf"(?P<attributes>(?:[\s/]++|{_ATTRIBUTE}|=)*+)>")
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_PAIR = re.compile(r"""([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})


class Reader(Protocol):
    """What takes the tokens of a page, in their order; `raw` are a tag's attributes as written."""

    def start(self, name: str, raw: str, position: int) -> None:
        """Take the start tag that stands at *position* of the page."""

    def end(self, name: str) -> None:
        """Take an end tag."""

    def take_text(self, text: str) -> None:
        """Take text between tags."""

    def take_raw(self, name: str, text: str) -> None:
        """Take the content of an element that holds no tags."""


def read_tokens(reader: Reader, text: str) -> None:
    """Give *reader* every token of the page in *text*."""
    position, size = 0, len(text)
    while position < size:
        match = _START.search(text, position)
        if match is None:
            reader.take_text(text[position:])
            break
        reader.take_text(text[position : match.start()])
        position = _read_token(reader, text, match)


def read_attributes(raw: str) -> dict[str, str]:
    """Return the attributes of a tag; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _PAIR.finditer(raw):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
    return found


def _read_token(reader: Reader, text: str, match: re.Match[str]) -> int:
    """Take the tag, comment or declaration at *match*; return where it ends."""
    name = (match["name"] or "").lower()
    if not name:
        comment = _COMMENT.match(text, match.start())
        return comment.end() if comment else (text.find(">", match.end()) + 1 or len(text))
    rest = _REST_OF_TAG.match(text, match.end())
    if rest is None:
        return len(text)  # a tag that never ends swallows the rest, as in browsers
    if match["end"]:
        reader.end(name)
        return rest.end()
    reader.start(name, rest["attributes"], match.start())
    if name not in _RAW:
        return rest.end()
    end = _find_end(text, name, rest.end())
    reader.take_raw(name, text[rest.end() : end])
    return end


def _find_end(text: str, name: str, position: int) -> int:
    match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, position)
    return match.start() if match else len(text)
