"""Checks the guide's references: collect, fetch, judge and report, each in modules of its own.

`python -m tools.linkcheck --help` lists the options; `links.toml` holds the policy.
"""
