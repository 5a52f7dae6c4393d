"""The build driver: publishes what succeeded, keeps what was there, explains what failed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Build, run_build, write_guide

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ".. |bp_title| replace:: Backups\n\n|bp_title|\n----------\n\nText.\n"

FAULTS = {
    "RST error": (PAGE + "\n**open\n", "page.rst:8: ", "close what was opened"),
    "substitution": (PAGE + "\n|eiisac_mail|\n", "page.rst:8: ", "did you mean '|eiisac_email|'?"),
    "image": (PAGE + "\n.. image:: gone.png\n   :alt: x\n", "page.rst:8: ", "put the picture"),
    "alternative text": (
        PAGE + "\n.. image:: dot.svg\n",
        "page.rst:8: ",
        "':alt: what the picture",
    ),
    "reference": (PAGE + "\n:ref:`nowhere`\n", "page.rst:8: ", "a label is written"),
}
"""A fault of the issue's list: the page, the place in the message, the advice in it."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A guide of one sound page."""
    folder = write_guide(tmp_path / "source", {"page": PAGE})
    (folder / "dot.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    )
    return folder


def contents(build: Build) -> dict[str, bytes]:
    """Return every published file with its bytes."""
    published = [p for name in ("html", "pdf") for p in (build.folder / name).rglob("*")]
    return {str(p.relative_to(build.folder)): p.read_bytes() for p in published if p.is_file()}


def test_result_is_published_and_named(source: Path, tmp_path: Path) -> None:
    """The last line says where the site and the PDF are, and they are there."""
    built = run_build(source, tmp_path / "b", "--strict", "html", "pdf")

    assert built.status == 0, built.errors
    assert built.errors == ""
    assert f"{built.html / 'index.html'} (" in built.output
    assert f"{built.pdf} (" in built.output
    assert built.pdf.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_stops_the_build_and_loses_nothing(fault: str, source: Path, tmp_path: Path) -> None:
    """file:line, what is wrong, what to do; no traceback; the former site and PDF stay."""
    page, place, advice = FAULTS[fault]
    before = contents(run_build(source, tmp_path / "b", "--strict", "html", "pdf"))
    (source / "page.rst").write_text(page)

    failed = run_build(source, tmp_path / "b", "--strict", "html", "pdf")
    assert failed.status == 1
    assert [line for line in failed.warnings if place in line and advice in line], failed.errors
    assert "Traceback" not in failed.errors
    assert len(before) > 5
    assert contents(failed) == before


def test_fault_is_reported_again_until_it_is_mended(source: Path, tmp_path: Path) -> None:
    """Sphinx alone would forget the fault of an unchanged page, and publish it."""
    (source / "page.rst").write_text(FAULTS["RST error"][0])
    first = run_build(source, tmp_path / "b", "--strict", "html", "pdf")
    second = run_build(source, tmp_path / "b", "--strict", "html", "pdf")
    (source / "page.rst").write_text(PAGE)
    mended = run_build(source, tmp_path / "b", "--strict", "html", "pdf")

    assert (first.status, second.status, mended.status) == (1, 1, 0)
    assert first.warnings == second.warnings


def test_each_warning_is_said_once_for_all_editions(source: Path, tmp_path: Path) -> None:
    """A broken reference is found by the PDF and by the site, and reported once."""
    (source / "page.rst").write_text(FAULTS["reference"][0])
    built = run_build(source, tmp_path / "b", "html", "pdf")

    assert built.status == 0
    assert len(built.warnings) == 1


def test_deleted_page_is_gone_from_the_site(source: Path, tmp_path: Path) -> None:
    """Sphinx alone would leave its HTML behind, found by search engines for years."""
    other = source / "other.rst"
    other.write_text("Other\n-----\n")
    index = source / "index.rst"
    with_other = index.read_text() + "   other\n"
    without = index.read_text()
    index.write_text(with_other)
    first = run_build(source, tmp_path / "b", "--strict", "html")
    was_there = (first.html / "other.html").exists()
    other.unlink()
    index.write_text(without)
    second = run_build(source, tmp_path / "b", "--strict", "html")

    assert was_there
    assert second.status == 0, second.errors
    assert not (second.html / "other.html").exists()
    assert (second.html / "page.html").exists()


def test_changed_title_shows_in_the_site_and_the_pdf(source: Path, tmp_path: Path) -> None:
    """An incremental build rewrites what the change touches."""
    run_build(source, tmp_path / "b", "--strict", "html", "pdf")
    (source / "page.rst").write_text(PAGE.replace("Backups", "Safe Copies"))
    built = run_build(source, tmp_path / "b", "--strict", "html", "pdf")

    assert "Safe Copies" in (built.html / "index.html").read_text()
    assert "Backups" not in (built.html / "index.html").read_text()


def test_two_builds_are_identical(source: Path, tmp_path: Path) -> None:
    """The same pages at the same SOURCE_DATE_EPOCH give the same bytes."""
    one = run_build(source, tmp_path / "one", "--strict", "html", "pdf")
    two = run_build(source, tmp_path / "two", "--strict", "html", "pdf")

    assert contents(one)
    assert contents(one) == contents(two)


def test_more_processes_make_the_same_files(tmp_path: Path) -> None:
    """Sphinx reads and writes in several processes where there are enough pages to share out."""
    pages = {
        f"page-{number}": PAGE.replace("replace:: ", f"replace:: {number} ") for number in range(9)
    }
    guide = write_guide(tmp_path / "source", pages)
    (guide / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    one = run_build(guide, tmp_path / "one", "html")
    two = run_build(guide, tmp_path / "two", "--jobs", "3", "html")

    assert two.status == 0, two.errors
    assert len(contents(one)) > 9
    assert contents(one) == contents(two)


def test_folder_without_index_is_a_usage_error(tmp_path: Path) -> None:
    """The message names the folder and says what to do."""
    built = run_build(tmp_path, tmp_path / "b")

    assert built.status == 2
    assert str(tmp_path) in built.errors
    assert "SOURCE=" in built.errors
    assert "Traceback" not in built.errors


def test_make_help_lists_every_target() -> None:
    """Each target that the Makefile declares has a line of help."""
    makefile = (ROOT / "Makefile").read_text()
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)).split()
    helped = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))

    assert phony
    assert helped == set(phony)
