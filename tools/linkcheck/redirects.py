"""What a chain of redirects means: moved, temporary, swept to the home page, or led astray."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from tools.linkcheck.content import DOCUMENTS, file_type, is_hijacked
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
_ERROR_WORD = re.compile(
    r"(?:\A|[/_.=&?-])(?:errors?(?:[-_]?(?:page|\d{3}))?|(?:404|410)(?:[-_]?(?:error|page))?"
    r"|(?:page|file|content|resource)?[-_]?not[-_]?found(?:[-_]?(?:error|page))?"
    r"|missing[-_]?page|sorry|oops)(?:\Z|[/_.=&?])",
    re.IGNORECASE,
)
# Places where robots, or what is taken for one, are sent: looked for in paths only.
_GATE = re.compile(
    r"/cdn-cgi/challenge|(?:\A|[/.-])(?:captcha|(?:human|bot|robot)[-_]?(?:verification|check|challenge)|verify[-_]?human"
    r"|access[-_]?denied|_challenge|blocked|waiting[-_]?room|unsupported[-_]?browser"
    r"|browser[-_]?(?:upgrade|unsupported|not[-_]?supported))(?:\Z|[/_.?])",
    re.IGNORECASE,
)
_WAITING_HOST = re.compile(r"(?:\A|\.)queue-it\.net\Z")
_MAINTENANCE = re.compile(
    r"/(?:(?:site|system|under)[-_]?)?maintenance(?:[-_]?(?:mode|page))?(?:\.\w+)?/?(?:\?|\Z)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:\A|[/_.-])(?:log-?_?in|sign-?_?in|log-?on|sign-?on|sso|saml2?|oauth2?|auth|authorize|adfs"
    r"|authenticate|wp-login|cas|idp|oidc)(?:\Z|[/_.?-])",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(
    r"(?:\A|\.)(?:login|signin|sso|auth|accounts?|idp|adfs|oauth)\.", re.IGNORECASE
)
_CONSENT = re.compile(
    r"(?:\A|[/_.-])(?:consent|cookie-?_?(?:wall|consent|check)|gdpr|privacy-?_?(?:wall|gate))(?:\Z|[/_.?-])",
    re.IGNORECASE,
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
    changed = (start.host.name, start.path.lower()) != (final.host.name, final.path.lower())
    if not changed:
        return None
    if _is_gateway(start, final, _CONSENT):
        return Problem(verdict=Verdict.BLOCKED, reason="a consent page stands before it")
    if _is_gateway(start, final, _LOGIN) or (
        _LOGIN_HOST.search(final.host.name) and not _LOGIN_HOST.search(start.host.name)
    ):
        return Problem(verdict=Verdict.BLOCKED, reason="it asks for a login")
    path = final.path
    gated = _GATE.search(path) and not _GATE.search(start.path)
    if gated or _WAITING_HOST.search(final.host.name):
        return Problem(verdict=Verdict.BLOCKED, reason=f"it leads to a gate, {path[:80]}")
    if _MAINTENANCE.search(path) and not _MAINTENANCE.search(start.path):
        return Problem(verdict=Verdict.UNREACHABLE, reason="the site is being worked on")
    if _ERROR_WORD.search(path) and not _ERROR_WORD.search(start.path):
        return _soft(f"it redirects to an error page, {path[:80]}")
    if registrable_domain(start.host.name) != registrable_domain(final.host.name) and is_hijacked(
        page
    ):
        return _soft(f"the domain now leads to an unrelated site, {final.host.name}")
    if _is_home(final) and not _is_home(start):
        return _soft("it redirects to the home page")
    if file_type(start) in DOCUMENTS and page is not None and not page.embeds_document:
        return _soft(f"the .{file_type(start)} file is gone; it redirects to a web page")
    return None


def _soft(reason: str) -> Problem:
    return Problem(verdict=Verdict.SOFT_404, reason=reason)


def _is_gateway(start: WebUrl, final: WebUrl, pattern: re.Pattern[str]) -> bool:
    """Return whether the chain ended at a gate (login, consent) that the link itself is not."""
    place = final.host.name + final.path.partition("?")[0]
    return bool(pattern.search(place)) and not pattern.search(start.host.name + start.path)


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
