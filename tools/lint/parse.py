"""Parse one page with docutils alone: its doctree, and what the parser had to say."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.transforms import references
from docutils.utils import new_document

from tools.guide.policy import PARSER_SETTINGS
from tools.lint.vocabulary import LANGUAGES, vocabulary

if TYPE_CHECKING:
    from docutils.frontend import Values

    from tools.lint.project import Settings

TRANSFORMS = (
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
    references.DanglingReferences,
)
"""Work on a whole page that Sphinx has docutils do as well."""

_LINE_ENDS = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What Python takes for the end of a line, and editors do not."""

_PROGRAM_DOMAIN = re.compile(r'Unknown (?:directive type|interpreted text role) "(\w+):[\w:.+-]*"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What docutils says of a page."""

    line: int
    """From 1; of the page itself."""
    level: int
    """1 is a remark, 2 a warning, 3 an error, 4 ends the parse of a block."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A page as docutils reads it."""

    document: nodes.document
    messages: tuple[Message, ...]
    substitutions: tuple[str, ...]
    """Names of the substitutions that the page uses."""
    failure: str = ""
    """Why the page could not be parsed; empty where it could."""


def parse(text: str, settings: Settings) -> Parsed:
    """Return *text* parsed, with the prolog and the epilog that each page gets.

    Both are put behind it, for a definition holds wherever it stands, and lines keep their
    numbers. A page that docutils cannot cope with comes back empty, with the reason.
    """
    messages: list[Message] = []
    document = _empty(messages, text.count("\n") + 1)
    try:
        with vocabulary():
            Parser().parse(f"{unified(text)}\n\n{settings.prolog}\n\n{settings.epilog}\n", document)
            references_ = document.findall(nodes.substitution_reference)
            used = tuple(str(node["refname"]) for node in references_)
            document.transformer.add_transforms(TRANSFORMS)
            document.transformer.apply_transforms()
    except RecursionError:
        return _failed("it is too deeply nested")
    except Exception as error:  # the parser's faults are findings
        return _failed(f"the parser stops with {type(error).__name__}: {error}")
    return Parsed(document=document, messages=tuple(messages), substitutions=used)


def unified(text: str) -> str:
    """Return *text* with one kind of line end, on the same lines as an editor shows it."""
    return _LINE_ENDS.sub(" ", text.removeprefix("\ufeff")).replace("\r\n", "\n")


def _failed(why: str) -> Parsed:
    return Parsed(document=_empty([], 1), messages=(), substitutions=(), failure=why)


def _empty(messages: list[Message], lines: int) -> nodes.document:
    document = new_document("page", copy(_parser_settings()))

    def keep(message: nodes.system_message) -> None:
        text = message.children[0].astext() if message.children else ""
        line = min(max(int(message.get("line") or 1), 1), lines)
        if not _is_about_programs(text):
            messages.append(Message(line=line, level=int(message["level"]), text=text))

    document.reporter.attach_observer(keep)
    return document


@cache
def _parser_settings() -> Values:
    settings = get_default_settings(Parser)
    for name, value in PARSER_SETTINGS.items():
        setattr(settings, name, value)
    settings.report_level = settings.halt_level = 5  # nothing is printed, nothing is raised
    return settings


def _is_about_programs(message: str) -> bool:
    """Return whether *message* is about a directive or role that a build would know."""
    match = _PROGRAM_DOMAIN.search(message)
    return bool(match and match[1] in LANGUAGES)
