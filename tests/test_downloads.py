"""The site lists the editions that it offers: sizes, pages and sums are those of the files."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

import pytest
from lxml import html
from pypdf import PdfReader

from tests.conftest import run_build, write_guide
from tools.archive import readable_size

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

INDEX = "G\n=\n\n.. toctree::\n\n   a/files\n   level\n   best-practices/one\n"
PAGE = "Files\n-----\n\n.. only:: html\n\n   .. downloads::\n"
OFFLINE = "election-security-guide-offline"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A guide with a page of downloads in a folder, built in every edition."""
    folder = tmp_path_factory.mktemp("downloads")
    write_guide(folder / "s", {"index": INDEX, "level": "Level 2: More\n-------------\n\na\n"})
    for name in ("a", "best-practices"):
        (folder / "s" / name).mkdir()
    (folder / "s" / "best-practices" / "one.rst").write_text("One\n---\n\na\n")
    (folder / "s" / "a" / "files.rst").write_text(PAGE)
    done = run_build(folder / "s", folder / "b", "html", "pdf", "epub", "zip", edition="")
    assert done.status == 0, done.errors
    return done


@pytest.fixture(scope="module")
def rows(built: Build) -> list[html.HtmlElement]:
    """The rows of the table."""
    return html.parse(built.html / "a" / "files.html").xpath("//table//tbody/tr")


def test_every_row_tells_the_truth_about_its_file(built: Build, rows: list) -> None:
    """Link, format, pages, size and sum, for the PDFs, the EPUB and the offline copy."""
    assert len(rows) >= 3

    for row in rows:
        name, kind, pages, size, digest = (cell.text_content().strip() for cell in row)
        (address,) = row.xpath(".//a/@href")
        file = (built.html / "a" / address).resolve()
        content = file.read_bytes()
        assert name
        assert kind.lower() == file.suffix[1:]
        assert pages == (str(len(PdfReader(file).pages)) if kind == "PDF" else "")
        assert size == readable_size(len(content))
        assert digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("page", "own"),
    [
        ("best-practices/one", {"best-practices/one.pdf": "One"}),
        (
            "level",
            {
                "level-2.pdf": "Election Security Guide: Level 2",
                "checklist-level-2.pdf": "Checklist: Level 2",
            },
        ),
        ("a/files", {}),
    ],
)
def test_page_offers_the_pdfs_that_are_about_it(
    built: Build, page: str, own: dict[str, str]
) -> None:
    """A practice that alone, the page of a level its editions; every page the whole guide."""
    offered = html.parse(built.html / f"{page}.html").xpath("//nav[@class='site-downloads']//a")
    links = {
        a.get("href").rpartition("downloads/")[2]: a for a in offered if a.get("download") == ""
    }
    texts = [f"Download: {title} (PDF)" for title in ["Election Security Guide", *own.values()]]

    assert list(links) == ["election-security-guide.pdf", *own]
    assert [a.text_content() for a in links.values()] == texts
    assert all((built.html / page).parent.joinpath(a.get("href")).is_file() for a in links.values())


def test_offline_copy_is_offered_and_does_not_point_at_itself(built: Build, rows: list) -> None:
    """The site links to the archive; inside the archive that link would lead nowhere."""
    (address,) = rows[-1].xpath(".//a/@href")
    archive = zipfile.ZipFile((built.html / "a" / address).resolve())
    inside = html.fromstring(archive.read(f"{OFFLINE}/a/files.html"))
    row = inside.xpath("//table//tbody/tr")[-1]

    assert "without a network" in row.text_content()
    assert [cell.text_content().strip() for cell in row[1:]] == ["ZIP", "", "", ""]
    assert not row.xpath(".//a")
    assert f"{OFFLINE}/downloads/election-security-guide.epub" in archive.namelist()


def test_site_alone_lists_only_what_it_has(built: Build, tmp_path: Path) -> None:
    """Without EPUB and archive, no row promises them."""
    source = built.folder.parent / "s"
    alone = run_build(source, tmp_path, "html")
    text = (alone.html / "a" / "files.html").read_text()

    assert "PDF" in text
    assert "EPUB" not in text
    assert "ZIP" not in text


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 kB"), (1499, "1 kB"), (999_499, "999 kB"), (1_500_000, "1.5 MB")]
)
def test_size_is_readable(count: int, text: str) -> None:
    """Powers of ten, as browsers show them."""
    assert readable_size(count) == text


def test_unchanged_editions_leave_the_page_alone(tmp_path: Path) -> None:
    """The page of downloads is written again only when there is something else to list."""
    source = write_guide(tmp_path / "s", {"index": "G\n=\n\n.. toctree::\n\n   files\n"})
    (source / "files.rst").write_text(PAGE)

    def written() -> tuple[int, str]:
        done = run_build(source, tmp_path / "b", "html", edition="")
        assert done.status == 0, done.errors
        page = tmp_path / "b" / ".work" / "html" / "files.html"
        return page.stat().st_mtime_ns, page.read_text()

    before = written()
    assert written() == before

    (source / "index.rst").write_text(
        "Guide of More Words\n===================\n\n.. toctree::\n\n   files\n"
    )
    assert written()[1] != before[1], "the PDF has changed, and with it its sum"
