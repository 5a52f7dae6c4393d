"""The guide as a stock Sphinx builds it: the theme alone, none of our extensions.

Our pages use directives and roles of ours. So that the same sources build, the stock configuration
takes them for empty: a view of the guide becomes nothing, a reference its own words. The stock
build therefore does *less*: no index, roadmaps and matrix, no search excerpts, no data files, no
checklist.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.measure import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_SETTINGS = """
import sys
sys.path.insert(0, {root!r})
import runpy
_ours = runpy.run_path({conf!r})
project, author, copyright, version, release, language = (
    _ours[name] for name in "project author copyright version release language".split()
)
rst_epilog = _ours["rst_epilog"]
html_copy_source = _ours["html_copy_source"]
html_theme = {theme!r}
suppress_warnings = ["*"]

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.domains import Domain

class Empty(Directive):
    optional_arguments = 9
    final_argument_whitespace = True
    has_content = True
    option_spec = {{"only": directives.unchanged, "practices": directives.flag}}

    def run(self):
        return []

def words(name, rawtext, text, lineno, inliner, options=None, content=()):
    return [] if name.endswith(":id") else [nodes.inline(rawtext, text)], []

class Unknown(Domain):
    name, label = "bp", "Directives and roles of ours"

    def directive(self, name):
        return Empty

    def role(self, name):
        return words

    def merge_domaindata(self, docnames, otherdata):
        pass

    def resolve_any_xref(self, *arguments):
        return []

def setup(app):
    app.add_domain(Unknown)
    for name in ("downloads", "page-rules"):
        app.add_directive(name, Empty)
    return {{"parallel_read_safe": True, "parallel_write_safe": True}}
"""


def write_settings(folder: Path, theme: str = "sphinx_rtd_theme") -> Path:
    """Write the stock ``conf.py`` with *theme* into *folder*, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = _SETTINGS.format(root=str(ROOT), conf=str(ROOT / "conf.py"), theme=theme)
    (folder / "conf.py").write_text(text, encoding="utf-8")
    return folder


def command(source: Path, settings: Path, work: Path, jobs: str = "1") -> list[str | Path]:
    """Return the call of Sphinx that builds *source* with the conf.py in *settings* into *work*."""
    call = (sys.executable, "-m", "sphinx", "-q", "-b", "html", "-j", jobs)
    return [*call, "-c", settings, "-d", work / "doctrees", source, work / "html"]
