"""What a PDF file carries beside its pages: files attached to it, and the data of forms of the XFA kind."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from ingest.loaders.embedded import write_embedded
from ingest.loaders.page_builder import PageBuilder

MAX_ATTACHMENTS = 200
XFA_FORMS = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)


def write_attachments(builder: PageBuilder, document: pypdfium2.PdfDocument) -> list[str]:
    """Adds the text of the attached files, each under its name; returns what could not be read."""
    problems: list[str] = []
    count = document.count_attachments()
    for index in range(min(count, MAX_ATTACHMENTS)):
        attachment = document.get_attachment(index)
        name = attachment.get_name() or f"attachment {index + 1}"
        try:
            data = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            problems.append(f"attachment {name} cannot be opened: it is damaged or encrypted")
            continue
        problems += write_embedded(builder, name, data, 1)
    if count > MAX_ATTACHMENTS:
        problems.append(f"has more than {MAX_ATTACHMENTS} attachments: the rest was left out")
    return problems


def read_xfa(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Lines of `field: value` from the data that an XFA form was filled in with."""
    if document.get_formtype() not in XFA_FORMS:
        return
    for index in range(raw.FPDF_GetXFAPacketCount(document.raw)):
        if _packet_name(document, index) != "datasets":
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        root = etree.fromstring(_packet(document, index), parser)
        yield from _values(root) if root is not None else ()


def _values(root: Any) -> Iterator[str]:
    for element in root.iter():
        text = " ".join((element.text or "").split())
        if isinstance(element.tag, str) and len(element) == 0 and text:
            yield f"{element.tag.rpartition('}')[2]}: {text}"


def _packet_name(document: pypdfium2.PdfDocument, index: int) -> str:
    length = raw.FPDF_GetXFAPacketName(document.raw, index, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    raw.FPDF_GetXFAPacketName(document.raw, index, buffer, length)
    return buffer.value.decode("latin-1")


def _packet(document: pypdfium2.PdfDocument, index: int) -> bytes:
    length = ctypes.c_ulong()
    raw.FPDF_GetXFAPacketContent(document.raw, index, None, 0, length)
    buffer = ctypes.create_string_buffer(max(length.value, 1))
    raw.FPDF_GetXFAPacketContent(document.raw, index, buffer, length.value, length)
    return buffer.raw[: length.value]
