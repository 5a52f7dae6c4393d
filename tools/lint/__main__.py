"""Command line of the page linter: ``python -m tools.lint source``."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools.lint.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tools.lint.findings import Finding
    from tools.lint.registry import Rule
    from tools.lint.run import Source

CLEAN, ERRORS, USAGE = 0, 1, 2
"""Exit statuses: no errors (there may be warnings and hints); errors; wrong call."""

STDIN = Path("-")
MANY_PAGES = 16
"""From so many pages on, several processes share the work; they take a while to start."""
UNSWEPT_PAGES = 100
"""So many doctrees may stay in memory: to look for what can go takes a fifth of the time."""


class UsageError(Exception):
    """The command line asks for what cannot be done; the message says what to do."""


@dataclass(kw_only=True)
class Outcome:
    """What a run found and mended."""

    findings: list[Finding] = field(default_factory=list)
    pages: int = 0
    mended: int = 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv*; return its exit status (`CLEAN`, `ERRORS` or `USAGE`)."""
    options = _parser().parse_args(argv)
    try:
        if options.explain or options.list:
            return explain(options.explain or "")
        return lint(options)
    except BrokenPipeError:  # the reader of the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except (UsageError, OSError) as error:
        print(_said(error), file=sys.stderr)
        return USAGE


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror or 'no such file'}; name a page or a folder"
    if isinstance(error, FileNotFoundError):
        return f"{error}: no such file or folder; name a page or a folder of pages"
    return str(error)


def explain(wanted: str) -> int:
    """Print the help of the rules that *wanted* names; of all, a line each, where it is empty."""
    from tools.lint import registry  # noqa: PLC0415

    rules = registry.find(wanted) if wanted else list(registry.load().values())
    if not rules:
        raise UsageError(f"{wanted}: no rule has this code or name; --list shows all of them")
    for rule in rules:
        if wanted:
            print(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.help}\n")
        else:
            print(f"{rule.code} {rule.name:<38} {rule.severity:<8} {rule.summary}")
    return CLEAN


def lint(options: argparse.Namespace) -> int:
    """Check the pages, print what is wrong, mend it where asked to; return the exit status."""
    from tools.lint.formats import FORMATS  # noqa: PLC0415 - `--help` need not load the rules
    from tools.lint.formats.text import summary  # noqa: PLC0415

    rules = selected(options.select, options.ignore)
    level = Severity(
        options.level or ("hint" if options.format in {"json", "sarif"} else "warning")
    )
    if STDIN in options.paths:
        return _lint_stdin(options, rules, level)
    outcome = _lint_files(options, rules)
    kept = _of_changes(outcome.findings, options.since)
    print(FORMATS[options.format](_from(level, kept)), end="")
    if options.format == "text":
        mended = f"{outcome.mended} mended; " if options.fix else ""
        print(mended + summary(kept, outcome.pages) + _hidden(kept, level), file=sys.stderr)
    return ERRORS if any(found.severity is Severity.ERROR for found in kept) else CLEAN


def _from(level: Severity, findings: list[Finding]) -> list[Finding]:
    return [found for found in findings if found.severity.rank <= level.rank]


def _hidden(findings: list[Finding], level: Severity) -> str:
    hidden = len(findings) - len(_from(level, findings))
    return "; '--level hint' shows the hints" if hidden else ""


def selected(select: str, ignore: str) -> list[Rule]:
    """Return the rules that *select* names (all where it is empty), without those of *ignore*.

    Both are lists of codes, starts of codes and names, with commas between them. Raises
    `UsageError` for what names no rule.
    """
    from tools.lint import registry  # noqa: PLC0415

    chosen = _named(select) or list(registry.load().values())
    dropped = {rule.code for rule in _named(ignore)}
    return [rule for rule in chosen if rule.code not in dropped]


def _named(names: str) -> list[Rule]:
    from tools.lint import registry  # noqa: PLC0415

    found: dict[str, Rule] = {}
    for name in filter(None, (part.strip() for part in names.split(","))):
        rules = registry.find(name)
        if not rules:
            raise UsageError(f"{name}: no rule has this code or name; --list shows all of them")
        found |= {rule.code: rule for rule in rules}
    return list(found.values())


def _lint_files(options: argparse.Namespace, rules: list[Rule]) -> Outcome:
    from tools.lint.run import pages  # noqa: PLC0415

    paths = list(dict.fromkeys(pages(options.paths or [Path("source")])))
    requested = frozenset(rule.code for rule in _named(options.select))
    codes = [rule.code for rule in rules]
    work = partial(_lint_some, codes=codes, mend=options.fix, requested=requested)
    outcome = Outcome(pages=len(paths))
    for found, mended in _shared_out(work, paths):
        outcome.findings += found
        outcome.mended += mended
    return outcome


def _shared_out(
    work: partial[tuple[list[Finding], int]], paths: list[Path]
) -> list[tuple[list[Finding], int]]:
    """Return what *work* makes of *paths*, shared among the processors where that is faster.

    The first page is checked here: the processes inherit what it loads, the dictionary above all.
    """
    processes = min(os.cpu_count() or 1, 4)
    if len(paths) < MANY_PAGES or processes == 1:
        return [work(paths)]
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - not for a single page

    first, rest = work(paths[:1]), paths[1:]
    size = -(-len(rest) // processes)
    parts = [rest[start : start + size] for start in range(0, len(rest), size)]
    with ProcessPoolExecutor(max_workers=processes) as pool:
        return [first, *pool.map(work, parts)]


def _lint_some(
    paths: list[Path], *, codes: list[str], mend: bool, requested: frozenset[str]
) -> tuple[list[Finding], int]:
    """Return what is wrong with the pages *paths*, and how much was mended."""
    from tools.lint import registry  # noqa: PLC0415
    from tools.lint.run import Linter, read  # noqa: PLC0415

    every = registry.load()
    linter = Linter([every[code] for code in codes])
    findings: list[Finding] = []
    mended = 0
    with unswept() as sweep:
        for number, path in enumerate(paths, 1):
            source = read(path)
            if mend:
                count, left = _mend(linter, source, requested)
                mended += count
                findings += left
            else:
                findings += linter.check(source)
            if number == UNSWEPT_PAGES:
                sweep()
    return findings, mended


@contextmanager
def unswept() -> Iterator[Callable[[], None]]:
    """Leave garbage with cycles in memory while in this context, or until what it gives is called.

    Doctrees are such garbage. At the end the collector runs again where it ran before.
    """
    before = gc.isenabled()
    sweep = gc.enable if before else lambda: None
    gc.disable()
    try:
        yield sweep
    finally:
        sweep()


def _mend(linter: object, source: Source, requested: frozenset[str]) -> tuple[int, list[Finding]]:
    from tools.lint.fix import fix  # noqa: PLC0415
    from tools.lint.run import Linter  # noqa: PLC0415

    assert isinstance(linter, Linter)
    fixed = fix(linter, source, requested)
    if fixed.applied:
        source.path.write_bytes(fixed.source.text.encode("utf-8"))
    return fixed.applied, fixed.left


def _lint_stdin(options: argparse.Namespace, rules: list[Rule], level: Severity) -> int:
    """Check standard input as the page ``--stdin-filename``; with --fix print it mended."""
    from tools.lint.fix import fix  # noqa: PLC0415
    from tools.lint.formats import FORMATS  # noqa: PLC0415
    from tools.lint.run import Linter, decoded  # noqa: PLC0415

    if len(options.paths) > 1:
        raise UsageError("-: standard input is checked alone; name it or files, not both")
    linter = Linter(rules)
    source = decoded(options.stdin_filename, sys.stdin.buffer.read())
    linter.project(source.path).overrides[source.path] = source.text
    if options.fix and not source.failure:
        fixed = fix(linter, source, frozenset(rule.code for rule in _named(options.select)))
        sys.stdout.buffer.write(fixed.source.text.encode("utf-8"))
        findings, stream = fixed.left, sys.stderr
    else:
        findings, stream = linter.check(source), sys.stdout
    print(FORMATS[options.format](_from(level, findings)), end="", file=stream)
    return ERRORS if any(found.severity is Severity.ERROR for found in findings) else CLEAN


def _of_changes(findings: list[Finding], since: str | None) -> list[Finding]:
    """Return all errors, and of the rest what stands on lines that changed since *since*."""
    from tools.lint.changes import ChangesError, changed_lines  # noqa: PLC0415

    if since is None:
        return findings
    try:
        changed = changed_lines(since, Path.cwd())
    except ChangesError as error:
        raise UsageError(f"--since {since}: {error}; name a commit or a branch") from error
    return [
        found
        for found in findings
        if found.severity is Severity.ERROR
        or found.line in changed.get(Path(found.path).resolve(), ())
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.lint",
        description="Check pages of the guide: what is wrong, where, and what to write instead.",
        epilog="Exit status: 0 no errors, 1 errors, 2 wrong call.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="pages and folders (default: source); - reads one page from standard input",
    )
    parser.add_argument("--fix", action="store_true", help="mend what is mechanical")
    parser.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text")
    parser.add_argument(
        "--level",
        choices=[severity.value for severity in Severity],
        help="show findings from this severity on (default: warning; hint for json and sarif)",
    )
    parser.add_argument("--select", default="", metavar="CODES", help="only these rules")
    parser.add_argument("--ignore", default="", metavar="CODES", help="all but these rules")
    parser.add_argument(
        "--since", metavar="COMMIT", help="warnings and hints only on lines changed since then"
    )
    parser.add_argument(
        "--stdin-filename",
        type=Path,
        default=Path("source/best-practices/page.rst"),
        metavar="PATH",
        help="where the page on standard input belongs",
    )
    parser.add_argument("--explain", metavar="CODE", help="print the help of a rule")
    parser.add_argument("--list", action="store_true", help="print all rules, a line each")
    return parser


if __name__ == "__main__":
    sys.exit(main())
