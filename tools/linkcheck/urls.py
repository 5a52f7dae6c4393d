"""URLs as written: what they say, how they are asked for, and which are wrong before any request.

Parsing follows https://url.spec.whatwg.org/ where browsers repair what they read, but says so: a
PDF or another reader need not repair it.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urljoin

from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.names import Host, parse_host
from tools.linkcheck.schemes import judge_scheme
from tools.linkcheck.wrappers import find_wrapped

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cs", "Zl", "Zp", "Zs"})
_SLASHES = re.compile(rb"\A((?:https?:)?)/{3,}", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USERINFO = re.compile(
    r"((?:[A-Za-z][A-Za-z0-9+.-]*:[/\\]+|https?:|(?<!:)//))[^/?#\\\s]*@", re.IGNORECASE
)
_DOUBLED = re.compile(r"https?:/*(https?):?/+(.+)", re.IGNORECASE)
_SAFE = "!#$%&'()*+,/:;=?@[]~|"
DEFAULT_PORTS = {"http": 80, "https": 443}

# https://fetch.spec.whatwg.org/#port-blocking, and services that take orders in plain text.
_BLOCKED_PORTS = frozenset(
    [
        1,
        7,
        9,
        11,
        13,
        15,
        17,
        19,
        20,
        21,
        22,
        23,
        25,
        37,
        42,
        43,
        53,
        69,
        77,
        79,
        87,
        95,
        101,
        102,
        103,
        104,
        109,
        110,
        111,
        113,
        115,
        117,
        119,
        123,
        135,
        137,
        139,
        143,
        161,
        179,
        389,
        427,
        445,
        465,
        512,
        513,
        514,
        515,
        526,
        530,
        531,
        532,
        540,
        548,
        554,
        556,
        563,
        587,
        601,
        636,
        873,
        989,
        990,
        993,
        995,
        1433,
        1521,
        1719,
        1720,
        1723,
        2049,
        2181,
        2375,
        2376,
        2379,
        3128,
        3306,
        3389,
        3659,
        4045,
        4190,
        5060,
        5061,
        5432,
        5672,
        5900,
        6000,
        6379,
        6566,
        6665,
        6666,
        6667,
        6668,
        6669,
        6679,
        6697,
        9042,
        9200,
        9300,
        10080,
        10250,
        11211,
        27017,
    ]
)


@dataclass(frozen=True, slots=True)
class WebUrl:
    """An http or https URL, ready to be asked for; `path` holds the query, ASCII only."""

    scheme: str
    host: Host
    port: int
    path: str
    fragment: str | None = None

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port."""
        default = self.port == DEFAULT_PORTS[self.scheme]
        return self.host.name if default else f"{self.host.name}:{self.port}"

    @property
    def request_url(self) -> str:
        """The URL without its fragment: the identity of a fetch."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def url(self) -> str:
        """The URL with its fragment."""
        return self.request_url + (f"#{self.fragment}" if self.fragment is not None else "")


@lru_cache(maxsize=65536)
def parse(text: str) -> WebUrl | Problem:
    """Return the URL that *text* means, or the verdict that needs no request.

    The verdict is `ok` for mail addresses and phone numbers that are well formed.
    """
    problem = _check_characters(text) or _check_scheme(text)
    if problem:
        return problem
    parsed = _split(text)
    return _check_details(text, parsed) or parsed


def parse_location(base: str, location: bytes) -> WebUrl | Problem:
    """Return where a `Location` header leads, as lenient as browsers are.

    Bytes above ASCII are percent-encoded as they are: servers send UTF-8 and Latin-1 there.
    """
    bare = location.strip().translate(None, b"\t\r\n")
    # However many slashes come before a host, browsers take them for two.
    place, mark, query = bare.partition(b"?")
    place = _SLASHES.sub(rb"\1//", place.replace(b"\\", b"/"))
    text = quote(place + mark + query, safe=_SAFE)
    try:
        joined = urljoin(base, text)
    except ValueError:
        return Problem(verdict=Verdict.MALFORMED, reason="it redirects to a URL that is not valid")
    scheme = _SCHEME.match(joined)
    if not scheme or scheme.group(1).lower() not in DEFAULT_PORTS:
        name = scheme.group(1).lower() if scheme else "no"
        reason = f"it redirects to a {name}: address, which no reader should be sent to"
        return Problem(verdict=Verdict.UNSAFE, reason=reason)
    # An empty fragment is one: it leads to the top, and nothing is inherited.
    return _split(joined + "#" if bare.endswith(b"#") and "#" not in joined else joined)


def _split(text: str) -> WebUrl | Problem:
    """Take an http(s) URL apart; the text already looks like one."""
    match = _PARTS.match(text)
    if match is None:
        return _malformed("the URL has no host", None)
    scheme, authority = match["scheme"].lower(), match["authority"]
    userinfo, at, hostport = authority.rpartition("@")
    name, port = _split_port(hostport)
    number = _port_number(port, scheme)
    if number is None:
        return _malformed(f"the port {port} does not exist; it must be 1 to 65535", None)
    host = parse_host(name)
    if isinstance(host, Problem):
        return host
    if at:
        bare = mask_userinfo(text, "")
        who = "a user name and password" if ":" in userinfo else "a user name"
        reason = f"the URL holds {who}, which a public guide must not"
        return Problem(verdict=Verdict.UNSAFE, reason=reason, suggestion=bare)
    if number in _BLOCKED_PORTS:
        reason = f"port {number} is not for web pages; browsers refuse it"
        return Problem(verdict=Verdict.UNSAFE, reason=reason)
    path = encode(match["path"] or "/")
    query = "" if match["query"] is None else f"?{encode(match['query'])}"
    return WebUrl(scheme, host, number, path + query, match["fragment"])


def _split_port(hostport: str) -> tuple[str, str]:
    if hostport.startswith("["):
        name, bracket, rest = hostport.partition("]")
        return name + bracket, rest.removeprefix(":")
    name, _, port = hostport.partition(":")
    return name, port


def _port_number(text: str, scheme: str) -> int | None:
    """Return the port, the scheme's own for an empty one, None for one that cannot be."""
    if not text:
        return DEFAULT_PORTS[scheme]
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text) if 0 < int(text) <= 65535 else None


def encode(text: str) -> str:
    """Percent-encode what may not travel in a request, leaving what is already encoded."""
    if text.isascii() and not set(text) & set(' "<>\\^`{}'):
        return text
    return quote(text, safe=_SAFE)


def _malformed(reason: str, suggestion: str | None) -> Problem:
    return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=suggestion)


def _check_characters(text: str) -> Problem | None:
    """Find characters that do not belong in a URL, most of them from pasting."""
    if not text:
        return _malformed("the link is empty", None)
    if " " in text and not text.startswith(("mailto:", "tel:", "javascript:", "data:")):
        return _malformed("the URL holds a space", _without_spaces(text))
    if text.isascii() and text.isprintable():
        return None
    for char in text:
        if char == " " or (char.isascii() and char.isprintable()):
            continue
        if unicodedata.category(char) in _INVISIBLE or char == "\u034f":
            name = unicodedata.name(char, "control character")
            reason = f"the URL holds an invisible character, U+{ord(char):04X} {name}"
            return _malformed(reason, _without_invisible(text))
    return None


def _without_spaces(text: str) -> str:
    """Return *text* with spaces encoded in its path, and left out before that."""
    head, slashes, rest = text.strip().partition("//")
    if not slashes:
        return head.replace(" ", "%20")
    host, slash, path = rest.partition("/")
    return (head + slashes + host).replace(" ", "") + slash + path.replace(" ", "%20")


def _without_invisible(text: str) -> str:
    return "".join(
        char for char in text if char == " " or unicodedata.category(char) not in _INVISIBLE
    )


def _check_scheme(text: str) -> Problem | None:
    """Settle everything that is not `http://` or `https://` and something."""
    if text.startswith(("//", "\\\\")):
        suggestion = "https:" + text.replace("\\", "/")
        return _malformed("the URL has no scheme, which means nothing in a PDF", suggestion)
    scheme = _SCHEME.match(text)
    if scheme is None or _is_host_and_port(text):
        return _no_scheme(text)
    name, rest = scheme.group(1).lower(), text[scheme.end() :]
    if name not in DEFAULT_PORTS:
        return judge_scheme(name, rest)
    if "\\" in text:
        return _malformed("the URL holds a backslash", text.replace("\\", "/"))
    doubled = _DOUBLED.match(text)
    if doubled:
        inner = f"{doubled[1].lower()}://{doubled[2]}"
        return _malformed("the scheme is written twice", inner)
    if not rest.startswith("//") or rest.startswith("///"):
        host = rest.lstrip("/")
        repaired = f"{name}://{host}" if host else None
        return _malformed("two slashes must follow the scheme, then the host", repaired)
    return None


def _is_host_and_port(text: str) -> bool:
    """Tell `www.example.gov:8080/p` from a scheme."""
    return re.match(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+:\d*(?:[/?#]|\Z)", text) is not None


def _no_scheme(text: str) -> Problem:
    slashes = re.match(r"(https?)(?:/+|;//|,//|\.//)(.+)", text, re.IGNORECASE)
    if slashes:
        return _malformed("the scheme must end in ://", f"{slashes[1].lower()}://{slashes[2]}")
    if re.match(r"[\w-]+@[\w-]+\.[\w.-]+\Z", text):
        return _malformed("a mail address must start with mailto:", f"mailto:{text}")
    if re.match(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[:/?#]|\Z)", text) and not _is_file_name(text):
        return _malformed("the URL has no scheme; readers take it for a file", f"https://{text}")
    return _malformed("not a web address; link to our own pages with :doc: or :ref:", None)


def _is_file_name(text: str) -> bool:
    return re.match(r"[\w.-]+\.(?:rst|html?|pdf|txt|md|png|svg|jpe?g|csv|zip)\b", text) is not None


def _check_details(text: str, parsed: WebUrl | Problem) -> Problem | None:
    """Find damage in a URL whose parts are all there; unsafe ones are already settled."""
    if isinstance(parsed, Problem) and parsed.verdict is Verdict.UNSAFE:
        return parsed
    if "&amp;" in text or "&#38;" in text:
        return _malformed("the URL is HTML-escaped: it says &amp; for &", _unescape(text))
    stray = _STRAY_PERCENT.search(text)
    if stray:
        suggestion = _STRAY_PERCENT.sub("%25", text)
        return _malformed("a percent sign must be followed by two hexadecimal digits", suggestion)
    return _unwrap(parsed) if isinstance(parsed, WebUrl) else None


def _unescape(text: str) -> str:
    """Undo HTML escapes of the ampersand, however often they were applied."""
    while "&amp;" in text or "&#38;" in text:
        text = text.replace("&amp;", "&").replace("&#38;", "&")
    return html.unescape(text) if "&lt;" in text or "&quot;" in text else text


def _unwrap(url: WebUrl) -> Problem | None:
    """Recognise a mail or search wrapper and suggest the address inside it."""
    inner = find_wrapped(url.host.name, url.path)
    if inner is None:
        return None
    settled = parse(inner)
    if isinstance(settled, Problem) and settled.verdict is Verdict.UNSAFE:
        return Problem(
            verdict=Verdict.UNSAFE, reason=f"wraps a link that is unsafe: {settled.reason}"
        )
    reason = f"a link wrapper of {url.host.name}, which tracks readers and expires"
    return Problem(verdict=Verdict.REDIRECTED, reason=reason, suggestion=inner)


def mask_userinfo(text: str, mask: str = "***@") -> str:
    """Return *text* with user names and passwords of URLs replaced."""
    return _USERINFO.sub(lambda match: match[1] + mask, text) if "@" in text else text
