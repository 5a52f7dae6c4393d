"""A plain list of URLs, as `--urls` takes it."""

import codecs

from tools.linkcheck.models import Link, Occurrence


def decode_list(content: bytes) -> str:
    """Return the text of a list: UTF-8, UTF-16 with its mark, or else Windows-1252.

    PowerShell writes the second, and older editors of Windows the third.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_list(text: str, name: str) -> list[Link]:
    """Return the links of a list, one URL a line; blank lines and `# comments` are skipped."""
    grouped: dict[str, list[Occurrence]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        url = line.strip(" \t\r")
        if url and not (url == "#" or url.startswith("# ")):
            column = line.index(url[0]) + 1
            place = Occurrence(file=name, line=number, column=column, text="")
            grouped.setdefault(url, []).append(place)
    return [Link(url=url, occurrences=tuple(places)) for url, places in grouped.items()]
