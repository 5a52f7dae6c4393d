"""Pages that say 200 and are not there: by title and heading, type, and emptiness.

Titles and headings decide, never words in the text: a long page that says "has been removed"
somewhere is a page.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from tools.linkcheck.exchange import Exchange
from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.page import Page, looks_like_html
from tools.linkcheck.urls import WebUrl

# What a reader expects to download; a web page in its place means the file is gone.
DOCUMENTS = frozenset(
    "pdf doc docx xls xlsx ppt pptx odt ods odp rtf csv zip gz tgz tar 7z epub exe msi dmg".split()
    + "png jpg jpeg gif webp mp3 mp4 mov avi ics vsd vsdx".split()
)
# Words that surround the statement that a page is gone; what is left must be that statement.
_NOISE = re.compile(
    r"\b(?:https?|status|code|error|fehler|erreur|sorry|oops|whoops|uh[\s-]?oh|oh no|hm+|looks like"
    r"|it (?:seems|appears)(?: that)?)\b|[^\w\s']|_",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(?:404|410)\b")
_NOUN = r"(?:web ?page|page|file|document|resource|content|site|url|article|item|node|link|address)"
_GONE = re.compile(
    rf"""(?:(?:the|this|that|your|requested|web|a)\s+)*(?:{_NOUN}\s+)?(?:requested\s+)?
        (?:(?:that\s+)?you(?:'re|\s+are|\s+were)?\s+(?:requested|looking\s+for|trying\s+to\s+\w+)\s+)?
        (?:(?:is|was|could|can|has\s+been|does|has)\s+)*
        (?:not\s+(?:be\s+)?(?:found|exist|available)|(?:can't|cannot|couldn't|could\s+not)\s+be\s+found
        |(?:doesn't|does\s+not)\s+exist|(?:isn't|is\s+not)\s+(?:available|here)
        |no\s+longer\s+(?:exists?|available|here)|missing|notfound|unavailable|gone
        |(?:been\s+)?(?:removed|deleted|moved\s+or\s+deleted))
      | we\s+(?:can't|couldn't|could\s+not|cannot)\s+(?:seem\s+to\s+)?find\s+
        (?:that|the|this|your|what)\s*{_NOUN}?.{{0,40}}
      | nothing\s+(?:was\s+)?found(?:\s+here)? | nothing\s+here | no\s+{_NOUN}\s+found
      | (?:die\s+)?seite\s+(?:wurde\s+)?nicht\s+gefunden
      | (?:la\s+)?page\s+(?:est\s+)?(?:introuvable|non\s+trouvée)
      | (?:la\s+)?p[áa]gina\s+no\s+(?:se\s+)?(?:encontrada|existe|encontró)
      | p[áa]gina\s+não\s+encontrada | pagina\s+(?:non\s+trovata|niet\s+gevonden)""",
    re.IGNORECASE | re.VERBOSE,
)
_SPLIT = re.compile(r"\s+[|·•»«:>\u2013\u2014-]+\s+|[|»«]|:\s+")
_MAINTENANCE = re.compile(
    r"\b(?:under|undergoing|scheduled|site|down\s+for|planned|system)\s+(?:\w+\s+)?maintenance\b"
    r"|^maintenance(?:\s+mode)?$|temporarily\s+(?:unavailable|offline|down|out of service)"
    r"|we['\u2019]ll\s+be\s+(?:right\s+)?back|be\s+back\s+soon|service\s+unavailable",
    re.IGNORECASE,
)
_PARKED_TEXT = re.compile(
    r"\b(?:this\s+)?domain(?:\s+name)?\s+(?:\S+\s+)?(?:is|may\s+be|might\s+be)\s+(?:for\s+sale|parked)"
    r"|buy\s+this\s+domain|domain\s+for\s+sale|this\s+domain\s+has\s+(?:expired|been\s+registered)"
    r"|parked\s+(?:free|domain)|inquire\s+about\s+this\s+domain|the\s+domain\s+has\s+expired",
    re.IGNORECASE,
)
_PARKED_HOSTS = re.compile(
    r"sedoparking|parkingcrew|bodis\.com|above\.com/|dan\.com/|afternic\.com|hugedomains|undeveloped\.com"
    r"|parklogic|img\d?\.wsimg\.com/parking|park-web|domainmarket|namebright|d38psrni17bvxu",
    re.IGNORECASE,
)
_DEFAULT_PAGES = re.compile(
    r"welcome to nginx|apache\d? .*default page|test page for|iis windows|default web site page"
    r"|account suspended|this account has been suspended|site not published|it works!$",
    re.IGNORECASE,
)
_HIJACK = re.compile(
    r"\b(?:casino|slots?|slot\s?gacor|judi|togel|poker|betting|sportsbook|bandar|bola88|gambling"
    r"|viagra|cialis|escorts?|porn|xxx|essay\s+writing|payday\s+loans?|replica\s+watches|jackpot)\b",
    re.IGNORECASE,
)


def judge_content(
    asked: WebUrl, final: WebUrl, exchange: Exchange, page: Page | None
) -> Problem | None:
    """Return what is wrong with a page that came with a good status, or None."""
    if not exchange.body.strip():
        return _soft("the page is empty") if exchange.complete else None
    kind = exchange.media_type
    if page is None:
        return _judge_json(exchange) if "json" in kind else _judge_plain(exchange)
    if _expected_document(asked, final) and not _shows_document(asked, page):
        name = PurePosixPath(asked.path.partition("?")[0]).suffix or "a file"
        return _soft(f"a web page came instead of the {name} file")
    return _judge_page(asked, page, whole=exchange.complete)


def is_html(exchange: Exchange) -> bool:
    """Return whether to read the body as HTML: by its type, or by its look."""
    kind = exchange.media_type
    if exchange.content[:1024].lstrip().startswith(b"%PDF-"):
        return False
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    return looks_like_html(exchange.content) and kind not in ("text/plain", "image/svg+xml")


def _soft(reason: str) -> Problem:
    return Problem(verdict=Verdict.SOFT_404, reason=reason)


def file_type(url: WebUrl) -> str:
    """Return the extension that the path of *url* ends in, in lower case, or an empty string."""
    name = url.path.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name[1:] else ""


def _expected_document(asked: WebUrl, final: WebUrl) -> bool:
    return file_type(asked) in DOCUMENTS or file_type(final) in DOCUMENTS


def _shows_document(asked: WebUrl, page: Page) -> bool:
    """Return whether a page presents the document: a viewer, or a page named after the file."""
    if page.embeds_document:
        return True
    stem = unquote(PurePosixPath(asked.path.partition("?")[0]).stem).lower()
    words = re.sub(r"[\W_]+", " ", stem).strip()
    shown = re.sub(r"[\W_]+", " ", f"{page.title} {page.heading}").lower()
    return len(words) > 3 and words in shown


def _judge_plain(exchange: Exchange) -> Problem | None:
    """Recognise an error message in a short plain text."""
    if not exchange.media_type.startswith("text/") or len(exchange.body) > 300:
        return None
    text = exchange.content.decode("utf-8", "replace").strip()
    return _soft(f"the page only says {text[:60]!r}") if _is_gone(text) else None


def _judge_json(exchange: Exchange) -> Problem | None:
    """Recognise an error object in JSON."""
    import json

    try:
        value = json.loads(exchange.content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    codes = {
        str(value.get(key, "")).lower() for key in ("status", "code", "statusCode", "status_code")
    }
    message = value.get("error") or value.get("errors") or value.get("message") or ""
    failed = bool(value.get("error") or value.get("errors")) or codes & {
        "404",
        "410",
        "error",
        "fail",
    }
    if failed or (isinstance(message, str) and _is_gone(message)):
        return _soft(f"the answer is an error in JSON: {json.dumps(message)[:60]}")
    return None


def _judge_page(asked: WebUrl, page: Page, *, whole: bool) -> Problem | None:
    if whole and not (page.text or page.title or page.sources or page.script or page.noscript):
        return _soft("the page shows nothing")
    if _is_parked(page):
        return _soft("the domain is parked or for sale")
    if page.text_length < 2000 and _is_maintenance(page):
        reason = f"the site is being worked on: {page.title or page.heading}"
        return Problem(verdict=Verdict.UNREACHABLE, reason=reason)
    if _is_not_found(asked, page):
        return _soft(f"the page calls itself {(page.title or page.heading)[:80]!r}")
    default = _DEFAULT_PAGES.search(page.title) or _DEFAULT_PAGES.search(page.heading)
    if default and page.text_length < 4000 and asked.path != "/":
        return _soft(f"a server's default page: {default.group()[:60]!r}")
    return None


def _is_parked(page: Page) -> bool:
    if page.text_length < 2000 and any(_PARKED_HOSTS.search(source) for source in page.sources):
        return True
    return page.text_length < 1500 and any(
        _PARKED_TEXT.search(text)
        for text in (page.title, page.heading, page.text)
        if "parked" in text.lower() or "domain" in text.lower()
    )


def _is_maintenance(page: Page) -> bool:
    return bool(_MAINTENANCE.search(page.title) or _MAINTENANCE.search(page.heading))


def _is_gone(text: str) -> bool:
    """Return whether *text*, or one part of it between bars, says only that something is gone."""
    parts = [text, *_SPLIT.split(text)]
    return any(_says_gone(part) for part in parts if part and len(part) < 120)


def _says_gone(part: str) -> bool:
    number = _NUMBER.search(part)
    rest = _NOISE.sub(" ", _NUMBER.sub(" ", part.replace("\u2019", "'")))
    rest = " ".join(rest.split())
    if not rest or rest.lower() in ("page", "file", "seite"):
        return number is not None
    return _GONE.fullmatch(rest) is not None


def _is_not_found(asked: WebUrl, page: Page) -> bool:
    """Weigh title, heading and length; a page about missing pages says so in its own address."""
    title, heading = _is_gone(page.title), _is_gone(page.heading)
    if re.search(r"40[34]|not-?_?found", asked.path.lower()) and page.text_length > 1500:
        return False
    if title and (heading or not page.heading):
        return heading or page.text_length < 4000
    if title:
        return page.text_length < 600
    return heading and page.text_length < 1500


def is_hijacked(page: Page | None) -> bool:
    """Return whether a page sells what expired domains are bought for."""
    return page is not None and bool(_HIJACK.search(page.title) or _HIJACK.search(page.heading))


def content_notes(page: Page | None) -> tuple[str, ...]:
    """Return what a reader should know about a page that is there."""
    if page is None:
        return ()
    notes = []
    text = page.text[:5000].lower()
    if "archived" in text and re.search(
        r"\barchived\b.{0,80}\bno longer (?:being )?(?:updated|maintained)", text
    ):
        notes.append("the page says it is archived and no longer updated")
    if page.text_length < 300 and "enable javascript" in f"{page.text} {page.noscript}".lower():
        notes.append("the content needs JavaScript and was not verified")
    return tuple(notes)


def is_shell(page: Page) -> bool:
    """Return whether the page is an empty frame that scripts fill in."""
    scripted = bool(page.script) or any(".js" in source for source in page.sources)
    return scripted and page.text_length < 200


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
    r"(?:log|sign)[\s-]?(?:in|on|up)\b|login\b|anmelden\b|authenticat", re.IGNORECASE
)
_LOGIN_PATH = re.compile(
    r"log-?in|sign-?in|log-?on|sign-?on|sso|auth|account|saml|adfs|register|sign-?up", re.I
)


def is_login(asked: WebUrl, page: Page) -> bool:
    """Return whether a login form came instead of what was asked for."""
    host = asked.host.name
    known = any(host == name or host.endswith(f".{name}") for name in _LOGIN_HOSTS)
    if not known and not page.has_password:
        return False
    if _LOGIN_PATH.search(asked.path) or _LOGIN_PATH.search(host):
        return False
    titled = bool(_LOGIN_TITLE.search(page.title) or _LOGIN_TITLE.match(page.heading))
    if known:
        return page.has_password or titled or (page.text_length < 300 and asked.path != "/")
    return page.has_password and titled and page.text_length < 1500
