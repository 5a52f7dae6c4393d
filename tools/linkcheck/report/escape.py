"""Text from servers and strangers, made harmless for each kind of output."""

import json
import re
import unicodedata
from typing import Any

from tools.linkcheck.urls import mask_userinfo

LONGEST = 500
# A command at the start of a line, and one anywhere in it (actions/runner, ActionCommand.cs).
_COMMAND = re.compile(r"\A(\s*):(?=:)")
_OLD_COMMAND = "##["


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return *text* without user names, control characters and direction marks, on one line.

    What cannot be seen is shown as an escape, so that nobody is fooled by what is not there; so is
    what a GitHub runner would take for a command, wherever it is printed.
    """
    masked = mask_userinfo(text)
    shown = "".join(
        char if char == " " or not _is_invisible(char) else _escape(char) for char in masked
    )
    shown = _COMMAND.sub(r"\1\\x3a", shown).replace(_OLD_COMMAND, r"##\x5b")
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _is_invisible(char: str) -> bool:
    return not char.isprintable() or unicodedata.category(char) in (
        "Cf",
        "Cc",
        "Co",
        "Cs",
        "Zl",
        "Zp",
    )


def _escape(char: str) -> str:
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )


def markdown(text: str) -> str:
    """Return *text* for a Markdown table cell: no markup, no HTML, no links of its own."""
    line = one_line(text)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_{}\[\]()#+!|~$@])", r"\\\1", line)
    # GitHub turns bare URLs into links; a zero-width joiner would, too, be copied along.
    return re.sub(r"(?i)\b(https?|ftp|www)(?=[:.])", r"<span>\1</span>", line)


def code(text: str) -> str:
    """Return *text* as Markdown code, with a fence that it cannot close."""
    # In a table GitHub reads a backslash and the one that protects the bar as a pair.
    line = one_line(text).replace("\\|", r"\\x7c").replace("|", r"\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def github_data(text: str) -> str:
    """Return *text* for the message of a GitHub workflow command."""
    return one_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Return *text* for a property (file, title) of a GitHub workflow command."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def json_text(data: Any) -> str:
    """Return *data* as JSON in ASCII that holds no command for a GitHub runner, with a newline."""
    return json.dumps(data, indent=1, ensure_ascii=True).replace(_OLD_COMMAND, r"##\u005b") + "\n"
