"""A stub name server on loopback: knows the zoo's names, and how to fail."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class StubDns(asyncio.DatagramProtocol):
    """Answers from `names`.

    An entry is a list of addresses; the words `servfail-once`, `nothing`, `cname:NAME` and `next:A,B` (a
    different address at each look-up) change the behaviour.
    """

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        self.names: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        self.address, self.port = address, port
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self) -> None:
        """Start to listen; port 0 takes a free one."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self.address, self.port)
        )
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def stop(self) -> None:
        """Stop listening."""
        if self._transport:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        with contextlib.suppress(Exception):
            answer = self._answer(dns.message.from_wire(data))
            assert self._transport is not None
            self._transport.sendto(answer.to_wire(), addr)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name = question.name.to_text().rstrip(".").lower()
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        self.asked[name] += question.rdtype == dns.rdatatype.A
        known = self.names.get(name)
        if known is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
            return answer
        if known[0] == "servfail-once":
            self.names[name] = known = known[1:]
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        for entry in known:
            if entry == "nothing":
                continue
            self._add(answer, question, entry)
        return answer

    def _add(self, answer: dns.message.Message, question: dns.rrset.RRset, entry: str) -> None:
        if entry.startswith("cname:"):
            target = entry.removeprefix("cname:")
            answer.answer.append(dns.rrset.from_text(question.name, 1, "IN", "CNAME", target + "."))
            if target not in self.names:
                answer.set_rcode(dns.rcode.NXDOMAIN)
                return
            addresses = self.names[target]
            owner = dns.name.from_text(target)
        else:
            addresses, owner = [entry], question.name
        if addresses[0].startswith("next:"):
            listed = addresses[0].removeprefix("next:").split(",")
            addresses = [listed[min(self.asked[owner.to_text().rstrip(".")], len(listed)) - 1]]
        kind = "AAAA" if question.rdtype == dns.rdatatype.AAAA else "A"
        fitting = [a for a in addresses if (":" in a) == (kind == "AAAA")]
        if fitting:
            answer.answer.append(dns.rrset.from_text(owner, 0, "IN", kind, *fitting))
