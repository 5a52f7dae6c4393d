"""What an HTML page says, read by tokens: fast, tolerant, and with HTML's own rules.

Comments, scripts, styles and the inert content of `template` hold no ids and no text, as
https://html.spec.whatwg.org/multipage/parsing.html has it.
"""

import html
import re
from dataclasses import dataclass, field

from tools.linkcheck.charsets import codec_of
from tools.linkcheck.tokens import read_attributes, read_tokens

_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{1,80}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)")
_REFRESH = re.compile(
    r"\s*(?=[\d.])(\d*)[\d.]*\s*[;,\s]?\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL
)
# What a frame shows, by its address or by what it hands to a viewer, and the usual viewers.
_DOCUMENT = re.compile(
    r"(?:\.(?:pdf|docx?|xlsx?|pptx?)|viewer\.html)(?:\Z|[?&#]|%26|%23)", re.IGNORECASE
)
_PDF_SCRIPT = re.compile(r"\bpdf(?:\.worker|\.min|object(?:\.min)?|js)?(?:\.m?js|/)", re.IGNORECASE)
_LONGEST_NAME = 1000  # characters of a title or heading that are looked at
_HEADINGS = frozenset({"h1", "h2", "h3"})
_MOST_HEADINGS = 5
_MOST_LINES = 12
# Elements that hold notices; a page may also hide all of itself until its scripts have run.
_MAY_HIDE = frozenset({"div", "section", "aside", "p", "span", "dialog", "h1", "h2", "h3"})
_NOT_SHOWN = re.compile(r"\bdisplay\s*:\s*none\b", re.IGNORECASE)
_MEDIA = frozenset({"img", "svg", "video", "audio", "canvas", "frame"})
_READ_ALWAYS = frozenset(
    {"base", "meta", "script", "iframe", "embed", "object", "input", "form", "body", "link"}
)
TEXT_LIMIT = 200_000


@dataclass(slots=True)
class Page:
    """The facts of one page that verdicts rest on; `text` is what a reader sees, one line.

    `prose_length` leaves the texts of links out; `lines` are its first pieces between two tags.
    """

    title: str = ""
    heading: str = ""
    headings: tuple[str, ...] = ()
    text: str = ""
    text_length: int = 0
    prose_length: int = 0
    lines: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    refresh: tuple[int, str] | None = None
    sources: tuple[str, ...] = ()
    canonical: str = ""
    base: str = ""
    script: str = ""
    embeds_document: bool = False
    has_password: bool = False
    has_form: bool = False
    hands_over: bool = False
    has_media: bool = False
    is_tiny: bool = False
    noscript: str = ""
    ids_known: bool = False


@dataclass(slots=True)
class _Reader:
    """The state of one pass over a page."""

    page: Page
    want_ids: bool
    texts: list[str] = field(default_factory=list)
    text_size: int = 0
    prose_size: int = 0
    lines: list[str] = field(default_factory=list)
    in_link: bool = False
    hidden: str = ""
    hidden_depth: int = 0
    drawing: int = 0
    ids: set[str] = field(default_factory=set)
    sources: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    noscripts: list[str] = field(default_factory=list)
    inert: int = 0
    noscript: int = 0
    heading: list[str] | None = None
    heading_level: str = ""
    headings: list[str] = field(default_factory=list)

    def take_text(self, text: str) -> None:
        if self.inert or not text:
            return
        if text.isspace():
            if self.heading is not None:
                self.heading.append(" ")  # between two words of it, each in an element of its own
            return
        if self.noscript:
            self.noscripts.append(text)
            return
        if self.heading is not None:
            self.heading.append(text)
        self.text_size += len(text)
        if not self.in_link:
            self.prose_size += len(text.strip())
            if len(self.lines) < _MOST_LINES and not self.hidden:
                self.lines.append(text)
        if self.text_size < TEXT_LIMIT or self.want_ids:
            self.texts.append(text)

    def take_raw(self, name: str, text: str) -> None:
        """Take the content of an element that holds no tags."""
        if name == "title" and not (self.page.title or self.inert or self.drawing):
            self.page.title = clean(text[:_LONGEST_NAME])
        elif name == "script" and not self.inert:
            self.scripts.append(text[:20_000])
        elif name == "textarea":
            self.take_text(text)

    def start(self, name: str, raw: str, position: int) -> None:  # noqa: ARG002
        if self.hidden:
            self.hidden_depth += name == self.hidden
        elif name in _MAY_HIDE and _is_hidden(name, raw):
            self.hidden, self.hidden_depth = name, 1
        if name == "template":
            self.inert += 1
        elif name == "noscript":
            self.noscript += 1
        elif name in _HEADINGS and self.heading is None and self._is_looked_at(name):
            self.heading, self.heading_level = [], name
        elif name in _MEDIA and not self.inert:
            self.page.has_media = True
            self.drawing += name == "svg" and not raw.endswith("/")
        elif name == "a":
            self.in_link = "href" in raw.lower()
        elif name == "br" and self.heading is not None:
            self.heading.append(" ")
        if self.inert or self.noscript or not (self.want_ids or name in _READ_ALWAYS):
            return
        attributes = read_attributes(raw)
        if self.want_ids:
            self._take_ids(name, attributes)
        if name in _READ_ALWAYS:
            self._take_element(name, attributes)

    def _is_looked_at(self, level: str) -> bool:
        if self.hidden:
            return False  # a notice that a script may show one day
        first = level == "h1" and not self.page.heading
        return first or len(self.headings) < _MOST_HEADINGS

    def end(self, name: str) -> None:
        if name == self.hidden:
            self.hidden_depth -= 1
            self.hidden = self.hidden if self.hidden_depth else ""
        if name == "template":
            self.inert = max(0, self.inert - 1)
        elif name == "noscript":
            self.noscript = max(0, self.noscript - 1)
        elif name == "a":
            self.in_link = False
        elif name == "svg":
            self.drawing = max(0, self.drawing - 1)
        elif name == self.heading_level:
            self.close_heading()

    def close_heading(self) -> None:
        """Take note of the heading that was open; the first of the first level is the page's."""
        text = clean("".join(self.heading or ())[:_LONGEST_NAME])
        if text:
            self.headings.append(text)
            if self.heading_level == "h1" and not self.page.heading:
                self.page.heading = text
        self.heading, self.heading_level = None, ""

    def _take_ids(self, name: str, attributes: dict[str, str]) -> None:
        if attributes.get("id"):
            self.ids.add(attributes["id"])
        if name == "a" and attributes.get("name"):
            self.ids.add(attributes["name"])

    def _take_element(self, name: str, attributes: dict[str, str]) -> None:
        page = self.page
        source = attributes.get("src") or attributes.get("data") or attributes.get("action") or ""
        if name == "meta":
            self._take_meta(attributes)
        elif name == "input":
            page.has_password |= attributes.get("type", "").lower() == "password"
            # A form that a script sends on to a login service (SAML 2.0 bindings, 3.5).
            page.hands_over |= attributes.get("name", "") == "SAMLRequest"
        elif name == "body" and attributes.get("onload"):
            self.scripts.append(attributes["onload"])
        elif name == "form":
            page.has_form = True
        elif name == "base":
            page.base = page.base or attributes.get("href", "").strip()
        elif name == "link" and attributes.get("rel", "").lower() == "canonical":
            page.canonical = page.canonical or attributes.get("href", "").strip()
        if name in ("iframe", "embed", "object"):
            kind = attributes.get("type", "").lower()
            page.embeds_document |= kind == "application/pdf" or bool(_DOCUMENT.search(source))
        elif name == "script" and source:
            page.embeds_document |= bool(_PDF_SCRIPT.search(source))
        if source and name != "input":
            self.sources.append(source)

    def _take_meta(self, attributes: dict[str, str]) -> None:
        if attributes.get("http-equiv", "").lower() == "refresh" and not self.page.refresh:
            self.page.refresh = parse_refresh(attributes.get("content", ""))
        elif attributes.get("property", "").lower() == "og:url" and not self.page.canonical:
            self.page.canonical = attributes.get("content", "").strip()


def _is_hidden(name: str, raw: str) -> bool:
    """Return whether an element is not shown: by its own attributes, not by a style sheet."""
    if name == "dialog":
        return "open" not in read_attributes(raw)
    if "hidden" not in raw and "none" not in raw:
        return False
    attributes = read_attributes(raw)
    return "hidden" in attributes or bool(_NOT_SHOWN.search(attributes.get("style", "")))


def read_page(content: bytes, *, content_type: str = "", want_ids: bool = False) -> Page:
    """Return the facts of the HTML in *content*."""
    text = decode_text(content, content_type)
    reader = _Reader(Page(), want_ids)
    read_tokens(reader, text)
    return _finish(reader, len(text))


def _finish(reader: _Reader, size: int) -> Page:
    page = reader.page
    page.text = clean(" ".join(reader.texts))
    page.text_length = len(page.text)
    page.prose_length = min(reader.prose_size, page.text_length)
    page.lines = tuple(clean(text[:_LONGEST_NAME]) for text in reader.lines)
    reader.close_heading()
    page.headings = tuple(reader.headings)
    page.ids, page.ids_known = frozenset(reader.ids), reader.want_ids
    page.sources = tuple(reader.sources)
    page.script = "\n".join(reader.scripts)[:60_000]
    page.noscript = clean(" ".join(reader.noscripts))[:2000]
    page.is_tiny = size < 2048
    return page


def clean(text: str) -> str:
    """Return *text* as one line of plain words: no entities, soft hyphens or control characters."""
    text = html.unescape(text) if "&" in text else text
    return " ".join((text.replace("\u00ad", "") if "\u00ad" in text else text).split())


def parse_refresh(text: str) -> tuple[int, str] | None:
    """Return seconds and URL of a refresh instruction; None where it only reloads."""
    match = _REFRESH.match(text)
    if match is None:
        return None
    url = match[2].strip()
    if url[:1] in ("'", '"'):
        url = url[1:].partition(url[0])[0]
    return (int(match[1][:6] or 0), url.strip()) if url.strip() else None


_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode_text(content: bytes, content_type: str = "") -> str:
    """Return the text of a page: byte order mark, then header, then `meta`, then UTF-8."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    label = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    meta = None
    if not label:
        meta = _XML_ENCODING.match(content) or _META_CHARSET.search(content[:4096])
    name = codec_of(label[1] if label else meta[1].decode() if meta else "utf-8")
    if name == "utf-16":
        # Without a mark the standard says little-endian; an ASCII "<" shows which it is.
        name = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        if meta is not None:
            name = "utf-8"  # a meta element read as ASCII cannot be UTF-16
    try:
        return content.decode(name, "strict" if name == "utf-8" else "replace")
    except UnicodeDecodeError as error:
        # A page that was read in part may end within a character.
        cut = error.reason == "unexpected end of data" and error.start > 1000
        return content.decode("utf-8", "ignore") if cut else content.decode("cp1252", "replace")


def is_pdf(content: bytes) -> bool:
    """Return whether *content* is a PDF: its mark may come a little late (ISO 32000-1, H.3)."""
    return b"%PDF-" in content[:1024] and not looks_like_html(content)


def looks_like_html(content: bytes) -> bool:
    """Return whether *content* is HTML, whatever its type says (https://mimesniff.spec.whatwg.org)."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x0c").lower()
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start[2:].replace(b"\0", b"")
    tags = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<h1", b"<p", b"<div")
    more = (b"<script", b"<iframe", b"<table", b"<style", b"<a ", b"<br", b"<!--", b"<meta")
    return start.startswith(tags + more) or (start.startswith(b"<?xml") and b"<html" in start)
