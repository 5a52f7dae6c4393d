"""The progress bar: links done, hosts left, time left. Shown on terminals only."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from tools.linkcheck.engine import Plan
from tools.linkcheck.models import Judgement, Link
from tools.linkcheck.urls import WebUrl, parse

if TYPE_CHECKING:
    from rich.console import Console


_LULL = 0.1  # seconds between two looks at what is left


class Progress:
    """Counts what is done; `update` is called for each link found."""

    def __init__(self, plan: Plan, interval: float) -> None:
        """Count the links of *plan*; *interval* is the pace per host, in seconds."""
        self._interval = interval
        self._left: Counter[str] = Counter()
        for host, fetches in plan.fetches.items():
            self._left[host] = sum(len(fetch.links) for fetch in fetches)
        self.total = sum(self._left.values())
        self._refresh: Callable[[], None] = lambda: None

    def update(self, link: Link, _judgement: Judgement) -> None:
        """Take note that *link* is done."""
        parsed = parse(link.url)
        if isinstance(parsed, WebUrl):
            host = parsed.host.name
            self._left[host] -= 1
            if self._left[host] <= 0:
                del self._left[host]
        self._refresh()

    @property
    def left(self) -> Mapping[str, int]:
        """Links to do, by host."""
        return self._left

    def seconds_left(self) -> float:
        """Return the time that the pace per host makes certain; servers may take longer."""
        return max(self._left.values(), default=0) * self._interval

    @contextlib.contextmanager
    def shown_on(self, console: "Console") -> Iterator[None]:
        """Show the bar on *console* while the block runs."""
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[hosts]}"))
        with Bar(*columns, console=console, transient=True, refresh_per_second=8) as bar:
            task = bar.add_task("links", total=self.total, hosts="")

            shown = 0.0

            def refresh() -> None:
                nonlocal shown
                if time.monotonic() < shown + _LULL:
                    return  # to count what is left takes longer with every host
                shown = time.monotonic()
                done = self.total - sum(self._left.values())
                hosts = f"{len(self._left)} hosts left, {self.seconds_left():.0f} s or more"
                bar.update(task, completed=done, hosts=hosts)

            self._refresh = refresh
            refresh()
            yield
        self._refresh = lambda: None
