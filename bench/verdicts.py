"""What each link checker says about each URL, in three words: fine, broken, or unsure.

The peers know fewer verdicts than the zoo. Their words are taken at their best: what makes their
run fail is `broken`, what they pass is `fine`, and what they call a time-out, a rate limit,
ignored, skipped, excluded or unsupported is `unsure`. Every URL stands on a page of its own, so
that an answer can be told to belong to it however a checker writes URLs.
"""

from __future__ import annotations

import csv
import html
import io
import json
import sys
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from bench.measure import ROOT, find_tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.zoo.server import Ask, Zoo

TIMEOUT = 2
"""Seconds for one request, as the zoo's servers expect it."""


class Answer(StrEnum):
    """What a checker says about a URL."""

    FINE = "fine"
    BROKEN = "broken"
    UNSURE = "unsure"


Answers = dict[int, Answer]
Runner = "Callable[[Sequence[str | Path], dict[str, str]], str]"

_OURS = {
    **dict.fromkeys(("ok", "redirected", "moved", "insecure"), Answer.FINE),
    **dict.fromkeys(("blocked", "unreachable"), Answer.UNSURE),
}


def meaning(verdict: str) -> Answer:
    """Return which of the three words a verdict of ours, or of the catalogue, stands for."""
    return _OURS.get(verdict, Answer.BROKEN)


def ours(asks: Sequence[Ask], zoo: Zoo, folder: Path, start: Runner) -> Answers:
    """Ask our own checker."""
    listed, report = folder / "urls.txt", folder / "report.json"
    listed.write_text("".join(f"{ask.url}\n" for ask in asks), encoding="utf-8")
    limits = ["--no-state", "--timeout", str(TIMEOUT), "--host-interval", "0", "--quiet"]
    command = [sys.executable, "-m", "tools.linkcheck", "--urls", listed, "--json", report]
    start([*command, *limits, *zoo.options()], {"PYTHONPATH": str(ROOT)})
    links = json.loads(report.read_text(encoding="utf-8"))["links"]
    found = dict(zip(dict.fromkeys(ask.url for ask in asks), links, strict=True))
    return {at: meaning(found[ask.url]["verdict"]) for at, ask in enumerate(asks)}


def lychee(asks: Sequence[Ask], zoo: Zoo, folder: Path, start: Runner) -> Answers:
    """Ask lychee, with fragments."""
    tool = find_tool("lychee", "`make bench` installs it")
    options = ["--format", "json", "-vv", "--no-progress", "--timeout", str(TIMEOUT)]
    options += ["--include-fragments=full", "--output", folder / "report.json"]
    start([tool, *options, *_pages(asks, folder)], {"SSL_CERT_FILE": str(zoo.ca_file)})
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    answers: Answers = {}
    words = {
        "success_map": Answer.FINE,
        "excluded_map": Answer.UNSURE,
        "timeout_map": Answer.UNSURE,
        "error_map": Answer.BROKEN,
    }
    for name, answer in words.items():
        answers.update(dict.fromkeys(map(_number, report[name]), answer))
    return answers


def linkchecker(asks: Sequence[Ask], zoo: Zoo, folder: Path, start: Runner) -> Answers:
    """Ask LinkChecker, with its plugin for anchors."""
    tool = find_tool("linkchecker", "`make bench` installs it")
    settings = folder / "linkcheckerrc"
    rules = f"timeout={TIMEOUT}\nsslverify={zoo.ca_file}\n"
    settings.write_text(f"[checking]\n{rules}[AnchorCheck]\n", encoding="utf-8")
    options = ["--check-extern", "-r", "1", "--no-status", "-v", "-o", "csv", "-f", settings]
    output = start([tool, *options, *_pages(asks, folder)], {})
    lines = [line for line in output.splitlines() if not line.startswith("#")]
    begin = next(at for at, line in enumerate(lines) if line.startswith("urlname;"))
    answers: Answers = {}
    for row in csv.DictReader(io.StringIO("\n".join(lines[begin:])), delimiter=";"):
        if row["parentname"]:
            answers[_number(row["parentname"])] = _of_linkchecker(row)
    return answers


def _of_linkchecker(row: dict[str, str]) -> Answer:
    warning, result = row["warningstring"] or "", row["result"] or ""
    if row["valid"] != "True" or ("nchor" in warning and "not found" in warning):
        return Answer.BROKEN
    unsure = "syntax OK" in result or "robots.txt" in warning or "Rate limited" in warning
    return Answer.UNSURE if unsure else Answer.FINE


def sphinx(asks: Sequence[Ask], zoo: Zoo, folder: Path, start: Runner) -> Answers:
    """Ask Sphinx's linkcheck builder, with anchors and three tries."""
    tool = find_tool("sphinx-build", "`make bench` installs it")
    settings = (
        f"linkcheck_timeout = {TIMEOUT}\nlinkcheck_retries = 3\nlinkcheck_rate_limit_timeout = 5\n"
        f"linkcheck_workers = 20\ntls_cacerts = {str(zoo.ca_file)!r}\n"
    )
    (folder / "conf.py").write_text(settings, encoding="utf-8")
    names = [f"{at:04}" for at in range(len(asks))]
    toctree = "".join(f"   {name}\n" for name in names)
    text = f"Links\n=====\n\n.. toctree::\n\n{toctree}"
    (folder / "index.rst").write_text(text, encoding="utf-8")
    for name, ask in zip(names, asks, strict=True):
        link = f"Page {name}\n=========\n\n`link <{ask.url}>`__\n"
        (folder / f"{name}.rst").write_text(link, encoding="utf-8")
    start([tool, "-q", "-E", "-b", "linkcheck", folder, folder / "out"], {})
    answers: Answers = {}
    for line in (folder / "out" / "output.json").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        word = {"working": Answer.FINE, "redirected": Answer.FINE, "broken": Answer.BROKEN}
        answers[_number(entry["filename"])] = word.get(entry["status"], Answer.UNSURE)
    return answers


def linkinator(asks: Sequence[Ask], zoo: Zoo, folder: Path, start: Runner) -> Answers:
    """Ask linkinator, with fragments."""
    tool = find_tool("linkinator", "`make bench-tools` installs it, with Node.js 20 or newer")
    names = [page.name for page in _pages(asks, folder)]
    options = ["--server-root", folder, "--format", "json", "--check-fragments"]
    options += ["--timeout", str(TIMEOUT * 1000)]
    output = start([tool, *names, *options], {"NODE_EXTRA_CA_CERTS": str(zoo.ca_file)})
    report = json.JSONDecoder().raw_decode(output[output.index("{") :])[0]
    words = {"OK": Answer.FINE, "BROKEN": Answer.BROKEN}
    return {
        _number(link["parent"]): words.get(link["state"], Answer.UNSURE)
        for link in report["links"]
        if link.get("parent")
    }


def _pages(asks: Sequence[Ask], folder: Path) -> list[Path]:
    """Write a page for each URL; return their files."""
    pages = []
    for at, ask in enumerate(asks):
        page = folder / f"{at:04}.html"
        text = f'<!doctype html><title>Page</title><a href="{html.escape(ask.url)}">link</a>\n'
        page.write_text(text, encoding="utf-8")
        pages.append(page)
    return pages


def _number(page: str) -> int:
    """Return the place of a URL in the list, from the name of its page."""
    name = page.rpartition("/")[2].partition(".")[0]
    with suppress(ValueError):
        return int(name)
    return -1


CHECKERS = {
    "ours": ours,
    "lychee": lychee,
    "LinkChecker": linkchecker,
    "Sphinx linkcheck": sphinx,
    "linkinator": linkinator,
}
