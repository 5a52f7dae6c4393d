"""Pull requests: only what a change adds or edits can fail."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.changes import read_diff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web


def git(folder: Path, *arguments: str) -> None:
    """Run git in *folder*."""
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@b.gov", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=30)


@pytest.fixture
def guide(tmp_path: Path, web: Web) -> Path:
    """A repository whose guide already has a broken link."""
    source = tmp_path / "repo" / "source"
    source.mkdir(parents=True)
    (source / "index.rst").write_text(
        f"Guide\n=====\n\nSome `old <{web.url('/old')}>`_ words.\n\nMore words.\n", encoding="utf-8"
    )
    git(tmp_path / "repo", "init", "-q")
    git(tmp_path / "repo", "add", ".")
    git(tmp_path / "repo", "commit", "-qm", "Start")
    return tmp_path / "repo"


def edit(guide: Path, old: str, new: str) -> None:
    """Change the page."""
    page = guide / "source" / "index.rst"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def review(guide: Path, check: Callable[..., Done]) -> Callable[..., Done]:
    """Check the guide as a pull request does."""

    def run(*options: object) -> Done:
        return check("source", "--changed-since", "HEAD", *FAST, *options, cwd=guide)

    return run


def test_an_old_broken_link_does_not_fail_a_change(
    guide: Path, review: Callable[..., Done]
) -> None:
    """What the change does not touch is reported and does not count."""
    edit(guide, "More words", "Other words")
    done = review()

    assert done.verdicts == ["broken"]
    assert done.status == 0
    assert "does not count" in done.out


def test_a_new_broken_link_fails(guide: Path, web: Web, review: Callable[..., Done]) -> None:
    """A link that the change adds must work."""
    edit(guide, "More words", f"`New <{web.url('/new')}>`_ words")

    assert review().status == 1


def test_an_edited_url_fails(guide: Path, review: Callable[..., Done]) -> None:
    """Changing the address makes it the author's."""
    edit(guide, "/old", "/olde")

    assert review().status == 1


def test_rewording_around_a_link_does_not_fail(guide: Path, review: Callable[..., Done]) -> None:
    """A line that only changed its words keeps its link as it was."""
    edit(guide, "Some `old", "A few `old")

    assert review().status == 0


def test_a_copy_of_a_broken_link_fails(guide: Path, web: Web, review: Callable[..., Done]) -> None:
    """Citing a broken address once more is a new link."""
    edit(guide, "More words", f"Again `more <{web.url('/old')}>`_")

    assert review().status == 1


def test_a_new_page_fails(guide: Path, web: Web, review: Callable[..., Done]) -> None:
    """A page that git does not know yet is all new."""
    page = guide / "source" / "new.rst"
    page.write_text(f":orphan:\n\nNew\n===\n\n`x <{web.url('/x')}>`_\n", encoding="utf-8")

    assert review().status == 1


def test_a_pull_request_leaves_the_memory_alone(
    guide: Path, web: Web, review: Callable[..., Done], tmp_path: Path
) -> None:
    """A memory written by a stranger's change would be believed by the next run."""
    web.set("/old")
    memory = tmp_path / "memory.sqlite"
    done = review("--state", memory)

    assert done.verdicts == ["ok"]
    assert not memory.exists()


def test_says_what_git_does_not_know(guide: Path, check: Callable[..., Done]) -> None:
    """An unknown commit, one that looks like an option, and what is none are clear errors."""
    for name in ("no-such-commit", "--output=x", "HEAD:source", "HEAD..HEAD", "^HEAD", " "):
        done = check("source", f"--changed-since={name}", cwd=guide)

        assert done.status == 2
        assert f"--changed-since {name}: git knows no such commit" in done.err


def test_says_that_a_shallow_clone_lacks_the_commit(
    guide: Path, tmp_path: Path, check: Callable[..., Done]
) -> None:
    """What is missing is history, not a name."""
    git(guide, "commit", "--quiet", "--allow-empty", "-m", "More")
    git(tmp_path, "clone", "--quiet", "--depth=1", guide.as_uri(), "clone")
    done = check("source", "--changed-since", "HEAD~1", cwd=tmp_path / "clone")

    assert done.status == 2
    assert "the clone is shallow" in done.err


def test_what_others_did_meanwhile_is_not_of_the_change(
    guide: Path, check: Callable[..., Done]
) -> None:
    """A branch that is behind does not answer for the links that the other one took out."""
    git(guide, "branch", "other")
    git(guide, "checkout", "--quiet", "other")
    edit(guide, "`old <", "`newer <x-")
    git(guide, "commit", "--quiet", "--all", "-m", "Take out")
    git(guide, "checkout", "--quiet", "-")
    done = check("source", "--changed-since", "other", *FAST, cwd=guide)

    assert (done.status, done.verdicts) == (0, ["broken"])


def test_reads_a_diff() -> None:
    """Added lines by number, removed ones by text; a line that starts with ++ is a line."""
    diff = (
        "diff --git a/p b/p\n--- a/p\n+++ b/p\n@@ -1,2 +1,2 @@\n-one\n-two\n+++ b/no\n+three\n"
        "@@ -9 +10 @@ x\n+four\n"
    )

    found = read_diff(diff)

    assert found.added == {"p": {1: "++ b/no", 2: "three", 10: "four"}}
    assert found.removed == ["one", "two"]


@pytest.mark.parametrize("name", ["déjà vu.rst", 'quo"ted.rst', "tab\there.rst"])
def test_a_new_link_in_a_file_of_any_name_fails(
    name: str, guide: Path, web: Web, review: Callable[..., Done]
) -> None:
    """Git quotes some names; a link in such a file counts as in any other."""
    page = guide / "source" / name
    page.write_text(":orphan:\n\nPage\n====\n\nText.\n", encoding="utf-8")
    git(guide, "add", ".")
    git(guide, "commit", "-qm", "Add a page")
    with page.open("a", encoding="utf-8") as file:
        file.write(f"\n`new <{web.url('/new')}>`_\n")

    assert review().status == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.mnemonicPrefix", "true"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("diff.interHunkContext", "9"),
        ("color.ui", "always"),
    ],
)
def test_settings_of_git_do_not_matter(
    key: str, value: str, guide: Path, web: Web, review: Callable[..., Done]
) -> None:
    """What somebody likes to see of a diff must not hide a new link."""
    git(guide, "config", key, value)
    edit(guide, "Guide\n=====", "Guides\n======")
    edit(guide, "More words", f"Even `more <{web.url('/new')}>`_ words")

    assert review().status == 1


def test_source_may_lie_in_another_repository(
    guide: Path, web: Web, tmp_path: Path, check: Callable[..., Done]
) -> None:
    """The folder of the guide says which repository is meant, not where the command is given."""
    edit(guide, "More words", f"Even `more <{web.url('/new')}>`_ words")
    done = check(guide / "source", "--changed-since", "HEAD", *FAST, cwd=tmp_path)

    assert done.status == 1


def test_an_empty_reference_is_a_wrong_call(review: Callable[..., Done], guide: Path) -> None:
    """An unset variable in a workflow must not look like a check of the change."""
    assert review("--changed-since", "").status == 2


def test_an_address_cut_short_fails(guide: Path, review: Callable[..., Done]) -> None:
    """The beginning of the old address is another address."""
    edit(guide, "/old", "/ol")

    assert review().status == 1


def test_a_line_below_a_broken_link_does_not_fail(guide: Path, review: Callable[..., Done]) -> None:
    """What stands near a link is not the link."""
    edit(guide, "words.\n\nMore", "words.\nOne more line.\n\nMore")

    assert review().status == 0


@pytest.mark.parametrize(
    ("old", "new", "fails"),
    [
        ("/a>`_", "/b>`_", True),  # the address
        (".. _aim: {}/aim", ".. _aim: {}/other", True),  # where a name leads
        ("See aim_ there", "Do see aim_ there", False),
        ("See aim_ there", "See aim_ and aim_ there", True),
        ("{}/wrap/\n  ped>`_", "{}/wrap/\n  other>`_", True),
        ("ped>`_ end", "ped>`_ ending", False),
        ("<{}/two>`_", "<{}/two>`_ so", False),
        ("See aim_", "`x <{}/twofold>`_ so aim_", True),
    ],
)
def test_tells_addresses_from_the_words_around_them(
    old: str, new: str, fails: bool, guide: Path, review: Callable[..., Done]
) -> None:
    """Named targets, addresses over two lines, one address twice on a line."""
    base = "http://127.0.0.1:9"
    page = guide / "source" / "index.rst"
    page.write_text(
        f"Guide\n=====\n\n* `one <{base}/a>`_\n* See aim_ there.\n"
        f"* `w <{base}/wrap/\n  ped>`_ end\n"
        f"* `x <{base}/two>`_ and `y <{base}/two>`_\n\n.. _aim: {base}/aim\n",
        encoding="utf-8",
    )
    git(guide, "commit", "-qam", "Write more")
    edit(guide, old.format(base), new.format(base))
    done = review()

    assert "Traceback" not in done.err
    assert done.status == int(fails)


@pytest.mark.parametrize(
    ("attributes", "form"),
    [
        ("*.rst binary\n", ("", "\n")),
        ("*.rst -diff\n", ("", "\n")),
        ("", ("A zero byte \0 in a line.\n\n", "\n")),
        ("", ("", "\r")),
        ("", ("Old Mac:\r", "\n")),
    ],
    ids=["binary", "no diff", "zero byte", "old Mac", "one line of an old Mac"],
)
def test_a_change_hides_no_link_from_git(
    guide: Path, web: Web, review: Callable[..., Done], attributes: str, form: tuple[str, str]
) -> None:
    """Neither by what it says of its files, nor by what is in them."""
    (guide / ".gitattributes").write_text(attributes, encoding="utf-8")
    page = guide / "source" / "index.rst"
    before, line_end = form
    text = page.read_text(encoding="utf-8") + f"\n{before}New `one <{web.url('/gone')}>`_.\n"
    page.write_bytes(text.replace("\n", line_end).encode())

    assert review().status == 1


def test_counts_lines_as_reports_do(guide: Path, web: Web, review: Callable[..., Done]) -> None:
    """A new use of a broken name is found below an old Mac's line end, too."""
    page = guide / "source" / "index.rst"
    text = page.read_text(encoding="utf-8") + f"\nOne\rtwo.\n\nWords.\n\n.. _n: {web.url('/n')}\n"
    page.write_bytes(text.encode())
    git(guide, "commit", "-qam", "A name")
    page.write_bytes(text.replace("Words.", "Words n_.").encode())

    assert review().status == 1


def test_settings_from_outside_do_not_matter(
    guide: Path, web: Web, review: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git tells its hooks where they are, by paths that are wrong elsewhere; and lines around."""
    page = guide / "source" / "index.rst"
    page.write_text(
        f"{page.read_text(encoding='utf-8')}\n.. _n: {web.url('/n')}\n\nWords.\n", encoding="utf-8"
    )
    git(guide, "commit", "-qam", "A name")
    edit(guide, "Words.", "Words n_.")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=9")

    assert review().status == 1


def test_a_file_beside_the_source_is_read(
    guide: Path, web: Web, review: Callable[..., Done]
) -> None:
    """A page may be a symbolic link to a file that other folders share."""
    (guide / "shared.rst").write_text("Page\n====\n", encoding="utf-8")
    (guide / "source" / "page.rst").symlink_to("../shared.rst")
    git(guide, "add", ".")
    git(guide, "commit", "-qm", "Share a page")
    (guide / "shared.rst").write_text(
        f"Page\n====\n\n`new <{web.url('/gone')}>`_\n", encoding="utf-8"
    )

    assert review().status == 1


@pytest.mark.parametrize("committed", [True, False])
def test_pages_of_a_submodule_are_read(
    guide: Path, web: Web, check: Callable[..., Done], committed: bool
) -> None:
    """What a submodule brings is published, too."""
    (guide / "other").mkdir()
    (guide / "other" / "page.rst").write_text("Page\n====\n", encoding="utf-8")
    git(guide / "other", "init", "-q")
    git(guide / "other", "add", ".")
    git(guide / "other", "commit", "-qm", "Start")
    local = ("-c", "protocol.file.allow=always")
    git(guide, *local, "submodule", "add", "-q", str(guide / "other"), "source/sub")
    git(guide, "commit", "-qam", "Add it")
    page = guide / "source" / "sub" / "page.rst"
    page.write_text(f"Page\n====\n\n`new <{web.url('/gone')}>`_\n", encoding="utf-8")
    if committed:
        git(page.parent, "commit", "-qam", "A link")
        git(guide, "commit", "-qam", "Take it")
    reference = "HEAD~1" if committed else "HEAD"

    assert check("source", "--changed-since", reference, *FAST, cwd=guide).status == 1


def test_a_page_renamed_without_git_add_is_not_new(
    guide: Path, web: Web, review: Callable[..., Done]
) -> None:
    """Its links are as old as before; a link that it adds is not."""
    page = guide / "source" / "page.rst"
    page.write_text(f"Page\n====\n\n`one <{web.url('/one')}>`_\n", encoding="utf-8")
    git(guide, "add", ".")
    git(guide, "commit", "-qm", "A page")
    renamed = page.rename(guide / "source" / "renamed.rst")

    assert review().status == 0
    renamed.write_text(
        f"{renamed.read_text(encoding='utf-8')}\n`two <{web.url('/two')}>`_\n", encoding="utf-8"
    )
    done = review()
    assert done.status == 1
    assert [url for url, link in done.links.items() if link.get("changed")] == [web.url("/two")]


@pytest.mark.parametrize(
    ("line", "status"),
    [("name = 'Other <{url}>'", 0), ("name = 'Name <{url}er>'", 0), ("x = '{url}\\n{url}'", 1)],
)
def test_an_edited_line_of_settings_brings_only_what_it_adds(
    guide: Path, web: Web, review: Callable[..., Done], line: str, status: int
) -> None:
    """Renaming what a URL is called there, or a longer URL, is no new link to it."""
    (guide / "conf.py").write_text(f"name = 'Name <{web.url('/old')}>'\n", encoding="utf-8")
    git(guide, "add", ".")
    git(guide, "commit", "-qm", "Settings")
    (guide / "conf.py").write_text(line.format(url=web.url("/old")), encoding="utf-8")

    assert review().status == status
