"""Each rule finds what it is about, at its place, and lets the clean page pass."""

# ruff: noqa: E501 - a case is one line, so that the table can be read down

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.lint.pages import CLEAN, GLOSSARY, INDEX, SOURCE, TODAY, codes, guide, lint, spoiled
from tools.lint import registry
from tools.lint.project import Settings, own_settings
from tools.lint.rules.words import dictionary, is_in_dictionary
from tools.lint.run import Linter, Source, decoded, pages, read
from tools.lint.vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from tools.lint.findings import Finding

LINK = "`More on Copies <https://copies.example.gov>`_"
COPY = "Copy the list every week."
BULLETS = "   * the list of voters;\n"
REVIEWED = f":reviewed: {TODAY}"
EXPIRED = (date.today() - timedelta(days=365)).isoformat()
TOMORROW = (date.today() + timedelta(days=1)).isoformat()
PICTURE = "\n\n.. image:: /figures/map.svg\n   :alt: Two boxes.\n"
WIDE = "=== ===\n" * 2 + "a   b\n" * 1_001 + "=== ===\n"

# Code, what the clean page has, what it becomes, what the finding shows.
CASES: list[tuple[str, str, str, str]] = [
    ("BP002", COPY, "Copy **the list every week.", "#. Copy **the list"),
    ("BP002", BULLETS, "   * the list of voters;\n  bad\n", "bad"),
    ("BP003", "Goals\n*****\n", ".. imagee:: x.svg\n\nGoals\n*****\n", ".. imagee:: x.svg"),
    ("BP004", COPY, "Copy :trem:`x`.", ":trem:"),
    ("BP005", "Learn More\n", "<<<<<<< HEAD\n\nLearn More\n", "<<<<<<< HEAD"),
    ("BP006", COPY, "Copy the list. TODO ask the vendor.", "TODO"),
    ("BP006", COPY, "Lorem ipsum dolor.", "Lorem ipsum"),
    ("BP006", COPY, "Say who it happens to,\n   and when.", "Say who it happens to,"),
    ("BP007", COPY, "Copy the\u200b list.", "<U+200B>"),
    ("BP007", COPY, "Copy the \u202elist.", "<U+202E>"),
    ("BP008", "..\n  Created", "\ufeff..\n  Created", "<U+FEFF>"),
    ("BP010", LINK, "[More](https://copies.example.gov)", "[More](https://copies.example.gov)"),
    ("BP011", "Goals\n*****\n", "## Goals\n", "## Goals"),
    ("BP012", COPY, "Copy `the list` every week.", "`the list`"),
    ("BP101", ".. _keeping-copies:", ".. _Keeping Copies", ".. _Keeping Copies"),
    ("BP101", ".. _keeping-copies:", ".. _keeping-copies", ".. _keeping-copies"),
    ("BP102", ".. _keeping-copies:", ".. _Keeping Copies:", "Keeping Copies"),
    ("BP103", ".. _keeping-copies:\n\n", "", "|bp_title|"),
    ("BP104", ".. _keeping-copies:", ".. _copies:", "copies"),
    ("BP105", "|bp_title|\n-", "Keeping Lists\n-", "Keeping Lists"),
    ("BP105", "|bp_title|\n-", "Keeping Copies\n-", "Keeping Copies"),
    ("BP105", ".. |bp_title| replace:: Keeping Copies\n", "", "|bp_title|"),
    ("BP106", "(|Maturity2| maturity)\n\nMap", "(|Maturty2| maturity)\n\nMap", "|Maturty2|"),
    ("BP107", ".. _keeping", ".. |office| replace:: x\n\n.. _keeping", ".. |office| replace:: x"),
    ("BP108", ".. _keeping", ".. |bp_title| replace:: x\n\n.. _keeping", "|bp_title|"),
    ("BP110", "replace:: Keeping Copies", "replace::", ".. |bp_title| replace::"),
    ("BP111", "Goals\n*****", "Goals\n-----", "Goals"),
    ("BP120", "Goals\n*****", "Aims\n****", ""),
    ("BP121", "Goals\n*****", "Learn More\n**********", "Actions"),
    ("BP122", "Learn More\n**********", "Goals\n*****", "Goals"),
    ("BP123", "Learn More\n**********", "Learn More\n^^^^^^^^^^", "Learn More"),
    ("BP124", "Cost-Effective Tools\n" + "*" * 20, "Free tools\n**********", "Free tools"),
    ("BP125", "Goals\n*****", "Gaols\n*****", ""),
    ("BP126", "* 21, 60\n", "", ""),
    ("BP127", "Learn More\n*", "Odds\n****\n\nText.\n\nLearn More\n*", ""),
    ("BP131", "Learn More\n**********", "Learn More\n*******", "*******"),
    ("BP131", "Learn More\n**********", "Learn More\n***", "***"),
    ("BP132", "Learn More\n**********", "Learn More\n***************", "***************"),
    ("BP133", "Learn More\n**********", "Learn More\n~~~~~~~~~~", "Learn More"),
    ("BP134", "Goals\n*****", "Goals\n=====", "====="),
    ("BP201", ":priority:", ":prioritty:", ""),
    ("BP202", REVIEWED, ":reviewed: Nov. 22", ""),
    ("BP203", ":priority: Level 1", ":priority: Level 4", ""),
    ("BP203", ":priority: Level 1", ":priority: Level 1\n:out-of-scope: Level 1", ""),
    ("BP204", f"{REVIEWED}\n", "", "|bp_title|"),
    ("BP205", TODAY, TOMORROW, f":reviewed: {TOMORROW}"),
    ("BP207", TODAY, EXPIRED, f":reviewed: {EXPIRED}"),
    ("BP206", CLEAN[: CLEAN.index(":priority")], "", ":priority: Level 1"),
    ("BP300", "* 11.2: Perform", "* See 11.2: Perform", ""),
    ("BP301", COPY, "At Level 2, copy the list.", "Level 2"),
    ("BP301", COPY, "At level 2, copy the list.", "level 2"),
    ("BP302", "Data Recovery (|Maturity2|", "Data Recovery (Level 7", ""),
    ("BP303", ":priority: Level 1", ":out-of-scope: Level 2", ""),
    ("BP310", "* 11.5:", "* 11.9:", ""),
    ("BP311", "* 11.2: Perform Automated Backups", "* 11.5: Test Data Recovery", ""),
    ("BP311", "* 21, 60", "* 21, 60, 21", ""),
    ("BP312", "Test Data Recovery", "Test Something Else", ""),
    ("BP313", "11.5: Test Data Recovery", "11.5 Test data recovery", "11.5 Test data recovery"),
    ("BP314", "Recovery (|Maturity2| maturity)", "Recovery", "* 11.5: Test Data Recovery"),
    ("BP315", "* 21, 60", "* 60, 21", "* 60, 21"),
    ("BP320", "* 21, 60", "* 21, 99", ""),
    ("BP340", "#. Copy the list", "#. :bp:id:`Not An Id` Copy the list", ""),
    ("BP401", BULLETS, "     * the list of voters;\n", "* the list of voters;"),
    ("BP401", "* `More on", "  * `More on", "* `More on Copies <https://copies.example.gov>`_: a page for clerks."),
    ("BP402", "#. Store one", "Stay calm.\n\n#. Store one", "#. Store one copy in the safe:"),
    ("BP403", "#. Copy the list every week. The clerk signs the log.\n", "1. Copy it.\n\n4. Open it.\n", "4. Open it."),
    ("BP404", "the safe:\n\n   *", "the safe:\n   *", "* the list of voters;"),
    ("BP405", "Learn More\n*", "This sentence is no term, as its length shows.\n   Text.\n\nLearn More\n*", "This sentence is no term, as its length shows."),
    ("BP406", "* `More on", "- `More on", "-"),
    ("BP406", "#. Prove", "#.  Prove", "#."),
    ("BP407", "|Maturity2| Maturity\n^", "   Sign it.\n\n|Maturity2| Maturity\n^", "Sign it."),
    ("BP408", "opens the folder, reads", "opens the folder,\nreads", ""),
    ("BP409", BULLETS, "   • the list of voters;\n", "•"),
    ("BP501", LINK, "`More on Copies <http://copies.example.gov>`_", "http://copies.example.gov"),
    ("BP502", "`Copy Guide (PDF)", "`More on Copies", "More on Copies"),
    ("BP503", LINK, "`Other Name <https://copies.example.gov/guide.pdf>`_", "Other Name"),
    ("BP504", "`More on Copies", "`here", "here"),
    ("BP505", LINK, "https://copies.example.gov", "https://copies.example.gov"),
    ("BP506", "gov>`_", "gov/a b>`_", "https://copies.example.gov/a b"),
    ("BP507", "gov>`_", "gov/?utm_source=x>`_", "https://copies.example.gov/?utm_source=x"),
    ("BP508", LINK, "`x <javascript:alert(1)>`_", "javascript:alert(1)"),
    ("BP508", LINK, "`x <data:text/html,1>`_", "data:text/html,1"),
    ("BP509", "`Copy Guide (PDF)", "`Copy Guide", "Copy Guide"),
    ("BP511", LINK, "` <https://copies.example.gov>`_", "` <https://copies.example.gov>`_"),
    ("BP512", COPY, "Copy as in :doc:`keeping-copys`.", ":doc:`keeping-copys`"),
    ("BP513", COPY, "Copy as in :ref:`keeping-copys`.", ":ref:`keeping-copys`"),
    ("BP514", "`poll workers <poll worker>`", "`poll workers`", ":term:`poll workers`"),
    ("BP515", COPY, "Copy as in the `guide`_.", "guide"),
    ("BP516", COPY, "Copy as :bp:safeguard:`11.9` says.", ":bp:safeguard:`11.9`"),
    ("BP516", COPY, "Copy as :bp:practice:`keeping` says.", ":bp:practice:`keeping`"),
    ("BP601", "\n\nGoals", PICTURE.replace("   :alt: Two boxes.\n", "") + "\nGoals", ".. image:: /figures/map.svg"),
    ("BP602", "\n\nGoals", PICTURE.replace("Two boxes", "image of two boxes") + "\nGoals", ".. image:: /figures/map.svg"),
    ("BP603", "\n\nGoals", PICTURE + "\nGoals", "/figures/map.svg"),
    ("BP603", "\n\nGoals", PICTURE.replace("/figures", "../../..") + "\nGoals", "../../../map.svg"),
    ("BP605", "\n\nGoals", PICTURE.replace("/figures", "https://x.example") + "\nGoals", "https://x.example/map.svg"),
    ("BP701", COPY, "Ask your EMS vendor.", "EMS"),
    ("BP702", COPY, "Ask the EMS vendor for an election management system (EMS).", "EMS"),
    ("BP703", COPY, "Teach staff about phishing.", "phishing"),
    ("BP704", COPY, "Copy the lisst every week.", "lisst"),
    ("BP705", COPY, "Copy it prior to election day.", "prior to"),
    ("BP706", COPY, "Copy the clerk\u2019s list.", "\u2019"),
    ("BP707", COPY, "Copy the the list.", "the the"),
    ("BP708", COPY, "Copy it now!", "!"),
    ("BP801", COPY, "For more see below.", "For more see below."),
    ("BP801", COPY, "Copies should be made.", "Copies should be made."),
    ("BP801", COPY, "Staff must copy it.", "Staff must copy it."),
    ("BP801", COPY, "Copying is good.", "Copying is good."),
    ("BP802", COPY, "Frobnicate the list.", "Frobnicate"),
    ("BP803", COPY, "Ensure that copies are made.", "Ensure that copies are made."),
    ("BP803", COPY, "Consider a copy.", "Consider a copy."),
    ("BP804", "#. Prove that the copy opens. (|Maturity2| maturity)\n", "", "Goals"),
    ("BP805", COPY, "Copy " + "the list and then " * 8 + "rest.", "Copy the list and then the list and then the list and then the list "),
    ("BP806", "The clerk opens the folder", "Organizational responsibilities necessitate collaborative accountability. " * 30, "|bp_title|"),
    ("BP807", "The clerk opens", "The clerk opens. " * 400 + "The clerk opens", "|bp_title|"),
    ("BP902", "\n\nGoals", "\n\n.. raw:: html\n\n   <b>x</b>\n\nGoals", ".. raw:: html"),
    ("BP902", "\n\nGoals", "\n\n.. include:: /etc/passwd\n\nGoals", ".. include:: /etc/passwd"),
    ("BP902", "\n\nGoals", "\n\n.. literalinclude:: /etc/passwd\n\nGoals", ".. literalinclude:: /etc/passwd"),
    ("BP902", "\n\nGoals", "\n\n.. csv-table:: x\n   :file: /etc/passwd\n\nGoals", ".. csv-table:: x"),
    ("BP902", "\n\nGoals", "\n\n.. csv-table:: x\n   :url: https://x.example\n\nGoals", ".. csv-table:: x"),
    ("BP902", "\n\nGoals", "\n\n.. role:: h(raw)\n   :format: html\n\n:h:`<b>`\n\nGoals", ":h:`<b>`"),
    ("BP903", "\n\nGoals", f"\n\n{WIDE}\nGoals", "a   b"),
    ("BP903", "#. Store", "".join("  " * i + "* x\n\n" for i in range(10)) + "#. Store", "* x"),
    ("BP904", "\n\nGoals", "\n\n.. only:: __import__('os')\n\n   x\n\nGoals", ".. only:: __import__('os')"),
    ("BP906", "\n\nGoals", "\n\n.. note:: Call 911.\n\nGoals", ".. note:: Call 911."),
    ("SL001", COPY + " The clerk signs the log.", COPY + "  ", ""),
    ("SL002", "   * the list of voters;", "\t* the list of voters;", ""),
    ("SL003", "* 21, 60\n", "* 21, 60", ""),
    ("SL004", ".\n", ".\r\n", ""),
    ("SL005", COPY, "Copy :term:`phishing.", ""),
    ("SL006", COPY, "Copy ``the``list.", ""),
    ("SL007", COPY, "Copy ``the`` list``.", ""),
    ("SL008", "\n\nGoals", "\n\n... note:: x\n\nGoals", ""),
    ("SL009", "\n\nGoals", "\n\n.. note: x\n\nGoals", ""),
    ("SL010", COPY, "Copy :term:`phishing`es.", ""),
    ("SL011", COPY, "Copy :ref:phishing.", ""),
    ("SL012", COPY, "Copy `:term:`phishing`.", ""),
    ("SL013", LINK, LINK.replace(" <", "<"), ""),
    ("SL014", LINK, LINK[:-1], ""),
    ("SL015", COPY, "Copy :term:``phishing``.", ""),
    ("SL016", COPY, "Copy :term:`phishing``.", ""),
    ("SL017", COPY, "Copy the:term:`phishing`.", ""),
    ("SL018", COPY, "Copy the`list`.", ""),
    ("SL019", LINK, LINK[1:], ""),
    ("SL020", COPY, "Copy :term`phishing`.", ""),
    ("SL021", "\n\nGoals", "\n\nA block::\n\n    one\n\n another::\n\nGoals", ""),
    ("SL022", COPY, "Copy the list-\nand more.", ""),
    ("SL023", COPY, "Copy :func:`list()`.", ""),
    ("SL024", COPY, "Copy :meth:`!~list.copy`.", ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "shown"), CASES)
def test_rule_finds_its_fault_where_it_is(code: str, old: str, new: str, shown: str) -> None:
    """The finding names the line of the fault, quotes it, and says what to do."""
    text = spoiled(old, new)

    found = [each for each in lint(text) if each.code == code]
    assert found, sorted(codes(lint(text)))
    assert shown in {each.text[: len(shown)] for each in found}
    assert [each for each in found if not each.repair or each.message[0].islower()] == []
    assert [each for each in found if not _quotes(each, text)] == []


def _quotes(found: Finding, text: str) -> bool:
    """Return whether the *found* text stands at its place on the page."""
    lines = text.split("\n")
    if not 1 <= found.line <= len(lines) or not 1 <= found.column <= len(lines[found.line - 1]) + 1:
        return False
    there = lines[found.line - 1][found.column - 1 :]
    return not found.text or found.text[:1] in {"<", there.lstrip()[:1]}


def test_clean_page_has_no_finding() -> None:
    """Neither an error nor a warning nor a hint: so each case above shows one rule at work."""
    assert lint(CLEAN) == []


COPIED = {"best-practices/keeping-copies.rst": CLEAN, "index.rst": INDEX, "glossary.rst": GLOSSARY}

ELSEWHERE: dict[str, dict[str, Any]] = {
    "BP001": {"text": "".join("  " * i + "* x\n\n" for i in range(400))},
    "BP109": {"text": "Only a paragraph.\n", "path": "other.rst"},
    "BP112": {"text": CLEAN, "path": "best-practices/copied.rst", "pages": COPIED},
    "BP113": {"text": CLEAN, "path": "best-practices/copied.rst", "pages": COPIED},
    "BP901": {"text": CLEAN, "path": "best-practices/other.rst"},
    "BP905": {"text": CLEAN, "path": "best-practices/Keeping_Copies.rst"},
    "BP907": {"text": INDEX.replace("glossary", "glosary"), "path": "index.rst"},
}
"""Rules about the page as a whole or about another kind of page."""


@pytest.mark.parametrize("code", ELSEWHERE)
def test_rule_about_the_whole_page(code: str) -> None:
    """Each of them finds its fault."""
    assert code in codes(lint(**ELSEWHERE[code]))


def test_level_that_is_none_is_not_said_to_be_all_of_them() -> None:
    """`Level 4` may be any: the author chooses."""
    found = lint(spoiled("(|Maturity1| maturity)\n#.", "(Level 4 maturity)\n#."))
    [typed] = [each for each in found if each.code == "BP301"]

    assert typed.repair == "write those of |Maturity1|, |Maturity2|, |Maturity3| that you mean"


def test_copied_page_is_told_what_it_shares_and_with_whom() -> None:
    """Title and label, each at its place, with the page that had it first."""
    found = lint(**ELSEWHERE["BP112"])
    shared = [(each.code, each.text) for each in found if "'best-practices/keeping" in each.message]

    assert shared == [("BP112", "Keeping Copies"), ("BP113", "keeping-copies")]


def test_every_rule_is_tested() -> None:
    """A new rule needs a case above."""
    needs_files = {"BP604"}

    assert {case[0] for case in CASES} | ELSEWHERE.keys() | needs_files == registry.load().keys()


def test_large_picture_is_named_with_its_size(tmp_path: Path) -> None:
    """BP604 looks at the file."""
    (tmp_path / "map.png").write_bytes(b"x" * 600_000)
    page = tmp_path / "page.rst"
    text = "Page\n====\n\n.. image:: map.png\n   :alt: Two boxes.\n"

    found = [each for each in Linter().check(Source(path=page, text=text)) if each.code == "BP604"]
    assert [each.message for each in found] == ["Picture has 600 kB"]
    assert found[0].text == "map.png"


NEAR_MISSES = {
    "level in a field": ":priority: Level 1, Level 2",
    "level in a link": "`Level 1 guide <https://copies.example.gov/x>`_",
    "acronym with its words": "the election management system (EMS), and the EMS again",
    "acronym as a term": "the :term:`poll worker` (PW) and the PW's list",
    "acronym everybody knows": "a PDF of it",
    "name in a link": "`NASS Home <https://nass.example>`_",
    "literal": "``TODO``, ``Level 1``, ``http://x.example``, ``[a](https://b.example)``",
    "comment": "text\n\n.. the hacker's Level 1, EMS, https://x.example",
    "address of a target": "text\n\n.. _site: https://x.example\n\nSee site_.",
    "same link twice": f"{LINK} and {LINK}",
    "two names, anonymous": "`Copies <https://a.example>`__ and `Copies <https://b.example>`__",
    "abbreviations": "the U.S. office, e.g. the clerk's",
    "definition list": "Backup\n   A copy.",
    "numbering that goes on": "1. one\n2. two\n\ntext\n\n3. three",
    "code block": "For example::\n\n   TODO Level 1 the the hacker",
    "twice across markup": "the |office| the office",
    "that that": "so that that list is right",
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_what_only_looks_wrong_is_let_pass(name: str) -> None:
    """No error and no warning on a page of another kind that holds it."""
    case = NEAR_MISSES[name]
    head, body = (case, "Text.") if case.startswith(":") else ("", case)
    page = f".. |office| replace:: your office\n\n{head}\n\nPage\n====\n\n{body}\n\nAsk |office|.\n"

    findings = lint(page, path="primer/page.rst", pages={"glossary.rst": GLOSSARY})
    assert [str(each) for each in findings if each.severity != "hint"] == []


def test_each_word_of_the_dictionary_is_found_in_it() -> None:
    """Its file is searched as it is, for which it must be in order."""
    words = json.loads("".join(dictionary()).join(("{", "}")))

    assert len(words) > 100_000
    assert [word for word in words if not is_in_dictionary(word)] == []
    assert [
        word for word in ("", "aardvar", "lisst", "zzzz", "{", "}") if is_in_dictionary(word)
    ] == []


def test_words_of_conf_are_known() -> None:
    """The linter takes shared substitutions and levels from the project's own configuration."""
    settings = own_settings()

    assert settings.substitutions["Maturity1"] == "Level 1"
    assert settings.level_names == ("Level 1", "Level 2", "Level 3")


@pytest.mark.parametrize(("days", "found"), [(30, True), (32, False), (10**9, False)])
def test_review_holds_as_long_as_the_configuration_says(days: int, found: bool) -> None:
    """``site_review_days`` counts for the linter as for the notice on the page."""
    before = (date.today() - timedelta(days=31)).isoformat()
    project = guide(CLEAN.replace(TODAY, before), "best-practices/keeping-copies.rst", None)
    project.settings = replace(
        project.settings, review_days=Settings.from_names({"site_review_days": days}).review_days
    )

    findings = Linter().check(
        Source(path=SOURCE / "best-practices/x.rst", text=CLEAN.replace(TODAY, before)), project
    )
    assert ("BP207" in codes(findings)) is found


def test_unreadable_bytes_are_one_finding_that_names_the_line() -> None:
    """A page that is not UTF-8 is refused with the place of the bad byte."""
    source = decoded(SOURCE / "page.rst", b"Page\n====\n\ncaf\xe9\n")

    (found,) = Linter().check(source)
    assert found.code == "BP001"
    assert "line 4" in found.message


def test_exception_with_a_reason_silences_a_warning_but_no_error() -> None:
    """An author may take exception to a warning on the page; errors stay."""
    faulty = LINK.replace("https", "http").replace("`More on Copies", "`here")
    allow = ".. lint: allow http, BP504 because the county has no certificate yet\n\nLearn More\n"
    text = spoiled(LINK, f"{faulty} and `x <javascript:1>`_")

    assert {"BP501", "BP504", "BP508"} <= codes(lint(text))
    excused = lint(text.replace("Learn More\n", allow, 1))
    assert not {"BP501", "BP504"} & codes(excused)
    assert "BP508" in codes(
        lint(text.replace("Learn More\n", allow.replace("http", "BP508", 1), 1))
    )


def test_our_own_pages_have_no_errors() -> None:
    """What the linter calls an error is an error: the guide that is built from has none."""
    linter = Linter()
    checked = [read(path) for path in pages([ROOT / "source"])]

    assert len(checked) > 50
    errors = [found for page in checked for found in linter.check(page)]
    assert [str(found) for found in errors if found.severity == "error"] == []


def test_vocabulary_knows_what_a_build_knows(tmp_path: Path) -> None:
    """Each directive and role that Sphinx and the guide add is known to the linter as well.

    Those about programs are left out; docutils' own it has anyway.
    """
    from docutils.parsers.rst import directives, roles
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    with docutils_namespace():
        app = Sphinx(ROOT / "source", ROOT, tmp_path / "o", tmp_path / "d", "dummy", status=None)
        wanted = {f"bp:{name}" for name in app.env.domains["bp"].directives}
        wanted |= set(directives._directives) | set(app.env.domains["std"].directives)
        used = {f"bp:{name}" for name in app.env.domains["bp"].roles}
        used |= set(roles._roles) | set(app.env.domains["std"].roles)
    with vocabulary():
        known = set(directives._directives) | set(directives._directive_registry)
        spoken = set(roles._roles) | set(roles._role_registry)
    assert {name for name in wanted - known if not is_about_programs(name)} == set()
    assert {name for name in used - spoken if not is_about_programs(name)} == set()


def is_about_programs(name: str) -> bool:
    """Return whether a page of a guide has no use for the directive or role *name*."""
    program = (
        "autosummary citation cmdoption confval describe object option program pep rfc cve cwe"
    )
    return name in {*program.split(), "math:numref", "eq", "code-py", "envvar"}
