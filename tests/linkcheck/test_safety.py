"""URLs from strangers: what is refused, sent and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tools.linkcheck.engine import make_plan
from tools.linkcheck.models import Link
from tools.linkcheck.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web


def test_refuses_loopback_unless_allowed(web: Web, check: Callable[..., Done]) -> None:
    """Without --allow-address no request reaches this machine, by any spelling or redirect."""
    url = web.set("/p")
    port = web.port
    urls = [url, f"http://localhost:{port}/p", f"http://[::1]:{port}/p", f"http://127.1:{port}/p"]
    urls += [f"http://[::ffff:127.0.0.1]:{port}/p", f"http://localtest.test:{port}/p"]
    done = check("--resolve", f"localtest.test:{port}:127.0.0.1", urls=urls)

    assert done.verdicts == ["unsafe"] * 6
    assert done.status == 1
    assert not web.asked


def test_caps_the_links_to_one_host() -> None:
    """Nobody can aim the checker at a victim: beyond the cap nothing is asked."""
    settings = Settings(contact="https://h.gov")
    links = [Link(url=f"https://victim.gov/{number}") for number in range(5000)]
    plan = make_plan(links, settings)

    assert len(plan.fetches["victim.gov"]) == 1000
    assert [plan.settled[link.url].verdict for link in links[1000:]] == ["unsafe"] * 4000


def test_caps_the_links_of_a_run() -> None:
    """The whole run has a limit, too."""
    settings = Settings(contact="https://h.gov", links_per_run=10)
    plan = make_plan([Link(url=f"https://h{n}.gov/") for n in range(12)], settings)

    assert sum(map(len, plan.fetches.values())) == 10


def test_names_itself_honestly(web: Web, check: Callable[..., Done]) -> None:
    """The user agent says who asks and where to read about it."""
    check("--allow-address", "127.0.0.0/8", urls=[web.set("/p")])

    (agent,) = web.agents
    assert agent.startswith("Mozilla/5.0 (compatible; ElectionSecurityGuideLinkCheck/")
    assert "; +https://" in agent


def test_escapes_what_servers_and_urls_say(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """Nothing from outside becomes a command, markup or a control sequence in any report."""
    hostile = "Gone</h1><img src=x>::error::boo|`\x1b[31m\u202e"
    url = web.set("/p", 200, f"<title>Not found</title><h1>Not found {hostile}</h1>")
    urls = [f"{url}#no|pe`<img>", "https://user:secret@h.gov/::error::x"]
    urls.append("http://h.gov:0/\u202e<img>")
    done = check(
        *("--allow-address", "127.0.0.0/8", "--github", "--markdown", tmp_path / "summary.md"),
        urls=urls,
    )
    text = done.out + done.err
    shown = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render((tmp_path / "summary.md").read_text())
    )

    assert "secret" not in text + str(done.report)
    assert "<img" not in shown
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    commands = [line for line in done.out.splitlines() if line.startswith("::")]
    assert commands
    assert all(line.startswith(("::error file=", "::notice file=")) for line in commands)
