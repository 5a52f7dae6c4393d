"""Pages that say 200 and are not there: by title and heading, type, and emptiness.

Titles and headings decide, never words in the text: a long page that says "has been removed"
somewhere is a page.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from tools.linkcheck.errordata import judge_json, judge_plain
from tools.linkcheck.exchange import Exchange
from tools.linkcheck.gone import says_gone, says_nothing
from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.outage import (
    says_crashed,
    says_down,
    says_failed,
    says_failed_somehow,
    says_refused,
)
from tools.linkcheck.page import Page, is_pdf, looks_like_html
from tools.linkcheck.urls import WebUrl

# What a reader expects to download; a web page in its place means the file is gone.
DOCUMENTS = frozenset(
    "pdf doc docx xls xlsx ppt pptx odt ods odp rtf csv zip gz tgz tar 7z epub exe msi dmg".split()
    + "png jpg jpeg gif webp mp3 mp4 mov avi ics vsd vsdx".split()
)
_PARKED_TEXT = re.compile(
    r"\b(?:this\s+)?domain(?:\s+name)?\s+(?:\S+\s+)?(?:is|may\s+be|might\s+be)\s+(?:for\s+sale|parked)"
    r"|buy\s+this\s+domain|domain\s+for\s+sale|this\s+domain\s+has\s+(?:expired|been\s+registered)"
    r"|sponsored\s+listings\s+displayed\s+above\s+are|parked\s+(?:free,?\s+courtesy|domain)|domain\s+parked|\w\.[a-z]{2,12}\s+is\s+for\s+sale|inquire\s+about\s+this\s+domain|the\s+domain\s+has\s+expired",
    re.IGNORECASE,
)
_PARKED_HOSTS = re.compile(
    r"(?<![\w-])(?:dan|above)\.com/|sedoparking|parkingcrew|bodis\.com|afternic\.com|hugedomains|undeveloped\.com"
    r"|parklogic|img\d?\.wsimg\.com/parking|park-web|domainmarket|namebright|d38psrni17bvxu",
    re.IGNORECASE,
)
_DEFAULT_PAGES = re.compile(
    r"\A(?:welcome to nginx|test page for (?:the )?(?:apache|nginx|http|ssl)|iis windows"
    r"|(?:your |this )?(?:account|web ?site|site) (?:has been |is )?suspended\W*\Z|it works!?\Z"
    r"|(?:web ?)?site not published|domain default page|(?:this )?web ?site (?:has )?expired\W*\Z"
    r"|(?:(?:this |our |new )*(?:web ?)?site )?(?:is )?coming soon\W*\Z)"
    r"|\bapache\d? .{0,40}default page|default web site page|hugedomains"
    r"|this account has been suspended",
    re.IGNORECASE,
)
_BRIEF = 300  # characters of text whose every line counts
_SHORT = 600  # characters of text, links left out, that an error page may have
_LONG = 4000  # characters that it may have where several things say that it is one
_ERROR_TOPIC = re.compile(
    r"(?<!\d)(?:40[34]|410|50[0-4])(?!\d)|not[-_]?found|unavailable|maintenance", re.IGNORECASE
)
# Where a statement may end: a sentence, a clause, or a value of a list of them.
_SENTENCE = re.compile(r"(?<=[.!?])\s+|,\s+(?=(?:and|but|so)\s)|=")
# The first bytes of files that are no web pages, whatever their type says.
_MAGIC = (
    b"PK\3\4",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc\xaf",
)
_HIJACK = re.compile(
    r"\b(?:casino|slot\s?gacor|slot\s+(?:machine|online|game)s?|online\s+slots?|judi|togel|poker|betting|sportsbook|bandar|bola88|gambling"
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
        return judge_json(exchange) if "json" in kind else judge_plain(exchange)
    if not page.title and page.text[:1] == "{":
        problem = judge_json(exchange)
        if problem:
            return problem
    if _expected_document(asked, final) and not shows_document(asked, page):
        name = file_type(asked) or file_type(final)
        return _soft(f"a web page came instead of the .{name} file")
    led_away = asked.request_url != final.request_url
    return _judge_page(asked, page, whole=exchange.complete, led_away=led_away)


def is_html(exchange: Exchange) -> bool:
    """Return whether to read the body as HTML: by its type, or by its look."""
    kind = exchange.media_type
    if is_pdf(exchange.content) or exchange.content.startswith(_MAGIC):
        return False
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    if kind.endswith(("/xml", "+xml")) and b"<html" not in exchange.content[:2048].lower():
        return False  # it may begin with a comment, as HTML may
    return looks_like_html(exchange.content) and kind not in ("text/plain", "image/svg+xml")


def _soft(reason: str) -> Problem:
    return Problem(verdict=Verdict.SOFT_404, reason=reason)


def file_type(url: WebUrl) -> str:
    """Return the extension that the path of *url* ends in, in lower case, or an empty string."""
    name = url.path.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name[1:] else ""


def _expected_document(asked: WebUrl, final: WebUrl) -> bool:
    return file_type(asked) in DOCUMENTS or file_type(final) in DOCUMENTS


def shows_document(asked: WebUrl, page: Page) -> bool:
    """Return whether a page presents the document: a viewer, or a page named after the file."""
    if page.embeds_document:
        return True
    stem = unquote(PurePosixPath(asked.path.partition("?")[0]).stem).lower()
    words = re.sub(r"[\W_]+", " ", stem).strip()
    shown = re.sub(r"[\W_]+", " ", f"{page.title} {page.heading}").lower()
    return len(words) > 3 and words in shown


def _judge_page(asked: WebUrl, page: Page, *, whole: bool, led_away: bool) -> Problem | None:
    seen = page.text or page.title or page.has_media or page.sources
    if whole and not (seen or page.script or page.noscript):
        return _soft("the page shows nothing")
    if _is_parked(asked, page):
        return _soft("the domain is parked or for sale")
    down = _says_down(page)
    if down and not _is_about_errors(asked, page):
        reason = f"the site is being worked on: {down[:80]}"
        return Problem(verdict=Verdict.UNREACHABLE, reason=reason)
    if _is_not_found(asked, page):
        return _soft(f"the page calls itself {(page.title or page.heading)[:80]!r}")
    if not page.headings and says_crashed(page.text):
        return Problem(verdict=Verdict.UNREACHABLE, reason=f"a program failed: {page.text[:80]!r}")
    trouble = _find_trouble(page, led_away=led_away) if page.prose_length < _SHORT else None
    if trouble:
        return trouble
    default = _DEFAULT_PAGES.search(page.title) or _DEFAULT_PAGES.search(page.heading)
    if default and page.text_length < 4000:
        return _soft(f"a server's default page: {default.group()[:60]!r}")
    return None


def _is_parked(asked: WebUrl, page: Page) -> bool:
    if page.text_length < 2000 and any(_PARKED_HOSTS.search(source) for source in page.sources):
        return True
    if page.text_length >= 1500:
        return False
    names = [page.title, page.heading]
    if not any(_is_topic(asked, name) for name in names):
        names.append(page.text)  # an article about domains has a name of its own
    return any(
        _PARKED_TEXT.search(text)
        for text in names
        if any(sign in text.lower() for sign in ("domain", "parked", "for sale", "sponsored"))
    )


def _is_topic(asked: WebUrl, name: str) -> bool:
    """Return whether a title names a topic, not merely the site."""
    bare = asked.host.name.removeprefix("www.")
    return len(name.split()) > 2 and bare not in name.lower()


def _names(page: Page) -> tuple[str, ...]:
    """Return what a page calls itself: title, heading, and on a brief page every line."""
    below = (*page.headings, *page.lines) if page.text_length < _BRIEF else ()
    return (page.title, page.heading, *below)


def _says_down(page: Page) -> str | None:
    """Return the notice of an outage that a page shows in place of its content."""
    return next(filter(says_down, _names(page)), None) if page.text_length < 2000 else None


def _find_trouble(page: Page, *, led_away: bool) -> Problem | None:
    """Return the fault or refusal that a page with hardly any text is."""
    names = [name for name in _names(page) if not _goes_on(page, name)]
    for name in names:
        if says_failed(name):
            return Problem(verdict=Verdict.UNREACHABLE, reason=f"the page says {name[:80]!r}")
        if says_refused(name):
            return Problem(verdict=Verdict.BLOCKED, reason=f"the page says {name[:80]!r}")
    vague = next(filter(says_failed_somehow, names), None)
    if vague is None:
        return None
    verdict = Verdict.SOFT_404 if led_away else Verdict.UNREACHABLE
    return Problem(verdict=verdict, reason=f"the page only says {vague[:80]!r}")


def _goes_on(page: Page, name: str) -> bool:
    """Return whether title or heading go on where *name* ends: "Access denied? Your rights"."""
    longer = (other for other in (page.title, page.heading) if len(other) > len(name) > 0)
    return any(
        other.lower().startswith(name.lower()) and re.match(r"\W?\s\w", other[len(name) :])
        for other in longer
    )


def _is_not_found(asked: WebUrl, page: Page) -> bool:
    """Weigh title, headings and length; a page about missing pages says so in its own address.

    Links do not count: the menu of a site is as long on a page that is not there.
    """
    title, heading = says_gone(page.title), says_gone(page.heading)
    if page.prose_length < _SHORT and _says_gone_below(page):
        return True
    if _is_about_errors(asked, page):
        return False
    if title and (heading or not page.heading):
        return heading or page.prose_length < _LONG
    if title:
        below = any(map(says_gone, page.headings)) or page.heading.lower() in page.title.lower()
        return page.prose_length < (_LONG if below else _SHORT)
    return heading and page.prose_length < _LONG


def _is_about_errors(asked: WebUrl, page: Page) -> bool:
    """Return whether an error that a page is named after is its topic, as its address says."""
    return page.prose_length > _SHORT and _ERROR_TOPIC.search(asked.path) is not None


def _says_gone_below(page: Page) -> bool:
    """Return whether a page with hardly any text says so in a lower heading, or in the text."""
    if any(map(says_gone, page.headings)):
        return True
    topics = [heading for heading in page.headings if not says_nothing(heading)]
    if len(topics) > 1 or (page.text_length > _BRIEF and topics):
        return False
    seen = " ".join(page.lines)
    if page.text_length < _BRIEF and says_gone(seen):
        return True
    sentences = [part for line in page.lines for part in _SENTENCE.split(line)[:2]]
    # Below a heading of its own a number alone may be an entry of a list.
    sentences = [part for part in sentences if not (topics and part.isdigit())]
    return any(map(says_gone, sentences + _SENTENCE.split(seen)[:3]))


def is_hijacked(final: WebUrl, page: Page | None) -> bool:
    """Return whether a page sells what expired domains are bought for; nobody can buy a .gov."""
    if page is None or final.host.name.endswith((".gov", ".mil", ".edu")):
        return False
    return bool(_HIJACK.search(page.title) or _HIJACK.search(page.heading))


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
