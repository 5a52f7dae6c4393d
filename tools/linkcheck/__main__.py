"""Entry point of `python -m tools.linkcheck`."""

import io
import os
import sys

from tools.linkcheck.cli import main

if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for a terminal that knows ASCII only
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that hang in a look-up or a handshake must not keep the program from ending.
    os._exit(status)
