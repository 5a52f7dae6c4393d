"""What a chain of redirects means: moved, temporary, swept to the home page, or led astray."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from tools.linkcheck.content import DOCUMENTS, file_type, is_hijacked, shows_document
from tools.linkcheck.gone import says_gone
from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.names import registrable_domain
from tools.linkcheck.page import Page
from tools.linkcheck.urls import WebUrl

PERMANENT = frozenset({301, 308})
# A site's front page: below up to two languages or countries, under one of the usual names.
_HOME = re.compile(
    r"(?:/[a-z]{2}(?:[-_][A-Za-z]{2})?){0,2}/?"
    r"(?:(?:index|default|home|main|welcome)(?:\.\w{2,5})?)?/?\Z",
    re.IGNORECASE,
)
# The names below are those of a whole segment of a path: "/blog/login-security-tips" and
# "/research/margin-of-error" are articles.
_ERROR_WORD = re.compile(
    r"(?:\A|[/.=&?])(?:(?:http|https?-?status|custom|server|system|general|generic|page|site|app)[-_.]?)?"
    r"(?:error(?:[-_]?(?:page|\d{3}))?|errors[-_]?\d{3}|(?:errors?[-_]?)?(?:404|410)(?:[-_]?(?:error|page))?"
    r"|(?:errors?[-_]?)?(?:page|file|content|resource)?[-_]?not[-_]?found(?:[-_]?(?:error|page))?"
    r"|missing[-_]?page|sorry|oops)(?:\Z|[/.=&?])"
    r"|\A/errors(?:\Z|[/.?])|[?&]aspxerrorpath=",
    re.IGNORECASE,
)
# Addresses that end in no more than such a word are of error pages, too.
_SWEPT = frozenset(
    {"gone", "removed", "unavailable", "not available", "page missing", "sorry page"}
)
# Places where robots, or what is taken for one, are sent: looked for in paths only.
_GATE = re.compile(
    r"/cdn-cgi/challenge|(?:\A|[/.-])(?:captcha|(?:human|bot|robot)[-_]?(?:verification|check|challenge)|verify[-_]?human"
    r"|access[-_]?denied|_challenge|waiting[-_]?room|unsupported[-_]?browser"
    r"|browser[-_]?(?:upgrade|unsupported|not[-_]?supported))(?:\Z|[/_.?])|\A/blocked(?:\Z|[/_.?])",
    re.IGNORECASE,
)
_GATE_HOST = re.compile(r"(?:\A|\.)(?:queue-it\.net|perfdrive\.com|captcha-delivery\.com)\Z")
_MAINTENANCE = re.compile(
    r"\A/(?:(?:(?:site|system|under)[-_]?)?maintenance"
    r"|(?:web)?(?:site|system|server|service)[-_]?(?:unavailable|offline|outage|closed|down))(?:[-_]?(?:mode|page))?(?:\.\w+)?/?(?:\?|\Z)",
    re.IGNORECASE,
)
_END_OF_NAME = r"(?:[-_](?:page|form|required|now|redirect|v\d))?(?:\.\w{2,5})?(?:\Z|/)"
_LOGIN = re.compile(
    rf"/(?:(?:[a-z]+[-_.])?(?:log[-_]{{0,2}}in|sign[-_]?in|log[-_]?on|sign[-_]?on)|sso|saml2?|oauth2?|auth"
    rf"|authorize|adfs|authenticate|cas|idp|oidc){_END_OF_NAME}",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(
    r"(?:\A|\.)(?:log-?in|sign-?in|sso|auth|accounts?|idp|adfs|oauth)\.", re.IGNORECASE
)
_CONSENT = re.compile(
    rf"/(?:(?:cookie|privacy|gdpr)[-_]{{0,2}}(?:wall|gate|consent|check)|consent|gdpr){_END_OF_NAME}",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(r"(?:\A|\.)(?:consent|gdpr)\.", re.IGNORECASE)
# Where a site lets its readers search for what it no longer has.
_SEARCH = re.compile(
    r"/(?:site[-_]?)?(?:search|suche|recherche|buscar)(?:[-_]?results?)?(?:\.\w{2,5})?/?\Z",
    re.IGNORECASE,
)
_SITE_MAP = re.compile(r"/(?:site[-_]?map|site[-_]?index)(?:\.\w{2,5})?/?(?:\?|\Z)", re.IGNORECASE)
# The names under which a gate keeps where to send the reader afterwards.
_WAY_BACK = re.compile(
    r"(?:return|redirect|continue|next|dest|destination|back|goto|target|origin|relaystate|service)"
    r"(?:[-_]?(?:to|url|uri|path|page))?",
    re.IGNORECASE,
)
_SHORTENERS = frozenset(
    {"bit.ly", "tinyurl.com", "t.co", "goo.gl", "go.usa.gov", "ow.ly", "is.gd", "lnkd.in", "aka.ms"}
    | {
        "buff.ly",
        "rebrand.ly",
        "t.ly",
        "cutt.ly",
        "purl.org",
        "w3id.org",
        "doi.org",
        "hdl.handle.net",
    }
)
_SESSION = re.compile(
    r"jsessionid|phpsessid|aspsessionid|sessionid|session_id|\bsid=|[?&;](?:token|sig|signature"
    r"|access_token|ticket|nonce|state|code|expires|x-amz-[a-z-]+|cftoken|cfid)=|/\(S\(",
    re.IGNORECASE,
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: where to, with which status, by which means (`http`, `refresh`, `script`)."""

    target: WebUrl
    status: int
    means: str = "http"

    @property
    def permanent(self) -> bool:
        """Whether the server says that the old address is no longer to be used."""
        return self.means == "http" and self.status in PERMANENT


@dataclass(frozen=True, slots=True)
class RedirectFinding:
    """The verdict on a chain that ended well."""

    verdict: Verdict
    reason: str
    suggestion: str | None = None
    cosmetic: bool = False
    notes: tuple[str, ...] = ()


def judge_redirects(
    start: WebUrl, hops: tuple[Hop, ...], page: Page | None
) -> RedirectFinding | None:
    """Return what the redirects mean; None where there were none."""
    if not hops:
        return None
    final = hops[-1].target
    astray = _judge_landing(start, final, page)
    if astray:
        return RedirectFinding(astray.verdict, astray.reason, astray.suggestion)
    schemes = [start.scheme, *(hop.target.scheme for hop in hops)]
    if "https" in schemes and "http" in schemes[schemes.index("https") :]:
        return RedirectFinding(Verdict.INSECURE, "it redirects from https to http")
    return _judge_move(start, hops)


def _judge_landing(start: WebUrl, final: WebUrl, page: Page | None) -> Problem | None:
    """Return the verdict where the chain did not end at what the link meant."""
    if not _is_elsewhere(start, final):
        return None
    gate = judge_gate(start, final)
    if gate:
        return gate
    path = final.path
    if _MAINTENANCE.search(path) and not _MAINTENANCE.search(start.path):
        return Problem(verdict=Verdict.UNREACHABLE, reason="the site is being worked on")
    if (_ERROR_WORD.search(path) and not _ERROR_WORD.search(start.path)) or (
        _names_error(final) and not _names_error(start)
    ):
        return _soft(f"it redirects to an error page, {path[:80]}")
    if registrable_domain(start.host.name) != registrable_domain(final.host.name) and is_hijacked(
        final, page
    ):
        return _soft(f"the domain now leads to an unrelated site, {final.host.name}")
    if _is_home(final) and not _is_home(start) and not _means_home(start, final):
        return _soft("it redirects to the home page")
    if _SITE_MAP.search(path) and not _SITE_MAP.search(start.path):
        return _soft("it redirects to the site map")
    if _is_search_for(start, final):
        return _soft("it redirects to a search for its own address")
    if file_type(start) in DOCUMENTS and page is not None and not shows_document(start, page):
        return _soft(f"the .{file_type(start)} file is gone; it redirects to a web page")
    return None


def _names_error(url: WebUrl) -> bool:
    """Return whether the path of *url* ends in words that say it: /en/page-removed.html."""
    name = url.path.partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0]
    words = re.sub(r"[\W_]+", " ", unquote(name)).strip().lower()
    return words in _SWEPT or (" " in words and says_gone(words))


def _is_elsewhere(start: WebUrl, final: WebUrl) -> bool:
    return (start.host.name, start.path.lower()) != (final.host.name, final.path.lower())


def judge_gate(start: WebUrl, final: WebUrl) -> Problem | None:
    """Return what stands before the page where a chain ended at a gate that was not asked for."""
    if not _is_elsewhere(start, final):
        return None
    if _is_gateway(start, final, _CONSENT, _CONSENT_HOST):
        return Problem(verdict=Verdict.BLOCKED, reason="a consent page stands before it")
    if _is_gateway(start, final, _LOGIN, _LOGIN_HOST):
        return Problem(verdict=Verdict.BLOCKED, reason="it asks for a login")
    path = final.path
    if _is_gateway(start, final, _GATE, _GATE_HOST):
        return Problem(verdict=Verdict.BLOCKED, reason=f"it leads to a gate, {path[:80]}")
    if _leads_back(start, final):
        reason = f"a page that leads back to it stands before it, {path[:80]}"
        return Problem(verdict=Verdict.BLOCKED, reason=reason)
    return None


def _leads_back(start: WebUrl, final: WebUrl) -> bool:
    """Return whether the page at the end keeps the way to what was asked for."""
    asked = unquote(start.path)
    if len(asked) < 2:
        return False
    query = final.path.partition("?")[2]
    return any(
        _WAY_BACK.fullmatch(key) and unquote(value).endswith(asked)
        for key, value in parse_qsl(query)
    )


def _means_home(start: WebUrl, final: WebUrl) -> bool:
    """Return whether a front page is what the link stands for, as the host that it names.

    A short link may mean any page; /elections may have got a host of its own, elections.*.
    """
    if start.host.name.removeprefix("www.") in _SHORTENERS:
        return True
    old, new = start.host.name.removeprefix("www."), final.host.name.removeprefix("www.")
    words = re.sub(r"[\W_]+", "", unquote(start.path).partition("?")[0].lower())
    return old != new and len(words) > 2 and words in new.replace("-", "").split(".")


def _is_search_for(start: WebUrl, final: WebUrl) -> bool:
    """Return whether the chain ended at a search for the words of the old address."""
    path, _, query = final.path.partition("?")
    if not _SEARCH.search(path) or _SEARCH.search(start.path.partition("?")[0]):
        return False
    asked = set(re.findall(r"[a-z0-9]{3,}", unquote(start.path).lower()))
    wanted = " ".join(value for _, value in parse_qsl(query)).lower()
    return not asked.isdisjoint(re.findall(r"[a-z0-9]{3,}", wanted))


def _soft(reason: str) -> Problem:
    return Problem(verdict=Verdict.SOFT_404, reason=reason)


def _is_gateway(start: WebUrl, final: WebUrl, path: re.Pattern[str], host: re.Pattern[str]) -> bool:
    """Return whether the chain ended at a gate that the link itself is not."""
    if host.search(final.host.name):
        return not host.search(start.host.name)
    place = final.path.partition("?")[0]
    return bool(path.search(place)) and not path.search(start.path)


def _is_home(url: WebUrl) -> bool:
    """Return whether *url* is a site's front page, in whatever language."""
    path, _, query = url.path.partition("?")
    if url.fragment and url.fragment[:1] in ("/", "!"):
        return False
    if not _HOME.match(path):
        return False
    names = [key for key, _ in parse_qsl(query, keep_blank_values=True)]
    return all(_TRACKING.fullmatch(key) or len(key) > 3 for key in names)


def _judge_move(start: WebUrl, hops: tuple[Hop, ...]) -> RedirectFinding:
    final, first = hops[-1].target, hops[0]
    notes = _domain_note(start, final)
    if not first.permanent:
        if start.scheme == "http" and _is_twin(start, final):
            return RedirectFinding(
                Verdict.INSECURE, "the site moved to https", final.url, False, notes
            )
        how = (
            "a script"
            if first.means == "script"
            else "a refresh"
            if first.means == "refresh"
            else ""
        )
        status = how or f"a temporary redirect ({first.status})"
        return RedirectFinding(
            Verdict.REDIRECTED, f"{status} to {final.url[:200]}", None, False, notes
        )
    target = _end_of_permanent(hops)
    suggestion = None if holds_session(target.url) else _keep_fragment(start, target)
    kind = _cosmetic_kind(start, target)
    reason = f"moved for good ({first.status}) to {target.url[:200]}"
    if kind:
        reason += f", a change of {kind} only"
    if suggestion is None:
        notes += ("the new address holds a session or a token, so it is not suggested",)
    return RedirectFinding(Verdict.MOVED, reason, suggestion, bool(kind), notes)


def holds_session(url: str) -> bool:
    """Return whether *url* holds a session id or a token: it is somebody's, for a while."""
    return _SESSION.search(url) is not None


def _end_of_permanent(hops: tuple[Hop, ...]) -> WebUrl:
    """Return where the leading permanent hops end: what follows may change again."""
    target = hops[0].target
    for hop in hops:
        if not hop.permanent:
            break
        target = hop.target
    return target


def _keep_fragment(start: WebUrl, target: WebUrl) -> str:
    if target.fragment is None and start.fragment:
        return f"{target.request_url}#{start.fragment}"
    return target.url


def _is_twin(start: WebUrl, final: WebUrl) -> bool:
    same = start.host.name.removeprefix("www.") == final.host.name.removeprefix("www.")
    return final.scheme == "https" and same and start.path == final.path


def _cosmetic_kind(start: WebUrl, target: WebUrl) -> str:
    """Name a difference that does not matter to a reader, or return an empty string."""
    hosts = start.host.name, target.host.name
    same_scheme, same_path = start.scheme == target.scheme, start.path == target.path
    if same_scheme and same_path and hosts[0].removeprefix("www.") == hosts[1].removeprefix("www."):
        return "www" if hosts[0] != hosts[1] else "port"
    if not same_scheme or hosts[0] != hosts[1]:
        return ""
    if unquote(start.path).rstrip("/") == unquote(target.path).rstrip("/"):
        return "the final slash"
    return "letter case" if start.path.lower() == target.path.lower() else ""


def _domain_note(start: WebUrl, final: WebUrl) -> tuple[str, ...]:
    old, new = registrable_domain(start.host.name), registrable_domain(final.host.name)
    return (f"another domain, {new}: look whether it is the same publisher",) if old != new else ()
