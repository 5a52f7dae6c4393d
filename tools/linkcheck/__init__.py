"""Checks the guide's references: collect, fetch, judge and report, each in modules of its own.

`python -m tools.linkcheck --help` lists the options; `links.toml` holds the policy.
"""

STOPPED = 130  # exit status, as shells say of a program that Ctrl-C ended
