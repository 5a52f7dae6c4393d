"""From one response to the next hop: by header, refresh or script; or what forbids one."""

from urllib.parse import urljoin

from tools.linkcheck.exchange import Exchange, Fault
from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.page import Page, parse_refresh
from tools.linkcheck.redirects import Hop
from tools.linkcheck.scripts import find_move
from tools.linkcheck.urls import WebUrl, parse_location
from tools.linkcheck.walls import find_wall

REFRESH_LIMIT = 5  # seconds: a slower refresh is a page that reloads, not a redirect
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def broken(reason: str) -> Problem:
    """Return the verdict on a chain that leads nowhere."""
    return Problem(verdict=Verdict.BROKEN, reason=reason)


def next_step(current: WebUrl, exchange: Exchange, page: Page | None) -> Hop | Problem | None:
    """Return the next hop, what forbids it, or None where the chain ends here."""
    status = exchange.status or 0
    if exchange.fault is Fault.TWO_PLACES:
        return broken(f"a redirect ({status}) to two places at once")
    if exchange.fault in (Fault.FRAMING, Fault.NOT_HTTP):
        return None
    if status in REDIRECTS or (status == 300 and exchange.header("location")):
        return _http_step(current, exchange, status)
    if not 200 <= status < 300:
        return None
    return _refresh_step(current, exchange, page, status)


def _http_step(current: WebUrl, exchange: Exchange, status: int) -> Hop | Problem:
    locations = exchange.all_headers("location")
    if not locations:
        return broken(f"a redirect ({status}) without a Location")
    target = parse_location(current.url, locations[0])
    if isinstance(target, Problem):
        return target
    return Hop(_inherit_fragment(current, target), status)


def _inherit_fragment(current: WebUrl, target: WebUrl) -> WebUrl:
    """Keep the fragment across a redirect that has none of its own (RFC 9110, 10.2.2)."""
    if target.fragment is not None or current.fragment is None:
        return target
    return WebUrl(target.scheme, target.host, target.port, target.path, current.fragment)


def _refresh_step(
    current: WebUrl, exchange: Exchange, page: Page | None, status: int
) -> Hop | Problem | None:
    """Follow a refresh by header or meta element, or the script of a page that only moves on."""
    sent = parse_refresh(exchange.header("refresh"))
    refresh = sent or (page.refresh if page else None)
    means, address = "refresh", ""
    if refresh and refresh[0] <= REFRESH_LIMIT:
        address = refresh[1]
    elif page and page.is_tiny and page.text_length < 300 and "cookie" not in page.script:
        means, address = "script", find_move(page.script)
    if not address or find_wall(exchange, page):
        return None
    base = current.url if sent or page is None else _base_of(current, page)
    target = parse_location(base, address.encode())
    if isinstance(target, Problem):
        return target
    if target.request_url == current.request_url:
        return None
    return Hop(target, status, means)


def _base_of(current: WebUrl, page: Page) -> str:
    """Return what a page's own addresses are relative to (https://html.spec.whatwg.org, 2.4.3)."""
    try:
        base = urljoin(current.url, page.base)
    except ValueError:
        return current.url
    return base if base.startswith(("http://", "https://")) else current.url
