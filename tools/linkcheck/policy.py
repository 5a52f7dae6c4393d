"""The link policy of links.toml: organisations, limits, accepted exceptions."""

import datetime
import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.linkcheck.models import LinkCheckError, Verdict

_LIMITS: dict[str, tuple[type, float]] = {  # name: type, smallest value
    "timeout": (float, 0.1),
    "budget": (float, 1),
    "host-connections": (int, 1),
    "host-interval": (float, 0),
    "concurrency": (int, 1),
    "links-per-host": (int, 1),
    "links-per-run": (int, 1),
    "trust-days": (float, 0),
    "archive": (str, 0),
    "control-names": (list, 0),
}
_ORGANISATION = {
    "name",
    "domains",
    "timeout",
    "host-connections",
    "host-interval",
    "unreliable-from-ci",
}
_EXCEPTION = {"url", "pattern", "reason", "owner", "until", "accepts"}
DEFAULT_CONTACT = "https://example.org/election-security-guide"
_TOP = {"contact", "limits", "organisation", "exception"}

# What an exception covers when it does not say: a pattern must not hide that a page is gone.
_BY_PATTERN = frozenset(
    {Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.INSECURE, Verdict.MOVED, Verdict.REDIRECTED}
)
_BY_URL = _BY_PATTERN | {Verdict.BROKEN, Verdict.SOFT_404, Verdict.MISSING_FRAGMENT}
_NEVER = frozenset({Verdict.OK, Verdict.UNSAFE, Verdict.ACCEPTED})
# A URL that goes out with each request: no user name, nothing that a header cannot hold.
_SENDABLE = re.compile(r"https?://[^\x00-\x20()/?#@\x7f-\U0010ffff]+(?:[/?][!-'*-~]*)?\Z")
LARGEST = 10**9  # what no limit reaches; infinity and "not a number" are none either


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """An owner of links, by domain; limits of its own where it needs them."""

    name: str
    domains: tuple[str, ...]
    timeout: float | None = None
    host_connections: int | None = None
    host_interval: float | None = None
    unreliable_from_ci: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """An exception; it holds through the day `until`."""

    pattern: str
    exact: bool
    reason: str
    owner: str
    until: datetime.date
    accepts: frozenset[Verdict]
    line: int

    def matches(self, url: str) -> bool:
        """Return whether *url*, as written, is covered."""
        return (
            url == self.pattern if self.exact else fnmatch.fnmatchcase(url, _escape(self.pattern))
        )


def _escape(pattern: str) -> str:
    """Leave `*` its meaning; `?` and `[` are ordinary characters of URLs."""
    return re.sub(r"([?\[])", r"[\1]", pattern)


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What links.toml says."""

    file: str = ""
    contact: str = DEFAULT_CONTACT
    limits: Mapping[str, Any] = field(default_factory=dict)
    organisations: tuple[Organisation, ...] = ()
    exceptions: tuple[Accepted, ...] = ()
    _owners: dict[str, Organisation] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note whose each domain is; of two that claim one, the first has it."""
        pairs = [(name, one) for one in reversed(self.organisations) for name in one.domains]
        object.__setattr__(self, "_owners", dict(pairs))

    @classmethod
    def load(cls, path: Path) -> "Policy":
        """Read *path*; raises `LinkCheckError` with line and key for anything that is not right."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise LinkCheckError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise LinkCheckError(f"{path}: is not UTF-8 text") from error
        return cls.from_toml(text, str(path))

    @classmethod
    def from_toml(cls, text: str, name: str) -> "Policy":
        """Read the policy in *text*; *name* is what messages call it."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            where = re.search(r"at line (\d+)", str(error))
            line = where[1] if where else str(text.count("\n") + 1)
            raise LinkCheckError(f"{name}:{line}: not valid TOML: {error}") from error
        except RecursionError as error:
            raise LinkCheckError(f"{name}: not valid TOML: nested too deeply") from error
        except ValueError as error:  # a whole number of more digits than Python reads
            line = _line_of_long_number(text)
            raise LinkCheckError(f"{name}:{line}: a number is too long") from error
        return _Reader(text, name).read(data)

    def organisation_of(self, host: str) -> Organisation | None:
        """Return the organisation with the longest domain that covers *host*."""
        while host not in self._owners:
            _, dot, host = host.partition(".")
            if not dot:
                return None
        return self._owners[host]


class _Reader:
    """Turns TOML tables into the policy, and says where a table is wrong."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.splitlines()
        self._name = name

    def read(self, data: dict[str, Any]) -> Policy:
        for key in data:
            if key not in _TOP:
                raise self._error(key, f"unknown key; known are {', '.join(sorted(_TOP))}")
        contact = data.get("contact", DEFAULT_CONTACT)
        if not isinstance(contact, str) or not _SENDABLE.match(contact):
            raise self._error("contact", "must be an http or https URL, in ASCII, with no password")
        return Policy(
            file=self._name,
            contact=contact,
            limits=self._limits(data.get("limits", {})),
            organisations=self._organisations(data),
            exceptions=tuple(
                self._exception(table, n) for n, table in self._tables(data, "exception")
            ),
        )

    def _tables(self, data: dict[str, Any], key: str) -> Iterable[tuple[int, dict[str, Any]]]:
        tables = data.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self._error(key, f"must be written as [[{key}]]")
        return enumerate(tables)

    def _limits(self, table: Any) -> dict[str, Any]:
        if not isinstance(table, dict):
            raise self._error("limits", "must be a table, [limits]")
        for key, value in table.items():
            if key not in _LIMITS:
                raise self._error(key, f"unknown limit; known are {', '.join(sorted(_LIMITS))}")
            self._check_number(key, value, "limits", 0)
            if key == "archive" and not _SENDABLE.match(value):
                message = "must be an http or https URL, in ASCII, with no password"
                raise self._error(key, message, "limits", 0)
            if key == "control-names" and not all(_is_domain(name) for name in value):
                raise self._error(key, "must be a list of host names", "limits", 0)
        return {key.replace("-", "_"): value for key, value in table.items()}

    def _organisations(self, data: dict[str, Any]) -> tuple[Organisation, ...]:
        """Read the organisations; a domain belongs to one of them."""
        owners: dict[str, str] = {}
        found = []
        for number, table in self._tables(data, "organisation"):
            one = self._organisation(table, number)
            for domain in one.domains:
                owner = owners.setdefault(domain, one.name)
                if owner != one.name:
                    message = f"names {domain}, which {owner} has already"
                    raise self._error("domains", message, "organisation", number)
            found.append(one)
        return tuple(found)

    def _check_number(self, key: str, value: Any, table: str, number: int) -> None:
        kind, smallest = _LIMITS[key]
        fits = isinstance(value, (int, float) if kind is float else kind)
        if not fits or isinstance(value, bool):
            word = {float: "a number", int: "a whole number", str: "a text", list: "a list"}[kind]
            raise self._error(key, f"must be {word}", table, number)
        if kind in (int, float) and not smallest <= value < LARGEST:
            message = f"must be {smallest} or more, and less than {LARGEST}"
            raise self._error(key, message, table, number)

    def _organisation(self, table: dict[str, Any], number: int) -> Organisation:
        self._check_keys(table, _ORGANISATION, {"name", "domains"}, "organisation", number)
        domains = table["domains"]
        if not isinstance(domains, list) or not domains or not all(_is_domain(x) for x in domains):
            message = 'must be a list of domains, such as ["cisa.gov"]'
            raise self._error("domains", message, "organisation", number)
        for key in ("timeout", "host-connections", "host-interval"):
            if key in table:
                self._check_number(key, table[key], "organisation", number)
        if not isinstance(table.get("unreliable-from-ci", False), bool):
            message = "must be true or false, without quotes"
            raise self._error("unreliable-from-ci", message, "organisation", number)
        return Organisation(
            name=self._text(table, "name", "organisation", number),
            domains=tuple(domain.lower() for domain in domains),
            timeout=table.get("timeout"),
            host_connections=table.get("host-connections"),
            host_interval=table.get("host-interval"),
            unreliable_from_ci=table.get("unreliable-from-ci", False),
        )

    def _exception(self, table: dict[str, Any], number: int) -> Accepted:
        where = ("exception", number)
        self._check_keys(table, _EXCEPTION, {"reason", "owner", "until"}, *where)
        if ("url" in table) == ("pattern" in table):
            raise self._error("", "must have either url or pattern", *where)
        exact = "url" in table
        until = table["until"]
        if isinstance(until, datetime.datetime):
            until = until.date()
        if not isinstance(until, datetime.date):
            raise self._error("until", "must be a date, such as 2027-03-31 without quotes", *where)
        return Accepted(
            pattern=self._text(table, "url" if exact else "pattern", *where),
            exact=exact,
            reason=self._text(table, "reason", *where),
            owner=self._text(table, "owner", *where),
            until=until,
            accepts=self._accepts(table, exact, number),
            line=self._line("", *where),
        )

    def _accepts(self, table: dict[str, Any], exact: bool, number: int) -> frozenset[Verdict]:
        listed = table.get("accepts")
        if listed is None:
            return _BY_URL if exact else _BY_PATTERN
        known = {verdict.value for verdict in Verdict if verdict not in _NEVER}
        if (
            not isinstance(listed, list)
            or not listed
            or not all(isinstance(value, str) and value in known for value in listed)
        ):
            message = f"must be a list of verdicts: {', '.join(sorted(known))}"
            raise self._error("accepts", message, "exception", number)
        return frozenset(Verdict(value) for value in listed)

    def _text(self, table: dict[str, Any], key: str, name: str, number: int) -> str:
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error(key, "must be a text that says something", name, number)
        return value.strip()

    def _check_keys(
        self, table: dict[str, Any], known: set[str], needed: set[str], name: str, number: int
    ) -> None:
        for key in table:
            if key not in known:
                raise self._error(
                    key, f"unknown key; known are {', '.join(sorted(known))}", name, number
                )
        for key in sorted(needed - set(table)):
            raise self._error("", f"must have {key}", name, number)

    def _error(self, key: str, message: str, table: str = "", number: int = 0) -> LinkCheckError:
        line = self._line(key, table, number)
        subject = f"{table}.{key}" if table and key else key or table
        return LinkCheckError(f"{self._name}:{line}: {subject} {message}")

    def _line(self, key: str, table: str = "", number: int = 0) -> int:
        """Return the line of *key*, in the *number*th table of that name; else of the table."""
        start = 0
        if table:
            head = re.compile(rf"\s*\[\[?\s*[\"']?{table}[\"']?\s*\]")
            heads = [i for i, line in enumerate(self._lines) if head.match(line)]
            start = heads[number] if number < len(heads) else 0
        for index in range(start, len(self._lines)):
            if index > start and table and self._lines[index].lstrip().startswith("["):
                break
            if key and re.match(
                rf"\s*[\[\"']*{re.escape(key)}[\"'\]]*\s*(?:=|\Z)", self._lines[index]
            ):
                return index + 1
        return start + 1


def _is_domain(value: Any) -> bool:
    return (
        isinstance(value, str)
        and re.fullmatch(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", value) is not None
    )


def _line_of_long_number(text: str) -> int:
    longest = max(re.finditer(r"[0-9_]+", text), key=lambda match: len(match.group()))
    return text.count("\n", 0, longest.start()) + 1
