"""From what a server did to a verdict: pure functions over one finished trail."""

from dataclasses import dataclass, replace

from tools.linkcheck.content import content_notes, judge_content
from tools.linkcheck.exchange import Exchange, Fault
from tools.linkcheck.login import is_login
from tools.linkcheck.models import Judgement, Problem, Verdict
from tools.linkcheck.page import Page
from tools.linkcheck.redirects import Hop, RedirectFinding, judge_gate, judge_redirects
from tools.linkcheck.urls import WebUrl
from tools.linkcheck.walls import find_wall


@dataclass(frozen=True, kw_only=True, slots=True)
class Trail:
    """One link followed to its end; `problem` is what stopped it on the way."""

    start: WebUrl
    final: WebUrl
    exchange: Exchange
    hops: tuple[Hop, ...] = ()
    page: Page | None = None
    problem: Problem | None = None
    notes: tuple[str, ...] = ()


_FAULT_REASONS = {
    Fault.REFUSED: "the connection was refused",
    Fault.UNROUTABLE: "no route to the host from this machine",
    Fault.CONNECT_TIMEOUT: "no connection in time",
    Fault.TLS_TIMEOUT: "the TLS handshake did not finish in time",
    Fault.TIMEOUT: "no answer in time",
    Fault.RESET: "the connection was cut off",
    Fault.EMPTY: "the server closed the connection without an answer",
    Fault.TLS: "no secure connection",
    Fault.CERTIFICATE: "the certificate is not valid",
    Fault.HTTP2: "the HTTP/2 exchange failed",
    Fault.FRAMING: "the answer breaks the rules of HTTP",
    Fault.SHORT: "the answer was cut short",
    Fault.NOT_HTTP: "the answer is not HTTP",
    Fault.TOO_LARGE: "the headers of the answer are too large",
}

# Statuses that refuse this client, or ask for what we do not have; the page may well be there.
_REFUSALS = {
    401: "needs a login",
    402: "needs a payment",
    403: "refuses this client",
    406: "refuses this client's Accept header",
    415: "refuses this client, with a status meant for uploads",
    418: "refuses robots",
    420: "limits the rate of requests",
    423: "keeps the page locked",
    429: "limits the rate of requests",
    430: "limits the rate of requests",
    440: "needs a login",
    444: "refuses this client",
    450: "keeps the page behind parental controls",
    451: "withholds the page here, for legal reasons",
    495: "wants a client certificate",
    496: "wants a client certificate",
    498: "needs a valid token",
    499: "needs a token",
    999: "refuses robots",
}
# Nothing a reader would see is proved by these: our side, or a passing state of the server.
_OUR_SIDE = {
    304: "the server says not modified to a first request",
    407: "a proxy on our side wants a login",
    408: "the server gave up waiting",
    421: "the server says the request came to the wrong connection",
    425: "the server says the request came too early",
    426: "the server wants another protocol",
    431: "the server finds our headers too large",
    494: "the server finds our headers too large",
    511: "a network login page stands in between",
}
_CLOUDFLARE = {
    520: "the origin gave an unknown error",
    521: "the origin refuses connections",
    522: "the origin does not answer",
    523: "the origin cannot be reached",
    524: "the origin takes too long",
    525: "TLS to the origin failed",
    526: "the origin's certificate is not valid",
    527: "the origin's connection failed",
    530: "the origin's name does not resolve",
}


def judge_trail(trail: Trail) -> Judgement:
    """Return the verdict on a link, before its fragment and its https twin are looked at."""
    exchange = trail.exchange
    notes = (*trail.notes, *exchange.notes)
    finding = None
    if trail.problem:
        verdict, reason = trail.problem.verdict, trail.problem.reason
        verdict = Verdict.BROKEN if verdict is Verdict.MALFORMED else verdict
    else:
        verdict, reason = _judge_exchange(trail)
        if verdict is Verdict.OK:  # the chain ended at a good page
            finding = judge_redirects(trail.start, trail.hops, trail.page)
            notes = (*notes, *content_notes(trail.page))
    judgement = Judgement(
        verdict=verdict,
        reason=reason,
        status=exchange.status,
        final_url=trail.final.url if exchange.answered or trail.hops else None,
        title=trail.page.title[:300] if trail.page and trail.page.title else None,
        reached=exchange.answered or exchange.fault in _PROOF_OF_NETWORK,
        notes=notes,
    )
    return _with_finding(judgement, finding) if finding else judgement


_PROOF_OF_NETWORK = frozenset(
    {
        Fault.REFUSED,
        Fault.RESET,
        Fault.EMPTY,
        Fault.TLS,
        Fault.TLS_TIMEOUT,
        Fault.CERTIFICATE,
        Fault.HTTP2,
        Fault.FRAMING,
        Fault.SHORT,
        Fault.NOT_HTTP,
        Fault.TOO_LARGE,
        Fault.TIMEOUT,
    }
)


def _with_finding(judgement: Judgement, finding: RedirectFinding) -> Judgement:
    """Return the judgement on a good page with what the redirects to it mean."""
    return replace(
        judgement,
        verdict=finding.verdict,
        reason=finding.reason,
        suggestion=finding.suggestion,
        cosmetic=finding.cosmetic,
        notes=(*judgement.notes, *finding.notes),
    )


def _judge_exchange(trail: Trail) -> tuple[Verdict, str]:
    """Return what the last exchange of a trail says by itself."""
    exchange = trail.exchange
    if exchange.fault and not _body_suffices(exchange):
        return judge_fault(exchange)
    status = exchange.status or 0
    wall = find_wall(exchange, trail.page)
    if wall and status != 410:
        return Verdict.BLOCKED, f"{wall} keeps robots out ({status}); a reader may get through"
    if not 200 <= status < 300:
        return judge_status(status, exchange)
    return _judge_success(trail, status)


def _body_suffices(exchange: Exchange) -> bool:
    """Return whether a page, or a plain refusal, came before the exchange broke off."""
    if exchange.fault is Fault.FRAMING and (exchange.status or 0) >= 400:
        return "chunk" in exchange.detail
    broken_late = exchange.fault in (Fault.TIMEOUT, Fault.SHORT, Fault.RESET, Fault.HTTP2)
    status = exchange.status or 0
    if not broken_late or not status:
        return False
    if not 200 <= status < 300:
        return True
    return bool(exchange.body) or exchange.media_type not in (
        "",
        "text/html",
        "application/xhtml+xml",
    )


def judge_fault(exchange: Exchange) -> tuple[Verdict, str]:
    """Return the verdict on an exchange that brought no usable answer."""
    fault = exchange.fault
    if fault is Fault.UNSAFE:
        return Verdict.UNSAFE, exchange.detail
    if fault is Fault.ROBOTS:
        return Verdict.BLOCKED, exchange.detail
    if fault is Fault.NO_SUCH_NAME:
        return Verdict.BROKEN, exchange.detail
    if fault in (Fault.SKIPPED, Fault.BUDGET, Fault.DNS):
        return Verdict.UNREACHABLE, exchange.detail
    if exchange.wants_certificate:
        return Verdict.BLOCKED, "the server wants a client certificate"
    reason = _FAULT_REASONS[fault] if fault else "no answer"
    if fault in (Fault.TLS, Fault.CERTIFICATE) and exchange.detail:
        return Verdict.UNREACHABLE, exchange.detail[:200]
    detail = exchange.detail if fault is Fault.FRAMING else ""
    return Verdict.UNREACHABLE, f"{reason}: {detail[:160]}" if detail else reason


def judge_status(status: int, exchange: Exchange) -> tuple[Verdict, str]:
    """Return the verdict on a final status that is not 2xx."""
    if status in _REFUSALS:
        return Verdict.BLOCKED, f"the server {_REFUSALS[status]} ({status})"
    if status in _OUR_SIDE:
        return Verdict.UNREACHABLE, f"{_OUR_SIDE[status]} ({status})"
    if status in (305, 306):
        return Verdict.UNSAFE, f"the server orders the use of a proxy ({status}), never obeyed"
    if status == 300:
        return Verdict.REDIRECTED, "the server offers a choice of pages (300)"
    if status == 405:
        return _judge_405(exchange)
    if 300 <= status < 400:
        return Verdict.BROKEN, f"a redirect ({status}) that leads nowhere"
    if status == 410:
        return Verdict.BROKEN, "the page is gone for good (410)"
    if 400 <= status < 500:
        return Verdict.BROKEN, f"the page cannot be had ({status})"
    if status in _CLOUDFLARE:
        return Verdict.UNREACHABLE, f"the content network says: {_CLOUDFLARE[status]} ({status})"
    return Verdict.UNREACHABLE, f"the server reports a fault of its own ({status})"


def _judge_405(exchange: Exchange) -> tuple[Verdict, str]:
    """A 405 that itself allows GET contradicts itself: a robot filter, not a missing page."""
    if "GET" in exchange.header("allow").upper().replace(" ", "").split(","):
        return Verdict.BLOCKED, "the server refuses this client (405, although it allows GET)"
    return Verdict.BROKEN, "the address answers no reader's request (405)"


def _judge_success(trail: Trail, status: int) -> tuple[Verdict, str]:
    exchange = trail.exchange
    if status == 202 and not exchange.body.strip():
        return Verdict.BLOCKED, "an empty promise (202), as robot checks send it"
    if status in (204, 205):
        return Verdict.SOFT_404, f"the server sends no page ({status})"
    gate = judge_gate(trail.start, trail.final) if trail.hops else None
    if gate:
        return gate.verdict, gate.reason
    problem = judge_content(trail.start, trail.final, exchange, trail.page)
    if not problem and trail.page and is_login(trail.start, trail.page):
        return Verdict.BLOCKED, "it shows a login page instead"
    if problem and not (exchange.fault and not exchange.body):
        return problem.verdict, problem.reason
    reason = "the page is there" if trail.page else "the file is there"
    if exchange.fault is Fault.TIMEOUT:
        reason += ", though it arrived too slowly to be read whole"
    elif exchange.fault:
        reason += ", though it was cut short"
    return Verdict.OK, f"{reason} ({status})"
