"""The memory between runs: a SQLite file with one row per URL as written.

A remembered `ok` is only believed for what was verified then, and for a limited, jittered time;
failures are never believed, only counted.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tools.linkcheck.models import FAILING, Judgement, Verdict
from tools.linkcheck.urls import mask_userinfo

VERSION = 1
DAY = 86400.0
_GOOD = frozenset({Verdict.OK, Verdict.REDIRECTED})
_END_OF_TIME = 4e9  # in the year 2096
_KEEP_GONE = 180 * DAY  # seconds after which a link that left the guide is forgotten
_COLUMNS = (
    "url, first_seen, last_checked, last_ok, verdict, status, final_url, title, verified, reason, "
    "moved_to, failures, failing_since"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """What is known about one URL; times are seconds since 1970, 0 for never."""

    url: str
    first_seen: float
    last_checked: float
    last_ok: float
    verdict: Verdict
    status: int | None = None
    final_url: str | None = None
    title: str | None = None
    verified: frozenset[str] = frozenset()
    reason: str = ""
    moved_to: str | None = None
    failures: int = 0
    failing_since: float = 0.0


class State:
    """The memories of earlier runs; `note` says why there are none where a file was no good."""

    def __init__(self, path: Path | None) -> None:
        """Load *path* if it exists; with None nothing is remembered."""
        self.path = path
        self.note = ""
        self._memories: dict[str, Memory] = {}
        try:
            if path is not None and path.exists() and not _is_blank(path):
                self._load(path)
        except OSError as error:
            self._ignore(f"{path}: cannot be read ({error.strerror}); ignored")

    def _load(self, path: Path) -> None:
        import sqlite3

        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
                version = base.execute("PRAGMA user_version").fetchone()[0]
                if version != VERSION:
                    kind = "a newer version" if version > VERSION else "another program"
                    self._ignore(f"{path}: written by {kind}; ignored and left as it is")
                    return
                for row in base.execute(f"SELECT {_COLUMNS} FROM links"):
                    memory = _read_row(row)
                    self._memories[memory.url] = memory
        except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            self._memories.clear()
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                self._ignore(f"{path}: in use by another program; ignored and left as it is")
                return
            self._ignore(f"{path}: cannot be read ({error}); ignored, delete it to start anew")

    def _ignore(self, note: str) -> None:
        self.note, self.path = note, None

    def get(self, url: str) -> Memory | None:
        """Return what is known about *url*, as written."""
        return self._memories.get(mask_userinfo(url))

    def is_fresh(self, url: str, now: float, trust: float) -> bool:
        """Return whether the `ok` of *url* may be believed; *trust* is in seconds."""
        memory = self.get(url)
        if memory is None or memory.verdict not in _GOOD or not 0 < memory.last_ok <= now:
            return False
        fragment = url.partition("#")[2]
        if fragment and f"#{fragment}" not in memory.verified:
            return False
        return now - memory.last_ok < trust * _jitter(url)

    def save(self, memories: Iterable[Memory], now: float) -> None:
        """Write *memories* over what is known; raises `sqlite3.Error` or `OSError`."""
        if self.path is None:
            return
        import sqlite3

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=10)) as base, base:
            base.execute(
                "CREATE TABLE IF NOT EXISTS links (url TEXT PRIMARY KEY, first_seen REAL, "
                "last_checked REAL, last_ok REAL, verdict TEXT, status INTEGER, final_url TEXT, "
                "title TEXT, verified TEXT, reason TEXT, moved_to TEXT, failures INTEGER, "
                "failing_since REAL) WITHOUT ROWID"
            )
            base.execute(f"PRAGMA user_version = {VERSION}")
            marks = ", ".join("?" * 13)
            base.executemany(
                f"INSERT OR REPLACE INTO links ({_COLUMNS}) VALUES ({marks})",
                [_write_row(memory) for memory in memories],
            )
            base.execute("DELETE FROM links WHERE last_checked < ?", (now - _KEEP_GONE,))


def _is_blank(path: Path) -> bool:
    """Return whether the file holds nothing, as one that `mktemp` made: it may be filled."""
    return path.is_file() and path.stat().st_size == 0


def _jitter(url: str) -> float:
    """Return 0.75 to 1.25, fixed for a URL: links must not all fall due on one day."""
    import hashlib

    return 0.75 + hashlib.sha256(url.encode()).digest()[0] / 510


def _read_row(row: tuple[object, ...]) -> Memory:
    (
        url,
        first,
        checked,
        last_ok,
        verdict,
        status,
        final,
        title,
        verified,
        reason,
        moved,
        n,
        since,
    ) = row
    return Memory(
        url=str(url),
        first_seen=_moment(first),
        last_checked=_moment(checked),
        last_ok=_moment(last_ok),
        verdict=Verdict(str(verdict)),
        status=None if status is None else int(status),  # type: ignore[call-overload]
        final_url=None if final is None else str(final),
        title=None if title is None else str(title),
        verified=frozenset(str(verified or "").split("\n")) - {""},
        reason=str(reason or ""),
        moved_to=None if moved is None else str(moved),
        failures=int(n or 0),  # type: ignore[call-overload]
        failing_since=_moment(since),
    )


def _moment(value: object) -> float:
    """Return a time of the file in seconds since 1970; raises `ValueError` where it is no time."""
    seconds = float(value or 0)  # type: ignore[arg-type]
    if not 0 <= seconds < _END_OF_TIME:
        raise ValueError(f"{seconds} is no time")
    return seconds


def _write_row(memory: Memory) -> tuple[object, ...]:
    return (
        memory.url,
        memory.first_seen,
        memory.last_checked,
        memory.last_ok,
        str(memory.verdict),
        memory.status,
        memory.final_url,
        memory.title,
        "\n".join(sorted(memory.verified)),
        memory.reason,
        memory.moved_to,
        memory.failures,
        memory.failing_since,
    )


def remember(url: str, judgement: Judgement, before: Memory | None, now: float) -> Memory:
    """Return the memory of *url* after this run."""
    good = judgement.verdict in _GOOD
    failing = judgement.verdict in FAILING or judgement.verdict is Verdict.UNREACHABLE
    failures = (before.failures if before else 0) + 1 if failing else 0
    since = before.failing_since if before and before.failures and failing else now
    fragment = url.partition("#")[2]
    return Memory(
        url=mask_userinfo(url),
        first_seen=before.first_seen if before and 0 < before.first_seen <= now else now,
        last_checked=now,
        last_ok=now if good else before.last_ok if before and before.last_ok <= now else 0.0,
        verdict=judgement.verdict,
        status=judgement.status,
        final_url=mask_userinfo(judgement.final_url) if judgement.final_url else None,
        title=judgement.title or (before.title if before else None),
        # What cannot be verified at all need not be asked for again and again.
        verified=judgement.verified | ({f"#{fragment}"} if good and fragment else frozenset()),
        reason=mask_userinfo(judgement.reason),
        moved_to=judgement.suggestion if judgement.verdict is Verdict.MOVED else None,
        failures=failures,
        failing_since=since if failing else 0.0,
    )
