"""The date of the last change comes from git, in one call, and only where it is known."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import write_guide
from tests.guide.conftest import build_site
from tools.guide import history

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ".. |bp_title| replace:: Page\n\n|bp_title|\n----------\n\n{}\n"


def git(folder: Path, *arguments: str, date: str = "2026-01-02") -> None:
    """Run git in *folder*, on *date*."""
    moment = f"{date}T12:00:00+00:00"
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@t.example", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env=os.environ | {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose guide has two commits."""
    source = write_guide(
        tmp_path / "repo" / "source", {"page": PAGE.format("One."), "old": "Old\n===\n"}
    )
    git(tmp_path / "repo", "init", "-q")
    git(tmp_path / "repo", "add", ".")
    git(tmp_path / "repo", "commit", "-qm", "First")
    (source / "page.rst").write_text(PAGE.format("Two."))
    (source / "zwei ä.rst").write_text("Zwei\n====\n")
    git(tmp_path / "repo", "add", ".")
    git(tmp_path / "repo", "commit", "-qm", "Second", date="2026-03-04")
    return tmp_path / "repo"


def test_dates(repository: Path) -> None:
    """Each file has the date of the last commit that touched it, by its path in the source."""
    assert history.last_changes(repository / "source") == {
        "index.rst": "2026-01-02",
        "old.rst": "2026-01-02",
        "page.rst": "2026-03-04",
        "zwei ä.rst": "2026-03-04",
    }


def test_edge_of_a_shallow_clone(repository: Path, tmp_path: Path) -> None:
    """The oldest commit of a shallow clone seems to touch every file, so it counts for none."""
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "clone")

    assert history.last_changes(tmp_path / "clone" / "source") == {}


@pytest.mark.parametrize("path", ["", "/nonexistent"])
def test_without_git(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a repository, or without git itself, there are no dates and no error."""
    if path:
        monkeypatch.setenv("PATH", path)

    assert history.last_changes(tmp_path) == {}


def test_one_call_a_build(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many pages there are, git is asked once."""
    calls = []
    original = history.last_changes
    monkeypatch.setattr(history, "last_changes", lambda s: (calls.append(s), original(s))[1])
    site = build_site(repository / "source", tmp_path / "b")

    assert len(calls) == 1
    assert "Last changed March 4, 2026." in site.page("page").text_content()
    assert site.guide.practices[0].changed == "2026-03-04"


def test_a_commit_alone_makes_the_page_new(repository: Path, tmp_path: Path) -> None:
    """A page that was built before it was committed gets its date in the next build."""
    source = repository / "source"
    (source / "page.rst").write_text(PAGE.format("Three."))
    build_site(source, tmp_path / "b")
    git(repository, "commit", "-qam", "Third", date="2026-05-06")
    site = build_site(source, tmp_path / "b")

    assert "Last changed May 6, 2026." in site.page("page").text_content()


def test_no_date_no_words(tmp_path: Path) -> None:
    """A guide without git says nothing about changes."""
    source = write_guide(tmp_path / "s", {"page": PAGE.format("One.")})
    site = build_site(source, tmp_path / "b")

    assert "Last changed" not in site.page("page").text_content()
    assert site.guide.practices[0].changed is None
