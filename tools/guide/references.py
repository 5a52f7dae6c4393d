"""References to what a guide holds: their roles, what they show, the nearest right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.roles import XRefRole

from tools.guide.catalogue import catalogue
from tools.guide.wording import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element
    from sphinx.environment import BuildEnvironment

    from tools.guide.catalogue import Catalogue

PREFIX = "cis."
"""Start of the anchors of controls and safeguards: with a full stop, as no section has one."""


class GuideRole(XRefRole):
    """Role of the domain; shows a control or a safeguard with its title."""

    def __init__(self) -> None:
        """Warn where nothing is found, and show text as text."""
        super().__init__(warn_dangling=True, innernodeclass=nodes.inline)

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature is Sphinx's
        refnode: Element,
        has_explicit_title: bool,
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Return what the reference shows and what it names."""
        target = target.strip()
        if has_explicit_title:
            return title, target
        return shown(refnode["reftype"], target, catalogue()) or title, target


def shown(kind: str, target: str, known: Catalogue) -> str:
    """Return how a safeguard or control is shown; empty for another kind or an unknown number.

    >>> shown("safeguard", "11.5", catalogue())
    '11.5: Test Data Recovery'
    """
    if kind == "safeguard" and target in known.safeguards:
        return f"{target}: {known.safeguards[target].title}"
    if kind == "control" and target.isdecimal() and int(target) in known.controls:
        return f"{target}: {known.controls[int(target)].title}"
    return ""


def control_anchor(number: int) -> str:
    """Return the anchor of a control on the page with the matrix."""
    return f"{PREFIX}{number}"


def safeguard_anchor(number: str) -> str:
    """Return the anchor of a safeguard on the page with the matrix."""
    return f"{PREFIX}{number}"


def link(kind: str, target: str, text: str, refdoc: str) -> nodes.Element:
    """Return a reference from the page *refdoc* that shows *text*; the builder resolves it."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="bp",
        reftype=kind,
        reftarget=target,
        refexplicit=True,
        refdoc=refdoc,
        refwarn=True,
    )


def unknown_target(kind: str, target: str, known: Iterable[str]) -> str:
    """Return what is wrong with a reference to the *target* that is not in *known*."""
    if kind == "safeguard":
        return f"CIS Controls v8 have no safeguard '{target}'; {catalogue().suggestion(target)}"
    if kind == "control":
        last = len(catalogue().controls)
        return f"CIS Controls v8 have no control '{target}'; the controls are 1 to {last}"
    near = nearest(target, sorted(known))
    meant = f"did you mean ':bp:{kind}:`{near}`'?" if near else "look at its spelling"
    return f"the guide has no {kind} '{target}'; {meant}"
