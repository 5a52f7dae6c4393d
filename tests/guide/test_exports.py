"""Every file is read back and compared with the model that it was made of."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import subprocess
import types
import typing
import zipfile
from enum import Enum
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest

from tests.guide.conftest import build_site, copied
from tools.guide import model
from tools.guide.catalogue import catalogue
from tools.guide.exports import FOLDER, exports, plain, tables, worksheets, write
from tools.guide.exports.pieces import text
from tools.guide.model import Action, BestPractice, Guide, Level, Priority

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.guide.conftest import Site
    from tools.guide.load import Loaded


@pytest.fixture(scope="module", params=["own", "bent", "views"])
def guide(request: pytest.FixtureRequest) -> Guide:
    """Our own guide, and small ones with odd pages."""
    loaded: Any = request.getfixturevalue(request.param)
    return loaded if isinstance(loaded, Guide) else loaded.guide


def record(kind: Any, value: Any) -> Any:
    """Return the record of type *kind* that the JSON *value* stands for."""
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        kind = next(arg for arg in typing.get_args(kind) if arg is not type(None))
    if typing.get_origin(kind) is tuple:
        return tuple(record(typing.get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: record(hints[name], item) for name, item in value.items()})
    return kind(value) if issubclass(kind, Enum) else value


def read_csv(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file, without the marks against formulas."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return [
        {k: v[1:] if v[:1] == "'" and v[1:2] in "=+-@\t\r" else v for k, v in row.items()}
        for row in rows
    ]


def written(guide: Guide, folder: Path) -> dict[str, bytes]:
    """Write the files of *guide* into *folder* and return them by path."""
    write(guide, folder)
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class TestJson:
    """``guide.json`` and its schema."""

    def test_round_trip(self, guide: Guide) -> None:
        """The file gives back the records that it was made of, each field of them."""
        content = json.loads(plain.guide_json(guide))
        assert content.pop("$schema") == "guide.schema.json"

        assert record(Guide, content) == guide

    def test_it_follows_its_schema(self, guide: Guide) -> None:
        """The published schema is a schema, and the file is valid by it."""
        schema = json.loads(plain.schema_json())
        jsonschema.Draft202012Validator.check_schema(schema)

        jsonschema.Draft202012Validator(schema).validate(json.loads(plain.guide_json(guide)))

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda guide: guide.pop("practices"),
            lambda guide: guide["practices"][0].update(priorities=["urgent"]),
            lambda guide: guide["practices"][0]["actions"][0].update(levels="1"),
            lambda guide: guide["practices"][0]["actions"][0].update(owner="me"),
            lambda guide: guide["levels"][0].update(number="1"),
            lambda guide: guide["practices"][0].update(reviewed=2026),
        ],
    )
    def test_the_schema_refuses_what_is_wrong(self, spoil: Any, own: Loaded) -> None:
        """A schema that accepts everything would say nothing."""
        content = json.loads(plain.guide_json(own.guide))
        spoil(content)

        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(plain.schema()).validate(content)

    def test_the_schema_explains_fields(self) -> None:
        """The words beside the fields of the records are in the schema."""
        action = plain.schema()["$defs"]["Action"]

        assert "change when the words do" in action["properties"]["revision"]["description"]
        assert set(plain.schema()["$defs"]) == {
            *("Action", "BestPractice", "Control", "Goal", "HandbookMapping", "Level", "Link"),
            *("Passage", "Resource", "Safeguard", "SafeguardMapping", "Step"),
        }


class TestCsv:
    """The three tables."""

    def test_actions(self, guide: Guide) -> None:
        """One row for each action, with its words and levels."""
        rows = read_csv(text(tables.actions_csv(guide), guide))
        actions = [(p, a) for p in guide.practices for a in p.actions]

        assert [row["id"] for row in rows] == [action.id for _page, action in actions]
        for row, (page, action) in zip(rows, actions, strict=True):
            assert (row["action"], row["revision"]) == (action.text, action.revision)
            assert (row["practice"], row["practice_title"]) == (page.slug, page.title)
            assert row["page"].endswith(f"{page.page}#{action.id}")
            assert [n for n in (1, 2, 3) if row[f"level_{n}"] == "yes"] == list(action.levels)
            listed = [line.strip().removeprefix("• ") for line in row["steps"].splitlines()]
            assert listed == [step.text for _depth, step in tables.walk(action.steps)]

    def test_mappings(self, guide: Guide) -> None:
        """One row for each mapping of either kind."""
        rows = read_csv(text(tables.mappings_csv(guide), guide))

        assert [
            (row["practice"], row["number"], row["from_level"])
            for row in rows
            if row["framework"] == tables.CIS
        ] == [
            (page.slug, m.number, str(m.from_level or ""))
            for page in guide.practices
            for m in page.safeguards
        ]
        assert [
            (row["practice"], row["number"]) for row in rows if "Handbook" in row["framework"]
        ] == [(page.slug, str(m.number)) for page in guide.practices for m in page.handbook]
        assert all(
            row["title"] == catalogue().safeguards[row["number"]].title
            for row in rows
            if row["framework"] == tables.CIS
        )

    def test_resources(self, guide: Guide) -> None:
        """One row for each tool and reading."""
        rows = read_csv(text(tables.resources_csv(), guide))

        assert [(row["practice"], row["kind"], row["name"], row["url"]) for row in rows] == [
            (page.slug, r.kind.value, r.name, r.url or "")
            for page in guide.practices
            for r in page.resources
        ]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
    def test_no_cell_is_a_formula(self, text: str) -> None:
        """What a spreadsheet would run gets an apostrophe; nothing else does."""
        assert tables.safe(text) == f"'{text}"
        assert tables.safe(f"a{text}") == f"a{text}"

    def test_excel_knows_the_encoding(self, views: Site) -> None:
        """The files begin with the mark by which Excel knows UTF-8."""
        for name in ("actions", "mappings", "resources"):
            assert (views.folder / "data" / f"{name}.csv").read_bytes()[:3] == b"\xef\xbb\xbf"

    def test_numbers_survive_a_spreadsheet(self, own: Loaded) -> None:
        """3.10 is also there in words, for a spreadsheet reads 3.1."""
        rows = read_csv(text(tables.mappings_csv(own.guide), own.guide))

        assert {row["reference"] for row in rows if row["number"] == "3.10"} == {"Safeguard 3.10"}


def sheet_rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """Return the rows of the table of *sheet*, without its header."""
    (table,) = sheet.tables.values()
    first, *others = sheet[table.ref]
    assert all(cell.value for cell in first)
    return [tuple(cell.value for cell in row) for row in others]


@pytest.fixture(scope="module")
def book(own: Loaded) -> openpyxl.Workbook:
    """The workbook of our guide, read by another library than wrote it."""
    return openpyxl.load_workbook(io.BytesIO(worksheets.workbook(own.guide)))


class TestWorkbook:
    """``worksheets.xlsx``."""

    def test_sheets(self, book: openpyxl.Workbook) -> None:
        """A checklist for each level, five inventories, five reviews."""
        assert book.sheetnames == [
            *(f"Checklist Level {number}" for number in (1, 2, 3)),
            *("Hardware", "Software", "Data", "Service providers", "Accounts"),
            *("Asset protection", "Account security", "Backup and recovery"),
            *("Incident response", "Cyber education"),
        ]

    @pytest.mark.parametrize("level", [1, 2, 3])
    def test_checklists_hold_the_actions_of_their_level(
        self, level: int, book: openpyxl.Workbook, own: Loaded
    ) -> None:
        """Each action of the level once, those of priorities first."""
        rows = sheet_rows(book[f"Checklist Level {level}"])
        first = [p for p in own.guide.practices if p.priority(level) is Priority.PRIORITY]
        then = [p for p in own.guide.practices if p.priority(level) is Priority.IN_SCOPE]
        expected = [(p.title, a.text, a.id) for p in (*first, *then) for a in p.actions_at(level)]

        assert [(row[1], row[2], row[-1]) for row in rows] == expected
        assert {row[0] for row in rows} == {"Open"}

    def test_drop_downs_and_dates_are_validated(self, book: openpyxl.Workbook) -> None:
        """Each sheet has real data validation over all rows of its table."""
        for sheet in book:
            (table,) = sheet.tables.values()
            last = table.ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            rules = sheet.data_validations.dataValidation
            assert {rule.type for rule in rules} == {"list", "date"}, sheet.title
            assert {str(rule.sqref).split(":")[1].lstrip("ABCDEFGHI") for rule in rules} == {last}

        (status, *_rest) = book["Checklist Level 1"].data_validations.dataValidation
        assert status.formula1 == '"Open,In progress,Done,Not applicable"'

    def test_headers_are_frozen_and_repeated(self, book: openpyxl.Workbook) -> None:
        """The header row stays on screen and is printed on every page."""
        for sheet in book:
            assert sheet.freeze_panes == "A6"
            assert sheet.print_title_rows == "$5:$5"

    def test_print_set_up(self, book: openpyxl.Workbook) -> None:
        """Letter paper, landscape, as wide as the page, with page numbers."""
        for sheet in book:
            assert sheet.page_setup.paperSize == 1
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what it is when not written
            assert sheet.page_setup.fitToHeight == 0
            assert "&P" in sheet.oddFooter.right.text
            assert sheet.print_area

    def test_document_properties(self, book: openpyxl.Workbook, own: Loaded) -> None:
        """Title and language are set, as assistive technology asks for."""
        assert book.properties.title == f"{own.guide.title}: worksheets"
        assert book.properties.language == "en"

    def test_rows_are_high_enough_for_their_words(self, book: openpyxl.Workbook) -> None:
        """Each row is as high as its longest cell needs in a wide font, 1.4 letters to a unit."""
        sheet = book["Checklist Level 1"]
        widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGH"]
        for number, row in enumerate(sheet_rows(sheet), 6):
            lines = max(
                sum(-(-max(len(line), 1) // int(width * 1.4)) for line in (cell or "").split("\n"))
                for cell, width in zip(row, widths, strict=True)
            )
            assert sheet.row_dimensions[number].height >= min(lines * 12.5, 409)

    def test_the_identifier_is_not_printed(self, book: openpyxl.Workbook) -> None:
        """The last column of a checklist is for programs: paper is for the others."""
        assert book["Checklist Level 1"].print_area.startswith("'Checklist Level 1'!$A$1:$G$")
        assert book["Hardware"].print_area.startswith("'Hardware'!$A$1:$I$")

    def test_no_cell_is_merged(self, book: openpyxl.Workbook) -> None:
        """Merged cells confuse screen readers."""
        assert all(not sheet.merged_cells.ranges for sheet in book)

    def test_reviews_hold_the_safeguards_of_group_1(self, book: openpyxl.Workbook) -> None:
        """Titles are those of the catalogue; every row belongs to group 1."""
        for name in ("Asset protection", "Account security", "Cyber education"):
            for row in sheet_rows(book[name]):
                safeguard = catalogue().safeguards[row[1]]
                assert (safeguard.title, safeguard.group) == (row[2], 1)

    def test_the_worksheets_reach_every_control_of_group_1(self, book: openpyxl.Workbook) -> None:
        """Inventories and reviews together serve each control that group 1 touches."""
        reviewed = {
            catalogue().safeguards[row[1]].control
            for name in book.sheetnames[8:]
            for row in sheet_rows(book[name])
        }
        named = {
            int(word.rstrip("."))
            for name in book.sheetnames[3:8]
            for word in book[name]["A2"].value.split("CIS Control ")[1:]
        }

        assert {item.control for item in catalogue().in_group(1)} == reviewed | named

    def test_hostile_words_stay_words(self) -> None:
        """What looks like a formula or a link is text; what XML forbids does no harm."""
        action = Action(
            id="p.a",
            revision="0" * 12,
            text='=HYPERLINK("https://x.example")',
            levels=(1,),
            line=1,
            explicit=True,
        )
        page = BestPractice(
            slug="p",
            title="<&> \x01",
            docname="p",
            file="p.rst",
            page="p.html",
            line=1,
            priorities=(Priority.IN_SCOPE,),
            actions=(action,),
        )
        guide = Guide(
            title="T & T",
            version="1",
            language="en",
            base_url="",
            levels=(Level(number=1, name="Level 1"),),
            practices=(page,),
        )
        book = openpyxl.load_workbook(io.BytesIO(worksheets.workbook(guide)))
        cell = book["Checklist Level 1"]["C6"]

        assert (cell.data_type, cell.value) == ("s", action.text)

    def test_libreoffice_opens_it_and_counts(self, own: Loaded, tmp_path: Path) -> None:
        """LibreOffice opens the file, keeps the lists, and counts what is done."""
        office = shutil.which("soffice")
        if not office:
            pytest.skip("LibreOffice Calc is not installed (apt-get install libreoffice-calc)")
        path = tmp_path / "worksheets.xlsx"
        path.write_bytes(worksheets.workbook(own.guide))
        book = openpyxl.load_workbook(path)
        sheet = book["Checklist Level 1"]
        sheet["A6"], sheet["A7"], sheet["A8"] = "Done", "Done", "Not applicable"
        book.save(path)
        number = len(sheet_rows(sheet))

        subprocess.run(
            [
                *(
                    office,
                    "--headless",
                    "--norestore",
                    f"-env:UserInstallation=file://{tmp_path}/p",
                ),
                *("--convert-to", "ods:calc8", "--outdir", str(tmp_path), str(path)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        subprocess.run(
            [
                *(
                    office,
                    "--headless",
                    "--norestore",
                    f"-env:UserInstallation=file://{tmp_path}/p",
                ),
                *("--convert-to", "xlsx", "--outdir", str(tmp_path / "back")),
                str(tmp_path / "worksheets.ods"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        back = openpyxl.load_workbook(tmp_path / "back" / "worksheets.xlsx", data_only=True)

        assert back.sheetnames == book.sheetnames
        counted = back["Checklist Level 1"]
        share = round(200 / (number - 1))
        assert counted["A3"].value == f"Done: 2 of {number - 1} that apply ({share}%)"
        kinds = {rule.type for rule in counted.data_validations.dataValidation}
        assert kinds == {"list", "date"}


class TestFiles:
    """What lands beside the site."""

    def test_two_exports_are_equal(self, own: Loaded, tmp_path: Path) -> None:
        """No clock, no random number: the same guide gives the same bytes."""
        first, second = (written(own.guide, tmp_path / name) for name in "ab")

        assert first == second

    def test_zip_entries_have_no_date(self, own: Loaded) -> None:
        """The workbook is a zip file; its entries carry one fixed date."""
        with zipfile.ZipFile(io.BytesIO(worksheets.workbook(own.guide))) as book:
            assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_the_list_of_exports_is_what_is_written(self, guide: Guide, tmp_path: Path) -> None:
        """The page that offers the files knows all of them."""
        assert {export.path for export in exports(guide)} == set(written(guide, tmp_path))

    def test_every_record_of_the_model_is_published(self) -> None:
        """A new record in the model appears in the schema without a second place to edit."""
        records = {
            name
            for name, value in vars(model).items()
            if dataclasses.is_dataclass(value) and name not in ("Guide", "Finding")
        }

        assert set(plain.schema()["$defs"]) == records


def test_unchanged_guide_leaves_its_files_alone(tmp_path: Path) -> None:
    """A second build writes none of them again; a changed page or a missing file brings them."""
    source = copied("views", tmp_path)

    def built() -> dict[str, int]:
        folder = build_site(source, tmp_path / "work").folder / FOLDER
        return {p.name: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}

    first = built()
    assert len(first) > 6
    assert built() == first

    (tmp_path / "work" / "html" / FOLDER / "actions.csv").unlink()
    assert built()["actions.csv"] > first["actions.csv"]

    page = next(path for path in source.rglob("*.rst") if "Actions\n" in path.read_text())
    page.write_text(page.read_text().replace("replace:: ", "replace:: Newly ", 1))
    assert built()["guide.json"] > first["guide.json"]
    assert "Newly" in (tmp_path / "work" / "html" / FOLDER / "guide.json").read_text()
