"""What other guides write and ours does not: boxes, code, citations, fields, tables of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.conftest import run_build, write_guide
from tests.site.test_accessibility import LOOKS, look, still, violations
from tests.site.test_validity import errors_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Build

__all__ = ["still"]  # a fixture

BOXES = "note tip important warning danger caution attention error hint seealso".split()

PAGE = (
    "Constructs\n==========\n\n"
    + "\n".join(
        f".. {name}:: Words with a `link <https://example.org>`_ and ``code``.\n" for name in BOXES
    )
    + """
.. admonition:: Its own title

   Text.

.. topic:: Topic

   Text.

.. versionadded:: 1.0
   New.

.. code-block:: python

   def double(x: int) -> str:  # a comment
       \"\"\"Words.\"\"\"
       return f"{x!r}" + 'a' * 200 if x > 1.5 else None

.. parsed-literal::

   a *b* `c <https://example.org>`_

.. rubric:: Rubric

Text [#f]_ and [Doe]_.

.. [#f] A footnote.
.. [Doe] A citation.

:Field: Value

-a  option

| one
|   two

.. list-table:: Caption
   :header-rows: 1
   :stub-columns: 1
   :width: 50%
   :widths: 10 90

   * -
     - Head
   * - Side
     - Cell

.. figure:: dot.svg
   :alt: A dot.
   :width: 50%
   :align: center

   A caption.
"""
)
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><circle r="9"/></svg>'


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A guide of one page with all of them, and a visible table of contents."""
    folder = tmp_path_factory.mktemp("constructs")
    index = "Guide\n=====\n\n.. toctree::\n   :caption: Contents\n\n   page\n"
    source = write_guide(folder / "source", {"page": PAGE, "index": index})
    (source / "dot.svg").write_text(DOT)
    built = run_build(source, folder / "build", "html")
    assert built.status == 0, built.errors
    return built


@pytest.mark.parametrize("name", ["page.html", "index.html"])
def test_axe_finds_nothing_on_constructs(name: str, constructs: Build, still: Page) -> None:
    """Titles of boxes and the colours of code can be read, in light and dark."""
    still.goto((constructs.html / name).as_uri())
    found = {}
    for width, scheme in LOOKS:
        look(still, width, scheme)
        if wrong := violations(still):
            found[width, scheme] = wrong

    assert not found


def test_long_code_does_not_widen_a_phone(constructs: Build, still: Page) -> None:
    """It wraps."""
    still.goto((constructs.html / "page.html").as_uri())
    look(still, 320, "light")

    assert still.evaluate("document.documentElement.scrollWidth") == 320


def test_links_differ_from_words_by_more_than_colour(constructs: Build, still: Page) -> None:
    """Underlined wherever they stand in a sentence."""
    still.goto((constructs.html / "page.html").as_uri())
    lines = still.evaluate(
        "[...document.querySelectorAll('.rst-content p a[href^=http]')]"
        ".map((e) => getComputedStyle(e).textDecorationLine)"
    )

    assert len(lines) == len(BOXES)
    assert set(lines) == {"underline"}


def test_widths_are_classes(constructs: Build) -> None:
    """Given shares of a table; a share for a picture has no place in HTML and is left out."""
    tree = html.parse(constructs.html / "page.html")

    assert tree.xpath("//col/@class") == ["w-10", "w-90"]
    assert tree.xpath("//figure//img/@width") == ["40"]
    assert tree.xpath("//figure//img/@height") == ["20"]
    assert not tree.xpath("//@style")


def test_empty_corner_of_a_table_is_no_header(constructs: Build) -> None:
    """The others head their row or column."""
    tree = html.parse(constructs.html / "page.html")
    cells = [(cell.tag, cell.get("scope")) for cell in tree.xpath("//table[caption]//tr/*")]

    assert cells == [("td", None), ("th", "col"), ("th", "row"), ("td", None)]


def test_code_brings_its_colours_along(constructs: Build) -> None:
    """Pages without code do not load them."""
    sheets = {
        name: html.parse(constructs.html / name).xpath("//link[@rel='stylesheet']/@href")
        for name in ("page.html", "index.html")
    }

    assert any("pygments.css" in href for href in sheets["page.html"])
    assert not any("pygments.css" in href for href in sheets["index.html"])


def test_constructs_are_valid(constructs: Build) -> None:
    """The Nu checker has no error for them."""
    assert errors_of(constructs.html) == []
