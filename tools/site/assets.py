"""Style sheets, scripts and fonts.

Style sheets and scripts are many small files for those who write them, one each for readers.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import rcssmin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STATIC = Path(__file__).parents[2] / "_static"
"""Folder of the sources."""

ICON = "icon.svg"
FONTS = STATIC / "fonts"
"""The theme's typefaces as `tools.fonts` cuts them."""

STYLES = (
    *("fonts", "tokens", "tokens-dark", "base", "layout", "header", "sidebar", "contents"),
    *("article", "tables", "admonitions", "views", "figures", "code", "footer"),
    *("front", "index-pages", "level", "search", "checklist", "health", "contrast", "print"),
)
"""Style sheets in the order in which they are joined."""

SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "early.js": ("early",),
    "guide.js": (
        "store",
        "state",
        "colours",
        "menu",
        "tables",
        "keys",
        "review",
        "level",
        "ticks",
        "main",
    ),
    "search.js": ("find", "search"),
    "checklist.js": ("saved-file", "checklist"),
}
"""Each script of the site and the sources that it is joined from."""

_ONLY_DARK = "tokens-dark"


def join_styles(sources: Iterable[tuple[str, str]]) -> str:
    """Return the style sheets *sources* (name and text) as one, without comments and spaces.

    The rules of ``tokens-dark`` are written twice: for those whose system is dark, and for those
    who chose dark on the site. A sheet can have no name for such a pair of conditions.
    """
    texts = [_twice(text) if name == _ONLY_DARK else text for name, text in sources]
    return str(rcssmin.cssmin("\n".join(texts))) + "\n"


def _twice(text: str) -> str:
    system = text.replace(":root", ':root:not([data-theme="light"])')
    chosen = text.replace(":root", ':root[data-theme="dark"]')
    return (
        f"@media screen and (prefers-color-scheme: dark) {{ {system} }}\n"
        f"@media screen {{ {chosen} }}\n"
    )


def join_scripts(texts: Iterable[str]) -> str:
    """Return the scripts *texts* as one, without comments; they share their names."""
    return '"use strict";\n' + "\n".join(_plain(text) for text in texts)


def _plain(text: str) -> str:
    """Return *text* without comments of whole lines, indents and empty lines.

    More would need a parser of JavaScript; the transfer is compressed anyway.
    """
    text = re.sub(r"^\s*/\*.*?\*/\s*$", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def read_assets(static: Path = STATIC) -> dict[str, str]:
    """Return the joined style sheet and scripts by their name on the site."""
    styles = [(name, static / "styles" / f"{name}.css") for name in STYLES]
    joined = {"guide.css": join_styles((name, path.read_text("utf-8")) for name, path in styles)}
    for script, names in SCRIPTS.items():
        paths = [static / "scripts" / f"{name}.js" for name in names]
        joined[script] = join_scripts(path.read_text("utf-8") for path in paths)
    return joined


@lru_cache
def fingerprint(text: str) -> str:
    """Return eight characters that change with *text*, for addresses that browsers may keep."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def write_assets(joined: Mapping[str, str], folder: Path) -> None:
    """Write the *joined* files, the icon of the site and its fonts into *folder*."""
    (folder / FONTS.name).mkdir(parents=True, exist_ok=True)
    for path in (STATIC / ICON, *FONTS.glob("*.woff2")):
        shutil.copyfile(path, folder / path.relative_to(STATIC))
    for name, text in joined.items():
        (folder / name).write_text(text, encoding="utf-8")


KEPT = frozenset({"pygments.css", "language_data.js"})
"""Files of Sphinx and the theme that the site uses; `drop_unused` keeps them."""


def shipped(folders: Iterable[Path]) -> set[Path]:
    """Return the files below the theme folders *folders*, as they are called on the site."""
    found = set()
    for folder in folders:
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            found.add(Path(name.removesuffix(".jinja").removesuffix("_t")))
    return found


BROUGHT = frozenset(
    "jquery.js _sphinx_javascript_frameworks_compat.js base-stemmer.js english-stemmer.js".split()
)
"""What Sphinx and the theme's extension bring beside the theme: for its menu, and what
``language_data.js`` holds once more."""


def drop_unused(folder: Path, theme: Iterable[Path]) -> None:
    """Remove from *folder* what the *theme* folders put there and no page of ours asks for."""
    for name in sorted(shipped(theme) | {Path(name) for name in BROUGHT}, reverse=True):
        path = folder / name
        if name.as_posix() in KEPT:
            continue
        if path.is_file():
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
