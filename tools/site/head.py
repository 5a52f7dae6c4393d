"""What a page says of itself to browsers, search engines and link previews.

The Open Graph elements are lines of the layout: sphinxext-opengraph (0.13) describes a practice by
its box of numbers, lets & and < through in titles, skips pages that no document makes, and writes
them without an address too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""Content-Security-Policy of every page: its own files, and nothing else."""

_ONLY_AS_HEADER = {"frame-ancestors": "'none'"}  # browsers ignore it in a meta element

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers that a host should send with every file."""

LONGEST = 160
"""Characters of a description; search engines cut off what is longer."""


def policy(*, as_header: bool = False, private: bool = False) -> str:
    """Return the `POLICY` as text, for a meta element or for a header.

    A *private* page may not even ask its own host: nothing that is written there can leave it.
    """
    rules = {**POLICY, **(_ONLY_AS_HEADER if as_header else {})}
    if private:
        rules["connect-src"] = "'none'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def headers_file() -> str:
    """Return the file ``_headers``, which Netlify, Cloudflare Pages and others obey."""
    lines = [f"Content-Security-Policy: {policy(as_header=True)}"]
    lines += [f"{name}: {value}" for name, value in HEADERS.items()]
    kept = "Cache-Control: public, max-age=31536000, immutable"
    everywhere = "\n".join(f"  {line}" for line in lines)
    return f"/*\n{everywhere}\n/_static/fonts/*\n  {kept}\n"


def write_host_files(outdir: Path) -> None:
    """Write the file of headers into *outdir*."""
    (outdir / "_headers").write_text(headers_file(), encoding="utf-8")


def description(doctree: nodes.document | None) -> str:
    """Return what the page *doctree* says that it is about in ``.. meta::``, else how it begins.

    The beginning is its first sentences, at most `LONGEST` characters.
    """
    if doctree is None:
        return ""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            return str(meta["content"])
    first = next(_paragraphs(doctree), None)
    return shortened(" ".join(first.astext().split())) if first else ""


def _paragraphs(doctree: nodes.document) -> Iterator[nodes.paragraph]:
    skipped = (nodes.table, nodes.container, nodes.Admonition, addnodes.compact_paragraph)
    for paragraph in doctree.findall(nodes.paragraph):
        above = paragraph.parent
        while above is not None and not isinstance(above, skipped):
            above = above.parent
        if above is None and paragraph.astext().strip():
            yield paragraph


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return *text*, cut at the end of a sentence or else of a word.

    >>> shortened("One two. Three four five.", 12)
    'One two.'
    >>> shortened("One two three", 10)
    'One two …'
    """
    if len(text) <= longest:
        return text
    sentence = text[:longest].rfind(". ") + 1
    if sentence > longest // 3:
        return text[:sentence]
    return text[: longest - 1].rpartition(" ")[0].rstrip(",;:") + " …"
