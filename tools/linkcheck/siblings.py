"""Hosts whose 200 means nothing: they send the same page for an address that cannot exist."""

import re

from tools.linkcheck.content import is_shell
from tools.linkcheck.judge import Trail
from tools.linkcheck.models import Verdict
from tools.linkcheck.urls import WebUrl


def needs_sibling(trail: Trail, verdict: Verdict) -> bool:
    """Return whether only a comparison can tell this page from a catch-all.

    A front page is a page; one with text of its own needs no comparison either.
    """
    page = trail.page
    if verdict not in (Verdict.OK, Verdict.MOVED, Verdict.REDIRECTED) or page is None:
        return False
    return is_shell(page) and trail.final.path.partition("?")[0] != "/"


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
    return _fingerprint(one) == _fingerprint(other)


def _fingerprint(trail: Trail) -> str:
    """Return the page without what differs between two visits: its address and random numbers."""
    text = trail.exchange.content.decode("utf-8", "replace")
    for part in {trail.start.path, trail.final.path, trail.final.path.rpartition("/")[2]} - {
        "",
        "/",
    }:
        text = text.replace(part, "")
    return re.sub(r"[0-9a-fA-F-]{8,}|\d+", "", text)
