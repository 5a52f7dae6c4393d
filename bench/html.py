"""What a build of the site takes, beside a stock Sphinx with the theme, on the same sources.

``python -m bench.html`` builds the guide clean, clean with ``-j auto``, unchanged, and with one
page touched; ``--quick`` runs everything once. A last row is the whole of ``make html``, which
also makes the PDFs that the site offers.
"""

from __future__ import annotations

import argparse
import functools
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import measure, stock

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.measure import Cost

ROOT = measure.ROOT
SOURCE = ROOT / "source"
TOUCHED = Path("best-practices", "user-management.rst")
ROUNDS = 5
"""More than elsewhere, for the two are close."""
EPOCH = {"SOURCE_DATE_EPOCH": "1767225600"}
"""The same date in every build, as make gives one."""


class Contestant:
    """One way to build the site of a copy of the guide."""

    def __init__(self, folder: Path, settings: Path, *, jobs: str = "1") -> None:
        """Build with the conf.py in *settings*, below *folder*."""
        self.source, self.work = folder / "source", folder / "work"
        self.call = stock.command(self.source, settings, self.work, jobs)
        shutil.copytree(SOURCE, self.source)

    def clean(self) -> Cost:
        """Build with nothing kept."""
        shutil.rmtree(self.work, ignore_errors=True)
        return self.again()

    def again(self) -> Cost:
        """Build on top of the build before."""
        return measure.run(self.call, env=EPOCH)

    def touched(self) -> Cost:
        """Build after an edit of one page."""
        page = self.source / TOUCHED
        page.write_text(page.read_text(encoding="utf-8") + "\n.. edited\n", encoding="utf-8")
        return self.again()


class WholeBuild(Contestant):
    """What ``make html`` does: the PDFs, the site, and their place in the published folder."""

    def __init__(self, folder: Path) -> None:
        """Build below *folder*."""
        super().__init__(folder, ROOT)
        self.call = [sys.executable, "-m", "tools.build", "html"]
        self.call += ["--source", self.source, "--build", self.work]


def main() -> None:
    """Measure, and publish the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="one round")
    rounds = 1 if options.parse_args().quick else ROUNDS
    table = measure.Table(
        title="HTML: this guide beside a stock Sphinx with sphinx-rtd-theme, same sources",
        columns=("build", "by", "seconds", "processor s", "peak MB", "ratio to ours"),
        notes=[
            "Ours: `sphinx-build -b html` with every view, data file and excerpt. Stock: the "
            "theme alone; our directives are empty there, our references plain words.",
            "Ratio: seconds divided by ours; below 1 is faster than ours.",
        ],
    )
    with tempfile.TemporaryDirectory() as name:
        measure_all(Path(name), rounds, table)
    table.publish("html")


def measure_all(folder: Path, rounds: int, table: measure.Table) -> None:
    """Add all figures to *table*; builds go below *folder*."""
    plain = stock.write_settings(folder / "stock")
    ours, theirs = Contestant(folder / "1", ROOT), Contestant(folder / "2", plain)
    ours_auto = Contestant(folder / "3", ROOT, jobs="auto")
    theirs_auto = Contestant(folder / "4", plain, jobs="auto")
    whole = WholeBuild(folder / "5")
    compare = functools.partial(_compare, table, rounds)
    compare("clean", {"ours": ours.clean, "stock": theirs.clean})
    compare("clean, -j auto", {"ours": ours_auto.clean, "stock": theirs_auto.clean})
    compare("unchanged", {"ours": ours.again, "stock": theirs.again})
    compare("one page edited", {"ours": ours.touched, "stock": theirs.touched})
    compare("make html, clean", {"ours": whole.clean})
    compare("make html, unchanged", {"ours": whole.again})
    compare("make html, one page edited", {"ours": whole.touched})


def _compare(
    table: measure.Table, rounds: int, what: str, contestants: dict[str, Callable[[], Cost]]
) -> None:
    costs = measure.in_turns(contestants, rounds)
    base = None
    for name, found in costs.items():
        assert not isinstance(found, measure.AbsentError)
        seconds, cpu = measure.median(found), measure.median(found, "cpu")
        base = base or seconds
        peak = round(measure.median(found, "peak") / 1e6)
        table.add(what, name, seconds, cpu, peak, seconds / base)


if __name__ == "__main__":
    main()
