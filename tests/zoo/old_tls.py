"""A TLS 1.2 server that does not know RFC 5746: what OpenSSL itself can no longer play.

It knows one cipher suite, ECDHE-ECDSA-AES128-GCM-SHA256, and announces no extension at all, so
that a client learns nothing about secure renegotiation (RFC 5246, RFC 5288, RFC 8422).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    import asyncio

VERSION = b"\x03\x03"
SUITE = b"\xc0\x2b"
X25519 = b"\x00\x1d"
ECDSA_SHA256 = b"\x04\x03"
CHANGE, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
HELLO, SERVER_HELLO, CERTIFICATE, SERVER_KEY, HELLO_DONE, CLIENT_KEY, FINISHED = (
    1,
    2,
    11,
    12,
    14,
    16,
    20,
)


@dataclass
class _Direction:
    """The key of one direction, and how many records it protected."""

    key: bytes
    salt: bytes
    number: int = 0

    def _extra(self, kind: int, size: int) -> bytes:
        return struct.pack(">QB2sH", self.number, kind, VERSION, size)

    def seal(self, kind: int, data: bytes) -> bytes:
        nonce = struct.pack(">Q", self.number)
        sealed = AESGCM(self.key).encrypt(self.salt + nonce, data, self._extra(kind, len(data)))
        self.number += 1
        return nonce + sealed

    def unseal(self, kind: int, data: bytes) -> bytes:
        nonce, sealed = data[:8], data[8:]
        extra = self._extra(kind, len(sealed) - 16)
        self.number += 1
        return AESGCM(self.key).decrypt(self.salt + nonce, sealed, extra)


@dataclass
class OldTls:
    """One connection; `chain` is in DER, leaf first."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    chain: list[bytes]
    key: ec.EllipticCurvePrivateKey
    _said: bytearray = field(default_factory=bytearray)
    _in: _Direction | None = None
    _out: _Direction | None = None

    async def shake_hands(self) -> None:
        """Answer a handshake; raises `ValueError` where the client does not go along."""
        hello = await self._expect(HELLO)
        client_random, own_random = hello[6:38], secrets.token_bytes(32)
        self._say(SERVER_HELLO, VERSION + own_random + b"\0" + SUITE + b"\0")
        listed = b"".join(_sized(one) for one in self.chain)
        self._say(CERTIFICATE, _sized(listed))
        secret = x25519.X25519PrivateKey.generate()
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        share = secret.public_key().public_bytes(*raw)
        offer = b"\x03" + X25519 + bytes([len(share)]) + share
        proof = self.key.sign(client_random + own_random + offer, ec.ECDSA(hashes.SHA256()))
        self._say(SERVER_KEY, offer + ECDSA_SHA256 + struct.pack(">H", len(proof)) + proof)
        self._say(HELLO_DONE, b"")
        await self.writer.drain()
        other = await self._expect(CLIENT_KEY)
        shared = secret.exchange(x25519.X25519PublicKey.from_public_bytes(other[5:]))
        master = _derive(shared, b"master secret", client_random + own_random, 48)
        block = _derive(master, b"key expansion", own_random + client_random, 40)
        await self._read_record(CHANGE)
        self._in = _Direction(block[:16], block[32:36])
        wanted = self._summary(master, b"client finished")
        if (await self._expect(FINISHED))[4:] != wanted:
            raise ValueError("the client's summary of the handshake differs")
        self._write_record(CHANGE, b"\x01")
        self._out = _Direction(block[16:32], block[36:40])
        self._say(FINISHED, self._summary(master, b"server finished"))
        await self.writer.drain()

    async def read(self) -> bytes:
        """Return what the client says next."""
        return await self._read_record(DATA)

    async def write(self, data: bytes) -> None:
        """Say *data*, and that nothing more will come."""
        self._write_record(DATA, data)
        self._write_record(ALERT, b"\x01\x00")
        await self.writer.drain()

    def _summary(self, master: bytes, label: bytes) -> bytes:
        return _derive(master, label, hashlib.sha256(self._said).digest(), 12)

    def _say(self, kind: int, body: bytes) -> None:
        message = bytes([kind]) + _sized(body)
        self._said += message
        self._write_record(HANDSHAKE, message)

    async def _expect(self, kind: int) -> bytes:
        message = await self._read_record(HANDSHAKE)
        if message[0] != kind:
            raise ValueError(f"message {message[0]} came in place of {kind}")
        self._said += message
        return message

    def _write_record(self, kind: int, data: bytes) -> None:
        body = self._out.seal(kind, data) if self._out else data
        self.writer.write(struct.pack(">B2sH", kind, VERSION, len(body)) + body)

    async def _read_record(self, kind: int) -> bytes:
        got, _, size = struct.unpack(">B2sH", await self.reader.readexactly(5))
        body = await self.reader.readexactly(size)
        if got != kind:
            raise ValueError(f"record {got} came in place of {kind}")
        return self._in.unseal(kind, body) if self._in else body


def _sized(data: bytes) -> bytes:
    """Return *data* after its length in three bytes."""
    return len(data).to_bytes(3, "big") + data


def _derive(secret: bytes, label: bytes, seed: bytes, size: int) -> bytes:
    """Return *size* bytes of the pseudo-random function (RFC 5246, 5)."""
    seed = label + seed
    step, out = seed, b""
    while len(out) < size:
        step = hmac.digest(secret, step, "sha256")
        out += hmac.digest(secret, step + seed, "sha256")
    return out[:size]
