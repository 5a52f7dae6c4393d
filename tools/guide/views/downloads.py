"""View of the files that carry the guide to other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from tools.guide.exports import FOLDER, exports
from tools.guide.views.build import table

if TYPE_CHECKING:
    from tools.guide.model import Guide
    from tools.guide.placeholder import View
    from tools.guide.views.build import Row


def downloads(guide: Guide, view: View) -> list[nodes.Node]:
    """Return the table of the files.

    Their names are links on the site, and elsewhere where the guide has an address.
    """
    base = view.get("base") or guide.base_url
    rows: list[Row] = []
    for export in exports(guide):
        name: nodes.Node = nodes.literal("", export.path)
        if base:
            uri = f"{base}{FOLDER}/{export.path}"
            name = nodes.reference("", "", name, refuri=uri, internal=True)
        rows.append(([export.title, name, export.purpose], ()))
    return [table(["Contents", "File", "Purpose"], rows, widths=[22, 34, 44], classes=["exports"])]
