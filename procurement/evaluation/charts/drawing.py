"""Drawing: everything stands at its pixel, so that page and PDF show the same picture."""

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import altair as alt
import vl_convert
from django.conf import settings

FAMILY = "Source Sans 3"
SVG = "http://www.w3.org/2000/svg"
INK, QUIET, LINE, BRAND = "#0b0c0c", "#505a5f", "#cecece", "#12534b"


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    fill: str = INK
    align: Literal["left", "center"] = "left"
    weight: Literal[400, 700] = 400
    size: float = 13


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    x2: float
    y2: float
    fill: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    shape: str
    fill: str
    stroke: str
    size: float


def font_directory() -> Path:
    """Where the set-up puts the typeface: TrueType for drawing charts, woff2 for pages and PDF."""
    return Path(settings.BASE_DIR) / "static" / "dist" / "fonts"


@cache
def _register(fonts: Path) -> None:
    vl_convert.register_font_directory(str(fonts))


def draw(
    width: float,
    height: float,
    title: str,
    *,
    boxes: Sequence[Box],
    texts: Sequence[Text],
    dots: Sequence[Dot] = (),
) -> str:
    """The drawing as an `<svg>` element: Altair's scales are the identity, a unit is a CSS pixel."""
    _register(font_directory())
    layers = [_box_layer(boxes), *_dot_layers(dots), *_text_layers(texts)]
    chart = alt.layer(*layers).properties(width=width, height=height, padding=0)
    chart = chart.configure(font=FAMILY, aria=False, background="transparent").configure_view(stroke=None)
    chart = chart.encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False)),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False)),
    )
    return _finished(vl_convert.vegalite_to_svg(chart.to_dict()), width, height, title)


def _values(items: Iterable[Any]) -> alt.InlineData:
    return alt.InlineData(values=[{name: getattr(item, name) for name in item.__slots__} for item in items])


def _box_layer(boxes: Sequence[Box]) -> alt.Chart:
    fill = alt.Fill("fill:N", scale=None)
    layer: alt.Chart = alt.Chart(_values(boxes)).mark_rect().encode(x2="x2:Q", y2="y2:Q", fill=fill)
    return layer


def _dot_layers(dots: Sequence[Dot]) -> list[alt.Chart]:
    layers = []
    for shape in ("circle", "diamond"):
        chosen = [dot for dot in dots if dot.shape == shape]
        if chosen:
            mark = alt.Chart(_values(chosen)).mark_point(
                shape=shape, filled=False, strokeWidth=1.4, opacity=1, size=chosen[0].size
            )
            fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("stroke:N", scale=None)
            layers.append(mark.encode(fill=fill, stroke=stroke))
    return layers


def _text_layers(texts: Sequence[Text]) -> list[alt.Chart]:
    layers = []
    for align, weight, size in sorted({(text.align, text.weight, text.size) for text in texts}):
        chosen = [text for text in texts if (text.align, text.weight, text.size) == (align, weight, size)]
        mark = alt.Chart(_values(chosen)).mark_text(
            align=align, baseline="alphabetic", dy=size * 0.34, fontWeight=weight, fontSize=size, limit=0
        )
        layers.append(mark.encode(text="text:N", color=alt.Color("fill:N", scale=None)))
    return layers


def _finished(svg: str, width: float, height: float, title: str) -> str:
    """Vega's picture with its alternative text, without what only an interactive chart needs."""
    ET.register_namespace("", SVG)
    drawn = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves a line ago
    _bare(drawn)
    root = ET.Element(f"{{{SVG}}}svg", {"viewBox": f"0 0 {width:g} {height:g}"})
    root.attrib.update(width=f"{width:g}", height=f"{height:g}", role="img")
    key = hashlib.sha256(f"{title}|{svg}".encode()).hexdigest()[:12]
    root.set("aria-labelledby", f"chart-{key}")
    label = ET.SubElement(root, f"{{{SVG}}}title", {"id": f"chart-{key}"})
    label.text = title
    root.extend(drawn.findall(f"{{{SVG}}}g"))
    return ET.tostring(root, encoding="unicode")


def _bare(parent: ET.Element) -> None:
    for child in list(parent):
        if child.get("class") in {"background", "foreground"}:
            parent.remove(child)
            continue
        for name in ("class", "role", "aria-hidden", "aria-roledescription", "pointer-events"):
            child.attrib.pop(name, None)
        _bare(child)
