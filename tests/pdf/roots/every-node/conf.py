"""Settings of a guide that holds every kind of node the PDF writer knows."""

project = "Every Node"
author = "The testers"
release = "1.0"
extensions = ["tools.pdf", "sphinx.ext.mathjax"]
exclude_patterns = ["_build"]
rst_epilog = ".. |mail| replace:: help@example.org"
pdf_editions = {"book": {"title": "Every Node", "root": "index", "subtitle": "A test book"}}
