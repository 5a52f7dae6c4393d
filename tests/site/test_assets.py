"""Style sheets, scripts and fonts: joined, cut, and the same bytes each time."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from tools.site import assets, fonts

if TYPE_CHECKING:
    from pathlib import Path

DARK = ":root { --page: #000; }"


def test_dark_roles_hold_for_dark_systems_and_for_the_switch() -> None:
    """Written once, joined twice; never for paper, never against a choice of light."""
    joined = assets.join_styles([("tokens-dark", DARK)])

    assert joined.count("--page:#000") == 2
    assert '@media screen and (prefers-color-scheme:dark){:root:not([data-theme="light"])' in joined
    assert '@media screen{:root[data-theme="dark"]' in joined


def test_style_sheets_keep_their_order() -> None:
    """Later ones win; comments stay behind."""
    joined = assets.join_styles([("b", "/* why */ a { x: 1 }"), ("a", "a { x: 2 }")])

    assert joined == "a{x:1}a{x:2}\n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("// Why.\nrun();\n", "run();\n"),
        ('  say("// not a comment");\n', 'say("// not a comment");\n'),
        ("/* Why\n   so. */\nrun();\n", "run();\n"),
        ("const url = `https://x`;\n", "const url = `https://x`;\n"),
        ("\n\nrun();\n", "run();\n"),
    ],
)
def test_scripts_lose_only_whole_lines_of_comment(text: str, kept: str) -> None:
    """What stands in a string stays."""
    assert assets.join_scripts([text]) == f'"use strict";\n{kept}'


def test_every_source_is_joined() -> None:
    """A style sheet or script that is written is also used."""
    styles = {path.stem for path in (assets.STATIC / "styles").glob("*.css")}
    scripts = {path.stem for path in (assets.STATIC / "scripts").glob("*.js")}

    assert styles == set(assets.STYLES)
    assert scripts == {name for names in assets.SCRIPTS.values() for name in names}


def test_components_name_roles_and_not_colours() -> None:
    """Colours have one home; what must stay white on any page is the exception."""
    own = {"tokens", "tokens-dark", "print", "contrast"}
    white = {
        "figures": {"#fff"},
        "code": {"#fff", "#1b2733", "#0b5394"},
        "checklist": {"#000", "#888"},
    }
    for path in (assets.STATIC / "styles").glob("*.css"):
        if path.stem not in own:
            rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            used = set(re.findall(r":[^;{]*?(#[0-9a-f]{3,8})\b", rules))
            assert used <= white.get(path.stem, set()), path.name


def test_both_themes_give_a_colour_to_every_role() -> None:
    """What the dark one leaves out is not a colour, or is meant to stay."""
    roles = {
        name: set(
            re.findall(
                r"(--guide-[a-z-]+): #", (assets.STATIC / "styles" / f"{name}.css").read_text()
            )
        )
        for name in ("tokens", "tokens-dark")
    }

    assert roles["tokens-dark"] <= roles["tokens"]
    assert roles["tokens"] - roles["tokens-dark"] == {
        "--guide-on-accent",
        "--guide-focus-on-accent",
    }


def test_fingerprint_changes_with_the_text() -> None:
    """And with nothing else."""
    assert assets.fingerprint("a") == assets.fingerprint("a") != assets.fingerprint("b")


def test_unused_files_go_and_others_stay(tmp_path: Path) -> None:
    """What the theme ships goes unless it is kept; what somebody else put there stays."""
    theme, site = tmp_path / "theme", tmp_path / "site"
    for name in ("js/theme.js", "js/versions.js_t", "doc.js.jinja", "pygments.css"):
        (theme / name).parent.mkdir(parents=True, exist_ok=True)
        (theme / name).touch()
    for name in ("js/theme.js", "js/versions.js", "doc.js", "pygments.css", "jquery.js", "own.js"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).touch()
    assets.drop_unused(site, [theme])

    assert sorted(path.name for path in site.iterdir()) == ["own.js", "pygments.css"]


def test_fonts_are_cut_to_the_characters(tmp_path: Path) -> None:
    """Nothing more, and the same bytes each time."""
    source = fonts.theme_fonts() / fonts.FACES["roboto-slab-bold.woff2"]
    packed = fonts.subset(source)
    characters = set(TTFont(io.BytesIO(packed)).getBestCmap())

    assert characters <= set(map(ord, fonts.CHARACTERS))
    assert {ord(char) for char in "Aa9é“”…"} <= characters
    assert packed == fonts.subset(source)


def test_fonts_keep_who_made_them() -> None:
    """Their names say whose they are, and under which licence."""
    source = fonts.theme_fonts() / fonts.FACES["roboto-slab-bold.woff2"]
    before, after = TTFont(source)["name"], TTFont(io.BytesIO(fonts.subset(source)))["name"]

    for name in ("Roboto Slab", before.getDebugName(0)):
        assert name in {str(record) for record in after.names}
    assert {record.nameID for record in after.names} <= {0, 1, 2, 3, 4, 5, 6}


def test_fonts_are_cut_once(tmp_path: Path) -> None:
    """The second build takes them from the cache; a cache of other fonts is made anew."""
    fonts.fill_cache(fonts.theme_fonts(), tmp_path)
    times = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.woff2")}
    fonts.fill_cache(fonts.theme_fonts(), tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.woff2")} == times
    (tmp_path / "made-for.txt").write_text("other fonts")
    (tmp_path / "lato-bold.woff2").write_bytes(b"other")
    fonts.fill_cache(fonts.theme_fonts(), tmp_path)

    assert (tmp_path / "lato-bold.woff2").read_bytes()[:4] == b"wOF2"
