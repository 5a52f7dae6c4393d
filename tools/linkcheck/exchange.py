"""One request and what came back of it, whether or not it arrived whole."""

import zlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Fault(StrEnum):
    """Why an exchange did not complete."""

    REFUSED = "refused"
    UNROUTABLE = "unroutable"
    CONNECT_TIMEOUT = "connect-timeout"
    TLS_TIMEOUT = "tls-timeout"
    TIMEOUT = "timeout"
    RESET = "reset"
    EMPTY = "empty"
    TLS = "tls"
    CERTIFICATE = "certificate"
    HTTP2 = "http2"
    FRAMING = "framing"
    SHORT = "short"
    NOT_HTTP = "not-http"
    TWO_PLACES = "two-places"
    TOO_LARGE = "too-large"
    DNS = "dns"
    NO_SUCH_NAME = "no-such-name"
    UNSAFE = "unsafe"
    SKIPPED = "skipped"
    BUDGET = "budget"
    ROBOTS = "robots"


# Faults that say something about the whole host, not about one page of it.
HOST_FAULTS = frozenset(
    {Fault.REFUSED, Fault.UNROUTABLE, Fault.CONNECT_TIMEOUT, Fault.TLS_TIMEOUT, Fault.DNS}
)
# Faults that a further try may cure.
PASSING = frozenset(
    {
        Fault.REFUSED,
        Fault.CONNECT_TIMEOUT,
        Fault.TLS_TIMEOUT,
        Fault.TIMEOUT,
        Fault.RESET,
        Fault.EMPTY,
        Fault.SHORT,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One GET: where to, with which headers, and how much of the body is wanted.

    Times are in seconds, sizes in bytes as they travel. `whole` asks for all of a page up to
    `limit`, as the search for a fragment needs; otherwise its beginning is enough.
    """

    url: str
    host: str
    port: int
    addresses: tuple[str, ...]
    headers: tuple[str, ...]
    timeout: float
    connect_timeout: float
    limit: int = 65536
    whole: bool = False
    http1: bool = False
    fresh: bool = False
    trace_tls: bool = False


@dataclass(kw_only=True)
class Exchange:
    """What one request brought: the final response, or the fault that ended it, or both.

    `body` is as received, still encoded; `complete` tells whether all of it is here.
    """

    url: str
    status: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    body: bytes = b""
    complete: bool = False
    fault: Fault | None = None
    detail: str = ""
    address: str = ""
    wants_certificate: bool = False
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def header(self, name: str) -> str:
        """Return the first header *name* (lower case) as text, or an empty string."""
        return self._first_headers.get(name, b"").decode("latin-1")

    @cached_property
    def _first_headers(self) -> dict[str, bytes]:
        return dict(reversed(self.headers))

    def all_headers(self, name: str) -> list[bytes]:
        """Return every value of the header *name* (lower case), as sent."""
        return [value for key, value in self.headers if key == name]

    @property
    def answered(self) -> bool:
        """Whether a status line arrived."""
        return self.status is not None

    @cached_property
    def media_type(self) -> str:
        """The media type in lower case without parameters, or an empty string."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @cached_property
    def _decoded(self) -> tuple[bytes, bool]:
        return decode_body(self.body, self.header("content-encoding"))

    @property
    def content(self) -> bytes:
        """The body decoded, up to `DECODED_LIMIT` bytes; as received where its label lies."""
        return self._decoded[0]

    @property
    def content_is_whole(self) -> bool:
        """Whether `content` is all there is."""
        content, decoded = self._decoded
        return self.complete and decoded and self.status != 206 and len(content) < DECODED_LIMIT


DECODED_LIMIT = 8 * 1024 * 1024
_PIECE = 64 * 1024


def parse_headers(lines: list[bytes]) -> tuple[int | None, tuple[tuple[str, bytes], ...]]:
    """Return status and headers of the last header block, skipping 1xx and trailers."""
    status: int | None = None
    headers: list[tuple[str, bytes]] = []
    for line in lines:
        if line[:5].upper() == b"HTTP/":
            status, headers = _status_of(line), []
        elif line[:1] in (b" ", b"\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, value + b" " + line.strip())
        elif b":" in line:
            key, _, value = line.partition(b":")
            headers.append((key.strip().lower().decode("latin-1"), value.strip(b" \t\r\n")))
    return status, tuple(headers)


def _status_of(line: bytes) -> int | None:
    parts = line.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None


def decode_body(body: bytes, encoding: str) -> tuple[bytes, bool]:
    """Undo `Content-Encoding`, within `DECODED_LIMIT`; tell whether all of it was understood.

    A label that lies leaves *body* as it is; of a damaged body the part before the damage is kept.
    """
    understood = True
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if not body or name in ("", "identity") or _is_plain(body):
            continue
        body, whole = _decode_one(body, name)
        understood &= whole
    if encoding and body[:2] == b"\x1f\x8b":
        understood = False  # packed once more than was said
    return body[:DECODED_LIMIT], understood


def _is_plain(body: bytes) -> bool:
    """Return whether a body that is said to be packed is a web page as it is."""
    return body[:64].lstrip()[:1] == b"<"


def _decode_one(body: bytes, name: str) -> tuple[bytes, bool]:
    try:
        if name in ("gzip", "x-gzip"):
            return _inflate(body, 31)
        if name == "deflate":
            return _inflate(body, 15 if body[0] & 0x0F == 8 else -15)
        if name == "br":
            return _brotli(body)
        if name == "zstd":
            return _zstd(body), True
    except Exception:
        return body, False
    return body, False


def _inflate(body: bytes, window: int) -> tuple[bytes, bool]:
    """Undo gzip or deflate, piece by piece, so that damage costs only what follows it."""
    out, rest = bytearray(), body
    while rest and len(out) < DECODED_LIMIT:
        decoder = zlib.decompressobj(window)
        try:
            while rest and not decoder.eof and len(out) < DECODED_LIMIT:
                piece, rest = rest[:_PIECE], rest[_PIECE:]
                out += decoder.decompress(piece, DECODED_LIMIT - len(out))
        except zlib.error:
            return (bytes(out), False) if out else (body, False)
        if not decoder.eof:
            return bytes(out), False
        rest = decoder.unused_data + rest  # gzip allows several members
        if window != 31 or rest[:2] != b"\x1f\x8b":
            break
    return bytes(out), True


def _brotli(body: bytes) -> tuple[bytes, bool]:
    import brotli

    decoder = brotli.Decompressor()
    out = [decoder.process(body, output_buffer_limit=DECODED_LIMIT)]
    while not decoder.can_accept_more_data() and sum(map(len, out)) < DECODED_LIMIT:
        out.append(decoder.process(b"", output_buffer_limit=DECODED_LIMIT))
    return b"".join(out), decoder.is_finished()


def _zstd(body: bytes) -> bytes:
    import io

    import zstandard

    # 8 MB is the window every decoder must allow (RFC 9659); more would be a memory bomb.
    decoder = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    out = bytearray()
    with decoder.stream_reader(io.BytesIO(body), read_across_frames=True) as reader:
        while len(out) < DECODED_LIMIT and (chunk := reader.read(65536)):
            out += chunk
    return bytes(out)
