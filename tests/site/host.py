"""A web server on this machine that sends a built site as a good host does.

Texts are compressed, files are to be kept for an hour, and the headers of ``_headers`` are sent.
"""

from __future__ import annotations

import functools
import gzip
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

from tests.standin import StandIn, served

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = frozenset({".html", ".css", ".js", ".svg", ".json", ".txt", ".xml"})
"""Endings of the files that hosts compress."""


class Handler(SimpleHTTPRequestHandler):
    """Serves the files of a folder."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the file; with the page for it where there is none."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            self._send(HTTPStatus.OK, path)
        else:
            self._send(HTTPStatus.NOT_FOUND, Path(self.directory) / "404.html")

    def _send(self, status: HTTPStatus, path: Path) -> None:
        content = _content(path) if path.is_file() else b""
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in TEXTS:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=3600")
        for name, value in _headers(Path(self.directory)):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@functools.cache
def _content(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9) if path.suffix in TEXTS else path.read_bytes()


@functools.cache
def _headers(site: Path) -> tuple[tuple[str, str], ...]:
    """Return the headers that ``_headers`` of the *site* names for every file."""
    path = site / "_headers"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    found = []
    for line in lines[1:]:
        if not line.startswith(" "):
            break
        name, _colon, value = line.strip().partition(": ")
        found.append((name, value))
    return tuple(found)


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve the folder *site* while in this context; give its address."""
    handler = functools.partial(Handler, directory=str(site))
    with served(StandIn(("127.0.0.1", 0), handler)) as address:
        yield address
