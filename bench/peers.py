"""The link checkers that ours is measured beside: how each is called with like settings.

Each takes the same list of URLs, written the way it reads best, with no cache, no retries and no
check of fragments. What cannot be made equal is in `DIFFERENCES`.
"""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.measure import find_tool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Caller = Callable[["Task"], "Command"]

CONNECTIONS = 10
"""Requests at a time to one host, for those who can be told."""
THREADS = 128
"""Requests at a time over all hosts, for those who have only this limit; lychee's default."""
CONCURRENCY = 1024
"""The same for ours and for lychee, whose connections cost little."""

DIFFERENCES = (
    "ours: GET with early close, robots.txt once per host, a look for TLS on ports of their own.",
    "lychee: GET, no robots.txt; a second row has its default of 128 requests at a time.",
    "LinkChecker: GET, robots.txt once per host; threads, and a pause of 0.1 to 0.6 s between "
    "requests to a host, which our server lifts by the header made for that.",
    "Sphinx linkcheck: HEAD, then GET where that fails; threads, no limit per host; the time "
    "includes Sphinx's start.",
    "linkinator: HEAD, then GET where that fails; no limit per host, no pause.",
    "muffet: GET; reads its links from a page that the server offers.",
    "Every checker gets different URLs, so nobody gains by remembering duplicates.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What is to be checked: *urls*, an empty folder for files, and a page that links to them."""

    urls: Sequence[str]
    folder: Path
    page: str = ""
    """Address of the page; empty where no server offers one."""

    def listed(self) -> Path:
        """Write the URLs one a line; return the file."""
        path = self.folder / "urls.txt"
        path.write_text("".join(f"{url}\n" for url in self.urls), encoding="utf-8")
        return path

    def linked(self) -> Path:
        """Write a web page of the links; return the file."""
        path = self.folder / "index.html"
        path.write_text(links_page(self.urls), encoding="utf-8")
        return path


def links_page(urls: Sequence[str]) -> str:
    """Return a web page that links to *urls*."""
    links = "".join(
        f'<li><a href="{html.escape(url)}">link {number}</a>\n' for number, url in enumerate(urls)
    )
    return f"<!doctype html><title>Links</title><ul>{links}</ul>"


Command = list["str | Path"]


def ours(task: Task, concurrency: int = CONCURRENCY) -> Command:
    """Call our own checker, with the manners of a test: no pause, loopback allowed, no cap."""
    policy = task.folder / "policy.toml"
    policy.write_text(
        f'contact = "https://example.org/bench"\n[limits]\nlinks-per-run = {len(task.urls)}\n',
        encoding="utf-8",
    )
    limits = ("--host-connections", str(CONNECTIONS), "--host-interval", "0")
    rules = ("--concurrency", str(concurrency), "--allow-address", "127.0.0.0/8", "--no-state")
    command = (sys.executable, "-m", "tools.linkcheck", "--urls", task.listed())
    return [*command, *limits, *rules, "--policy", policy, "--quiet"]


def ours_narrow(task: Task) -> Command:
    """Call our own checker with as many requests at a time as lychee makes by default."""
    return ours(task, THREADS)


def lychee(task: Task, concurrency: int = CONCURRENCY) -> Command:
    """Call lychee with our limits per host."""
    tool = find_tool("lychee", "`make bench` installs it")
    limits = ["--host-concurrency", str(CONNECTIONS), "--host-request-interval", "0ms"]
    limits += ["--max-concurrency", str(concurrency), "--max-retries", "0"]
    return [tool, "--no-progress", *limits, task.listed()]


def lychee_by_default(task: Task) -> Command:
    """Call lychee with its own limit over all hosts."""
    return lychee(task, THREADS)


def linkchecker(task: Task) -> Command:
    """Call LinkChecker on a page of the links."""
    tool = find_tool("linkchecker", "`make bench` installs it")
    settings = task.folder / "linkcheckerrc"
    limits = "maxrequestspersecond=1000\nmaxfilesizeparse=100000000\n"  # of the page of links
    settings.write_text(f"[checking]\n{limits}", encoding="utf-8")
    options = ["--check-extern", "-r", "1", "-t", str(THREADS), "--no-status", "-f", settings]
    return [tool, *options, task.linked()]


def sphinx(task: Task) -> Command:
    """Call Sphinx's linkcheck builder on a page of the links."""
    tool = find_tool("sphinx-build", "`make bench` installs it")
    source = task.folder / "source"
    source.mkdir(exist_ok=True)
    settings = (
        f"linkcheck_workers = {THREADS}\nlinkcheck_retries = 1\nlinkcheck_timeout = 20\n"
        "linkcheck_anchors = False\n"
    )
    (source / "conf.py").write_text(settings, encoding="utf-8")
    links = "".join(f"* `link {number} <{url}>`__\n" for number, url in enumerate(task.urls))
    (source / "index.rst").write_text(f"Links\n=====\n\n{links}", encoding="utf-8")
    return [tool, "-q", "-E", "-b", "linkcheck", source, task.folder / "sphinx"]


def linkinator(task: Task) -> Command:
    """Call linkinator on a page of the links, which it serves to itself."""
    tool = find_tool("linkinator", "`make bench-tools` installs it, with Node.js 20 or newer")
    task.linked()
    options = ["--concurrency", str(THREADS), "--timeout", "20000", "--silent"]
    return [tool, "index.html", "--server-root", task.folder, *options]


def muffet(task: Task) -> Command:
    """Call muffet on the page of the links that the server offers."""
    tool = find_tool("muffet", "`make bench-tools` installs it through Go")
    limits = ["--max-connections", str(CONCURRENCY)]
    limits += ["--max-connections-per-host", str(CONNECTIONS), "--timeout", "20"]
    # Its buffer must hold the headers; its limit on a page, the page of the links.
    sizes = ["--buffer-size", "65536", "--max-response-body-size", "100000000"]
    return [tool, "--one-page-only", "--ignore-fragments", *limits, *sizes, task.page]


PEERS: dict[str, Caller] = {
    "ours": ours,
    "lychee": lychee,
    "lychee, its default": lychee_by_default,
    "LinkChecker": linkchecker,
    "Sphinx linkcheck": sphinx,
    "linkinator": linkinator,
    "muffet": muffet,
}
