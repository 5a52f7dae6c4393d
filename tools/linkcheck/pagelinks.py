"""The links of one page as Sphinx has read it: what is published, and what was meant to be."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from tools.linkcheck.locate import Found, Locator, is_written_out
from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.rawhtml import links_in_html
from tools.linkcheck.recorder import Block, Record, is_within
from tools.linkcheck.slips import Slip, find_false_target, find_refused, find_slips
from tools.linkcheck.sources import Place, Sources, Spot

_EXTERNAL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")


def read_page(
    doctree: nodes.document, record: Record, files: Sources, page: Path
) -> Iterator[Place]:
    """Yield the external links of one page, and what was meant as one."""
    files.begin_page()
    locator = Locator(doctree, record, cache(lambda source: files.path(source, page)), files.text)
    # In the order of the text: what stands twice in a line is told apart by it.
    for block in record.blocks:
        if block.markup or "://" in block.text or "www." in block.text:
            locator.spot(block, 0)
    for node, url, text in _find_links(doctree):
        yield _place(files, locator.find(node, url), text)
    for spot, slip in _find_slips(doctree, record, locator):
        found = Found(slip.url, spot, problem=slip.problem, published=False)
        yield _place(files, found, slip.words)


def _place(files: Sources, found: Found, text: str) -> Place:
    file, line, column = use = files.position(found.use)
    written = files.position(found.written) if found.written else use
    return Place(
        url=found.url,
        text=" ".join(text.split()),
        file=file,
        line=line,
        column=column,
        written=written if written != use else None,
        problem=found.problem,
        published=found.published,
    )


def _find_slips(
    doctree: nodes.document, record: Record, locator: Locator
) -> Iterator[tuple[Spot, Slip]]:
    """Yield the URLs of one page that readers get no link for, with their places."""
    for block in record.blocks:
        yield from ((locator.place(block, slip), slip) for slip in find_slips(block))
    for text, source, line in record.refused:
        # The line of a directive is that of its beginning, the line of a table that of its end.
        height = 0 if text.startswith("..") else text.count("\n")
        block = Block(text, source, line - height)
        yield from ((locator.place(block, slip), slip) for slip in find_refused(text))
    for comment in doctree.findall(nodes.comment):
        text = comment.astext()
        # The line of a comment is that of its end.
        block = Block(text, comment.source or "", (comment.line or 1) - text.count("\n") - 1)
        yield from ((locator.place(block, slip), slip) for slip in find_false_target(text))
    yield from _contradictions(doctree, locator)


def _contradictions(doctree: nodes.document, locator: Locator) -> Iterator[tuple[Spot, Slip]]:
    """Yield the definitions of a name that has another URL already: only one of them wins."""
    first: dict[str, nodes.target] = {}
    for target in doctree.findall(nodes.target):
        if not is_written_out(target):
            continue
        for name in (*target["names"], *target["dupnames"]):
            earlier = first.setdefault(name, target)
            url, spot = locator.find_target(target)
            if earlier["refuri"] != target["refuri"] and spot:
                where = f"already defined on line {earlier.line} with another URL"
                reason = f"the target {name} is {where}"
                problem = Problem(verdict=Verdict.MALFORMED, reason=reason)
                yield spot, Slip(0, url, problem, name)


def _find_links(root: nodes.Element) -> Iterator[tuple[nodes.Element, str, str]]:
    """Yield each external link below *root*: its node, its URL, its text."""
    for node in root.findall(nodes.Element):
        if not is_within(node, nodes.substitution_definition, nodes.system_message):
            for url, text in _links_of(node):
                yield node, url, text


def _links_of(node: nodes.Element) -> Iterator[tuple[str, str]]:
    """Yield the URLs, with their texts, that one node publishes."""
    if isinstance(node, addnodes.download_reference):
        if "://" in node.get("reftarget", ""):
            yield node["reftarget"], node.astext()
    elif isinstance(node, nodes.reference):
        if node.get("refuri") and not node.get("internal"):
            yield node["refuri"], node.astext() or _image_text(node)
    elif isinstance(node, nodes.image):
        if _EXTERNAL.match(node.get("uri", "")):
            yield node["uri"], node.get("alt", "")
    elif isinstance(node, addnodes.toctree):
        entries: list[tuple[str | None, str]] = node.get("entries", [])
        yield from ((target, title or "") for title, target in entries if "://" in target)
    elif isinstance(node, nodes.raw) and "html" in node.get("format", ""):
        found = (link.url for link in links_in_html(node.astext()))
        yield from ((url, "") for url in found if _EXTERNAL.match(url))


def _image_text(node: nodes.Element) -> str:
    return next((image.get("alt", "") for image in node.findall(nodes.image)), "")
