"""How the cost of a build grows with the guide: 50 to 10,000 practices, flat and grouped.

``python -m bench.scale`` builds made-up guides (see `bench.pages`) with ours, and with the stock
theme up to `STOCK_LIMIT` practices: it grows with the square of the guide and would take hours
beyond. ``--quick`` stops at 1,000. Each size is built once: the sizes are the repetition.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from bench import measure, pages, stock
from bench.html import EPOCH
from bench.measure import Cost, Table

ROOT = measure.ROOT
SIZES = (50, 250, 1_000, 2_500, 10_000)
SHAPES = ("flat", "grouped")
QUICK = 1_000
"""Most practices of a short run."""
STOCK_LIMIT = 1_000
"""Most practices that the stock theme is asked to build."""
BASE = 250
"""Practices of the guide that larger ones are compared with."""
COLUMNS = (
    *("guide", "practices", "seconds", "ms a page", "kB a page", "peak MB", "kB memory a page"),
    *("search kB", "unchanged s", "one page s", "an action s", "new title s", "sidebars right"),
)


class Guide:
    """A made-up guide with the build of it."""

    def __init__(self, folder: Path, count: int, *, grouped: bool, settings: Path) -> None:
        """Write *count* practices below *folder*, to be built with the conf.py in *settings*."""
        self.source, self.work = folder / "source", folder / "work"
        self.names = pages.names(count)
        pages.write_guide(self.source, count, grouped=grouped)
        self.call = stock.command(self.source, settings, self.work)

    def build(self) -> Cost:
        """Build what has changed."""
        return measure.run(self.call, env=EPOCH, timeout=7200)

    @property
    def edited(self) -> Path:
        """The page that is edited: one from the middle."""
        return self.source / "best-practices" / f"{self.names[len(self.names) // 2].slug}.rst"

    def edit(self) -> Cost:
        """Build after an edit of the words of one page."""
        text = self.edited.read_text(encoding="utf-8")
        self.edited.write_text(text.replace("\nGoals\n", "\nOne more word.\n\nGoals\n"), "utf-8")
        return self.build()

    def reword(self) -> Cost:
        """Build after an edit of the first sentence of an action, which views and files show."""
        text = self.edited.read_text(encoding="utf-8")
        self.edited.write_text(
            re.sub(r"(\nActions\n.*?`) ", r"\1 Soon ", text, count=1, flags=re.S)
        )
        return self.build()

    def rename(self) -> Cost:
        """Build after an edit of the title of one page."""
        text = self.edited.read_text(encoding="utf-8")
        self.edited.write_text(text.replace("replace:: ", "replace:: Renamed ", 1), "utf-8")
        return self.build()

    def sidebars_are_right(self) -> bool:
        """Return whether pages link to the renamed one from their sidebars, all by the new title.

        The stock theme is judged by its own sidebar in the same way.
        """
        name = self.edited.stem
        old = self.names[len(self.names) // 2].title
        link = rf'href="[^"]*{re.escape(name)}\.html"[^>]*>(Renamed )?{re.escape(old)}</a>'
        texts = [page.read_text("utf-8") for page in self.built()]
        found = [new for text in texts for new in re.findall(link, text)]
        return bool(found) and all(found)

    def built(self) -> list[Path]:
        """Return the built pages of the practices."""
        return sorted((self.work / "html" / "best-practices").glob("*.html"))

    def sizes(self) -> tuple[float, float]:
        """Return the mean size of a practice's page and that of the search index, in kB."""
        built = self.built()
        index = (self.work / "html" / "searchindex.js").stat().st_size
        return sum(page.stat().st_size for page in built) / len(built) / 1e3, index / 1e3


def measure_guide(guide: Guide, table: Table, name: str) -> dict[str, float]:
    """Build *guide* and add its figures to *table* as *name*; return those that have a bar."""
    count = len(guide.names)
    clean = guide.build()
    page_size, index = guide.sizes()
    unchanged, one = guide.build(), guide.edit()
    action, new_title = guide.reword(), guide.rename()
    right = "yes" if guide.sidebars_are_right() else "NO"
    per_page = clean.cpu / count * 1e3
    memory = clean.peak / count / 1e3
    figures = [clean.seconds, per_page, page_size, round(clean.peak / 1e6), memory, index]
    rebuilds = [cost.seconds for cost in (unchanged, one, action, new_title)]
    table.add(name, count, *figures, *rebuilds, right)
    print(f"{name}, {count}: {clean.seconds:.0f} s", flush=True)
    extra = one.seconds - unchanged.seconds
    return {"time": per_page, "bytes": page_size, "memory": memory, "edit": extra}


def main() -> None:
    """Measure, and publish the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help=f"stop at {QUICK:,} practices")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="practices")
    options.add_argument("--no-stock", action="store_true", help="leave the stock theme out")
    options.add_argument("--shapes", nargs="+", choices=SHAPES, default=SHAPES)
    wanted = options.parse_args()
    sizes = [size for size in wanted.sizes if size <= QUICK or not wanted.quick]
    table = Table(
        title="Scale: made-up guides, one process",
        columns=COLUMNS,
        notes=[
            "ms a page is processor time; memory is the peak of the clean build, divided."
            " `unchanged` is what Sphinx needs to start and to look; `one page` has a sentence more"
            " in its introduction, `an action` other words in what roadmaps and worksheets show.",
            f"Stock: to {STOCK_LIMIT:,} practices only, for its time grows with their square.",
        ],
    )
    with tempfile.TemporaryDirectory() as name:
        for shape in wanted.shapes:
            _measure_shape(Path(name), sizes, table, shape, stock_too=not wanted.no_stock)
    table.publish("scale")


def _measure_shape(
    folder: Path, sizes: list[int], table: Table, shape: str, *, stock_too: bool
) -> None:
    plain = stock.write_settings(folder / "stock")
    base: dict[str, float] = {}
    for size in sizes:
        for who, settings in (("ours", ROOT), ("stock", plain)):
            if who == "stock" and (size > STOCK_LIMIT or not stock_too):
                continue
            with tempfile.TemporaryDirectory(dir=folder) as own:
                guide = Guide(Path(own), size, grouped=shape == "grouped", settings=settings)
                found = measure_guide(guide, table, f"{who}, {shape}")
            if who == "ours" and size == BASE:
                base = found
            elif who == "ours" and base:
                ratios = [
                    f"{what} {found[what] / base[what]:.2f}" for what in base if what != "edit"
                ]
                table.notes.append(
                    f"{shape}, {size:,} against {BASE} practices, per page: {', '.join(ratios)};"
                    f" one page edited takes {found['edit']:.1f} s more than an unchanged build."
                )


if __name__ == "__main__":
    main()
