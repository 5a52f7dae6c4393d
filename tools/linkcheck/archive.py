"""Archived copies of dead links, through the Wayback availability API."""

import asyncio
import json
import subprocess
from pathlib import Path
from urllib.parse import quote

from tools.linkcheck.engine import make_engine_parts
from tools.linkcheck.follow import Wanted
from tools.linkcheck.models import Problem, Result
from tools.linkcheck.settings import Settings
from tools.linkcheck.urls import parse

DEFAULT_ENDPOINT = "https://archive.org/wayback/available"


def find_copies(results: list[Result], settings: Settings, endpoint: str) -> dict[str, str]:
    """Return the archived copy of each link that has one, taken near the day it was added."""
    return asyncio.run(_find_all(results, settings, endpoint))


async def _find_all(results: list[Result], settings: Settings, endpoint: str) -> dict[str, str]:
    follower, client = make_engine_parts(settings)
    copies: dict[str, str] = {}
    try:
        for result in results:
            day = date_added(result)
            query = f"url={quote(result.link.url, safe='')}" + (f"&timestamp={day}" if day else "")
            asked = parse(f"{endpoint}{'&' if '?' in endpoint else '?'}{query}")
            if isinstance(asked, Problem):
                continue
            trail = await follower.follow(asked, Wanted())
            copy = read_answer(trail.exchange.content) if trail.exchange.status == 200 else None
            if copy:
                copies[result.link.url] = copy
    finally:
        client.close()
    return copies


def read_answer(content: bytes) -> str | None:
    """Return the address of the nearest good copy in an answer of the API, over https."""
    try:
        closest = json.loads(content)["archived_snapshots"]["closest"]
        address, good = str(closest["url"]), closest.get("available", True)
        status = str(closest.get("status", "200"))
    except (ValueError, KeyError, TypeError):
        return None
    # A copy of an error page is worse than none.
    if not good or not status.startswith("2") or isinstance(parse(address), Problem):
        return None
    return (
        address.replace("http://", "https://", 1)
        if address.startswith("http://web.archive.org/")
        else address
    )


def date_added(result: Result) -> str:
    """Return the day (YYYYMMDD) on which the link's line was last written, by git; else nothing."""
    for place in result.link.occurrences[:1]:
        command = [
            "git",
            "blame",
            "--porcelain",
            "-L",
            f"{place.line},{place.line}",
            "--",
            place.file,
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=20, check=False, cwd=Path.cwd()
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        for line in done.stdout.splitlines():
            if line.startswith("author-time "):
                import datetime

                moment = datetime.datetime.fromtimestamp(int(line.split()[1]), datetime.UTC)
                return moment.strftime("%Y%m%d")
    return ""
