"""Hosts whose 200 means nothing: they send the same page for an address that cannot exist.

A comparison costs a request, so it is made only where the page itself gives cause: it is an empty
frame, it says that it is the front page, or it has no word of what its address names.
"""

import re
from urllib.parse import unquote, urljoin, urlsplit

from tools.linkcheck.content import is_shell
from tools.linkcheck.judge import Trail
from tools.linkcheck.models import Verdict
from tools.linkcheck.page import Page
from tools.linkcheck.urls import WebUrl

_WORD = re.compile(r"[a-z]{4,}")
# Words of addresses that no page repeats.
_USUAL = frozenset(
    "aspx html xhtml shtml page pages index default home view show item node".split()
)

_CHANCE = re.compile(
    r"\bnonce=[\"']?[\w+/=-]+|[0-9a-fA-F-]{8,}|(?<![\w+/=-])(?=[\w+/=-]{0,40}\d)[\w+/=-]{16,}|\d+"
)
_LONGEST_CHANCE_NAME = 3  # characters of a name that may be in any word


def needs_sibling(trail: Trail, verdict: Verdict) -> bool:
    """Return whether only a comparison can tell this page from a catch-all.

    A front page is a page, whatever it holds.
    """
    page = trail.page
    if verdict not in (Verdict.OK, Verdict.MOVED, Verdict.REDIRECTED) or page is None:
        return False
    if trail.final.path.partition("?")[0] == "/":
        return False
    return is_shell(page) or _is_front_page(trail.final, page) or _misses_topic(trail.start, page)


def _is_front_page(final: WebUrl, page: Page) -> bool:
    """Return whether a page names the root of its host as its own address."""
    if not page.canonical:
        return False
    try:
        own = urlsplit(urljoin(final.request_url, page.canonical))
    except ValueError:
        return False
    names = {(own.hostname or "").removeprefix("www."), final.host.name.removeprefix("www.")}
    return own.path in ("", "/") and not own.query and len(names) == 1


def _misses_topic(asked: WebUrl, page: Page) -> bool:
    """Return whether none of several words that an address ends in is on the page."""
    name = unquote(asked.path.partition("?")[0]).rstrip("/").rpartition("/")[2].lower()
    words = set(_WORD.findall(name)) - _USUAL
    if len(words) < 2:
        return False
    shown = f"{page.title} {page.text}".lower()
    return not any(word in shown for word in words)


def sibling_of(url: WebUrl) -> WebUrl:
    """Return an address beside *url* that nobody can have made."""
    import secrets

    path = url.path.partition("?")[0]
    folder, _, name = path.rstrip("/").rpartition("/")
    extension = re.search(r"\.\w{2,5}\Z", name)
    made_up = secrets.token_hex(8) + (extension.group() if extension else "")
    return WebUrl(url.scheme, url.host, url.port, f"{folder}/{made_up}")


def same_page(one: Trail, other: Trail) -> bool:
    """Return whether two addresses brought the same page, their own addresses left out."""
    if other.exchange.status is None or not 200 <= other.exchange.status < 300:
        return False
    if other.hops and other.final.request_url == one.start.request_url:
        return False  # what is not there leads to this page, which is
    parts = _addresses(one) | _addresses(other)
    if one.page and other.page and not is_shell(one.page):
        return _shown(one.page, parts) == _shown(other.page, parts)
    return _fingerprint(one, parts) == _fingerprint(other, parts)


def _addresses(trail: Trail) -> set[str]:
    """Return how a page may repeat its own address."""
    names = {url.path.rpartition("/")[2] for url in (trail.start, trail.final)}
    long = {name for name in names if len(name) > _LONGEST_CHANCE_NAME}
    return {trail.start.path, trail.final.path, *long} - {"/"}


def _shown(page: Page, parts: set[str]) -> str:
    """Return what a reader sees of a page: scripts differ between two visits."""
    return _without_chance(f"{page.title}\n{page.text}", parts)


def _fingerprint(trail: Trail, parts: set[str]) -> str:
    return _without_chance(trail.exchange.content.decode("utf-8", "replace"), parts)


def _without_chance(text: str, parts: set[str]) -> str:
    """Leave out what differs between two visits: addresses, and random or running numbers."""
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "")
    return _CHANCE.sub("", text)
