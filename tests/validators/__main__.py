"""Validate the built PDFs with veraPDF and the EPUB with EPUBCheck: ``make validate``.

Both come from Maven Central, by the versions in ``pom.xml``; Java and Maven must be installed.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

POM = Path(__file__).with_name("pom.xml")
FLAVOURS = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
"""veraPDF's name of a standard, and ours."""

Result = tuple[bool, str]
"""Whether a file passed, and a line that says so."""


def fetch(folder: Path) -> Path:
    """Copy the validators into *folder*, once; return the folder with their jars."""
    jars = folder / "jars"
    stamp = jars / POM.name
    if not stamp.exists() or stamp.read_bytes() != POM.read_bytes():
        shutil.rmtree(jars, ignore_errors=True)
        command = ["mvn", "--quiet", "--batch-mode", "--file", POM, "dependency:copy-dependencies"]
        subprocess.run([*map(str, command), f"-DoutputDirectory={jars.resolve()}"], check=True)
        shutil.copyfile(POM, stamp)
    return jars


def java(jars: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a validator; return what it printed."""
    command = ["java", "-cp", f"{jars}/*", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


def pdf_results(jars: Path, pdfs: list[Path]) -> Iterator[Result]:
    """Yield the verdict of veraPDF on each PDF and standard."""
    for flavour, standard in FLAVOURS.items():
        arguments = ("org.verapdf.apps.GreenfieldCliWrapper", "-f", flavour, "--format", "xml")
        report = java(jars, *arguments, *pdfs).stdout
        names = [Path(name).name for name in re.findall(r"<name>(.*?)</name>", report)]
        checks = re.findall(r'passedChecks="(\d+)" failedChecks="(\d+)"', report)
        if len(names) != len(pdfs) or len(checks) != len(pdfs):
            yield False, f"veraPDF reported on {len(checks)} of {len(pdfs)} files ({standard})"
        for name, (passed, failed) in zip(names, checks, strict=False):
            yield failed == "0", f"{name}: {standard}, {passed} checks passed, {failed} failed"


def epub_result(jars: Path, book: Path) -> Result:
    """Return the verdict of EPUBCheck on *book*."""
    done = java(jars, "com.adobe.epubcheck.tool.Checker", book)
    counts = re.search(r"Messages: .*", done.stdout)
    problems = re.findall(r"^(?:ERROR|FATAL|WARNING)\(.*", done.stdout + done.stderr, re.MULTILINE)
    passed = done.returncode == 0 and not problems
    return passed, "\n".join(
        [f"{book.name}: EPUB 3, {counts[0] if counts else done.stderr}", *problems]
    )


def main() -> int:
    """Validate what is below the folder named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.validators", description=__doc__)
    parser.add_argument("build", type=Path, help="folder of `make pdf epub`")
    build: Path = parser.parse_args().build
    missing = [name for name in ("java", "mvn") if not shutil.which(name)]
    if missing:
        print(
            f"{' and '.join(missing)} must be installed: apt-get install default-jre-headless maven"
        )
        return 2
    jars = fetch(build / ".work" / "validators")
    results = [
        *pdf_results(jars, sorted((build / "pdf").rglob("*.pdf"))),
        *(epub_result(jars, book) for book in sorted((build / "epub").glob("*.epub"))),
    ]
    for passed, text in results:
        print(f"{'pass' if passed else 'FAIL'}  {text}")
    return 0 if results and all(passed for passed, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
