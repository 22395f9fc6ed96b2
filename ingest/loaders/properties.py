"""What a file says of itself beside its text: who wrote it, when it was made and last changed."""

from __future__ import annotations

import email.header
import email.parser
import email.policy
import email.utils
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2

from ingest.loaders.office.package import CORE, Package, open_package
from ingest.loaders.ole import open_container
from ingest.loaders.ole_properties import AUTHOR, CREATED, SAVED, read_summary
from ingest.loaders.text.decode import decode
from kb.properties import Properties
from kb.text.markup import FRONT_MATTER

LONGEST = 300  # characters of a name: more is no name
HEAD = 50_000  # bytes of a page or a message in which its head ends

_META = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(name|property|itemprop|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_PREFIX = re.compile(r"^(?:article:|dcterms\.|dc\.)")
_PUBLISHED = ("published_time", "created", "date", "datepublished")
_FIELD = re.compile(r"^(authors?|creator|created|date|published|updated|modified|lastmod):[ \t]*(.*)$", re.I | re.M)
_ENTRY = re.compile(r"^[ \t]*-[ \t]+(?:name:[ \t]*)?(\S.*)$", re.MULTILINE)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?")
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)?)?")
_NOBODY = frozenset(
    ["", "unknown", "user", "admin", "administrator", "root", "author", "windows user", "microsoft office user"]
)


def read_office(path: Path) -> Properties:
    """Of a Word, PowerPoint or Excel file: ECMA-376, part 2, core properties."""
    return _of_package(path, CORE, author=["creator"], created=["created"], edited=["modified"])


def read_ole(path: Path) -> Properties:
    """Of a Word, PowerPoint or Excel file of before 2007."""
    top = open_container(path.read_bytes())
    stated = read_summary(top) if top else {}
    return make_properties(*(stated.get(number, "") for number in (AUTHOR, CREATED, SAVED)))


def read_open_document(path: Path) -> Properties:
    """Of an OpenDocument file: ODF 1.2, part 1, 4.3."""
    author, made = ["initial-creator", "creator"], ["creation-date"]
    return _of_package(path, "meta.xml", author=author, created=made, edited=["date"])


def read_epub(path: Path) -> Properties:
    with open_package(path) as package:
        container = package.xml("META-INF/container.xml")
        main = container.find("{*}rootfiles/{*}rootfile") if container is not None else None
        name = main.get("full-path", "") if main is not None else ""
        return _read_stated(package, name, author=["creator"], created=["date"], edited=["modified"])


def read_pdf(path: Path) -> Properties:
    """Of the document information dictionary: ISO 32000-1, 14.3.3."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        author, made, changed = (document.get_metadata_value(key) for key in ("Author", "CreationDate", "ModDate"))
    return make_properties(author, _pdf_date(made), _pdf_date(changed))


def read_html(path: Path) -> Properties:
    head = _head(path)
    found: dict[str, str] = {}
    for tag in _META.findall(head):
        values = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
        name = (values.get("name") or values.get("property") or values.get("itemprop") or "").lower()
        found.setdefault(_PREFIX.sub("", name), values.get("content", ""))
    author = next((found[name] for name in ("author", "creator") if found.get(name)), "")
    created = next((found[name] for name in _PUBLISHED if found.get(name)), "")
    edited = next((found[name] for name in ("modified_time", "modified", "datemodified") if found.get(name)), "")
    return make_properties(author if "://" not in author else "", created, edited)


def read_mail(path: Path) -> Properties:
    """Whom a message is from, and when it was sent."""
    with path.open("rb") as file:
        headers = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(file.read(HEAD))
    name, address = email.utils.parseaddr(_decode_header(headers.get("From")))
    try:
        sent = email.utils.parsedate_to_datetime(str(headers.get("Date"))).isoformat(timespec="seconds")
    except (TypeError, ValueError):
        sent = ""
    return make_properties(f"{name} <{address}>" if name and address else name or address, sent)


def read_front_matter(path: Path) -> Properties:
    """Of the fields between two lines of --- that a Markdown file begins with."""
    matter = FRONT_MATTER.match(_head(path))
    fields: dict[str, str] = {}
    for field in _FIELD.finditer(matter[1]) if matter else ():
        stated = field[2].strip().strip("\"'[]") or ", ".join(_entries(matter[1], field.end()) if matter else ())
        fields.setdefault(field[1].lower(), stated.replace('"', "").replace("'", ""))
    author = fields.get("author") or fields.get("authors") or fields.get("creator", "")
    created = fields.get("created") or fields.get("date") or fields.get("published", "")
    return make_properties(
        author, created, fields.get("updated") or fields.get("modified") or fields.get("lastmod", "")
    )


def make_properties(author: str = "", created: str = "", edited: str = "") -> Properties:
    """As they are kept: a name on one line, dates as ISO 8601; "" for what says nothing."""
    name = " ".join(author.split()).strip(" ;,")
    known = name.casefold() not in _NOBODY and len(name) <= LONGEST and name.isprintable()
    made, changed = _iso_date(created), _iso_date(edited)
    if changed[:10] < made[:10]:  # of the template that a program made it from
        changed = ""
    return Properties(author=name if known else "", created=made, edited=changed)


def _head(path: Path) -> str:
    """The first lines; not half a character."""
    with path.open("rb") as file:
        data = file.read(HEAD)
    return decode(data if len(data) < HEAD else data[: data.rfind(b"\n") + 1])


def _of_package(path: Path, part: str, **names: list[str]) -> Properties:
    with open_package(path) as package:
        return _read_stated(package, part, **names)


def _read_stated(
    package: Package, part: str, *, author: list[str], created: list[str], edited: list[str]
) -> Properties:
    root = package.xml(part)
    if root is None:
        return Properties()
    return make_properties(*(_first(root, names) for names in (author, created, edited)))


def _first(root: Any, names: list[str]) -> str:
    """The text of the first element of the first of these names that has any."""
    for name in names:
        for element in root.iter("{*}" + name):
            if text := (element.text or "").strip():
                return str(text)
    return ""


def _entries(matter: str, at: int) -> list[str]:
    """The lines of a list that follow a field without a value of its own."""
    found = []
    for line in matter[at:].lstrip("\n").splitlines():
        entry = _ENTRY.match(line)
        if not entry:
            break
        found.append(entry[1].strip())
    return found


def _decode_header(value: object) -> str:
    parts = email.header.decode_header(str(value or ""))
    return "".join(part if isinstance(part, str) else decode(part, charset) for part, charset in parts)


def _pdf_date(stated: str) -> str:
    match = _PDF_DATE.match(stated.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    return f"{date}T{hour}:{minute}:{second or '00'}" if day and hour else date


def _iso_date(stated: str) -> str:
    """The date and, where it is told, the time to the second; "" where it is no date of this world."""
    match = _ISO.match(stated.strip())
    if not match:
        return ""
    text = match[0].replace(" ", "T")
    try:
        found = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return ""
    return text if 1970 < found.year <= datetime.now(UTC).year + 1 else ""
