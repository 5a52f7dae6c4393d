"""JUnit XML: one test case per link, one suite per organisation."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tools.linkcheck.models import Report, Result, Verdict
from tools.linkcheck.report.escape import one_line
from tools.linkcheck.report.order import organisations

# What XML 1.0 cannot hold, even escaped (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return the report as JUnit XML."""
    root = Element("testsuites", name="linkcheck")
    for name in organisations(report):
        results = [result for result in report.results if result.organisation == name]
        suite = SubElement(root, "testsuite", name=_text(name), timestamp=report.checked_at[:19])
        for result in results:
            _add_case(suite, result)
        suite.set("tests", str(len(results)))
        suite.set("failures", str(sum(result.fails for result in results)))
        suite.set("errors", "0")
        suite.set("skipped", str(sum(_is_skipped(result) for result in results)))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    indent(root)
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _add_case(suite: Element, result: Result) -> None:
    places = result.link.occurrences
    case = SubElement(suite, "testcase", name=_text(result.link.url))
    case.set("classname", f"{_text(places[0].file)}:{places[0].line}" if places else "links")
    message = _text(result.judgement.explanation)
    if result.judgement.suggestion:
        message += _text(f"; try {result.judgement.suggestion}")
    if result.fails:
        failure = SubElement(case, "failure", type=str(result.verdict), message=message)
        failure.text = _text("; ".join(f"{p.file}:{p.line}:{p.column}" for p in places))
    elif _is_skipped(result):
        SubElement(case, "skipped", message=f"{result.verdict}: {message}")


def _is_skipped(result: Result) -> bool:
    return result.verdict in (Verdict.BLOCKED, Verdict.UNREACHABLE) and not result.fails


def _text(value: str) -> str:
    return _ILLEGAL.sub("\ufffd", one_line(value))
