"""links.toml: what it says, and how it complains."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST, ROOT
from tools.linkcheck.exceptions import is_too_wide
from tools.linkcheck.models import LinkCheckError
from tools.linkcheck.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.linkcheck.conftest import Done, Web

RULE = '[[exception]]\n{kind} = "{url}"\nreason = "seen"\nowner = "editors"\nuntil = {until}\n'
GUIDE = "Guide\n=====\n\n"


def exception(url: str, *, kind: str = "url", until: str = "2099-01-01") -> str:
    """Return an exception in TOML."""
    return RULE.format(kind=kind, url=url, until=until)


@pytest.fixture
def judge(tmp_path: Path, check: Callable[..., Done]) -> Callable[..., Done]:
    """Check a guide with links to *urls* under a policy."""

    def run(policy: str, *urls: str) -> Done:
        (tmp_path / "links.toml").write_text(policy, encoding="utf-8")
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        links = "".join(f"* `link {n} <{url}>`_\n" for n, url in enumerate(urls))
        (source / "index.rst").write_text(GUIDE + links, encoding="utf-8")
        return check(source, "--policy", tmp_path / "links.toml", *FAST)

    return run


def test_accepts_what_somebody_answers_for(web: Web, judge: Callable[..., Done]) -> None:
    """An exception that holds makes a failing link `accepted`; it is asked for all the same."""
    url = web.set("/p", 404)
    done = judge(exception(url), url)

    assert done.verdicts == ["accepted"]
    assert done.status == 0
    assert web.asked["/p"] == 1


def test_an_expired_exception_no_longer_holds(web: Web, judge: Callable[..., Done]) -> None:
    """After its day the link is judged again, and the rule is reported."""
    url = web.set("/p", 404)
    done = judge(exception(url, until="2020-01-01"), url)

    assert done.verdicts == ["broken"]
    assert done.status == 1
    assert "expired on 2020-01-01; ask editors" in done.out


def test_reports_an_exception_that_matches_nothing(web: Web, judge: Callable[..., Done]) -> None:
    """Dead rules are named with their line; links that are ok need none."""
    url = web.set("/p")
    done = judge(exception("https://gone.gov/") + "\n" + exception(url), url)

    assert done.verdicts == ["ok"]
    assert "links.toml:1: the exception for https://gone.gov/ matches no link" in done.out
    assert f"links.toml:7: the exception for {url} is not needed" in done.out


def test_a_pattern_does_not_hide_a_missing_page(web: Web, judge: Callable[..., Done]) -> None:
    """A pattern covers refusals of its host, not pages that are gone; too wide ones are named."""
    refused, gone = web.set("/refused", 403), web.url("/gone")
    done = judge(exception(web.url("/*"), kind="pattern"), refused, gone)

    assert done.verdicts == ["accepted", "broken"]
    assert "too wide" in done.out


@pytest.mark.parametrize(
    ("pattern", "wide"),
    [
        ("https://www.hhs.gov/guidance/*", False),
        ("https://www.hhs.gov/*", True),
        ("https://*.gov/x", True),
        ("https://www.hhs.gov/*/*", True),
        ("https://www.hhs.gov/*.*?*", True),
        ("*", True),
    ],
)
def test_knows_a_wide_pattern(pattern: str, wide: bool) -> None:
    """A pattern for a whole host, or for many, is too wide."""
    assert is_too_wide(pattern) is wide


def _rule(more: str) -> str:
    return f'[[exception]]\nurl = "https://h.gov"\n{more}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[limits\n", "links.toml:1: not valid TOML"),
        ("[limits]\ntimeout = 'x'\n", "links.toml:2: limits.timeout must be a number"),
        ("[limits]\ntimeout = 0\n", "links.toml:2: limits.timeout must be 0.1 or more"),
        ("[limits]\ntimeout = nan\n", "links.toml:2: limits.timeout must be 0.1 or more"),
        ("[limits]\nbudget = inf\n", "links.toml:2: limits.budget must be 1 or more, and less"),
        ("a = " + "[" * 50_000, "links.toml: not valid TOML: nested too deeply"),
        ("[limits]\nbudget = " + "9" * 5000, "links.toml:2: a number is too long"),
        ("\n[ limits ] # all\n'timeout' = 'x'", "links.toml:3: limits.timeout must be a number"),
        ("\n[[ exception ]]\nurl = 'x'", "links.toml:2: exception must have owner"),
        ("contact = 'https://u:pw@h.gov/'", "links.toml:1: contact must be an http or https URL"),
        ("contact = 'https://h\u00fc.gov/'", "links.toml:1: contact must be an http or https URL"),
        ("[limits]\narchive = 'https://u:pw@h.gov/'", "links.toml:2: limits.archive must be"),
        (
            RULE.format(kind="url", url="x", until="2099-01-01") + "accepts = []",
            "links.toml:6: exc",
        ),
        (
            '[[organisation]]\nname = "A"\ndomains = ["a.gov"]\nunreliable-from-ci = "no"\n',
            "links.toml:4: organisation.unreliable-from-ci must be true or false",
        ),
        (
            _rule("reason = 'x'\nowner = 'x'\nuntil = 2027-01-01\naccepts = [['broken']]"),
            "links.toml:6: exception.accepts must be a list of verdicts",
        ),
        (
            "[limits]\ncontrol-names = ['a b']\n",
            "links.toml:2: limits.control-names must be a list",
        ),
        (
            '[[organisation]]\nname = "A"\ndomains = ["a.gov"]\n'
            '[[organisation]]\nname = "B"\ndomains = ["b.gov", "A.gov"]\n',
            "links.toml:6: organisation.domains names a.gov, which A has already",
        ),
        ("[limits]\n\nspeed = 1\n", "links.toml:3: speed unknown limit"),
        ("contact = 1\n", "links.toml:1: contact must be"),
        ("\nignore = []\n", "links.toml:2: ignore unknown key"),
        ('[[organisation]]\nname = "A"\n', "links.toml:1: organisation must have domains"),
        ('[[organisation]]\nname = "A"\ndomains = "x"\n', "links.toml:3: organisation.domains"),
        ("[exception]\nurl = 'x'\n", "links.toml:1: exception must be written as [[exception]]"),
        (_rule("owner = 'x'\nuntil = 2027-01-01"), "links.toml:1: exception must have reason"),
        (
            _rule("reason = 'x'\nowner = 'x'\nuntil = '2027'"),
            "links.toml:5: exception.until must be a date",
        ),
        (_rule("reason = ''\nowner = 'x'\nuntil = 2027-01-01"), "links.toml:3: exception.reason"),
        (
            _rule("reason = 'x'\nowner = 'x'\nuntil = 2027-01-01\naccepts = ['ok']"),
            "links.toml:6: exception.accepts must be a list of verdicts",
        ),
        (
            exception("https://a.gov") + _rule("reason = 'x'\nowner = 'x'\nuntill = 2027-01-01"),
            "links.toml:10: exception.untill unknown key",
        ),
    ],
)
def test_says_line_and_key_of_what_is_wrong(text: str, message: str) -> None:
    """A bad policy file is a clear error."""
    with pytest.raises(LinkCheckError) as error:
        Policy.from_toml(text, "links.toml")

    assert message in str(error.value)


def test_a_bad_policy_ends_the_run_with_status_2(judge: Callable[..., Done]) -> None:
    """Nothing is checked under a policy that cannot be read; no traceback is shown."""
    done = judge("[limits]\ntimeout = 'x'\n")

    assert done.status == 2
    assert "limits.timeout must be a number" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.fbi.gov", "FBI"),
        ("www.cisa.gov", "CISA"),
        ("us-cert.cisa.gov", "CISA"),
        ("eac.gov", "EAC"),
        ("safeelections.org", "CSSE"),
        ("www.cisecurity.org", "CIS"),
        ("csrc.nist.gov", "NIST"),
        ("gcatoolkit.org", "GCA"),
        ("www.nsa.gov", "Other government"),
        ("notfbi.gov", "Other government"),
        ("fbi.gov.evil.example", None),
    ],
)
def test_knows_whose_a_host_is(host: str, name: str | None) -> None:
    """Organisations go by whole domain labels; the longest domain wins."""
    organisation = Policy.load(ROOT / "links.toml").organisation_of(host)

    assert (organisation.name if organisation else None) == name


def test_every_exception_of_ours_is_alive() -> None:
    """Our own policy holds no exception that has already expired."""
    policy = Policy.load(Path(ROOT / "links.toml"))

    assert all(rule.until >= datetime.date(2026, 11, 23) for rule in policy.exceptions)


def test_reads_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Some editors put one there, and nobody sees it."""
    path = tmp_path / "links.toml"
    path.write_bytes(b"\xef\xbb\xbf[limits]\ntimeout = 3\n")

    assert Policy.load(path).limits == {"timeout": 3}


def test_names_an_exception_that_repeats_another(web: Web, judge: Callable[..., Done]) -> None:
    """Of two for one URL the second says nothing new, unless it accepts something else."""
    url = web.url("/gone")
    other = exception(url) + 'accepts = ["blocked"]\n'
    done = judge(exception(url) + 'accepts = ["broken"]\n' + other + exception(url), url)

    assert done.verdicts == ["accepted"]
    assert "links.toml:7" not in done.out
    assert f"links.toml:13: the exception for {url} repeats that on line 1" in done.out


def test_shows_what_cannot_be_seen_in_a_bad_policy(judge: Callable[..., Done]) -> None:
    """A key from a stranger's change cannot paint the terminal or forge a line."""
    done = judge('"a\\u001b[31m\\n::error::b" = 1\n', "https://h.gov/")

    assert done.status == 2
    assert "\x1b" not in done.err
    assert done.err.count("\n") == 1
