"""Spoiled pages: linter, fixer, reader and PDF writer never fail, never hang, never lose text.

`make fuzz` takes 2,000 examples, the same ones each time; `make fuzz-long` 50,000 new ones.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from hypothesis import given
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from tests.conftest import ROOT, write_guide
from tests.lint.mutants import letters, mutants, profile
from tests.lint.pages import SOURCE, guide
from tools.guide.exports.plain import guide_json
from tools.lint import registry
from tools.lint.fix import fix
from tools.lint.formats import FORMATS
from tools.lint.run import Linter, Source, decoded
from tools.pdf.assembly import Page as PdfPage
from tools.pdf.assembly import Part
from tools.pdf.binding import Binder
from tools.pdf.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.guide.model import Guide

PATH = "best-practices/keeping-copies.rst"
REPLACING = {"BP101", "BP102", "BP124", "BP301", "BP313", "BP507"}
"""Rules whose mend replaces words: a label, a heading, a level, a title, an address."""
MARKS_ONLY = [rule for code, rule in registry.load().items() if code not in REPLACING]


def linter_for(text: str, rules: object = None) -> Linter:
    """Return a linter whose guide holds the page *text*."""
    linter = Linter(rules)  # type: ignore[arg-type]
    project = guide(text, PATH)
    linter.project = lambda _path: project  # type: ignore[method-assign]
    return linter


@profile(900)
@given(mutants())
def test_linter_places_every_finding_on_the_page(text: str) -> None:
    """Findings lie within the page, can be printed in every format, and repeat themselves."""
    source = Source(path=SOURCE / PATH, text=text)
    findings = linter_for(text).check(source)

    lines = text.split("\n")
    for found in findings:
        assert 1 <= found.line <= found.end_line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert all(0 <= edit.start <= edit.end <= len(text) for edit in found.edits)
    printed = {name: printer(findings) for name, printer in FORMATS.items()}
    assert len(json.loads(printed["json"])) == len(findings)
    assert printed["text"].count("\n") == len(findings)
    assert printed["github"].count("\n") == len(findings)
    assert "\x1b" not in printed["text"] + printed["github"]


@profile(400)
@given(mutants())
def test_fixer_keeps_every_letter_and_comes_to_an_end(text: str) -> None:
    """Rules about marks and spaces change no letter, and a second run finds nothing to do."""
    linter = linter_for(text, MARKS_ONLY)
    before = linter.check(Source(path=SOURCE / PATH, text=text))
    fixed = fix(linter, Source(path=SOURCE / PATH, text=text))
    once = fixed.source.text

    numbers = re.compile(r"^[ \t]*\d{1,3}\.[ ]|^[ \t]*#\.[ ]", re.MULTILINE)
    assert letters(numbers.sub("", once)) == letters(numbers.sub("", text))
    assert fix(linter, Source(path=SOURCE / PATH, text=once)).source.text == once
    errors = [sum(each.severity == "error" for each in found) for found in (before, fixed.left)]
    assert errors[1] <= errors[0]


@profile(100)
@given(mutants())
def test_all_mends_together_come_to_an_end(text: str) -> None:
    """Also those that replace words."""
    linter = linter_for(text)
    once = fix(linter, Source(path=SOURCE / PATH, text=text)).source.text

    assert fix(linter, Source(path=SOURCE / PATH, text=once)).source.text == once


class Reading:
    """One guide of one page, read again for each example."""

    def __init__(self, app: Sphinx) -> None:
        """Read with *app*."""
        self.app = app

    def read(self, text: str) -> tuple[nodes.document, Guide, str]:
        """Return doctree, model and Typst source of the page *text*."""
        page = self.app.srcdir / "page.rst"
        page.write_text(text, encoding="utf-8", newline="")
        env, builder = self.app.env, self.app.builder
        env.clear_doc("page")
        builder.read_doc("page")
        env._pickled_doctree_cache.clear()
        doctree = env.get_doctree("page")
        raw = doctree.deepcopy()
        env.resolve_references(doctree, "page", builder)
        builder.post_process_images(doctree)  # type: ignore[attr-defined]
        source = Writer("page", doctree, lambda _node: None).page()
        written = Binder([Part(title="Part"), PdfPage(source=source, level=2)]).astext()
        return raw, env.domains["bp"].guide, written  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """A guide with the project's own configuration."""
    folder = tmp_path_factory.mktemp("fuzz")
    source = write_guide(folder / "source", {"page": "Page\n====\n\nText.\n"})
    with docutils_namespace():
        app = Sphinx(
            source, ROOT, folder / "out", folder / "doctrees", "pdf",
            status=None, warning=io.StringIO(), keep_going=True,
        )  # fmt: skip
        app.builder.read()
        yield Reading(app)


def shown_words(document: nodes.document) -> set[str]:
    """Return the words that readers of *document* are to see, without those in references."""
    hidden = (nodes.Invisible, nodes.system_message, nodes.raw, nodes.image, addnodes.only)
    found: set[str] = set()
    for node in document.findall(nodes.Text):
        parents: list[Any] = []
        parent = node.parent
        while parent is not None:
            parents.append(parent)
            parent = parent.parent
        if not any(isinstance(each, hidden) or "xref" in each.tagname for each in parents):
            found |= set(re.findall(r"(?<![A-Za-z])[A-Za-z]{3,15}(?![A-Za-z])", node.astext()))
    return found


@profile(600)
@given(mutants())
def test_reader_and_pdf_writer_lose_no_word(reading: Reading, text: str) -> None:
    """What docutils read is in the Typst source, and a practice's is in the model or reported."""
    doctree, model, typst = reading.read(text)
    wanted = shown_words(doctree)

    written = set(re.findall(r"[A-Za-z]{3,}", typst.replace("\\", "").replace("\u00ad", "")))
    joined = "".join(re.findall(r"[A-Za-z]+", typst))
    assert {word for word in wanted - written if word not in joined} == set()
    for practice in model.practices:
        said = repr(practice) + repr(model.findings)
        kept = set(re.findall(r"[A-Za-z]{3,}", said)) | elsewhere(doctree)
        assert {word for word in wanted - kept if word not in said} == set()
    assert guide_json(model)


def elsewhere(document: nodes.document) -> set[str]:
    """Return the words that the model keeps as something else: levels, dates, kinds of sections.

    These are the words of headings and of fields, and those in brackets that name a level, such
    as ``(Level 2 maturity)``. Of a safeguard the number counts: its title is the catalogue's.
    """
    kinds = (nodes.title, nodes.field, nodes.docinfo)
    texts = [node.astext() for kind in kinds for node in document.findall(kind)]
    items = [item.astext() for item in document.findall(nodes.list_item)]
    texts += [text for text in items if re.match(r"\s*\d+\.\d+", text)]
    texts += re.findall(r"\([^()]*Level[^()]*\)", document.astext())
    texts += ["Level maturity Maturity CIS"]
    return {word for text in texts for word in re.findall(r"[A-Za-z]{3,}", text)}


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe", b"\x00" * 100, b"\xef\xbb\xbf", b"x" * 600_000]
)
def test_strange_files_are_findings_or_pages(content: bytes) -> None:
    """Empty, binary and huge files: never a traceback."""
    findings = Linter().check(decoded(SOURCE / "x.rst", content))

    assert all(found.message for found in findings)


SLOW = {
    "backticks": "`" * 99_000,
    "bars": "|" * 99_000,
    "brackets": "`a <" * 24_000,
    "colons": ":" * 99_000,
    "roles": ":a:`" * 24_000,
    "stars": "*a **b " * 14_000,
    "paragraph": "word " * 19_000,
    "lines": "a\n" * 49_000,
    "items": "* a\n" * 24_000,
    "nesting": "".join(" " * i + "* a\n\n" for i in range(300)),
    "quotes": "".join("   " * i + "a\n\n" for i in range(12)) * 50,
    "table": "=== ===\n" + "a   b\n" * 16_000 + "=== ===\n",
    "long word": "a" * 99_000,
    "spaces": " " * 99_000,
    "underscores": "_a " * 33_000,
    "links": "`a <https://x.example>`_ " * 3_900,
    "addresses": "https://x.example/?utm_a=b&" * 3_600,
    "acronyms": "ABC (DEF) " * 9_900,
    "toctree": ".. toctree::\n\n" + "   a\n" * 19_000,
    "underlines": "a\n=\n\n" * 19_000,
    "Markdown": "[a](" * 24_000,
    "substitutions": "".join(f".. |a{i}| replace:: |a{i + 1}|\n" for i in range(199)),
    "missing substitutions": "|a| " * 24_000,
    "targets": "`a`_ " * 19_000,
    "glossary": ".. glossary::\n\n" + "   a\n      b\n\n" * 6_000,
}
"""Nearly as much as a page may have, of what makes patterns and parsers slow."""


@pytest.mark.parametrize("name", SLOW)
def test_hostile_page_ends_in_seconds(name: str) -> None:
    """Time is bounded whatever a page holds."""
    import time

    start = time.process_time()
    Linter().check(Source(path=SOURCE / "x.rst", text=SLOW[name]))
    assert time.process_time() - start < 10
