"""A test per row of the zoo: the checker's verdict is the right one."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.zoo import rows  # noqa: F401 -- the rows register themselves
from tests.zoo.core import ROWS
from tests.zoo.untested import ELSEWHERE, UNTESTED

if TYPE_CHECKING:
    from tests.zoo.conftest import Visit

CATALOGUE = Path(__file__).parents[3] / "shared" / "LINKS.md"
BLOCKED_ROWS = ("D13", "I12")  # ports with a full queue: made by the server, not by a handler


@pytest.mark.parametrize("identity", [*ROWS, *BLOCKED_ROWS])
def test_gives_the_right_verdict(identity: str, visit: Visit) -> None:
    """Each URL of a row gets the verdict that the row demands."""
    asks = [ask for ask in visit.zoo.asks if ask.row == identity]
    found = {ask.url: visit.links[ask.url] for ask in asks}

    assert asks
    for ask in asks:
        link = found[ask.url]
        assert link["verdict"] in ask.verdict.split("|"), (ask.name, link)


def test_exit_status_says_that_there_are_findings(visit: Visit) -> None:
    """Broken links make the exit status 1."""
    assert visit.status == 1


def test_never_asks_more_than_three_times(visit: Visit) -> None:
    """A server that only fails gets three requests for a link, however it fails."""
    counts = {row: visit.zoo.counts[row] for row in ("C26", "C08", "C09", "B18", "B20", "B11")}

    assert all(1 <= count <= 3 for count in counts.values()), counts


def test_does_not_retry_refusals(visit: Visit) -> None:
    """A refusal, a wall or a page that is gone for good is asked for once."""
    counts = {
        row: visit.zoo.counts[row] for row in ("B04", "B12", "B02", "C10", "G01", "G08", "C07")
    }

    assert set(counts.values()) == {1}, counts


def test_fetches_a_page_once_for_all_its_fragments(visit: Visit) -> None:
    """Two links to places in one page are one request."""
    assert visit.zoo.counts["L33"] == 1


def test_leaves_a_host_that_hangs_alone(visit: Visit) -> None:
    """Of thirty links to a host that never answers only the first few are tried, and not again."""
    assert visit.zoo.counts["D15"] <= 8


def test_bans_mark_only_what_was_refused(visit: Visit) -> None:
    """Links checked before a host lost its patience are ok, the others blocked."""
    verdicts = [visit.links[ask.url]["verdict"] for ask in visit.zoo.asks if ask.row == "C24"]

    assert verdicts.count("ok") == 20
    assert verdicts.count("blocked") == 4


def test_a_name_is_looked_up_once(visit: Visit) -> None:
    """A second look-up could lead elsewhere, so there is none."""
    assert visit.zoo.dns.asked["k07.names.zoo"] == 1
    assert visit.links[next(a.url for a in visit.zoo.asks if a.row == "K07")]["verdict"] == "ok"


@pytest.mark.parametrize(
    ("identity", "ending"),
    [
        ("E01", "/dest"),
        ("E06", "/x"),
        ("E31", "/dest#sec"),
        ("E33", "/dest#sec"),
        ("E36", "/dest-%E9"),
        ("J12", "/a%20b.pdf"),
        ("J20", "/p"),
        ("J21", "/a-b"),
        ("J23", "/ab"),
        ("J24", "/?a=1&b=2"),
        ("J27", "https://www.cisa.gov/"),
        ("L05", "/p#sec"),
        ("L16", "/p.pdf#page=20"),
        ("X52", "/a%20b"),
    ],
)
def test_suggests_what_to_write_instead(identity: str, ending: str, visit: Visit) -> None:
    """Where a better address is known, the report has it."""
    url = next(ask.url for ask in visit.zoo.asks if ask.row == identity)

    assert visit.links[url]["suggestion"].endswith(ending)


@pytest.mark.parametrize("identity", ["E03", "E07", "E52", "E27"])
def test_never_suggests_a_temporary_address(identity: str, visit: Visit) -> None:
    """A temporary redirect, or a session, is no address to write down."""
    url = next(ask.url for ask in visit.zoo.asks if ask.row == identity)

    assert visit.links[url]["suggestion"] is None


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("X37", "expired"),
        ("X38", "not valid yet"),
        ("H03", "self-signed"),
        ("H04", "other.example"),
        ("H07", "TLS 1.0"),
        ("H08", "TLS 1.1"),
        ("H05", "intermediate"),
        ("H09", "renegotiation"),
        ("X39", "intermediate"),
        ("H11", "client certificate"),
        ("Y42", "too large"),
        ("Y55", "common name"),
        ("Y74", "temporary redirect"),
        ("G05", "Akamai"),
        ("G10", "Anubis"),
        ("F18", "JavaScript"),
        ("F16", "archived"),
        ("E15", "another domain"),
        ("L17", "not verified"),
    ],
)
def test_says_why(identity: str, words: str, visit: Visit) -> None:
    """The reason names the cause, not only the verdict."""
    url = next(ask.url for ask in visit.zoo.asks if ask.row == identity)

    assert words in visit.links[url]["reason"]


def test_output_holds_no_secret_and_no_control_character(visit: Visit) -> None:
    """User names are masked; what a server or a URL smuggles in is escaped."""
    everything = visit.output + str(visit.links.values())

    assert "user:pw" not in everything
    assert "\x1b[31m" not in visit.output
    assert not re.search(r"^::error::", visit.output, re.MULTILINE)


def test_every_row_of_the_catalogue_is_accounted_for() -> None:
    """A row is played here, tested elsewhere, or listed with the reason why it is not."""
    if not CATALOGUE.exists():
        pytest.skip("../shared, which holds the catalogue, is absent")
    listed = re.findall(r"^\| ([A-N]\d\d) ", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    played = {identity.partition("-")[0] for identity in ROWS} | set(BLOCKED_ROWS)
    missing = [row for row in listed if row not in played | set(ELSEWHERE) | set(UNTESTED)]

    assert not missing
    assert len(set(listed) - set(UNTESTED)) >= 270


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_rows_tested_elsewhere_are_tested(test: str) -> None:
    """The tests that stand for a row exist."""
    file, _, function = test.partition("::")
    path = Path(__file__).parents[1] / file

    assert path.is_file()
    assert f"def {function}(" in path.read_text(encoding="utf-8")


def test_the_zoo_stays_on_this_machine(visit: Visit) -> None:
    """Every server of the zoo listens on loopback."""
    hosts = {entry.rpartition(":")[2] for entry in visit.zoo.resolve}

    assert all(socket.inet_aton(host)[0] == 127 for host in hosts)
