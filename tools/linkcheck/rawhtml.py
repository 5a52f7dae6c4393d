"""The links in HTML: in what a page passes through as it is, and in the pages of a built site."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.linkcheck.tokens import read_attributes, read_tokens

# Attributes that hold a URL (https://html.spec.whatwg.org/multipage/indices.html#attributes-3).
_ONE = frozenset(
    {"action", "cite", "data", "formaction", "href", "manifest", "poster", "src", "xlink:href"}
)
_CANDIDATES = frozenset({"srcset", "imagesrcset"})
_LONGEST_TEXT = 200  # characters, after which no more is added


@dataclass(slots=True)
class HtmlLink:
    """One URL as written, the position of its tag in the page, and the text that is clicked."""

    url: str
    position: int
    text: str = ""


class _Links:
    """Keeps what attributes link to; comments, scripts and text are none."""

    def __init__(self) -> None:
        self.found: list[HtmlLink] = []
        self._clicked: list[HtmlLink] = []

    def start(self, name: str, raw: str, position: int) -> None:
        links = [HtmlLink(url, position) for url in _urls_of(name, raw) if url]
        self.found += links
        if name == "a":
            self._clicked = links

    def end(self, name: str) -> None:
        if name == "a":
            self._clicked = []

    def take_text(self, text: str) -> None:
        for link in self._clicked:
            if len(link.text) < _LONGEST_TEXT:
                link.text += text

    def take_raw(self, name: str, text: str) -> None:
        pass


def _urls_of(name: str, raw: str) -> Iterator[str]:
    """Yield the URLs in the attributes *raw* of an element."""
    for key, value in read_attributes(raw).items():
        if key in _ONE and (key != "data" or name == "object"):
            yield value.strip()
        elif key in _CANDIDATES:
            yield from _candidates(value)
        elif key == "ping":
            yield from value.split()


def _candidates(value: str) -> Iterator[str]:
    """Yield the URLs of a srcset: one and its size, then a comma; a URL may hold commas itself."""
    wanted = True
    for word in value.split():
        _, comma, rest = ("", "", word) if wanted else word.partition(",")
        wanted = wanted or bool(comma)
        url = rest.lstrip(",")
        if wanted and url:
            yield url.rstrip(",")
            wanted = url.endswith(",")


def links_in_html(html: str) -> list[HtmlLink]:
    """Return what the tags of *html* link to, load or send to, as browsers read it, in order.

    >>> page = '<img srcset="/a.png 1x, /b.png 2x"><!-- <a href="/c"> -->'
    >>> [link.url for link in links_in_html(page)]
    ['/a.png', '/b.png']
    """
    links = _Links()
    read_tokens(links, html)
    return links.found
