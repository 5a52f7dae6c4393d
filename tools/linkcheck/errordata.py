"""Errors that come as data with a good status: JSON objects, a store's XML, a line of plain text.

An object that holds data of its own is data, whatever words it uses: `{"code": 410, "area":
"Maryland"}` is a fact about telephones.
"""

import json
import re
from typing import Any

from tools.linkcheck.exchange import Exchange
from tools.linkcheck.gone import says_gone
from tools.linkcheck.models import Problem, Verdict
from tools.linkcheck.outage import says_down, says_failed, says_failed_somehow, says_refused

_MISSING_KEY = re.compile(rb"<Code>\s*(?:NoSuch\w+|\w+NotFound)\s*</Code>")
_XML_ERROR = re.compile(
    r"(?:<\?xml[^>]*>\s*)?<(?:\w+:)?\w*(?:error|fault|exception|response|status)\w*[\s>]",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_MOST_BREAKS = 2  # lines that a message breaks into; a list of more says more
_LONGEST_LINE = 300  # bytes of a plain text that may be nothing but an error

_CODES = frozenset({"status", "code", "statuscode", "errorcode", "httpstatus", "httpcode"})
_WORDS = ("error", "errors", "message", "detail", "details", "errormessage", "errordescription")
# What else an error object says of itself (RFC 9457, and usual frameworks).
_COMPANY = frozenset(
    {*_CODES, *_WORDS, "title", "type", "instance", "path", "url", "method", "timestamp", "name"}
    | {"success", "ok", "reason", "msg", "description", "requestid", "traceid", "trace", "data"}
    | {"documentationurl", "exception", "result", "messagedetail", "help", "errorcode", "found"}
)
# In a message that is all an answer holds: "The route x could not be found."
_ABSENT = re.compile(
    r"\b(?:not|n't|cannot)\s+(?:be\s+)?(?:found|find|exist)\b|\bno\b.{0,60}\bfound\b|\bnotfound\b",
    re.IGNORECASE,
)
_MOST_STRANGE = 1  # keys besides those of an error that an answer with an error may have
_FAILED = frozenset({"404", "410", "error", "fail", "failed", "failure", "notfound"})


def judge_plain(exchange: Exchange) -> Problem | None:
    """Return what is wrong where a short text is only an error message, whatever its type says."""
    if "xml" in exchange.media_type and _MISSING_KEY.search(exchange.content[:2048]):
        return _soft("the store says that it holds no such file")
    if len(exchange.body) > _LONGEST_LINE:
        return None
    text = exchange.content.decode("utf-8", "replace").strip()
    if _XML_ERROR.match(text):
        text = " ".join(_TAG.sub(" ", text).split())
    if text.count("\n") > _MOST_BREAKS:
        return None
    reason = f"the page only says {text[:60]!r}"
    if says_gone(text) or text.strip(" .!").lower() == "gone":
        return _soft(reason)
    if says_failed(text) or says_failed_somehow(text) or says_down(text):
        return Problem(verdict=Verdict.UNREACHABLE, reason=reason)
    return Problem(verdict=Verdict.BLOCKED, reason=reason) if says_refused(text) else None


def judge_json(exchange: Exchange) -> Problem | None:
    """Return what is wrong where the answer is an error in JSON."""
    try:
        value = json.loads(exchange.content)
    except (ValueError, RecursionError):
        return None
    if value is None:
        return _soft("the answer is null")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # some frameworks list their errors
    if isinstance(value, str):
        return _soft(f"the answer only says {value[:60]!r}") if says_gone(value) else None
    if not isinstance(value, dict) or "@context" in value:  # linked data says what it is
        return None
    known = {_plain(key): item for key, item in value.items() if item not in (None, "", [], {})}
    message = next((known[word] for word in _WORDS if word in known), known.get("title", ""))
    if value.get("found") is False or value.get("exists") is False:
        return _soft("the answer says that nothing was found")
    if not _is_error(known):
        return None
    return _soft(f"the answer is an error in JSON: {json.dumps(message)[:60]}")


def _soft(reason: str) -> Problem:
    return Problem(verdict=Verdict.SOFT_404, reason=reason)


def _plain(text: object) -> str:
    return re.sub(r"[\W_]+", "", str(text)[:40]).lower()


def _is_error(known: dict[str, Any]) -> bool:
    """Weigh the values that an object has by their plain keys."""
    if any(isinstance(known.get(word), str) and says_gone(known[word]) for word in _WORDS):
        return True
    if any(key not in _COMPANY and isinstance(item, dict | list) for key, item in known.items()):
        return False  # it holds data
    strange = known.keys() - _COMPANY
    if not strange and any(_ABSENT.search(str(known.get(word, ""))[:300]) for word in _WORDS):
        return True
    error = known.get("error") or known.get("errors")
    if isinstance(error, str) and len(strange) > _MOST_STRANGE:
        return False
    if isinstance(error, str | bool) or _describes_error(error):
        return bool(error)
    failed = any(known.get(key) is False for key in ("success", "ok"))
    inner = known.get("data")
    codes = {_plain(known[key]) for key in _CODES & known.keys()}
    if isinstance(inner, dict):
        codes |= {_plain(item) for key, item in inner.items() if _plain(key) in _CODES}
    return bool(failed or codes & _FAILED) and known.keys() <= _COMPANY


def _describes_error(value: object) -> bool:
    """Return whether *value* is an error, or a list of such, rather than the shape of one."""
    if isinstance(value, list):
        return all(isinstance(item, str) or _describes_error(item) for item in value)
    if not isinstance(value, dict):
        return False
    told = (item for key, item in value.items() if _plain(key) in _CODES | set(_WORDS) | {"title"})
    return any(isinstance(item, str | int) for item in told)
