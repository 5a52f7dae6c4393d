"""Fixtures that several test rooms share: builds of the guide and of the seed page."""

from __future__ import annotations

import fcntl
import os
import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

collect_ignore_glob = ["*/roots/*"]


@dataclass(frozen=True, kw_only=True)
class Build:
    """What one run of ``python -m tools.build`` left behind."""

    status: int
    folder: Path
    output: str
    errors: str

    @property
    def html(self) -> Path:
        """The published site."""
        return self.folder / "html"

    @property
    def pdf(self) -> Path:
        """The published PDF of the full edition."""
        return self.folder / "pdf" / f"{FULL}.pdf"

    @property
    def warnings(self) -> list[str]:
        """The lines of the warnings and errors that name a file."""
        return [line for line in self.errors.splitlines() if re.search(r"(WARNING|ERROR): ", line)]


FULL = "election-security-guide"
"""Name of the edition that holds everything."""


def modules_loaded_by(*names: str) -> set[str]:
    """Return all modules that a new Python has loaded once it has imported *names*."""
    code = f"import sys, {', '.join(names)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def run_build(source: Path, folder: Path, *arguments: str, edition: str = FULL) -> Build:
    """Run ``python -m tools.build`` as `make` does, and return what came of it.

    Of the PDFs it makes one *edition*, for the clock's sake; all of them where that is empty.
    """
    command = [sys.executable, "-m", "tools.build", "--source", source, "--build", folder]
    command += ["--edition", edition]
    done = subprocess.run(
        [*map(str, command), *(arguments or ("html", "pdf"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1795000000"},
    )
    return Build(
        status=done.returncode,
        folder=folder,
        output=done.stdout,
        errors=COLOUR.sub("", done.stderr),
    )


def write_guide(folder: Path, pages: dict[str, str]) -> Path:
    """Write a guide of *pages* (name to RST) with an index in *folder*; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    if "index" not in pages:
        (folder / "index.rst").write_text(_index(pages), encoding="utf-8")
    return folder


def _index(pages: Iterable[str]) -> str:
    entries = "\n".join(f"   {name}" for name in pages)
    return f"Guide\n=====\n\n.. toctree::\n\n{entries}\n"


def once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Build]) -> Build:
    """Return what *build* makes in a folder *name*, made once for all processes of a test run."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        note = folder / "build.pickle"
        if not note.exists():
            note.write_bytes(pickle.dumps(build(folder / "build")))
        built: Build = pickle.loads(note.read_bytes())
    return built


@pytest.fixture(scope="session")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Our own guide, built once, with warnings as errors; tests only read it."""

    def build(folder: Path) -> Build:
        return run_build(ROOT / "source", folder, "--strict", "html", "pdf", edition="")

    built = once(tmp_path_factory, "guide", build)
    assert built.status == 0, built.errors
    return built


@pytest.fixture(scope="session")
def seed_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A guide that holds the seed page, unmodified, and an index."""
    page = SHARED / "seed" / "physical_threats.rst"
    if not page.exists():
        pytest.skip("../shared, which holds the seed page, is absent")
    folder = write_guide(tmp_path_factory.mktemp("seed") / "source", {})
    (folder / "index.rst").write_text(_index(["physical_threats"]))
    shutil.copyfile(page, folder / page.name)
    return folder


@pytest.fixture(scope="session")
def seed(seed_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The guide of the seed page, built once; tests only read it."""
    return once(tmp_path_factory, "seed", lambda folder: run_build(seed_source, folder))
