"""Rules about the file and its markup: what docutils cannot read, or reads as something else."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.advice import ADVICE, DIRECTIVES, ROLES
from tools.guide.wording import nearest
from tools.lint.findings import Edit, Hit, Severity
from tools.lint.new import TEMPLATE
from tools.lint.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.lint.page import Page
    from tools.lint.parse import Message

ELSEWHERE = [
    (r"malformed hyperlink target", "BP101"),
    (r"Undefined substitution referenced", "BP106"),
    (r"Duplicate substitution definition", "BP108"),
    (r"Title (?:underline|overline) too short|Possible title underline", "BP131"),
    (r"Inconsistent title style|Unexpected section title", "BP133"),
    (r"Unknown target name", "BP515"),
    (r"Anonymous hyperlink mismatch", "BP515"),
    (r"Unknown directive type|No directive entry", "BP003"),
    (r"Unknown interpreted text role|No role entry", "BP004"),
    (r"File insertion disabled|File and URL access deact|directive disabled", "BP902"),
    (r"raw \(and derived\) roles disabled", "BP902"),
]
"""Pattern of a message, and the rule that reports it; empty where it is no fault."""

_ELSEWHERE = [(re.compile(pattern), code) for pattern, code in ELSEWHERE]
_ADVICE = [(re.compile(pattern), text) for pattern, text in ADVICE if isinstance(text, str)]


def messages(page: Page, code: str) -> Iterator[Message]:
    """Yield what docutils says of *page* that the rule *code* reports."""
    for message in page.parsed.messages:
        if code_of(message) == code:
            yield message


def code_of(message: Message) -> str:
    """Return the rule that reports *message*: ``BP002`` where no other does."""
    for pattern, code in _ELSEWHERE:
        if pattern.search(message.text):
            return code
    return "BP002" if message.level > 1 else ""


@rule("BP001", Severity.ERROR)
def check_unreadable(page: Page) -> Iterator[Hit]:
    """Save a page as UTF-8 text of a size and depth that every edition can set.

    A page has at most 100,000 characters, indentations nest at most twelve deep, and it defines
    at most 200 substitutions. Nothing else is checked on a page beyond that, on one that is no
    UTF-8, and on one that the parser gives up on.
    """
    if page.parsed.failure:
        yield Hit(
            start=0,
            end=0,
            message=f"Page cannot be read, for {page.parsed.failure}",
            repair="write its lists and markup anew, plainer; begin with what you changed last",
        )


@rule("BP002", Severity.ERROR)
def check_markup(page: Page) -> Iterator[Hit]:
    """Write markup that the parser understands; its own words say what it does not.

    Bad:  This **is never closed.
    Good: This **is closed** in the same paragraph.
    """
    for message in messages(page, "BP002"):
        text = " ".join(message.text.split()).rstrip(".")
        advice = (advice for pattern, advice in _ADVICE if pattern.search(message.text))
        yield page.on_line(message.line, text, next(advice, "look at this line and the one above"))


@rule("BP003", Severity.ERROR)
def check_directive(page: Page) -> Iterator[Hit]:
    """Use directives that exist.

    Bad:  .. imagee:: map.svg
    Good: .. image:: map.svg
    """
    for message in messages(page, "BP003"):
        if match := re.search(r'Unknown directive type "(.*?)"', message.text, re.DOTALL):
            near = nearest(match[1], DIRECTIVES)
            repair = f"did you mean '.. {near}::'?" if near else "pages use: image, note, only, …"
            yield page.on_line(message.line, "Directive does not exist", repair)


@rule("BP004", Severity.ERROR)
def check_role(page: Page) -> Iterator[Hit]:
    """Use roles that exist.

    Bad:  :docs:`backups`
    Good: :doc:`backups`
    """
    for message in messages(page, "BP004"):
        if match := re.search(r'Unknown interpreted text role "(.*?)"', message.text, re.DOTALL):
            near = nearest(match[1], ROLES)
            repair = f"did you mean ':{near}:`…`'?" if near else "pages use: doc, term, …"
            start, end = page.find(f":{match[1]}:", message.line)
            yield Hit(start=start, end=end, message="Role does not exist", repair=repair)


@rule("BP005", Severity.ERROR)
def check_merge_marker(page: Page) -> Iterator[Hit]:
    """Leave no marker of an unfinished merge.

    Bad:  <<<<<<< HEAD
    """
    for match in re.finditer(r"^(?:<{7}|>{7}|\|{7})(?: .*)?\r?$", page.text, re.MULTILINE):
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Merge marker is left",
            repair="keep the right one of the two versions and remove the markers",
        )


LEFTOVER = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+)\b|\b[Ll]orem ipsum\b|\?\?\?+"
    r"|\[(?:insert|placeholder)\b[^\]\n]{0,60}\]"
)


@cache
def instructions() -> re.Pattern[str]:
    """Return what finds a sentence of the template that tells the author what to say there."""
    sentences = re.split(r"(?<=\.)\s+|: |[()\n]", TEMPLATE.read_text(encoding="utf-8"))
    told = [text.strip().split() for text in sentences if re.search(r"\b[Ss]ay\b", text)]
    return re.compile("|".join(r"\s+".join(map(re.escape, words)) for words in told))


@rule("BP006", Severity.WARNING)
def check_leftover(page: Page) -> Iterator[Hit]:
    """Finish what a note to yourself asks for, then remove the note.

    The page that `make new` writes says in sentences of its own what to write in their place.

    Bad:  TODO: ask the vendor
    Bad:  Lorem ipsum dolor sit amet
    Bad:  Say who it happens to, and when.
    """
    for match in instructions().finditer(page.text):
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Instruction to the author is left",
            repair="write what it asks for in its place",
        )
    code = [node.astext() for node in page.all(nodes.literal_block)]
    for match in LEFTOVER.finditer(page.text):
        literal = page.is_literal(match.start())
        line = page.lines[page.line_at(match.start()) - 1].strip()
        address = re.search(r"://\S*$", page.text[max(match.start() - 200, 0) : match.start()])
        if not (literal or address or any(line in text for text in code)):
            yield Hit(
                start=match.start(),
                end=match.end(),
                message="Note to the author is left",
                repair="write what is missing, or take the line out",
            )


_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufff9-\ufffb\x00-\x08"
    "\x0e-\x1f\x7f-\x9f\U000e0000-\U000e007f]|(?<!^)\ufeff",
)
_ORDER = re.compile("[\u202a-\u202e\u2066-\u2069]")


@rule("BP007", Severity.ERROR)
def check_hidden_character(page: Page) -> Iterator[Hit]:
    """Use no character that readers cannot see: it hides text, or changes its order.

    Zero-width spaces come along when text is copied from a web page. Characters that turn the
    direction of writing can make a page read otherwise than it is written.
    """
    for match in _HIDDEN.finditer(page.text, 1 if page.text[:1] == "\ufeff" else 0):
        turns = bool(_ORDER.match(match[0]))
        what = "Character changes the direction of the text" if turns else "Character is invisible"
        yield Hit(
            start=match.start(),
            end=match.end(),
            message=what,
            repair="remove it",
            edits=(Edit(start=match.start(), end=match.end(), text=""),),
        )


@rule("BP008", Severity.WARNING)
def check_byte_order_mark(page: Page) -> Iterator[Hit]:
    """Begin a file with its text, not with the byte order mark that some editors add."""
    if page.text.startswith("\ufeff"):
        yield Hit(
            start=0,
            end=1,
            message="File begins with a byte order mark",
            repair="save it as UTF-8 without BOM",
            edits=(Edit(start=0, end=1, text=""),),
        )


_MARKDOWN_LINK = re.compile(
    r"(?<![\w`!])\[([^\[\]\n`<>]{1,200})\]\((https?://[^\s()<>`]{1,500}(?:\([^\s()<>`]{0,100}\))?)\)(?!_)"
)


@rule("BP010", Severity.ERROR)
def check_markdown_link(page: Page) -> Iterator[Hit]:
    """Write links as RST has them, not as Markdown has them.

    Bad:  [FBI field office](https://www.fbi.gov/contact-us/field-offices)
    Good: `FBI field office <https://www.fbi.gov/contact-us/field-offices>`_
    """
    for match in _MARKDOWN_LINK.finditer(page.text):
        if not page.prose[match.start() + 1 : match.start() + 2].strip():
            continue  # in a comment, a literal or an option
        right = f"`{match[1]} <{match[2]}>`_"
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Link is written as in Markdown",
            repair=f"write {right}",
            edits=(Edit(start=match.start(), end=match.end(), text=right),),
        )


@rule("BP011", Severity.ERROR)
def check_markdown_heading(page: Page) -> Iterator[Hit]:
    """Underline a heading; a number sign in front makes none.

    Bad:  ## Actions
    Good: Actions
          *******
    """
    for match in re.finditer(r"^#{1,6}[ \t]+\S.*$", page.prose, re.MULTILINE):
        yield Hit(
            start=match.start(),
            end=match.end(),
            message="Heading is written as in Markdown",
            repair="take the number signs out and underline the line",
        )


@rule("BP012", Severity.WARNING)
def check_single_backticks(page: Page) -> Iterator[Hit]:
    """Use single backticks for links and roles only; code has two, speech has quotes.

    Bad:  Run `gpupdate` on each computer.
    Good: Run ``gpupdate`` on each computer.
    """
    for mark in page.marked:
        closing = page.text[mark.end : mark.end + 2]
        around = page.text[max(mark.start - 2, 0) : mark.start]
        if mark.kind == "link" and closing.startswith("`") and closing != "`_":
            if around.endswith("``") or page.text[mark.end + 1 : mark.end + 2] in {"_", ":"}:
                continue
            yield Hit(
                start=mark.start - 1,
                end=mark.end + 1,
                message="Single backticks mark neither a link nor a role",
                repair="write two backticks on each side, or none",
            )
