"""Host names: international ones to ASCII, look-alikes, odd spellings of addresses."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from tools.linkcheck.addresses import Address
from tools.linkcheck.models import Problem, Verdict

# Code points that can never be in a host (https://url.spec.whatwg.org/#forbidden-host-code-point).
_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^`{|}\"\x7f]")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\Z")
_PLAIN_V4 = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})\Z")
# What a registry takes (RFC 1123, 2.1), and the underscore, which is seen below it.
_LABEL = re.compile(r"[a-z0-9_-]{1,63}\Z")
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})

# Lower-case letters that look like a Latin one (Unicode confusables, the common part).
_LOOKALIKES = frozenset("асеорхуіјѕԁԛԝһӏкпгтмвнӓвαοερνικυτχγωѵᴄһ")
_TWO_SCRIPTS_ARE_FINE = frozenset({"HAN", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "CJK"})

# Names that never belong to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN .internal).
_PRIVATE_SUFFIXES = ("local", "localdomain", "internal", "intranet", "lan", "corp", "home.arpa")


@dataclass(frozen=True, slots=True)
class Host:
    """A host in the form for DNS, TLS and the Host header; `address` if it is a literal."""

    name: str
    address: Address | None = None


@lru_cache(maxsize=8192)
def parse_host(text: str) -> Host | Problem:
    """Return the host that a browser would connect to, or what is wrong with it."""
    if text.startswith("["):
        return _parse_v6(text)
    decoded = _decode(text)
    if isinstance(decoded, Problem):
        return decoded
    name = unicodedata.normalize("NFKC", decoded.translate(_DOTS)).lower()
    name = name.removesuffix(".")
    forbidden = _FORBIDDEN.search(name)
    if not name or forbidden:
        what = f"holds {forbidden.group()!r}" if forbidden else "is missing"
        return Problem(verdict=Verdict.MALFORMED, reason=f"the host name {what}")
    if _NUMBER.match(name.rsplit(".", 1)[-1]):
        return _parse_v4(text, name)
    return _parse_name(name)


def _decode(text: str) -> str | Problem:
    """Undo percent-encoding, as browsers do before they look at a host."""
    if "%" not in text:
        return text
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return Problem(verdict=Verdict.MALFORMED, reason="the host name is not UTF-8")


def _parse_v6(text: str) -> Host | Problem:
    """Read an IPv6 literal; one with a zone index only means something on one machine."""
    try:
        if not text.endswith("]") or "%" in text:
            raise ValueError
        address = ipaddress.IPv6Address(text[1:-1])
    except ValueError:
        return Problem(verdict=Verdict.MALFORMED, reason="the IPv6 address is not valid")
    return Host(f"[{address}]", address)


def _parse_v4(text: str, name: str) -> Host | Problem:
    """Read a host that ends in a number: it is an IPv4 address, in whatever spelling."""
    number = _v4_number(name)
    if number is None:
        return Problem(verdict=Verdict.MALFORMED, reason="the IPv4 address is not valid")
    address = ipaddress.IPv4Address(number)
    if not _PLAIN_V4.match(text.removesuffix(".")):
        reason = f"an address in disguise: {text} is {address}"
        return Problem(verdict=Verdict.UNSAFE, reason=reason)
    return Host(str(address), address)


def _v4_number(name: str) -> int | None:
    """Return the value of an IPv4 address in any spelling that browsers accept, else None."""
    parts = name.split(".")
    if len(parts) > 4 or not all(_NUMBER.match(part) for part in parts):
        return None
    try:
        values = [_number(part) for part in parts]
    except ValueError:
        return None
    *bytes_, last = values
    if any(value > 255 for value in bytes_) or last >= 256 ** (4 - len(bytes_)):
        return None
    return last + sum(value << (8 * (3 - place)) for place, value in enumerate(bytes_))


def _number(part: str) -> int:
    """Return one part of an IPv4 address: decimal, octal with 0, hexadecimal with 0x."""
    if part[:2] in ("0x", "0X"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part, 10)


def _parse_name(name: str) -> Host | Problem:
    """Return a DNS name in ASCII; refuse look-alikes and names of private networks."""
    unicode_name = _to_unicode(name)
    lookalike = _lookalike_label(unicode_name)
    if lookalike:
        reason = f"the host imitates another name: {lookalike}"
        return Problem(verdict=Verdict.UNSAFE, reason=reason)
    ascii_name = _to_ascii(name)
    labels = ascii_name.split(".") if ascii_name else [""]
    if ascii_name is None or len(ascii_name) > 253 or not all(map(_LABEL.match, labels)):
        return Problem(verdict=Verdict.MALFORMED, reason="the host name is not a valid DNS name")
    if is_private_name(ascii_name):
        reason = f"{ascii_name} is a name of a private network"
        return Problem(verdict=Verdict.UNSAFE, reason=reason)
    return Host(ascii_name)


def is_private_name(name: str) -> bool:
    """Return whether *name* can only exist inside somebody's own network."""
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in _PRIVATE_SUFFIXES)


def _to_ascii(name: str) -> str | None:
    if name.isascii():
        return name
    import idna

    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        pass
    # Browsers also look up symbols, which IDNA 2008 leaves out (https://unicode.org/reports/tr46/).
    try:
        labels = idna.uts46_remap(name, std3_rules=False).split(".")
    except idna.IDNAError:
        return None
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels
    )


def _to_unicode(name: str) -> str:
    if "xn--" not in name:
        return name
    labels = []
    for label in name.split("."):
        try:
            labels.append(label[4:].encode().decode("punycode") if label[:4] == "xn--" else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def _lookalike_label(name: str) -> str | None:
    """Describe a label that mixes scripts, or is foreign but all Latin look-alikes."""
    if name.isascii():
        return None
    top_is_latin = name.rsplit(".", 1)[-1].isascii()
    for label in name.split("."):
        scripts = {_script(char) for char in label if char.isalpha()}
        foreign = scripts - {"LATIN"}
        if "LATIN" in scripts and foreign - _TWO_SCRIPTS_ARE_FINE:
            return f"{label} mixes {' and '.join(sorted(s.title() for s in scripts))} letters"
        if top_is_latin and foreign and "LATIN" not in scripts:
            letters = {char for char in label if char.isalpha()}
            if letters <= _LOOKALIKES:
                return f"{label} is made of {min(foreign).title()} letters that look Latin"
    return None


def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split()[0].split("-")[0]


# Second-level suffixes under which anybody can register: `a.co.uk` and `b.co.uk` are strangers.
_SHARED_SECOND = frozenset(
    {"co", "com", "org", "net", "gov", "ac", "edu", "govt", "gob", "or", "ne"}
)


def registrable_domain(host: str) -> str:
    """Return the part of a host name that somebody registered, by a rule of thumb."""
    if host.startswith("[") or _NUMBER.match(host.rsplit(".", 1)[-1]):
        return host
    labels = host.split(".")
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED_SECOND
    return ".".join(labels[-3:] if shared else labels[-2:])
