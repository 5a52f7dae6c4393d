"""Rules about links: into the web, and to other pages of the guide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from tools.guide.policy import is_safe_link
from tools.guide.wording import line_of, nearest
from tools.lint.findings import Edit, Hit, Severity, shown
from tools.lint.registry import rule
from tools.lint.rules.markup import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page
    from tools.lint.prose import Marked

_URL = re.compile(r"https?://[^\s<>`\"]{1,2000}", re.IGNORECASE)
_TARGET = re.compile(r"^[ \t]*\.\. _(`[^`\n]+`|[^:`\n]+):[ \t]+(\S.*?)[ \t]*\r?$", re.MULTILINE)


def links(page: Page) -> list[Marked]:
    """Return the links of *page* that hold their address: ```text <address>`_``."""
    return [mark for mark in page.marked if mark.kind == "link" and _address(page, mark)[1]]


def _address(page: Page, mark: Marked) -> tuple[int, int]:
    """Return where the address of the link stands; twice 0 where it has none."""
    start = page.text.find("<", mark.end, mark.reach) + 1
    end = page.text.rfind(">", start, mark.reach)
    return (start, end) if 0 < start <= end else (0, 0)


def _words(page: Page, mark: Marked) -> str:
    return " ".join(page.text[mark.start : mark.end].split())


@rule("BP501", Severity.WARNING)
def check_http(page: Page) -> Iterator[Hit]:
    """Link to https; an address without the s can be changed on its way to the reader.

    Bad:  `Election security <http://www.eac.gov>`_
    Good: `Election security <https://www.eac.gov>`_
    """
    for match in _URL.finditer(page.text):
        if match[0][:7].lower() == "http://" and page.is_shown(match.start()):
            yield Hit(
                start=match.start(),
                end=match.end(),
                message="Link is not encrypted",
                repair=f"write https://{shown(match[0][7:], 60)} if it opens there",
            )


@rule("BP502", Severity.WARNING)
def check_link_name(page: Page) -> Iterator[Hit]:
    """Give two links with different addresses different words.

    Whoever hears the links alone cannot tell them apart. For the rare case that the same words
    must open two things, end both links with two underscores.
    """
    first: dict[str, str] = {}
    for mark in links(page):
        if page.text[mark.reach - 2 : mark.reach] == "__":
            continue
        name = _words(page, mark).casefold()
        if first.setdefault(name, mark.target) != mark.target:
            yield Hit(
                start=mark.start,
                end=mark.end,
                message="Link with these words opens another address further up",
                repair="say in the words of each what it opens",
            )


@rule("BP503", Severity.HINT)
def check_link_names(page: Page) -> Iterator[Hit]:
    """Call one address by one name on a page, so that readers see that they know it already.

    Bad:  `Doxing guide <https://www.cisa.gov/doxing>`_ … `CISA Insight <https://www.cisa.gov/doxing>`_
    """
    names: dict[str, str] = {}
    for mark in links(page):
        name = _words(page, mark)
        first = names.setdefault(mark.target, name)
        if first.casefold() != name.casefold():
            yield Hit(
                start=mark.start,
                end=mark.end,
                message="Link has another name further up",
                repair=f"call it '{shown(first)}'",
            )


VAGUE = frozenset(
    "article|click here|details|document|here|info|information|learn more|link|more|more info"
    "|more information|page|read more|resource|resources|see here|site|source|the site"
    "|the website|this|this article|this document|this link|this page|this site|this website"
    "|web page|webpage|website".split("|")
)
"""Words that do not say where a link goes (WCAG 2.2, criterion 2.4.9)."""


@rule("BP504", Severity.WARNING)
def check_link_text(page: Page) -> Iterator[Hit]:
    """Let the words of a link say what it opens; many readers hear the links alone.

    Bad:  For details click `here <https://www.cisa.gov/MFA>`_.
    Good: See `More than a Password <https://www.cisa.gov/MFA>`_.
    """
    for mark in links(page):
        if _words(page, mark).strip(" .:!").casefold() in VAGUE:
            yield Hit(
                start=mark.start,
                end=mark.end,
                message="Link does not say what it opens",
                repair="write the name of what it opens",
            )


@rule("BP505", Severity.WARNING)
def check_bare_url(page: Page) -> Iterator[Hit]:
    """Give an address words, so that it can be read aloud and survives print.

    Bad:  See https://www.cisa.gov/MFA.
    Good: See `More than a Password <https://www.cisa.gov/MFA>`_.
    """
    for match in _URL.finditer(page.text):
        mark = page.mark_at(match.start())
        inside = (
            mark is not None
            and match.start() < mark.end
            and mark.target != page.text[mark.start : mark.end]
        )
        if inside or (page.is_bare(match.start()) and page.is_shown(match.start())):
            yield Hit(
                start=match.start(),
                end=match.start() + len(match[0].rstrip(".,;:!?)")),
                message="Address stands in the text",
                repair=f"write `words <{shown(match[0].rstrip('.,;:!?)'), 60)}>`_",
            )


@rule("BP506", Severity.ERROR)
def check_url_space(page: Page) -> Iterator[Hit]:
    """Write an address without spaces; a space inside it becomes ``%20``, any other goes.

    Bad:  `Guide <https://www.cisa.gov/CISA Insight.pdf>`_
    Good: `Guide <https://www.cisa.gov/CISA%20Insight.pdf>`_
    """
    for mark in links(page):
        start, end = _address(page, mark)
        address = page.text[start:end]
        if re.match(r"\s*(?:https?|mailto|tel):", address) and re.search(r"\s", address):
            yield Hit(
                start=start,
                end=end,
                message="Address has a space in it",
                repair="take the space out, or write %20 where it belongs to the address",
            )


_TRACKING = re.compile(
    r"(?:utm_[a-z]+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi"
    r"|vero_id|oly_enc_id|oly_anon_id|ICID|s_cid)",
    re.IGNORECASE,
)


@rule("BP507", Severity.WARNING)
def check_tracking(page: Page) -> Iterator[Hit]:
    """Take out of an address what only tells its owner where the reader came from.

    Bad:  https://www.eac.gov/?utm_source=newsletter
    Good: https://www.eac.gov/
    """
    for match in _URL.finditer(page.text):
        clean = without_tracking(match[0])
        if clean != match[0] and page.is_shown(match.start()):
            yield Hit(
                start=match.start(),
                end=match.end(),
                message="Address tells where the reader comes from",
                repair=f"write {shown(clean)}",
                edits=(Edit(start=match.start(), end=match.end(), text=clean),),
            )


def without_tracking(url: str) -> str:
    """Return *url* without the parameters that only track.

    >>> without_tracking("https://a.example/?utm_source=x&page=2#top")
    'https://a.example/?page=2#top'
    """
    address, mark, query = url.partition("?")
    if not mark:
        return url
    query, hash_, fragment = query.partition("#")
    kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])]
    return address + ("?" + "&".join(kept) if kept else "") + hash_ + fragment


@rule("BP508", Severity.ERROR)
def check_link_scheme(page: Page) -> Iterator[Hit]:
    """Link to the web, to mail or to a phone; never to a script or to a file on a disk.

    Bad:  `Click me <javascript:alert(1)>`_
    Good: `FBI field offices <https://www.fbi.gov/contact-us/field-offices>`_
    """
    for reference in page.all(nodes.reference):
        url = str(reference.get("refuri", ""))
        if url and not is_safe_link(url):
            start, end = page.find(url, line_of(reference))
            yield Hit(
                start=start,
                end=end,
                message="Link is refused, for it leads neither to the web nor to mail",
                repair="write an address that begins with https://",
            )


@rule("BP509", Severity.WARNING)
def check_link_pdf(page: Page) -> Iterator[Hit]:
    """Say when a link opens a PDF: a phone may not show it, and a reader may not want it.

    Bad:  `Personal Security <https://www.eac.gov/Personal_Security.pdf>`_
    Good: `Personal Security (PDF) <https://www.eac.gov/Personal_Security.pdf>`_
    """
    for mark in links(page):
        path = re.split(r"[?#]", mark.target)[0]
        if path.lower().endswith(".pdf") and not re.search(r"\bPDF\b", _words(page, mark)):
            yield Hit(
                start=mark.start,
                end=mark.end,
                message="Link does not say that it opens a PDF",
                repair=f"write '{shown(_words(page, mark))} (PDF)'",
            )


@rule("BP511", Severity.ERROR)
def check_link_empty(page: Page) -> Iterator[Hit]:
    """Give a link words and an address.

    Bad:  ` <https://www.eac.gov>`_
    """
    for match in re.finditer(
        r"(?<![`\w])`[ \t]*<[^<>`\n]{0,500}>`_|`[^`<>\n]{1,200}<[ \t]*>`_", page.text
    ):
        if page.is_shown(match.start()):
            yield Hit(
                start=match.start(),
                end=match.end(),
                message="Link has no words" if "://" in match[0] else "Link has no address",
                repair="write `words <https://address>`_",
            )


@rule("BP512", Severity.ERROR)
def check_page_missing(page: Page) -> Iterator[Hit]:
    """Link with ``:doc:`` to a page that exists; name it by its file, without ``.rst``.

    Bad:  :doc:`back-ups`
    Good: :doc:`backups`
    """
    if not page.project.has_index or not page.docname:
        return
    for node, start, end in _references(page, "doc"):
        target = str(node["reftarget"])
        if page.project.resolved(target, page.docname) not in page.project.texts:
            names = {name.rpartition("/")[2]: name for name in page.project.texts}
            near = nearest(target.rpartition("/")[2], names)
            meant = f"did you mean ':doc:`/{names[near]}`'?" if near else "look at its spelling"
            yield Hit(start=start, end=end, message="Page does not exist", repair=meant)


@rule("BP513", Severity.ERROR)
def check_label_unknown(page: Page) -> Iterator[Hit]:
    """Link with ``:ref:`` to a label that exists.

    Bad:  :ref:`back-ups`
    Good: :ref:`backups`
    """
    for node, start, end in _references(page, "ref"):
        target = " ".join(str(node["reftarget"]).lower().split())
        if target not in page.project.labels:
            near = nearest(target, page.project.labels)
            meant = f"did you mean ':ref:`{near}`'?" if near else "look at its spelling"
            yield Hit(start=start, end=end, message="Label does not exist", repair=meant)


@rule("BP514", Severity.ERROR)
def check_term_unknown(page: Page) -> Iterator[Hit]:
    """Mark with ``:term:`` what the glossary explains, in the words that it uses.

    Bad:  :term:`e-pollbooks`
    Good: :term:`e-pollbooks <e-pollbook>`
    """
    for node, start, end in _references(page, "term"):
        target = str(node["reftarget"])
        known = page.project.folded_terms
        if target.casefold() not in known:
            near = known.get(nearest(target, known))
            written = node.astext()
            as_written = f"{written} <{near}>" if written.casefold() != near else near
            meant = f"did you mean ':term:`{as_written}`'?" if near else "write an entry for it"
            yield Hit(start=start, end=end, message="Term is not in the glossary", repair=meant)


@rule("BP515", Severity.ERROR)
def check_target_unknown(page: Page) -> Iterator[Hit]:
    """Write the address into the link, or define what it names.

    Bad:  Ask your `FBI field office`_.
    Good: Ask your `FBI field office <https://www.fbi.gov/contact-us/field-offices>`_.
    """
    for message in messages(page, "BP515"):
        match = re.search(r'target name: "(.*?)"', message.text, re.DOTALL)
        start, end = page.find(match[1], message.line) if match else page.span(message.line)
        yield Hit(
            start=start,
            end=end,
            message="Link names nothing that is defined",
            repair="write the address in it: `words <https://address>`_",
        )


@rule("BP516", Severity.ERROR)
def check_guide_reference(page: Page) -> Iterator[Hit]:
    """Name safeguards, controls and practices that exist.

    Bad:  :bp:safeguard:`11.9`
    Good: :bp:safeguard:`11.5`
    """
    slugs = {name.rpartition("/")[2] for name in page.project.texts}
    for kind in ("safeguard", "control", "practice"):
        for node, start, end in _references(page, kind):
            target = str(node["reftarget"])
            if not page.is_known(kind, target, slugs):
                message, repair = _unknown(kind, target, slugs)
                yield Hit(start=start, end=end, message=message, repair=repair)


def _unknown(kind: str, target: str, slugs: set[str]) -> tuple[str, str]:
    from tools.guide.references import unknown_target  # noqa: PLC0415 - only for a finding

    message, _, repair = unknown_target(kind, target, slugs).partition("; ")
    return re.sub(r" '.*'$", "", message[0].upper() + message[1:]), repair


def _references(page: Page, kind: str) -> Iterator[tuple[addnodes.pending_xref, int, int]]:
    """Yield each reference of *kind* and where its words stand."""
    for node in page.all(addnodes.pending_xref):
        if node["reftype"] == kind:
            start, end = page.find(node.rawsource, line_of(node))
            yield node, start, end
