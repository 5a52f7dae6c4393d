"""What the page linter takes: for one page, for the guide, for a guide of 1,000 pages.

``python -m bench.lint`` prints a table; ``--quick`` runs each command once and makes 200 pages.
sphinx-lint, whose checks are part of ours, stands beside it; it does not read the markup.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench import measure, pages

ROOT = measure.ROOT
PAGE = ROOT / "source" / "best-practices" / "user-management.rst"
SPHINX_LINT = "-m", "sphinxlint"


def main() -> None:
    """Measure, and publish the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="one round, 200 pages")
    quick = options.parse_args().quick
    many = 200 if quick else 1_000
    with tempfile.TemporaryDirectory() as folder:
        large = pages.write_copies(Path(folder) / "source", many)
        subjects = {"one page": PAGE, "the guide": ROOT / "source", f"{many:,} practices": large}
        tools = {"ours": ("-m", "tools.lint"), "sphinx-lint": SPHINX_LINT}
        costs = measure.in_turns(
            {
                f"{tool}: {what}": partial(measure.run, [sys.executable, *command, path])
                for what, path in subjects.items()
                for tool, command in tools.items()
            },
            rounds=1 if quick else measure.ROUNDS,
        )
        counts = {what: _pages(path) for what, path in subjects.items()}
    table = measure.Table(
        title="Page linter: seconds and memory",
        columns=("run", "pages", "seconds", "processor s", "peak MB", "pages a second"),
    )
    for name, measured in costs.items():
        assert not isinstance(measured, measure.AbsentError)
        seconds, read = measure.median(measured), counts[name.partition(": ")[2]]
        cpu, peak = measure.median(measured, "cpu"), measure.median(measured, "peak") / 1e6
        table.add(name, read, seconds, cpu, round(peak), round(read / seconds))
    table.publish("lint")


def _pages(path: Path) -> int:
    return sum(1 for _ in path.rglob("*.rst")) if path.is_dir() else 1


if __name__ == "__main__":
    main()
