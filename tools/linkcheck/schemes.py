"""Links that are not http or https: what a guide may hold, and what it must not."""

import re
from urllib.parse import parse_qs, unquote

from tools.linkcheck.models import Problem, Verdict

# A script, or a document that the link itself makes up.
_SCRIPTED = frozenset(
    {"javascript", "data", "vbscript", "blob", "about", "view-source", "livescript"}
)
_LOCAL = frozenset({"file", "jar", "res", "chrome", "resource", "ms-settings"})
_DEFANGED = frozenset({"hxxp", "hxxps"})  # written so that nobody opens it by accident
_TYPO_LETTERS = frozenset("htpsx")
_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+\Z")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}\Z")
# Letters on the keys of a phone (ITU-T E.161).
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_PHONE = re.compile(r"\+?[0-9().\- ]+(?:;[A-Za-z0-9-]+(?:=[^;]*)?)*\Z")


def judge_scheme(name: str, rest: str) -> Problem:
    """Return the verdict on a link with the scheme *name*; *rest* is what follows the colon."""
    if name == "mailto":
        return _judge_mail(rest)
    if name in ("tel", "sms"):
        return _judge_phone(rest)
    if name in _SCRIPTED:
        return _unsafe(f"a {name}: link runs what the link says, which a guide must never do")
    if name in _LOCAL:
        return _unsafe(f"a {name}: link points into the reader's own machine")
    if name in ("ftp", "ftps", "sftp"):
        suggestion = f"https:{rest}" if name == "ftp" else None
        return _unsafe(f"browsers no longer open {name}: links", suggestion)
    if is_typo(name) or name in _DEFANGED:
        scheme = "https" if "s" in name else "http"
        suggestion = f"{scheme}://{rest.lstrip('/')}"
        reason = f"{name}: is not a scheme; it looks like {scheme}:"
        return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=suggestion)
    return _unsafe(f"no browser opens a link with the scheme {name}:")


def _unsafe(reason: str, suggestion: str | None = None) -> Problem:
    return Problem(verdict=Verdict.UNSAFE, reason=reason, suggestion=suggestion)


def is_typo(name: str) -> bool:
    """Return whether *name* is `http` or `https` mistyped."""
    made_of_it = set(name) <= _TYPO_LETTERS and "t" in name and 2 < len(name) < 9
    return made_of_it or min(_distance(name, "http"), _distance(name, "https")) <= 1


def _distance(one: str, other: str) -> int:
    """Return the Levenshtein distance of two short words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def _judge_mail(rest: str) -> Problem:
    """Check the syntax of a mailto: link (RFC 6068); nobody is written to."""
    if rest.startswith("//"):
        reason = "a mail link has no slashes: the address follows the colon"
        suggestion = f"mailto:{rest.lstrip('/')}"
        return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=suggestion)
    path, _, query = rest.partition("?")
    fields = parse_qs(query, keep_blank_values=True)
    listed = [*path.split(","), *",".join(fields.get("to", [])).split(",")]
    addresses = [unquote(part).strip() for part in listed if part.strip()]
    if not addresses:
        return Problem(verdict=Verdict.MALFORMED, reason="the mail link has no address")
    for address in addresses:
        if not _is_mail_address(address):
            reason = f"{address!r} is not a mail address"
            return Problem(verdict=Verdict.MALFORMED, reason=reason)
    return Problem(verdict=Verdict.OK, reason="a mail address, well formed; no mail is sent")


def _is_mail_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    if (
        not at
        or not _LOCAL_PART.match(local)
        or ".." in local
        or local[0] == "."
        or local[-1] == "."
    ):
        return False
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        return False
    return _DOMAIN.match(ascii_domain) is not None


def _judge_phone(rest: str) -> Problem:
    """Check the syntax of a tel: link (RFC 3966, leniently)."""
    number = unquote(rest).partition("?")[0]
    digits = sum(char.isdigit() for char in number.partition(";")[0])
    if _PHONE.match(number) and 3 <= digits <= 15:
        return Problem(verdict=Verdict.OK, reason="a phone number, well formed")
    dialled = number.upper().translate(_KEYS)
    spelled = re.match(r"\+?\d", number) and _PHONE.match(dialled)
    suggestion = f"tel:{dialled}" if spelled and sum(map(str.isdigit, dialled)) >= 10 else None
    reason = f"{number!r} is not a phone number"
    return Problem(verdict=Verdict.MALFORMED, reason=reason, suggestion=suggestion)
