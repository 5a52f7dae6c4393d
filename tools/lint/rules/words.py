"""Rules about words: acronyms, terms, spelling, house words, quotes."""

from __future__ import annotations

import gzip
import re
import tomllib
from bisect import bisect_left
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.sections import SectionKind
from tools.lint.findings import Edit, Hit, Severity
from tools.lint.registry import rule
from tools.lint.rules.markup import LEFTOVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spellchecker import SpellChecker

    from tools.lint.page import Page

DATA = Path(__file__).parents[1] / "data"

MAPPINGS = (SectionKind.CONTROLS, SectionKind.HANDBOOK)
_ACRONYM = re.compile(
    r"(?<![\w.@/&-])(?:[A-Z]{2,6}(?:-[A-Z]{2,6})?|[A-Z][A-Z0-9]{1,5}[A-Z])(?=s?(?![\w@&/]|[.-]\w))"
)


@cache
def known_acronyms() -> frozenset[str]:
    """Return the acronyms that need no introduction, from ``data/acronyms.txt``."""
    return frozenset(_lines(DATA / "acronyms.txt"))


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        word = line.partition("#")[0].strip()
        if word:
            yield word


def _has_room(page: Page, offset: int) -> bool:
    """Return whether the words at *offset* are the author's own: no heading, mapping or link."""
    section = page.section_at(page.line_at(offset))
    if section and section.kind in MAPPINGS:
        return False
    return not page.is_marked(offset)


@rule("BP701", Severity.WARNING)
def check_acronym(page: Page) -> Iterator[Hit]:
    """Spell an acronym out where it first comes on a page, with the short form in brackets.

    Names of links, titles of safeguards, and acronyms that everybody knows are left alone.

    Bad:  Ask your EMS vendor.
    Good: Ask the vendor of your election management system (EMS).
    """
    introduced = set(re.findall(r"\([ ]*([A-Z][A-Z0-9-]+?)s?[ ]*[,;)]", page.prose))
    introduced |= {mark.target.split("(")[0].strip() for mark in page.marked if mark.kind == "abbr"}
    seen = set(known_acronyms()) | introduced | _defined_terms(page)
    for match in _ACRONYM.finditer(page.prose):
        if match[0] in seen or not _has_room(page, match.start()) or LEFTOVER.match(match[0]):
            continue
        if page.is_heading(match.start()) or _in_term(page, match.start()):
            continue
        seen.add(match[0])
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Acronym is not spelled out",
            repair=f"write its words and '({match[0]})' where it first comes",
        )


def _in_term(page: Page, offset: int) -> bool:
    """Return whether the acronym at *offset* begins a longer term, such as *CIS Controls*."""
    pattern = page.remember(_terms_there)
    match = pattern.match(page.prose, offset) if pattern else None
    return bool(match and " " in match[1])


def _defined_terms(page: Page) -> set[str]:
    """Return the acronyms that the page itself explains, as a glossary does."""
    return {term.astext().strip() for term in page.all(nodes.term)}


@rule("BP702", Severity.HINT)
def check_acronym_late(page: Page) -> Iterator[Hit]:
    """Spell an acronym out before you use it, not after."""
    seen = set(known_acronyms())
    for match in re.finditer(r"\(([A-Z][A-Z0-9-]{1,8}?)s?[,;)]", page.prose):
        earlier = None if match[1] in seen else _first(match[1], page, match.start())
        seen.add(match[1])
        if earlier is not None:
            yield Hit(
                start=earlier,
                end=earlier + len(match[1]),
                message=f"Acronym is spelled out only on line {page.line_at(match.start())}",
                repair="spell it out here",
            )


def _first(word: str, page: Page, before: int) -> int | None:
    pattern = re.compile(rf"(?<![\w.@/&(-]){re.escape(word)}s?(?![\w@&/-])")
    for match in pattern.finditer(page.prose, 0, before):
        if _has_room(page, match.start()) and not _in_term(page, match.start()):
            return match.start()
    return None


@rule("BP703", Severity.HINT)
def check_term_unmarked(page: Page) -> Iterator[Hit]:
    """Mark a term of the glossary where it first comes on a page, so readers can look it up.

    Bad:  Staff learn to spot phishing.
    Good: Staff learn to spot :term:`phishing`.
    """
    if not page.project.terms or page.first(nodes.term):
        return
    linked = {mark.target.casefold() for mark in page.marked if mark.kind == "term"}
    pattern = page.remember(_terms_there)
    seen = set(linked)
    for match in pattern.finditer(page.prose) if pattern else ():
        term = page.project.folded_terms.get(match[1].casefold(), "")
        if not term or term.casefold() in seen or not _has_room(page, match.start()):
            continue
        if page.is_heading(match.start()):
            continue
        if term.isupper() and match[1] != term:
            continue
        seen.add(term.casefold())
        written = match[0] if match[0] == match[1] else f"{match[0]} <{term}>"
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Term of the glossary is not marked",
            repair=f"write :term:`{written}`",
        )


def _terms_there(page: Page) -> re.Pattern[str] | None:
    """Return a pattern of the terms that occur on *page*, the longest first."""
    prose = page.prose.casefold()
    there = [term for folded, term in page.project.folded_terms.items() if folded in prose]
    if not there:
        return None
    longest_first = sorted(map(re.escape, there), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(longest_first)})s?(?![\w-])", re.IGNORECASE)


# -- Spelling and house words ------------------------------------------------

_WORD = re.compile(r"(?<![\w./@#&$-])[A-Za-z][a-z]+(?:['’][a-z]+)?(?![\w/@]|[.][\w])")  # noqa: RUF001


@cache
def own_words() -> frozenset[str]:
    """Return the words of ``data/words.txt``: right in this guide, missing in the dictionary."""
    return frozenset(word.casefold() for word in _lines(DATA / "words.txt"))


@cache
def dictionary() -> list[str]:
    """Return the lines of pyspellchecker's file of English words, in order: ``"aardvark": 106,``.

    The file is read here: pyspellchecker's class counts letters and frequencies as well, which
    takes longer than all other rules together, and a set of so many words as long as most.
    """
    packed = (files("spellchecker") / "resources" / "en.json.gz").read_bytes()
    return gzip.decompress(packed).decode().strip("{}\n").split("\n")


def is_in_dictionary(word: str) -> bool:
    """Return whether *word*, in lower case, is an English word of pyspellchecker's."""
    line = f'"{word}":'
    place = bisect_left(dictionary(), line)
    return any(there.startswith(line) for there in dictionary()[place : place + 1])


@cache
def is_spelled_right(word: str) -> bool:
    """Return whether *word* is in the dictionary, or its base form or the parts of it are."""
    plain = word.casefold().replace("’", "'")  # noqa: RUF001
    forms = {plain, plain.removesuffix("'s"), plain.removesuffix("'")}
    forms |= {form[:-1] for form in forms if form.endswith("s")}
    return any(form in own_words() or is_in_dictionary(form) for form in forms)


@rule("BP704", Severity.WARNING)
def check_spelling(page: Page) -> Iterator[Hit]:
    """Spell words as the dictionary does; new right ones go to ``tools/lint/data/words.txt``.

    Names of links and words that begin with a capital in the middle of a sentence are names.
    """
    seen: set[str] = set()
    starts = {start for start, _ in page.sentences}
    for match in _WORD.finditer(page.prose):
        word = match[0]
        if word in seen or is_spelled_right(word):
            continue
        named = word[0].isupper() and match.start() not in starts
        if named or not _has_room(page, match.start()):
            continue
        seen.add(word)
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Word is not in the dictionary",
            repair=_nearest_word(word),
        )


@cache
def _nearest_word(word: str) -> str:
    near = _spell_checker().correction(word.lower())
    if near and near != word.lower():
        return f"did you mean '{near}'?"
    return "mend it, or add it to tools/lint/data/words.txt"


@cache
def _spell_checker() -> SpellChecker:
    from spellchecker import SpellChecker  # noqa: PLC0415 - only for a finding

    return SpellChecker(language="en", distance=1)


@cache
def house_words() -> tuple[re.Pattern[str], list[str]]:
    """Return a pattern of the words that the guide does not use, and what it uses instead.

    The number of the group that matches, less one, is the place of the right word.
    """
    content = tomllib.loads((DATA / "house_words.toml").read_text(encoding="utf-8"))["instead"]
    groups = "|".join(f"({'|'.join(wrong)})" for wrong in content.values())
    return re.compile(rf"(?<![\w-])(?:{groups})(?![\w-])"), list(content)


@rule("BP705", Severity.WARNING)
def check_house_word(page: Page) -> Iterator[Hit]:
    """Use the words that all pages use; ``tools/lint/data/house_words.toml`` lists them.

    Bad:  Hackers may log in to it prior to election day.
    Good: Threat actors may sign in to it before election day.
    """
    pattern, instead = house_words()
    for match in pattern.finditer(page.prose):
        if _has_room(page, match.start()):
            right = instead[(match.lastindex or 1) - 1]
            yield Hit(
                start=match.start(),
                end=match.end(),
                message="Word is not one of the guide's",
                repair=right[1:-1] if right.startswith("(") else f"write '{right}'",
            )


_CURLY = {"‘": "'", "’": "'", "“": '"', "”": '"'}  # noqa: RUF001


@rule("BP706", Severity.WARNING)
def check_quotes_mixed(page: Page) -> Iterator[Hit]:
    """Type straight quotes; the site makes them curly. A mix cannot be searched.

    Bad:  CISA\u2019s guide, and CISA's list
    Good: CISA's guide, and CISA's list
    """
    for match in re.finditer("[‘’“”]", page.prose):  # noqa: RUF001
        right = _CURLY[match[0]]
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Quote is curly",
            repair=f"type {right}",
            edits=(Edit(start=match.start(), end=match.end(), text=right),),
        )


_TWICE = re.compile(
    r"(?<![\w-])([a-z]+)([ \t]+|[ \t]*\r?\n[ \t]*)\1(?![\w'\u2019-])", re.IGNORECASE
)


@rule("BP707", Severity.WARNING)
def check_word_twice(page: Page) -> Iterator[Hit]:
    """Write a word once.

    Bad:  Call the the sheriff.
    Good: Call the sheriff.
    """
    for match in _TWICE.finditer(page.prose):
        if match[1].casefold() in {"that", "had", "very"} or match[1].isupper():
            continue
        if page.text[match.start(2) : match.end(2)].strip():
            continue  # something masked stands between them
        if "\n" in match[2] and page.indent_at(match.start()) != page.indent_at(match.end()):
            continue  # a term and its explanation
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Word stands twice",
            repair=f"write '{match[1]}' once",
        )


@rule("BP708", Severity.HINT)
def check_punctuation(page: Page) -> Iterator[Hit]:
    """Write plain sentences: no dash between clauses, no exclamation mark, no ampersand.

    Bad:  Call 911 — now!
    Good: Call 911 now.
    """
    signs = {
        "—": "write a colon, a comma, or two sentences",
        "!": "end the sentence with a full stop",
        "&": "write 'and'",
        "…": "finish the sentence",
    }
    for match in re.finditer(r"[—!…]|(?<= )&(?= )", page.prose):
        if _has_room(page, match.start()):
            yield Hit(
                start=match.start(),
                end=match.end(),
                message="Sign is not one of the guide's",
                repair=signs[match[0]],
            )
