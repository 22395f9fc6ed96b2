"""What a workbook's styles say of its cells: their number formats, which are white on white, which struck through."""

from __future__ import annotations

from typing import Any

from ingest.loaders.office.cells import BUILTIN

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ON = ("1", "true")


def read_formats(root: Any) -> dict[str, str]:
    """Style of a cell → its number format."""
    if root is None:
        return {}
    own = {form.get("numFmtId"): form.get("formatCode", "") for form in root.iter(S + "numFmt")}
    styles = root.find(S + "cellXfs")
    numbers = [style.get("numFmtId", "0") for style in (() if styles is None else styles)]
    return {
        str(index): own.get(number) or BUILTIN.get(int(number) if number.isdecimal() else 0, "General")
        for index, number in enumerate(numbers)
    }


def find_unseen(root: Any) -> set[str]:
    """The styles of cells that are written in white on no ground."""
    styles = None if root is None else root.find(S + "cellXfs")
    if styles is None:
        return set()
    colors = [font.find(S + "color") for font in root.iterfind(f"{S}fonts/{S}font")]
    white = {str(at) for at, color in enumerate(colors) if color is not None and _is_white(color)}
    patterns = [fill.find(S + "patternFill") for fill in root.iterfind(f"{S}fills/{S}fill")]
    bare = {str(at) for at, one in enumerate(patterns) if one is not None and one.get("patternType", "none") == "none"}
    return {
        str(at)
        for at, style in enumerate(styles)
        if style.get("fontId", "0") in white and style.get("fillId", "0") in bare
    }


def find_struck(root: Any) -> set[str]:
    """The styles of cells whose text is struck through."""
    return _find_font(root, "strike")


def find_bold(root: Any) -> set[str]:
    """The styles of cells whose text is bold."""
    return _find_font(root, "b")


def _find_font(root: Any, look: str) -> set[str]:
    styles = None if root is None else root.find(S + "cellXfs")
    if styles is None:
        return set()
    fonts = {str(at) for at, font in enumerate(root.iterfind(f"{S}fonts/{S}font")) if is_on(font.find(S + look))}
    return {str(at) for at, style in enumerate(styles) if style.get("fontId", "0") in fonts}


def is_on(element: Any) -> bool:
    return element is not None and element.get("val", "1") in ON


def _is_white(color: Any) -> bool:
    # The theme's first colour is that of the paper.
    return color.get("rgb", "").upper()[-6:] == "FFFFFF" or (color.get("theme") == "0" and not color.get("tint"))
