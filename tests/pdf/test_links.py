"""The list of links: numbers, organisations, order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.core import publish_doctree

from tools.pdf.links import OTHERS, Links
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pdf.conftest import Built

RST = """\
`Zeek <https://zeek.org/>`__, `CISA <https://www.cisa.gov/a>`__, `again <https://www.cisa.gov/a>`__,
`FBI <https://www.fbi.gov/>`__, `mail <mailto:a@example.org>`__, https://example.org/
"""
KNOWN = {"fbi.gov": "FBI", "cisa.gov": "CISA"}


def links(rst: str) -> Links:
    page = Writer("a", publish_doctree(rst), lambda _: None).page()
    return Links([page], KNOWN)


def test_links_are_grouped_by_organisation_and_numbered_in_that_order() -> None:
    """In the order of the link policy; others come last, by host."""
    groups = {name: [tuple(link) for link in group] for name, group in links(RST).groups.items()}

    assert list(groups) == ["FBI", "CISA", OTHERS]
    assert groups["CISA"] == [(2, "CISA", "https://www.cisa.gov/a")]
    assert [number for number, *_ in groups[OTHERS]] == [3, 4]
    assert groups[OTHERS][0][1:] == ("https://example.org/", "https://example.org/")


def test_address_has_one_number_wherever_it_stands() -> None:
    """Two links to one page are one entry; mail addresses are printed in the text."""
    assert len(links(RST).numbers) == 4


def test_number_stands_in_the_text_and_in_the_list(make: Callable[..., Built]) -> None:
    """A printed copy leads to the address that the screen hides."""
    policy = '[[organisation]]\nname = "FBI"\ndomains = ["fbi.gov"]\n'
    index = f"T\n=\n\n{RST}\n.. toctree::\n\n   a\n"
    pdf = make(index, {"links.toml": policy, "a.rst": "A\n=\n\nA.\n"}).pdf()
    page = next(text for text in pdf.pages if text.startswith("Links"))

    assert "Zeek[4], CISA[2], again[2], FBI[1], mail, https://example.org/" in pdf.text
    assert "FBI [1] FBI: https://www.fbi.gov/ Other organizations [2] CISA:" in page


def test_number_is_not_shown_where_the_address_stands_itself(make: Callable[..., Built]) -> None:
    """A bare address on paper says all."""
    pdf = make("T\n=\n\nSee https://example.org/ now.\n").pdf()

    assert "See https://example.org/ now." in pdf.text
