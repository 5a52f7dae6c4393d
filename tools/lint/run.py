"""Check pages with the rules: from a path to its findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.guide.limits import excess
from tools.lint import registry
from tools.lint.findings import Finding, Hit, said, shown
from tools.lint.page import Page
from tools.lint.project import MAX_BYTES, Project, own_settings, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.lint.registry import Rule

_ALLOWED = re.compile(r"^\.\. lint: allow ([\w, -]+?) because (\S.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The text of a file, or why there is none."""

    path: Path
    text: str = ""
    failure: str = ""


def read(path: Path) -> Source:
    """Return what the file *path* holds; line ends and a byte order mark are kept.

    Raises `OSError` where it cannot be read.
    """
    with path.open("rb") as file:
        return decoded(path, file.read(MAX_BYTES + 1))


def decoded(path: Path, content: bytes) -> Source:
    """Return the text of *content*, or why it is no page."""
    if len(content) > MAX_BYTES:
        return Source(path=path, failure=f"it is larger than {MAX_BYTES // 1000} kB")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Source(path=path, failure=f"byte {error.start} (line {line}) is not UTF-8")
    return Source(path=path, text=text)


class Linter:
    """The rules that are wanted, and the guides that pages belong to."""

    def __init__(self, rules: Iterable[Rule] | None = None) -> None:
        """Check with *rules*: all of them where none are given."""
        self.rules = list(registry.load().values() if rules is None else rules)
        self._projects: dict[Path, Project] = {}

    def project(self, path: Path) -> Project:
        """Return the guide that the page at *path* belongs to."""
        source = source_of(path.resolve().parent)
        if source not in self._projects:
            self._projects[source] = Project(source=source, settings=own_settings())
        return self._projects[source]

    def check(self, source: Source, project: Project | None = None) -> list[Finding]:
        """Return what is wrong with the page *source*, in the order of its lines.

        It belongs to *project*; where none is given, to the guide that its path is in.
        """
        if source.failure:
            return [_unreadable(source, 1, f"Page cannot be read, for {source.failure}")]
        if beyond := excess(source.text):
            line, message = beyond
            return [_unreadable(source, line, *message.split("; ", 1))]
        page = Page(source.path, source.text, project or self.project(source.path))
        rules = self.rules
        if page.parsed.failure:
            rules = [registry.load()["BP001"]]
        allowed = allowances(source.text)
        found = {
            _finding(page, rule, hit)
            for rule in rules
            if not (rule.severity != "error" and {rule.code, rule.name} & allowed)
            for hit in rule.check(page)
        }
        return sorted(found, key=lambda each: (each.line, each.column, each.code, each.sentence))


def allowances(text: str) -> set[str]:
    """Return the codes and names that the page *text* takes exception to, with a reason each.

    ``.. lint: allow http because the county's site has no certificate yet``. Errors stay.
    """
    return {name.strip() for match in _ALLOWED.finditer(text) for name in match[1].split(",")}


def _finding(page: Page, rule: Rule, hit: Hit) -> Finding:
    size = len(page.text)
    start, end = min(hit.start, size), min(max(hit.start, hit.end), size)
    line, column = page.position(start)
    end_line, end_column = page.position(end)
    return Finding(
        path=str(page.path),
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message=said(hit.message),
        text=shown(page.text[start:end]) if hit.text is None else shown(hit.text),
        repair=said(hit.repair),
        edits=hit.edits,
    )


def _unreadable(
    source: Source, line: int, message: str, repair: str = "save it as UTF-8 text"
) -> Finding:
    rule = registry.load()["BP001"]
    return Finding(
        path=str(source.path),
        line=line,
        column=1,
        end_line=line,
        end_column=1,
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message=message[0].upper() + message[1:],
        text="",
        repair=repair,
    )


def pages(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the pages that *paths* name: files as they are, folders with all their ``.rst``.

    Raises `FileNotFoundError` for a path that does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.rst") if found.is_file())
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(path)
