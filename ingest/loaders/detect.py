"""What a file really is: by its bytes first, by its name where bytes leave it open."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ingest.loaders.ocr import recognition
from ingest.scan.archive import open_member
from kb.errors import Unreadable

HEAD = 8192

TEXT_FORMATS = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown", ".mdx": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".ipynb": "notebook",
    ".eml": "eml", ".mht": "eml", ".mhtml": "eml", ".mbox": "mbox", ".txt": "text",
}  # fmt: skip
BINARY_FORMATS = {
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".pptx": "pptx", ".pptm": "pptx",
    ".doc": "doc", ".dot": "doc", ".xls": "xls", ".ppt": "ppt", ".pps": "ppt", ".msg": "msg",
    ".ppsx": "pptx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".odt": "odt", ".ods": "ods", ".odp": "odp", ".epub": "epub",
    ".rtf": "rtf",
}  # fmt: skip
OLD = frozenset(".doc .dot .xls .ppt .pps .msg".split())
IMAGES = frozenset(".png .jpg .jpeg .bmp .tif .tiff .webp".split())
REFUSED = {
    "a picture that is not read: save it as .png": ".gif .heic .ico .svg .psd .avif",
    "a sound recording": ".mp3 .wav .flac .ogg .m4a .aac .opus .wma",
    "a video": ".mp4 .mkv .mov .avi .webm .wmv .m4v",
    "an archive: unpack it first": ".zip .tar .gz .tgz .bz2 .xz .7z .rar .zst .jar .whl .iso .dmg",
    "a program or library": ".exe .dll .so .dylib .bin .o .a .pyc .class .wasm .apk .msi",
    "a database": ".db .sqlite .sqlite3 .mdb .accdb .parquet",
    "an Outlook mailbox; save its messages as .eml": ".pst .ost",
    "a Pages, Numbers or Keynote file; export it as .pdf": ".pages .numbers .key",
    "a font": ".ttf .otf .woff .woff2",
}  # fmt: skip
PICTURES = ("a PNG image", "a JPEG image", "a TIFF image", "a WebP image")
REASONS = {extension: f"is {what}" for what, extensions in REFUSED.items() for extension in extensions.split()}

MAGIC = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"), (b"MM\x00*", "a TIFF image"), (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"), (b"\x7fELF", "a program"), (b"MZ\x90\x00", "a Windows program"),
    (b"SQLite format 3\x00", "a database"), (b"ID3", "a sound recording"), (b"OggS", "a sound recording"),
    (b"\x00\x00\x01\xba", "a video"), (b"\x1aE\xdf\xa3", "a video"), (b"%!PS", "a PostScript file"),
)  # fmt: skip
OFFICE = re.compile(rb"\[Content_Types\]\.xml|_rels/\.rels|mimetypeapplication/(?:epub|vnd\.oasis)")
MEDIA = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".emf", ".wmf", ".webp")
PARTS = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
MIMETYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"), ("__properties_version1.0", "msg"), ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"), ("Workbook", "xls"), ("Book", "xls"),
)  # fmt: skip


def head_of(path: Path) -> bytes:
    """The first bytes of a file, or a member of an archive. Raises OSError."""
    with open_member(path) as file:
        return file.read(HEAD)


def explain_refusal(path: Path) -> str:
    """Why this kind of file is not read at all, by its name and, for unknown names, its first bytes; "" if it is."""
    suffix = path.suffix.lower()
    if suffix in TEXT_FORMATS or suffix in BINARY_FORMATS:
        return ""
    if suffix in IMAGES:
        return "" if recognition.is_installed() else f"is a picture: {recognition.HINT}"
    if suffix in REASONS:
        return REASONS[suffix]
    head = head_of(path)
    what = _magic(head)
    if what in ("pdf", "rtf") or (what == "zip" and OFFICE.search(head)) or (not what and b"\x00" not in head):
        return ""
    if what in PICTURES:
        return "" if recognition.is_installed() else f"is a picture: {recognition.HINT}"
    if what == "zip":
        return "is a ZIP archive: name it .zip and it is read"
    return f"is {_named(what or 'binary')}"


def format_of(path: Path) -> str:
    """The format to read the file as. Unreadable when it is empty, encrypted or not what its name says."""
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        raise Unreadable("is empty", kind="empty")
    expected = BINARY_FORMATS.get(suffix) or TEXT_FORMATS.get(suffix, "text")
    actual = _content(path, expected)
    named = suffix in BINARY_FORMATS or suffix in TEXT_FORMATS or suffix in IMAGES
    if actual in BINARY_FORMATS.values():
        return actual
    if suffix in OLD and actual == "ole":
        return expected  # cut off before its parts are named
    if suffix in OLD and actual == "text" and re.search(rb"<(?:html|table)\b", head_of(path), re.IGNORECASE):
        return "html"  # as many programs export what a spreadsheet is to open
    if _is_picture(path, suffix, actual):
        return "image"
    if actual == "encrypted":
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
    if actual == "text" and suffix not in BINARY_FORMATS and suffix not in IMAGES:
        return expected
    if actual == "text" and b"\x00" in head_of(path):
        actual = "binary"
    if named:
        raise Unreadable(f"is not really a {suffix}: it is {_named(actual)}")
    raise Unreadable(f"is {_named(actual)}: there is no text to read in it")


def holds_pictures(path: Path) -> bool:
    """Whether it is a container with pictures in it, its own thumbnail aside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist() if "thumbnail" not in name.lower()]
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return any(name.endswith(MEDIA) for name in names)


def _is_picture(path: Path, suffix: str, actual: str) -> bool:
    if suffix in IMAGES:
        return actual.endswith(" image") or head_of(path).startswith(b"BM")
    return actual in PICTURES and suffix not in BINARY_FORMATS and suffix not in TEXT_FORMATS


def _content(path: Path, expected: str) -> str:
    head = head_of(path)
    what = _magic(head)
    if what == "zip":
        return _zip_content(path, expected)
    if what == "ole":
        return _ole_content(path)
    if not what and expected == "pdf" and b"%PDF-" in head[:1024]:
        return "pdf"  # junk before the header is allowed by every reader
    return what or "text"


def _zip_content(path: Path, expected: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                stated = re.sub(b"-(?:template|web|master)$", b"", archive.read("mimetype").strip())
                if stated in MIMETYPES:
                    return MIMETYPES[stated]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if expected in BINARY_FORMATS.values() and expected not in ("pdf", "rtf"):
            raise Unreadable("is damaged: its end is missing, or it was not copied whole") from error
        return "zip"
    for prefix, kind in PARTS:
        if any(name.replace("\\", "/").startswith(prefix) for name in names):
            return kind
    return "zip"


def _ole_content(path: Path) -> str:
    # Names of streams are UTF-16 in the container's directory, which may lie anywhere in the file.
    content = path.read_bytes() if path.stat().st_size < 64_000_000 else head_of(path)
    for stream, kind in OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind
    return "ole"


def _magic(head: bytes) -> str:
    for start, what in MAGIC:
        if head.startswith(start):
            return what
    if head[4:8] == b"ftyp":
        return "a video"
    if head[:4] == b"RIFF":
        return "a WebP image" if head[8:12] == b"WEBP" else "a sound recording or video"
    return ""


def _named(what: str) -> str:
    names = {
        "pdf": "a PDF file", "rtf": "an RTF file", "zip": "a ZIP archive", "ole": "an old Office or Outlook file",
        "doc": "an old Word file (.doc)", "xls": "an old Excel file (.xls)", "ppt": "an old PowerPoint file (.ppt)",
        "msg": "an Outlook message (.msg)",
        "text": "plain text", "binary": "not text, and of no kind that is read",
    }  # fmt: skip
    return names.get(what, what)
