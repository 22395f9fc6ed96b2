"""pdfium's calls that are made for each character or object of a page: they take references, and check none.

With the checks of pypdfium2 the calls themselves cost twice as much as what they do (of 124,000 objects of three files
0.14 s of CPU, without 0.07). What is told to be a number or an address is made one for each call, at .07 µs each: a
character's box takes .37 µs so, and .16 where the page's text and the box are referred to.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

from pypdfium2 import raw

_ADDRESS, _INT, _FLOAT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_double
_LONG = ctypes.c_ulong

Reference = Any  # what `ctypes.byref` makes, whose type has no public name


def address(handle: Any) -> int:
    """Where a page, a page's text or an object lies, as `raw` has it; 0 for none."""
    return ctypes.cast(handle, _ADDRESS).value or 0


def refer(handle: Any) -> Reference:
    """The same as the calls below take it; it says nothing of how long that lies there."""
    return ctypes.byref(ctypes.c_char.from_address(address(handle)))


def _declare_unchecked(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """With its first arguments; those that follow are references and small numbers: an address would be cut in half."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


# Of a page's text, and a character by its number; all that is filled in is referred to.
get_box = _declare_unchecked(raw.FPDFText_GetLooseCharBox, _INT)
get_origin = _declare_unchecked(raw.FPDFText_GetCharOrigin, _INT)
get_angle = _declare_unchecked(raw.FPDFText_GetCharAngle, _FLOAT)
get_colour = _declare_unchecked(raw.FPDFText_GetFillColor, _INT)
get_text_object = _declare_unchecked(raw.FPDFText_GetTextObject, _ADDRESS)
get_index_at = _declare_unchecked(raw.FPDFText_GetCharIndexAtPos, _INT, _ADDRESS, *[_DOUBLE] * 4)

# Of a page, and an object by its number; of an object, by its address.
get_object = _declare_unchecked(raw.FPDFPage_GetObject, _ADDRESS)
get_type = _declare_unchecked(raw.FPDFPageObj_GetType, _INT, _ADDRESS)
get_bounds = _declare_unchecked(raw.FPDFPageObj_GetBounds, _INT, _ADDRESS)
get_object_colour = _declare_unchecked(raw.FPDFPageObj_GetFillColor, _INT, _ADDRESS)
has_transparency = _declare_unchecked(raw.FPDFPageObj_HasTransparency, _INT, _ADDRESS)
get_render_mode = _declare_unchecked(raw.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
count_segments = _declare_unchecked(raw.FPDFPath_CountSegments, _INT, _ADDRESS)
get_segment = _declare_unchecked(raw.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS)
get_point = _declare_unchecked(raw.FPDFPathSegment_GetPoint, _INT, _ADDRESS)
get_matrix = _declare_unchecked(raw.FPDFPageObj_GetMatrix, _INT, _ADDRESS)
get_draw_mode = _declare_unchecked(raw.FPDFPath_GetDrawMode, _INT, _ADDRESS)

# Of an element of a tagged file; texts are asked for twice, first for their length in bytes.
ReadText = Callable[[int, int, int], int]
get_description: ReadText = _declare_unchecked(raw.FPDF_StructElement_GetAltText, _LONG, _ADDRESS, _ADDRESS, _LONG)
get_element_type: ReadText = _declare_unchecked(raw.FPDF_StructElement_GetType, _LONG, _ADDRESS, _ADDRESS, _LONG)
count_children = _declare_unchecked(raw.FPDF_StructElement_CountChildren, _INT, _ADDRESS)
get_child = _declare_unchecked(raw.FPDF_StructElement_GetChildAtIndex, _ADDRESS, _ADDRESS, _INT)


def list_points(item: int) -> Iterator[tuple[float, float]]:
    """The points of a path, where they are on the page."""
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    get_matrix(item, ctypes.byref(matrix))
    for at in range(count_segments(item)):
        get_point(get_segment(item, at), ctypes.byref(x), ctypes.byref(y))
        yield (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
