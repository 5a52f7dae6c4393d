"""A small web server whose pages a test sets, and the checker run by its command line."""

from __future__ import annotations

import contextlib
import io
import json
import ssl
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from tests.standin import StandIn, served
from tools.linkcheck.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
ALLOW = ["--allow-address", "127.0.0.0/8"]
FAST = [*ALLOW, "--host-interval", "0", "--timeout", "2"]
TEXT = "<title>A page</title><h1>A page</h1><p id=sec>Words of some length stand here."


@dataclass
class Web:
    """A server on 127.0.0.1: path to status, headers and body; anything else is 404."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    port: int = 0

    def set(self, path: str, status: int = 200, body: str = TEXT, **headers: str) -> str:
        """Set a page; return its URL."""
        fields = {key.replace("_", "-"): value for key, value in headers.items()}
        self.pages[path] = (status, fields, body.encode())
        return self.url(path)

    def url(self, path: str) -> str:
        """Return the URL of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def web() -> Iterator[Web]:
    """A server without pages."""
    site = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked[self.path] += 1
            site.agents.add(self.headers["User-Agent"])
            status, headers, body = site.pages.get(self.path, (404, {}, b"<h1>Not Found</h1>"))
            self.send_response(status)
            for key, value in ({"Content-Type": "text/html"} | headers).items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    server = StandIn(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    with served(server):
        yield site


def secured(server: StandIn, folder: Path, *names: str) -> StandIn:
    """Let *server* speak TLS as *names*; who issued its certificate is in ``ca.pem`` there."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


@dataclass(frozen=True)
class Done:
    """What one call of the command line left behind."""

    status: int
    out: str
    err: str
    report: dict[str, Any]

    @property
    def links(self) -> dict[str, dict[str, Any]]:
        """The links of the JSON report by URL."""
        return {link["url"]: link for link in self.report["links"]}

    @property
    def verdicts(self) -> list[str]:
        """The verdicts in the order of the report."""
        return [link["verdict"] for link in self.report["links"]]


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Done]:
    """Run the command line in this process, on a list of URLs or on arguments alone."""

    def run(*arguments: object, urls: list[str] | None = None, cwd: Path | None = None) -> Done:
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        options = [str(argument) for argument in arguments]
        if urls is not None:
            listed = tmp_path / "urls.txt"
            listed.write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
            options += ["--urls", str(listed)]
        if "--state" not in options:
            options.append("--no-state")
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(cwd or ROOT), redirect_stdout(out), redirect_stderr(err):
            try:
                status = main(["--json", str(report), *options])
            except SystemExit as ended:  # argparse ends the program itself
                status = int(ended.code or 0)
        data = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {"links": []}
        return Done(status, out.getvalue(), err.getvalue(), data)

    return run
