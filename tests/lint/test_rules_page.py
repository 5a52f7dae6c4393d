"""The page that lists the rules is made from their docstrings, all of them."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from docutils import nodes
from sphinxlint.checkers import all_checkers  # type: ignore[import-untyped]

from tests.conftest import ROOT, write_guide
from tests.guide.test_advice import sphinx_messages
from tests.lint.pages import SETTINGS
from tools.lint import registry
from tools.lint.parse import parse
from tools.lint.rules.sphinxlint import helps
from tools.lint.rules_page import as_rst

if TYPE_CHECKING:
    from pathlib import Path

RULES = registry.load()


def test_page_has_each_rule_with_its_help() -> None:
    """Code, name and severity as a term; the first sentence of the help below it."""
    document = parse(f"Rules\n=====\n\n{as_rst(RULES.values())}", SETTINGS).document
    items = list(document.findall(nodes.definition_list_item))
    terms = [item[0].astext() for item in items]

    assert terms == [f"{r.code} {r.name} ({r.severity})" for r in RULES.values()]
    for item, rule in zip(items, RULES.values(), strict=True):
        said = re.findall(r"[a-z]+", item[1].astext().lower())
        expected = re.findall(r"[a-z]+", rule.summary.lower())
        assert said[: len(expected)] == expected, rule.code


def test_page_reads_without_a_message() -> None:
    """Whatever a docstring holds, it breaks no page."""
    messages = parse(f"Rules\n=====\n\n{as_rst(RULES.values())}", SETTINGS).messages

    assert [message for message in messages if message.level > 1] == []


def test_examples_are_shown_as_they_are_typed() -> None:
    """Bad and good lines keep their columns."""
    document = parse(f"Rules\n=====\n\n{as_rst(RULES.values())}", SETTINGS).document
    typed = [block.astext() for block in document.findall(nodes.literal_block)]

    assert "Bad:  .. _addressing-physical-threats\nGood: .. _addressing-physical-threats:" in typed
    assert len(typed) > len(RULES) / 2


def test_directive_builds_without_a_warning(tmp_path: Path) -> None:
    """And the guide has a page that holds it."""
    source = write_guide(tmp_path / "s", {"index": "Guide\n=====\n\n.. page-rules::\n"})

    assert sphinx_messages(source) == []
    assert ".. page-rules::\n" in (ROOT / "source/appendices/page-rules.rst").read_text()


def test_help_of_sphinx_lint_is_its_own() -> None:
    """It is read from the source, and says what the functions themselves say."""
    assert helps() == {name: inspect.getdoc(check) or "" for name, check in all_checkers.items()}


def test_list_of_rules_loads_no_sphinx_lint() -> None:
    """It would cost each build of the guide a third of a second."""
    command = "import sys; from tools.lint import registry; registry.load()"
    loaded = f"{command}; print({{'sphinxlint', 'regex'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "set()\n"
