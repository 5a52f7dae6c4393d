"""The node that holds the place of a derived view until every page has been read."""

from __future__ import annotations

from docutils import nodes


class View(nodes.General, nodes.Element):
    """Place of a derived view.

    Attributes: ``view`` (name of the function in `tools.guide.views`), ``docname`` (the page that
    it stands on) and, for some, ``argument``, ``option`` and ``brief``.
    """
