"""The nouns of the link checker: links, where they occur, and what was found out about them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What can be said about a link; the value is the word in every report."""

    OK = "ok"
    REDIRECTED = "redirected"
    MOVED = "moved"
    INSECURE = "insecure"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    SOFT_404 = "soft-404"
    MISSING_FRAGMENT = "missing-fragment"
    BROKEN = "broken"
    UNSAFE = "unsafe"
    MALFORMED = "malformed"
    ACCEPTED = "accepted"


# What somebody has to act on: these make the exit status 1.
FAILING = frozenset(
    {
        Verdict.BROKEN,
        Verdict.MALFORMED,
        Verdict.UNSAFE,
        Verdict.MISSING_FRAGMENT,
        Verdict.SOFT_404,
    }
)

# Worth a look, but no reason to stop anybody.
ADVISORY = frozenset({Verdict.MOVED, Verdict.INSECURE, Verdict.UNREACHABLE})

# Most urgent first: the order of every list in a report.
URGENCY = (
    Verdict.UNSAFE,
    Verdict.BROKEN,
    Verdict.MALFORMED,
    Verdict.SOFT_404,
    Verdict.MISSING_FRAGMENT,
    Verdict.UNREACHABLE,
    Verdict.BLOCKED,
    Verdict.INSECURE,
    Verdict.MOVED,
    Verdict.REDIRECTED,
    Verdict.ACCEPTED,
    Verdict.OK,
)


class LinkCheckError(Exception):
    """Something the user can put right: bad options, a bad policy file. Exit status 2."""


class NoNetworkError(Exception):
    """Nothing at all could be reached. Exit status 3."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One place where a link is written; line and column count from 1.

    `written` is file, line and column of the URL where it stands elsewhere, as that of a name does.
    """

    file: str
    line: int
    column: int
    text: str = ""
    written: tuple[str, int, int] | None = field(default=None, compare=False)

    @property
    def place_of_url(self) -> tuple[str, int, int]:
        """File, line and column of the URL itself."""
        return self.written or (self.file, self.line, self.column)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A verdict reached without asking a server."""

    verdict: Verdict
    reason: str
    suggestion: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One distinct URL as written, with each place where it occurs in order.

    `problem` is what is wrong with the writing at one of them; `published` tells whether readers
    get the link at another, so that it must be checked all the same.
    """

    url: str
    occurrences: tuple[Occurrence, ...] = ()
    problem: Problem | None = None
    published: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What was found out about one URL; `notes` are for the reason's tail.

    `reached` tells whether any server answered, `repaired` that the suggestion was seen to work.
    """

    verdict: Verdict
    reason: str
    status: int | None = None
    final_url: str | None = None
    suggestion: str | None = None
    title: str | None = None
    notes: tuple[str, ...] = ()
    verified: frozenset[str] = frozenset()
    cosmetic: bool = False
    reached: bool = False
    repaired: bool = False

    @property
    def explanation(self) -> str:
        """The reason with its notes, as one line."""
        return "; ".join((self.reason, *self.notes))


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A link with its judgement, as the reports show it.

    `counts` is false where a finding only informs: a link the change did not touch, a first
    failure in a scheduled run.
    """

    link: Link
    judgement: Judgement
    organisation: str = "Other"
    from_state: bool = False
    counts: bool = True
    changed: bool = False
    internal: bool = False

    @property
    def verdict(self) -> Verdict:
        """The verdict of the judgement."""
        return self.judgement.verdict

    @property
    def fails(self) -> bool:
        """Whether this result makes the exit status 1."""
        return self.counts and self.verdict in FAILING


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyNote:
    """Something about the policy file itself: an expired, unused or too wide exception."""

    file: str
    line: int
    message: str
    fails: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything a run found out; `checked_at` is ISO 8601 in UTC, `seconds` the time it took.

    `organisations` are the names in the order in which reports list them; `of_guide` tells the
    links of a guide, whose health is published, from a list of URLs; `shard` is the part that was
    checked and how many there are, `asked` whether any server was.
    """

    checked_at: str
    results: tuple[Result, ...]
    policy_notes: tuple[PolicyNote, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    complete: bool = True
    no_network: bool = False
    organisations: tuple[str, ...] = ()
    of_guide: bool = False
    shard: tuple[int, int] | None = None
    asked: bool = True
