"""Build the editions of a guide, and publish them only when the build succeeded.

``python -m tools.build html pdf`` runs Sphinx in a work folder below ``--build`` and then moves
the result into place, so a failed build leaves the former site and PDF as they were.
``python -m tools.build serve`` previews the site and rebuilds it as pages are saved.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from tools.archive import SUM_MARK, fill_marks, write_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
LINK_REPORT = "links.json"
"""Report of the last link check below the build folder; the site shows what it says."""

DOWNLOADS = "downloads"
"""Folder of the site that holds the PDFs, see ``tools.pdf``."""

MAIN = "election-security-guide"
"""Name of the edition that holds everything, see ``pdf_editions`` in conf.py."""

OFFLINE = f"{MAIN}-offline"
"""Name of the offline copy of the site, and of the folder in it."""

OK, FAILED, USAGE = 0, 1, 2
"""Exit statuses: published; the guide has errors, nothing was published; wrong call."""

Edition = Literal["html", "pdf", "epub", "zip"]

BUILDERS: dict[Edition, tuple[str, ...]] = {
    "html": ("pdf", "html"),  # the site offers the PDF
    "pdf": ("pdf",),
    "epub": ("epub",),
    "zip": ("pdf", "html"),
}
"""Sphinx builders that an edition needs."""

BUILD_ORDER = ("pdf", "epub", "html")
"""The site comes last, for it lists the editions that it offers."""

PATIENCE = 10
"""Seconds that a preview has to end after Ctrl-C."""


class BuildError(Exception):
    """The guide has errors; they were printed, and nothing was published."""


class OnceStream:
    """A text stream that passes each distinct warning on once, however many builders repeat it."""

    def __init__(self, stream: TextIO) -> None:
        """Pass what is written on to *stream*."""
        self._stream = stream
        self._seen: set[str] = set()

    def write(self, text: str) -> int:
        """Write *text* unless it was written before; return its length."""
        if not text.strip() or text not in self._seen:
            self._seen.add(text)
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream below."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Return whether colours may be used."""
        return self._stream.isatty()


def build(
    editions: Sequence[Edition],
    source: Path,
    target: Path,
    *,
    strict: bool,
    pdf: str = "",
    jobs: int = 1,
) -> list[Path]:
    """Build *editions* of the guide in *source* and publish them below *target*.

    Warnings go to standard error, once each; with *strict* they are errors. The site takes the
    other editions of the same call with it. Of the PDFs only the one named *pdf* is made anew,
    if it is given. Sphinx reads and writes pages in *jobs* processes.

    Returns the published paths. Raises `BuildError` when the guide has errors.
    """
    work = target.resolve() / ".work"
    warnings = OnceStream(sys.stderr)
    needed = {name for edition in editions for name in BUILDERS[edition]}
    builders = [name for name in BUILD_ORDER if name in needed]
    settings: dict[str, dict[str, object]] = {"pdf": {"pdf_only": pdf} if pdf else {}}
    settings["html"] = {
        "downloads_folders": [str(work / name) for name in builders if name != "html"],
        "downloads_archive": f"{OFFLINE}.zip" if "zip" in editions else "",
        "site_link_report": str(target.resolve() / LINK_REPORT),
    }
    for name in builders:
        run_sphinx(name, source, work, warnings, settings.get(name), strict=strict, jobs=jobs)
    return publish(editions, work, target, [p for name in builders for p in files_in(work / name)])


def files_in(folder: Path) -> list[Path]:
    """Return the finished editions in a *folder* that a builder wrote."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".pdf", ".epub"})


def publish(
    editions: Sequence[Edition], work: Path, target: Path, offered: Sequence[Path]
) -> list[Path]:
    """Move what Sphinx built for *editions* in *work* into place below *target*.

    The site and its offline copy take the *offered* files with them. Returns the published
    files; of the site its front page.
    """
    downloads = {Path(DOWNLOADS, *path.relative_to(work).parts[1:]): path for path in offered}
    published: list[Path] = []
    if "zip" in editions:
        archive = target / "zip" / f"{OFFLINE}.zip"
        write_zip(_offline_copy(work, downloads), archive)
        downloads[Path(DOWNLOADS, archive.name)] = archive
        downloads |= _filled_pages(work, archive)
        published.append(archive)
    if "html" in editions:
        publish_folder(work / "html", target / "html", extra=downloads)
        published.insert(0, target / "html" / "index.html")
    if "pdf" in editions:
        publish_folder(work / "pdf", target / "pdf")
        published.extend(sorted((target / "pdf").glob("*.pdf")))
    if "epub" in editions:
        (book,) = (work / "epub").glob("*.epub")
        published.append(_replace(book, target / "epub" / book.name))
    return published


def _offline_copy(work: Path, downloads: Mapping[Path, Path]) -> Iterator[tuple[str, Path]]:
    """Yield each file of the offline copy: its name in the archive, and where it is."""
    site = {path.relative_to(work / "html"): path for path in _published_files(work / "html")}
    to_itself = re.compile(rf'<a [^>]*href="[^"]*/{re.escape(OFFLINE)}\.zip"[^>]*>(.*?)</a>', re.S)
    for relative, path in (site | dict(downloads)).items():
        name = f"{OFFLINE}/{relative.as_posix()}"
        text = path.read_text(encoding="utf-8") if path.suffix == ".html" else ""
        if to_itself.search(text):  # the copy does not hold itself
            inside = _made(work / "zip") / path.name
            inside.write_text(to_itself.sub(r"\1", fill_marks(text, None)), encoding="utf-8")
            yield name, inside
        else:
            yield name, path


def _filled_pages(work: Path, archive: Path) -> dict[Path, Path]:
    """Return the pages that tell the size and the sum of *archive*, at their places in the site."""
    found: dict[Path, Path] = {}
    for path in (work / "html").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if SUM_MARK in text:
            relative = path.relative_to(work / "html")
            found[relative] = work / "filled" / relative
            _made(found[relative].parent)
            found[relative].write_text(fill_marks(text, archive), encoding="utf-8")
    return found


def run_sphinx(
    builder: str,
    source: Path,
    work: Path,
    warnings: OnceStream,
    settings: Mapping[str, object] | None = None,
    *,
    strict: bool = False,
    jobs: int = 1,
) -> None:
    """Run one Sphinx *builder* into ``work/<builder>``; the doctrees are shared by all of them.

    *settings* override those of conf.py.

    Raises `BuildError` when Sphinx reports an error, or a warning with *strict*.
    """
    from sphinx.application import Sphinx  # noqa: PLC0415 - `--help` need not load Sphinx
    from sphinx.errors import SphinxError  # noqa: PLC0415
    from sphinx.util.docutils import docutils_namespace, patch_docutils  # noqa: PLC0415

    doctrees = work / "doctrees"
    try:
        with patch_docutils(ROOT), docutils_namespace():
            app = Sphinx(
                srcdir=source,
                confdir=ROOT,
                outdir=work / builder,
                doctreedir=doctrees,
                buildername=builder,
                status=None,
                warning=warnings,  # type: ignore[arg-type]  # it asks for write, flush, isatty
                warningiserror=strict,
                parallel=jobs,
                confoverrides=dict(settings or {}),
            )
            remove_orphans(app)
            app.build()
    except SphinxError as error:
        forget(doctrees)
        raise BuildError(f"{error.category}: {error}") from error
    if app.statuscode:
        forget(doctrees)
        raise BuildError(
            "The guide was not built. Mend what is listed above and run the command again."
        )


def forget(doctrees: Path) -> None:
    """Make the next build read every page again, for Sphinx reports a page's faults only once."""
    (doctrees / "environment.pickle").unlink(missing_ok=True)


def remove_orphans(app: Sphinx) -> None:
    """Remove the built pages of documents that are gone; Sphinx leaves them behind."""
    if app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    record = outdir.with_suffix(".documents.json")
    before: set[str] = set(json.loads(record.read_text())) if record.exists() else set()
    app.project.discover(app.config.exclude_patterns, app.config.include_patterns)
    now = set(app.project.docnames)
    for docname in before - now:
        (outdir / f"{docname}.html").unlink(missing_ok=True)
    outdir.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(sorted(now)))


def publish_folder(built: Path, published: Path, extra: Mapping[Path, Path] | None = None) -> None:
    """Put a copy of *built* in the place of *published*, with the files *extra* at their paths.

    The copy is made beside it and swapped in whole. Files that did not change are linked to
    the former copy, so it costs what changed; a reader's server sees one or the other state.
    """
    files = {path.relative_to(built): path for path in _published_files(built)} | dict(extra or {})
    fresh = Path(tempfile.mkdtemp(prefix=f".{published.name}-", dir=_made(published.parent)))
    try:
        fresh.chmod(0o755)
        for relative, path in files.items():
            _copy(path, fresh / relative, published / relative)
        former = fresh.with_name(f"{fresh.name}.former")
        if published.exists():
            published.rename(former)
        fresh.rename(published)
        shutil.rmtree(former, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _published_files(folder: Path) -> Iterable[Path]:
    """Yield the files of *folder* that readers need."""
    private = {".buildinfo", ".buildinfo.bak", "objects.inv.tmp"}
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in private)


def _copy(path: Path, fresh: Path, former: Path) -> None:
    fresh.parent.mkdir(parents=True, exist_ok=True)
    if former.is_file() and filecmp.cmp(path, former, shallow=False):
        with contextlib.suppress(OSError):  # a file system without hard links
            os.link(former, fresh)
            return
    shutil.copyfile(path, fresh)


def _replace(path: Path, target: Path) -> Path:
    unfinished = _made(target.parent) / f".{target.name}.part"
    shutil.copyfile(path, unfinished)
    return unfinished.replace(target)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def serve(source: Path, target: Path, arguments: Sequence[str]) -> int:
    """Preview the site on a local port and rebuild it on every save; return the exit status.

    *arguments* go to sphinx-autobuild, such as ``--port 8000`` or ``--open-browser``.
    """
    after = [sys.executable, "-m", "tools.build", "preview-pdf"]
    after += ["--source", str(source), "--build", str(target)]
    command = [sys.executable, "-m", "sphinx_autobuild", "-q", "-c", str(ROOT)]
    command += ["-D", f"site_link_report={target.resolve() / LINK_REPORT}"]
    command += ["-d", str(target / ".work" / "preview" / "html-doctrees")]
    for watched in ("_templates", "_static", "conf.py", "tools"):
        command += ["--watch", str(ROOT / watched)]
    command += ["--re-ignore", r"(^|/)(\.|__pycache__)", "--post-build", shlex.join(after)]
    with subprocess.Popen([*command, *arguments, str(source), str(target / "preview")]) as preview:
        try:
            return preview.wait()
        except KeyboardInterrupt:  # which the preview and its builds have got, too
            with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
                preview.wait(PATIENCE)
            preview.kill()
            return OK


def refresh_preview_pdf(source: Path, target: Path) -> int:
    """Put the main PDF of *source* into the preview; return `OK` whatever came of it.

    The preview has listed the warnings already, and it goes on without the PDF. Its doctrees
    are its own: `build` must not find pages read whose warnings were never errors.
    """
    work = target.resolve() / ".work" / "preview"
    try:
        run_sphinx("pdf", source, work, OnceStream(io.StringIO()), {"pdf_only": MAIN})
    except BuildError as failure:
        print(f"The PDF in the preview is not up to date. {failure}", file=sys.stderr)
    else:
        downloads = target / "preview" / DOWNLOADS
        shutil.copytree(work / "pdf", downloads, dirs_exist_ok=True)
    return OK


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv*; return its exit status (`OK`, `FAILED` or `USAGE`)."""
    options, rest = _parser().parse_known_args(argv)
    if rest and "serve" not in options.what:
        _parser().error(f"unknown arguments: {' '.join(rest)}")
    if not (options.source / "index.rst").is_file():
        print(
            f"{options.source}: there is no index.rst in this folder, so it is not the source of"
            " a guide; name the folder that holds it with SOURCE=… or --source",
            file=sys.stderr,
        )
        return USAGE
    if "serve" in options.what:
        return serve(options.source, options.build, rest)
    if "preview-pdf" in options.what:
        return refresh_preview_pdf(options.source, options.build)
    return _build_and_say(options)


def _build_and_say(options: argparse.Namespace) -> int:
    try:
        published = build(
            options.what,
            options.source,
            options.build,
            strict=options.strict,
            pdf=options.edition,
            jobs=options.jobs,
        )
    except BuildError as failure:
        print(f"\n{failure}", file=sys.stderr)
        return FAILED
    except Exception:  # a fault of the toolchain, not of the guide
        log = _made(options.build) / "error.log"
        log.write_text(traceback.format_exc())
        print(
            f"The toolchain itself failed; nothing was published. Please report it with {log}",
            file=sys.stderr,
        )
        return FAILED
    print("Built " + "  ".join(f"{path} ({_size(path)})" for path in published))
    return OK


def _size(path: Path) -> str:
    pages = sum(1 for _ in path.parent.rglob("*.html")) if path.suffix == ".html" else 0
    return f"{pages} pages" if pages else f"{path.stat().st_size / 1000:.0f} kB"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.build", description=__doc__)
    parser.add_argument(
        "what",
        nargs="+",
        choices=[*BUILDERS, "serve", "preview-pdf"],
        help="editions to build, or `serve`",
    )
    parser.add_argument("--source", type=Path, default=Path("source"), help="folder of pages")
    parser.add_argument("--build", type=Path, default=Path("build"), help="folder for the results")
    parser.add_argument("--edition", default="", help="the one PDF to make, by its name in conf.py")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read and write pages")
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    return parser


if __name__ == "__main__":
    outcome = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(outcome)  # to take a guide apart object by object would take longer than many a build
