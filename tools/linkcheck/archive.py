"""Archived copies of dead links, through the Wayback availability API.

What the archive answers is a stranger's word like any other: a copy is offered only where its
address is the archive's own and names the page that is gone, and it is opened before it is taken
for good. API: https://archive.org/help/wayback_api.php
"""

import asyncio
import datetime
import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

from tools.linkcheck.checker import Checker
from tools.linkcheck.engine import make_engine_parts
from tools.linkcheck.follow import Follower, Wanted
from tools.linkcheck.git import git
from tools.linkcheck.interrupt import run_until_interrupt
from tools.linkcheck.models import FAILING, Problem, Result, Verdict
from tools.linkcheck.names import registrable_domain
from tools.linkcheck.settings import Settings
from tools.linkcheck.urls import DEFAULT_PORTS, WebUrl, parse

DEFAULT_ENDPOINT = "https://archive.org/wayback/available"
AT_MOST = 100
"""Dead links that one run asks about: the archive is a charity's."""

_HOME = "archive.org"
_PLACES = 5  # of a link, whose age is looked up
# https://web.archive.org/web/20240131120000id_/https://host/page
_FORM = re.compile(r"/web/(\d{8})\d{0,6}(?:[a-z]{2}_)?/(?:https?:/{1,2})?(.+)\Z", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """An archived copy: its address, the day it was taken, whether we opened it."""

    url: str
    day: datetime.date
    opened: bool = False


def find_copies(results: Sequence[Result], settings: Settings, endpoint: str) -> dict[str, Copy]:
    """Return the archived copy of each link that has one, taken near the day it was added.

    Ctrl-C ends it with those that are known.
    """
    copies: dict[str, Copy] = {}
    pages: dict[str, list[Result]] = {}
    for result in results[:AT_MOST]:
        pages.setdefault(result.link.url.partition("#")[0], []).append(result)
    run_until_interrupt(_find_all(pages, settings, endpoint, copies))
    found = {}
    for page, listed in pages.items():
        for result in listed if page in copies else ():
            _, mark, place = result.link.url.partition("#")
            found[result.link.url] = replace(copies[page], url=copies[page].url + mark + place)
    return found


async def _find_all(
    pages: Mapping[str, Sequence[Result]],
    settings: Settings,
    endpoint: str,
    copies: dict[str, Copy],
) -> None:
    follower, client = make_engine_parts(settings)

    async def find(page: str) -> None:
        copy = await _find(follower, page, _question(page, pages[page], endpoint), endpoint)
        if copy:
            copies[page] = copy

    try:
        # A copy that trips this program up is none; it must not lose what is known of the links.
        await asyncio.gather(*map(find, pages), return_exceptions=True)
    finally:
        client.close()


def _question(page: str, results: Iterable[Result], endpoint: str) -> str:
    day = min(filter(None, map(date_added, results)), default="")
    query = f"url={quote(page, safe='')}" + (f"&timestamp={day}" if day else "")
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"


async def _find(follower: Follower, wanted: str, question: str, endpoint: str) -> Copy | None:
    asked, home = parse(question), parse(endpoint)
    if not isinstance(asked, WebUrl) or not isinstance(home, WebUrl):
        return None
    trail = await follower.follow(asked, Wanted())
    if trail.exchange.status != 200 or trail.problem or not _is_of(trail.final, home):
        return None
    copy = read_answer(trail.exchange.content, wanted, endpoint)
    return await _open(follower, copy) if copy else None


async def _open(follower: Follower, copy: Copy) -> Copy | None:
    """Return the copy as far as it can be believed; none where the archive shows an error page."""
    address = parse(copy.url)
    assert isinstance(address, WebUrl)
    judgement = (await Checker(follower).check(address, [None]))[None]
    if judgement.reached and judgement.verdict in FAILING:
        return None
    final = parse(judgement.final_url or copy.url)
    stays = (
        isinstance(final, WebUrl)
        and final.scheme == address.scheme
        and _is_of(final, address)
        and _page_in(final) == _page_in(address)
    )
    good = judgement.verdict in (Verdict.OK, Verdict.REDIRECTED) and judgement.status == 200
    return replace(copy, opened=good and stays)


def read_answer(content: bytes, wanted: str, endpoint: str = DEFAULT_ENDPOINT) -> Copy | None:
    """Return the copy of *wanted* that an answer of the API at *endpoint* names.

    *wanted* is a URL without fragment. None where the answer names no copy, one of an error page
    or of another page, or one on another's site.
    """
    try:
        closest = json.loads(content)["archived_snapshots"]["closest"]
        address, status = closest["url"], str(closest["status"])
        available = closest.get("available", True)
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(address, str) or available is not True or status != "200":
        return None
    # The API still answers with http; its https address is the same page.
    address = re.sub(r"\Ahttp://(?=web\.archive\.org/)", "https://", address)
    found, home, page = parse(address), parse(endpoint), parse(wanted)
    if isinstance(found, Problem) or isinstance(home, Problem) or isinstance(page, Problem):
        return None
    form = _FORM.match(found.path)
    if found.fragment is not None or not form or not _is_of(found, home):
        return None
    if (home.scheme, found.scheme) == ("https", "http") or _page_in(found) != _key_of(page):
        return None
    try:
        day = datetime.datetime.strptime(form[1], "%Y%m%d").date()
    except ValueError:
        return None
    return Copy(url=address, day=day)


def _is_of(url: WebUrl, home: WebUrl) -> bool:
    """Return whether *url* is on the archive's own site, or on that of *home*."""
    domain = registrable_domain(url.host.name)
    return domain in (_HOME, registrable_domain(home.host.name))


def _page_in(copy: WebUrl) -> str:
    """Return what the address of a copy says that it is a copy of; nothing where it is none."""
    form = _FORM.match(copy.path)
    return _key(form[2]) if form else ""


def _key_of(page: WebUrl) -> str:
    port = "" if page.port == DEFAULT_PORTS[page.scheme] else f":{page.port}"
    return _key(f"{page.host.name}{port}{page.path}")


def _key(address: str) -> str:
    """Return what the archive files a page under: no scheme, no www, no case, no last slash."""
    return unquote(address).lower().removeprefix("www.").rstrip("/").replace(":80/", "/")


def date_added(result: Result) -> str:
    """Return the day (YYYYMMDD) on which a line with the link was first written as it is, by git.

    Nothing where git does not know.
    """
    days = (_date_of_line(*p.place_of_url[:2]) for p in result.link.occurrences[:_PLACES])
    return min(filter(None, days), default="")


def _date_of_line(file: str, line: int) -> str:
    path = Path(file).absolute()
    try:
        _, out, _ = git(path.parent, "blame", "--porcelain", f"-L{line},{line}", "--", path.name)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"^author-time (\d+)$", out, re.MULTILINE)
    if not found:
        return ""
    return datetime.datetime.fromtimestamp(int(found[1]), datetime.UTC).strftime("%Y%m%d")
