"""The checks of sphinx-lint, run in the same pass; nothing that it does is written again here.

Its mechanical findings get their mend here, for it offers none.
"""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from tools.lint.findings import Edit, Hit, Severity
from tools.lint.parse import unified
from tools.lint.registry import add

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.lint.page import Page

CODES = {
    "trailing-whitespace": ("SL001", Severity.WARNING),
    "horizontal-tab": ("SL002", Severity.WARNING),
    "missing-final-newline": ("SL003", Severity.WARNING),
    "carriage-return": ("SL004", Severity.WARNING),
    "missing-backtick-after-role": ("SL005", Severity.ERROR),
    "missing-space-after-literal": ("SL006", Severity.ERROR),
    "unbalanced-inline-literals-delimiters": ("SL007", Severity.ERROR),
    "directive-with-three-dots": ("SL008", Severity.ERROR),
    "directive-missing-colons": ("SL009", Severity.WARNING),
    "missing-space-after-role": ("SL010", Severity.ERROR),
    "role-without-backticks": ("SL011", Severity.ERROR),
    "backtick-before-role": ("SL012", Severity.ERROR),
    "missing-space-in-hyperlink": ("SL013", Severity.ERROR),
    "missing-underscore-after-hyperlink": ("SL014", Severity.ERROR),
    "role-with-double-backticks": ("SL015", Severity.ERROR),
    "role-with-extra-backtick": ("SL016", Severity.ERROR),
    "missing-space-before-role": ("SL017", Severity.ERROR),
    "missing-space-before-default-role": ("SL018", Severity.ERROR),
    "hyperlink-reference-missing-backtick": ("SL019", Severity.ERROR),
    "missing-colon-in-role": ("SL020", Severity.ERROR),
    "bad-dedent": ("SL021", Severity.WARNING),
    "dangling-hyphen": ("SL022", Severity.WARNING),
    "unnecessary-parentheses": ("SL023", Severity.HINT),
    "exclamation-and-tilde": ("SL024", Severity.HINT),
}
"""Checks for pages that are on by default, and what each is here."""

MESSAGES = {
    "trailing-whitespace": ("Line ends with white space", "remove it"),
    "horizontal-tab": ("Line holds a tab", "use spaces"),
    "missing-final-newline": ("Last line has no end", "end it with a line break"),
    "carriage-return": (
        "Lines end as on Windows",
        "save the file with Unix line ends (LF); '--fix --select SL004' does it",
    ),
}
"""Message and repair of those whose own words are too short for our authors."""

APART = frozenset({"carriage-return", "directive-missing-colons"})
"""Checks that are run on the page as it is, see `found`."""

MAX_EFFORT = 20_000_000
"""Most that `effort` may be for its patterns, about a second; our largest page has a hundredth."""


def helps() -> dict[str, str]:
    """Return the docstring of each check of sphinx-lint by its name, read from its source.

    To import it takes a third of a second, and the page that lists the rules runs none of them.
    """
    package = find_spec("sphinxlint")
    folders = (package and package.submodule_search_locations) or []
    source = next(path for folder in folders if (path := Path(folder, "checkers.py")).is_file())
    tree = ast.parse(source.read_text(encoding="utf-8"))
    functions = (item for item in tree.body if isinstance(item, ast.FunctionDef))
    return {
        function.name.removeprefix("check_").replace("_", "-"): ast.get_docstring(function) or ""
        for function in functions
        if function.name.startswith("check_")
    }


def effort(text: str) -> int:
    """Return how long the patterns of sphinx-lint take on *text*, in no unit.

    Some take, in each paragraph, the number of its marks times its length.
    """
    paragraphs = (part for part in re.split(r"\n[ \t]*\n", text) if part)
    return sum(len(part) * len(re.findall(r"[`:|<]", part)) for part in paragraphs)


INSERTED = {
    "missing-space-in-hyperlink": (
        re.compile(r"`[^`\n]*[^`\s](?=<https?://[^`\n]+>`)"),
        " ",
    ),
    "missing-underscore-after-hyperlink": (
        re.compile(r"(?<!:)`[^`\n]+<https?://[^`\n]+>`(?![\w`])"),
        "_",
    ),
}
"""What stands before the place of the mend, and what is put there."""


def found(page: Page) -> dict[str, list[tuple[int, str]]]:
    """Return line and message of what sphinx-lint finds on *page*, by the name of the check."""
    from sphinxlint.checkers import all_checkers  # type: ignore[import-untyped]  # noqa: PLC0415
    from sphinxlint.sphinxlint import (  # type: ignore[import-untyped]  # noqa: PLC0415
        CheckersOptions,
        check_text,
    )
    from sphinxlint.utils import PER_FILE_CACHES  # type: ignore[import-untyped]  # noqa: PLC0415

    text = unified(page.text)
    calm = effort(text) <= MAX_EFFORT
    names = [name for name in CODES if name in all_checkers and (calm or name in MESSAGES)]
    wanted = {all_checkers[name] for name in names if name not in APART}
    results: dict[str, list[tuple[int, str]]] = {}
    try:
        errors = check_text("page.rst", text, wanted, CheckersOptions())
        errors += _mistyped_directives(page, text)
        if "\r" in page.text:
            errors += check_text("page.rst", page.text, {all_checkers["carriage-return"]})
    finally:
        for memory in PER_FILE_CACHES:
            memory.cache_clear()
    for error in errors:
        results.setdefault(error.checker_name, []).append((error.line_no, error.msg))
    return results


def _mistyped_directives(page: Page, text: str) -> list[Any]:
    """Return what the check ``directive-missing-colons`` says of the comments of the page.

    `check_text` (1.0.2) hides comments from it, and with them all that it looks for.
    """
    from sphinxlint.checkers import all_checkers  # noqa: PLC0415
    from sphinxlint.sphinxlint import CheckersOptions, LintError  # noqa: PLC0415

    check = {all_checkers[name] for name in ("directive-missing-colons",) if name in all_checkers}
    comments = {comment.astext().partition("\n")[0] for comment in page.all(nodes.comment)}
    lines = tuple(text.splitlines(keepends=True))
    return [
        LintError("page.rst", line, message, each.name)
        for each in check
        for line, message in each("page.rst", lines, CheckersOptions())
        if lines[line - 1].strip()[3:].strip() in comments
    ]


def _edits(name: str, page: Page, line: int) -> tuple[Edit, ...]:
    index = line - 1
    start, content = page.starts[index], page.lines[index]
    end = start + len(content)
    match name:
        case "trailing-whitespace":
            return (Edit(start=start + len(content.rstrip(" \t")), end=end, text=""),)
        case "horizontal-tab":  # as docutils reads tabs
            return (Edit(start=start, end=end, text=content.expandtabs(8)),)
        case "missing-final-newline":
            return (Edit(start=len(page.text), end=len(page.text), text=page.newline),)
        case "carriage-return":
            return tuple(
                Edit(start=match.start(), end=match.end(), text="\n")
                for match in re.finditer("\r\n?", page.text)
            )
        case "missing-space-in-hyperlink" | "missing-underscore-after-hyperlink":
            pattern, inserted = INSERTED[name]
            places = [start + match.end() for match in pattern.finditer(content)]
            return tuple(Edit(start=at, end=at, text=inserted) for at in places)
    return ()


def _check(name: str) -> Callable[[Page], Iterator[Hit]]:
    def check(page: Page) -> Iterator[Hit]:
        lines = sorted(page.remember(found).get(name, []))
        for line, message in lines[:1] if name == "carriage-return" else lines:
            own = (message[:1].upper() + message[1:].rstrip("."), "look at the marks there")
            said, repair = MESSAGES.get(name, own)
            index = min(max(line, 1), len(page.lines)) - 1
            start, end = page.span(index + 1)
            if name == "trailing-whitespace":
                start, end = end, page.starts[index] + len(page.lines[index])
            yield Hit(
                start=start,
                end=end,
                message=said,
                repair=repair,
                edits=_edits(name, page, index + 1),
                text="" if name in MESSAGES else None,
            )

    return check


_helps = helps()
for _name, (_code, _severity) in CODES.items():
    if _name in _helps:
        add(_code, _name, _severity, _helps[_name], _check(_name))
