"""The page of the guide that lists the rules: the directive ``page-rules``.

The list is made from the docstrings of the rules, which ``--explain`` prints as well.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from tools.lint import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from tools.lint.registry import Rule

RULES = Path(__file__).with_name("rules")
_EXAMPLES = re.compile(r"^(?=(?:Bad|Good): )", re.MULTILINE)


class PageRules(SphinxDirective):
    """``.. page-rules::``: all rules by family, each with its help; not in print."""

    def run(self) -> list[nodes.Node]:
        """Return the sections; the page is read again when a rule changes."""
        for path in sorted(RULES.glob("*.py")):
            self.env.note_dependency(str(path))
        text = as_rst(registry.load().values())
        made = self.parse_text_to_nodes(text, offset=self.lineno, allow_section_headings=True)
        return [addnodes.only("", *made, expr="not typst")]  # nobody looks a code up on paper


def as_rst(rules: Iterable[Rule]) -> str:
    """Return *rules* as RST: a section for each family, a definition for each rule."""
    pieces: list[str] = []
    for family, group in itertools.groupby(rules, key=lambda rule: rule.family):
        pieces += [f"{family}\n{'-' * len(family)}\n", *map(_definition, group)]
    return "\n".join(pieces)


def _definition(rule: Rule) -> str:
    body = "\n\n".join(_blocks(rule))
    return f"_`{rule.code}` {rule.name} ({rule.severity})\n{textwrap.indent(body, '   ')}\n"


def _blocks(rule: Rule) -> Iterator[str]:
    """Yield the help of *rule* as RST: its prose as it is, its examples as they are typed.

    The help of sphinx-lint is not written for RST, so all of it but the summary is literal.
    """
    foreign = rule.code.startswith("SL")
    prose, *examples = _EXAMPLES.split(rule.help, maxsplit=1)
    first, _, rest = prose.strip().partition("\n\n")
    yield " ".join(first.split()) if not foreign else _literal_words(first)
    if rest and not foreign:
        yield rest
    shown = [rest, *examples] if foreign and rest else examples
    if shown:
        typed = "\n\n".join(part.strip() for part in shown if part.strip())
        yield "::\n\n" + textwrap.indent(typed, "   ")


def _literal_words(text: str) -> str:
    """Return *text* with every character that means something in RST escaped."""
    return re.sub(r"([`*|_\\])", r"\\\1", " ".join(text.split()))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("page-rules", PageRules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
