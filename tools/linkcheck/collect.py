"""Every external link of the published guide, with the places where it is written.

The pages are read by Sphinx itself, with the guide's own configuration, so that substitutions,
directives and roles mean here what they mean to readers.
"""

import contextlib
import io
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.linkcheck.models import Link, LinkCheckError, Occurrence
from tools.linkcheck.pagelinks import read_page
from tools.linkcheck.recorder import Record, make_parser, make_transform, restore
from tools.linkcheck.sources import Place, Sources, display

if TYPE_CHECKING:
    from docutils import nodes

_DEEPEST = 20_000  # calls; some 6,000 URLs in one paragraph
ROOT = Path(__file__).parents[2]


def collect(source: Path, *, config: Path = ROOT) -> list[Link]:
    """Return the external links of the guide in *source*, in order of first occurrence.

    *config* is the folder of conf.py. Raises `LinkCheckError` when Sphinx cannot read the guide.
    """
    if not (source / "index.rst").is_file():
        raise LinkCheckError(f"{source}: no guide here; a folder with an index.rst is needed")
    return merge_places(_read_pages(source.resolve(), config))


def merge_places(places: Iterable[Place]) -> list[Link]:
    """Return one link per URL with all its places, in the order of file and line."""
    grouped: dict[str, dict[Occurrence, Place]] = {}
    for place in sorted(places, key=lambda one: (one.file, one.line, one.column)):
        occurrence = Occurrence(
            file=place.file,
            line=place.line,
            column=place.column,
            text=place.text[:200],
            written=place.written,
        )
        grouped.setdefault(place.url, {})[occurrence] = place
    return [_merge(url, found) for url, found in grouped.items()]


def _merge(url: str, found: dict[Occurrence, Place]) -> Link:
    """Return the link; where only some of its places are wrong, the reason says which."""
    wrong = [place for place in found.values() if place.problem]
    problem = wrong[0].problem if wrong else None
    if problem and len(wrong) < len(found):
        where = ", ".join(f"{place.file}:{place.line}" for place in wrong)
        problem = replace(problem, reason=f"{problem.reason} ({where})")
    published = any(place.published for place in found.values())
    return Link(url=url, occurrences=tuple(found), problem=problem, published=published)


def _read_pages(source: Path, config: Path) -> list[Place]:
    """Let Sphinx read every page, and return what each holds."""
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    places: list[Place] = []
    files = Sources(config)
    records: dict[str, Record] = {}

    def take(app: Any, doctree: "nodes.document") -> None:
        page = Path(app.env.doc2path(app.env.docname)).resolve()
        record = records.pop(app.env.docname, Record())
        places.extend(read_page(doctree, record, files, page))
        restore(doctree)

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

                def record() -> Record:
                    return records.setdefault(app.env.docname, Record())

                app.add_source_parser(make_parser(record), override=True)
                app.add_transform(make_transform(record))
                # The build refuses raw HTML, but what a page holds of it is a link all the same.
                app.env.settings["raw_enabled"] = True
                # Before the collectors: they rewrite what the author wrote.
                app.connect("doctree-read", take, priority=1)
                left_out = _note_left_out(app)
                with _deep_recursion():
                    app.builder.read()
        except SphinxError as error:
            message = f"{source}: the guide cannot be read: {error}"
            raise LinkCheckError(_find_other_encoding(source) or message) from error
        except UnicodeDecodeError as error:
            message = f"{source}: a file that the guide includes is not UTF-8; save it so"
            raise LinkCheckError(_find_other_encoding(source) or message) from error
        except RecursionError as error:
            message = "nests too deeply, or has too many URLs in one paragraph"
            raise LinkCheckError(f"{source}: a page {message}") from error
    for page in left_out:
        message = "not read, because the build leaves it out; `make lint` says why"
        print(f"linkcheck: {display(page)}: {message}", file=sys.stderr)
    return places


def _note_left_out(app: Any) -> list[Path]:
    """Return what will be the list of pages whose text is taken away before it is parsed."""
    texts: dict[str, str] = {}
    pages: list[Path] = []

    def keep(_app: Any, name: str, content: list[str]) -> None:
        texts[name] = content[0]

    def compare(app: Any, name: str, content: list[str]) -> None:
        if len(content[0]) < len(texts.pop(name, "")) / 2:
            pages.append(Path(app.env.doc2path(name)).resolve())

    app.connect("source-read", keep, priority=1)
    app.connect("source-read", compare, priority=999)
    return pages


@contextlib.contextmanager
def _deep_recursion() -> Iterator[None]:
    """Let docutils go deeper: it calls itself for each URL of a paragraph, and we in between."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _find_other_encoding(source: Path) -> str:
    """Return which page holds which byte that UTF-8 has not, if one does; Sphinx does not tell."""
    for path in sorted(source.rglob("*.rst")):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            byte = error.object[error.start]
            return f"{display(path)}:{line}:{column}: not UTF-8 (byte 0x{byte:02x}); save it so"
    return ""
