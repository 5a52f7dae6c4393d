"""Rules about what a page from a stranger may not do, and about its place in the guide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.wording import line_of, nearest
from tools.lint.findings import Hit, Severity
from tools.lint.registry import rule
from tools.lint.rules.markup import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page

MAX_CELLS = 2_000
"""Largest table: a controls matrix has 153 rows and five columns."""
MAX_NESTING = 8
"""Lists inside lists; readers lose the thread after three."""


@rule("BP901", Severity.ERROR)
def check_page_unlisted(page: Page) -> Iterator[Hit]:
    """List each page in a table of contents, or readers never find it.

    Good: .. toctree::

             best-practices/backups
    """
    name = page.docname
    if not (page.project.has_index and name) or name == "index" or name in page.project.listed:
        return
    if not re.search(r"^:orphan:", page.text, re.MULTILINE):
        hit = page.on_line(
            1,
            "Page is in no table of contents",
            f"add '{name}' to the list of pages in index.rst",
        )
        yield Hit(start=hit.start, end=hit.end, message=hit.message, repair=hit.repair, text="")


@rule("BP902", Severity.ERROR)
def check_foreign_content(page: Page) -> Iterator[Hit]:
    """Write text on the page: no raw HTML, and nothing that is read from a file or an address.

    Bad:  .. raw:: html
    Bad:  .. include:: /etc/passwd
    Bad:  .. csv-table:: Accounts
             :file: accounts.csv
    """
    lines = [message.line for message in messages(page, "BP902")]
    lines += [line_of(node) for node in page.directives("literalinclude")]
    for line in sorted(lines):
        yield page.on_line(
            line, "Page holds raw markup or reads a file", "write the text here, in RST"
        )


@rule("BP903", Severity.ERROR)
def check_too_large(page: Page) -> Iterator[Hit]:
    """Keep tables and lists at a size that people read and that every edition can set.

    A table has at most 2,000 cells; lists nest at most eight deep.
    """
    for table in page.all(nodes.tgroup):
        cells = sum(len(row.children) for row in table.findall(nodes.row))
        if cells > MAX_CELLS:
            yield page.on_line(
                line_of(table), f"Table has {cells} cells", "split it, or link to a spreadsheet"
            )
    for line, depth in _deepest(page.document):
        if depth > MAX_NESTING:
            yield page.on_line(line, f"Blocks nest {depth} deep", "write it as several lists")
            return


def _deepest(document: nodes.document) -> Iterator[tuple[int, int]]:
    """Yield line and depth of each block that is deeper than all before it, without recursion."""
    nesting = (nodes.bullet_list, nodes.enumerated_list, nodes.block_quote, nodes.table)
    pending: list[tuple[nodes.Node, int]] = [(document, 0)]
    deepest = 0
    while pending:
        node, depth = pending.pop()
        depth += isinstance(node, nesting)
        if depth > deepest:
            deepest = depth
            yield line_of(node), depth
        pending += [(child, depth) for child in reversed(node.children)]


@rule("BP904", Severity.ERROR)
def check_only_expression(page: Page) -> Iterator[Hit]:
    """Say in ``only`` for which editions its text is, with the words and, or, not.

    Bad:  .. only:: __import__("os")
    Good: .. only:: html
    """
    for node in page.directives("only"):
        if not re.fullmatch(r"[\w() \t-]{1,80}", node["argument"]):
            yield page.on_line(
                line_of(node),
                "Expression is not a list of editions",
                "write 'html', 'not html', or 'html and not epub'",
            )


@rule("BP905", Severity.WARNING)
def check_file_name(page: Page) -> Iterator[Hit]:
    """Name a file in small letters with hyphens: its name becomes its address.

    Bad:  Physical_Threats.rst
    Good: physical-threats.rst
    """
    stem = page.path.stem
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", stem):
        right = "-".join(re.findall(r"[a-z0-9]+", stem.lower())) or "a-name"
        yield Hit(
            start=0,
            end=0,
            message="File name does not make a good address",
            repair=f"call it '{right}.rst'",
        )


@rule("BP906", Severity.HINT)
def check_plain_practice(page: Page) -> Iterator[Hit]:
    """Keep boxes, footnotes and tables out of a practice: checklists cannot take them up."""
    if not page.is_practice:
        return
    boxes = (nodes.Admonition, nodes.footnote, nodes.table, nodes.sidebar, nodes.topic)
    for node in page.all(nodes.Element):
        if isinstance(node, boxes) and not isinstance(node, nodes.system_message):
            yield page.on_line(
                line_of(node), f"Practice holds a {node.tagname}", "write a paragraph or a list"
            )


@rule("BP907", Severity.ERROR)
def check_toctree_entry(page: Page) -> Iterator[Hit]:
    """List pages that exist in a table of contents, by their files without ``.rst``."""
    if not page.project.has_index or not page.docname:
        return
    for node in page.directives("toctree"):
        if "glob" in node["options"]:
            continue
        for line, entry in enumerate(node["content"], node["first"]):
            inner = re.fullmatch(r".*<([^<>]+)>", entry.strip())
            target = inner[1] if inner else entry.strip()
            if not target or target == "self" or "://" in target:
                continue
            resolved = page.project.resolved(target, page.docname)
            if resolved not in page.project.texts:
                near = nearest(resolved, page.project.texts)
                repair = f"did you mean '{near}'?" if near else "add the page, or mend the name"
                start, end = page.find(entry, line)
                yield Hit(start=start, end=end, message="Listed page does not exist", repair=repair)
