"""How fast the link checkers are, on one loopback server: ``python -m bench.links [--quick]``.

The bars of our own checker come first, then all the checkers side by side. `bench.peers` says
how each is called; `bench.zoo` measures whether they are right.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING

from bench.loadserver import LoadServer
from bench.measure import ROOT, ROUNDS, AbsentError, Cost, Table, in_turns, median, run
from bench.peers import (
    CONCURRENCY,
    CONNECTIONS,
    DIFFERENCES,
    PEERS,
    THREADS,
    Task,
    ours,
    ours_narrow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.peers import Caller, Command

ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": ""}
"""Python keeps what it compiled, as it does unless told otherwise."""
PATIENCE = 300.0
"""Seconds that a checker may take for one row before it is ended."""
SIZES = ((300, 0.1), (3000, 0.1), (3000, 0.0), (30000, 0.0))
"""Links and seconds until each answer, over `HOSTS` hosts."""
HOSTS = 40
FRESH_LINKS = 10_000


def main() -> None:
    """Measure all tables, or a small part of each with --quick."""
    parser = argparse.ArgumentParser(prog="python -m bench.links", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers, one round")
    parser.add_argument(
        "--patience",
        metavar="SECONDS",
        type=float,
        default=PATIENCE,
        help="what a checker may take for one row (default: %(default)s)",
    )
    options = parser.parse_args()
    quick, rounds = options.quick, 1 if options.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.chmod(0o755)  # LinkChecker gives up the rights of root, and must still read it
        measure_bar(work, 1 if quick else 5)
        measure_limits(work, 1000 if quick else FRESH_LINKS, rounds)
        patience = min(options.patience, 60.0) if quick else options.patience
        measure_peers(work, SIZES[:1] if quick else SIZES, rounds, patience)


# -- the bar of issue 5 ------------------------------------------------------------------------


def measure_bar(work: Path, rounds: int) -> None:
    """Compare with lychee: 1,000 links on 100 hosts, each answered after 100 ms."""
    links, hosts, delay = 1000, 100, 0.1
    table = Table(
        title=f"{links} links on {hosts} hosts, answered after {delay * 1000:.0f} ms",
        columns=["checker", "seconds", "to ours", "to its bound", "processor s", "MB", "requests"],
    )
    narrow = f"ours, {THREADS} at a time"
    callers = {
        "ours": ours,
        narrow: ours_narrow,
        "lychee": PEERS["lychee"],
        "lychee, its default": PEERS["lychee, its default"],
    }
    with LoadServer(hosts, delay) as server:
        costs, requests = _in_turns(
            work, server, links, callers=callers, rounds=rounds, patience=PATIENCE
        )
    bounds = {
        "ours": bound(links, hosts, delay, CONCURRENCY) + delay,
        narrow: bound(links + hosts, hosts, delay, THREADS),
        "lychee": bound(links, hosts, delay, CONCURRENCY),
        "lychee, its default": bound(links, hosts, delay, THREADS),
    }
    for name in callers:
        _add(table, [name], costs, requests, bounds[name])
    table.notes += [
        f"The bound is what the limits leave if nothing else took time: {CONNECTIONS} requests at "
        f"a time to a host, {CONCURRENCY} over all ({THREADS} for lychee by default). It is "
        + ", ".join(f"{value:.1f} s for {name}" for name, value in bounds.items())
        + "; ours holds robots.txt, which must be read before the first page of a host.",
        "Start and end of the program count in the time, not in the bound.",
    ]
    table.publish("links-bar")


def bound(links: int, hosts: int, delay: float, concurrency: int) -> float:
    """Return the seconds that *links* take at least: by each host's limit and by that of all."""
    by_host = math.ceil(math.ceil(links / hosts) / CONNECTIONS)
    return delay * max(by_host, links / concurrency)


def measure_limits(work: Path, links: int, rounds: int) -> None:
    """Measure memory, a run in which everything is remembered, and the end by Ctrl-C."""
    table = Table(title="Our limits", columns=["what", "bar", "found"])
    with LoadServer(100, 0.1) as server:
        urls = server.urls(links)
        state = work / "state.sqlite"
        command = _remembering(ours(Task(urls=urls, folder=work)), state)
        first = _run(command)
        again = [_run(command) for _ in range(rounds)]
        asked = server.counts()
    found = f"{first.peak / 1e6:.0f} MB"
    table.add(f"memory for {links:,} links on 100 hosts", "300 MB", found)
    if asked["GET"] != links:
        raise RuntimeError(f"{asked['GET']} pages were asked for, not {links}")
    found = f"{median(again):.2f} s"
    table.add(f"{links:,} links, all fresh in the memory", "0.5 s", found)
    table.add("Ctrl-C in the middle until the end", "1 s", f"{_interrupt(work):.2f} s")
    table.notes.append(
        "The second row holds Python's start and the reading of the list, which are not in its bar."
    )
    table.publish("links-limits")


def _remembering(command: Command, state: Path) -> Command:
    return [*(word for word in command if word != "--no-state"), "--state", state]


def _interrupt(work: Path) -> float:
    """Return the seconds from Ctrl-C to the end of a run that has most of its links before it."""
    report, state = work / "report.json", work / "interrupted.sqlite"
    with LoadServer(10, 0.1) as server:
        command = _remembering(ours(Task(urls=server.urls(2000), folder=work)), state)
        command += ["--host-connections", "1", "--json", report]
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**os.environ, **ENVIRONMENT},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(3)
        start = time.perf_counter()
        process.send_signal(signal.SIGINT)
        process.wait(30)
        seconds = time.perf_counter() - start
    done = [link["verdict"] for link in json.loads(report.read_text(encoding="utf-8"))["links"]]
    if not state.exists() or not 0 < done.count("ok") < len(done) == 2000:
        raise RuntimeError("the interrupted run lost what it knew, or was done before")
    return seconds


# -- all checkers side by side -----------------------------------------------------------------


def measure_peers(
    work: Path, sizes: Sequence[tuple[int, float]], rounds: int, patience: float
) -> None:
    """Compare all checkers by number of links and by how slow the servers are."""
    columns = ["links", "delay", "checker", "seconds", "to ours", "processor s", "MB", "requests"]
    table = Table(title=f"Link checkers on {HOSTS} hosts", columns=columns)
    for links, delay in sizes:
        with LoadServer(HOSTS, delay) as server:
            costs, requests = _in_turns(
                work, server, links, callers=PEERS, rounds=rounds, patience=patience
            )
        for name in PEERS:
            _add(table, [f"{links:,}", f"{delay * 1000:.0f} ms", name], costs, requests, None)
    table.notes += [
        f"Requests to one host at a time: {CONNECTIONS}, over all: {CONCURRENCY} for ours, lychee "
        f"and muffet, {THREADS} for the others.",
        *DIFFERENCES,
    ]
    table.publish("links-peers")


def _in_turns(
    work: Path,
    server: LoadServer,
    links: int,
    *,
    callers: Mapping[str, Caller],
    rounds: int,
    patience: float,
) -> tuple[dict[str, list[Cost] | AbsentError], dict[str, str]]:
    """Run the checkers *callers* in turns; return costs, and the requests each made in a run."""
    urls, requests = server.urls(links), {}

    def contestant(name: str) -> Callable[[], Cost]:
        def measured() -> Cost:
            with tempfile.TemporaryDirectory(dir=work) as folder:
                Path(folder).chmod(0o755)
                task = Task(urls=urls, folder=Path(folder), page=server.page(links))
                command = callers[name](task)
                server.counts()
                try:
                    cost = _run(command, cwd=Path(folder), timeout=patience)
                except TimeoutExpired:
                    asked = server.counts()
                    done = asked["GET"] + asked["HEAD"]
                    text = f"more than {patience:.0f} s ({done:,} requests by then)"
                    raise AbsentError(text) from None
                except RuntimeError as failure:  # it calls broken what is there, or broke down
                    if not _is_peer(name):
                        raise
                    raise AbsentError(_last_words(failure)) from None
                requests[name] = _describe(server.counts(), links, name)
                return cost

        return measured

    return in_turns({name: contestant(name) for name in callers}, rounds), requests


def _run(command: Sequence[str | Path], cwd: Path = ROOT, timeout: float = PATIENCE) -> Cost:
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    return run(command, cwd=cwd, env=environment, timeout=timeout)


def _is_peer(name: str) -> bool:
    """Return whether the contestant *name* is none of ours, whose faults end the run."""
    return name in PEERS and name != "ours"


def _last_words(failure: RuntimeError) -> str:
    """Return the last line that a failed peer printed, without its colours."""
    lines = re.sub(r"\x1b\[[\d;]*m", "", str(failure)).strip().splitlines()
    return f"failed: {lines[-1].strip()[:90]}"


def _describe(asked: dict[str, int], links: int, name: str) -> str:
    """Return the requests of one run in words.

    Raises `AbsentError` where a peer left a link out, and `RuntimeError` where we did.
    """
    if (done := max(asked["GET"], asked["HEAD"])) < links:
        text = f"asked for {done:,} of {links:,} links"
        raise (AbsentError if _is_peer(name) else RuntimeError)(text)
    parts = [f"{asked[kind]:,} {kind}" for kind in ("GET", "HEAD") if asked[kind]]
    if asked["robots"]:
        parts.append(f"{asked['robots']:,} robots.txt")
    return ", ".join(parts)


def _add(
    table: Table,
    first: list[str],
    costs: dict[str, list[Cost] | AbsentError],
    requests: dict[str, str],
    least: float | None,
) -> None:
    """Add the row of one checker; *least* is the bound of its time, where the table has one."""
    found, reference = costs[first[-1]], costs["ours"]
    if isinstance(found, AbsentError):
        table.add(*first, *[None] * (len(table.columns) - len(first) - 1), str(found))
        return
    seconds = median(found)
    ratio = seconds / median(reference) if isinstance(reference, list) else None
    compared = [ratio] if least is None else [ratio, seconds / least]
    processor, peak = median(found, "cpu"), round(median(found, "peak") / 1e6)
    table.add(*first, seconds, *compared, processor, peak, requests[first[-1]])


if __name__ == "__main__":
    main()
