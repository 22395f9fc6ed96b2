"""What a chart in an Office file shows: its title, and the numbers that it was drawn from."""

from __future__ import annotations

from typing import Any

from ingest.loaders.office.package import Package
from ingest.loaders.page_builder import PageBuilder

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MAX_POINTS = 2_000  # of one series


def write_charts(builder: PageBuilder, package: Package, part: str) -> None:
    """Puts the charts into the builder that the part refers to: a row for each category, a column for each series."""
    for name in package.find_related(part, "/chart").values():
        root = package.xml(name)
        if root is not None:
            titles = ("".join(text.text or "" for text in title.iter(A + "t")) for title in root.iter(C + "title"))
            builder.add("\n".join(filter(None, titles)))
            builder.table(_rows([_values(series) for series in root.iter(C + "ser")]))

    for name in package.find_related(part, "/chartEx").values():
        root = package.xml(name)
        if root is not None:
            titles = ("".join(text.text or "" for text in title.iter(A + "t")) for title in root.iter(CX + "title"))
            builder.add("\n".join(filter(None, titles)))
            for data in root.iter(CX + "data"):
                builder.table(_dimensions(data))


def _dimensions(data: Any) -> list[list[str]]:
    """The rows of a chart of the kinds of 2016 and later: treemaps, waterfalls, funnels."""
    columns = [_levels(one) for one in data if one.tag in (CX + "strDim", CX + "numDim")]
    places = sorted({place for column in columns for place in column})[:MAX_POINTS]
    return [[column.get(at, "") for column in columns] for at in places]


def _levels(dimension: Any) -> dict[int, str]:
    points = (point for level in list(dimension.iter(CX + "lvl"))[:1] for point in level.iter(CX + "pt"))
    return {int(point.get("idx", "0")): point.text or "" for point in points}


def _rows(series: list[tuple[str, dict[int, str], dict[int, str]]]) -> list[list[str]]:
    categories: dict[int, str] = {}
    for _, names, _ in series:
        categories = {**names, **categories}
    places = sorted({place for _, _, values in series for place in values} | categories.keys())[:MAX_POINTS]
    header = ["", *(name for name, _, _ in series)]
    return [header, *([categories.get(at, ""), *(values.get(at, "") for *_, values in series)] for at in places)]


def _values(series: Any) -> tuple[str, dict[int, str], dict[int, str]]:
    """A series' name, its categories and its values, as they were when the file was saved."""
    name = " ".join(_points(series.find(C + "tx")).values())
    names = _points(series.find(C + "cat"))
    values = _points(series.find(C + "val"))
    return name, names or _points(series.find(C + "xVal")), values or _points(series.find(C + "yVal"))


def _points(element: Any) -> dict[int, str]:
    points = () if element is None else element.iter(C + "pt")
    found = {int(point.get("idx", "0")): point.findtext(C + "v") or "" for point in points}
    return {place: f"{float(text):.10g}" if _is_number(text) else text for place, text in found.items()}


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdecimal()
