"""Start a page: ``python -m tools.lint.new "Securing Drop Boxes"``.

The page comes from ``data/page.rst``, gets its name from the title, and is put behind the last
practice in the table of contents, so that it builds at once.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CREATED, USAGE = 0, 2
"""Exit statuses: the page is there; it could not be created."""

TEMPLATE = Path(__file__).with_name("data") / "page.rst"
FOLDER = "best-practices"
MAX_TITLE = 80
"""Longest title in characters: what fits on one line of the contents in print."""


class NewPageError(Exception):
    """The page cannot be created; the message says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv*; return its exit status (`CREATED` or `USAGE`)."""
    options = _parser().parse_args(argv)
    try:
        page, index = create(options.title, options.source, datetime.date.today())
    except (NewPageError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return USAGE
    print(f"{page}: created, and listed in {index}")
    print("Write its text, then run `make lint` and `make serve`.")
    return CREATED


def create(title: str, source: Path, today: datetime.date) -> tuple[Path, Path]:
    """Create the page *title* in the guide *source*, dated *today*; list it in its contents.

    Returns the page and the file with the contents. Raises `NewPageError` where the title does
    not do, the page exists, or no table of contents lists practices.
    """
    title = checked(title)
    name = slug(title)
    page = source / FOLDER / f"{name}.rst"
    if page.exists():
        raise NewPageError(f"{page}: this page exists already; choose another title")
    index, contents = table_of_contents(source, name)
    text = TEMPLATE.read_text(encoding="utf-8")
    values = {"title": title, "label": name, "today": today.isoformat()}
    page.parent.mkdir(exist_ok=True)
    with page.open("x", encoding="utf-8", newline="\n") as file:
        file.write(re.sub(r"\{(title|label|today)\}", lambda match: values[match[1]], text))
    index.write_bytes(contents)
    return page, index


def checked(title: str) -> str:
    """Return *title* on one line, ready for RST.

    Raises `NewPageError` for one that is empty, too long, or made of other than plain text.
    """
    title = " ".join(title.split())
    if not slug(title):
        raise NewPageError('Give the page a title: make new PAGE="Securing Drop Boxes"')
    if len(title) > MAX_TITLE:
        raise NewPageError(f"'{title[:40]}…' is {len(title)} characters long; {MAX_TITLE} fit")
    if bad := re.search(r"[`|<>*\\_:\[\]{}]", title):
        raise NewPageError(f"'{bad[0]}' has a meaning in RST; write the title without it")
    return title


def slug(title: str) -> str:
    """Return *title* as the name of a file: small letters, digits, single hyphens.

    >>> slug("Securing Drop Boxes, Day & Night")
    'securing-drop-boxes-day-night'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))


def table_of_contents(source: Path, name: str) -> tuple[Path, bytes]:
    """Return the file whose contents list practices, and its bytes with the page *name* added.

    Raises `NewPageError` where neither index lists any.
    """
    for index, prefix in (
        (source / "index.rst", f"{FOLDER}/"),
        (source / FOLDER / "index.rst", ""),
    ):
        content = index.read_bytes() if index.is_file() else b""
        if added := with_entry(content, f"{prefix}{name}", prefix):
            return index, added
    raise NewPageError(
        f"{source / 'index.rst'}: no table of contents lists a page of '{FOLDER}/'; add one"
    )


def with_entry(content: bytes, entry: str, prefix: str) -> bytes:
    """Return *content* with *entry* behind the last one that begins with *prefix*.

    Empty where no ``toctree`` has such an entry.
    """
    block = re.compile(rb"^([ \t]*)\.\. toctree::[ \t]*\r?\n(?:\1[ \t]+\S.*\n?|[ \t\r]*\n)*", re.M)
    line = re.compile(rb"^([ \t]+)%s(?!index\b)[\w./-]+[ \t]*(\r?\n|$)" % prefix.encode(), re.M)
    last: tuple[int, bytes, bytes] | None = None
    for toctree in block.finditer(content):
        for match in line.finditer(content, toctree.start(), toctree.end()):
            last = match.end(), match[1], match[2]
    if last is None:
        return b""
    place, indent, end = last
    before = content[:place] if end else content[:place] + b"\n"
    return before + indent + entry.encode() + (end or b"\n") + content[place:]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.lint.new",
        description="Start a page of the guide and put it into the table of contents.",
        epilog="Exit status: 0 created, 2 not created.",
    )
    parser.add_argument("title", help='such as "Securing Drop Boxes"')
    parser.add_argument("--source", type=Path, default=Path("source"), help="folder of pages")
    return parser


if __name__ == "__main__":
    sys.exit(main())
