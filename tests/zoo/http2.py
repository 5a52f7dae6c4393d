"""HTTP/2 for the few rows that need it: one answer per stream, or none."""

from __future__ import annotations

import h2.config
import h2.connection
import h2.events

from tests.zoo.core import PAGE, Peer, Row

# DATA belongs to a stream (RFC 9113, 6.1).
_DATA_ON_NO_STREAM = b"\x00\x00\x01\x00\x00\x00\x00\x00\x00x"


async def serve_http2(one: Row, peer: Peer) -> None:
    """Speak HTTP/2 on *peer* as the row asks: its TLS word says how."""
    if "not" in (one.tls or ""):
        await peer.reader.read(65536)
        await peer.raw(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return
    config = h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
    connection = h2.connection.H2Connection(config=config)
    connection.initiate_connection()
    await peer.raw(connection.data_to_send())
    if "close" in (one.tls or ""):
        return
    if "goaway" in (one.tls or ""):
        connection.close_connection(error_code=11)
        await peer.raw(connection.data_to_send())
        return
    while data := await peer.reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                path = dict(event.headers)[":path"]
                if "abort" in (one.tls or "") and path != "/robots.txt":
                    peer.writer.transport.abort()
                    return
                if "misplaced" in (one.tls or "") and path != "/robots.txt":
                    await peer.raw(_DATA_ON_NO_STREAM)
                    continue
                _answer(connection, event.stream_id, one.tls or "", path)
        await peer.raw(connection.data_to_send())


def _answer(connection: h2.connection.H2Connection, stream: int, word: str, path: str) -> None:
    if path == "/robots.txt":
        connection.send_headers(
            stream, [(":status", "404"), ("content-length", "0")], end_stream=True
        )
        return
    if "reset" in word or "refused" in word:
        connection.reset_stream(stream, error_code=2 if "reset" in word else 7)
        return
    if "hints" in word:
        connection.send_headers(stream, [(":status", "103"), ("link", "</s.css>; rel=preload")])
    status = "403" if "refuse" in word else "200"
    headers = [
        (":status", status),
        ("content-type", "text/html"),
        ("content-length", str(len(PAGE))),
    ]
    connection.send_headers(stream, headers)
    connection.send_data(stream, PAGE, end_stream=True)
