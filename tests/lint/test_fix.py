"""The fixer mends what is mechanical, and changes nothing else."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, SHARED, run_build, write_guide
from tests.lint.pages import CLEAN, SETTINGS, SOURCE, codes, guide, lint, spoiled
from tools.lint import registry
from tools.lint.__main__ import CLEAN as NO_ERRORS
from tools.lint.__main__ import main
from tools.lint.fix import fix
from tools.lint.parse import parse
from tools.lint.run import Linter, Source

if TYPE_CHECKING:
    from pathlib import Path

LINK = "`More on Copies <https://copies.example.gov>`_"

# Rule, what the clean page has, and what it becomes; the mend must give the clean page back.
MENDED: list[tuple[str, str, str]] = [
    ("BP007", "Copy the list", "Copy\u200b the list"),
    ("BP008", "..\n  Created", "\ufeff..\n  Created"),
    ("BP010", LINK, "[More on Copies](https://copies.example.gov)"),
    ("BP101", ".. _keeping-copies:", ".. _Keeping Copies"),
    ("BP101", ".. _keeping-copies:", ".. _keeping-copies"),
    ("BP102", ".. _keeping-copies:", ".. _Keeping-Copies:"),
    ("BP105", "|bp_title|\n----------", "Keeping Copies\n--------------"),
    ("BP124", "Cost-Effective Tools\n" + "*" * 20, "Free tools\n**********"),
    ("BP131", "Learn More\n**********", "Learn More\n*****"),
    ("BP131", "Learn More\n**********", "Learn More\n***"),
    ("BP132", "Learn More\n**********", "Learn More\n************"),
    ("BP301", "(|Maturity2| maturity)\n\nActions", "(Level 2 maturity)\n\nActions"),
    ("BP313", "11.5: Test Data Recovery", "11.5 test data recovery"),
    ("BP404", "the safe:\n\n   *", "the safe:\n   *"),
    ("BP406", "#. Prove that", "#.  Prove that"),
    ("BP406", "* `More on", "- `More on"),
    ("BP406", "#. Keep a copy", "1. Keep a copy"),
    ("BP507", "gov>`_: a page", "gov?utm_source=x&fbclid=y>`_: a page"),
    ("BP706", "the guide's", "the guide\u2019s"),
    ("SL001", "signs the log.\n", "signs the log. \n"),
    ("SL003", "* 21, 60\n", "* 21, 60"),
    ("SL013", LINK, LINK.replace(" <", "<")),
    ("SL014", LINK, LINK[:-1]),
]  # fmt: skip


def mended(text: str) -> str:
    """Return *text* as the fixer leaves it."""
    path = "best-practices/keeping-copies.rst"
    linter = Linter()
    linter.project = lambda _path: guide(text, path)  # type: ignore[method-assign]
    return fix(linter, Source(path=SOURCE / path, text=text)).source.text


@pytest.mark.parametrize(("code", "right", "wrong"), MENDED)
def test_mend_gives_back_the_page_without_the_fault(code: str, right: str, wrong: str) -> None:
    """Byte for byte what the page was before it was spoiled."""
    text = spoiled(right, wrong)

    assert code in codes(lint(text)) or code == "BP706"  # which stands in a comment there
    expected = text if code == "BP706" else CLEAN
    assert mended(text) == expected


def test_every_rule_that_offers_a_mend_is_tested() -> None:
    """The table above has each rule whose findings bring edits, but for two with tests below."""
    source = (ROOT / "tools" / "lint" / "rules").glob("*.py")
    with_edits = {
        code
        for path in source
        for code, body in re.findall(
            r'@rule\("(\w+)".*?\n(def .*?)(?=\n@rule|\Z)', path.read_text(), re.DOTALL
        )
        if "edits=" in body or "_markers(" in body or "_underline(" in body or "_glued(" in body
    }

    assert with_edits - {code for code, *_ in MENDED} == set()


CURLY = CLEAN.replace("Copy the list every week.", "Copy the clerk\u2019s \u201clist\u201d.")
MANY = (
    CURLY.replace(".. _keeping-copies:", ".. _Keeping Copies")
    .replace("Goals\n*****", "Goals\n***")
    .replace("#. Prove", "#.  Prove")
    .replace("the safe:\n\n", "the safe:  \n")
    .replace("* 21, 60\n", "* 21, 60")
)
"""A page with several faults of different kinds."""


def test_curly_quotes_in_text_become_straight() -> None:
    """Only those that readers see."""
    assert 'Copy the clerk\'s "list".' in mended(CURLY)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_stay_as_they_are(ends: str) -> None:
    """A page from Windows keeps its line ends, also in lines that the fixer adds."""
    after = mended(MANY.replace("\n", ends))

    assert after.count("\n") == after.count(ends)
    assert after.replace(ends, "\n") == CLEAN.replace(
        "Copy the list every week.", 'Copy the clerk\'s "list".'
    )


def test_line_ends_are_mended_on_request(tmp_path: Path) -> None:
    """``--select SL004 --fix`` and nothing else turns Windows line ends into Unix ones."""
    page = tmp_path / "page.rst"
    page.write_bytes(b"Page\r\n====\r\n\r\nText.\r\n")

    main(["--fix", str(page)])
    assert page.read_bytes() == b"Page\r\n====\r\n\r\nText.\r\n"
    main(["--fix", "--select", "SL004", str(page)])
    assert page.read_bytes() == b"Page\n====\n\nText.\n"


@pytest.mark.parametrize("text", [MANY, CURLY, CLEAN, *(spoiled(r, w) for _, r, w in MENDED)])
def test_fixing_twice_changes_nothing_more(text: str) -> None:
    """The fixer is idempotent, and leaves nothing that it could mend."""
    once = mended(text)

    assert mended(once) == once
    left = [found for found in lint(once) if found.edits and found.code != "SL004"]
    assert [str(found) for found in left] == []


TEXT_ONLY = {"SL001", "SL003", "BP132", "BP406", "BP008"}
"""Rules whose mend changes no node at all."""


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [c for c in MENDED if c[0] in TEXT_ONLY and not c[2].startswith("- ")],
)
def test_mend_of_the_text_leaves_the_doctree_as_it_was(code: str, right: str, wrong: str) -> None:
    """What docutils reads is the same before and after."""
    before, after = (
        parse(text, SETTINGS).document.pformat() for text in (spoiled(right, wrong), CLEAN)
    )
    unmarked = [
        re.sub(r'(bullet|enumtype|prefix|suffix)="[^"]*" ?', "", tree) for tree in (before, after)
    ]

    assert unmarked[0] == unmarked[1]


@pytest.mark.parametrize(("code", "right", "wrong"), MENDED)
def test_mend_keeps_every_word(code: str, right: str, wrong: str) -> None:
    """No word of the page is lost, but for a heading, a title or an address that was wrong."""
    before = set(re.findall(r"\w+", spoiled(right, wrong).lower()))
    after = set(re.findall(r"\w+", mended(spoiled(right, wrong)).lower()))

    allowed = {"free", "tools", "utm_source", "fbclid", "x", "y", "level", "2", "1", "_keeping"}
    assert before - after <= allowed


def test_mend_that_makes_new_errors_is_taken_back() -> None:
    """An edit after which the page has more errors than before is left out."""
    from tools.lint.findings import Edit, Hit, Severity
    from tools.lint.registry import Rule

    def check(page: object) -> object:
        at = CLEAN.index("Goals\n*****")
        edits = (Edit(start=at, end=at, text="**open\n\n"),)
        yield Hit(start=at, end=at, message="Bad", repair="worse", edits=edits)

    bad = Rule(code="XX1", name="bad", severity=Severity.HINT, help="Bad.", check=check)  # type: ignore[arg-type]
    linter = Linter([*registry.load().values(), bad])
    linter.project = lambda _path: guide(CLEAN, "best-practices/keeping-copies.rst")  # type: ignore[method-assign]

    fixed = fix(linter, Source(path=SOURCE / "best-practices/keeping-copies.rst", text=CLEAN))
    assert fixed.source.text == CLEAN
    assert fixed.applied == 0


@pytest.fixture
def seed_page() -> Path:
    """The seed page as it came."""
    page = SHARED / "seed" / "physical_threats.rst"
    if not page.exists():
        pytest.skip("../shared, which holds the seed page, is absent")
    return page


def test_seed_page_builds_without_warnings_once_fixed(seed_page: Path, tmp_path: Path) -> None:
    """``--fix`` mends the label, which is the one error of the page, and the small things."""
    source = write_guide(tmp_path / "source", {"physical-threats": ""})
    page = source / "physical-threats.rst"
    shutil.copyfile(seed_page, page)
    assert [f.code for f in lint(page.read_text()) if f.severity == "error"] == ["BP101"]

    status = main(["--fix", str(page)])
    built = run_build(source, tmp_path / "build", "--strict", "html")
    assert status == NO_ERRORS
    assert built.status == 0, built.errors
    assert built.warnings == []
    assert 'id="addressing-physical-threats"' in (built.html / "physical-threats.html").read_text()


def test_seed_page_keeps_its_words_and_links(seed_page: Path) -> None:
    """Between the fixes every character stays: text, links and emphasis are those of the seed."""
    before = seed_page.read_text(encoding="utf-8")
    after = mended(before)

    def plain(text: str) -> list[str]:
        straight = text.replace("\u2019", "'")
        kept = [line for line in straight.split("\n") if not re.fullmatch(r"-+|\.\. _.*", line)]
        return " ".join(kept).split()

    assert plain(before) == plain(after)
    assert re.findall(r"<https://[^>]+>", before) == re.findall(r"<https://[^>]+>", after)


def test_our_own_pages_are_left_alone(tmp_path: Path) -> None:
    """The fixer finds nothing to do on the guide that it comes with."""
    copy = tmp_path / "source"
    shutil.copytree(ROOT / "source", copy)
    before = {path: path.read_bytes() for path in copy.rglob("*.rst")}

    main(["--fix", str(copy)])
    assert [path.name for path in before if path.read_bytes() != before[path]] == []
