"""A practice as the environment keeps it: bytes, and what tells whether it is the same as before.

Sphinx reads its whole environment at the start of each build, and writes it at the end. As records,
the practices of a large guide would take longer than all the rest; as bytes they take no time until
somebody asks what they say. Titles of other pages take the place of their markers in passing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import pickle
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.guide.views.shown import SHOWN
from tools.guide.wording import bind, field_names, is_marked, markers_in, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.guide.model import BestPractice

    TitleOf = Callable[[str, str, str], str]

WHOLE = ""
"""Name in `Packed.marks` of all that a practice says."""


class Outline(NamedTuple):
    """What of a practice is named elsewhere: in references, the index, the search."""

    goals: tuple[tuple[str, str], ...]
    """Id and `summary` of each."""
    actions: tuple[tuple[str, str], ...]
    """Id and `summary` of each."""
    safeguards: tuple[str, ...]
    """Number of each that it maps to."""


class Mark(NamedTuple):
    """What tells whether something of a practice is the same as before, but for titles in it."""

    digest: str
    marked: bool
    """Whether titles of other pages belong into it."""


class Packed(NamedTuple):
    """A practice as bytes."""

    docname: str
    slug: str
    title: str
    """Its title, with markers."""
    line: int
    content: bytes
    outline: bytes
    markers: tuple[str, ...]
    """Text of each marker in it, see `tools.guide.wording`."""
    marks: dict[str, Mark]
    """By the name of the view that shows it, or `WHOLE`."""

    def unpack(self, title_of: TitleOf) -> BestPractice:
        """Return the practice with the titles that *title_of* gives to markers, see `bind`."""
        practice: BestPractice = _Unpickler(self.content, title_of).load()
        return practice

    def unpack_outline(self, title_of: TitleOf) -> Outline:
        """Return the outline, with titles like `unpack`; a tenth of the work."""
        return Outline(*_OutlineUnpickler(self.outline, title_of).load())


def pack(practice: BestPractice) -> Packed:
    """Return *practice*, whose texts still have their markers, as bytes."""
    stream = io.BytesIO()
    pickler = _Pickler(stream)
    pickler.dump(practice)
    outline = io.BytesIO()
    _Pickler(outline).dump(_outline(practice))
    shown = {view: of_practice(practice) for view, of_practice in SHOWN.items()}
    return Packed(
        docname=practice.docname,
        slug=practice.slug,
        title=practice.title,
        line=practice.line,
        content=stream.getvalue(),
        outline=outline.getvalue(),
        markers=tuple(sorted({m for text in pickler.marked for m in markers_in(text)})),
        marks={view: _mark(content) for view, content in {WHOLE: practice, **shown}.items()},
    )


def _outline(practice: BestPractice) -> tuple[object, ...]:
    """Return what becomes the `Outline`; a text with markers is cut when they are titles."""
    items = (
        tuple((item.id, _cut(item.text)) for item in found)
        for found in (practice.goals, practice.actions)
    )
    return (*items, tuple(mapping.number for mapping in practice.safeguards))


def _cut(text: str) -> str:
    return text if is_marked(text) else summary(text)


def _mark(content: object) -> Mark:
    text = repr(content)
    return Mark(hashlib.sha256(text.encode()).hexdigest()[:16], is_marked(text))


class _Pickler(pickle.Pickler):
    """Writes texts with markers so that they are seen again when they are read."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self.marked: list[str] = []

    def persistent_id(self, obj: Any) -> str | None:
        if type(obj) is str and is_marked(obj):
            self.marked.append(obj)
            return obj
        return None

    def reducer_override(self, obj: Any) -> Any:
        """Write a record as its type and its values: dataclasses' own way takes twice as long."""
        if not dataclasses.is_dataclass(obj) or isinstance(obj, type):
            return NotImplemented
        return _record, (type(obj), *(getattr(obj, name) for name in field_names(type(obj))))


class _Unpickler(pickle.Unpickler):
    """Puts titles in the places of markers."""

    def __init__(self, content: bytes, title_of: TitleOf) -> None:
        super().__init__(io.BytesIO(content))
        self._title_of = title_of

    def persistent_load(self, pid: Any) -> str:
        return bind(pid, self._title_of)


class _OutlineUnpickler(_Unpickler):
    """Cuts texts with titles in them, as those without are already."""

    def persistent_load(self, pid: Any) -> str:
        return summary(super().persistent_load(pid))


def _record(kind: type, *values: object) -> object:
    """Return a record of this *kind*, which is frozen, without a look at each name."""
    made: object = object.__new__(kind)
    for fill, value in zip(_fillers(kind), values, strict=True):
        fill(made, value)
    return made


@cache
def _fillers(kind: type) -> tuple[Callable[[object, object], None], ...]:
    return tuple(vars(kind)[name].__set__ for name in field_names(kind))
