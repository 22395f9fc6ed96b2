"""What a PDF file carries beside its pages: files attached to it, and the data of forms of the XFA kind."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.embedded import write_embedded
from ingest.loaders.page_builder import PageBuilder

MAX_ATTACHMENTS = 200
XFA_FORMS = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)


@dataclass(frozen=True)
class Attachment:
    """A file inside the file; `data` is None where it cannot be unpacked."""

    name: str
    data: bytes | None


def read_attachments(document: pypdfium2.PdfDocument) -> Iterator[Attachment]:
    """Those of the whole document, and at most one more than are read."""
    for index in range(min(document.count_attachments(), MAX_ATTACHMENTS + 1)):
        yield _read(document.get_attachment(index))


def read_pinned_files(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[Attachment]:
    """Those that lie on a page, to be opened from there."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ATTACHMENTS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
            pinned = raw.FPDFAnnot_GetFileAttachment(annotation)
            if pinned:
                yield _read(pypdfium2.PdfAttachment(pinned, document))
        raw.FPDFPage_CloseAnnot(annotation)


def write_attachments(builder: PageBuilder, attachments: Iterable[Attachment]) -> list[str]:
    """Adds the text of the files, each once and under its name; returns what could not be read."""
    problems: list[str] = []
    for number, (name, data) in enumerate(dict.fromkeys((each.name, each.data) for each in attachments), start=1):
        if number > MAX_ATTACHMENTS:
            return [*problems, f"has more than {MAX_ATTACHMENTS} attachments: the rest was left out"]
        title = name or f"attachment {number}"
        if data is None:
            problems.append(f"attachment {title} cannot be opened: it is damaged or encrypted")
        else:
            problems += write_embedded(builder, title, data, 1)
    return problems


def _read(attachment: pypdfium2.PdfAttachment) -> Attachment:
    try:
        return Attachment(attachment.get_name(), bytes(attachment.get_data()))
    except pypdfium2.PdfiumError:
        return Attachment(attachment.get_name(), None)


def read_xfa(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Lines of `field: value` from the data that an XFA form was filled in with."""
    if document.get_formtype() not in XFA_FORMS:
        return
    from lxml import etree  # late: few files are such forms

    for index in range(raw.FPDF_GetXFAPacketCount(document.raw)):
        if _read_packet_name(document, index) != "datasets":
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        root = etree.fromstring(_read_packet(document, index), parser)
        yield from _iterate_values(root) if root is not None else ()


def _iterate_values(root: Any) -> Iterator[str]:
    for element in root.iter():
        text = " ".join((element.text or "").split())
        if isinstance(element.tag, str) and len(element) == 0 and text:
            yield f"{element.tag.rpartition('}')[2]}: {text}"


def _read_packet_name(document: pypdfium2.PdfDocument, index: int) -> str:
    length = raw.FPDF_GetXFAPacketName(document.raw, index, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    raw.FPDF_GetXFAPacketName(document.raw, index, buffer, length)
    return buffer.value.decode("latin-1")


def _read_packet(document: pypdfium2.PdfDocument, index: int) -> bytes:
    length = ctypes.c_ulong()
    raw.FPDF_GetXFAPacketContent(document.raw, index, None, 0, length)
    buffer = ctypes.create_string_buffer(max(length.value, 1))
    raw.FPDF_GetXFAPacketContent(document.raw, index, buffer, length.value, length)
    return buffer.raw[: length.value]
