"""What is wrong with a server's TLS, and the two faults that browsers get round.

A server that forgets its intermediate certificate is common, and browsers fetch or remember it;
one that only knows the old renegotiation is refused by OpenSSL 3 alone. Both are tried once more
with Python's own TLS. The fetched certificate is never trusted by itself: the chain must still
end at a trusted root.
"""

import asyncio
import binascii
import contextlib
import http.client
import re
import socket
import ssl
import time
import warnings
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tools.linkcheck.exchange import Exchange, Fault
from tools.linkcheck.models import Problem
from tools.linkcheck.urls import WebUrl, parse

# id-ad-caIssuers (RFC 5280, 4.2.2.1) in DER, then the tag of a URI; the length byte follows.
_CA_ISSUERS = re.compile(rb"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86.", re.DOTALL)
_SEQUENCE = b"\x30\x82"  # the beginning of anything of 256 bytes or more
_MOST_ISSUERS = 8
_MOST_SEQUENCES = 64  # that are tried as certificates: a stranger chose the file
_LONGEST_CHAIN = 3
_LEGACY = getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
BODY_LIMIT = 5 * 1024 * 1024

_EXPIRED, _NOT_YET, _SELF_SIGNED, _SELF_IN_CHAIN, _NO_ISSUER, _NO_LEAF_ISSUER = (
    10,
    9,
    18,
    19,
    20,
    21,
)
_WRONG_NAME = (62, 64)
_REASONS = {
    _EXPIRED: "the certificate has expired",
    _NOT_YET: "the certificate is not valid yet",
    _SELF_SIGNED: "the certificate is self-signed",
    _SELF_IN_CHAIN: "the certificate's root is not trusted",
    _NO_ISSUER: "the certificate's issuer is not known; an intermediate may be missing",
    _NO_LEAF_ISSUER: "the certificate's issuer is not known; an intermediate may be missing",
    66: "the certificate's key is too weak",
    68: "the certificate's signature is too weak",
    23: "the certificate was revoked",
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, and the context and address by which the page can be had all the same."""

    reason: str = ""
    context: ssl.SSLContext | None = None
    address: str = ""
    note: str = ""
    timeout: float = 10.0

    async def apply(self, url: WebUrl, exchange: Exchange, headers: tuple[str, ...]) -> Exchange:
        """Return the page where it can be had, else *exchange* with the reason."""
        if self.context is None:
            exchange.detail = self.reason or exchange.detail
            return exchange
        return await asyncio.to_thread(self._fetch, url, headers)

    def _fetch(self, url: WebUrl, headers: tuple[str, ...]) -> Exchange:
        assert self.context is not None
        found = Exchange(url=url.request_url, address=self.address, notes=(self.note,))
        try:
            channel = _connect(self.address, url, self.context, self.timeout)
            _read_response(channel, url, headers, found, self.timeout)
        except TimeoutError:
            found.fault = Fault.TIMEOUT
        except (OSError, http.client.HTTPException) as error:
            found.fault, found.detail = Fault.TLS, str(error)
        return found


def _read_response(
    channel: ssl.SSLSocket, url: WebUrl, headers: tuple[str, ...], found: Exchange, timeout: float
) -> None:
    """Send one GET over *channel* and store the answer in *found*, within *timeout* seconds."""
    end = time.monotonic() + timeout
    connection = http.client.HTTPConnection(url.host.name, url.port)
    connection.sock = channel
    fields = dict(line.split(": ", 1) for line in headers)
    with contextlib.closing(connection):
        connection.request("GET", url.path, headers={"Host": url.authority, **fields})
        response = connection.getresponse()
        found.status = response.status
        found.headers = tuple(
            (k.lower(), v.encode("latin-1", "replace")) for k, v in response.getheaders()
        )
        chunks: list[bytes] = []
        while time.monotonic() < end and sum(map(len, chunks)) < BODY_LIMIT:
            chunk = response.read1(65536)
            if not chunk:
                found.complete = True
                break
            chunks.append(chunk)
        found.body = b"".join(chunks)


async def diagnose(
    url: WebUrl,
    addresses: tuple[str, ...],
    *,
    fault: Fault,
    ca_file: str | None,
    timeout: float,
    fetch: Callable[[WebUrl], Awaitable[bytes]],
) -> Diagnosis:
    """Return what keeps *url* from a secure connection; *fetch* gets a missing certificate."""
    address = addresses[0] if addresses else ""
    if not address:
        return Diagnosis()
    probe = _Probe(url, address, ca_file, timeout)
    if fault is Fault.TLS:
        return await asyncio.to_thread(probe.diagnose_handshake)
    code, text = await asyncio.to_thread(probe.verify)
    if code in _WRONG_NAME:
        return Diagnosis(await asyncio.to_thread(probe.describe_names))
    if code in (_NO_ISSUER, _NO_LEAF_ISSUER):
        context = await probe.complete_chain(fetch)
        if context:
            note = "the server does not send its intermediate certificate; browsers fetch it"
            return Diagnosis("", context, address, note, timeout)
    return Diagnosis(_REASONS.get(code, text))


class _Probe:
    """Handshakes with one host, each for one question; blocking, so it runs in a thread."""

    def __init__(self, url: WebUrl, address: str, ca_file: str | None, timeout: float) -> None:
        self._url = url
        self._address = address
        self._ca_file = ca_file
        self._timeout = timeout

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._ca_file)
        # With a partial chain a fetched certificate would be its own proof.
        context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        return context

    def verify(self, context: ssl.SSLContext | None = None) -> tuple[int, str]:
        """Return OpenSSL's verification code and text; code 0 where all is well."""
        try:
            with _connect(self._address, self._url, context or self._context(), self._timeout):
                return 0, ""
        except ssl.SSLCertVerificationError as error:
            return error.verify_code, error.verify_message
        except OSError as error:
            return -1, _plain(error)

    def describe_names(self) -> str:
        """Say which names a certificate is for that is not for this host."""
        context = self._context()
        context.check_hostname = False
        reason = f"the certificate is not for {self._url.host.name}"
        try:
            with _connect(self._address, self._url, context, self._timeout) as channel:
                certificate = channel.getpeercert() or {}
        except OSError:
            return reason
        names = [str(pair[1]) for pair in certificate.get("subjectAltName", ())][:3]
        return f"{reason}, but for {', '.join(names)}" if names else reason

    def diagnose_handshake(self) -> Diagnosis:
        """Find out why no handshake succeeds: old renegotiation, old versions, weak keys."""
        context = self._context()
        context.options |= _LEGACY
        code, text = self.verify(context)
        if code == 0:
            note = "the server only knows an outdated TLS renegotiation"
            return Diagnosis("", context, self._address, note, self._timeout)
        old = self._old_version()
        if old:
            return Diagnosis(f"the server only speaks {old}, which browsers refuse")
        return Diagnosis(_REASONS.get(code, f"no secure connection: {text}"))

    def _old_version(self) -> str:
        """Return the TLS version of a server that is too old for browsers."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the question
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            with _connect(self._address, self._url, context, self._timeout) as channel:
                return "TLS 1.0" if channel.version() == "TLSv1" else "TLS 1.1"
        except OSError:
            return ""

    async def complete_chain(
        self, fetch: Callable[[WebUrl], Awaitable[bytes]]
    ) -> ssl.SSLContext | None:
        """Return a context in which the chain holds, once the missing links were fetched."""
        certificate = await asyncio.to_thread(self._leaf)
        context = self._context()
        for _ in range(_LONGEST_CHAIN):
            issuers = await _fetch_issuers(certificate, fetch)
            if not _load(context, issuers):
                return None
            code, _ = await asyncio.to_thread(self.verify, context)
            if code == 0:
                return context
            if code not in (_NO_ISSUER, _NO_LEAF_ISSUER, 2):
                return None
            certificate = issuers[0]
        return None

    def _leaf(self) -> bytes:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            with _connect(self._address, self._url, context, self._timeout) as channel:
                return channel.getpeercert(binary_form=True) or b""
        except OSError:
            return b""


def _connect(address: str, url: WebUrl, context: ssl.SSLContext, timeout: float) -> ssl.SSLSocket:
    """Return a TLS connection to *address*; the host of *url* is sent as SNI and checked."""
    raw = socket.create_connection((address, url.port), timeout)
    try:
        return context.wrap_socket(raw, server_hostname=url.host.name.strip("[]"))
    except BaseException:
        raw.close()
        raise


def issuer_urls(certificate: bytes) -> list[WebUrl]:
    """Return where a certificate says that its issuer's certificate can be fetched."""
    found = []
    for match in islice(_CA_ISSUERS.finditer(certificate), _MOST_ISSUERS):
        start, size = match.end(), certificate[match.end() - 1]
        parsed = parse(certificate[start : start + size].decode("latin-1"))
        if size < 0x80 and not isinstance(parsed, Problem):
            found.append(parsed)
    return found


async def _fetch_issuers(
    certificate: bytes, fetch: Callable[[WebUrl], Awaitable[bytes]]
) -> list[bytes]:
    """Return the certificates in DER that the first address with any of them holds."""
    for url in issuer_urls(certificate):
        found = list(islice(_certificates(await fetch(url)), _MOST_ISSUERS))
        if found:
            return found
    return []


def _certificates(data: bytes) -> Iterator[bytes]:
    """Find the certificates in a file: DER, PEM, or several in a certs-only message (RFC 5280).

    That message (.p7c) is told apart by nothing but that certificates are inside it.
    """
    if b"-----BEGIN " in data:
        body = re.search(rb"-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END", data)
        data = binascii.a2b_base64(body[1]) if body else b""
    start, tries = data.find(_SEQUENCE), 0
    while 0 <= start < len(data) - 4 and tries < _MOST_SEQUENCES:
        tries += 1
        end = start + 4 + int.from_bytes(data[start + 2 : start + 4], "big")
        if end <= len(data) and _is_certificate(data[start:end]):
            yield data[start:end]
            start = end - 1
        start = data.find(_SEQUENCE, start + 1)


def _is_certificate(data: bytes) -> bool:
    return _load(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), [data])


def _load(context: ssl.SSLContext, certificates: Iterable[bytes]) -> bool:
    """Add certificates to those that *context* builds chains from; tell whether there were any."""
    loaded = False
    for certificate in certificates:
        with contextlib.suppress(ssl.SSLError, ValueError):
            context.load_verify_locations(cadata=certificate)
            loaded = True
    return loaded


def _plain(error: OSError) -> str:
    """Return an error's own words, without OpenSSL's file names."""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "the server ended the handshake; it may offer only encryption that is too weak"
    text = re.sub(r"\s*\(_ssl\.c:\d+\)|\[[^\]]*\]\s*", "", str(error)).strip()
    return text.replace("_", " ").lower()[:120]
