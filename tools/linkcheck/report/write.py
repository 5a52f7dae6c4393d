"""Sends the report wherever the options ask for it."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tools.linkcheck.models import LinkCheckError, Report
from tools.linkcheck.report import json_report, terminal


def write_reports(report: Report, options: argparse.Namespace) -> None:
    """Write every report that was asked for; the terminal's goes to standard error where needed."""
    to_stdout = False
    for name in ("json", "sarif", "junit", "markdown", "html"):
        target = getattr(options, name)
        if target:
            to_stdout |= target == "-"
            _write(target, _renderer(name)(report))
    if options.github:
        from tools.linkcheck.report import github

        sys.stdout.write(github.render(report))
    stream = sys.stderr if to_stdout else sys.stdout
    console = terminal.console_for(stream)
    terminal.print_report(report, console, quiet=options.quiet)


def _renderer(name: str) -> Callable[[Report], str]:
    if name == "json":
        return json_report.render
    from tools.linkcheck.report import html_report, junit, markdown, sarif

    modules = {"sarif": sarif, "junit": junit, "markdown": markdown, "html": html_report}
    return modules[name].render  # type: ignore[no-any-return]


def _write(target: str, text: str) -> None:
    if target == "-":
        sys.stdout.write(text)
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LinkCheckError(f"{target}: cannot be written: {error.strerror}") from error
