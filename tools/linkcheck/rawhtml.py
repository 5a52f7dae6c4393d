"""The URLs in HTML that a page passes through as it is."""

from collections.abc import Iterator

from tools.linkcheck.tokens import read_attributes, read_tokens

# Attributes that hold a URL (https://html.spec.whatwg.org/multipage/indices.html#attributes-3).
_ONE = frozenset(
    {"action", "cite", "data", "formaction", "href", "manifest", "poster", "src", "xlink:href"}
)
_CANDIDATES = frozenset({"srcset", "imagesrcset"})


class _Links:
    """Keeps what attributes link to; comments, scripts and text are none."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def start(self, name: str, raw: str) -> None:
        for key, value in read_attributes(raw).items():
            if key in _ONE and (key != "data" or name == "object"):
                self.urls.append(value.strip())
            elif key in _CANDIDATES:
                self.urls += _candidates(value)
            elif key == "ping":
                self.urls += value.split()

    def end(self, name: str) -> None:
        pass

    def take_text(self, text: str) -> None:
        pass

    def take_raw(self, name: str, text: str) -> None:
        pass


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


def urls_in_html(html: str) -> list[str]:
    """Return what the tags of *html* link to, load or send to, as browsers read it, in order.

    >>> urls_in_html('<img srcset="/a.png 1x, /b.png 2x"><!-- <a href="/c"> -->')
    ['/a.png', '/b.png']
    """
    links = _Links()
    read_tokens(links, html)
    return [url for url in links.urls if url]
