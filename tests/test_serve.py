"""`make serve`: a preview that follows the pages."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

from tests.conftest import ROOT, write_guide

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 40
"""Seconds to wait for a change to show on a busy machine."""


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(url: str) -> bytes:
    """Return the body at *url*, empty while there is none, or while it is being written."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bytes(answer.read())
    except (URLError, HTTPException, ConnectionError, TimeoutError):
        return b""


def eventually(condition: Callable[[], bool]) -> bool:
    """Return whether *condition* came true within `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def is_running(group: int) -> bool:
    """Return whether a process of the *group* goes on.

    One that has ended stays listed, as Z, where the first process of a container never asks for
    how those that it inherits have ended.
    """
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended since
            state, _parent, its_group, *_ = path.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                return True
    return False


def test_preview_shows_a_saved_page_and_offers_the_pdf(tmp_path: Path) -> None:
    """The page changes in the browser's address without a restart; Ctrl-C ends it."""
    source = write_guide(tmp_path / "s", {"page": "Page\n----\n\nFirst words.\n"})
    port = free_port()
    command = [sys.executable, "-m", "tools.build", "--source", source, "--build", tmp_path / "b"]
    server = subprocess.Popen(
        [*map(str, command), "serve", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        first = eventually(lambda: b"First words." in get(f"{address}/page.html"))
        (source / "page.rst").write_text("Page\n----\n\nSecond words.\n")
        second = eventually(lambda: b"Second words." in get(f"{address}/page.html"))
        pdf = f"{address}/downloads/election-security-guide.pdf"
        offered = eventually(lambda: get(pdf).startswith(b"%PDF-"))
    finally:
        os.killpg(server.pid, signal.SIGINT)  # as a terminal does: to all of them
        server.wait(timeout=20)

    assert first
    assert second
    assert offered
    assert eventually(lambda: get(address) == b"")
    assert eventually(lambda: not is_running(server.pid)), "a process of the preview goes on"
