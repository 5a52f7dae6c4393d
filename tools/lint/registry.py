"""The rules, each registered by a decorator; code, name and help come from one place.

A rule is a generator of `Hit`. Its name is that of its function, its help is its docstring.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.lint.findings import Hit, Severity
    from tools.lint.page import Page

    Check = Callable[[Page], Iterator[Hit]]

RULES: dict[str, Rule] = {}
"""Rules by code."""

FAMILIES = {
    "BP0": "File and markup",
    "BP1": "Title, label and sections",
    "BP2": "Fields at the top",
    "BP3": "Levels and mappings",
    "BP4": "Lists",
    "BP5": "Links and references",
    "BP6": "Pictures",
    "BP7": "Words",
    "BP8": "Sentences and actions",
    "BP9": "Safety, and the place in the guide",
    "SL": "Checks of sphinx-lint",
}
"""What the codes with these first characters are about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule about pages."""

    code: str
    """Never changes, and is never given to another rule."""
    name: str
    severity: Severity
    help: str
    """Its docstring: a sentence, then what is bad and good."""
    check: Check

    @property
    def summary(self) -> str:
        """Return the first sentence of the help."""
        return self.help.split("\n", 1)[0]

    @property
    def family(self) -> str:
        """Return what it is about."""
        return next(title for start, title in FAMILIES.items() if self.code.startswith(start))


def rule(code: str, severity: Severity) -> Callable[[Check], Check]:
    """Register ``check_<name>`` as the rule *code* with the name ``<name>``, hyphens in it."""

    def register(check: Check) -> Check:
        add(code, check.__name__.removeprefix("check_"), severity, inspect.getdoc(check), check)
        return check

    return register


def add(code: str, name: str, severity: Severity, help_text: str | None, check: Check) -> None:
    """Register the rule *code*.

    Raises `ValueError` where the code is taken or the help is missing: a fault of the linter.
    """
    if code in RULES or not help_text:
        raise ValueError(f"rule {code} ({name}) is registered twice or has no docstring")
    name = name.replace("_", "-")
    RULES[code] = Rule(code=code, name=name, severity=severity, help=help_text, check=check)


def load() -> dict[str, Rule]:
    """Return all rules by code, in the order of their codes."""
    from tools.lint import rules  # noqa: PLC0415 - the modules below import this one

    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"{rules.__name__}.{module.name}")
    return dict(sorted(RULES.items()))


def find(wanted: str) -> list[Rule]:
    """Return the rules that *wanted* names: by code, by the start of it (``BP5``), or by name."""
    upper = wanted.upper()
    return [
        each
        for code, each in load().items()
        if each.name == wanted.lower() or (upper and code.startswith(upper))
    ]
