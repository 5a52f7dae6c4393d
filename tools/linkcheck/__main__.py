"""Entry point of `python -m tools.linkcheck`."""

import sys

from tools.linkcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
