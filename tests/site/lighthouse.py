"""Let Lighthouse judge pages of the site: ``python -m tests.site.lighthouse TOOLS SITE``.

With Debian's Chromium and its own phone profile: a slow line, a slow processor. Each page is
judged three times; a run below 100 in any category is a failure and is explained.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.site.conftest import CHROMIUM, QUIET
from tests.site.host import serving

PAGES = ("best-practices/backups.html", "index.html", "glossary.html")
"""Neither checklist nor search: the one may ask nobody, not even for robots.txt, the other is not
for search engines; both are faults in the eyes of Lighthouse's search category."""
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TRIES = 3
"""Chromium now and then loses the trace of a page, and Lighthouse asks to be run again."""
TIMES = {"first-contentful-paint": "first paint", "largest-contentful-paint": "largest paint"}
TIMES |= {"total-blocking-time": "blocked", "cumulative-layout-shift": "shift"}


def judge(lighthouse: Path, address: str) -> dict[str, Any]:
    """Return the report of one run. Raises `RuntimeError` with what Lighthouse says instead."""
    flags = " ".join(["--headless=new", *QUIET])
    command = [str(lighthouse), address, "--output=json", "--quiet", f"--chrome-flags={flags}"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    for _ in range(TRIES):
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            env=os.environ | {"CHROME_PATH": str(CHROMIUM)},
        )
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise RuntimeError(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")


def scores(report: dict[str, Any]) -> list[int]:
    """Return the scores of the `CATEGORIES`, each up to 100."""
    return [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]


def faults(report: dict[str, Any]) -> list[str]:
    """Return what cost the page points, a line each."""
    weights = {
        ref["id"]: ref["weight"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
    }
    return [
        f"    {audit['title']} ({name}: {audit['score']}) {audit.get('displayValue', '')}"
        for name, audit in report["audits"].items()
        if weights.get(name) and audit["score"] is not None and audit["score"] < 0.9
    ]


def main(argv: list[str]) -> int:
    """Print the scores of all runs; return 1 where one is below 100, 2 where it cannot run."""
    lighthouse, site = Path(argv[0]) / "node_modules" / ".bin" / "lighthouse", Path(argv[1])
    failed = False
    print(f"{'page':<30} {' '.join(f'{name:>14}' for name in CATEGORIES)}  times")
    with serving(site.resolve()) as address:
        for page in PAGES:
            for _ in range(RUNS):
                try:
                    report = judge(lighthouse, f"{address}/{page}")
                except (OSError, RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
                    print(f"lighthouse: {error}", file=sys.stderr)
                    return 2
                found = scores(report)
                times = (
                    f"{said} {report['audits'][name].get('displayValue', '?')}"
                    for name, said in TIMES.items()
                )
                columns = " ".join(f"{score:>14}" for score in found)
                print(f"{page:<30} {columns}  {', '.join(times)}", flush=True)
                if min(found) < 100:
                    failed = True
                    print("\n".join(faults(report)))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
