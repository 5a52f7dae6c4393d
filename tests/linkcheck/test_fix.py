"""--fix: what it rewrites, what it leaves alone, and what it offers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.fix import replacement
from tools.linkcheck.models import Judgement, Link, Result, Verdict
from tools.linkcheck.rewrite import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web


def test_rewrites_what_is_sure_and_nothing_else(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """Permanent moves and stray punctuation are put right, byte for byte around them."""
    new = web.set("/new")
    moved = web.set("/old", 301, "", Location="/new")
    temporary = web.set("/later", 302, "", Location="/new")
    token = web.set("/token", 301, "", Location="/new?token=abc")
    web.set("/new?token=abc")
    text = (
        "Guide\r\n=====\r\n\r\n"
        f"* `one <{moved}>`_ and {moved} again,\tand ``{moved}``\r\n"
        f"* `dot <{new}.>`_ `keep <{temporary}>`_ `secret <{token}>`_ caf\u00e9\r\n"
        f"* `longer <{moved}er>`_\r\n\r\n.. {moved}\r\n"
    )
    page = tmp_path / "index.rst"
    page.write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = check(tmp_path, "--fix", *FAST)
    expected = text.replace(f"<{moved}>", f"<{new}>").replace(f"{moved} again", f"{new} again")
    expected = expected.replace(f"<{new}.>", f"<{new}>")

    assert page.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert f"{moved} is now {new}" in done.out


def test_a_second_run_changes_nothing(tmp_path: Path, web: Web, check: Callable[..., Done]) -> None:
    """What was put right stays as it is."""
    web.set("/new")
    moved = web.set("/old", 301, "", Location="/new")
    page = tmp_path / "index.rst"
    page.write_text(f"Guide\n=====\n\n`one <{moved}>`_\n", encoding="utf-8")
    check(tmp_path, "--fix", *FAST)
    once = page.read_bytes()
    check(tmp_path, "--fix", *FAST)

    assert page.read_bytes() == once
    assert b"/new" in once


def test_a_page_that_is_a_link_to_a_file_stays_one(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """The file behind a symbolic link is rewritten, the link is left."""
    new = web.set("/new")
    moved = web.set("/old", 301, "", Location="/new")
    source = tmp_path / "source"
    source.mkdir()
    (tmp_path / "shared.rst").write_text(f"Guide\n=====\n\n`one <{moved}>`_\n", encoding="utf-8")
    (source / "index.rst").symlink_to(tmp_path / "shared.rst")
    done = check(source, "--fix", *FAST)

    assert done.verdicts == ["moved"]
    assert (source / "index.rst").is_symlink()
    assert new in (tmp_path / "shared.rst").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_rewritten_is_named(
    tmp_path: Path, web: Web, check: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without the right to write, a full disk: the report is there all the same."""

    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    web.set("/new")
    moved = web.set("/old", 301, "", Location="/new")
    page = tmp_path / "index.rst"
    page.write_text(f"Guide\n=====\n\n`one <{moved}>`_\n", encoding="utf-8")
    before = page.read_bytes()
    monkeypatch.setattr("tools.linkcheck.rewrite.tempfile.mkstemp", refuse)
    done = check(tmp_path, "--fix", *FAST)

    assert f"{page}: cannot be rewritten: Permission denied" in done.out
    assert done.verdicts == ["moved"]
    assert page.read_bytes() == before


def _result(verdict: Verdict, old: str, new: str | None, **more: object) -> Result:
    judgement = Judgement(
        verdict=verdict,
        reason="",
        status=200,
        suggestion=new,
        **more,  # type: ignore[arg-type]
    )
    return Result(link=Link(url=old), judgement=judgement)


@pytest.mark.parametrize(
    ("verdict", "old", "new", "sure"),
    [
        (Verdict.MOVED, "https://a.gov/x", "https://www.a.gov/y", True),
        (Verdict.MOVED, "http://a.gov/x", "https://a.gov/x", True),
        (Verdict.INSECURE, "http://a.gov/x", "https://a.gov/x", True),
        (Verdict.MOVED, "https://a.gov/x", "https://b.gov/x", False),
        (Verdict.MOVED, "https://a.gov/x", "http://a.gov/y", False),
        (Verdict.MOVED, "https://a.gov/x", "https://a.gov/y;jsessionid=1", False),
        (Verdict.MOVED, "https://a.gov/x", None, False),
        (Verdict.REDIRECTED, "https://a.gov/x", "https://a.gov/y", False),
        (Verdict.MISSING_FRAGMENT, "https://a.gov/x#A", "https://a.gov/x#a", False),
        (Verdict.BROKEN, "https://a.gov/x", "https://a.gov/y", False),
        (Verdict.MOVED, "https://a.gov/x", "https://a.gov/<y>", False),
    ],
)
def test_is_sure_only_where_every_condition_holds(
    verdict: Verdict, old: str, new: str | None, sure: bool
) -> None:
    """Another owner, a downgrade, a token or a guess is left to a person."""
    assert (replacement(_result(verdict, old, new)) is not None) is sure


def test_rewrites_only_the_whole_url_at_its_place(tmp_path: Path) -> None:
    """A place that has changed, or a longer URL, is not touched."""
    page = tmp_path / "p.rst"
    page.write_bytes(b"https://a.gov/x https://a.gov/xy\n")
    edits = [
        Edit(1, 1, "https://a.gov/x", "https://a.gov/z"),
        Edit(1, 17, "https://a.gov/x", "https://a.gov/z"),
        Edit(9, 1, "https://a.gov/x", "https://a.gov/z"),
    ]

    done, *left = apply_edits(page, edits)
    assert done == f"{page}:1: https://a.gov/x is now https://a.gov/z"
    assert [note.split(" ")[0] for note in left] == [f"{page}:1:17:", f"{page}:9:1:"]
    assert all("is not rewritten as https://a.gov/z: it does not stand there" in n for n in left)
    assert page.read_bytes() == b"https://a.gov/z https://a.gov/xy\n"


def test_rewrites_where_the_url_is_written(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """The URL of a named link is in its target, that of a substitution in its definition."""
    new = web.set("/new")
    moved = web.set("/old", 301, "", Location="/new")
    text = (
        "Guide\n=====\n\nSee name_, `name`_, |sub| and `this`__.\n\n"
        f".. _name: {moved}\n.. |sub| replace:: `words <{moved}>`__\n__ {moved}\n\n"
        f".. image:: /a.png\n   :alt: a\n   :target: {moved}\n\n"
        f".. code-block:: text\n\n   {moved}\n"
    )
    page = tmp_path / "index.rst"
    page.write_text(text, encoding="utf-8")
    check(tmp_path, "--fix", *FAST)
    body, code, block = text.partition(".. code-block")

    assert page.read_text(encoding="utf-8") == body.replace(moved, new) + code + block


A, B = "https://a.gov/x", "https://a.gov/longer"


@pytest.mark.parametrize(
    ("text", "place", "new", "why"),
    [
        (f"| `a <{A}>`_ | b |", (1, 7), B, "frame of the table"),
        (f"{'=' * 23}  ==\n`a <{A}>`_  b\n{'=' * 23}  ==", (2, 5), B, "columns of the table"),
        (f"| `a <{A}\u65e5>`_ |", (1, 7), f"{A}y", "frame of the table"),
        (f"{A}\n{'=' * len(A)}\n", (1, 1), B, "under the title"),
        (f"{'=' * 20}\n {A}\n{'=' * 20}\n", (2, 2), B, "under the title"),
        (f"`a <{A[:9]}\n{A[9:]}>`_", (1, 5), B, "in one piece"),
        (f"see {A} now", (1, 5), "https://a.gov/y_(z)", "mean something"),
        (f"see {A} now", (1, 5), "https://a.gov/y_", "mean something"),
        (f"`a <{A}>`_", (1, 5), "https://a.gov/y\\z", "mean something"),
        (f".. _a: {A}", (1, 8), "https://a.gov/y_", "mean something"),
        (f'   "`a <{A}>`_", b', (1, 9), "https://a.gov/y,z", "mean something"),
    ],
)
def test_leaves_what_the_new_url_would_break(
    tmp_path: Path, text: str, place: tuple[int, int], new: str, why: str
) -> None:
    """The place is named, with the reason, and no byte is changed."""
    page = tmp_path / "p.rst"
    page.write_text(text, encoding="utf-8")
    old = A + "\u65e5" if "\u65e5" in text else A
    (note,) = apply_edits(page, [Edit(*place, old, new)])

    assert why in note
    assert new in note
    assert note.startswith(f"{page}:{place[0]}:{place[1]}: ")
    assert page.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "place", "new"),
    [
        (f"| `a <{A}>`_ | b |", (1, 7), "https://a.gov/y"),
        (f"==  ====\na   `a <{A}>`_\n==  ====", (2, 9), B),
        (f"{A}\n{'=' * 40}\n", (1, 1), B),
        (f"| line `a <{A}>`_", (1, 12), B),
        (f"`a <{A}>`_", (1, 5), "https://a.gov/y_(z)"),
    ],
)
def test_rewrites_what_nothing_can_break(
    tmp_path: Path, text: str, place: tuple[int, int], new: str
) -> None:
    """The same forms, where the new URL fits."""
    page = tmp_path / "p.rst"
    page.write_text(text, encoding="utf-8")
    apply_edits(page, [Edit(*place, A, new)])

    assert page.read_text(encoding="utf-8") == text.replace(A, new)


def test_counts_lines_as_the_collector_does(tmp_path: Path) -> None:
    """A page of an old Mac has its line ends, also after it was rewritten."""
    page = tmp_path / "p.rst"
    page.write_bytes(f"one\r{A}\r{A}\r\n".encode())
    apply_edits(page, [Edit(2, 1, A, B)])

    assert page.read_bytes() == f"one\r{B}\r{A}\r\n".encode()


def test_leaves_a_read_only_page(tmp_path: Path) -> None:
    """Whoever took away the right to write meant it; no stray file is left either."""
    page = tmp_path / "p.rst"
    page.write_text(A, encoding="utf-8")
    page.chmod(0o444)

    assert apply_edits(page, [Edit(1, 1, A, B)]) == [
        f"{page}: cannot be rewritten: it is read-only"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["p.rst"]


def test_keeps_the_definitions_of_a_name_alike(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """A name may be defined twice by one URL; by two it contradicts itself."""
    new = web.set("/new")
    moved = web.set("/old", 301, "", Location="/new")
    page = tmp_path / "index.rst"
    text = f"Guide\n=====\n\n.. _a: {moved}\n\n* a_\n\n  .. _a: {moved}\n  .. _b: {moved}\n"
    page.write_text(text, encoding="utf-8")
    check(tmp_path, "--fix", *FAST)

    assert page.read_text(encoding="utf-8") == text.replace(f"_a: {moved}", f"_a: {new}")
    assert check(tmp_path, *FAST).verdicts == ["ok"]


def test_a_new_redirect_is_not_sure(tmp_path: Path, web: Web, check: Callable[..., Done]) -> None:
    """The report says to wait for a second run, so the page waits, too."""
    old, new = web.set("/old"), web.set("/new")
    policy, memory, page = (tmp_path / name for name in ("p.toml", "m.sqlite", "index.rst"))
    policy.write_text("[limits]\ntrust-days = 0\n", encoding="utf-8")
    page.write_text(f"Guide\n=====\n\nSee one_.\n\n.. _one: {old}\n", encoding="utf-8")
    options = ("--policy", policy, "--state", memory, *FAST)
    check(tmp_path, *options)
    web.set("/old", 301, "", Location="/new")
    before = page.read_bytes()
    done = check(tmp_path, "--fix", *options)

    assert f"{page}:6:10: {old} is not rewritten as {new}: the redirect is new" in done.out
    assert page.read_bytes() == before
    check(tmp_path, "--fix", *options)
    assert f".. _one: {new}" in page.read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_page_keeps_its_owner(tmp_path: Path) -> None:
    """As root, in a container, the files of the checkout stay those of its owner."""
    page = tmp_path / "p.rst"
    page.write_text(A, encoding="utf-8")
    os.chown(page, 1234, 2345)
    apply_edits(page, [Edit(1, 1, A, B)])

    assert page.read_text(encoding="utf-8") == B
    assert (page.stat().st_uid, page.stat().st_gid) == (1234, 2345)
