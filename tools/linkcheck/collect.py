"""Every external link of the published guide, with the places where it is written.

The pages are read by Sphinx itself, with the guide's own configuration, so that substitutions,
directives and roles mean here what they mean to readers.
"""

import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.linkcheck.locate import Place, Published, find_unpublished, locate
from tools.linkcheck.models import Link, LinkCheckError, Occurrence, Problem
from tools.linkcheck.rsttext import SourceText

if TYPE_CHECKING:
    from docutils import nodes

ROOT = Path(__file__).parents[2]
_EXTERNAL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_ATTRIBUTE = re.compile(r"<[a-zA-Z][^>]*?\s(?:href|src)\s*=\s*[\"']([^\"']+)[\"']")


class _Page:
    """What one document holds: links by source file, because pages include files."""

    def __init__(self) -> None:
        self.links: dict[Path, list[Published]] = {}
        self.substitutions: dict[str, set[str]] = {}

    def add(self, path: Path, link: Published) -> None:
        self.links.setdefault(path, []).append(link)


def collect(source: Path, *, config: Path = ROOT) -> list[Link]:
    """Return the external links of the guide in *source*, in order of first occurrence.

    *config* is the folder of conf.py. Raises `LinkCheckError` when Sphinx cannot read the guide.
    """
    if not (source / "index.rst").is_file():
        raise LinkCheckError(f"{source}: no guide here; a folder with an index.rst is needed")
    pages = _read_pages(source.resolve(), config)
    texts: dict[Path, SourceText] = {}
    places: list[tuple[Path, Place]] = []
    for page in pages.values():
        for path, published in page.links.items():
            text = texts.setdefault(path, SourceText.read(_read(path)))
            places += [(path, place) for place in locate(published, text, page.substitutions)]
    for path in _sources(source.resolve(), pages):
        text = texts.setdefault(path, SourceText.read(_read(path)))
        places += [(path, place) for place in find_unpublished(text)]
    return merge_places(places)


def merge_places(places: Iterable[tuple[Path, Place]]) -> list[Link]:
    """Return one link per URL with all its places, in the order of file and line."""
    grouped: dict[str, dict[Occurrence, Problem | None]] = {}
    for path, place in sorted(
        places, key=lambda item: (str(item[0]), item[1].line, item[1].column)
    ):
        occurrence = Occurrence(
            file=_display(path), line=place.line, column=place.column, text=place.text[:200]
        )
        grouped.setdefault(place.url, {})[occurrence] = place.problem
    return [_merge(url, found) for url, found in grouped.items()]


def _merge(url: str, found: dict[Occurrence, Problem | None]) -> Link:
    """Return the link; where only some of its places are wrong, the reason says which."""
    wrong = [(place, problem) for place, problem in found.items() if problem]
    problem = wrong[0][1] if wrong else None
    published = len(wrong) < len(found)
    if problem and published:
        where = ", ".join(f"{place.file}:{place.line}" for place, _ in wrong)
        problem = replace(problem, reason=f"{problem.reason} ({where})")
    return Link(url=url, occurrences=tuple(found), problem=problem, published=published)


def _display(path: Path) -> str:
    """Return a path as the user would type it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""


def _sources(source: Path, pages: dict[str, _Page]) -> list[Path]:
    """Return the files that the guide was read from, included ones and those behind links too."""
    listed = {path for page in pages.values() for path in page.links}
    own = ((source / f"{name}.rst").resolve() for name in pages)
    return sorted(listed | {path for path in own if path.is_file()})


def _read_pages(source: Path, config: Path) -> dict[str, _Page]:
    """Let Sphinx read every page, and keep what each holds."""
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    pages: dict[str, _Page] = {}

    def take(app: Any, doctree: "nodes.document") -> None:
        name = app.env.docname
        pages[name] = _read_doctree(doctree, Path(app.env.doc2path(name)).resolve())

    with tempfile.TemporaryDirectory(prefix="linkcheck-") as work:
        try:
            with patch_docutils(str(config)), docutils_namespace():
                app = Sphinx(
                    srcdir=source,
                    confdir=config,
                    outdir=Path(work) / "out",
                    doctreedir=Path(work) / "doctrees",
                    buildername="dummy",
                    status=None,
                    warning=io.StringIO(),
                )
                # Before the collectors: they rewrite what the author wrote.
                app.connect("doctree-read", take, priority=1)
                app.builder.read()
        except SphinxError as error:
            raise LinkCheckError(f"{source}: the guide cannot be read: {error}") from error
        except UnicodeDecodeError as error:
            raise LinkCheckError(_find_other_encoding(source)) from error
    return pages


def _find_other_encoding(source: Path) -> str:
    """Say which page holds which byte that UTF-8 has not; Sphinx does not tell."""
    for path in sorted(source.rglob("*.rst")):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            byte = error.object[error.start]
            return f"{_display(path)}:{line}:{column}: not UTF-8 (byte 0x{byte:02x}); save it so"
    return f"{source}: a file that the guide includes is not UTF-8; save it so"


def _read_doctree(doctree: "nodes.document", path: Path) -> _Page:
    """Return the external links of one document."""
    page = _Page()
    for node, url, text in _find_links(doctree):
        file, line = _block_of(node, path)
        page.add(file, Published(url, " ".join(text.split()), line))
    for name, definition in getattr(doctree, "substitution_defs", {}).items():
        for _, url, _ in _find_links(definition):
            page.substitutions.setdefault(url, set()).add(name)
    return page


def _find_links(root: "nodes.Element") -> Iterator[tuple["nodes.Element", str, str]]:
    """Yield each external link below *root*: its node, its URL, its text."""
    from docutils import nodes

    hidden = (nodes.substitution_definition, nodes.system_message)
    for node in root.findall(nodes.Element):
        if node is not root and (isinstance(node, hidden) or _is_inside(node, hidden, root)):
            continue
        for url, text in _links_of(node):
            yield node, url, text


def _links_of(node: "nodes.Element") -> Iterator[tuple[str, str]]:
    """Yield the URLs, with their texts, that one node publishes."""
    from docutils import nodes
    from sphinx import addnodes

    if isinstance(node, addnodes.download_reference):
        if "://" in node.get("reftarget", ""):
            yield node["reftarget"], node.astext()
    elif isinstance(node, nodes.reference):
        if node.get("refuri") and not node.get("internal"):
            yield node["refuri"], node.astext() or _image_text(node)
    elif isinstance(node, nodes.image):
        if _EXTERNAL.match(node.get("uri", "")):
            yield node["uri"], node.get("alt", "")
    elif isinstance(node, addnodes.toctree):
        entries: list[tuple[str | None, str]] = node.get("entries", [])
        yield from ((target, title or "") for title, target in entries if "://" in target)
    elif isinstance(node, nodes.raw) and "html" in node.get("format", ""):
        found = (match[1] for match in _ATTRIBUTE.finditer(node.astext()))
        yield from ((url, "") for url in found if _EXTERNAL.match(url))


def _is_inside(node: "nodes.Element", kinds: tuple[type, ...], root: "nodes.Element") -> bool:
    parent = node.parent
    while parent is not None and parent is not root:
        if isinstance(parent, kinds):
            return True
        parent = parent.parent
    return False


def _image_text(node: "nodes.Element") -> str:
    from docutils import nodes

    return next((image.get("alt", "") for image in node.findall(nodes.image)), "")


def _block_of(node: "nodes.Element", path: Path) -> tuple[Path, int]:
    """Return file and line of the block around a link; a substitution's own line is elsewhere."""
    from docutils import nodes

    current: Any = node if not isinstance(node, nodes.Inline) else node.parent
    while current is not None:
        inline = isinstance(current, nodes.Inline) and not isinstance(current, nodes.TextElement)
        if current.line and not inline and not isinstance(current, nodes.Inline):
            source = Path(current.source) if current.source else path
            return (source.resolve() if source.is_file() else path), current.line
        current = current.parent
    return path, 1
