"""The EPUB and the offline copy: whole, reproducible, and readable without a network."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.conftest import ROOT, run_build, write_guide
from tools.archive import write_zip

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The EPUB and the offline copy of our guide."""
    built = run_build(
        ROOT / "source", tmp_path_factory.mktemp("editions"), "--strict", "epub", "zip"
    )
    assert built.status == 0, built.errors
    return built


@pytest.fixture(scope="module")
def book(editions: Build) -> zipfile.ZipFile:
    """The EPUB, opened."""
    return zipfile.ZipFile(editions.folder / "epub" / "election-security-guide.epub")


def test_zip_depends_on_contents_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order of entries, file times and permissions leave no trace."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("1")
    two.write_text("2")
    write_zip([("one", one), ("two", two)], tmp_path / "first.zip")
    one.touch()
    two.chmod(0o600)
    write_zip([("two", two), ("one", one)], tmp_path / "second.zip")

    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    date = zipfile.ZipFile(tmp_path / "first.zip").infolist()[0].date_time
    assert date == (2026, 11, 18, 11, 6, 40)


def test_zip_without_date_takes_the_first_that_zip_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing SOURCE_DATE_EPOCH, or one before 1980, is no error."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    (tmp_path / "a").write_text("1")
    write_zip([("a", tmp_path / "a")], tmp_path / "a.zip")

    assert zipfile.ZipFile(tmp_path / "a.zip").infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_epub_begins_with_its_mimetype(book: zipfile.ZipFile) -> None:
    """Uncompressed, as the standard asks."""
    first = book.infolist()[0]

    assert first.filename == "mimetype"
    assert first.compress_type == zipfile.ZIP_STORED
    assert book.read(first) == b"application/epub+zip"
    assert book.testzip() is None


def test_epub_holds_every_page_and_its_contents(book: zipfile.ZipFile) -> None:
    """Each page of the guide is in the book and in its table of contents."""
    pages = {
        str(p.relative_to(ROOT / "source").with_suffix("")) for p in ROOT.glob("source/**/*.rst")
    }
    names = set(book.namelist())
    contents = etree.fromstring(book.read("nav.xhtml"))
    linked = {a.get("href").partition("#")[0] for a in contents.iter(f"{XHTML}a")}

    assert {f"{page}.xhtml" for page in pages} <= names
    assert {f"{page}.xhtml" for page in pages} <= linked


def test_epub_says_its_language_on_each_page(book: zipfile.ZipFile) -> None:
    """Voices that read it aloud need to know."""
    pages = [name for name in book.namelist() if name.endswith(".xhtml")]
    roots = [etree.fromstring(book.read(name)) for name in pages]

    assert {root.get("lang") for root in roots} == {"en"}
    assert {root.get("{http://www.w3.org/XML/1998/namespace}lang") for root in roots} == {"en"}


def test_epub_reads_well_on_a_small_screen(
    book: zipfile.ZipFile, tmp_path: Path, page: Page
) -> None:
    """Rows are as high as their words, and terms stand out."""
    book.extractall(tmp_path)
    page.set_viewport_size({"width": 600, "height": 800})
    page.goto((tmp_path / "best-practices" / "backups.xhtml").as_uri())
    row = page.locator("tr").filter(has_text="CIS safeguards").bounding_box()
    page.goto((tmp_path / "appendices" / "resources.xhtml").as_uri())
    weight = page.locator("dt").first.evaluate("dt => getComputedStyle(dt).fontWeight")

    assert row is not None
    assert row["height"] < 36  # one line of 16 pixels
    assert weight == "700"


def test_editions_are_reproducible(tmp_path: Path) -> None:
    """Two builds of the same pages give the same bytes."""
    page = "Page\n----\n\n.. figure:: /dot.svg\n   :alt: A dot.\n\n   Caption.\n"
    source = write_guide(tmp_path / "s", {"page": page})
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    (source / "dot.svg").write_text(drawing)
    first = run_build(source, tmp_path / "one", "epub", "zip")
    second = run_build(source, tmp_path / "two", "epub", "zip")

    for kind in ("epub", "zip"):
        (one,), (two,) = ((b.folder / kind).iterdir() for b in (first, second))
        assert one.read_bytes() == two.read_bytes()


def test_offline_copy_reads_and_searches_without_a_server(
    editions: Build,
    tmp_path: Path,
    page: Page,
) -> None:
    """Unpacked and opened from the disk: a page, the PDF, a search by its words."""
    (archive,) = (editions.folder / "zip").iterdir()
    zipfile.ZipFile(archive).extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    page.goto((folder / "search.html").as_uri() + "?q=ransomware")
    page.wait_for_selector("#search-results ul li a")
    results = page.locator("#search-results ul li a").all_inner_texts()

    assert "Backups" in results
    assert (folder / "downloads" / "election-security-guide.pdf").exists()
    assert not [url for url in asked if not url.startswith("file://")]


def test_epub_cover_is_a_picture_with_words(book: zipfile.ZipFile) -> None:
    """The cover shows in a reader's shelf, and a screen reader hears title and version."""
    package = book.read("content.opf").decode()
    cover = etree.fromstring(book.read("epub-cover.xhtml"))
    (image,) = cover.iter(f"{XHTML}img")

    assert book.read("_static/cover.png").startswith(b"\x89PNG")
    assert 'properties="cover-image"' in package or 'name="cover"' in package
    assert image.get("src") == "_static/cover.png"
    assert image.get("alt").startswith("Election Security Guide, version ")


def test_second_epub_in_the_same_folder_is_the_same(tmp_path: Path) -> None:
    """Sphinx alone packs the last cover as a second one, and pages that are gone."""
    source = write_guide(tmp_path / "s", {"page": "Page\n----\n"})
    book = tmp_path / "b" / "epub" / "election-security-guide.epub"
    run_build(source, tmp_path / "b", "epub")
    first = book.read_bytes()
    (source / "other.rst").write_text(":orphan:\n\nOther\n-----\n")
    run_build(source, tmp_path / "b", "epub")
    with_other = zipfile.ZipFile(book).namelist()
    (source / "other.rst").unlink()
    run_build(source, tmp_path / "b", "epub")

    assert "other.xhtml" in with_other
    assert book.read_bytes() == first
