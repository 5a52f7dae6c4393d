"""Add what to do to the messages of docutils and Sphinx, and say each of them once.

Those messages say what is wrong, in the words of a parser. Our authors are no programmers, so
`Advice` puts the next step behind each message that they can meet, with the nearest right name
where there is one: a log filter before all others, so that it works for every builder.
"""

from __future__ import annotations

import difflib
import linecache
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.logging import get_node_location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx


DIRECTIVES = (
    "attention caution container csv-table danger epigraph error figure glossary hint hlist image"
    " important list-table note only replace rubric seealso sidebar table tip toctree topic warning"
).split()
"""Directives that pages of a guide may use; only for finding what was meant."""

ROLES = (
    "abbr bp:control bp:practice bp:safeguard doc download emphasis numref ref strong sub sup term"
).split()
"""Roles that pages of a guide may use; only for finding what was meant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A message of docutils or Sphinx, with what is known of its place."""

    app: Sphinx
    """The build that it belongs to."""
    quoted: str
    """What the message quotes: a name, a file; empty where it quotes nothing."""
    source: str
    """The source line that it names, stripped; empty where it names none."""
    path: str
    """The file that it names; empty where it names none."""


def label_form(problem: Problem) -> str:
    """Return how the label on the problem's line is written."""
    match = re.match(r"\.\.\s+_`?([^:`]+)", problem.source)
    if not match:
        return "write a link target as '.. _its-name: https://address'"
    name = "-".join(re.findall(r"[a-z0-9]+", match[1].lower()))
    return f"write '.. _{name}:' (small letters, hyphens for spaces, a colon at the end)"


def nearest_substitution(problem: Problem) -> str:
    """Return which substitution may have been meant."""
    defined = re.findall(r"^\.\. \|([^|]+)\| ", problem.app.config.rst_epilog or "", re.MULTILINE)
    on_page = re.findall(
        r"^\.\. \|([^|]+)\| ", "".join(linecache.getlines(problem.path)), re.MULTILINE
    )
    known = f"conf.py defines {_listed(defined)}"
    return f"{_meant(problem.quoted, defined + on_page, '|{}|')}{known}"


def nearest_document(problem: Problem) -> str:
    """Return which page may have been meant."""
    found = problem.app.env.found_docs
    by_name = {docname.rpartition("/")[2]: docname for docname in found}
    near = difflib.get_close_matches(problem.quoted.rpartition("/")[2], by_name, n=1, cutoff=0.6)
    meant = f"did you mean ':doc:`/{by_name[near[0]]}`'? " if near else ""
    return f"{meant}name a page by its file, without '.rst'; begin with '/' for the top folder"


def nearest_label(problem: Problem) -> str:
    """Return which label may have been meant."""
    labels = problem.app.env.domains.standard_domain.anonlabels
    return f"{_meant(problem.quoted, labels, ':ref:`{}`')}a label is written '.. _its-name:'"


def nearest_term(problem: Problem) -> str:
    """Return which glossary term may have been meant."""
    objects = problem.app.env.domains.standard_domain.objects
    terms = [name for kind, name in objects if kind == "term"]
    return f"{_meant(problem.quoted, terms, ':term:`{}`')}or add the term to the glossary"


def nearest_directive(problem: Problem) -> str:
    """Return which directive may have been meant."""
    return f"{_meant(problem.quoted, DIRECTIVES, '.. {}::')}look at its spelling"


def nearest_role(problem: Problem) -> str:
    """Return which role may have been meant."""
    return f"{_meant(problem.quoted, ROLES, ':{}:`…`')}look at its spelling"


def _meant(name: str, known: Iterable[str], form: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean '{form.format(near[0])}'? " if near else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"|{name}|" for name in names) or "none"


ADVICE: list[tuple[str, str | Callable[[Problem], str]]] = [
    (r"malformed hyperlink target", label_form),
    (r'Undefined substitution referenced: "(.*?)"', nearest_substitution),
    (r"unknown document: '(.*?)'", nearest_document),
    (r"undefined label: '(.*?)'", nearest_label),
    (r"term not in glossary: '(.*?)'", nearest_term),
    (r'Unknown directive type "(.*?)"', nearest_directive),
    (r'Unknown interpreted text role "(.*?)"', nearest_role),
    (
        r"image file not readable: (.*)",
        "put the picture where the page says, or mend its name; the path starts at the page's"
        " folder, or with '/' at the top folder of the guide",
    ),
    (r"download file not readable: (.*)", "put the file where the page says, or mend its name"),
    (
        r"toctree contains reference to (?:nonexisting|non-existing) document '(.*?)'",
        "mend the name in the list of pages, or add the page; names are without '.rst'",
    ),
    (
        r"document isn't included in any toctree",
        "add the page's name to the '.. toctree::' of the page above it, so readers can find it",
    ),
    (r"Title (?:underline|overline) too short", "make the line as long as the title above it"),
    (
        r"(?:Inconsistent title style|Unexpected section title)",
        "underline titles in this order: ----- page, ***** section, ^^^^^ subsection;"
        " leave no level out",
    ),
    (
        r"Unexpected indentation",
        "start the line at the same column as the line above it, or leave an empty line before it",
    ),
    (
        r"(?:list|quote|markup|block) ends without a blank line",
        "leave an empty line above this line, or indent it like the item it belongs to",
    ),
    (
        r"Inline (?:strong|emphasis|literal|interpreted text or phrase reference|substitution_ref"
        r"erence) start-string without end-string",
        "close what was opened with the same mark (**bold**, *italic*, `link <https://…>`_),"
        " with no space inside the marks",
    ),
    (
        r'Unknown target name: "(.*?)"',
        "write the address in the link, `text <https://address>`_, or define the target",
    ),
    (
        r"Duplicate explicit target name",
        "use the same address for the same link text, change the text, or end the link with '__'",
    ),
    (r"Duplicate substitution definition", "keep one of the two definitions"),
    (
        r"Anonymous hyperlink mismatch",
        "a link that ends in '__' needs its address in it: `text <https://address>`__",
    ),
    (r"Malformed table", "make the rows fit the lines of = or - that mark the columns"),
    (
        r'"(raw|include)" directive disabled|File insertion disabled|File and URL access deact',
        "pages of the guide hold no raw markup and read no other file; write the text here",
    ),
    (r'Error in "(.*?)" directive', "look at the options below it; they are indented by 3 spaces"),
    (r"duplicate label", "give one of the two labels another name"),
    (r"duplicate term description", "keep one of the two entries of the glossary"),
    (
        r"(?:Footnote|Citation) \[.*?\] is not referenced",
        "refer to it in the text with [#name]_ or remove it",
    ),
]
"""Pattern of a message (its first group is what it quotes) and what to do about it."""

_ADVICE = [(re.compile(pattern), advice) for pattern, advice in ADVICE]


class Advice(logging.Filter):
    """Put the advice behind the message, and drop a message that was said before."""

    def __init__(self, app: Sphinx) -> None:
        """Advise on the messages of the build *app*."""
        super().__init__()
        self._app = app
        self._said: set[tuple[str, str]] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the *record* is new; add the advice to it."""
        location = self._location(getattr(record, "location", None))
        message = logging.LogRecord.getMessage(record)  # without Sphinx's location prefix
        if (location, message) in self._said:
            return False
        self._said.add((location, message))
        record.msg, record.args = advise(message, location, self._app), ()
        return True

    def _location(self, location: object) -> str:
        match location:
            case (str() as docname, int() as line):
                return f"{self._app.env.doc2path(docname)}:{line}"
            case nodes.Node():
                return get_node_location(location) or ""
            case str() if location and ":" not in location:
                return str(self._app.env.doc2path(location))
            case str():
                return location
        return ""


def advise(message: str, location: str, app: Sphinx) -> str:
    """Return *message* with what to do behind its first line, where that is known."""
    for pattern, advice in _ADVICE:
        if match := pattern.search(message):
            path, line = _parted(location)
            problem = Problem(
                app=app,
                quoted=(match[1] or "") if pattern.groups else "",
                source=linecache.getline(path, line).strip() if line else "",
                path=path,
            )
            text = advice if isinstance(advice, str) else advice(problem)
            first, newline, rest = message.partition("\n")
            return f"{first.rstrip('.:')}; {text}{newline}{rest}"
    return message


def _parted(location: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.*?):(\d*)", location)
    return (match[1], int(match[2] or 0)) if match else (location, 0)


def advise_on_warnings(app: Sphinx) -> None:
    """Put the filter before Sphinx's own, which count the warnings."""
    linecache.checkcache()
    for handler in logging.getLogger("sphinx").handlers:
        if handler.level == logging.WARNING:
            handler.filters.insert(0, Advice(app))


def setup(app: Sphinx) -> None:
    """Advise from the first message on."""
    advise_on_warnings(app)
