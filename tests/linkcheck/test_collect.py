"""Collecting links from a guide: every kind, every place, and what is not published."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.linkcheck.conftest import FAST
from tools.linkcheck.collect import collect
from tools.linkcheck.models import Link, LinkCheckError
from tools.linkcheck.rawhtml import links_in_html
from tools.linkcheck.urllist import read_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.linkcheck.conftest import Done, Web

KINDS = """
Page
====

Bare https://h.gov/bare and `named <https://h.gov/named>`_ and `by name`_ and `anonymous`__.
A note [1]_ and |sub| and |pic| and :term:`doxing`, and write to |eiisac_email|.

.. [1] See `foot <https://h.gov/foot>`_.
.. _by name: https://h.gov/by-name
__ https://h.gov/anonymous
.. |sub| replace:: `substituted <https://h.gov/sub>`__
.. |pic| image:: https://h.gov/pic.png
   :alt: Picture

.. image:: https://h.gov/image.png
   :alt: Image
   :target: https://h.gov/target

:download:`get it <https://h.gov/file.zip>`

====================================  =====
`cell <https://h.gov/cell>`_          other
====================================  =====

.. glossary::

   doxing
     As `explained <https://h.gov/term>`_.

.. figure:: https://h.gov/figure.png
   :alt: Figure

   Caption with `a link <https://h.gov/caption>`_.
"""


def make(folder: Path, text: str, **more: str) -> Path:
    """Write a guide with one page, and more pages by name."""
    for name, content in {"page": text, **more}.items():
        (folder / f"{name}.rst").write_text(content, encoding="utf-8")
    pages = "".join(f"   {name}\n" for name in ("page", *more) if not name.startswith("_"))
    index = f"Guide\n=====\n\n.. toctree::\n\n{pages}   Outside <https://h.gov/outside>\n"
    (folder / "index.rst").write_text(index, encoding="utf-8")
    return folder


def by_url(links: list[Link]) -> dict[str, Link]:
    """Return links by URL."""
    return {link.url: link for link in links}


def line_of(text: str, words: str) -> int:
    """Return the line, from 1, on which *words* stand."""
    return text[: text.index(words)].count("\n") + 1


def test_finds_links_of_every_kind(tmp_path: Path) -> None:
    """References, images, downloads, footnotes, tables, substitutions, toctree: all are found."""
    links = by_url(collect(make(tmp_path, KINDS)))

    names = "bare named by-name anonymous foot sub pic.png image.png target file.zip cell term"
    names += " figure.png caption outside"
    assert set(links) == {f"https://h.gov/{name}" for name in names.split()} | {
        "mailto:elections@cisecurity.org"
    }
    for url, link in links.items():
        assert link.problem is None, url
        assert all(place.column > 0 for place in link.occurrences)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://h.gov/bare", "https://h.gov/bare"),
        ("https://h.gov/by-name", "`by name`_"),
        ("https://h.gov/anonymous", "`anonymous`__"),
        ("https://h.gov/cell", "https://h.gov/cell"),
        ("https://h.gov/term", "https://h.gov/term"),
        ("https://h.gov/caption", "https://h.gov/caption"),
        ("https://h.gov/target", "https://h.gov/target"),
        ("mailto:elections@cisecurity.org", "|eiisac_email|"),
    ],
)
def test_names_the_place_where_a_link_is_used(tmp_path: Path, url: str, words: str) -> None:
    """Line and column are those of the use, also where the URL is defined elsewhere."""
    place = by_url(collect(make(tmp_path, KINDS)))[url].occurrences[0]

    lines = KINDS.split("\n")
    assert place.line == line_of(KINDS, words)
    assert lines[place.line - 1][place.column - 1 :].startswith(words)


def test_lists_every_place_of_a_url(tmp_path: Path) -> None:
    """One URL in three pages and five places is one link with five places, in order."""
    text = "P\n=\n\nOne `a <https://h.gov/x>`_, two `b <https://h.gov/x>`_.\n\nhttps://h.gov/x\n"
    other = "Q\n=\n\n* `c <https://h.gov/x>`_\n"
    links = collect(make(tmp_path, text, second=other, third=other.replace("Q", "R")))

    (link,) = [one for one in links if one.url == "https://h.gov/x"]
    assert [(place.line, place.column) for place in link.occurrences] == [
        (4, 9),
        (4, 37),
        (6, 1),
        (4, 7),
        (4, 7),
    ]
    assert [place.text for place in link.occurrences][:2] == ["a", "b"]


def test_skips_code_and_comments(tmp_path: Path) -> None:
    """What readers do not get as a link is no citation."""
    text = """
P
=

Code ``https://example.org/inline`` and a block::

   https://example.org/block

.. https://example.org/comment
   and `more <https://example.org/comment2>`_

.. code-block:: text

   curl https://example.org/code

>>> fetch("https://example.org/doctest")
"https://example.org/result"
"""

    assert [link.url for link in collect(make(tmp_path, text))] == ["https://h.gov/outside"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("(see http://h.gov/p_(x)) bare", "http://h.gov/p_(x"),
        ("at https://h.gov/a\u2013b today", "https://h.gov/a"),
    ],
)
def test_reports_a_bare_url_that_is_cut(tmp_path: Path, text: str, url: str) -> None:
    """Docutils ends a bare URL at a bracket or dash; readers get the wrong one."""
    links = collect(make(tmp_path, f"P\n=\n\n{text}\n"))

    (link,) = [one for one in links if one.url.startswith(url)]
    assert link.problem is not None
    assert link.problem.verdict == "malformed"
    assert link.problem.suggestion is not None
    assert link.problem.suggestion.startswith(url)


def test_leaves_the_dot_of_a_sentence_out(tmp_path: Path) -> None:
    """Punctuation after a bare URL belongs to the sentence."""
    links = collect(
        make(tmp_path, "P\n=\n\nGo to https://mdbr.cisecurity.org. Then (https://h.gov/x).\n")
    )

    assert {link.url for link in links} >= {"https://mdbr.cisecurity.org", "https://h.gov/x"}
    assert not any(link.problem for link in links)


def test_reports_a_missing_underscore(tmp_path: Path) -> None:
    """Without its underscore a link is italic text, which no other checker can see."""
    text = "P\n=\n\n`Cyber Alliance <https://h.gov/elections/>`\n"
    (link,) = [one for one in collect(make(tmp_path, text)) if one.problem]

    assert link.url == "https://h.gov/elections/"
    assert "underscore" in link.problem.reason  # type: ignore[union-attr]
    assert (link.occurrences[0].line, link.occurrences[0].column) == (4, 18)
    assert link.occurrences[0].text == "Cyber Alliance"


def test_reports_one_name_for_two_urls(tmp_path: Path) -> None:
    """Of two targets with one name only one wins."""
    text = "P\n=\n\nSee name_.\n\n.. _name: https://h.gov/one\n.. _name: https://h.gov/two\n"
    problems = [one for one in collect(make(tmp_path, text)) if one.problem]

    assert [(one.url, one.occurrences[0].line) for one in problems] == [("https://h.gov/two", 7)]


def test_shows_the_space_that_docutils_swallows(tmp_path: Path) -> None:
    """The URL is reported as written; docutils would link to another one."""
    links = collect(make(tmp_path, "P\n=\n\n`pdf <https://h.gov/a b.pdf>`_\n"))

    assert "https://h.gov/a b.pdf" in by_url(links)


def test_joins_a_url_over_two_lines(tmp_path: Path) -> None:
    """A line break within the brackets is how long URLs are written."""
    links = collect(make(tmp_path, "P\n=\n\n* `x <https://h.gov/long/\n  path>`_\n"))

    assert "https://h.gov/long/path" in by_url(links)


def test_collects_relative_targets_as_written(tmp_path: Path) -> None:
    """A link to a file or to a name without scheme is no web address, and is reported."""
    links = by_url(collect(make(tmp_path, "P\n=\n\n`x <bp/join.rst>`_ and `y <www.h.gov/p>`_\n")))

    assert {"bp/join.rst", "www.h.gov/p"} <= set(links)


def test_reads_the_seed_page(seed_source: Path) -> None:
    """The seed page has ten web links to nine addresses, and the mail link of its substitution."""
    links = collect(seed_source)
    web = [link for link in links if link.url.startswith("http")]

    assert len(web) == 9
    assert sum(len(link.occurrences) for link in web) == 10
    assert [link.url for link in links if link.url.startswith("mailto:")] == [
        "mailto:elections@cisecurity.org"
    ]


def test_says_where_no_guide_is(tmp_path: Path) -> None:
    """A folder without index is a clear error."""
    with pytest.raises(LinkCheckError, match=r"index\.rst"):
        collect(tmp_path)


def test_reads_a_plain_list() -> None:
    """One URL a line; blank lines and comments are skipped, repetitions are further places."""
    links = read_list("# list\nhttps://a.gov\r\n\n  https://b.gov\nhttps://a.gov\n", "list.txt")

    assert [link.url for link in links] == ["https://a.gov", "https://b.gov"]
    assert [(p.line, p.column) for p in links[0].occurrences] == [(2, 1), (5, 1)]
    assert links[1].occurrences[0].column == 3


def test_one_url_is_one_link_also_where_one_place_is_wrong(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """A URL that is a link here and a slip there is checked, and the slip has its place."""
    url = web.set("/p")
    done = check(make(tmp_path, f"P\n=\n\n`a <{url}>`_ and `b <{url}>`\n"), *FAST)
    link = done.links[url]

    assert [entry["url"] for entry in done.report["links"]].count(url) == 1
    assert link["verdict"] == "malformed"
    assert "page.rst:4" in link["reason"]
    assert len(link["occurrences"]) == 2
    assert web.asked["/p"] == 1


def test_says_where_a_page_is_not_utf8(tmp_path: Path) -> None:
    """A page that was saved in another encoding is named with the place."""
    (tmp_path / "index.rst").write_bytes(b"Guide\n=====\n\ncaf\xe9\n")

    with pytest.raises(LinkCheckError, match=r"index\.rst:4:4: not UTF-8 \(byte 0xe9\)"):
        collect(tmp_path)


def test_finds_a_url_wrapped_in_a_cell_of_a_grid_table(tmp_path: Path) -> None:
    """The frame of the table is no part of the URL, and the link is where it starts."""
    text = """\
Guide
=====

+--------+-----------------------------+
| Cell   | `see <https://h.gov/a/long/ |
|        | path>`_                     |
+--------+-----------------------------+
"""
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    (link,) = collect(tmp_path)

    assert (link.url, link.problem) == ("https://h.gov/a/long/path", None)
    assert [(place.line, place.column) for place in link.occurrences] == [(5, 18)]


def test_finds_a_url_wrapped_in_a_cell_with_cells_beside_it(tmp_path: Path) -> None:
    """What the next cell says is no part of the URL; a line of a line block is no cell."""
    text = """\
Guide
=====

+-------------------------+-------+
| `see <https://h.gov/a/  | words |
| path>`_                 |       |
+-------------------------+-------+

| A block, `two <https://h.gov/b/
  path>`_
"""
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    links = collect(tmp_path)

    assert [(link.url, link.problem) for link in links] == [
        ("https://h.gov/a/path", None),
        ("https://h.gov/b/path", None),
    ]
    assert [(link.occurrences[0].line, link.occurrences[0].column) for link in links] == [
        (5, 9),
        (9, 18),
    ]


def test_leaves_literal_roles_and_unused_substitutions_alone(tmp_path: Path) -> None:
    """Neither is a link that somebody forgot to make; a broken substitution is one."""
    text = """\
Guide
=====

Type :samp:`https://samp.example/` or :literal:`https://literal.example/`.

.. |unused| replace:: `words <https://unused.example/>`__
.. |wrong| replace:: `words <https://wrong.example/>`
"""
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    (link,) = collect(tmp_path)

    assert link.url == "https://wrong.example/"
    assert link.problem is not None
    assert "underscore" in link.problem.reason


def test_takes_many_urls_in_one_paragraph(tmp_path: Path) -> None:
    """Docutils calls itself for each, and Python stops it at a thousand calls."""
    text = " ".join(f"https://h.gov/{number}" for number in range(1500))
    links = collect(make(tmp_path, f"P\n=\n\n{text}\n"))

    assert len(links) == 1501


def test_says_which_page_the_build_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page beyond the guide's limits has no links, which must not look like none to check."""
    collect(make(tmp_path, "P\n=\n\nhttps://h.gov/x\n\n" + "word " * 25_000 + "\n"))

    assert "page.rst: not read, because the build leaves it out" in capsys.readouterr().err


def test_finds_cells_of_a_csv_table_where_they_are(tmp_path: Path) -> None:
    """Docutils counts the lines of such cells from the table's beginning."""
    rows = [f'   "say ""x""", `t <https://h.gov/{number}>`__, n_' for number in range(40)]
    lead = ["P", "=", "", *["Words."] * 60, "", ".. csv-table::", "", *rows]
    text = "\n".join([*lead, "", ".. _n: https://h.gov/n"])
    links = by_url(collect(make(tmp_path, text)))
    first = len(lead) - len(rows) + 1

    for number in range(40):
        (place,) = links[f"https://h.gov/{number}"].occurrences
        assert (place.line, place.column) == (first + number, 21)
    assert [place.line for place in links["https://h.gov/n"].occurrences] == [
        first + number for number in range(40)
    ]


def test_finds_what_conf_py_adds_to_every_page(tmp_path: Path) -> None:
    """Text in rst_prolog is in conf.py, once; its substitutions are where they are used."""
    settings = (
        'rst_prolog = """\nSee https://h.gov/all now.\n\n.. |s| replace:: https://h.gov/sub\n"""'
    )
    (tmp_path / "conf.py").write_text(settings, encoding="utf-8")
    source = tmp_path / "source"
    source.mkdir()
    links = by_url(collect(make(source, "P\n=\n\nA |s| b.\n"), config=tmp_path))
    (place,) = links["https://h.gov/all"].occurrences
    (use,) = links["https://h.gov/sub"].occurrences

    assert (place.file, place.line, place.column) == (str(tmp_path / "conf.py"), 2, 5)
    assert (use.file, use.line, use.column) == (str(source / "page.rst"), 4, 3)
    assert use.written == (str(tmp_path / "conf.py"), 4, 18)


def test_a_slip_that_readers_can_follow_is_checked_all_the_same(
    tmp_path: Path, web: Web, check: Callable[..., Done]
) -> None:
    """A link in Markdown leads somewhere: that its page is gone is the worse finding."""
    live, dead = web.set("/live"), web.url("/dead")
    cut = web.url("/cut_(x")
    text = f"P\n=\n\n[one]({live}) and [two]({dead}) and {cut})\n"
    done = check(make(tmp_path, text), *FAST)

    assert done.links[live]["verdict"] == "malformed"
    assert "Markdown" in done.links[live]["reason"]
    assert done.links[dead]["verdict"] == "broken"
    assert done.links[cut]["verdict"] == "malformed"
    assert web.asked["/cut_(x"] == 0


@pytest.mark.parametrize(
    ("value", "urls"),
    [
        ("/a.png", ["/a.png"]),
        ("/a.png 1x, /b.png 2x", ["/a.png", "/b.png"]),
        ("/a.png, /b.png", ["/a.png", "/b.png"]),
        ("/a.png 1x,/b,c.png 2x", ["/a.png", "/b,c.png"]),
        (",, /a.png ,\n/b.png 100w ,", ["/a.png", "/b.png"]),
        ("," * 200_000, []),
    ],
)
def test_reads_a_srcset_as_browsers_do(value: str, urls: list[str]) -> None:
    """A comma ends a candidate, unless it is within a URL; many of them cost no time."""
    assert [link.url for link in links_in_html(f'<img srcset="{value}">')] == urls


@pytest.mark.parametrize(
    "piece", ["<a", "<!--", "<![", "</", "<?", "<a x='", "<a x ", "&", "<a href="]
)
def test_reads_hostile_html_in_no_time(piece: str) -> None:
    """Raw HTML comes from strangers, too: it neither stops the run nor holds it up."""
    start = time.perf_counter()
    links_in_html(piece * (100_000 // len(piece)))

    assert time.perf_counter() - start < 2
