"""Files put into an Office document as objects of another program: what file such an object holds."""

from __future__ import annotations

import io
import struct
import zipfile

from ingest.loaders.ole import Storage, open_container

WRAPPED, PACKAGE = "\x01Ole10Native", "Package"
# What tells a document, in a container and in a package; the parts of a workbook are named alike in both kinds.
STREAMS = {"WordDocument": ".doc", "PowerPoint Document": ".ppt", "Workbook": ".xls", "Book": ".xls"}
PARTS = {"word/": ".docx", "ppt/": ".pptx", "xl/workbook.bin": ".xlsb", "xl/": ".xlsx", "content.xml": ".odt"}


def read_object(data: bytes) -> tuple[str, bytes] | None:
    """A name for the file that an object holds, its own where it is told, and its bytes; None where it holds none."""
    top = open_container(data)
    if top is None:
        return None
    suffix = next((suffix for stream, suffix in STREAMS.items() if top.read(stream)), "")
    return ("object" + suffix, data) if suffix else read_packed(top)


def read_packed(top: Storage) -> tuple[str, bytes] | None:
    """The same of one that lies in another container, and holds a file as it was."""
    if package := top.read(PACKAGE):
        suffix = _name_package(package)
        return ("object" + suffix, package) if suffix else None
    return _unwrap(top.read(WRAPPED))


def _name_package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    return next((suffix for part, suffix in PARTS.items() if any(name.startswith(part) for name in names)), "")


def _unwrap(data: bytes) -> tuple[str, bytes] | None:
    """A file that was dragged in: its name, two paths, and its bytes, each behind its length or before a zero."""
    try:
        name, path, rest = data[6:].split(b"\0", 2)
        [length] = struct.unpack_from("<I", rest, 4)
        [size] = struct.unpack_from("<I", rest, 8 + length)
    except (struct.error, ValueError):
        return None
    content = rest[12 + length : 12 + length + size]
    told = (path or name).decode("cp1252", "replace").replace("\\", "/").rsplit("/", 1)[-1]
    return (told, content) if "." in told and told.isprintable() and size and len(content) == size else None
