"""How much the model, its views and its exports add to a clean HTML build of the guide.

``python -m bench.guide_model`` builds the guide with parts of ``tools.guide`` switched off, in
turns, and prints the median processor time of each variant. The theme and the other extensions
are left out of all of them alike, so the shares are larger than those of a real build.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tools.guide import anchors, directives, domain, exports
from tools.guide.placeholder import View

ROOT = Path(__file__).parents[1]
ROUNDS = 7
VARIANTS = {
    "no model": (False, False, False),
    "model": (True, False, False),
    "model and views": (True, True, False),
    "model, views and exports": (True, True, True),
}
"""Name and which of model, views and exports are on."""


def leave_unread(_domain: object, _env: object, _docname: str, document: object) -> None:
    """Do what a build without the model needs: take the ids out of the text."""
    for node in list(document.findall(anchors.spelled_id)):  # type: ignore[attr-defined]
        anchors.remove(node)


def leave_empty(transform: object, **_kwargs: object) -> None:
    """Remove the places of views."""
    for view in list(transform.document.findall(View)):  # type: ignore[attr-defined]
        view.parent.remove(view)


def seconds(*, model: bool, views: bool, files: bool) -> float:
    """Return the processor time of a clean build with these parts of the extension, in seconds."""
    with ExitStack() as stack:
        if not model:
            stack.enter_context(mock.patch.object(domain.GuideDomain, "process_doc", leave_unread))
        if not views:
            stack.enter_context(mock.patch.object(directives.FillViews, "run", leave_empty))
        if not files:
            stack.enter_context(mock.patch.object(exports, "contents", lambda _guide: {}))
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        start = time.process_time()
        build(work)
        return time.process_time() - start


def build(work: Path) -> None:
    """Build the site of the guide below *work*."""
    settings = {"extensions": ["tools.guide"], "templates_path": [], "suppress_warnings": ["*"]}
    with patch_docutils(ROOT), docutils_namespace():
        app = Sphinx(
            srcdir=ROOT / "source",
            confdir=ROOT,
            outdir=work / "html",
            doctreedir=work / "doctrees",
            buildername="html",
            confoverrides=settings,
            status=None,
            warning=io.StringIO(),
        )
        app.build()


def main() -> None:
    """Measure all variants in turns, and print their medians."""
    times: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for _round in range(ROUNDS + 1):
        for name, (model, views, files) in VARIANTS.items():
            times[name].append(seconds(model=model, views=views, files=files))
    medians = {name: statistics.median(taken[1:]) for name, taken in times.items()}  # 1st: warm-up
    base = medians["no model"]
    for name, median in medians.items():
        print(f"{name:26} {median:6.2f} s  {median / base - 1:+7.1%}")


if __name__ == "__main__":
    main()
