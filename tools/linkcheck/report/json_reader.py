"""Reads a JSON report back, strictly: what is not as we write it is named, and no report."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.linkcheck.cli import MOST_SHARDS
from tools.linkcheck.models import LinkCheckError, Verdict
from tools.linkcheck.report.json_report import SCHEMA

_MOST_LINES = 10**9


class _WrongError(Exception):
    """What is wrong with a report: the place in it, and what must be there."""


def load(name: str) -> dict[str, Any]:
    """Return the report in the file *name*; raises `LinkCheckError` where it is none of ours."""
    try:
        data = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LinkCheckError(f"{name}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise LinkCheckError(f"{name}: is not JSON: {error}") from error
    if not isinstance(data, dict) or not _is_ours(data.get("schema")) or "links" not in data:
        raise LinkCheckError(f"{name}: is not a report of this program (schema {SCHEMA})")
    try:
        _check(data)
    except _WrongError as wrong:
        raise LinkCheckError(f"{name}: {wrong}") from wrong
    return data


def _is_ours(schema: Any) -> bool:
    return _is_count(schema) and schema == SCHEMA


def _check(data: dict[str, Any]) -> None:
    _need(data, "", "checked_at", _is_time, "a time in ISO 8601")
    _need(data, "", "links", _is(list), "a list")
    for key in ("no_network", "complete"):
        _may(data, "", key, _is(bool), "true or false")
    _may(data, "", "health", _is(dict), "an object")
    _may(data, "", "shard", _is_shard, f"part and of, whole numbers up to {MOST_SHARDS}")
    for number, link in enumerate(data["links"]):
        _check_link(link, f"links[{number}]")


def _check_link(link: Any, where: str) -> None:
    if not isinstance(link, dict):
        raise _WrongError(f"{where} must be an object")
    for key in ("url", "reason"):
        _need(link, where, key, _is(str), "text")
    _need(link, where, "verdict", _is_verdict, "one of the verdicts")
    _need(link, where, "status", _is_status, "a whole number or null")
    for key in ("final_url", "suggestion"):
        _need(link, where, key, _is(str, type(None)), "text or null")
    _need(link, where, "from_state", _is(bool), "true or false")
    for key in ("internal", "informs", "changed"):
        _may(link, where, key, _is(bool), "true or false")
    _need(link, where, "occurrences", _is(list), "a list")
    for number, place in enumerate(link["occurrences"]):
        at = f"{where}.occurrences[{number}]"
        if not isinstance(place, dict):
            raise _WrongError(f"{at} must be an object")
        for key in ("file", "text"):
            _need(place, at, key, _is(str), "text")
        for key in ("line", "column"):
            _need(place, at, key, _is_count, "a whole number from 1")


def _need(
    data: dict[str, Any], where: str, key: str, fits: Callable[[Any], bool], what: str
) -> None:
    if key not in data or not fits(data[key]):
        raise _WrongError(f"{where}{'.' if where else ''}{key} must be {what}")


def _may(
    data: dict[str, Any], where: str, key: str, fits: Callable[[Any], bool], what: str
) -> None:
    if key in data:
        _need(data, where, key, fits, what)


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


def _is_count(value: Any, most: int = _MOST_LINES) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most


def _is_status(value: Any) -> bool:
    return value is None or _is_count(value)


def _is_verdict(value: Any) -> bool:
    return isinstance(value, str) and value in list(Verdict)


def read_time(text: str) -> datetime.datetime:
    """Return a time of a report in UTC, which it is where no zone is named.

    Raises `ValueError` or `OverflowError` where it is none.
    """
    time = datetime.datetime.fromisoformat(text)
    return time.replace(tzinfo=time.tzinfo or datetime.UTC).astimezone(datetime.UTC)


def _is_time(value: Any) -> bool:
    try:
        read_time(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _is_shard(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("asked", True), bool)
        and _is_count(value.get("of"), MOST_SHARDS)
        and _is_count(value.get("part"), value["of"])
    )
