"""Whether a login form came in place of what was asked for."""

import re

from tools.linkcheck.gone import parts_of
from tools.linkcheck.page import Page
from tools.linkcheck.urls import WebUrl

# Networks that show strangers their login page, whatever the address.
_LOGIN_HOSTS = (
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "twitter.com",
    "x.com",
    "threads.net",
    "tiktok.com",
)
_LOGIN_TITLE = re.compile(
    r"(?:log|sign)[\s-]?(?:in(?:to)?|on|up)\b|login\b|anmelden\b|authenticat", re.IGNORECASE
)
_SIGN_IN = re.compile(
    r"(?:please )?"
    r"(?:(?:(?:log|sign)[\s-]?in|log[\s-]?on)(?: (?:to|with) .{1,40})?|sign[\s-]?on)\W*",
    re.IGNORECASE,
)
_MUST_SIGN_IN = re.compile(
    r"(?:you (?:must|need to|have to)|please) (?:be )?(?:log|sign)(?:ged|ed)?[\s-]?in\b.{0,60}"
    r"|(?:log|sign)[\s-]?in(?: is)? (?:required|to (?:continue|view|access|see|read)\b.{0,60})\W*",
    re.IGNORECASE,
)
# What a reader may do without having been kept from anything.
_TAKES_PART = re.compile(
    r"\bto (?:post|add|leave|reply|comment|vote|rate|join|save|follow|edit)\b", re.I
)
_ONLY_LOGIN = re.compile(r"(?:log|sign)[\s-]?(?:in|on)\W*", re.IGNORECASE)
# What stands beside a password field that is all of a page.
_ASKS_FOR_PASSWORD = re.compile(
    r"\b(?:(?:log|sign)(?:ged|ed)?[\s-]?in(?:to)?\b|password|access code|passcode"
    r"|iniciar sesi|connexion|se connecter|anmelde|accedi|iniciar sess|inloggen|zaloguj)",
    re.IGNORECASE,
)
_SCANT = 150  # characters of prose beside a form
_LOGIN_PATH = re.compile(
    r"log-?in|sign-?in|log-?on|sign-?on|sso|auth|account|saml|adfs|register|sign-?up", re.I
)


def is_login(asked: WebUrl, page: Page) -> bool:
    """Return whether a login form came instead of what was asked for."""
    host = asked.host.name
    known = any(host == name or host.endswith(f".{name}") for name in _LOGIN_HOSTS)
    if page.hands_over:
        return True
    if not known and not page.has_password and not page.has_form:
        scant = page.prose_length < _SCANT and not _LOGIN_PATH.search(asked.path)
        return scant and (_must_sign_in(page) or _is_empty_login(page))
    if _LOGIN_PATH.search(asked.path) or _LOGIN_PATH.search(host):
        return False
    titled = bool(_LOGIN_TITLE.search(page.title) or _LOGIN_TITLE.match(page.heading))
    if known:
        return page.has_password or titled or (page.text_length < 300 and asked.path != "/")
    if page.has_form and page.text_length < 300 and _is_sign_in(page.title):
        return True  # the password is asked for on the next page
    if page.has_password and page.prose_length < _SCANT:
        return _ASKS_FOR_PASSWORD.search(f"{page.title} {page.text}") is not None
    return page.has_password and titled and page.text_length < 1500


def _is_sign_in(title: str) -> bool:
    """Return whether a title, or one part of it between bars, only asks to sign in."""
    return any(_SIGN_IN.fullmatch(part) for part in (title, *parts_of(title)))


def _must_sign_in(page: Page) -> bool:
    """Return whether a page without a form says that one must sign in first."""
    said = (page.title, page.heading, *page.lines)
    return any(_MUST_SIGN_IN.fullmatch(text) and not _TAKES_PART.search(text) for text in said)


def _is_empty_login(page: Page) -> bool:
    """Return whether a page is the frame of a login form that its scripts fill in."""
    titled = any(_ONLY_LOGIN.fullmatch(part) for part in parts_of(page.title))
    return titled and not page.text_length and bool(page.sources or page.script)
