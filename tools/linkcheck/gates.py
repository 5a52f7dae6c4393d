"""Politeness: how many requests a host gets at a time, how fast, and when we leave it alone."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.linkcheck.exchange import HOST_FAULTS, Exchange, Fault

# After this many faults in a row the rest of a host is left for the next run.
HOST_FAULT_LIMIT = 3
SERVER_ERROR_LIMIT = 5


@dataclass(slots=True)
class Breaker:
    """Counts faults in a row; opens when they show that the host, not a page, is in trouble."""

    timeouts: int = 0
    host_faults: int = 0
    server_errors: int = 0
    urls: set[str] = field(default_factory=set)
    reason: str = ""

    def record(self, exchange: Exchange) -> None:
        """Take note of how one request ended."""
        fault, status = exchange.fault, exchange.status or 0
        if fault is None and status < 500:
            self.timeouts = self.host_faults = self.server_errors = 0
            self.urls.clear()
            return
        self.urls.add(exchange.url)
        if fault in HOST_FAULTS:
            self.host_faults += 1
        elif fault is Fault.TIMEOUT and status == 0:
            self.timeouts += 1
        elif status >= 500 and status != 999:
            self.server_errors += 1
        self._decide(fault)

    def _decide(self, fault: Fault | None) -> None:
        """Open for a host that cannot be reached, or for faults on more than one page."""
        several = len(self.urls) > 1
        if self.host_faults >= HOST_FAULT_LIMIT and fault is not None:
            self.reason = "the host could not be connected to"
        elif several and self.timeouts >= HOST_FAULT_LIMIT:
            self.reason = f"{self.timeouts} requests to this host timed out"
        elif several and self.server_errors >= SERVER_ERROR_LIMIT:
            self.reason = f"this host answered {self.server_errors} requests with a server error"


class Gate:
    """Lets requests to one host through: so many at a time, so far apart (`async with`).

    *interval* is in seconds; `not_before` moves when a host asks us to wait.
    """

    def __init__(self, connections: int, interval: float, clock: Callable[[], float]) -> None:
        """Let *connections* requests through at a time, *interval* seconds apart."""
        self.interval = interval
        self.breakers: dict[int, Breaker] = {}
        self._clock = clock
        self._slots = asyncio.Semaphore(connections)
        self._pace = asyncio.Lock()
        self._next = 0.0

    def breaker(self, port: int) -> Breaker:
        """Return the breaker of one port: services on a host fail apart from each other."""
        return self.breakers.setdefault(port, Breaker())

    def hold(self, seconds: float) -> None:
        """Start no request to this host for *seconds*."""
        self._next = max(self._next, self._clock() + seconds)

    async def __aenter__(self) -> None:
        """Wait for a free slot and for the pace."""
        await self._slots.acquire()
        if self.interval or self._next:
            try:
                await self._keep_pace()
            except BaseException:
                self._slots.release()
                raise

    async def _keep_pace(self) -> None:
        async with self._pace:
            wait = self._next - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
            self._next = self._clock() + self.interval if self.interval else 0.0

    async def __aexit__(self, *_: object) -> None:
        """Give the slot back."""
        self._slots.release()


class Gates:
    """The gates of all hosts, and the limit over all of them."""

    def __init__(
        self,
        *,
        concurrency: int,
        connections: Callable[[str], int],
        interval: Callable[[str], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the limits of a host from *connections* and *interval*."""
        self._connections = connections
        self._interval = interval
        self._clock = clock
        self._gates: dict[str, Gate] = {}
        self.everyone = asyncio.Semaphore(concurrency)

    def of(self, host: str) -> Gate:
        """Return the gate of *host*."""
        gate = self._gates.get(host)
        if gate is None:
            gate = Gate(self._connections(host), self._interval(host), self._clock)
            self._gates[host] = gate
        return gate
