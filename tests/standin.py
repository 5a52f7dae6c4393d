"""The web server that plays a site in tests."""

from __future__ import annotations

import ssl
import sys
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class StandIn(ThreadingHTTPServer):
    """A server for tests, where a client that has read enough may leave without a word.

    The standard library prints the traceback of the broken connection, from its own thread, into
    the output of whichever test runs at that time.
    """

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report the fault that ended a request, unless the client left."""
        if not isinstance(sys.exception(), (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)


@contextmanager
def served(server: StandIn) -> Iterator[str]:
    """Serve while in this context; give the address, without TLS."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
