"""Sends the report wherever the options ask for it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.linkcheck.cli import REPORTS
from tools.linkcheck.models import LinkCheckError, Report
from tools.linkcheck.report import json_report, terminal


def write_reports(report: Report, options: argparse.Namespace) -> None:
    """Write every report that was asked for; what people read goes to standard error where needed.

    Raises `LinkCheckError` where one cannot be written, when the others are. A reader that closes
    the pipe, as `head` does, has seen enough: that is no fault.
    """
    targets = {name: getattr(options, name) for name in REPORTS if getattr(options, name)}
    faults = [
        fault
        for name, target in targets.items()
        if target != "-" and (fault := _write(target, _renderer(name)(report)))
    ]
    try:
        _print(report, options, [name for name, target in targets.items() if target == "-"])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise LinkCheckError(f"standard output cannot be written: {error.strerror}") from error
    if faults:
        raise LinkCheckError("; ".join(faults))


def _print(report: Report, options: argparse.Namespace, formats: Sequence[str]) -> None:
    for name in formats:
        sys.stdout.write(_renderer(name)(report))
    stream = sys.stderr if formats else sys.stdout
    if options.github:
        from tools.linkcheck.report import github

        stream.write(github.render(report))  # the runner reads both
    console = terminal.console_for(stream)
    terminal.print_report(report, console, quiet=options.quiet)


def _renderer(name: str) -> Callable[[Report], str]:
    if name == "json":
        return json_report.render
    from tools.linkcheck.report import html_report, junit, markdown, sarif

    modules = {"sarif": sarif, "junit": junit, "markdown": markdown, "html": html_report}
    return modules[name].render  # type: ignore[no-any-return]


def _write(target: str, text: str) -> str:
    """Write a report; return what went wrong, if anything."""
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        return f"{target}: cannot be written: {error.strerror}"
    return ""
