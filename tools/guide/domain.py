"""Sphinx domain ``bp``: what was read from each page, and the guide that it makes together."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from tools.guide import anchors, assembly, history, references
from tools.guide.catalogue import catalogue
from tools.guide.freshness import Fingerprints
from tools.guide.levels import Levels
from tools.guide.model import BestPractice, Finding, Guide
from tools.guide.packed import Outline, Packed, pack
from tools.guide.placeholder import View
from tools.guide.reader import Place, ReadPage, read_practice, stray_id, wrong_title
from tools.guide.wording import bind, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from docutils.nodes import Element, document
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from tools.guide.freshness import Digests

logger = logging.getLogger(__name__)


class Outlined(NamedTuple):
    """A practice, as far as other places name it."""

    slug: str
    docname: str
    title: str
    outline: Outline


class PracticeIndex(Index):
    """Practices and their actions by first letter: the page ``bp-practices``."""

    name = "practices"
    localname = "Practices and actions, A to Z"
    shortname = "practices"

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the practices by letter, each with its actions below it."""
        assert isinstance(self.domain, GuideDomain)
        wanted = None if docnames is None else set(docnames)
        letters: dict[str, list[IndexEntry]] = {}
        for page in sorted(self.domain.outlined, key=lambda page: page.title.casefold()):
            if wanted is None or page.docname in wanted:
                letters.setdefault(page.title[:1].upper(), []).extend(_entries(page))
        return sorted(letters.items()), False


def _entries(page: Outlined) -> Iterator[IndexEntry]:
    subtype = 1 if page.outline.actions else 0
    yield IndexEntry(page.title, subtype, page.docname, "", "", "", "")
    for id_, text in page.outline.actions:
        yield IndexEntry(text, 2, page.docname, id_, "", "", "")


class GuideDomain(Domain):
    """The best practices of a guide, their goals and actions, and the CIS Controls."""

    name = "bp"
    label = "Best practices"
    object_types: ClassVar[dict[str, ObjType]] = {
        "practice": ObjType("practice", "practice"),
        "goal": ObjType("goal", "goal"),
        "action": ObjType("action", "action"),
        "control": ObjType("control", "control"),
        "safeguard": ObjType("safeguard", "safeguard"),
    }
    roles: ClassVar[dict[str, Any]] = {
        **{kind: references.GuideRole() for kind in object_types},
        "id": anchors.id_role,
    }
    indices: ClassVar[list[type[Index]]] = [PracticeIndex]
    initial_data: ClassVar[dict[str, Any]] = {
        "pages": {},  # docname -> Packed
        "findings": {},  # docname -> tuple of Finding
        "views": {},  # docname -> names of the views of the whole guide on it, each once
        "references": {},  # docname -> kind and name of what the page refers to, each once
        "matrix": set(),  # docnames that hold the rows of the safeguards
    }
    data_version = 5

    def __init__(self, env: BuildEnvironment) -> None:
        """Start with nothing assembled."""
        super().__init__(env)
        self._forget_guide()
        self._dates: Mapping[str, str] | None = None

    @cached_property
    def levels(self) -> Levels:
        """The levels of the guide; not before its configuration has been read."""
        return Levels(self.env.config.bp_levels)

    @property
    def pages(self) -> dict[str, Packed]:
        """The practices as they were read, by docname."""
        pages: dict[str, Packed] = self.data["pages"]
        return pages

    # -- Reading -------------------------------------------------------------

    def process_doc(self, env: BuildEnvironment, docname: str, document: document) -> None:
        """Read the page *docname*; give its goals and actions their anchors."""
        self._forget_guide()
        place = self.place(env, docname)
        read = read_practice(document, place, self.levels, catalogue())
        if read is None:
            self.data["findings"][docname] = _findings_elsewhere(docname, document)
        else:
            self.data["pages"][docname] = pack(read.practice)
            self.data["findings"][docname] = read.findings
            _mark(read)
            _insert_glance(document, docname)
        if views := {view["view"] for view in document.findall(View)} - {"glance"}:
            self.data["views"][docname] = sorted(views)
        if referred := _references(document):
            self.data["references"][docname] = referred

    def place(self, env: BuildEnvironment, docname: str) -> Place:
        """Return where the page *docname* is in the source and on the site."""
        suffix = env.config.html_file_suffix or ".html"
        parts = docname.split("/")
        slug = parts[-2] if parts[-1] == "index" and len(parts) > 1 else parts[-1]
        file = env.doc2path(docname, base=False).as_posix()
        return Place(docname=docname, slug=slug, file=file, page=docname + suffix)

    def clear_doc(self, docname: str) -> None:
        """Forget the page *docname*."""
        self._forget_guide()
        self.data["pages"].pop(docname, None)
        self.data["findings"].pop(docname, None)
        self.data["references"].pop(docname, None)
        self.data["views"].pop(docname, None)
        self.data["matrix"].discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read from the pages *docnames*."""
        self._forget_guide()
        for docname in docnames:
            for key in ("pages", "findings", "references", "views"):
                if docname in otherdata[key]:
                    self.data[key][docname] = otherdata[key][docname]
        self.data["matrix"].update(otherdata["matrix"] & set(docnames))

    # -- The guide -----------------------------------------------------------

    def _forget_guide(self) -> None:
        """Have the guide assembled anew when it is asked for, since its pages change."""
        self._guide: Guide | None = None
        self._last: BestPractice | None = None
        self._ordered: tuple[list[Packed], list[Finding]] | None = None
        self._slugs: dict[str, Packed] | None = None
        self._targets: dict[str, dict[tuple[str, str], tuple[str, str, str]]] = {}
        self._titles: dict[str, str] | None = None
        self._outlined: list[Outlined] | None = None
        self._prints: Fingerprints | None = None
        self._digests: Digests | None = None

    @property
    def guide(self) -> Guide:
        """The whole guide, assembled from the pages once all of them are read.

        Of a large guide this takes a while: a build that writes few pages can do without.
        """
        if self._guide is None:
            practices = tuple(map(self._unpack, self._in_order[0]))
            self._guide = self._with(practices, tuple(self.findings))
        return self._guide

    def guide_on(self, docname: str) -> Guide:
        """Return the guide with the practice of the page *docname* alone, if it has one."""
        practice = self.practice_on(docname)
        return self._with((practice,) if practice else ())

    def _with(
        self, practices: tuple[BestPractice, ...], findings: tuple[Finding, ...] = ()
    ) -> Guide:
        config = self.env.config
        return Guide(
            title=config.project,
            version=config.release,
            language=config.language,
            base_url=_with_slash(config.html_baseurl),
            levels=self.levels.all,
            practices=practices,
            controls=tuple(catalogue().controls.values()),
            safeguards=tuple(catalogue().safeguards.values()),
            findings=findings,
        )

    @property
    def findings(self) -> list[Finding]:
        """Everything that is wrong with the pages, in their order."""
        findings = [found for page in self.data["findings"].values() for found in page]
        return sorted([*findings, *self._in_order[1], *self._outside()])

    @property
    def outlined(self) -> list[Outlined]:
        """The practices in the order of the guide, as far as other places name them."""
        if self._outlined is None:
            self._outlined = list(map(self._outline, self._in_order[0]))
        return self._outlined

    def _outline(self, page: Packed) -> Outlined:
        outline = page.unpack_outline(self._title_of)
        return Outlined(page.slug, page.docname, bind(page.title, self._title_of), outline)

    def practice_on(self, docname: str) -> BestPractice | None:
        """Return the practice that the page *docname* holds; none where it is no practice."""
        if self._guide is not None:
            return self._guide.practice_on(docname)
        page = self.pages.get(docname)
        if page is None or self._page_of(page.slug) is not page:
            return None
        if self._last is None or self._last.docname != docname:  # a page asks several times
            self._last = self._unpack(page)
        return self._last

    def _unpack(self, page: Packed) -> BestPractice:
        """Return the practice of a *page* with titles and the date of its last commit."""
        practice = page.unpack(self._title_of)
        date = self.dates.get(practice.file)
        return replace(practice, changed=date) if date else practice

    @property
    def _in_order(self) -> tuple[list[Packed], list[Finding]]:
        """The pages with practices as the guide has them, and what is wrong with others."""
        if self._ordered is None:
            order = assembly.reading_order(self.env.config.root_doc, self.env.toctree_includes)
            pages = assembly.in_order(self.pages, order)
            self._ordered = assembly.without_twins(pages, self._path)
        return self._ordered

    @property
    def docnames(self) -> list[str]:
        """The pages of the practices, in the order of the guide."""
        return [page.docname for page in self._in_order[0]]

    @property
    def digests(self) -> Digests:
        """What tells this guide from that of an earlier build, page by page."""
        if self._digests is None:
            found = {
                docname: [self._find(*target) for target in targets]
                for docname, targets in self.data["references"].items()
            }
            self._digests = self.fingerprints.digests(found, self.data["views"])
        return self._digests

    @property
    def fingerprints(self) -> Fingerprints:
        """What tells whether the guide is the same as before."""
        if self._prints is None:
            config, (pages, _twins) = self.env.config, self._in_order
            common = (config.project, config.release, self.levels.all)
            address = (config.html_baseurl, config.html_file_suffix)
            said = {page.docname: self._said(page) for page in pages}
            self._prints = Fingerprints(pages=pages, said=said, common=(common, address))
        return self._prints

    def _said(self, page: Packed) -> tuple[str, list[str], str | None]:
        """Return the title of a practice, the titles of others that it names, and its date."""
        titles = [self._title_of(*marker.split(":", 2)) for marker in page.markers]
        title = bind(page.title, self._title_of)
        return title, titles, self.dates.get(self._path(page.docname))

    @property
    def dates(self) -> Mapping[str, str]:
        """ISO date of the last commit of each source file, by its path in the source folder."""
        if self._dates is None:
            self._dates = history.last_changes(self.env.srcdir)
        return self._dates

    def _path(self, docname: str) -> str:
        return self.env.doc2path(docname, base=False).as_posix()

    def _title_of(self, kind: str, refdoc: str, target: str) -> str:
        if kind == "practice":
            if self._titles is None:  # of twins the first page names them
                self._titles = {page.slug: page.title for page in reversed(self.pages.values())}
            return self._titles.get(target, target)
        if kind == "doc":
            docname = assembly.absolute(target, refdoc)
            title = self.env.titles.get(docname)
            return title.astext() if title else target
        labels = self.env.domains.standard_domain.labels
        return labels[target.lower()][2] if target.lower() in labels else target

    # -- Checks --------------------------------------------------------------

    def _outside(self) -> Iterator[Finding]:
        """Yield a finding for each page that no toctree lists."""
        listed = {self.env.config.root_doc}.union(
            *self.env.toctree_includes.values(), *self.env.included.values()
        )
        for docname in sorted(self.env.found_docs - listed):
            if "orphan" not in self.env.metadata.get(docname, {}):
                page = self.pages.get(docname)
                yield Finding(
                    docname=docname,
                    line=page.line if page else 0,
                    message=assembly.not_listed(docname, self.env.toctree_includes),
                )

    def check_consistency(self) -> None:
        """Warn about everything that is wrong with the pages, in their order."""
        for found in self.findings:
            log = logger.error if found.severe else logger.warning
            location = (found.docname, found.line) if found.line else found.docname
            log("%s", found.message, location=location, type="bp")

    # -- References ----------------------------------------------------------

    def resolve_xref(  # noqa: PLR0917 - the signature is Sphinx's
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Return the reference that *node* becomes, or none where it names nothing."""
        found = self._find(typ, target)
        if found is None:
            return None
        docname, anchor, title = found
        if not node.get("refexplicit") and typ in ("practice", "goal", "action"):
            contnode = nodes.inline("", title)
        if not docname:  # a guide without the matrix: the number and title are all there is
            return contnode  # type: ignore[return-value]  # Sphinx takes any node
        return make_refnode(builder, fromdocname, docname, anchor, contnode)

    def resolve_any_xref(
        self, *_arguments: object, **_named: object
    ) -> list[tuple[str, nodes.reference]]:
        """Return nothing: a number or a slug says too little for the role ``any``."""
        return []

    def _find(self, kind: str, target: str) -> tuple[str, str, str] | None:
        """Return docname, anchor and text of the *target*; an empty docname where no page has it.

        None where there is no such target.
        """
        if text := references.shown(kind, target, catalogue()):
            anchor = f"{references.PREFIX}{target}"
            return min(self.data["matrix"], default=""), anchor, text
        slug, _full_stop, _id = target.rpartition(".")
        page = self._page_of(target if kind == "practice" else slug)
        if page is None:
            return None
        if kind == "practice":
            return page.docname, "", bind(page.title, self._title_of)
        if page.docname not in self._targets:
            found = list(_targets([self._outline(page)]))
            self._targets[page.docname] = dict(reversed(found))  # the first one counts
        return self._targets[page.docname].get((kind, target))

    def _page_of(self, slug: str) -> Packed | None:
        """Return the page with the practice *slug*."""
        if self._slugs is None:
            self._slugs = {page.slug: page for page in self._in_order[0]}
        return self._slugs.get(slug)

    def known(self, kind: str) -> list[str]:
        """Return the targets of one *kind* of reference."""
        return [name for name, _shown, of_kind, *_rest in self.get_objects() if of_kind == kind]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what can be referred to: name, text, kind, docname, anchor, priority in search.

        The priority keeps them out of the search results, which find the pages themselves.
        """
        for (kind, name), (docname, anchor, text) in _targets(self.outlined):
            yield name, text, kind, docname, anchor, -1
        if matrix := min(self.data["matrix"], default=""):
            for number, control in catalogue().controls.items():
                anchor = references.control_anchor(number)
                yield str(number), control.title, "control", matrix, anchor, -1
            for name, safeguard in catalogue().safeguards.items():
                anchor = references.safeguard_anchor(name)
                yield name, safeguard.title, "safeguard", matrix, anchor, -1


def _targets(
    pages: Iterable[Outlined],
) -> Iterator[tuple[tuple[str, str], tuple[str, str, str]]]:
    """Yield kind and name of what can be referred to, with docname, anchor and text of it."""
    for page in pages:
        yield ("practice", page.slug), (page.docname, "", page.title)
        for kind, found in (("goal", page.outline.goals), ("action", page.outline.actions)):
            for id_, text in found:
                yield (kind, id_), (page.docname, id_, text)


def warn_of_unknown_target(_app: object, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say what a reference of the domain may have meant; return whether it was one of them."""
    if not isinstance(domain, GuideDomain):
        return None
    kind, target = node["reftype"], node["reftarget"]
    message = references.unknown_target(kind, target, domain.known(kind))
    logger.warning("%s", message, location=node, type="ref", subtype=kind)
    return True


def _findings_elsewhere(docname: str, document: document) -> tuple[Finding, ...]:
    """Return what is wrong with a page that is no best practice; stray ids leave it."""
    wrong = wrong_title(document)
    findings = [Finding(docname=docname, line=wrong[0], message=wrong[1])] if wrong else []
    for node in list(document.findall(anchors.spelled_id)):
        findings.append(Finding(docname=docname, line=line_of(node), message=stray_id(node)))
        anchors.remove(node)
    return tuple(findings)


def _mark(read: ReadPage) -> None:
    """Give each goal and action its anchor."""
    for item, id_ in read.anchors:
        item["ids"].append(id_)
        item["bp_anchor"] = id_


def _insert_glance(document: document, docname: str) -> None:
    """Put the place of the at-a-glance box behind the title of a best practice."""
    title = next(iter(document.findall(nodes.title)))
    title.parent.insert(title.parent.index(title) + 1, View("", view="glance", docname=docname))


def _references(document: document) -> list[tuple[str, str]]:
    """Return kind and name of what the page refers to within the guide, each once."""
    found = (
        (node["reftype"], node["reftarget"])
        for node in document.findall(addnodes.pending_xref)
        if node.get("refdomain") == "bp"
    )
    return sorted(set(found))


def _with_slash(url: str) -> str:
    return url if not url or url.endswith("/") else f"{url}/"
