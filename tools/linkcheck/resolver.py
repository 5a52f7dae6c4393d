"""Names to addresses, once per run, with only the addresses that may be connected to."""

import asyncio
import socket
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

from tools.linkcheck.exchange import Fault
from tools.linkcheck.names import Host

TRIES = 3
PAUSE = 0.5  # seconds before the second try, doubled before the third
_MISSING = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Lookup(Protocol):
    """Turns a name into addresses; raises `socket.gaierror` as getaddrinfo does."""

    def __call__(self, name: str) -> list[str]:
        """Return the addresses of *name*."""
        ...


@dataclass(frozen=True, slots=True)
class Resolution:
    """The addresses of a host that may be used, or the fault and its reason."""

    addresses: tuple[str, ...] = ()
    fault: Fault | None = None
    reason: str = ""


def system_lookup(name: str) -> list[str]:
    """Ask the system's resolver; IPv6 and IPv4, in its order of preference."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def nameserver_lookup(server: str, port: int) -> Lookup:
    """Return a look-up that asks one name server only (for tests: a stub)."""
    import dns.exception
    import dns.rdatatype
    import dns.resolver

    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [server], port
    resolver.lifetime = resolver.timeout = 2.0

    def lookup(name: str) -> list[str]:
        found: list[str] = []
        try:
            for kind in (dns.rdatatype.AAAA, dns.rdatatype.A):
                answer = resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
                found += [record.to_text() for record in answer]
        except dns.resolver.NXDOMAIN as error:
            raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
        except (dns.exception.Timeout, dns.resolver.NoNameservers) as error:
            raise socket.gaierror(socket.EAI_AGAIN, "the name server failed") from error
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        return found

    return lookup


class Resolver:
    """Resolves each host once; `overrides` maps (host, port) to addresses, as curl's --resolve."""

    def __init__(
        self,
        *,
        is_allowed: Callable[[str], bool],
        overrides: Mapping[tuple[str, int], tuple[str, ...]] | None = None,
        lookup: Lookup = system_lookup,
        timeout: float = 10.0,
    ) -> None:
        """Ask *lookup* for names that *overrides* does not settle; *timeout* is in seconds."""
        self._is_allowed = is_allowed
        self._overrides = overrides or {}
        self._lookup = lookup
        self._timeout = timeout
        self._known: dict[str, asyncio.Task[Resolution]] = {}
        self._pool = _Threads(8)

    async def resolve(self, host: Host, port: int) -> Resolution:
        """Return the addresses to connect to, or why there are none."""
        if host.address is not None:
            return self._permit([str(host.address)], host.name)
        given = self._overrides.get((host.name, port)) or self._overrides.get((host.name, 0))
        if given:
            return self._permit(given, host.name)
        task = self._known.get(host.name)
        if task is None:
            task = asyncio.ensure_future(self._resolve_name(host.name))
            self._known[host.name] = task
        return task.result() if task.done() else await asyncio.shield(task)

    async def exists(self, name: str) -> bool:
        """Return whether *name* resolves at all: a sign that the network is there."""
        found = await self._ask(name)
        return found.fault is None

    async def _resolve_name(self, name: str) -> Resolution:
        if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, 6.3
            return self._permit(["127.0.0.1", "::1"], name)
        for attempt in range(TRIES):
            answer = await self._ask(name)
            final = answer.fault is Fault.NO_SUCH_NAME and attempt > 0
            if answer.fault is None or final:
                break
            if attempt < TRIES - 1:
                await asyncio.sleep(PAUSE * 2**attempt)
        return answer if answer.fault else self._permit(answer.addresses, name)

    async def _ask(self, name: str) -> Resolution:
        try:
            waiting = asyncio.wrap_future(self._pool.submit(self._lookup, name))
            return Resolution(tuple(await asyncio.wait_for(waiting, self._timeout)))
        except TimeoutError:
            return Resolution(fault=Fault.DNS, reason=f"no answer about the name {name}")
        except UnicodeError:
            return Resolution(fault=Fault.NO_SUCH_NAME, reason=f"the name {name} cannot exist")
        except OSError as error:
            if error.errno in _MISSING:
                return Resolution(
                    fault=Fault.NO_SUCH_NAME, reason=f"the name {name} does not exist"
                )
            return Resolution(fault=Fault.DNS, reason=f"the name {name} could not be looked up")

    def _permit(self, addresses: Iterable[str], name: str) -> Resolution:
        """Keep the addresses that may be used; none of them means the link is unsafe."""
        listed = list(addresses)
        good = tuple(address for address in listed if self._is_allowed(address))
        if good:
            return Resolution(good)
        shown = ", ".join(listed)
        reason = f"{name} is not a public address" if name.strip("[]") == shown else ""
        reason = reason or f"{name} leads to {shown}, which is not a public address"
        return Resolution(fault=Fault.UNSAFE, reason=reason)


class _Threads:
    """Daemon threads for look-ups: one that hangs must not keep the program from ending."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._started = 0
        self._jobs: SimpleQueue[tuple[Lookup, str, Future[list[str]]]] = SimpleQueue()

    def submit(self, lookup: Lookup, name: str) -> Future[list[str]]:
        future: Future[list[str]] = Future()
        self._jobs.put((lookup, name, future))
        if self._started < self._size:
            self._started += 1
            Thread(target=self._work, daemon=True).start()
        return future

    def _work(self) -> None:
        while True:
            lookup, name, future = self._jobs.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(lookup(name))
            except BaseException as error:
                future.set_exception(error)
