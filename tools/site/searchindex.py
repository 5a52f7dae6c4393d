"""Keeps Sphinx's search index the same after many small builds as after one clean build.

Sphinx 9.0 loads the index of the build before, takes the changed pages out and adds them anew.
It forgets to take out the words that no page holds any more, and to load the entries of the
printed index; the site's search asks for neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.search import IndexBuilder


def mend(indexer: IndexBuilder) -> None:
    """Drop words without a page, and the entries, from *indexer*, which holds all pages."""
    for words in (indexer._mapping, indexer._title_mapping):
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    indexer._index_entries.clear()
