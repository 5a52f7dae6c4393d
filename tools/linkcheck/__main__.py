"""Entry point of `python -m tools.linkcheck`."""

import io
import os
import sys

from tools.linkcheck import STOPPED


def _null() -> io.TextIOWrapper:
    """Return a stream for a closed one: it takes all in vain; status and files remain."""
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


if __name__ == "__main__":
    sys.stdout, sys.stderr = sys.stdout or _null(), sys.stderr or _null()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for a terminal that knows ASCII only
    try:
        from tools.linkcheck.cli import main

        status = main()
    except KeyboardInterrupt:  # before the check, or after it: it has its own end
        print("linkcheck: stopped", file=sys.stderr)
        status = STOPPED
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that hang in a look-up or a handshake must not keep the program from ending.
    os._exit(status)
