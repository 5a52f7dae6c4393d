"""Whether the place in a page that a link names is there.

https://html.spec.whatwg.org/#scrolling-to-a-fragment: the raw fragment first, then decoded; ids
of any element, names only of `a`; the empty fragment and `top` are the top of the page.
"""

import re
import zlib
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from tools.linkcheck.exchange import Exchange
from tools.linkcheck.page import Page, is_pdf, read_page
from tools.linkcheck.urls import WebUrl

# Sites whose pages make their anchors by script: what is absent may still be there.
_SCRIPTED_HOSTS = (
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "docs.google.com",
    "drive.google.com",
    "youtube.com",
    "npmjs.com",
    "sourcegraph.com",
    "codeberg.org",
    "dev.azure.com",
    "app.swaggerhub.com",
)
_PAGE = re.compile(r"(?:\A|&)page=(\d+)", re.IGNORECASE)
_LINE_ANCHOR = re.compile(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?\Z")
# A key with its value is a state of an application (`map=12/40.7/-74`), or a time of a video.
_STATE = re.compile(r"[\w.-]{1,40}=")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]{0,500}>>\s*stream\r?\n", re.DOTALL)
_TREE = re.compile(rb"/Type\s{0,9}/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d+)")
# Strangers choose both the file and the fragment: each search has an end.
_MOST_STREAMS = 2000
_MOST_UNPACKED = 32 * 1024 * 1024
_TREE_SIZE = 4096
_MOST_IDS = 2000
_LONGEST_ID = 100
# Soft hyphen, zero-width space, word joiner, byte order mark.
_UNSEEN = {0x00AD: None, 0x200B: None, 0x2060: None, 0xFEFF: None}


@dataclass(frozen=True, slots=True)
class FragmentFinding:
    """Whether the place was found; `found` is None where that cannot be told."""

    found: bool | None
    reason: str = ""
    suggestion: str | None = None


def find_fragment(
    fragment: str, url: WebUrl, exchange: Exchange, page: Page | None
) -> FragmentFinding:
    """Return whether *fragment* is a place in the page that came from *url*."""
    base, _, directive = fragment.partition(":~:")
    if not base and not directive:
        return FragmentFinding(True)
    if is_pdf(exchange.content) or exchange.media_type == "application/pdf":
        return _find_in_pdf(base, exchange)
    if page is None and exchange.media_type == "image/svg+xml":
        if base.startswith("svgView("):
            return FragmentFinding(True)
        page = read_page(exchange.content, want_ids=True)
    if page is None:
        return _find_elsewhere(exchange, fragment)
    found = _find_id(base, url, exchange, page)
    if found.found is False or not directive:
        return found
    return _find_text(directive, exchange, page)


def is_top(fragment: str) -> bool:
    """Return whether *fragment* is the top of any page."""
    return not fragment or fragment.lower() == "top"


def has_id(ids: frozenset[str], fragment: str) -> bool:
    """Return whether one of *ids* is what *fragment* names, raw or decoded."""
    return not ids.isdisjoint({fragment, unquote(fragment)})


def _find_elsewhere(exchange: Exchange, fragment: str) -> FragmentFinding:
    kind = exchange.media_type or "this type"
    return FragmentFinding(None, f"a place in {kind} cannot be verified: #{fragment[:60]}")


def _find_id(fragment: str, url: WebUrl, exchange: Exchange, page: Page) -> FragmentFinding:
    if is_top(fragment):
        return FragmentFinding(True)
    decoded = unquote(fragment)
    if has_id(page.ids, fragment) or f"user-content-{decoded}" in page.ids:
        return FragmentFinding(True)
    if f"user-content-{decoded.lower()}" in page.ids:
        return FragmentFinding(True)
    if fragment[:1] in ("!", "/"):
        return FragmentFinding(None, f"#{fragment[:60]} is a route inside an application")
    if page.embeds_document or _STATE.match(decoded):
        return FragmentFinding(None, f"#{fragment[:60]} speaks to a viewer or an application")
    if _is_scripted(url.host.name) or (_LINE_ANCHOR.match(fragment) and "blob" in url.path):
        return FragmentFinding(None, f"#{fragment[:60]} is made by script and was not verified")
    if exchange.media_type == "text/plain":
        return FragmentFinding(None, "plain text has no fragments")
    if not exchange.content_is_whole:
        return FragmentFinding(None, f"#{fragment[:60]} is not in the part that was read")
    return _missing(fragment, decoded, page)


def _is_scripted(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in _SCRIPTED_HOSTS)


def _missing(fragment: str, decoded: str, page: Page) -> FragmentFinding:
    nearest = _nearest_id(decoded, page.ids)
    reason = f"the page is there, but no #{fragment[:80]}"
    if decoded in page.script:
        reason += " (a script mentions it; the page may make it when it runs)"
    return FragmentFinding(False, reason, nearest)


def _nearest_id(wanted: str, ids: frozenset[str]) -> str | None:
    """Return the id that was probably meant: another letter case, or nearly the same."""
    by_case = {name.casefold(): name for name in sorted(ids)}
    if wanted.casefold() in by_case:
        return by_case[wanted.casefold()]
    if len(wanted) > _LONGEST_ID:
        return None
    import difflib

    likely = sorted(name for name in ids if len(name) <= _LONGEST_ID)[:_MOST_IDS]
    close = difflib.get_close_matches(wanted, likely, n=1, cutoff=0.75)
    return close[0] if close else None


def _find_text(directive: str, exchange: Exchange, page: Page) -> FragmentFinding:
    """Look for the words of text directives (https://wicg.github.io/scroll-to-text-fragment)."""
    wanted = [part[5:] for part in directive.split("&") if part.startswith("text=")]
    text = _normal(page.text)
    for part in wanted:
        for words in _words_of(part):
            if words not in text:
                if not exchange.content_is_whole:
                    return FragmentFinding(
                        None, "the quoted words are not in the part that was read"
                    )
                return FragmentFinding(False, f"the page no longer says {words[:60]!r}")
    return FragmentFinding(True)


def _words_of(part: str) -> list[str]:
    """Return the texts of one directive: [prefix-,]start[,end][,-suffix]."""
    pieces = [piece for piece in part.split(",") if piece]
    cleaned = []
    for place, piece in enumerate(pieces):
        is_prefix = place == 0 and piece.endswith("-") and len(pieces) > 1
        is_suffix = place > 0 and place == len(pieces) - 1 and piece.startswith("-")
        words = piece[:-1] if is_prefix else piece[1:] if is_suffix else piece
        cleaned.append(_normal(unquote(words)))
    return [words for words in cleaned if words]


def _normal(text: str) -> str:
    """Return *text* as it is compared: without case, spaces and what only guides line breaks.

    Spaces between elements may or may not be seen; they are no part of what is quoted.
    """
    return "".join(text.translate(_UNSEEN).split()).casefold()


def _find_in_pdf(fragment: str, exchange: Exchange) -> FragmentFinding:
    """Check `page=` against the number of pages where the whole file is here (RFC 8118)."""
    wanted = _PAGE.search(fragment)
    if not wanted:
        return FragmentFinding(None, f"#{fragment[:60]} in a PDF was not verified")
    if not exchange.complete:
        return FragmentFinding(None, "the PDF is too large to count its pages")
    pages = count_pdf_pages(exchange.content)
    if pages is None:
        return FragmentFinding(None, "the pages of the PDF could not be counted")
    if 1 <= int(wanted[1][:9]) <= pages:
        return FragmentFinding(True)
    reason = f"the PDF has {pages} page{'s' if pages != 1 else ''}, not {wanted[1][:9]}"
    return FragmentFinding(False, reason, f"page={pages}")


def count_pdf_pages(content: bytes) -> int | None:
    """Return the number of pages: the largest /Count of a page tree (ISO 32000-1, 7.7.3.2)."""
    found = _counts_of_trees(content)
    left, view = _MOST_UNPACKED, memoryview(content)
    for match in islice(_OBJECT_STREAM.finditer(content), _MOST_STREAMS):
        if left <= 0:
            break
        try:
            inner = zlib.decompressobj().decompress(view[match.end() :], min(left, 4 * 1024 * 1024))
        except zlib.error:
            continue
        left -= len(inner)
        found += _counts_of_trees(inner)
    return max(found) if found else None


def _counts_of_trees(content: bytes) -> list[int]:
    """Return the /Count values beside a /Pages type; outlines have a /Count of their own."""
    found = []
    for match in islice(_TREE.finditer(content), _MOST_STREAMS):
        first, last = max(0, match.start() - _TREE_SIZE), match.end() + _TREE_SIZE
        start = content.rfind(b"<<", first, match.start())
        end = content.find(b">>", match.end(), last)
        count = _COUNT.search(content, max(start, first), end if end > 0 else last)
        if count:
            found.append(int(count[1][:9]))
    return found
