"""The whole of `make linkcheck` without internet: stand-ins serve the guide's real addresses."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import secured
from tests.standin import StandIn, served
from tools.linkcheck.collect import collect
from tools.linkcheck.urls import WebUrl, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.linkcheck.conftest import Done

GONE = "https://www.eac.gov/election-officials/election-official-security"
REFUSED = "https://www.cisa.gov/protective-security-advisors"


@pytest.fixture
def stand_ins(seed_source: Path, tmp_path: Path) -> Iterator[tuple[list[str], set[str]]]:
    """Serve the seed page's hosts over TLS; yield the checker's options and the paths asked for."""
    urls = [parse(link.url) for link in collect(seed_source)]
    web = [url for url in urls if isinstance(url, WebUrl)]
    known = {(url.host.name, url.path): url.request_url for url in web}
    asked: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = known.get((self.headers["Host"], self.path), "")
            status = 404 if url in ("", GONE) else 403 if url == REFUSED else 200
            kind = "application/pdf" if self.path.endswith(".pdf") else "text/html"
            body = b"%PDF-1.4" if kind.endswith("pdf") else b"<title>Page</title><h1>Page</h1>"
            asked.add(url)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    try:
        server = StandIn(("127.44.3.1", 443), Handler)
    except PermissionError:
        pytest.skip("port 443 of a loopback address needs a privilege that is missing here")
    secured(server, tmp_path, *{url.host.name for url in web})
    options = ["--ca", str(tmp_path / "ca.pem"), "--allow-address", "127.44.3.1"]
    for host in {url.host.name for url in web}:
        options += ["--resolve", f"{host}:443:127.44.3.1"]
    with served(server):
        yield options, asked


def test_checks_the_real_addresses_of_the_seed_page(
    seed_source: Path,
    tmp_path: Path,
    stand_ins: tuple[list[str], set[str]],
    check: Callable[..., Done],
) -> None:
    """FBI, CISA, EAC and CSSE: each address is asked for, each verdict is right, one run."""
    options, asked = stand_ins
    site = tmp_path / "html"
    site.mkdir()
    (site / "index.html").write_text("<title>Site</title><p>x", encoding="utf-8")
    done = check(seed_source, "--site", site, "--host-interval", "0.05", *options)
    verdicts = {url: link["verdict"] for url, link in done.links.items()}

    assert done.status == 1
    assert verdicts.pop(GONE) == "broken"
    assert verdicts.pop(REFUSED) == "blocked"
    assert set(verdicts.values()) == {"ok"}
    assert len(asked - {""}) == 9
    for name in ("FBI", "CISA", "EAC", "CSSE"):
        assert name in done.out
    broken = done.links[GONE]["occurrences"][0]
    assert broken["file"].endswith("physical_threats.rst")
    assert broken["line"] > 1
