"""A plain list of URLs, as `--urls` takes it."""

from tools.linkcheck.models import Link, Occurrence


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
