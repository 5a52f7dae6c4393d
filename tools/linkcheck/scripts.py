"""Where the script of a tiny page sends the reader at once: read, never run.

Only a statement that runs whenever the page is opened counts. One inside a condition, or in a
function that waits for a click, leaves the reader where the page is.
"""

import re

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|(?<![:\"'/])//[^\n]*|<!--[^\n]*", re.DOTALL)
_MOVE = re.compile(
    r"(?<![\w$.\]])(?:(?:window|document|self|top|parent|this)\s*\.\s*)?"
    r"(?:window\s*\[\s*[\"']location[\"']\s*\]|location)"
    r"(?:\s*\.\s*href)?(?:\s*=\s*|\s*\.\s*(?:replace|assign)\s*\(\s*)"
    r"(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|`(?P<back>[^`$]+)`)(?P<more>\s*\+)?"
)
_WINDOW = re.compile(
    r"(?<![\w$.])(?:window\s*\.\s*)?open\(\s*(?P<quote>[\"'])(?P<address>[^\"']+)(?P=quote)"
    r"\s*,\s*[\"']_(?:self|top|parent)[\"']"
)
_ORIGIN = re.compile(r"(?:(?:window|document)\s*\.\s*)?location\s*\.\s*origin\s*\+\s*(?=[\"'])")
_JOINED = re.compile(r"([\"'])([^\"'\\\n]*)\1\s*\+\s*([\"'])([^\"'\\\n]*)\3")
_CONSTANT = re.compile(
    r"\b(?:var|let|const)\s+([\w$]+)\s*=\s*(\"[^\"\n]*\"|'[^'\n]*')\s*(?:;|\n|\Z)"
)
_MOST_JOINTS = 20
_CONDITION = re.compile(
    r"\b(?:if|else|case|while|for|catch|switch)\b|&&|\|\||\?|\.on(?!load)\w+\s*="
)
_NAMED = re.compile(r"\bfunction\s+([\w$]+)\s*\([^()]*\)\s*\Z")
_FUNCTION = re.compile(r"(?:\bfunction\s*\([^()]*\)|=>)\s*\Z")
# What runs a function without a name as soon as the page is there.
_AT_ONCE = re.compile(
    r"onload|setTimeout|DOMContentLoaded|['\"]load['\"]|\bready\b|(?:\A|[(!$+-])\s*\Z"
)
_DELAY = re.compile(r"\}\s*,\s*(\d+)")
_LONGEST_DELAY = 5000  # milliseconds


def find_move(script: str) -> str:
    """Return the address that *script* moves on to at once, or an empty string.

    >>> find_move("window.location.href = '/new';")
    '/new'
    >>> find_move("function go() { location.href = '/search?q=' + word }")
    ''
    """
    text = _simplify(_COMMENT.sub(" ", script))
    for match in _MOVE.finditer(text):
        if not match["more"] and _runs(text, match.start(), match.end()):
            found: str = match["double"] or match["single"] or match["back"]
            return found.replace("\\/", "/")
    window = _WINDOW.search(text)
    return window["address"] if window and _runs(text, window.start(), window.end()) else ""


def _simplify(text: str) -> str:
    """Put an address together that a script keeps in pieces, or in a variable set once."""
    text = _ORIGIN.sub("", text)
    for _ in range(_MOST_JOINTS):
        text, count = _JOINED.subn(lambda m: f'"{m[2]}{m[4]}"', text)
        if not count:
            break
    for name, value in _CONSTANT.findall(text)[:_MOST_JOINTS]:
        used = re.compile(
            rf"(\blocation(?:\.href)?\s*=\s*|\.(?:replace|assign)\(\s*){re.escape(name)}\b"
        )
        text = used.sub(lambda match, value=value: match[1] + value, text)  # type: ignore[misc]
    return text


def _runs(text: str, start: int, end: int) -> bool:
    """Return whether the statement at *start* runs when the page is opened."""
    depth, edge = 0, start
    for place in range(start - 1, -1, -1):
        char = text[place]
        if char in ";{}" and depth == 0 and edge == start:
            if _CONDITION.search(text, place + 1, start):
                return False
            edge = place
        if char == "}":
            depth += 1
        elif char == "{" and depth:
            depth -= 1
        elif char == "{" and not _block_runs(text, place, end):
            return False
    return edge < start or not _CONDITION.search(text, 0, start)


def _block_runs(text: str, brace: int, end: int) -> bool:
    """Return whether what stands before the block at *brace* runs it when the page is opened."""
    first = max(text.rfind(mark, 0, brace) for mark in ";{}") + 1
    head = text[first:brace]
    named = _NAMED.search(head)
    if named:
        return _is_called(text, named[1])
    function = _FUNCTION.search(head)
    if function is None:
        return not _CONDITION.search(head)
    before = head[: function.start()]
    delay = _DELAY.match(text, text.find("}", end)) if "setTimeout" in before else None
    soon = delay is None or int(delay[1][:9]) <= _LONGEST_DELAY
    return soon and _AT_ONCE.search(before) is not None


def _is_called(text: str, name: str) -> bool:
    """Return whether a function is called somewhere, or soon."""
    word = re.escape(name)
    if len(re.findall(rf"(?<![\w$.]){word}\s*\(", text)) > 1 or re.search(
        rf"onload\s*=\s*{word}\b", text
    ):
        return True
    timer = re.search(rf"setTimeout\s*\(\s*{word}\s*(?:,\s*(\d{{1,9}}))?", text)
    return timer is not None and int(timer[1] or 0) <= _LONGEST_DELAY
