"""What a file really is: by its bytes first, by its name where bytes leave it open."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from ingest.loaders.formats import FORMATS, HTML, TEXT, Format, find_format
from ingest.loaders.ocr import recognition
from ingest.loaders.ole import list_streams
from ingest.scan.archive import open_member
from kb.errors import Unreadable

HEAD = 8192

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
REASONS = {extension: f"is {what}" for what, extensions in REFUSED.items() for extension in extensions.split()}

# What files of other kinds begin with.
ZIP, OLE, ENCRYPTED, BINARY = (
    "a ZIP archive",
    "an old Office or Outlook file",
    "encrypted",
    "not text, and of no kind that is read",
)
PLAIN = "plain text"
GIF = "a GIF image"
KINDS = tuple((re.compile(start, re.DOTALL), kind) for start, kind in (
    (rb"PK(?:\x03\x04|\x05\x06)", ZIP), (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (rb"GIF8", GIF), (rb"\x1f\x8b", "a gzip archive"), (rb"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (rb"Rar!", "a RAR archive"), (rb"BZh", "a bzip2 archive"), (rb"\xfd7zXZ", "an xz archive"),
    (rb"\x7fELF", "a program"), (rb"MZ\x90\0", "a Windows program"), (rb"SQLite format 3\0", "a database"),
    (rb"ID3|OggS", "a sound recording"), (rb"\0\0\x01\xba|\x1aE\xdf\xa3|.{4}ftyp", "a video"),
    (rb"RIFF", "a sound recording or video"), (rb"%!PS", "a PostScript file"),
))  # fmt: skip
OFFICE = re.compile(rb"\[Content_Types\]\.xml|_rels/\.rels|mimetypeapplication/(?:epub|vnd\.oasis)")
TAGS = re.compile(rb"<(?:html|table)\b", re.IGNORECASE)
MEDIA = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".emf", ".wmf", ".webp")
ENCRYPTED_STREAM = "EncryptedPackage"


def read_head(path: Path) -> bytes:
    """The first bytes of a file, or a member of an archive. Raises OSError."""
    with open_member(path) as file:
        return file.read(HEAD)


def explain_refusal(path: Path, formats: Sequence[Format] = FORMATS) -> str:
    """Why this kind of file is not read at all, by its name and, for unknown names, its first bytes; "" if it is."""
    suffix = path.suffix.lower()
    named = find_format(suffix, formats)
    if named:
        return _explain_without_ocr(named)
    if suffix in REASONS:
        return REASONS[suffix]
    head = read_head(path)
    kind = _kind(head, formats)
    if isinstance(kind, Format):
        return _explain_without_ocr(kind)
    if (kind == ZIP and OFFICE.search(head)) or (kind == PLAIN and b"\x00" not in head):
        return ""
    if kind == ZIP:
        return "is a ZIP archive: name it .zip and it is read"
    return f"is {BINARY if kind == PLAIN else kind}"


def _explain_without_ocr(format: Format) -> str:
    return f"is a picture: {recognition.HINT}" if format.needs_ocr and not recognition.is_installed() else ""


def detect_format(path: Path, formats: Sequence[Format]) -> Format:
    """The format to read the file as. Unreadable when it is empty, encrypted or not what its name says."""
    if path.stat().st_size == 0:
        raise Unreadable("is empty", kind="empty")
    suffix = path.suffix.lower()
    named = find_format(suffix, formats)
    actual = _content(path, named or TEXT, formats)
    found = _choose_format(path, named, actual)
    if found:
        return found
    if actual == ENCRYPTED:
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
    if isinstance(actual, Format):
        actual = f"a {actual.name}"
    elif actual == PLAIN and b"\x00" in read_head(path):
        actual = BINARY
    if named:
        raise Unreadable(f"is not really a {suffix}: it is {actual}")
    raise Unreadable(f"is {actual}: there is no text to read in it")


def _choose_format(path: Path, named: Format | None, actual: Format | str) -> Format | None:
    """The format of a file with the name of one and the content of another, where it can be read as either."""
    if isinstance(actual, Format):
        # A picture named as text was meant to be something else.
        return actual if not actual.needs_ocr or named is None or named.needs_ocr else None
    if not named or not named.signature:
        return (named or TEXT) if actual == PLAIN else None
    if named.needs_ocr:
        return named if actual == GIF else None
    if named.signature.streams and actual == OLE:
        return named  # cut off before its parts are named
    if named.signature.streams and actual == PLAIN and TAGS.search(read_head(path)):
        return HTML  # as many programs export what a spreadsheet is to open
    return None


def holds_pictures(path: Path) -> bool:
    """Whether it is a container with pictures in it, its own thumbnail aside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist() if "thumbnail" not in name.lower()]
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return any(name.endswith(MEDIA) for name in names)


def _content(path: Path, named: Format, formats: Sequence[Format]) -> Format | str:
    head = read_head(path)
    kind = _kind(head, formats)
    if kind == ZIP:
        return _zip_content(path, named, formats)
    if kind == OLE:
        return _ole_content(path, formats)
    if kind == PLAIN and named.media_type == "application/pdf" and b"%PDF-" in head[:1024]:
        return named  # junk before the header is allowed by every reader
    return kind


def _kind(head: bytes, formats: Sequence[Format]) -> Format | str:
    """The format or the kind of file that begins so."""
    for format in formats:
        if format.begins and format.begins.match(head):
            return format
    return next((kind for start, kind in KINDS if start.match(head)), PLAIN)


def _zip_content(path: Path, named: Format, formats: Sequence[Format]) -> Format | str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.replace("\\", "/") for name in archive.namelist()]
            stated = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                stated = re.sub(b"-(?:template|web|master)$", b"", archive.read("mimetype").strip())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if named.signature and not named.begins:
            raise Unreadable("is damaged: its end is missing, or it was not copied whole") from error
        return ZIP
    signed = [(format, format.signature) for format in formats if format.signature]
    for format, signature in signed:
        if signature.is_stated and stated == format.media_type.encode():
            return format
    for format, signature in signed:
        if signature.part and any(name.startswith(signature.part) for name in names):
            return format
    return ZIP


def _ole_content(path: Path, formats: Sequence[Format]) -> Format | str:
    content = path.read_bytes() if path.stat().st_size < 64_000_000 else read_head(path)
    own = {name.casefold() for name in list_streams(content)}

    def holds(stream: str) -> bool:
        """Names are UTF-16 in the container's directory, which may lie anywhere in a file that is cut off."""
        return stream.casefold() in own if own else stream.encode("utf-16-le") in content

    if holds(ENCRYPTED_STREAM):
        return ENCRYPTED
    for format in formats:
        if any(map(holds, format.signature.streams if format.signature else ())):
            return format
    return OLE
