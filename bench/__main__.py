"""Run the measurements one after the other: ``python -m bench [NAME...] [--quick]``."""

from __future__ import annotations

import argparse
import subprocess
import sys

from bench.measure import OUTPUT, ROOT

BENCHES = {
    "html": "our build of the site beside a stock Sphinx",
    "scale": "builds of 50 to 10,000 pages",
    "pdf": "the PDFs beside LaTeX and WeasyPrint",
    "links": "the link checkers' speed",
    "zoo": "the link checkers' verdicts",
    "lint": "the page linter",
    "weight": "bytes and time of a visit, beside two stock themes",
}
"""Modules of this folder, with what each measures."""


def main() -> int:
    """Run the benches that are named, or all; return 0 when every one of them ran, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=", ".join(BENCHES) + " (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="small inputs, one round")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(BENCHES)):
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    failed = []
    for name in options.names or BENCHES:
        print(f"## {name}: {BENCHES[name]}\n", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if options.quick else [])]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    print(f"The figures are in {OUTPUT.relative_to(ROOT)}.")
    if failed:
        print(f"Not measured to the end: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
