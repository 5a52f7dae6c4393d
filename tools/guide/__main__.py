"""Command line of the guide's model.

``python -m tools.guide SOURCE --json FILE`` reads the pages in SOURCE, writes what they say, and
lists what could not be placed. ``python -m tools.guide ids SOURCE --write`` gives each goal and
action that has no id one that stays.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.guide.load import SourceError, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.guide.load import Loaded
    from tools.guide.model import Guide

CLEAN, FINDINGS, USAGE = 0, 1, 2
"""Exit statuses: nothing to mend; something was listed; wrong call."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv*; return its exit status (`CLEAN`, `FINDINGS` or `USAGE`)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == ["ids"]:
            return run_ids(_ids_parser().parse_args(arguments[1:]))
        return run_read(_parser().parse_args(arguments))
    except SourceError as error:
        print(error, file=sys.stderr)
        return USAGE


def run_read(options: argparse.Namespace) -> int:
    """Read the guide, write its model where asked to, list its findings."""
    loaded = load(options.source)
    text = _as_json(loaded.guide) if options.json else ""
    if options.json == Path("-"):
        print(text, end="")
    elif options.json:
        try:
            options.json.write_text(text, encoding="utf-8")
        except OSError as error:
            print(f"{options.json}: {error.strerror}; name a file to write", file=sys.stderr)
            return USAGE
    _say(loaded)
    print(counts(loaded.guide), file=sys.stderr)
    return FINDINGS if loaded.guide.findings or loaded.messages else CLEAN


def counts(guide: Guide) -> str:
    """Return how much *guide* holds, on one line."""
    pages = guide.practices
    numbers = {
        "practices": len(pages),
        "goals": sum(len(page.goals) for page in pages),
        "actions": sum(len(page.actions) for page in pages),
        "safeguard mappings": sum(len(page.safeguards) for page in pages),
        "Handbook mappings": sum(len(page.handbook) for page in pages),
        "resources": sum(len(page.resources) for page in pages),
        "findings": len(guide.findings),
    }
    return ", ".join(f"{number} {name}" for name, number in numbers.items())


def run_ids(options: argparse.Namespace) -> int:
    """List the goals and actions without an id; with ``--write`` give them one."""
    from tools.guide import identify  # noqa: PLC0415 - only this command needs it

    loaded = load(options.source)
    wanted = identify.missing(loaded.guide)
    status = CLEAN
    for docname, group in itertools.groupby(wanted, key=lambda item: item.docname):
        path, items = loaded.paths[docname], list(group)
        lost = identify.write(path, items) if options.write else []
        for item in items:
            said = (
                f"no place found for {item.role}; write it yourself" if item in lost else item.role
            )
            print(f"{path}:{item.line}: {said}")
        if lost or not options.write:
            status = FINDINGS
    return status


def _as_json(guide: Guide) -> str:
    from tools.guide.exports.plain import guide_json  # noqa: PLC0415

    return guide_json(guide)


def _say(loaded: Loaded) -> None:
    for line in (*loaded.messages, *loaded.lines()):
        print(line, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.guide",
        description="Read the pages of a guide; list what is wrong or could not be placed.",
        epilog="Exit status: 0 nothing to mend, 1 something was listed, 2 wrong call."
        " See also: python -m tools.guide ids --help",
    )
    parser.add_argument("source", type=Path, help="folder that holds the pages")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the model; - for here")
    return parser


def _ids_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.guide ids",
        description="List the goals and actions whose page spells no id for them.",
    )
    parser.add_argument("source", type=Path, help="folder that holds the pages")
    parser.add_argument("--write", action="store_true", help="write the ids into the pages")
    return parser


if __name__ == "__main__":
    sys.exit(main())
