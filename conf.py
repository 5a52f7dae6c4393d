"""Sphinx configuration: names, levels, contacts, theme, PDF. Settings only; behaviour is in tools/."""

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

# -- Sphinx ------------------------------------------------------------------

extensions = ["tools.guide", "tools.pdf"]
exclude_patterns = ["_build"]
nitpicky = True
templates_path = ["_templates"]

# -- HTML --------------------------------------------------------------------

html_theme = "sphinx_rtd_theme"
html_title = project
html_short_title = project
html_static_path = ["_static"]
html_css_files = ["guide.css"]
html_last_updated_fmt = "%B %d, %Y"
html_show_sphinx = False
html_theme_options = {"style_external_links": False, "navigation_depth": 3}

# -- PDF editions: file name without .pdf -> what it holds -------------------

pdf_paper = "us-letter"
pdf_editions = {
    "election-security-guide": {"title": project, "root": "index"},
}
