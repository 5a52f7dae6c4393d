"""The web server of the tests: who leaves early is no fault of it, anything else is."""

from __future__ import annotations

import socket
import struct
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

import pytest

from tests.standin import StandIn, served

if TYPE_CHECKING:
    from collections.abc import Callable

LINGER_NOT = struct.pack("ii", 1, 0)  # closing then resets the connection


def write_much(handler: BaseHTTPRequestHandler) -> None:
    """Answer with more than a socket holds."""
    for _part in range(200):
        handler.wfile.write(b"x" * 100_000)


def fail(handler: BaseHTTPRequestHandler) -> None:
    """Fail as a test does that is written wrongly."""
    raise LookupError(handler.path)


@pytest.mark.parametrize(("answer", "shown"), [(write_much, False), (fail, True)])
def test_shows_its_own_faults_alone(
    answer: Callable[[BaseHTTPRequestHandler], None],
    shown: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A reset connection goes without a word, an exception does not."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

    server = StandIn(("127.0.0.1", 0), Handler)
    with served(server):
        asking = socket.create_connection(server.server_address[:2])
        asking.sendall(b"GET / HTTP/1.0\r\n\r\n")
        time.sleep(0.2)  # for the answer to begin
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        asking.close()
        time.sleep(0.2)  # for the server to notice
    assert ("Traceback" in capsys.readouterr().err) is shown
