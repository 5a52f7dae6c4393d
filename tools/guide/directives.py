"""Directives of the domain: each leaves a placeholder that is filled when all pages are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from tools.guide.catalogue import GROUPS, catalogue
from tools.guide.organisations import read_organisations
from tools.guide.placeholder import View
from tools.guide.references import control_anchor
from tools.guide.views import OF_ONE_PAGE, VIEWS
from tools.guide.wording import nearest

if TYPE_CHECKING:
    from docutils.nodes import Node

    from tools.guide.domain import GuideDomain

POLICY = Path(__file__).parents[2] / "links.toml"
"""File that says which domains belong to which organisation."""


class ViewDirective(SphinxDirective):
    """A directive that stands for the view in its name: ``.. bp:index::``."""

    def run(self) -> list[Node]:
        """Return the placeholder."""
        return [self.placeholder(self.name.partition(":")[2])]

    def placeholder(self, view: str, **attributes: Any) -> View:
        """Return the place of *view* on this page."""
        made = View("", view=view, docname=self.env.docname, **attributes)
        self.set_source_info(made)
        return made

    @property
    def domain_data(self) -> GuideDomain:
        """The domain."""
        domain: GuideDomain = self.env.domains["bp"]  # type: ignore[assignment]
        return domain


class Roadmap(ViewDirective):
    """``.. bp:roadmap:: 1``: the practices of a level and their actions.

    With ``:only: priority`` or ``:only: in-scope`` those practices alone; with ``:practices:``
    no actions: for paper, where the practices themselves are a few pages on, and for long lists.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "only": lambda text: directives.choice(text, ("priority", "in-scope")),
        "practices": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return the placeholder; a level that does not exist is an error of the page."""
        levels = self.domain_data.levels
        text = self.arguments[0].strip()
        found = levels.find(text).numbers or (int(text) if text.isdecimal() else 0,)
        if len(found) != 1 or found[0] not in levels.numbers:
            names = ", ".join(f"{level.number} ({level.name})" for level in levels.all)
            raise self.error(f"'{text}' is no level; write one of: {names}")
        return [
            self.placeholder(
                "roadmap",
                argument=found[0],
                option=self.options.get("only"),
                brief="practices" in self.options,
            )
        ]


class ControlsGaps(ViewDirective):
    """``.. bp:controls-gaps:: 1``: the safeguards of a group that no practice covers."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return the placeholder; a group that does not exist is an error of the page."""
        text = self.arguments[0]
        if text not in map(str, GROUPS):
            raise self.error(f"'{text}' is no implementation group; write 1, 2 or 3")
        return [self.placeholder("controls-gaps", argument=int(text))]


class ControlsMatrix(ViewDirective):
    """``.. bp:controls-matrix::``: a section for each control, with a row for each safeguard."""

    def run(self) -> list[Node]:
        """Return the sections; links to controls and safeguards then lead to this page."""
        if not isinstance(self.state.parent, (nodes.section, nodes.document)):
            raise self.error("the matrix makes sections; put it outside of lists and boxes")
        self.domain_data.data["matrix"].add(self.env.docname)
        sections: list[Node] = []
        for number, control in catalogue().controls.items():
            title = nodes.title("", f"Control {number}: {control.title}")
            section = nodes.section("", title, ids=[control_anchor(number)])
            section += self.placeholder("control", argument=number)
            sections.append(section)
        return sections


class HandbookMap(ViewDirective):
    """``.. bp:handbook-map:: numbers`` or ``practices``: the mapping, from that side."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return the placeholder; another side is an error of the page."""
        sides = ("numbers", "practices")
        text = self.arguments[0]
        if text not in sides:
            meant = nearest(text, sides) or "numbers"
            raise self.error(f"'{text}' is no side of the map; did you mean '{meant}'?")
        return [self.placeholder("handbook-map", argument=text)]


class Resources(ViewDirective):
    """``.. bp:resources::``: all tools and readings by organisation."""

    def run(self) -> list[Node]:
        """Return the placeholder."""
        self.env.note_dependency(str(POLICY))
        return [self.placeholder("resources", organisations=read_organisations(POLICY))]


class FillViews(SphinxPostTransform):
    """Put each derived view in its place."""

    default_priority = 5  # before references are resolved (10), for views hold references

    def run(self, **_kwargs: object) -> None:
        """Replace the placeholders of the document."""
        for view in list(self.document.findall(View)):
            domain: GuideDomain = self.env.domains["bp"]  # type: ignore[assignment]
            alone = view["view"] in OF_ONE_PAGE
            guide = domain.guide_on(view["docname"]) if alone else domain.guide
            if self.env._app.builder.name == "html":  # as Sphinx's own post-transforms ask
                view["base"] = "../" * view["docname"].count("/") or "./"
            view.replace_self(VIEWS[view["view"]](guide, view))


class Permalinks(SphinxPostTransform):
    """Put a link to itself behind each goal and action of the site, as headings have one."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Add the links, unless the builder or the configuration wants none."""
        if not (
            self.config.html_permalinks and getattr(self.env._app.builder, "add_permalinks", True)
        ):
            return
        for item in self.document.findall(nodes.list_item):
            if anchor := item.get("bp_anchor"):
                _own_paragraph(item).append(self.permalink(anchor))

    def permalink(self, anchor: str) -> nodes.reference:
        """Return the link to *anchor*."""
        icon = self.config.html_permalinks_icon
        return nodes.reference(
            "",
            icon,
            refid=anchor,
            internal=True,
            classes=["headerlink"],
            reftitle="Link to this item",
        )


def _own_paragraph(item: nodes.list_item) -> nodes.Element:
    """Return the first paragraph of *item*, made where it has none."""
    if not item.children or not isinstance(item.children[0], nodes.paragraph):
        item.insert(0, nodes.paragraph())
    first = item.children[0]
    assert isinstance(first, nodes.paragraph)
    return first


DIRECTIVES: dict[str, type[ViewDirective]] = {
    "index": ViewDirective,
    "counts": ViewDirective,
    "roadmap": Roadmap,
    "controls-totals": ViewDirective,
    "controls-gaps": ControlsGaps,
    "controls-matrix": ControlsMatrix,
    "handbook-map": HandbookMap,
    "resources": Resources,
    "exports": ViewDirective,
}
"""Directives of the domain by name."""
