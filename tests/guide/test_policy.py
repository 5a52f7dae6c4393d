"""Pages from strangers neither run code nor read files, and pictures have words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import run_build, write_guide
from tests.guide.test_advice import sphinx_messages
from tools.guide.policy import is_safe_link

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "url",
    [
        "https://www.eac.gov",
        "http://x.example",
        "mailto:a@b.example",
        "tel:+1",
        "page.html#x",
        "#x",
    ],
)
def test_ordinary_links_are_safe(url: str) -> None:
    """Web, mail, phone and relative links pass."""
    assert is_safe_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "https://[::1",
    ],
)
def test_scripts_and_local_files_are_not_safe(url: str) -> None:
    """Anything that could run, or read the reader's disk, is refused however it is spelled."""
    assert not is_safe_link(url)


HOSTILE = """\
Page
----

`x <javascript:alert(1)>`_ and `y <data:text/html,1>`_

.. raw:: html

   <script>alert(1)</script>

.. include:: secret.txt

.. literalinclude:: secret.txt

.. csv-table:: t
   :file: secret.txt

.. image:: https://tracker.example/pixel.png
   :alt: pixel

.. image:: data:image/svg+xml,<svg onload=alert(1)>
   :alt: data
"""


def test_hostile_page_is_harmless(tmp_path: Path) -> None:
    """A hostile page in somebody's guide builds to a page without script, secret or tracker."""
    source = write_guide(tmp_path / "s", {"page": HOSTILE})
    (source / "secret.txt").write_text("hunter2")

    built = run_build(source, tmp_path / "b", "html")
    html = (built.html / "page.html").read_text()
    assert built.status == 0, built.errors
    assert len(built.warnings) >= 7
    for bad in ("javascript:", "data:text", "alert(1)", "hunter2", "tracker.example", "onload"):
        assert bad not in html


def test_image_without_alternative_text_is_named_at_its_line(tmp_path: Path) -> None:
    """Images and figures both; an image that is only decoration says so with an empty text."""
    page = "Page\n----\n\n.. image:: a.svg\n\n.. figure:: a.svg\n\n   Caption\n\n.. image:: a.svg\n"
    source = write_guide(tmp_path / "s", {"page": page + "   :alt:\n"})
    (source / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")

    messages = [line for line in sphinx_messages(source) if "alternative text" in line]
    assert [line.split(": ")[0].rpartition(":")[2] for line in messages] == ["4", "6"]
    assert all("':alt:" in line for line in messages)
