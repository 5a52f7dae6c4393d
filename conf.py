"""Sphinx configuration: names, levels, contacts, theme, PDF. What it does is in tools/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # so that the extensions below are found

# -- Project -----------------------------------------------------------------

project = "Election Security Guide"
author = "The Election Security Guide contributors"
copyright = "2026, the Election Security Guide contributors. Text: CC BY 4.0"
release = version = "2026.11"
language = "en"

# -- Shared substitutions: |name| on any page --------------------------------

substitutions = {
    "eiisac_email": "elections@cisecurity.org",
    "Maturity1": "Level 1",
    "Maturity2": "Level 2",
    "Maturity3": "Level 3",
}
rst_epilog = "\n".join(f".. |{name}| replace:: {text}" for name, text in substitutions.items())
bp_levels = [text for name, text in substitutions.items() if name.startswith("Maturity")]

# -- Sphinx ------------------------------------------------------------------

extensions = [
    "tools.downloads",
    "tools.epub",
    "tools.guide",
    "tools.lint",
    "tools.pdf",
    "tools.site",
]
exclude_patterns = ["_build"]
nitpicky = True
show_warning_types = False  # authors need not know which parser part speaks
templates_path = ["_templates"]

# -- PDF editions: file name without .pdf -> what it holds -------------------

pdf_cover_note = "If anyone is in danger, call 911."
pdf_editions = {
    "election-security-guide": {"title": project, "root": "index"},
    **{
        name.lower().replace(" ", "-"): {
            "title": f"{project}: {name}",
            "root": "index",
            "level": name,
        }
        for name in bp_levels
    },
    **{
        f"checklist-{name.lower().replace(' ', '-')}": {
            "title": f"Checklist: {name}",
            "subtitle": "The actions of each practice, in short. The guide says how.",
            "root": "index",
            "level": name,
            "kind": "checklist",
        }
        for name in bp_levels
    },
}
pdf_pages = ["best-practices/*"]  # each of these pages also alone
pdf_paper = "us-letter"

# -- EPUB --------------------------------------------------------------------

epub_basename = "election-security-guide"
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_show_urls = "no"  # a reading device opens links; addresses would clutter its small page
epub_tocscope = "includehidden"  # the front page lists its pages in the sidebar only
epub_use_index = False

# -- HTML --------------------------------------------------------------------

html_theme = "sphinx_rtd_theme"
html_title = html_short_title = project
html_copy_source = False  # readers get pages, contributors the repository
html_show_sphinx = False
site_edit_url = ""  # such as https://host/project/edit/main/source/{file}
site_report_url = ""  # where faults are reported; empty: the page on how to contribute
site_review_days = 365  # so long after its review a page says that it is due again
