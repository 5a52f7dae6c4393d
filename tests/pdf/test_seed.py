"""The seed page, unmodified: everything on it reaches the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pdf.conftest import Pdf
from tests.pdf.structure import Element, structure
from tests.seed import MAIL_LINK, SECTIONS, WEB_ADDRESSES, WEB_LINKS

if TYPE_CHECKING:
    from tests.conftest import Build


@pytest.fixture(scope="module")
def pdf(seed: Build) -> Pdf:
    """The PDF of the guide that holds the seed page."""
    assert seed.status == 0, seed.errors
    return Pdf(path=seed.pdf)


def test_sections_are_bookmarks_below_the_title(pdf: Pdf) -> None:
    """The title is its substitution; every section is there, in order."""
    sections = [(2, title) for title in SECTIONS]

    assert pdf.outline[:2] == [(1, "Contents"), (1, "Addressing Physical Threats")]
    assert pdf.outline[2:8] == sections


def test_links_are_all_there(pdf: Pdf) -> None:
    """Ten web links to nine addresses, and the mail link of the shared substitution."""
    addresses = [a for a in pdf.addresses if not a.startswith("mailto:")]
    mail = [a for a in pdf.addresses if a.startswith("mailto:")]

    assert len(set(addresses)) == WEB_ADDRESSES
    assert set(mail) == {MAIL_LINK}
    in_text = [e for e in structure(pdf.path).find("Link") if 2 < _first_page(e) < _list_page(pdf)]
    assert len(in_text) == WEB_LINKS + 1


def _first_page(element: Element) -> int:
    return min(page for e in element.walk() for page, _ in e.contents)


def _list_page(pdf: Pdf) -> int:
    """Return the page where the list of links starts."""
    return next(i for i, text in enumerate(pdf.pages, 1) if text.startswith("Links "))


def test_bullets_stand_inside_their_numbered_item(pdf: Pdf) -> None:
    """The first action has three bullets below it, and the count goes on after them."""
    first = "If you or anyone in your office receives an attempt to threaten or intimidate"
    actions = next(
        e for e in structure(pdf.path).find("L") if len(e.find("LI")) == 6 and e.find("L")[1:]
    )

    assert first in pdf.text
    assert len(actions.find("L")) == 2
    assert "2. Learn about doxing" in pdf.text


def test_bold_words_are_bold(pdf: Pdf) -> None:
    """Call 911 stands out."""
    from tests.pdf.ink import runs

    bold = "".join(run.text for run in runs(pdf.path) if run.font == "GuideSans-Bold")

    assert "immediate risk to you or others, call 911." in bold.replace("\u00a0", " ")
    assert "do not wait, call 911" in bold


def test_label_without_a_colon_is_not_printed(pdf: Pdf) -> None:
    """It is a comment in RST; the build warns of it elsewhere."""
    assert "_Addressing" not in pdf.text
    assert "mike garcia" not in pdf.text
