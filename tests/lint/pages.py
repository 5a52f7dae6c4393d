"""A page without any finding, and how the tests of the rules spoil it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from tools.lint.project import Project, Settings
from tools.lint.run import Linter, Source

if TYPE_CHECKING:
    from tools.lint.findings import Finding

SETTINGS = Settings(
    epilog=".. |Maturity1| replace:: Level 1\n.. |Maturity2| replace:: Level 2\n"
    ".. |Maturity3| replace:: Level 3\n.. |eiisac_email| replace:: elections@cisecurity.org",
    level_names=("Level 1", "Level 2", "Level 3"),
)
SOURCE = ROOT / "no-such-folder" / "source"
"""Where the guide of the tests would be; all its pages are given as text."""

TODAY = date.today().isoformat()
"""Day of the last review: an old one would be a finding."""

WORDS = "The clerk opens the folder, reads each name aloud, and the supervisor answers in writing. "

CLEAN = f"""\
..
  Created by: the guide's contributors
  To: help election offices keep copies

:priority: Level 1
:reviewed: {TODAY}

.. |bp_title| replace:: Keeping Copies

.. _keeping-copies:

|bp_title|
----------

{(WORDS * 28).strip()}

Goals
*****

#. Keep a copy of each list. (|Maturity1| maturity)
#. Prove that the copy opens. (|Maturity2| maturity)

Actions
*******

#. Copy the list every week. The clerk signs the log.

#. Store one copy in the safe:

   * the list of voters;
   * the list of :term:`poll workers <poll worker>`.

|Maturity2| Maturity
^^^^^^^^^^^^^^^^^^^^

#. Open one copy each month. The clerk shows the supervisor what is in it.

Cost-Effective Tools
********************

* `Copy Guide (PDF) <https://copies.example.gov/guide.pdf>`_: a guide for clerks.

Learn More
**********

* `More on Copies <https://copies.example.gov>`_: a page for clerks.
* Contact |eiisac_email| for more information.

Mapping to CIS Controls and Safeguards
**************************************

* 11.2: Perform Automated Backups (|Maturity1| maturity)
* 11.5: Test Data Recovery (|Maturity2| maturity)

Mapping to CIS Handbook Best Practices
**************************************

* 21, 60
"""

INDEX = """\
.. _guide:

Guide
=====

.. toctree::

   best-practices/keeping-copies
   glossary
"""

GLOSSARY = """\
.. _glossary:

Glossary
========

.. glossary::

   poll worker
      A person who serves voters on election day.

   phishing
      A message that lures people into giving away a password.
"""


def spoiled(old: str, new: str) -> str:
    """Return the clean page with *old* (there once or more) replaced by *new*, once."""
    assert old in CLEAN, old
    return CLEAN.replace(old, new, 1)


def lint(
    text: str,
    path: str = "best-practices/keeping-copies.rst",
    pages: dict[str, str] | None = None,
) -> list[Finding]:
    """Return what the linter finds on the page *text*, in a guide with an index and a glossary."""
    return Linter().check(Source(path=SOURCE / path, text=text), guide(text, path, pages))


def guide(text: str, path: str, pages: dict[str, str] | None = None) -> Project:
    """Return the guide of the tests, with the page *text* at *path*."""
    others = {"index.rst": INDEX, "glossary.rst": GLOSSARY} if pages is None else pages
    texts = {SOURCE / name: content for name, content in (others | {path: text}).items()}
    return Project(source=SOURCE, settings=SETTINGS, overrides=texts)


def codes(findings: list[Finding]) -> set[str]:
    """Return the codes of *findings*."""
    return {found.code for found in findings}
