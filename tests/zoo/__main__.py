"""Run the zoo by hand: `python -m tests.zoo` prints its URLs and the checker's options, and serves."""

from __future__ import annotations

import shlex
import tempfile
import time
from pathlib import Path

from tests.zoo.server import Zoo


def main() -> None:
    """Serve until Ctrl-C."""
    with tempfile.TemporaryDirectory() as work, Zoo(Path(work)) as zoo:
        urls = Path(work) / "urls.txt"
        urls.write_text("".join(f"{ask.url}\n" for ask in zoo.asks), encoding="utf-8")
        for ask in zoo.asks:
            print(f"{ask.row:8} {ask.verdict:17} {ask.url}")
        options = [*zoo.options(), "--no-state", "--timeout", "2", "--host-interval", "0"]
        print(f"\npython -m tools.linkcheck --urls {urls} {shlex.join(options)}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
