"""What a visit costs the reader: bytes, requests and time until the page shows, for three themes.

``python -m bench.weight`` builds the guide as it is, and the same pages with sphinx-rtd-theme and
with furo as they come, serves each compressed from this machine, and opens a page of each kind in
Chromium as a phone on a slow line would: 1.6 Mbit/s, 150 ms, a processor slowed to a quarter.
``--quick`` opens each page once. The next page is one that is opened after another practice.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from bench import measure
from tests.site.host import serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser

ROOT = measure.ROOT
KINDS = {
    "practice": "best-practices/backups.html",
    "front page": "index.html",
    "list of practices": "best-practices/index.html",
    "level": "maturity/level-1.html",
    "glossary": "glossary.html",
    "matrix": "appendices/cis-controls-matrix.html",
    "search": "search.html?q=ransomware",
    "checklist": "checklist.html",
}
"""A page of each kind; only ours has the checklist."""
BEFORE = "best-practices/incident-response.html"
"""The page that was open before the next one."""
STOCK = {"sphinx-rtd-theme": "sphinx_rtd_theme", "furo": "furo"}
PLAIN_EXTENSIONS = "tools.guide,tools.downloads,tools.lint,tools.pdf"
"""What our pages need to be read; the site is not among it."""
LINE = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 1e5}
SLOWER = 4
BROWSER = "--no-sandbox --disable-gpu --disable-background-networking --disable-sync".split()

TIMES = """() => new Promise((done) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    load: performance.getEntriesByType('navigation')[0].loadEventEnd,
    shift,
  }), 300);
})"""


@dataclass(kw_only=True)
class Visit:
    """What opening a page took."""

    requests: int
    bytes: int
    """Of the answers, with their headers, compressed as they came."""
    scripts: int
    """Of these bytes, those of scripts."""
    paint: float
    """Milliseconds until the first words stood there."""
    load: float
    """Milliseconds until all was loaded."""
    shift: float
    """Cumulative layout shift."""


def build(folder: Path) -> dict[str, Path]:
    """Build the guide below *folder* with each theme; return the folders of the sites."""
    ours = [sys.executable, "-m", "tools.build", "--build", folder / "ours", "--strict", "html"]
    subprocess.run([*map(str, ours)], cwd=ROOT, check=True, capture_output=True)
    sites = {"ours": folder / "ours" / "html"}
    for name, theme in STOCK.items():
        sites[name] = folder / theme
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-c", ROOT]
        for setting in (f"extensions={PLAIN_EXTENSIONS}", "templates_path=", f"html_theme={theme}"):
            command += ["-D", setting]
        done = subprocess.run(
            [*map(str, [*command, ROOT / "source", sites[name]])],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    return sites


def open_page(browser: Browser, site: str, address: str, before: str = "") -> Visit:
    """Open *address* in a browser without cache, or with what *before* left in it."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = defaultdict(int)

    def asked(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event.get("type", "")

    def arrived(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] += int(event["encodedDataLength"])

    if before:
        page.goto(f"{site}/{before}", wait_until="networkidle")
    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", arrived)
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{site}/{address}", wait_until="networkidle", timeout=90_000)
    times = page.evaluate(TIMES)
    context.close()
    sent = {number: size for number, size in sizes.items() if size}
    scripts = sum(size for number, size in sent.items() if kinds.get(number) == "Script")
    return Visit(requests=len(sent), bytes=sum(sent.values()), scripts=scripts, **times)


def main() -> None:
    """Build, open, and publish the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="open each page once")
    rounds = 1 if options.parse_args().quick else measure.ROUNDS
    columns = "page,theme,requests,kB,of it scripts,kB as next page,first paint s,loaded s,shift"
    table = measure.Table(
        title="Weight of a visit and time until it shows, phone on a slow line",
        columns=columns.split(","),
    )
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        playwright = stack.enter_context(sync_playwright())
        sites = build(Path(folder))
        chromium = measure.find_tool("chromium", "apt-get install chromium")
        browser = playwright.chromium.launch(executable_path=str(chromium), args=BROWSER)
        addresses = {name: stack.enter_context(serving(site)) for name, site in sites.items()}
        for kind, address in KINDS.items():
            having = {
                theme: site
                for theme, site in addresses.items()
                if (sites[theme] / address.partition("?")[0]).exists()
            }
            for theme, cells in _visits(browser, having, address, rounds).items():
                table.add(kind, theme, *cells)
        browser.close()
    table.publish("weight")


def _visits(
    browser: Browser, sites: Mapping[str, str], address: str, rounds: int
) -> dict[str, list[float]]:
    """Return, by theme, the figures of the page *address*: the medians of *rounds* visits."""
    firsts: dict[str, list[Visit]] = defaultdict(list)
    following: dict[str, Visit] = {}
    for _ in range(rounds):
        for theme, site in sites.items():
            firsts[theme].append(open_page(browser, site, address))
            following[theme] = open_page(browser, site, address, BEFORE)
    return {
        theme: [
            visits[0].requests,
            round(visits[0].bytes / 1000),
            round(visits[0].scripts / 1000),
            round(following[theme].bytes / 1000),
            statistics.median(visit.paint for visit in visits) / 1000,
            statistics.median(visit.load for visit in visits) / 1000,
            statistics.median(visit.shift for visit in visits),
        ]
        for theme, visits in firsts.items()
    }


if __name__ == "__main__":
    main()
