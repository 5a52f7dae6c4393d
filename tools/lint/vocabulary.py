"""Directives and roles as the linter reads them: their content, but none of their work.

docutils' own are used as they are. Those of Sphinx and of the guide need a build, so stand-ins
take their place for the time of one parse.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from sphinx import addnodes

from tools.guide.anchors import id_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from docutils.parsers.rst.states import Inliner

HOLDERS = (
    "acks centered cssclass deprecated glossary hlist ifconfig only rst-class seealso"
    " tabularcolumns version-added version-changed version-deprecated version-removed"
    " versionadded versionchanged versionremoved"
).split()
"""Directives of Sphinx with paragraphs in them."""

CLOSED = (
    "code-block codeauthor default-domain downloads highlight index literalinclude moduleauthor"
    " productionlist sectionauthor sourcecode toctree"
).split()
"""Directives of Sphinx without."""

GUIDE = (
    "bp:controls-gaps bp:controls-matrix bp:controls-totals bp:counts bp:exports bp:handbook-map"
    " bp:index bp:resources bp:roadmap"
).split()
"""Directives of the guide, by name: to load them would load half of Sphinx."""

PAGE_ROLES = {
    "any": "std",
    "doc": "std",
    "download": "std",
    "numref": "std",
    "ref": "std",
    "term": "std",
    **{f"bp:{kind}": "bp" for kind in ("practice", "goal", "action", "control", "safeguard")},
}
"""Roles that name something else in the guide, and the domain of each."""

WORD_ROLES = (
    "abbr command dfn envvar file guilabel index kbd keyword mailheader makevar manpage"
    " menuselection mimetype newsgroup option program regexp samp token"
).split()
"""Roles of Sphinx that only mark words."""

LANGUAGES = frozenset("c cpp js math py rst std".split())
"""Domains of Sphinx about programs: a guide has no use for them, a build knows them."""


class AnyOptions(dict[str, "Callable[[str], str]"]):
    """An option table that lets every option pass."""

    def __missing__(self, key: str) -> Callable[[str], str]:
        """Return a converter for the unknown option *key*."""
        return directives.unchanged


class StandIn(Directive):
    """A directive that leaves a container with its name, and with what it holds."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = AnyOptions({"class": directives.unchanged})

    def run(self) -> list[nodes.Node]:
        """Return the container."""
        made = nodes.container(
            "",
            directive=self.name,
            argument=" ".join(self.arguments),
            options=self.options,
            first=self.content_offset + 1,
            content=list(self.content),
        )
        made.line = self.lineno
        if self.name in HOLDERS and self.content:
            self.state.nested_parse(self.content, self.content_offset, made)
        return [made]


def page_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    _inliner: Inliner,
    _options: Mapping[str, Any] | None = None,
    _content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return a reference that no page resolves, as the model of the guide expects it."""
    shown, target, explicit = parted(nodes.unescape(text))
    if name == "term":
        target = " ".join(target.split())
    node = addnodes.pending_xref(
        rawtext,
        nodes.inline("", shown),
        refdomain=PAGE_ROLES[name],
        reftype=name.rpartition(":")[2],
        reftarget=target,
        refexplicit=explicit,
        refdoc="",
    )
    node.line = lineno
    return [node], []


def parted(text: str) -> tuple[str, str, bool]:
    """Return what a role shows, what it names, and whether the two were written apart.

    >>> parted("poll workers <poll worker>")
    ('poll workers', 'poll worker', True)
    """
    shown, bracket, rest = text.rstrip().rpartition("<")
    if bracket and rest.endswith(">") and shown.strip():
        return shown.strip(), rest[:-1].strip(), True
    return text.strip(), text.strip().lstrip("!"), False


def word_role(
    name: str,
    rawtext: str,
    text: str,
    _lineno: int,
    _inliner: Inliner,
    _options: Mapping[str, Any] | None = None,
    _content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the words of the role."""
    return [nodes.inline(rawtext, nodes.unescape(text), classes=[name])], []


ROLES: dict[str, Any] = {
    "bp:id": id_role,
    **dict.fromkeys(PAGE_ROLES, page_role),
    **dict.fromkeys(WORD_ROLES, word_role),
}
"""Function of each role."""


@contextmanager
def vocabulary() -> Iterator[None]:
    """Let docutils know the directives and roles of the guide while in this context."""
    before = dict(directives._directives), dict(roles._roles)  # type: ignore[attr-defined]
    for name in (*HOLDERS, *CLOSED, "page-rules", *GUIDE):
        directives.register_directive(name, StandIn)
    for name, role in ROLES.items():
        roles.register_local_role(name, role)
    try:
        yield
    finally:
        directives._directives, roles._roles = before  # type: ignore[attr-defined]
