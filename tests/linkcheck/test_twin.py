"""A page that is there over https, too."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
import trustme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web

PAGE = b"<title>A page</title><h1>A page</h1>"


class BothWays(threading.Thread):
    """A server that answers http and https on one port."""

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__(daemon=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("twin.test").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.secure_page = PAGE

    def run(self) -> None:
        while True:
            try:
                channel, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(channel,), daemon=True).start()

    def _answer(self, channel: socket.socket) -> None:
        try:
            channel.settimeout(5)
            secure = channel.recv(1, socket.MSG_PEEK) == b"\x16"
            if secure:
                channel = self._context.wrap_socket(channel, server_side=True)
            request = channel.recv(65536)
            body = self.secure_page if secure else PAGE
            status = b"404 Not Found" if b"/robots.txt" in request else b"200 OK"
            channel.sendall(
                b"HTTP/1.1 %b\r\nContent-Type: text/html\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (status, len(body), body)
            )
            channel.close()
        except OSError:
            channel.close()

    def stop(self) -> None:
        self._listener.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BothWays]:
    """The server, its root certificate in ca.pem."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    both = BothWays(authority)
    both.start()
    yield both
    both.stop()


def ask(server: BothWays, tmp_path: Path, check: Callable[..., Done]) -> Done:
    """Check the http address of the server."""
    return check(
        *("--resolve", f"twin.test:{server.port}:127.0.0.1", "--allow-address", "127.0.0.0/8"),
        *("--ca", tmp_path / "ca.pem", "--host-interval", "0", "--timeout", "3"),
        urls=[f"http://twin.test:{server.port}/p"],
    )


def test_suggests_https_where_the_same_page_is_there(
    server: BothWays, tmp_path: Path, check: Callable[..., Done]
) -> None:
    """A link that says http for a page that is there over https is insecure for no reason."""
    done = ask(server, tmp_path, check)

    assert done.verdicts == ["insecure"]
    assert done.report["links"][0]["suggestion"] == f"https://twin.test:{server.port}/p"
    assert done.status == 0


def test_keeps_http_where_https_shows_something_else(
    server: BothWays, tmp_path: Path, check: Callable[..., Done]
) -> None:
    """Another page over https is no twin."""
    server.secure_page = b"<title>Webmail</title><h1>Webmail</h1>"

    assert ask(server, tmp_path, check).verdicts == ["ok"]


def test_keeps_http_where_there_is_no_https(web: Web, check: Callable[..., Done]) -> None:
    """Nothing better exists: the link is fine."""
    assert check("--allow-address", "127.0.0.0/8", urls=[web.set("/p")]).verdicts == ["ok"]
