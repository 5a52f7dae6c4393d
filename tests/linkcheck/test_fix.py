"""--fix: what it rewrites, what it leaves alone, and what it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.fix import Edit, apply_edits, replacement
from tools.linkcheck.models import Judgement, Link, Result, Verdict

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
    monkeypatch.setattr("tools.linkcheck.fix.tempfile.mkstemp", refuse)
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

    assert len(apply_edits(page, edits)) == 1
    assert page.read_bytes() == b"https://a.gov/z https://a.gov/xy\n"
