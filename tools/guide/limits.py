"""How large and how deep a page may be, so that a hostile one costs a build seconds, not hours.

docutils, Sphinx and Typst work on nested blocks by recursion, and stop without a word to the
author where a page nests too deep. A page beyond a limit is refused by its line before anything
parses it, with an error in our own build; in others its place says that it was left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 100_000
"""Five times our longest page. A table of this size builds in half a minute."""
MAX_DEPTH = 12
"""Indentations inside one another: pages of ours have four, and at twenty Typst gives up."""
MAX_SUBSTITUTIONS = 200
"""Definitions on a page: those that name one another are resolved by recursion."""

_SUBSTITUTION = re.compile(r"^[ \t]*\.\. \|", re.MULTILINE)
_MARKERS = re.compile(r"(?:(?:[*+-]|#\.|\w{1,4}\.)[ ]+){0,100}")


def excess(text: str) -> tuple[int, str] | None:
    """Return line and message where the page *text* is beyond a limit; none where it is not."""
    if len(text) > MAX_CHARACTERS:
        return 1, (
            f"page has {len(text)} characters, and {MAX_CHARACTERS} are the most;"
            " split it into several pages"
        )
    definitions = [match.start() for match in _SUBSTITUTION.finditer(text)]
    if len(definitions) > MAX_SUBSTITUTIONS:
        line = text.count("\n", 0, definitions[MAX_SUBSTITUTIONS]) + 1
        return line, (
            f"page defines {len(definitions)} substitutions, and {MAX_SUBSTITUTIONS} are the"
            " most; write the words where they belong"
        )
    for line, depth in depths(text):
        if depth > MAX_DEPTH:
            return line, (
                f"blocks nest {depth} deep here, and {MAX_DEPTH} are the most;"
                " write several lists, one below the other"
            )
    return None


def depths(text: str) -> list[tuple[int, int]]:
    """Return number and depth of each line with words: how many indentations it is inside of.

    Markers on one line nest as on several: ``* * words`` is a list in a list.
    """
    found: list[tuple[int, int]] = []
    columns: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.expandtabs(8).strip()
        if words:
            column = len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
            while columns and columns[-1] >= column:
                columns.pop()
            columns.append(column)
            markers = _MARKERS.match(words)
            found.append((number, len(columns) + (len(markers[0].split()) if markers else 0)))
    return found


def refuse_excess(_app: Sphinx, docname: str, content: list[str]) -> None:
    """Warn of a page that is beyond a limit, and leave its text out."""
    beyond = excess(content[0])
    if beyond:
        line, message = beyond
        logger.warning("%s", message, location=(docname, line))
        name = docname.rpartition("/")[2]
        content[0] = f"{name}\n{'=' * len(name)}\n\nThis page was left out, for it is too large.\n"


class UnreadablePageError(SphinxError):
    """Sphinx cannot read a page, and stops with a traceback where it tries."""

    category = "The guide was not built"


def undecodable(data: bytes) -> tuple[int, str] | None:
    """Return line and message where the page *data* is not UTF-8; none where it is."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return line, f"byte 0x{data[error.start]:02x} is not UTF-8; save the page as UTF-8 text"
    return None


def refuse_undecodable(_app: Sphinx, env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Name every page to be read that is not UTF-8.

    Raises `UnreadablePageError` where there is one.
    """
    faults = {name: undecodable(env.doc2path(name).read_bytes()) for name in docnames}
    for docname, fault in faults.items():
        if fault:
            logger.error("%s", fault[1], location=(docname, fault[0]))
    if any(faults.values()):
        raise UnreadablePageError("mend what is listed above and run the command again")


def setup(app: Sphinx) -> None:
    """Look at each page before it is parsed."""
    app.connect("env-before-read-docs", refuse_undecodable)
    app.connect("source-read", refuse_excess, priority=100)
