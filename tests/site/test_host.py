"""The host that the site is measured on sends what a good host sends."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.site.host import serving
from tools.site.head import HEADERS

if TYPE_CHECKING:
    from tests.conftest import Build


def test_host_compresses_and_sends_the_headers_of_the_site(guide: Build) -> None:
    """So that Lighthouse and the weights see what readers get."""
    with serving(guide.html) as address:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
        connection.request("GET", "/best-practices/backups.html")
        answer = connection.getresponse()
        content = answer.read()
        connection.request("GET", "/no-such-page.html")
        missing = connection.getresponse()
        missing.read()
        connection.close()

    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(content) < (guide.html / "best-practices" / "backups.html").stat().st_size / 2
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
    assert missing.status == 404
