"""The GitHub workflows give a stranger's pull request nothing to work with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def content(path: Path) -> dict[Any, Any]:
    """Return the workflow as data; YAML reads its key ``on`` as true."""
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    """Return all steps of the workflow."""
    return [step for job in content(path)["jobs"].values() for step in job["steps"]]


def test_there_are_workflows_for_each_duty() -> None:
    """Checks, publication, links, release."""
    assert [path.stem for path in WORKFLOWS] == ["checks", "links", "publish", "release"]


def test_zizmor_has_no_finding() -> None:
    """Not even a pedantic one."""
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--persona=pedantic"]
    done = subprocess.run(
        [*map(str, command), str(ROOT / ".github")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout + done.stderr


def test_actionlint_has_no_finding() -> None:
    """Where it is installed; `make workflows` fetches and runs it, and says so."""
    folder = ROOT / "build" / "tools" / "bin"
    actionlint = shutil.which("actionlint") or shutil.which("actionlint", path=str(folder))
    if actionlint is None:
        pytest.skip("actionlint is not installed; `make workflows` runs it")
    done = subprocess.run(
        [actionlint], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved, a commit cannot; the version stands beside it for people."""
    used = re.findall(r"uses: (.*)", path.read_text())

    assert used
    assert [
        line for line in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", line)
    ] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_expression_reaches_a_command_line(path: Path) -> None:
    """Titles and branch names come in through the environment, where they are only text."""
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_given_job_by_job(path: Path) -> None:
    """Nothing by default, and no workflow runs with our rights on a stranger's change."""
    workflow = content(path)
    rights = [job["permissions"] for job in workflow["jobs"].values()]

    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow[True]
    if "pull_request" in workflow[True]:
        assert all(given == {"contents": "read"} for given in rights)
        assert "secrets." not in path.read_text()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_commands_exist(path: Path) -> None:
    """Each `make` target and each module that a workflow calls is there."""
    targets = set(re.findall(r"^(\S+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) | {
        ".venv/ready"
    }
    for step in steps(path):
        for line in re.findall(r"(?:^|&& )make (.+)", step.get("run", ""), re.MULTILINE):
            assert set(line.split()) <= targets, line
        for module in re.findall(r"-m (tools\.\w+)", step.get("run", "")):
            assert (ROOT / module.replace(".", "/")).is_dir(), module


def test_read_the_docs_builds_with_our_own_builders() -> None:
    """HTML, PDF and EPUB, each in the folder that Read the Docs serves."""
    commands = content(ROOT / ".readthedocs.yaml")["build"]["commands"]

    assert commands[0] == "make html pdf epub"
    assert {"html", "pdf", "epub"} <= set(
        re.findall(r"READTHEDOCS_OUTPUT/(\w+)", " ".join(commands))
    )


def test_forms_for_issues_are_complete() -> None:
    """Each has a name, a description, and fields with labels."""
    forms = [p for p in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if p.stem != "config"]

    assert len(forms) == 3
    for path in forms:
        form = content(path)
        assert form["name"]
        assert form["description"]
        labels = [
            part["attributes"].get("label") for part in form["body"] if part["type"] != "markdown"
        ]
        assert all(labels)


def test_contributors_are_told_commands_that_exist() -> None:
    """CONTRIBUTING.md names only targets and options that there are."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make (\w+)|^make (\w+)", text, re.MULTILINE)) != set()
    named = {a or b for a, b in re.findall(r"`make (\w+)|^make (\w+)", text, re.MULTILINE)}
    assert named <= targets
    options = set(re.findall(r"tools\.lint.*? (--[\w-]+)", text))
    help_text = subprocess.run(
        [sys.executable, "-m", "tools.lint", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    ).stdout
    assert all(option in help_text for option in options)


def test_shards_of_the_weekly_check_make_one_whole() -> None:
    """Numbered from 1 without gaps, each with a memory of its own, and joined before the site."""
    jobs = content(ROOT / ".github" / "workflows" / "links.yml")["jobs"]
    shards = jobs["check"]["strategy"]["matrix"]["shard"]
    (memory,) = [step for step in jobs["check"]["steps"] if "sqlite" in str(step.get("with"))]

    assert shards == list(range(1, len(shards) + 1))
    assert jobs["check"]["env"]["SHARD"] == "${{ matrix.shard }}/${{ strategy.job-total }}"
    assert "${{ matrix.shard }}-${{ strategy.job-total }}-" in memory["with"]["restore-keys"]
    assert jobs["report"]["needs"] == "check"
    assert jobs["check"]["permissions"] == {"contents": "read"}


def test_site_shows_the_report_of_the_weekly_check() -> None:
    """What one workflow keeps is what the other takes, where the build looks for it."""
    kept = [
        step["with"]
        for step in steps(ROOT / ".github" / "workflows" / "links.yml")
        if step.get("with", {}).get("name") == "link-report"
    ]
    (taken,) = [
        step["run"]
        for step in steps(ROOT / ".github" / "workflows" / "publish.yml")
        if "link-report" in step.get("run", "")
    ]

    assert [one["path"] for one in kept] == ["build/links.json"]
    assert "--name link-report --dir build " in taken
    assert "--workflow links.yml --branch main --status success" in taken
