"""The OSCAL files pass trestle and our own checks, which see dangling references as well."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools.guide.exports import oscal
from tools.guide.model import Guide, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.guide.load import Loaded

TRESTLE = Path(sys.executable).with_name("trestle")
RELATIONSHIPS = {
    *("equivalent-to", "equal-to", "subset-of", "superset-of", "intersects-with", "no-relationship")
}
"""Relationships that OSCAL 1.2.1 allows in a map."""
TOKEN = re.compile(r"[A-Za-z_][\w.-]*")

SAFEGUARD = re.compile(r"cis-\d+\.\d+")

Json = dict[str, Any]


@pytest.fixture(scope="module", params=["own", "bent", "views"])
def guide(request: pytest.FixtureRequest) -> Guide:
    """Our own guide, and small ones with odd pages."""
    loaded: Any = request.getfixturevalue(request.param)
    return loaded if isinstance(loaded, Guide) else loaded.guide


@pytest.fixture(scope="module")
def files(guide: Guide) -> dict[str, Json]:
    """The OSCAL files, read back."""
    return {name: json.loads(text) for name, text in oscal.documents(guide).items()}


def walk(value: Any) -> Iterator[Json]:
    """Yield each object in *value*."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)


def unescaped(prose: str) -> str:
    """Return the plain text of OSCAL markup that escapes all of it."""
    return re.sub(r"\\(.)", r"\1", prose)


def controls(files: dict[str, Json]) -> list[Json]:
    """Return the controls of the catalog."""
    return [
        c for group in files[oscal.CATALOG]["catalog"]["groups"] for c in group.get("controls", [])
    ]


class TestOwnChecks:
    """What neither the schema nor trestle sees."""

    def test_identifiers_are_unique_and_tokens(self, files: dict[str, Json]) -> None:
        """No id and no UUID stands twice, and each begins with a letter or underscore."""
        ids = [item["id"] for item in walk(files[oscal.CATALOG]) if "id" in item]
        uuids = [item["uuid"] for name in files for item in walk(files[name]) if "uuid" in item]

        assert len(ids) == len(set(ids))
        assert len(uuids) == len(set(uuids))
        assert [id_ for id_ in ids if not TOKEN.fullmatch(id_)] == []

    def test_nothing_is_empty(self, files: dict[str, Json]) -> None:
        """OSCAL allows no empty list, object or text."""
        for name, content in files.items():
            empty = [
                (name, k) for item in walk(content) for k, v in item.items() if v in ([], {}, "")
            ]
            assert empty == []

    def test_every_reference_resolves(self, files: dict[str, Json], guide: Guide) -> None:
        """Profiles and maps name controls that are there, maps name safeguards that exist."""
        known = {control["id"] for control in controls(files)}
        named = [i for content in files.values() for o in walk(content) for i in _with_ids(o)]
        mapped = files.get(oscal.MAPPING, {})
        sources = [s["id-ref"] for o in walk(mapped) for s in o.get("sources", [])]
        targets = [t["id-ref"] for o in walk(mapped) for t in o.get("targets", [])]
        safeguards = {f"cis-{item.number}" for item in guide.safeguards}

        assert {i for i in named if not SAFEGUARD.fullmatch(i)} <= known
        assert {i for i in named if SAFEGUARD.fullmatch(i)} <= safeguards
        assert set(sources) <= known
        assert set(targets) <= safeguards

    def test_relationships_are_those_of_oscal(self, files: dict[str, Json]) -> None:
        """A made-up relationship passes trestle, not us."""
        found = {o["relationship"] for o in walk(files.get(oscal.MAPPING)) if "relationship" in o}

        assert found <= RELATIONSHIPS

    def test_counts_are_those_of_the_model(self, files: dict[str, Json], guide: Guide) -> None:
        """A group for each practice, a control for each action, a map for each mapping."""
        groups = files[oscal.CATALOG]["catalog"]["groups"]
        maps = [o for o in walk(files.get(oscal.MAPPING)) if "relationship" in o]
        mappings = [m for p in guide.practices for m in p.safeguards if p.actions]

        assert len(groups) == len(guide.practices)
        assert len(controls(files)) == sum(len(page.actions) for page in guide.practices)
        assert len(maps) == len(mappings)

    def test_gaps_and_mapped_safeguards_are_all(self, files: dict[str, Json], guide: Guide) -> None:
        """A safeguard is mapped or is named as a gap, never both, never neither."""
        if oscal.MAPPING not in files:
            pytest.skip("this guide maps nothing")
        mapped = {t["id-ref"] for o in walk(files[oscal.MAPPING]) for t in o.get("targets", [])}
        gaps = {i for o in walk(files[oscal.MAPPING]) for i in _with_ids(o)}

        assert not mapped & gaps
        assert len(mapped | gaps) == len(guide.safeguards) == 153

    def test_words_come_back(self, files: dict[str, Json], guide: Guide) -> None:
        """Each statement and step says what the action says, whatever marks it contains."""
        actions = {oscal.token(a.id): a for page in guide.practices for a in page.actions}
        for control in controls(files):
            action = actions[control["id"]]
            statement = next(p for p in control["parts"] if p["name"] == "statement")
            items = [p["prose"] for p in walk(statement) if p.get("name") == "item"]
            levels = [int(p["value"]) for p in control["props"] if p["name"] == "level"]

            assert unescaped(statement.get("prose", "")) == action.text
            assert [unescaped(item) for item in items] == list(_step_texts(action.steps))
            assert levels == list(action.levels)
            assert control["links"][0]["href"].endswith(f".html#{action.id}")

    def test_profiles_hold_the_actions_of_their_level(
        self, files: dict[str, Json], guide: Guide
    ) -> None:
        """Each profile names the actions that hold at its level, in order."""
        for level in guide.levels:
            expected = [
                oscal.token(a.id) for p in guide.practices for a in p.actions_at(level.number)
            ]
            profile = files.get(oscal.profile_name(level), {})
            assert [i for o in walk(profile) for i in _with_ids(o)] == expected

    def test_only_items_stand_in_statements(self, files: dict[str, Json]) -> None:
        """NIST's constraints allow only ``item`` inside ``statement``."""
        for control in controls(files):
            statement = next(p for p in control["parts"] if p["name"] == "statement")
            names = {part["name"] for part in walk(statement) if "name" in part and "prose" in part}
            assert names <= {"statement", "item"}


def _with_ids(item: Json) -> list[str]:
    return list(item.get("with-ids", []))


def _step_texts(steps: Any) -> Iterator[str]:
    for step in steps:
        yield step.text
        yield from _step_texts(step.steps)


@pytest.fixture(scope="module")
def workspace(own: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trestle workspace that holds our files."""
    folder = tmp_path_factory.mktemp("trestle")
    run(folder, "init")
    for name, text in oscal.documents(own.guide).items():
        path = folder / _place(name)
        path.parent.mkdir(parents=True)
        catalog = "trestle://catalogs/guide/catalog.json"
        path.write_text(text.replace(f'"href": "{oscal.CATALOG}"', f'"href": "{catalog}"'))
    return folder


class TestTrestle:
    """compliance-trestle 5 reads OSCAL 1.2.1."""

    def test_every_file_is_valid(self, workspace: Path) -> None:
        """Trestle loads each file by OSCAL's schema and runs its checks on all of them."""
        said = run(workspace, "validate", "--all")

        assert said.count("VALID:") == 5
        assert "INVALID" not in said

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_profiles_resolve(self, number: int, workspace: Path, own: Loaded) -> None:
        """Each level's profile resolves to a catalog with exactly its actions."""
        resolved = f"resolved-{number}"
        run(workspace, "author", "profile-resolve", "-n", f"level-{number}", "-o", resolved)
        content = json.loads((workspace / "catalogs" / resolved / "catalog.json").read_text())
        found = {o["id"] for o in walk(content) if o.get("class") == "action"}

        assert found == {
            oscal.token(a.id) for p in own.guide.practices for a in p.actions_at(number)
        }

    def test_a_missing_control_is_refused(self, workspace: Path, tmp_path: Path) -> None:
        """The check before can fail: a profile that names a missing control does not resolve."""
        shutil.copytree(workspace, tmp_path, dirs_exist_ok=True)
        path = tmp_path / "profiles" / "level-1" / "profile.json"
        content = json.loads(path.read_text())
        content["profile"]["imports"][0]["include-controls"][0]["with-ids"].append("no.such-action")
        path.write_text(json.dumps(content))

        said = run(tmp_path, "author", "profile-resolve", "-n", "level-1", "-o", "x", status=1)

        assert "no.such-action" in said


def _place(name: str) -> str:
    if name == oscal.CATALOG:
        return "catalogs/guide/catalog.json"
    if name == oscal.MAPPING:
        return "mapping-collections/cis/mapping-collection.json"
    return f"profiles/{name.removeprefix('profile-').removesuffix('.json')}/profile.json"


def run(folder: Path, *arguments: str, status: int = 0) -> str:
    """Run trestle in *folder*; return what it said."""
    done = subprocess.run(
        [TRESTLE, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_dates_come_from_the_content(own: Loaded, views: Any, monkeypatch) -> None:
    """``last-modified`` is the latest review or change, else the moment of the source."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    empty = Guide(
        title="T",
        version="1",
        language="en",
        base_url="",
        levels=(Level(number=1, name="Level 1"),),
    )

    assert oscal.last_modified(own.guide) >= "2026-11-22T00:00:00Z"
    assert oscal.last_modified(empty) == "1970-01-02T00:00:00Z"


def test_an_empty_guide_has_a_catalog_alone(monkeypatch) -> None:
    """A profile or a mapping without content would be invalid, so there is none."""
    empty = Guide(
        title="T",
        version="1",
        language="en",
        base_url="",
        levels=(Level(number=1, name="Level 1"),),
    )
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    assert set(oscal.documents(empty)) == {oscal.CATALOG}


@pytest.mark.parametrize(
    ("name", "token"),
    [("a.b-c", "a.b-c"), ("1.1", "_1.1"), ("é x", "--x"), ("_x", "_x"), ("-x", "_-x")],
)
def test_token(name: str, token: str) -> None:
    """Tokens begin with a letter or an underscore."""
    assert oscal.token(name) in (token, f"_{token}")
    assert TOKEN.fullmatch(oscal.token(name))
