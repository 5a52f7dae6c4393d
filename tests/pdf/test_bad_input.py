"""Pages that cannot be printed as they are: each says where, what and what to do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from tools.pdf.press import Job, Press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pdf.conftest import Built

HEAD = "A Guide\n=======\n\nWords.\n\n"  # five lines


def test_unknown_node_stops_the_build_with_its_name_and_place(make: Callable[..., Built]) -> None:
    """A node without a form in print is never dropped."""
    built = make(f"{HEAD}.. function:: f(x)\n\n   Words.\n")

    assert built.error.startswith("PDF error: ")
    assert "index.rst:6: the PDF has no form for this (node <desc>); say it with" in built.error
    assert not list(built.outdir.glob("*.pdf"))


def test_damaged_picture_is_named_with_its_page(make: Callable[..., Built]) -> None:
    """The error leads to the line of the image, not to the Typst source."""
    page = f"{HEAD}.. image:: a.png\n   :alt: a\n"
    built = make(page, {"a.png": b"no picture"})

    assert "index.rst:6: failed to decode image" in built.error
    assert "save the image anew as PNG, JPEG or SVG" in built.error


def test_damaged_drawing_is_named_with_its_page(make: Callable[..., Built]) -> None:
    """The same for an SVG, where Typst speaks of a line of the drawing."""
    page = f"{HEAD}.. figure:: a.svg\n   :alt: a\n"
    built = make(page, {"a.svg": "<svg><"})

    assert "index.rst:6: failed to parse SVG" in built.error


def test_missing_picture_gets_a_box_with_its_description(make: Callable[..., Built]) -> None:
    """Sphinx warns of the file; the PDF shows what should be there."""
    built = make(f"{HEAD}.. image:: nowhere.png\n   :alt: A map of precincts\n")

    assert "index.rst:6: WARNING: image file not readable: nowhere.png" in built.warnings
    assert "A map of precincts" in built.pdf().text


def test_picture_without_description_says_so_to_screen_readers(make: Callable[..., Built]) -> None:
    """A foreign guide without alt texts still builds as PDF/UA."""
    built = make(f"{HEAD}.. image:: plan.svg\n", {"plan.svg": SQUARE})

    assert not built.error
    assert "Image: plan.svg (no description)".encode("utf-16-be") in _strings(built)


def test_picture_of_another_server_is_not_fetched(make: Callable[..., Built]) -> None:
    """Building a guide makes no connections; the author learns what to do."""
    built = make(f"{HEAD}.. image:: https://192.0.2.1/a.png\n   :alt: Remote\n")

    assert "index.rst:6: WARNING: The PDF cannot show https://192.0.2.1/a.png" in built.warnings
    assert "save the image in the guide" in built.warnings
    assert "Remote" in built.pdf().text


def test_characters_without_a_glyph_are_spelled_out(make: Callable[..., Built]) -> None:
    """What no font can draw does not vanish: its name stands in its place, with a warning."""
    built = make(f"{HEAD}Vote \N{GRINNING FACE} now \N{CJK UNIFIED IDEOGRAPH-4E2D}.\n")

    assert "index.rst:6: WARNING: The fonts of the PDF have no \N{GRINNING FACE}" in (
        built.warnings
    )
    assert "Vote [grinning face] now [U+4E2D]." in built.pdf().text


def test_script_addresses_do_not_become_links(make: Callable[..., Built]) -> None:
    """Only addresses that a browser, a mail program or a phone opens are links."""
    built = make(
        f"{HEAD}`Run <javascript:alert(1)>`__, `local <file:///etc/passwd>`__, "
        "`web <https://example.org/>`__ and `call <tel:911>`__.\n"
    )

    assert set(built.pdf().addresses) == {"https://example.org/", "tel:911"}
    assert "Run, local, web" in built.pdf().text


def test_page_without_a_title_does_not_break_the_heading_levels(
    make: Callable[..., Built],
) -> None:
    """PDF/UA forbids to skip a level; a page below an untitled one moves up."""
    built = make(
        "A Guide\n=======\n\n.. toctree::\n\n   one\n",
        {"one.rst": "Words.\n\n.. toctree::\n\n   two\n", "two.rst": "Two\n===\n\nSub\n---\n"},
    )

    assert not built.error
    assert built.pdf().outline == [(1, "Contents"), (1, "Two"), (2, "Sub")]


def test_formula_is_printed_as_typed_with_a_warning(every_node: Built) -> None:
    """A formula is not dropped, and the author learns how it looks."""
    assert "a^2 + b^2 = c^2" in every_node.pdf("book").text
    assert "blocks.rst:92: WARNING: The PDF shows this formula as typed" in every_node.warnings


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def _strings(built: Built) -> bytes:
    """Return the strings of the structure tree of the PDF, as UTF-16."""
    import pikepdf

    with pikepdf.open(built.pdf().path) as pdf:
        alts = [
            str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    return "\n".join(alts).encode("utf-16-be")


@pytest.mark.parametrize("death", ["raise SystemExit(3)", "input()\nraise SystemExit(3)"])
def test_typst_that_ends_early_is_told(
    make: Callable[..., Built], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, death: str
) -> None:
    """As where the system has no memory left; before it was given a source, or after."""
    worker = tmp_path / "worker.py"
    worker.write_text(death)
    monkeypatch.setattr("tools.pdf.press.WORKER", worker)

    assert make("A\n=\n\nWords.\n").error == (
        "PDF error: Typst ended with status 3 before it had made guide.pdf: see whether"
        " the machine has run out of memory, and build again"
    )


def test_press_has_one_book_at_a_time(
    make: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process holds a whole one in memory; one that is set again waits for the others."""
    events: list[str] = []
    submit, report = Press.submit, Job.report.func

    def begin(press: Press, *args: Any, more: bool) -> Job:
        events.append("begun")
        return submit(press, *args, more=more)

    def end(job: Job) -> str:
        events.append("done")
        return report(job)

    monkeypatch.setattr(Press, "submit", begin)
    monkeypatch.setattr(Job, "report", cached_property(end))
    Job.report.__set_name__(Job, "report")
    built = make("A\n=\n\n🙂\n", {"b.rst": ":orphan:\n\nB\n=\n\n🙂\n"}, pdf_pages=["*"])

    assert not built.error
    assert events == ["begun", "done"] * 6  # three PDFs, each twice
