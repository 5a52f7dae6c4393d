"""Write guides of any size: practice pages after the convention, made up by a seeded generator.

``python -m bench.pages 1000 FOLDER`` writes the source of a guide with 1,000 practices into
FOLDER. The same number, shape and seed give the same bytes. A page is as long as one of ours, and
has what ours have: docinfo, title, identifiers, levels, terms, links, tools, readings, mappings.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.guide.catalogue import HANDBOOK_PRACTICES, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SOURCE = Path(__file__).parents[1] / "source"
PART = 50
"""Practices in a part of a grouped guide."""

VERBS = tuple(
    "Check Count Compare Copy Close Label List Lock Log Measure Name Number Print Record Rehearse"
    " Replace Restore Review Seal Sign Sort Split Store Test Track Train Update Verify Watch"
    " Write".split()
)
THINGS = (
    *("ballot boxes", "ballot printers", "pollbooks", "voter lists", "memory cards", "door keys"),
    *("seals", "tally sheets", "result files", "backup drives", "firewall rules", "mail rules"),
    *(
        "staff accounts",
        "vendor accounts",
        "phone lists",
        "contracts",
        "spare machines",
        "scanners",
    ),
    *("network drawings", "wireless keys", "update plans", "camera records", "server logs"),
    *("training records", "incident forms", "public notices", "web pages", "signature files"),
    *("storage rooms", "delivery slips", "test ballots", "battery packs", "event calendars"),
)
PLACES = (
    *("in the main office", "at each polling place", "in the warehouse", "at the county network"),
    *("in the counting room", "at early voting sites", "with each vendor", "at the front desk"),
    *("in the server room", "on staff phones", "in the mail room", "on the public website"),
)
PEOPLE = (
    *(
        "the chief election official",
        "the deputy clerk",
        "the warehouse lead",
        "county technicians",
    ),
    *("two members of staff", "the security lead", "the vendor", "the county attorney"),
    *("the chief poll worker", "the training coordinator", "the night guard", "the budget officer"),
)
TIMES = (
    *("before each election", "every three months", "on the first Monday of the month"),
    *("within two days", "after each delivery", "when somebody leaves", "once a year"),
    *("before early voting starts", "on the morning after", "at the end of each shift"),
)
REASONS = (
    *("so that a gap shows on the same day", "so that nobody has to guess in a hurry"),
    *("because a fault found late costs a vote", "so that the count can be repeated"),
    *(
        "because threat actors look for what nobody watches",
        "so that auditors find it in one place",
    ),
    *("because people change their posts", "so that one person alone cannot change it"),
)
KINDS = ("guide", "checklist", "template", "toolkit", "course", "handbook", "scanner", "worksheet")
HOSTS = ("www.eac.gov", "www.cisa.gov", "www.fbi.gov", "www.nist.gov", "www.usa.gov", "www.ftc.gov")
TERMS = {
    "audit trail": "The record of who did what, and when.",
    "backup": "A copy that is kept apart from the original.",
    "chain of custody": "The signed record of who held a thing, and when.",
    "firewall": "A device or program that lets only wanted traffic through.",
    "phishing": "A false message that asks for a password or a click.",
    "poll worker": "A person who serves voters at a polling place.",
    "provisional ballot": "A ballot that counts once the voter's standing is clear.",
    "threat actor": "A person or group that means harm.",
}
MARKS = ("|Maturity1|", "|Maturity2|", "|Maturity3|")


@dataclass(frozen=True, slots=True)
class Name:
    """What a practice is called: number, file name without folder and ending, title."""

    number: int
    slug: str
    title: str


def names(count: int, seed: int = 1) -> list[Name]:
    """Return the names of *count* practices."""
    chance = random.Random(f"names {seed}")
    found = []
    for number in range(1, count + 1):
        thing = chance.choice(THINGS).title()
        place = re.sub(r"^\w+ (the |each )?", "", chance.choice(PLACES)).title()
        title = f"{chance.choice(VERBS)} {thing} of {place} {number}"
        found.append(Name(number, re.sub(r"\W+", "-", title.lower()), title))
    return found


class _Writer:
    """Writes one page; what it says depends on its number and the seed alone."""

    def __init__(self, name: Name, others: Sequence[Name], seed: int) -> None:
        self.name = name
        self.others = others
        self.chance = random.Random(f"page {seed} {name.number}")
        self.identifiers: set[str] = set()
        self.things = iter(self.chance.sample(THINGS, len(THINGS)))

    def sentence(self) -> str:
        pick = self.chance.choice
        verb, people = pick(VERBS), pick(PEOPLE)
        match self.chance.randrange(4):
            case 0:
                return f"{verb} the {pick(THINGS)} {pick(PLACES)} {pick(TIMES)}."
            case 1:
                return f"{_capital(people)} keeps the {pick(THINGS)} current, {pick(REASONS)}."
            case 2:
                return f"{verb} each entry of the :term:`{pick(tuple(TERMS))}` {pick(TIMES)}."
            case _:
                return f"Give the {pick(THINGS)} to {people} {pick(TIMES)}, {pick(REASONS)}."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def lead(self) -> str:
        """Return the first sentence of a goal or an action, with its identifier."""
        verb, thing, place = map(self.chance.choice, (VERBS, THINGS, PLACES))
        identifier = re.sub(r"\W+", "-", f"{verb} {thing}".lower())
        number = 2
        unique = identifier
        while unique in self.identifiers:
            unique, number = f"{identifier}-{number}", number + 1
        self.identifiers.add(unique)
        return f":bp:id:`{unique}` {verb} the {thing} {place}."

    def actions(self, count: int) -> Iterable[str]:
        for number in range(count):
            yield f"#. {self.lead()} {self.paragraph(self.chance.randint(1, 3))}\n"
            if number % 4 == 1:
                steps = (f"   * {self.sentence()}" for _ in range(self.chance.randint(2, 4)))
                yield "\n".join(steps) + "\n"
            if number % 5 == 3:
                other = self.chance.choice(self.others)
                yield f"   See :bp:practice:`{other.slug}` for what belongs to it.\n"

    def resources(self, count: int) -> Iterable[str]:
        for _ in range(count):
            thing = next(self.things)  # two links of the same words on a page would be a fault
            kind = self.chance.choice(KINDS)
            host = self.chance.choice(HOSTS)
            path = f"{re.sub(r' ', '-', thing)}/{self.chance.randrange(100_000)}"
            yield f"* `{thing.title()} {kind.title()} <https://{host}/{path}>`_: {self.sentence()}"

    def safeguards(self) -> Iterable[str]:
        chosen = self.chance.sample(
            list(catalogue().safeguards.values()), self.chance.randint(2, 9)
        )
        for item in sorted(chosen, key=lambda item: tuple(map(int, item.number.split(".")))):
            mark = self.chance.choice(MARKS)
            yield f"* {item.number}: {item.title} ({mark} maturity)"

    def page(self) -> str:
        """Return the source of the page."""
        chance, name = self.chance, self.name
        ordered = ", ".join(chance.sample(MARKS, 1)).strip("|").replace("Maturity", "Level ")
        handbook = sorted(chance.sample(range(1, HANDBOOK_PRACTICES + 1), chance.randint(1, 6)))
        goals = [f"#. {self.lead()} ({chance.choice(MARKS)} maturity)" for _ in range(4)]
        day = f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 22):02}"
        parts = [
            f":priority: {ordered}\n:reviewed: {day}\n",
            f".. |bp_title| replace:: {name.title}\n",
            f".. _{name.slug}:\n",
            "|bp_title|\n----------\n",
            *(self.paragraph(4) + "\n" for _ in range(3)),
            _heading("Goals", "*"),
            "\n".join(goals) + "\n",
            _heading("Actions", "*"),
            *self.actions(12),
            _heading("|Maturity1| Maturity", "^"),
            *self.actions(3),
            _heading("|Maturity2| and |Maturity3| Maturities", "^"),
            *self.actions(6),
            _heading("Cost-Effective Tools", "*"),
            "\n".join(self.resources(4)) + "\n",
            _heading("Learn More", "*"),
            "\n".join(self.resources(4)) + "\n",
            _heading("Mapping to CIS Controls and Safeguards", "*"),
            "\n".join(self.safeguards()) + "\n",
            _heading("Mapping to CIS Handbook Best Practices", "*"),
            f"* {', '.join(map(str, handbook))}\n",
        ]
        return "\n".join(parts)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _heading(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def _toctree(pages: Iterable[str], caption: str = "", *, glob: bool = False) -> str:
    listed = "".join(f"   {page}\n" for page in pages)
    options = (f"   :caption: {caption}\n" if caption else "") + ("   :glob:\n" if glob else "")
    return f".. toctree::\n   :hidden:\n{options}\n{listed}"


VIEWS = {
    "practices": ("All Practices", ".. bp:index::\n\n.. bp:counts::\n"),
    "level-1": ("Where to Start", ".. bp:roadmap:: 1\n"),
    "matrix": ("CIS Controls", ".. bp:controls-totals::\n\n.. bp:controls-matrix::\n"),
    "handbook": (
        "CIS Handbook",
        ".. bp:handbook-map:: practices\n\n.. bp:handbook-map:: numbers\n",
    ),
    "resources": ("Tools and Reading", ".. bp:resources::\n"),
    "data": ("Data", ".. bp:exports::\n"),
}
"""Pages that hold a view of the whole guide: file name to title and content."""


def write_guide(folder: Path, count: int, *, grouped: bool = False, seed: int = 1) -> Path:
    """Write the source of a guide with *count* practices into *folder*, and return it.

    A *grouped* guide has parts of `PART` practices, each with a page that lists them; in a flat one
    the first page has all, by a pattern, for thousands of names would make it larger than a page
    may be. *folder* must not hold other pages. Raises `OSError` where it cannot
    be written.
    """
    chosen = names(count, seed)
    practices = folder / "best-practices"
    practices.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        near = chosen[max(0, name.number - PART) : name.number + PART]
        text = _Writer(name, near, seed).page()
        (practices / f"{name.slug}.rst").write_text(text, encoding="utf-8")
    listed = list(_write_parts(folder, chosen)) if grouped else ["best-practices/*"]
    _write_views(folder)
    index = [
        _heading("Sample Guide", "="),
        "A guide of made-up practices, to measure with.\n",
        _toctree(listed, "Best practices", glob=not grouped),
        _toctree([f"views/{name}" for name in VIEWS], "Views"),
        _toctree(["glossary"], "Glossary"),
    ]
    (folder / "index.rst").write_text("\n".join(index), encoding="utf-8")
    return folder


def write_copies(folder: Path, pages: int) -> Path:
    """Write a guide with *pages* practices to *folder*, copies of our own under other names.

    Returns *folder*. Labels and titles get the number of the copy, for no two may be alike.
    """
    shutil.copytree(SOURCE, folder)
    practices = folder / "best-practices"
    models = [path for path in sorted(practices.glob("*.rst")) if "|bp_title|" in path.read_text()]
    names = [f"{models[n % len(models)].stem}-{n}" for n in range(pages - len(models))]
    for number, name in enumerate(names):
        text = models[number % len(models)].read_text(encoding="utf-8")
        text = re.sub(r"^\.\. _([\w-]+):", rf".. _\1-{number}:", text, flags=re.MULTILINE)
        text = re.sub(r"(\|bp_title\| replace:: .*)", rf"\1 {number}", text)
        (practices / f"{name}.rst").write_text(text, encoding="utf-8")
    entries = "".join(f"   best-practices/{name}\n" for name in names)
    with (folder / "index.rst").open("a", encoding="utf-8") as index:
        index.write(f"\n.. toctree::\n   :hidden:\n\n{entries}")
    return folder


def _write_parts(folder: Path, chosen: Sequence[Name]) -> Iterable[str]:
    (folder / "parts").mkdir(exist_ok=True)
    for number, start in enumerate(range(0, len(chosen), PART), 1):
        own = [f"/best-practices/{name.slug}" for name in chosen[start : start + PART]]
        page = f"parts/part-{number:03}"
        text = f"{_heading(f'Part {number}', '=')}\nPractices that belong together.\n\n"
        links = "".join(f"* :doc:`{name}`\n" for name in own)
        (folder / f"{page}.rst").write_text(f"{text}{links}\n{_toctree(own)}", encoding="utf-8")
        yield page


def _write_views(folder: Path) -> None:
    (folder / "views").mkdir(exist_ok=True)
    for name, (title, content) in VIEWS.items():
        text = f"{_heading(title, '=')}\n{content}"
        (folder / "views" / f"{name}.rst").write_text(text, encoding="utf-8")
    terms = "".join(f"   {term}\n      {meaning}\n\n" for term, meaning in TERMS.items())
    text = f"{_heading('Glossary', '=')}\n.. glossary::\n\n{terms}"
    (folder / "glossary.rst").write_text(text, encoding="utf-8")


def main() -> None:
    """Write a guide as the command line says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int, help="practices")
    options.add_argument("folder", type=Path)
    options.add_argument("--grouped", action="store_true", help=f"in parts of {PART}")
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    write_guide(wanted.folder, wanted.count, grouped=wanted.grouped, seed=wanted.seed)
    print(f"{wanted.folder}: {wanted.count} practices")


if __name__ == "__main__":
    main()
