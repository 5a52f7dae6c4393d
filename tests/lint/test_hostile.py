"""A page from somebody who means harm: named by the linter, and harmless in every edition."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest

from tests.conftest import run_build, write_guide
from tests.lint.pages import codes
from tools.lint.run import Linter, read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

HOSTILE = """\
:priority: Level 1

.. |bp_title| replace:: Hostile <script>alert(1)</script> Page

.. _hostile-page:

|bp_title|
----------

`x <javascript:alert(1)>`_ and `y <data:text/html,alert(2)>`_ and
`z <JaVaScRiPt:alert(3)>`_ and `file <file:///etc/passwd>`_

.. raw:: html

   <script>alert(4)</script>

.. raw:: typst

   #read("secret.txt")

.. include:: secret.txt

.. literalinclude:: secret.txt

.. literalinclude:: ../outside.txt

.. csv-table:: Accounts
   :file: secret.txt

.. csv-table:: Accounts
   :url: file:///etc/passwd

.. role:: markup(raw)
   :format: html

:markup:`<script>alert(5)</script>`

.. only:: __import__("pathlib").Path("{marker}").touch()

   Hidden.

.. image:: https://tracker.example/pixel.png
   :alt: pixel

Goals
*****

#. =cmd|'/C calc'!A0
#. #eval("panic()") and #read("secret.txt") $x^2$ ``#import "x"``

Actions
*******

#. =HYPERLINK("https://evil.example","click")

   * +1+cmd|'/C calc'!A0
   * -2+3
   * @SUM(1+1)

#. <img src=x onerror=alert(6)> & <b>bold</b> "quoted"
#. #include "secret.txt" @label <label> `raw` \\u{{1F600}}

Cost-Effective Tools
********************

* `=cmd|calc <https://tools.example/?a=<b>&c="d">`_: =1+1

Learn More
**********

* `</script><script>alert(7)</script> <https://reading.example>`_

Mapping to CIS Controls and Safeguards
**************************************

* 11.5: =1+1 (|Maturity2| maturity)

Mapping to CIS Handbook Best Practices
**************************************

* 21
"""


@pytest.fixture(scope="module")
def marker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that only code from the page could make."""
    return tmp_path_factory.mktemp("marker") / "ran"


@pytest.fixture(scope="module")
def built(marker: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A guide with the hostile page and a secret beside it."""
    folder = tmp_path_factory.mktemp("hostile")
    source = write_guide(folder / "s", {"hostile": HOSTILE.format(marker=marker)})
    (source / "secret.txt").write_text("hunter2")
    (folder / "outside.txt").write_text("hunter2")
    return run_build(source, folder / "b", "html", "pdf")


def test_linter_names_each_attempt(tmp_path: Path, marker: Path) -> None:
    """Scripts, raw markup, files, expressions and pictures from elsewhere are errors."""
    page = tmp_path / "hostile.rst"
    page.write_text(HOSTILE.format(marker=marker))
    errors = [found for found in Linter().check(read(page)) if found.severity == "error"]

    assert {"BP508", "BP902", "BP904", "BP605"} <= codes(errors)
    lines = page.read_text().splitlines()
    wanted = [
        n for n, text in enumerate(lines, 1) if re.match(r"\.\. (raw|include|literalinc|csv)", text)
    ]
    named = {found.line for found in errors if found.code == "BP902"}
    assert [n for n in wanted if not any(abs(n - line) <= 3 for line in named)] == []
    assert len([found for found in errors if found.code == "BP508"]) == 4
    assert not marker.exists()


def test_build_says_what_it_refused_and_goes_on(built: Build, marker: Path) -> None:
    """Every warning names the line; nothing of the page ran."""
    assert built.status == 0, built.errors
    assert len(built.warnings) >= 10
    assert all(re.search(r"hostile\.rst:\d+: ", warning) for warning in built.warnings), (
        built.errors
    )
    assert not marker.exists()


def test_site_holds_no_script_no_secret_no_tracker(built: Build) -> None:
    """Neither the page nor the index, the search or any derived list."""
    texts = [
        p for p in built.html.rglob("*") if p.suffix in {".html", ".js", ".json", ".xml", ".txt"}
    ]
    found = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in texts}

    assert "hostile.html" in found
    for name, text in found.items():
        assert "hunter2" not in text, name
        assert "tracker.example" not in text, name
        if name.endswith(".html"):
            assert not re.search(
                r"<script[^>]*>\s*alert|<b>bold|href=[\"']?\s*(?:javascript|data):|<img[^>]*onerror",
                text,
                re.I,
            ), name
            assert not re.search(r"<script>alert", text), name


def test_pdf_prints_typst_code_as_text(built: Build) -> None:
    """What looks like Typst is words; no file is read."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(built.pdf).pages)
    plain = re.sub(r"\s+", "", text)

    straight = re.sub("[\u201c\u201d]", '"', plain)
    assert '#eval("panic()")and#read("secret.txt")$x^2$#import"x"' in straight
    assert "hunter2" not in text


def test_tables_hold_no_formula(built: Build) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe, or is plain text."""
    tables = sorted(built.html.rglob("*.csv"))
    assert tables
    for path in tables:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            assert not [
                cell
                for cell in row
                if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and cell not in {"-"}
            ]
    books = sorted(built.html.rglob("*.xlsx"))
    assert books
    for path in books:
        for sheet in openpyxl.load_workbook(path):
            formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
            assert not [f for f in formulas if re.search(r"cmd|HYPERLINK|SUM\(1\+1", str(f))]


def test_data_is_json_with_the_words_as_words(built: Build) -> None:
    """The action is there, as text; it closes no script element that it may be put into."""
    (path,) = built.html.rglob("guide.json")
    guide = json.loads(path.read_text(encoding="utf-8"))

    texts = json.dumps(guide)
    assert "onerror=alert(6)" in texts
    (practice,) = guide["practices"]
    assert len(practice["actions"]) == 3
