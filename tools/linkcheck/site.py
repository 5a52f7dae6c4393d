"""The built site: internal links, anchors, assets and downloads, crawled by LinkChecker offline.

LinkChecker is a program of its own under another licence: it is run as a command, and only its
report is read. Places within pages are looked for here: its own check of them reads a page anew for
each.
"""

import csv
import io
import mimetypes
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from tools.linkcheck.fragments import has_id, is_top
from tools.linkcheck.models import Judgement, Link, LinkCheckError, Occurrence, Result, Verdict
from tools.linkcheck.page import clean, decode_text, read_page
from tools.linkcheck.rawhtml import HtmlLink, links_in_html

TIMEOUT = 900  # seconds, as long as the links may take
ORGANISATION = "This site"
_MISSING = "the page or file is not in the built site"
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})

# Only files are looked at: whatever else a page links to is left to our own engine. Files outside
# the site are listed, for they will not be published, but not opened. A name with a
# zero byte would end LinkChecker. It would also pass over what is larger than a megabyte.
_CONFIG = """\
[checking]
threads=0
maxfilesizeparse=1000000000
maxfilesizedownload=1000000000
[output]
verbose=1
[filtering]
checkextern=0
ignore=
  ^(?!file:)
  \\x00|%00
{strays}"""
# LinkChecker becomes the user `nobody` when it is started by root, and could then read neither
# its own packages nor the site in root's folders, as in most CI containers.
_AS_ROOT = (
    "import os, runpy, sys; os.geteuid = lambda: 1; sys.argv[0] = 'linkchecker'; "
    "runpy.run_module('linkcheck', run_name='__main__', alter_sys=True)"
)


class Crawl:
    """LinkChecker at work on the site in *folder*, beside whatever else the run does.

    Raises `LinkCheckError` where there is no site.
    """

    def __init__(self, folder: Path) -> None:
        """Start at once."""
        if not (folder / "index.html").is_file():
            raise LinkCheckError(f"{folder}: no built site here; run `make html` first")
        self._folder = folder.resolve()
        self._work = tempfile.TemporaryDirectory(prefix="linkchecker-")
        work = Path(self._work.name)
        self._strays = _find_strays(self._folder)
        ignored = "".join(
            f"  ^{re.escape(stray.as_uri())}(/|[?#]|$)\n" for stray in sorted(self._strays)
        )
        (work / "linkcheckerrc").write_text(_CONFIG.format(strays=ignored), encoding="utf-8")
        pages = "\n".join(page.as_uri() for page in self._pages())
        (work / "pages").write_text(pages, encoding="utf-8")
        self._process = _start(work)

    def _pages(self) -> list[Path]:
        found = sorted(self._folder.rglob("*.html"))
        return [page for page in found if page.is_file() and page not in self._strays]

    def finish(self) -> list[Result]:
        """Wait for the end and return the findings; raises `LinkCheckError` where it failed."""
        work = Path(self._work.name)
        with self._work:
            try:
                status = self._process.wait(TIMEOUT)
            except subprocess.TimeoutExpired as error:
                self._process.kill()
                self._process.wait()
                raise LinkCheckError(f"LinkChecker did not finish within {TIMEOUT} s") from error
            report = (work / "report").read_text(encoding="utf-8", errors="replace")
            words = (work / "errors").read_text(encoding="utf-8", errors="replace").splitlines()
        if status not in (0, 1) or "urlname;" not in report:
            raise LinkCheckError(f"LinkChecker failed ({status}): {_cause(words)[:300]}")
        broken = read_report(report, self._folder)
        return _results(find_faults(self._pages(), self._folder, broken), self._folder)

    def stop(self) -> None:
        """End it without findings."""
        self._process.kill()
        self._process.wait()
        self._work.cleanup()


def _start(work: Path) -> "subprocess.Popen[bytes]":
    """Start LinkChecker on the pages listed in *work*; its report goes to a file there."""
    start = ["-c", _AS_ROOT] if os.geteuid() == 0 else ["-m", "linkcheck"]
    options = ["-f", str(work / "linkcheckerrc"), "--no-status", "-o", "csv", "--stdin"]
    environment = {"XDG_CONFIG_HOME": str(work), "XDG_DATA_HOME": str(work), "HOME": str(work)}
    with (
        (work / "pages").open("rb") as pages,
        (work / "report").open("wb") as report,
        (work / "errors").open("wb") as errors,
    ):
        return subprocess.Popen(
            [sys.executable, *start, *options],
            stdin=pages,
            stdout=report,
            stderr=errors,
            cwd=work,  # `-m` looks for modules in the working folder first
            env={**os.environ, **environment, "PYTHONIOENCODING": "utf-8"},
        )


def _cause(words: list[str]) -> str:
    """Return the line of LinkChecker's last words that names the error."""
    named = [line for line in words if re.match(r"[\w.]*(?:Error|Exception)\b", line)]
    return (named or words or ["no output"])[-1]


def _find_strays(folder: Path) -> frozenset[Path]:
    """Return the symbolic links in a site that lead out of it, or nowhere."""
    links = (path for path in folder.rglob("*") if path.is_symlink())
    return frozenset(path for path in links if not _is_within(path, folder))


def _is_within(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder)
    except (OSError, RuntimeError):  # it leads nowhere, or in a circle
        return False


class Fault(NamedTuple):
    """One link that leads nowhere: its target, what is wrong with it, and where it stands."""

    url: str
    verdict: Verdict
    reason: str
    place: Occurrence


def read_report(text: str, folder: Path) -> list[Fault]:
    """Return the findings in LinkChecker's CSV, which names one place for each target."""
    csv.field_size_limit(len(text) + 1)  # a link may be as long as its page
    table = io.StringIO(text[text.index("urlname;") :], newline="")
    rows = csv.DictReader(table, delimiter=";")
    return [
        Fault((row["url"] or row["urlname"]).partition("#")[0], Verdict.BROKEN, reason, _place(row))
        for row in rows
        if row["valid"] is not None  # else it is a remark after the table
        for reason in _faults(row, folder)
    ]


def find_faults(pages: Iterable[Path], folder: Path, broken: Iterable[Fault]) -> Iterator[Fault]:
    """Yield each link in *pages* to a target of *broken*, or to a place that its page is without.

    Those of *broken* that no page links to, but a style sheet, are yielded as they are. Files that
    LinkChecker does not look for, such as a video's poster, are looked for here.
    """
    left = {_path_of(fault.url): fault for fault in broken}
    known, facts = dict(left), cache(_facts_of)
    is_missing = cache(partial(_is_missing, folder=folder))  # most pages link to the same ones
    page_at = cache(partial(_page_at, folder=folder))
    for page in pages:
        text = decode_text(_read(page))
        base = _joined(page.as_uri(), facts(page).base)
        for link in links_in_html(text):
            address, _, fragment = link.url.partition("#")
            target = _joined(base, address)
            place = fragment.partition(":~:")[0]
            if fault := known.get(_path_of(target)):
                left.pop(_path_of(target), None)
                yield fault._replace(place=_occurrence(page, text, link))
            elif not address.startswith("/") and is_missing(target):
                yield Fault(target, Verdict.BROKEN, _MISSING, _occurrence(page, text, link))
            elif not is_top(place) and _is_lost(place, page_at(target), facts):
                reason = f"the page has no #{unquote(place)}"
                where = _occurrence(page, text, link)
                yield Fault(f"{target}#{fragment}", Verdict.MISSING_FRAGMENT, reason, where)
    yield from left.values()


class _Facts(NamedTuple):
    """What is kept of a page: where its links start from, and the places in it."""

    base: str
    ids: frozenset[str]


def _facts_of(path: Path) -> _Facts:
    page = read_page(_read(path), want_ids=True)
    return _Facts(page.base, page.ids)


def _read(page: Path) -> bytes:
    """Return the content of *page*, nothing where it cannot be read: LinkChecker says so."""
    try:
        return page.read_bytes()
    except OSError:
        return b""


def _is_missing(url: str, folder: Path) -> bool:
    """Return whether *url* is within the site, and nothing is there."""
    if not url.startswith(f"{folder.as_uri()}/"):
        return False
    try:
        return not Path(_path_of(url)).exists()
    except (OSError, ValueError):  # a name that is too long, or holds a zero byte
        return True


def _is_lost(place: str, page: Path | None, facts: Callable[[Path], _Facts]) -> bool:
    """Return whether there is a *page* and it is without the *place*."""
    return page is not None and not has_id(facts(page).ids, place)


def _joined(base: str, address: str) -> str:
    """Return the URL of *address* on a page at *base*, "" where browsers make none of it."""
    if not address:
        return base
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _path_of(url: str) -> str:
    """Return the path of the file at *url*, the URL itself where it is none."""
    return unquote(urlsplit(url).path) if url.startswith("file:///") else url


def _results(faults: Iterable[Fault], folder: Path) -> list[Result]:
    """Return *faults* as results, one per target."""
    found: dict[tuple[str, Verdict, str], dict[Occurrence, None]] = {}
    for url, verdict, reason, place in faults:
        found.setdefault((url, verdict, reason), {})[place] = None
    return [
        Result(
            link=Link(url=_shown(url, folder), occurrences=tuple(sorted(places, key=_order))),
            judgement=Judgement(verdict=verdict, reason=reason, reached=True),
            organisation=ORGANISATION,
            internal=True,
        )
        for (url, verdict, reason), places in sorted(found.items())
    ]


def _faults(row: dict[str, str], folder: Path) -> Iterator[str]:
    """Yield what is wrong with the target of one row: nothing, mostly."""
    if row["parentname"].endswith("/"):
        return  # LinkChecker's own list of the files in a folder, which no reader gets
    left_out = row["result"] == "filtered"
    if left_out and not row["url"].startswith("file:///"):
        return
    if left_out and re.match(r"/(?!/)", row["urlname"]):
        if _is_published(row["urlname"], folder):
            return
    elif left_out and not row["url"].startswith(f"{folder.as_uri()}/"):
        yield "it leads out of the built site, to a file of this machine"
        return
    if left_out or row["valid"] != "True":
        yield _MISSING
        return
    page = Path(_path_of(row["url"]))
    if page.is_dir() and not (page / "index.html").is_file():
        yield "the folder has no index.html, so there is no page at its address"


def _page_at(url: str, folder: Path) -> Path | None:
    """Return the page of the site at *url*, if there is one."""
    if not url.startswith("file:///"):
        return None
    page = Path(_path_of(url))
    try:
        page = page / "index.html" if page.is_dir() else page
        there = page.is_file() and _is_within(page, folder)
    except (OSError, ValueError):  # a name that is too long, or holds a zero byte
        return None
    return page if there and mimetypes.guess_type(page.name)[0] in _PAGE_TYPES else None


def _occurrence(page: Path, text: str, link: HtmlLink) -> Occurrence:
    start = text.rfind("\n", 0, link.position) + 1
    return Occurrence(
        file=_relative(page),
        line=text.count("\n", 0, link.position) + 1,
        column=link.position - start + 1,
        text=clean(link.text)[:200],
    )


def _is_published(name: str, folder: Path) -> bool:
    """Return whether *name* is a file of the site by a path from the root of its host.

    The page for what is missing is shown at any depth, so its links are such paths; the site may
    be one folder below the root.
    """
    parts = [part for part in unquote(urlsplit(name).path).split("/") if part]
    if ".." in parts or "\0" in name:
        return False
    places = [folder.joinpath(*parts)]
    if len(parts) > 1 or name.endswith("/"):
        places.append(folder.joinpath(*parts[1:]))
    return any(_is_within(place, folder) for place in places)


def _place(row: dict[str, str]) -> Occurrence:
    parent = unquote(urlsplit(row["parentname"]).path) if row["parentname"] else ""
    return Occurrence(
        file=_relative(Path(parent)) if parent else "-",
        line=_number(row["line"]),
        column=_number(row["column"]),
        text=row["name"][:200],
    )


def _relative(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and int(text) > 0 else 1


def _order(place: Occurrence) -> tuple[str, int, int]:
    return place.file, place.line, place.column


def _shown(url: str, folder: Path) -> str:
    """Return a target relative to the site."""
    base = folder.as_uri().rstrip("/") + "/"
    return url.removeprefix(base)
