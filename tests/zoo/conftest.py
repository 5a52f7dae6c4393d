"""The zoo, opened once; the checker, run over it once."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.zoo.server import Zoo

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Visit:
    """What the checker said about every URL of the zoo."""

    zoo: Zoo
    status: int
    links: dict[str, dict[str, Any]]
    output: str


@pytest.fixture(scope="session")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One run of the checker over the whole zoo, by its contract."""
    folder = tmp_path_factory.mktemp("zoo")
    with Zoo(folder) as zoo:
        urls, report = folder / "urls.txt", folder / "report.json"
        urls.write_text("".join(f"{ask.url}\n" for ask in zoo.asks), encoding="utf-8")
        command = [sys.executable, "-m", "tools.linkcheck", "--urls", urls, "--json", report]
        limits = ["--no-state", "--timeout", "2", "--host-interval", "0"]
        done = subprocess.run(
            [*map(str, command), *limits, *zoo.options()],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        links = json.loads(report.read_text(encoding="utf-8"))["links"] if report.exists() else []
        # The order is that of the list: user names are masked, so the URL alone is no key.
        listed = list(dict.fromkeys(ask.url for ask in zoo.asks))
        yield Visit(
            zoo=zoo,
            status=done.returncode,
            links=dict(zip(listed, links, strict=True)),
            output=done.stdout + done.stderr,
        )
