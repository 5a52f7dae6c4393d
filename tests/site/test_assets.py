"""Style sheets and scripts: joined, and the same bytes each time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tools.site import assets

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
