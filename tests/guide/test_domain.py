"""References, and builds that pick up where the last one stopped."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from lxml import html
from sphinx.util.inventory import InventoryFile

from tests.conftest import ROOT, write_guide
from tests.guide.conftest import ARTICLE, ROOTS, Site, build_site, copied
from tools.guide import garbage

if TYPE_CHECKING:
    from pathlib import Path


class TestReferences:
    """The roles of the domain."""

    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("First Practice", "first.html"),
            ("this one", "second.html"),
            ("Run faster, says Second Practice", "first.html#first.run-fast"),
            ("Be first", "first.html#first.be-first"),
            ("11.5: Test Data Recovery", "matrix.html#cis.11.5"),
            ("11: Data Recovery", "matrix.html#cis.11"),
        ],
    )
    def test_reference(self, views: Site, text: str, address: str) -> None:
        """A role shows the title and leads to the place."""
        section = views.page("lists").get_element_by_id("references")

        assert [a.get("href") for a in section.xpath(".//p//a") if a.text_content() == text] == [
            address
        ]

    def test_each_link_leads_to_an_anchor_that_is_there(self, views: Site) -> None:
        """No internal link of a derived view is dead."""
        pages = {path.name: views.page(path.stem) for path in views.folder.glob("*.html")}
        ids = {name: set(page.xpath("//@id")) for name, page in pages.items()}
        checked = 0
        for name, page in pages.items():
            for href in page.xpath("//a[contains(@class, 'internal')]/@href"):
                path, _hash, anchor = href.partition("#")
                target = path or name
                if target.endswith(".html") and "/" not in target:
                    checked += 1
                    assert target in ids, href
                    assert not anchor or anchor in ids[target], href

        assert checked > 150  # 55 gaps, 18 totals, roadmaps, index, references, sidebars

    def test_unknown_targets_warn_with_the_nearest(self, tmp_path: Path) -> None:
        """What a reference may have meant is said with file and line."""
        site = build_site(ROOTS / "worst", tmp_path)
        said = [line.partition("index.rst:")[2] for line in site.warnings if "index.rst:" in line]

        assert said == [
            "10: WARNING: the guide has no practice 'wurst'; did you mean ':bp:practice:`worst`'?",
            "10: WARNING: CIS Controls v8 have no safeguard '19.4'; did you mean '9.4: Restrict"
            " Unnecessary or Unauthorized Browser and Email Client Extensions'?",
            "10: WARNING: CIS Controls v8 have no control '23'; the controls are 1 to 18",
            "10: WARNING: the guide has no action 'worst.out-scop'; did you mean"
            " ':bp:action:`worst.out-scope`'?",
        ]

    def test_without_a_matrix_a_safeguard_is_shown_as_text(self, tmp_path: Path) -> None:
        """A guide need not have the page with the matrix."""
        source = write_guide(tmp_path / "s", {"page": "Page\n====\n\n:bp:safeguard:`11.5`\n"})
        site = build_site(source, tmp_path / "b")

        assert site.warnings == []
        assert "11.5: Test Data Recovery" in site.page("page").text_content()

    def test_inventory_holds_every_object(self, views: Site) -> None:
        """Other Sphinx projects can refer to practices, goals, actions, controls, safeguards."""
        content = (views.folder / "objects.inv").read_bytes()
        inventory = InventoryFile.loads(content, uri="").data

        assert set(inventory["bp:practice"]) == {"first", "second", "third"}
        assert set(inventory["bp:action"]) == {"first.run", "first.run-fast", "second.walk"}
        assert set(inventory["bp:goal"]) == {"first.be-first"}
        assert (len(inventory["bp:control"]), len(inventory["bp:safeguard"])) == (18, 153)

    def test_index_lists_practices_and_actions(self, views: Site) -> None:
        """The index of the domain has each practice with its actions."""
        text = views.page("bp-practices").xpath("//table")[0].text_content()

        assert [word in text for word in ("First Practice", "Run", "Walk", "Third Practice")] == [
            True
        ] * 4


class TestAnchors:
    """Goals and actions can be linked to."""

    def test_spelled_ids_are_anchors_with_a_permalink(self, views: Site) -> None:
        """The item has the id, shows a link to itself, and no trace of the role."""
        item = views.page("first").get_element_by_id("first.run")
        permalink = item.xpath("./p/a[contains(@class, 'headerlink')]")[0]

        assert item.tag == "li"
        assert permalink.get("href") == "#first.run"
        assert permalink.get("title") == "Link to this item"
        assert item.text_content().startswith("Run. Then rest.")

    def test_ids_differ_from_those_of_sections(self, views: Site) -> None:
        """No id stands twice on a page."""
        for path in views.folder.glob("*.html"):
            ids = views.page(path.stem).xpath("//@id")
            assert len(ids) == len(set(ids)), path.name

    def test_inserting_an_action_moves_no_anchor(self, tmp_path: Path) -> None:
        """A link to an action is good after another one is put in front of it."""
        source = copied("views", tmp_path)
        page = source / "first.rst"
        before = build_site(source, tmp_path / "b").guide.practices[0].actions
        text = page.read_text().replace("#. :bp:id:`run`", "#. Warm up.\n#. :bp:id:`run`")
        page.write_text(text.replace("Run. Then rest.", "Jog."))
        after = build_site(source, tmp_path / "b").guide.practices[0].actions

        assert [action.id for action in after][1:] == [action.id for action in before]
        assert after[1].revision != before[0].revision


EDITS = {
    "title": ("first.rst", "First Practice", "Premier Practice"),
    "priority": ("third.rst", ":priority: Level 3", ":priority: Level 1"),
    "mapping": ("second.rst", "* 11.1: Establish and Maintain a Data Recovery Process", "* 9.5"),
    "handbook": ("second.rst", "* 21, 60", "* 33"),
    "action": ("second.rst", ":bp:id:`walk` Walk.", ":bp:id:`stroll` Stroll."),
    "resource": ("first.rst", "https://advice.example", "https://counsel.example"),
    "step": ("second.rst", "#. Left.", "#. Straight on."),
    "level": ("first.rst", "|Maturity2| Maturity\n", "|Maturity3| Maturity\n"),
    "from level": ("first.rst", "Recovery (|Maturity2|", "Recovery (|Maturity3|"),
    "resource name": ("first.rst", "`Advice <", "`Counsel <"),
    "steps gone": ("second.rst", "   #. Left.\n   #. Right.\n", ""),
    "order": ("index.rst", "   first\n   second\n", "   second\n   first\n"),
}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the guide of views, to be copied and continued."""
    folder = tmp_path_factory.mktemp("once")
    source = copied("views", folder)
    build_site(source, folder)
    return folder


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_shows_on_every_derived_page(edit: str, built_once: Path, tmp_path: Path) -> None:
    """A build that continues gives what a build from nothing gives, file by file."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    name, old, new = EDITS[edit]
    page = tmp_path / "views" / name
    assert old in page.read_text()
    page.write_text(page.read_text().replace(old, new))

    continued = build_site(tmp_path / "views", tmp_path)
    fresh = build_site(tmp_path / "views", tmp_path / "fresh")

    assert _differing(continued, fresh) == []
    assert continued.guide == fresh.guide


def _differing(one: Site, other: Site) -> list[str]:
    """Return the files in which two builds differ.

    Left out is what is Sphinx's own: navigation around a page that needed no writing, and empty
    entries that its search index keeps for words that are gone.
    """
    names = sorted({*one.files(), *other.files()})
    return [name for name in names if _content(name, one) != _content(name, other)]


def _content(name: str, site: Site) -> object:
    path = site.folder / name
    if not path.exists():
        return None
    if name == "searchindex.js":
        index = json.loads(path.read_text()[len("Search.setIndex(") : -1])
        return {key: _without_empty(value) for key, value in index.items()}
    if name.endswith(".html") and (article := site.page(name[:-5]).xpath(ARTICLE)):
        return html.tostring(article[0])
    return path.read_bytes()


def _without_empty(value: object) -> object:
    return {k: v for k, v in value.items() if v != []} if isinstance(value, dict) else value


def test_a_deleted_page_is_gone_everywhere(built_once: Path, tmp_path: Path) -> None:
    """No derived view and no export names a page that is no more."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    source = tmp_path / "views"
    (source / "second.rst").unlink()
    for name, old, new in (
        ("index.rst", "   second\n", ""),
        ("first.rst", ", says :bp:practice:`second`", ""),
        ("lists.rst", ":bp:practice:`this one <second>`, ", ""),
    ):
        page = source / name
        page.write_text(page.read_text().replace(old, new))

    site = build_site(source, tmp_path)

    assert site.warnings == []
    for path in (site.folder / "lists.html", *(site.folder / "data").rglob("*.json")):
        assert "Second Practice" not in path.read_text(), path


def test_another_builder_that_read_first_hides_no_change(built_once: Path, tmp_path: Path) -> None:
    """Builders share what was read; the site still sees what changed since it was written."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    page = tmp_path / "views" / "first.rst"
    page.write_text(page.read_text().replace("First Practice", "Premier Practice"))

    build_site(tmp_path / "views", tmp_path, builder="dummy")
    site = build_site(tmp_path / "views", tmp_path)

    assert "Premier Practice" in site.page("lists").text_content()


def test_nothing_is_written_when_nothing_changed(built_once: Path, tmp_path: Path) -> None:
    """A build without a change writes no page again."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    build_site(tmp_path / "views", tmp_path)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "html").glob("[flmt]*.html")}
    build_site(tmp_path / "views", tmp_path)

    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_views_and_workbook_are_left_alone_by_words_they_do_not_show(
    built_once: Path, tmp_path: Path
) -> None:
    """A paragraph changes the page and the data files, but no list of practices or actions."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    source = tmp_path / "views"
    build_site(source, tmp_path)
    names = ("lists.html", "matrix.html", "data/worksheets.xlsx")
    untouched = [tmp_path / "html" / name for name in names]
    before = [path.stat().st_mtime_ns for path in untouched]
    page = source / "second.rst"

    page.write_text(page.read_text().replace("\nActions\n", "\nMore words.\n\nActions\n"))
    site = build_site(source, tmp_path)

    assert "More words." in (site.folder / "data" / "guide.json").read_text()
    assert [path.stat().st_mtime_ns for path in untouched] == before


def test_an_edit_leaves_alone_what_only_names_the_page(built_once: Path, tmp_path: Path) -> None:
    """A page with a reference is written when the title it shows changes, not with each word."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    source, refers = tmp_path / "views", tmp_path / "html" / "first.html"
    build_site(source, tmp_path)
    before = refers.stat().st_mtime_ns
    page = source / "second.rst"
    assert ":bp:practice:`second`" in (source / "first.rst").read_text()

    page.write_text(page.read_text().replace("   #. Left.", "   #. Other words."))
    changed = build_site(source, tmp_path)

    assert "Other words." in changed.page("second").text_content()
    assert refers.stat().st_mtime_ns == before

    page.write_text(page.read_text().replace("Second Practice", "Deuxième Practice"))
    build_site(source, tmp_path)

    assert refers.stat().st_mtime_ns != before


def test_parallel_builds_give_the_same(tmp_path: Path) -> None:
    """Reading and writing with several processes changes not a byte."""
    one = build_site(ROOTS / "views", tmp_path / "one", jobs=1)
    many = build_site(ROOTS / "views", tmp_path / "many", jobs=4)

    assert one.guide == many.guide
    assert one.files() == many.files()


def test_the_project_has_its_levels_in_one_place() -> None:
    """The levels of the model are the substitutions that pages use."""
    settings: dict[str, object] = {"__file__": str(ROOT / "conf.py")}
    exec((ROOT / "conf.py").read_text(), settings)

    assert settings["bp_levels"] == ["Level 1", "Level 2", "Level 3"]


def test_most_pages_are_left_out_while_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a large guide is not looked through again and again."""
    monkeypatch.setattr(garbage, "PAGES", 2)
    searched: list[int] = []

    def count(*_: object) -> None:
        searched.append(sum(isinstance(found, nodes.document) for found in gc.get_objects()))

    build_site(copied("views", tmp_path), tmp_path, handlers={"env-updated": count})

    assert searched == [0]


def test_a_process_ends_without_a_search_for_garbage(tmp_path: Path) -> None:
    """Another build in it finds nothing left out."""
    build_site(copied("views", tmp_path), tmp_path)
    assert gc.get_freeze_count() == 0

    words = f"""
        import atexit, gc
        from pathlib import Path
        from tests.guide.conftest import build_site
        atexit.register(lambda: print(gc.get_freeze_count()))  # the last one registered comes first
        build_site(Path({str(tmp_path / "views")!r}), Path({str(tmp_path)!r}))
        print(gc.get_freeze_count())
    """
    command = [sys.executable, "-c", textwrap.dedent(words)]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    after, at_end = map(int, ended.stdout.split())
    assert after == 0
    assert at_end > 0


def test_labels_of_a_page_are_forgotten_with_it(tmp_path: Path) -> None:
    """Although pages that were not read before are not looked for among them."""
    source = copied("views", tmp_path)
    page = source / "second.rst"
    page.write_text(page.read_text().replace("\nActions\n", "\n.. _spot:\n\nActions\n", 1))
    before = build_site(source, tmp_path).labels
    page.write_text(page.read_text().replace(".. _spot:", ".. _place:"))
    after = build_site(source, tmp_path).labels

    assert "spot" in before
    assert "spot" not in after
    assert "place" in after
    assert after == build_site(source, tmp_path / "anew", jobs=2).labels
