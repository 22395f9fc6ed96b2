"""What was put on a PDF page afterwards: the values of a form's fields, each with its label, and readers' remarks."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator

import pypdfium2
from pypdfium2 import raw

TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
WRITTEN = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
REMARKS = (
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_FREETEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_STRIKEOUT,
)
UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
SECRET = 1 << 13  # a password's field, among its flags
MAX_FIELDS = 5_000  # of one page


def read_form(form: pypdfium2.PdfFormEnv | None, page: pypdfium2.PdfPage) -> str:
    """Lines of `label: value`, and remarks; "" where there are none. `form` is None in a document without fields."""
    lines: list[str] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            lines += _read_annotation(form, annotation)
            raw.FPDFPage_CloseAnnot(annotation)
    return "\n".join(lines)


def _read_annotation(form: pypdfium2.PdfFormEnv | None, annotation: object) -> Iterator[str]:
    if raw.FPDFAnnot_GetFlags(annotation) & UNSEEN:
        return
    if raw.FPDFAnnot_GetSubtype(annotation) in REMARKS:
        remark = _read_text(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
        if remark:
            yield remark
    elif form is not None:
        yield from _read_field(form, annotation)


def _read_field(form: pypdfium2.PdfFormEnv, annotation: object) -> Iterator[str]:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    secret = raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & SECRET
    if secret or kind not in TICKED + WRITTEN:
        return
    if kind in TICKED and not raw.FPDFAnnot_IsChecked(form, annotation):
        return
    value = _read_text(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    name = _read_text(raw.FPDFAnnot_GetFormFieldName, form, annotation).rpartition(".")[2]
    label = _read_text(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation) or re.sub(r"\[\d+\]", "", name)
    if value:
        yield f"{label.rstrip(':：')}: {value}"


def _read_text(read: Callable[..., int], *about: object) -> str:
    length = read(*about, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    read(*about, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    lines = buffer.raw[: max(length, 2) - 2].decode("utf-16-le", "replace").splitlines() or [""]
    return "\n".join(" ".join(line.split()) for line in lines).strip()
