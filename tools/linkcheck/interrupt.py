"""Runs a job until it is done or somebody ends it."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def let_finish() -> Iterator[None]:
    """Put off a first Ctrl-C while what is known is written, which is soon done; obey a second."""
    before = signal.getsignal(signal.SIGINT)

    def put_off(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)

    with contextlib.suppress(ValueError):  # a thread of its own gets no signals
        signal.signal(signal.SIGINT, put_off)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, before)


def run_until_interrupt(job: Any) -> bool:
    """Run *job*; return false where Ctrl-C or SIGTERM ended it, without waiting for anything."""

    async def supervise() -> bool:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(job)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, stopped.set)
        waiter = asyncio.ensure_future(stopped.wait())
        await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
        finished = task.done()
        waiter.cancel()
        if not finished:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(asyncio.shield(asyncio.wait({task})), 0.5)
            return False
        task.result()
        return True

    # Not asyncio.run: it would wait for threads that hang in a look-up or a handshake.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(supervise())
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
