"""The builder: what a PDF holds besides its pages, and what becomes of the former one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.pdf.conftest import Built, build
from tests.pdf.press import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "A Guide\n=======\n\nWords.\n\n.. toctree::\n\n   one\n"
ONE = "One\n===\n\nWords.\n"


def test_pdf_says_its_title_language_and_standards(every_node: Built) -> None:
    """Readers and assistive technology learn what the PDF is from its properties."""
    with pikepdf.open(every_node.pdf("book").path) as pdf:
        meta = pdf.open_metadata()

        assert str(pdf.Root.Lang) == "en"
        assert meta["dc:title"] == "Every Node"
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_fonts_are_the_themes_and_embedded(every_node: Built) -> None:
    """Site and PDF share one face, which travels with the file."""
    with pikepdf.open(every_node.pdf("book").path) as pdf:
        fonts = {
            str(font.BaseFont).partition("+")[2]: "/FontDescriptor" in font.DescendantFonts[0]
            for page in pdf.pages
            for font in page.Resources.get("/Font", {}).values()
        }

    assert {"GuideSans-Regular", "GuideSans-Bold", "GuideSlab-Bold"} <= set(fonts)
    assert all(fonts.values())


def test_other_alphabets_come_from_the_whole_font() -> None:
    """The fonts cut for English lack them; they look like the rest, not like code."""
    fonts = {
        str(font["/BaseFont"]).partition("+")[2]
        for font in compiled("Board, \u0158\u016f\u017e\u0435, *\u0416*")
        .pages[0]["/Resources"]["/Font"]
        .values()
    }

    assert {"GuideSans-Regular", "Lato-Regular", "Lato-Bold"} <= fonts
    assert not any("Mono" in name for name in fonts)


def test_pages_are_us_letter(every_node: Built) -> None:
    """American offices print on Letter."""
    with pikepdf.open(every_node.pdf("book").path) as pdf:
        sizes = {tuple(map(float, page.MediaBox)) for page in pdf.pages}

    assert sizes == {(0, 0, 612, 792)}


def test_paper_can_be_a4(make: Callable[..., Built]) -> None:
    """`pdf_paper` turns the guide to A4."""
    built = make(PAGE, {"one.rst": ONE}, pdf_paper="a4")
    with pikepdf.open(built.pdf().path) as pdf:
        width, height = map(float, pdf.pages[0].MediaBox[2:])

    assert (round(width), round(height)) == (595, 842)


def test_title_page_tells_title_release_and_date(every_node: Built) -> None:
    """A printed copy says what it is and how old it is."""
    first = every_node.pdf("book").pages[0]

    assert first == "Every Node A test book Version 1.0 November 18, 2026 The testers"


def test_contents_list_headings_with_their_page(every_node: Built) -> None:
    """The page that the contents name is the page where the heading stands."""
    pages = every_node.pdf("book").pages
    listed = next(i for i, text in enumerate(pages, 1) if "Glossary" in text and i > 2)

    assert pages[1].startswith("Contents")
    assert f"Glossary {'. ' * 3}" in pages[1]
    assert pages[1].partition("Glossary")[2].split("Chapters")[0].strip(" .\u2060") == str(listed)


def test_pages_are_numbered_and_bear_the_title_of_their_page(every_node: Built) -> None:
    """A loose sheet says where it belongs."""
    pages = every_node.pdf("book").pages
    sheet = next(i for i, text in enumerate(pages) if "captioned" in text)

    assert f"{sheet + 1} of {len(pages)}" in pages[sheet]
    assert pages[sheet].startswith("Blocks Every Node")


def test_bookmarks_nest_like_the_guide(every_node: Built) -> None:
    """Captions of the root's toctrees are parts; pages and their sections nest below."""
    assert every_node.pdf("book").outline == [
        (1, "Contents"),
        (1, "Every Node"),
        (2, "Start here"),
        (1, "Words"),
        (2, "Inline markup"),
        (3, "Second level"),
        (4, "Third level"),
        (2, "Lists"),
        (2, "Blocks"),
        (3, "Subsection"),
        (1, "Pictures & tables"),
        (2, "Tables"),
        (2, "Figures"),
        (1, "Glossary"),
        (1, "Chapters"),
        (2, "Below"),
        (3, "Deep"),
        (1, "Links"),
    ]


def test_two_builds_give_the_same_bytes(
    every_node: Built, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two builds of one source in two folders are identical."""
    source = Path(__file__).parent / "roots" / "every-node"
    again = build(source, tmp_path / "build")

    assert again.pdf("book").data == every_node.pdf("book").data


def test_every_edition_is_written(make: Callable[..., Built]) -> None:
    """Each entry of `pdf_editions` gives one file, from the page it names."""
    built = make(
        PAGE,
        {"one.rst": ONE},
        pdf_editions={"all": {"title": "All", "root": "index"}, "o": {"title": "O", "root": "one"}},
    )

    assert sorted(path.name for path in built.outdir.glob("*")) == ["all.pdf", "o.pdf"]
    assert [title for _, title in built.pdf("all").outline] == ["Contents", "A Guide", "One"]
    assert [title for _, title in built.pdf("o").outline] == ["One"]


def test_failed_build_leaves_the_former_pdf(make: Callable[..., Built]) -> None:
    """Readers keep what they had while the author mends a page."""
    before = make(PAGE, {"one.rst": ONE}).pdf().data
    after = make(PAGE, {"one.rst": f"{ONE}\n.. function:: f(x)\n"})

    assert "one.rst:6" in after.error
    assert after.pdf().data == before
    assert [path.name for path in after.outdir.iterdir()] == ["guide.pdf"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pdf_paper": "legal"}, "pdf_paper must be a4 or us-letter, not 'legal'"),
        (
            {"pdf_editions": {"x": {"title": "X", "root": "nowhere"}}},
            "pdf_editions['x']: there is no document 'nowhere'",
        ),
        (
            {"pdf_editions": {"x": {"title": "X", "rot": "index"}}},
            "pdf_editions['x']: unknown key 'rot'; write root",
        ),
        ({"pdf_editions": {"x": {"root": "index"}}}, "pdf_editions['x']: title must be given"),
        ({"pdf_editions": {"x": "index"}}, "pdf_editions['x']: the value must be a dict"),
        (
            {"pdf_editions": {"x": {"title": "X", "root": "index", "level": "Level 9"}}},
            "pdf_editions['x']: level must be Level 1 or Level 2 or Level 3, not 'Level 9'",
        ),
        (
            {"pdf_editions": {"x": {"title": "X", "root": "index", "kind": "poster"}}},
            "pdf_editions['x']: kind must be book or checklist, not 'poster'",
        ),
        (
            {"pdf_editions": {"x": {"title": 5, "root": "index"}}},
            "pdf_editions['x']: title must be a string, not 5",
        ),
        (
            {"pdf_editions": {"../x": {"title": "X", "root": "index"}}},
            "pdf_editions['../x']: the key must be a file name",
        ),
    ],
)
def test_wrong_setting_is_explained(
    make: Callable[..., Built], settings: dict[str, object], message: str
) -> None:
    """A mistake in conf.py names the setting and what it may be."""
    built = make(PAGE, {"one.rst": ONE}, **settings)

    assert f"conf.py: {message}" in built.error
