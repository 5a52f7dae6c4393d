"""The URLs in HTML that a page passes through as it is."""

import re
from html.parser import HTMLParser

# Attributes that hold a URL (https://html.spec.whatwg.org/multipage/indices.html#attributes-3).
_ONE = frozenset(
    {"action", "cite", "data", "formaction", "href", "manifest", "poster", "src", "xlink:href"}
)
_CANDIDATES = frozenset({"srcset", "imagesrcset"})
_CANDIDATE = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)[^,]*")


class _Reader(HTMLParser):
    """Keeps what attributes link to; comments, scripts and text are none."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name in _ONE and (name != "data" or tag == "object"):
                self.urls.append(value.strip())
            elif value and name in _CANDIDATES:
                self.urls += [match[1] for match in _CANDIDATE.finditer(value)]
            elif value and name == "ping":
                self.urls += value.split()


def urls_in_html(html: str) -> list[str]:
    """Return what the tags of *html* link to, load or send to, as browsers read it, in order.

    >>> urls_in_html('<img srcset="/a.png 1x, /b.png 2x"><!-- <a href="/c"> -->')
    ['/a.png', '/b.png']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.urls
