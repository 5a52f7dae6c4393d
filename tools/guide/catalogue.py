"""The CIS Controls v8 by number and title, and how many practices the CIS Handbook counts.

Numbers, titles and implementation groups only: the words of the safeguards are under a licence
that forbids changed copies, so a guide refers to them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.guide.model import Control, Safeguard
from tools.guide.wording import nearest, same_words

DATA = Path(__file__).with_name("data")
HANDBOOK_PRACTICES = 88
"""Best practices in *A Handbook for Elections Infrastructure Security* (CIS, 2018)."""
VERSION = "8"
"""Version of the CIS Controls in the data files."""
GROUPS = (1, 2, 3)
"""Implementation groups: each holds the safeguards of the ones before it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The CIS Controls and their safeguards, in the order of their numbers."""

    controls: dict[int, Control]
    safeguards: dict[str, Safeguard]

    @classmethod
    def from_files(cls, folder: Path = DATA) -> Catalogue:
        """Read the catalogue from the CSV files in *folder*."""
        controls = [
            Control(number=int(row["control"]), title=row["title"])
            for row in _rows(folder / "cis_controls_v8.csv")
        ]
        safeguards = [_safeguard(row) for row in _rows(folder / "cis_safeguards_v8.csv")]
        return cls(
            controls={control.number: control for control in controls},
            safeguards={safeguard.number: safeguard for safeguard in safeguards},
        )

    def of_control(self, number: int) -> tuple[Safeguard, ...]:
        """Return the safeguards of the control *number*."""
        return tuple(item for item in self.safeguards.values() if item.control == number)

    def in_group(self, group: int) -> tuple[Safeguard, ...]:
        """Return the safeguards of an implementation *group*, those of lower groups included."""
        return tuple(item for item in self.safeguards.values() if item.group <= group)

    def titled(self, title: str) -> Safeguard | None:
        """Return the safeguard with this *title*, or the one whose title is most like it."""
        for safeguard in self.safeguards.values():
            if same_words(safeguard.title, title):
                return safeguard
        by_title = {safeguard.title: safeguard for safeguard in self.safeguards.values()}
        return by_title.get(nearest(title, by_title, cutoff=0.7))

    def suggestion(self, number: str, title: str = "") -> str:
        """Return what to write instead of the *number* that no safeguard has.

        The safeguard with that *title* where there is one, else the nearest number, else which
        numbers the control has.
        """
        if title and (meant := self.titled(title)):
            return f"did you mean '{meant.number}: {meant.title}'?"
        control = re.match(r"\d+", number)
        siblings = self.of_control(int(control[0])) if control else ()
        if siblings:
            first, last = siblings[0].number, siblings[-1].number
            return f"the safeguards of control {siblings[0].control} are {first} to {last}"
        if near := nearest(number, self.safeguards, cutoff=0.8):
            return f"did you mean '{near}: {self.safeguards[near].title}'?"
        return f"the controls are 1 to {len(self.controls)}"


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the guide."""
    return Catalogue.from_files()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _safeguard(row: dict[str, str]) -> Safeguard:
    return Safeguard(
        number=row["safeguard"],
        title=row["title"],
        control=int(row["safeguard"].partition(".")[0]),
        group=int(row["implementation_group"]),
        asset_type=row["asset_type"],
        security_function=row["security_function"],
    )
