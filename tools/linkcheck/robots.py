"""What a site's robots.txt asks of us (RFC 9309): only groups that name us bind a cited page.

One GET of a page that the guide cites is not crawling, so rules for everybody (`*`) do not stop
it; their `Crawl-delay` does slow us down.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

TOKEN = "electionsecurityguidelinkcheck"
SIZE_LIMIT = 500 * 1024  # RFC 9309, 2.5: at least 500 KiB must be read
TIME_LIMIT = 5.0
LONGEST_DELAY = 10.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that bind us: (allow, pattern) pairs, and seconds between requests."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Return whether *path* (with its query) may be asked for: the longest match decides."""
        best: tuple[int, bool] = (0, True)
        path = _normal(path) if self.rules else path
        for allow, pattern in self.rules:
            if _matches(_normal(pattern), path):
                best = max(best, (len(pattern), allow))
        return best[1]


NO_RULES = Robots()
_OCTET = re.compile(r"%([0-9A-Fa-f]{2})")


def _normal(path: str) -> str:
    """Return *path* as it is compared: percent-encoded where it must be, and only there.

    RFC 9309, 2.2.2; what is decoded are the unreserved characters of RFC 3986, 2.3.
    """
    encoded = quote(path, safe="%/?:@!$&'()*+,;=~#")
    return _OCTET.sub(_spell, encoded)


def _spell(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()


def _matches(pattern: str, path: str) -> bool:
    """Return whether a robots.txt path, with `*` and a final `$`, covers *path*."""
    anchored = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if not anchored:
        return True
    return position == len(path) or (len(pieces) > 1 and path.endswith(pieces[-1]))


def parse_robots(content: bytes) -> Robots:
    """Return the rules of a robots.txt file that concern this program."""
    groups = _read_groups(content[:SIZE_LIMIT].decode("utf-8-sig", "replace"))
    ours = [group for agents, group in groups if any(_names_us(agent) for agent in agents)]
    general = [group for agents, group in groups if "*" in agents]
    rules = tuple(rule for group in ours for rule in group if rule[0] != "crawl-delay")
    delays = [value for group in (ours or general) for key, value in group if key == "crawl-delay"]
    return Robots(
        rules=tuple((key == "allow", value) for key, value in rules if value),
        delay=max((_seconds(value) for value in delays), default=0.0),
    )


def _names_us(agent: str) -> bool:
    return bool(agent) and agent != "*" and re.split(r"[/\s]", agent, maxsplit=1)[0] == TOKEN


def _seconds(text: str) -> float:
    match = re.match(r"\d+(?:\.\d+)?", text)
    return min(float(match.group()), LONGEST_DELAY) if match else 0.0


def _read_groups(text: str) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """Return each group as its agents and its lines; consecutive agents share one group."""
    groups: list[tuple[list[str], list[tuple[str, str]]]] = []
    in_agents = False
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        name, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            if not in_agents:
                groups.append(([], []))
            groups[-1][0].append(value.lower())
            in_agents = True
        elif name in ("allow", "disallow", "crawl-delay") and groups:
            groups[-1][1].append((name, value))
            in_agents = False
    return groups
