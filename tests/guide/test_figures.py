"""The figures are plain SVG in one palette, and their words can be read on a phone and in print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIGURES = sorted((ROOT / "source" / "figures").glob("*.svg"))
NEEDED = {
    "asset-lifecycle",
    "connectedness",
    "defense-in-depth",
    "dns-filtering",
    "election-systems",
    "incident-response-cycle",
    "maturity-levels",
    "patching-cycle",
}

SVG = "{http://www.w3.org/2000/svg}"
PALETTE = set("#1b2733 #0b3d66 #2f6f9f #e3eef7 #b45309 #fdf1e1 #5b6b7a #ffffff none".split())
ELEMENTS = set("svg title desc defs marker g path rect circle text tspan".split())
ATTRIBUTES = set(
    "width height viewBox role id x y dx dy cx cy r rx d fill stroke stroke-width stroke-dasharray"
    " font-family font-size font-weight text-anchor marker-start marker-end"
    " refX refY markerWidth markerHeight markerUnits orient".split()
)
SIZE_LIMIT = 12_000  # bytes
PHONE = 308  # pixels left for a figure on a screen of 360
SLACK = 1.15  # for readers whose font is wider than Arial

# Advance widths of Arial, per em, rounded up by class of letter; bold is a tenth wider.
NARROW = dict.fromkeys("ijl'", 0.23) | dict.fromkeys(" .,:!ftI", 0.28) | {"r": 0.34, "-": 0.34}
WIDE = {"m": 0.84, "w": 0.73, "W": 0.95, "M": 0.84}


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in the units of the drawing, with the color that fills it."""

    left: float
    top: float
    right: float
    bottom: float
    fill: str = "none"

    def holds(self, x: float, y: float) -> bool:
        """Tell whether the point lies within."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def covers(self, other: Box) -> bool:
        """Tell whether *other* lies wholly within."""
        return self.holds(other.left, other.top) and self.holds(other.right, other.bottom)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of words: where it stands, its color, and what lies under it."""

    words: str
    size: float
    box: Box
    under: Box | None


def tag(node: etree._Element) -> str:
    """Return the name of the element without its namespace, "" for a comment."""
    return node.tag.removeprefix(SVG) if isinstance(node.tag, str) else ""


def inherited(node: etree._Element, name: str, default: str = "") -> str:
    """Return the attribute of the node or of its nearest ancestor that has it."""
    return next((n.get(name) for n in [node, *node.iterancestors()] if n.get(name)), default)


def numbers(node: etree._Element, names: str) -> list[float]:
    """Return the named attributes as numbers, 0 where absent."""
    return [float(node.get(name, "0")) for name in names.split()]


def shape(node: etree._Element) -> Box | None:
    """Return the area of a rectangle or (its bounding square) a circle, None for anything else."""
    fill = inherited(node, "fill", "#000000")
    match tag(node):
        case "rect":
            x, y, width, height = numbers(node, "x y width height")
            return Box(left=x, top=y, right=x + width, bottom=y + height, fill=fill)
        case "circle":
            x, y, r = numbers(node, "cx cy r")
            return Box(left=x - r, top=y - r, right=x + r, bottom=y + r, fill=fill)
    return None


def width(words: str, size: float, *, bold: bool) -> float:
    """Estimate from above how wide a font somewhat broader than Arial sets the words."""
    letters = (NARROW | WIDE).get
    ems = sum(letters(c) or (0.73 if c.isupper() else 0.56) for c in words)
    return ems * size * (1.1 if bold else 1) * SLACK


def runs(text: etree._Element) -> Iterator[list[tuple[str, etree._Element]]]:
    """Yield the lines of a text element, each as runs of words with the element that styles them.

    A tspan with an x begins a line; one without goes on in the same line.
    """
    line = [(text.text or "", text)]
    for span in text:
        if span.get("x"):
            yield line
            line = []
        line += [(span.text or "", span), (span.tail or "", text)]
    yield line


def lines(root: etree._Element) -> Iterator[Line]:
    """Yield every line of words with its place, in the order of painting."""
    painted: list[Box] = []
    for node in root.iter(f"{SVG}rect", f"{SVG}circle", f"{SVG}text"):
        if area := shape(node):
            painted += [area] if area.fill != "none" else []
            continue
        x, y = numbers(node, "x y")
        for number, parts in enumerate(runs(node)):
            first = parts[0][1]
            y += float(first.get("dy", "0")) if number else 0
            yield place(parts, x, y, painted)


def place(parts: list[tuple[str, etree._Element]], x: float, y: float, painted: list[Box]) -> Line:
    """Return the line whose anchor is at x and y, on the topmost of the painted areas."""
    style = parts[0][1]
    size = float(inherited(style, "font-size", "16"))
    wide = sum(width(w, size, bold=inherited(n, "font-weight") == "700") for w, n in parts)
    before = {"start": 0.0, "middle": wide / 2, "end": wide}[
        inherited(style, "text-anchor", "start")
    ]
    left = x - before
    color = inherited(style, "fill", "#000000")
    box = Box(left=left, top=y - 0.75 * size, right=left + wide, bottom=y + 0.22 * size, fill=color)
    under = [area for area in painted if area.holds(left + wide / 2, y - 0.3 * size)]
    words = "".join(w for w, _ in parts)
    return Line(words=words, size=size, box=box, under=under[-1] if under else None)


def strokes(root: etree._Element) -> Iterator[tuple[float, float]]:
    """Yield points two units apart along every path outside the markers."""
    for path in root.iter(f"{SVG}path"):
        if not any(tag(parent) == "marker" for parent in path.iterancestors()):
            yield from walk(path.get("d", ""))


def walk(data: str) -> Iterator[tuple[float, float]]:
    """Yield points along path data of absolute commands; a curve counts as its control polygon."""
    x = y = 0.0
    start = (x, y)
    for command, arguments in re.findall(r"([MLHVQz])([^MLHVQz]*)", data):
        for to_x, to_y in stops(command, arguments, x, y) or [start]:
            steps = 1 if command == "M" else int(max(abs(to_x - x), abs(to_y - y)) / 2) + 1
            for i in range(1, steps + 1):
                yield x + (to_x - x) * i / steps, y + (to_y - y) * i / steps
            x, y = to_x, to_y
        start = (x, y) if command == "M" else start


def stops(command: str, arguments: str, x: float, y: float) -> list[tuple[float, float]]:
    """Return the points to which a path command leads from x and y, none for one that closes."""
    values = [float(value) for value in re.findall(r"[\d.]+", arguments)]
    match command:
        case "H":
            return [(value, y) for value in values]
        case "V":
            return [(x, value) for value in values]
    return list(zip(values[::2], values[1::2], strict=True))


def luminance(color: str) -> float:
    """Return the relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(c * w for c, w in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def markup_faults(root: etree._Element) -> Iterator[str]:
    """Yield what is foreign to the figures' plain SVG: elements, attributes, colors, references."""
    ids = set(root.xpath("//@id"))
    for node in root.iter(etree.Element):
        if tag(node) not in ELEMENTS:
            yield f"element {node.tag}"
        for name, value in node.attrib.items():
            if name not in ATTRIBUTES:
                yield f"attribute {name}"
            if name in {"fill", "stroke"} and value not in PALETTE:
                yield f"color {value}"
            if "url(" in value and value[5:-1] not in ids:
                yield f"reference {value}"


def text_faults(root: etree._Element) -> Iterator[str]:
    """Yield what makes words hard to read: size, contrast, crowding, lines through them."""
    found = list(lines(root))
    points = list(strokes(root))
    phone = PHONE / float(root.get("width", "nan"))
    for line in found:
        if line.size < 13 or line.size * phone < 10:
            yield f"small: {line.words}"
        if line.under is None or not line.under.covers(line.box):
            yield f"does not fit: {line.words}"
        elif contrast(line.box.fill, line.under.fill) < 7:  # WCAG 2.2, 1.4.6
            yield f"faint: {line.words}"
        if any(line.box.holds(x, y) for x, y in points):
            yield f"struck through: {line.words}"
    for one, other in combinations(found, 2):
        if overlap(one.box, other.box):
            yield f"overlap: {one.words} / {other.words}"


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than an edge."""
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def read(path: Path) -> etree._Element:
    """Return the root element of the figure."""
    return etree.fromstring(path.read_bytes())


each_figure = pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)


def test_every_figure_the_guide_needs_is_drawn() -> None:
    """The eight subjects that the guide promises all have a figure."""
    assert {path.stem for path in FIGURES} >= NEEDED


@each_figure
def test_figure_names_and_describes_itself(path: Path) -> None:
    """A screen reader that opens the file alone is told that it is an image, and of what."""
    root = read(path)
    title, desc = root[0], root[1]

    assert root.get("role") == "img"
    assert (tag(title), tag(desc)) == ("title", "desc")
    assert title.text
    assert len((desc.text or "").split()) > 10


@each_figure
def test_figure_has_one_size_and_a_panel(path: Path) -> None:
    """Size and view box agree, and a white panel with a border lies under everything."""
    root = read(path)
    wide, high = numbers(root, "width height")
    panel = root.find(f"{SVG}rect")

    assert root.get("viewBox") == f"0 0 {wide:g} {high:g}"
    assert wide <= 720
    assert numbers(panel, "x y width height") == [0.5, 0.5, wide - 1, high - 1]
    assert (panel.get("fill"), panel.get("stroke")) == ("#ffffff", "#5b6b7a")


@each_figure
def test_figure_is_plain_small_and_in_the_palette(path: Path) -> None:
    """No scripts, styles, filters or outside references; only the palette; a small file."""
    assert list(markup_faults(read(path))) == []
    assert path.stat().st_size < SIZE_LIMIT


@each_figure
def test_words_in_figure_can_be_read(path: Path) -> None:
    """Words are large enough, stand out, fit their boxes in Arial and broader, and are clear."""
    assert list(text_faults(read(path))) == []


@pytest.mark.parametrize("ground", ["#ffffff", "#e3eef7", "#fdf1e1"])
@pytest.mark.parametrize("mark", ["#0b3d66", "#2f6f9f", "#b45309", "#5b6b7a"])
def test_lines_and_signs_stand_out(mark: str, ground: str) -> None:
    """Borders, arrows and signs reach 3:1 on every light ground (WCAG 2.2, 1.4.11)."""
    assert contrast(mark, ground) >= 3


def test_faults_of_a_bad_drawing_are_all_found() -> None:
    """A drawing with every fault at once yields every complaint."""
    root = etree.fromstring(
        '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="100">'
        '<rect width="480" height="100" fill="#ffffff"/><style/>'
        '<rect x="10" y="10" width="60" height="30" fill="#e3eef7" onclick="x()"/>'
        '<g font-size="16" fill="#1b2733"><text x="12" y="30">Too long for it</text>'
        '<text x="150" y="30" fill="#b45309">Faint</text>'
        '<text x="200" y="30" font-size="12">Small</text>'
        '<text x="300" y="30">One<tspan x="300" dy="5">Two</tspan></text>'
        '<text x="400" y="30">Cut</text></g>'
        '<path d="M390 25H470V90" stroke="#ff0000" marker-end="url(#gone)"/></svg>'
    )

    assert list(markup_faults(root)) == [
        f"element {SVG}style",
        "attribute onclick",
        "color #ff0000",
        "reference url(#gone)",
    ]
    assert list(text_faults(root)) == [
        "does not fit: Too long for it",
        "faint: Faint",
        "small: Small",
        "struck through: Cut",
        "overlap: One / Two",
    ]
