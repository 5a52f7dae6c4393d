"""What the PDFs take from doctrees that are read already: ours, Sphinx's LaTeX, WeasyPrint.

``python -m bench.pdf`` prints a table; ``--quick`` runs everything once. Each run is a process
that starts Sphinx, loads the doctrees, and ends with the PDF; what our builder takes where
nothing has changed is the start that all have in common.
"""

from __future__ import annotations

import argparse
import json
import runpy
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import typst

from bench import measure
from bench.measure import ROOT, AbsentError, Cost

if TYPE_CHECKING:
    from collections.abc import Callable

SPHINX = """
import json, sys
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
builder, source, conf, doctrees, out, settings = sys.argv[1:]
with patch_docutils(conf), docutils_namespace():
    app = Sphinx(source, conf, out, doctrees, builder, json.loads(settings), status=None)
    app.build()
sys.exit(app.statuscode)
"""
MAIN = "election-security-guide"
SEED = "best-practices/physical-threats"
TEX = f"{MAIN}.tex"
START = "ours: full edition, again"

NOTES = (
    "Without start: less what our builder takes where nothing has changed, which is Sphinx's "
    "own start. The ratio is of these.",
    "Ours: PDF/UA-1 and PDF/A-2a, tagged, links numbered and listed, index; with running heads.",
    "LaTeX: pdflatex, Sphinx's default engine, which has every character of the guide; latexmk "
    "runs it until references hold. Not tagged, no list of links. Its figures are made PDF "
    "beforehand, out of the time, for it takes no SVG.",
    "WeasyPrint: Sphinx's singlehtml in the theme basic. No numbers of pages in references, no "
    "index, no running heads; untagged, and tagged as PDF/UA-1.",
    "Again: run once more, nothing has changed. WeasyPrint makes everything anew.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """Where the runs find the doctrees, and leave what they make."""

    folder: Path

    def sphinx(self, builder: str, out: Path, **settings: Any) -> Cost:
        """Run one builder of Sphinx into *out*."""
        places = [ROOT / "source", ROOT, self.folder / "doctrees", out]
        return measure.run(
            [sys.executable, "-c", SPHINX, builder, *places, json.dumps(settings)], timeout=600
        )

    def fresh(self, name: str) -> Path:
        """Return an empty folder for the results of the run *name*."""
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        for memory in (self.folder / "doctrees").glob("pdf-*.json"):
            memory.unlink()
        return out

    def ours(self, name: str, **settings: Any) -> Cost:
        """Make PDFs with our builder, of which nothing is there."""
        return self.sphinx("pdf", self.fresh(name), **settings)

    def ours_again(self, name: str, **settings: Any) -> Cost:
        """Run our builder on what it just made."""
        out = self.fresh(name)
        self.sphinx("pdf", out, **settings)
        return self.sphinx("pdf", out, **settings)

    def latex(self, name: str, *, again: bool = False) -> Cost:
        """Make the PDF by Sphinx's LaTeX builder and latexmk, once more where *again* is set."""
        latexmk = measure.find_tool("latexmk", "apt-get install latexmk")
        measure.find_tool("pdflatex", "apt-get install texlive-latex-extra")
        out = self.fresh(name)
        documents = [["index", TEX, "Election Security Guide", "", "manual"]]
        settings = {"latex_documents": documents, "latex_engine": "pdflatex"}
        command = [latexmk, "-pdf", "-interaction=nonstopmode", "-halt-on-error", TEX]
        for _round in range(1 + again):
            written = self.sphinx("latex", out, **settings)
            _draw_figures(out)
            typeset = measure.run(command, cwd=out, timeout=600)
        return _sum(written, typeset)

    def weasyprint(self, name: str, *options: str) -> Cost:
        """Make the PDF by Sphinx's singlehtml builder and WeasyPrint."""
        program = measure.find_tool(
            "weasyprint", "apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        )
        out = self.fresh(name)
        written = self.sphinx("singlehtml", out, html_theme="basic")
        command = [program, *options, out / "index.html", out / f"{MAIN}.pdf"]
        return _sum(written, measure.run(command, timeout=600))

    def made(self, name: str) -> tuple[int, int, int]:
        """Return what the run *name* left: how many PDFs, of how many pages and bytes together."""
        paths = list((self.folder / name).rglob("*.pdf"))
        paths = [path for path in paths if (path.parent / f"{path.stem}.svg").exists() is False]
        pages = sum(len(pypdf.PdfReader(path).pages) for path in paths)
        return len(paths), pages, sum(path.stat().st_size for path in paths)


def _draw_figures(out: Path) -> None:
    """Give LaTeX the pictures below *out* as PDF, and name those in its source."""
    for picture in out.glob("*.svg"):
        source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{picture.name}")'
        compiler = typst.Compiler(source.encode(), root=out)
        picture.with_suffix(".pdf").write_bytes(compiler.compile(format="pdf"))  # type: ignore[arg-type]
    tex = out / TEX
    tex.write_text(tex.read_text(encoding="utf-8").replace("}.svg}", "}.pdf}"), encoding="utf-8")


def _sum(one: Cost, other: Cost) -> Cost:
    """Return the cost of one command after the other."""
    return replace(
        other,
        seconds=one.seconds + other.seconds,
        cpu=one.cpu + other.cpu,
        peak=max(one.peak, other.peak),
    )


def _runs(bench: Bench) -> dict[str, Callable[[], Cost]]:
    """Return the contestants by name, which is that of their folder, too."""
    editions = runpy.run_path(str(ROOT / "conf.py"))["pdf_editions"]
    books = {name: pdf for name, pdf in editions.items() if pdf.get("kind", "book") == "book"}
    checklist = {name: pdf for name, pdf in editions.items() if name not in books}
    first = dict(list(checklist.items())[:1])
    full = partial(bench.ours, pdf_only=MAIN)
    return {
        "ours: full edition": lambda: full("ours: full edition"),
        START: lambda: bench.ours_again(START, pdf_only=MAIN),
        "LaTeX: full edition": lambda: bench.latex("LaTeX: full edition"),
        "LaTeX: full edition, again": lambda: bench.latex("LaTeX: full edition, again", again=True),
        "WeasyPrint: full edition": lambda: bench.weasyprint("WeasyPrint: full edition"),
        "WeasyPrint: full edition, tagged": lambda: bench.weasyprint(
            "WeasyPrint: full edition, tagged", "--pdf-variant", "pdf/ua-1"
        ),
        "ours: five editions": lambda: bench.ours(
            "ours: five editions", pdf_editions=books, pdf_pages=[SEED]
        ),
        "ours: all editions and pages": lambda: bench.ours("ours: all editions and pages"),
        "ours: pages alone, and one checklist": lambda: bench.ours(
            "ours: pages alone, and one checklist", pdf_editions=first
        ),
    }


def main() -> None:
    """Measure, and publish the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="one round")
    quick = options.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder=Path(folder))
        bench.sphinx("dummy", bench.folder / "dummy")  # reads the pages
        costs = measure.in_turns(_runs(bench), rounds=1 if quick else measure.ROUNDS)
        made = {name: bench.made(name) for name in costs}
    columns = ["run", "seconds", "without start", "processor s", "peak MB", "PDFs", "pages", "MB"]
    table = measure.Table(
        title="PDF: from doctrees that are read", columns=[*columns, "ratio"], notes=list(NOTES)
    )
    start = costs[START]
    base = costs["ours: full edition"]
    assert not isinstance(start, AbsentError)
    assert not isinstance(base, AbsentError)
    before = measure.median(start)
    full = measure.median(base) - before
    for name, found in costs.items():
        if isinstance(found, AbsentError):
            table.add(f"{name}: {found}", *[None] * 8)
            continue
        seconds, cpu = measure.median(found), measure.median(found, "cpu")
        peak = round(measure.median(found, "peak") / 1e6)
        pdfs, pages, size = made[name]
        ratio = (seconds - before) / full if "full edition" in name and name != START else None
        own = None if name == START else seconds - before
        table.add(name, seconds, own, cpu, peak, pdfs, pages, size / 1e6, ratio)
    table.publish("pdf")


if __name__ == "__main__":
    main()
