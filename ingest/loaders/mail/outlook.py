"""Outlook messages, made into mail as others send it, so that one reader reads both; appointments and contacts too."""

from __future__ import annotations

import email.policy
import email.utils
import mimetypes
from collections.abc import Iterator
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.mail.calendar import write_calendar
from ingest.loaders.mail.message import MAX_DEPTH, subject, write_message
from ingest.loaders.mail.outlook_properties import OutlookItem, read_names
from ingest.loaders.mail.rtf_body import restore_page, unpack_rtf
from ingest.loaders.office.legacy import read_rtf
from ingest.loaders.ole import open_container
from ingest.loaders.ole_objects import read_packed
from ingest.loaders.omissions import Omissions
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.properties import make_properties
from ingest.loaders.text.decode import decode
from kb.errors import Unreadable

RECIPIENTS, ATTACHMENTS = "__recip_version1.0_", "__attach_version1.0_"
# Properties by number: [MS-OXPROPS].
CLASS, SUBJECT = 0x001A, 0x0037
TIMES = (0x0039, 0x0E06, 0x3007)  # when it was sent, received, made
SENDER, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
NAME, ADDRESS, SMTP, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
KINDS = {1: "To", 2: "Cc"}
BODY, PAGE, RICH_TEXT = 0x1000, 0x1013, 0x1009
LONG_FILE_NAME, FILE_NAME, CONTENT, MEDIA_TYPE, CONTENT_ID = 0x3707, 0x3704, 0x3701, 0x370E, 0x3712
START, END, PLACE = 0x820D, 0x820E, 0x8208
TASK_START, DUE = 0x8104, 0x8105
CONTACT = {"Name": (NAME,), "Company": (0x3A16,), "Title": (0x3A17,), "Phone": (0x3A08,), "Mobile": (0x3A1C,),
           "Private": (0x3A09,), "E-mail": (0x8083,), "Address": (0x801B, 0x3A15)}  # fmt: skip
# People's names are no addresses to take apart: "Holm, Greta" is one.
PEOPLE = HeaderRegistry()
for _name in ("from", "to", "cc"):
    PEOPLE.map_to_type(_name, UniqueUnstructuredHeader)  # type: ignore[arg-type]
POLICY = email.policy.default.clone(header_factory=PEOPLE)


def load_msg(path: Path) -> LoadedFile:
    top = open_container(path.read_bytes())
    if top is None:
        raise Unreadable("is damaged: its end is missing, or it was not copied whole")
    item = OutlookItem(top, read_names(top))
    problems: list[str] = []
    message = _message(item, problems, 0)
    builder = PageBuilder()
    write_message(builder, message, problems, 0)
    _write_item(builder, item)
    sent = item.time(*TIMES)
    properties = make_properties(_sender(item), sent.isoformat()[:19] if sent else "")
    return LoadedFile(subject(message) or path.stem, (builder.page(),), tuple(problems), properties=properties)


def _message(item: OutlookItem, problems: list[str], depth: int) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(item):
        message[name] = value
    plain, page = _read_body(item, problems)
    message.set_content(plain)
    if page:
        message.add_alternative(page, subtype="html")
    for attachment in item.items(ATTACHMENTS):
        _attach(message, attachment, problems, depth)
    return message


def _headers(item: OutlookItem) -> Iterator[tuple[str, str]]:
    """A header's name and value, those with a value only."""
    people: dict[str, list[str]] = {"From": [_sender(item)], "To": [], "Cc": []}
    for recipient in item.items(RECIPIENTS):
        kind = KINDS.get(recipient.number(RECIPIENT_KIND) & 0xF)
        if kind:
            people[kind].append(_name_person(recipient.text(NAME), recipient.text(SMTP, ADDRESS)))
    for name, persons in people.items():
        if any(persons):
            yield name, ", ".join(filter(None, persons))
    sent = item.time(*TIMES)
    if sent:
        yield "Date", email.utils.format_datetime(sent)
    if item.text(SUBJECT):
        yield "Subject", item.text(SUBJECT)


def _sender(item: OutlookItem) -> str:
    return _name_person(item.text(SENDER), item.text(SENDER_SMTP, SENDER_ADDRESS))


def _name_person(name: str, address: str) -> str:
    """Addresses within an organisation, paths in its directory, are none that a reader sees."""
    name = name.strip("'\"")
    if "@" not in address or address == name:
        return name
    return f"{name} <{address}>" if name else address


def _read_body(item: OutlookItem, problems: list[str]) -> tuple[str, str]:
    """The plain text, and the page if there is one; rich text that is no page takes the plain text's place."""
    plain = item.long_text(BODY).replace("\r\n", "\n")
    packed = item.bytes(RICH_TEXT)
    omissions = Omissions()
    try:
        page = item.long_text(PAGE) or decode(item.bytes(PAGE), item.encoding)
        if page or not packed:
            return plain, page
        rtf = unpack_rtf(packed)
        page = restore_page(rtf)
        text = "" if page else read_rtf(rtf, omissions)
    except Unreadable:  # one form of it is damaged, and the plain one is there
        return plain, ""
    problems += omissions.describe()
    return text or plain, page


def _attach(message: EmailMessage, attachment: OutlookItem, problems: list[str], depth: int) -> None:
    name = attachment.text(LONG_FILE_NAME, FILE_NAME, NAME) or "attachment"
    inside = attachment.folder(CONTENT)
    data = attachment.bytes(CONTENT)
    if inside and inside.read("__properties_version1.0"):
        if depth <= MAX_DEPTH:
            message.add_attachment(_message(attachment.inside(inside), problems, depth + 1), filename=name)
        return
    if inside:
        packed = read_packed(inside)
        if packed is None:
            problems.append(f"attachment {name} was not read: it is an object of another program")
            return
        name, data = packed
    kind = attachment.text(MEDIA_TYPE) or mimetypes.guess_type(name)[0] or ""
    main, _, sub = kind.partition("/")
    if not sub or main in ("message", "multipart"):
        main, sub = "application", "octet-stream"
    number = attachment.text(CONTENT_ID)
    message.add_attachment(data, main, sub, filename=name, cid=f"<{number}>" if number else None)


def _write_item(builder: PageBuilder, item: OutlookItem) -> None:
    """What an appointment, a task or a contact says beside its text."""
    kind = item.text(CLASS).upper()
    if kind.startswith(("IPM.APPOINTMENT", "IPM.SCHEDULE")):
        write_calendar(builder, _event(item, "VEVENT", {"DTSTART": START, "DTEND": END}))
    elif kind.startswith("IPM.TASK"):
        write_calendar(builder, _event(item, "VTODO", {"DTSTART": TASK_START, "DUE": DUE}))
    elif kind.startswith("IPM.CONTACT"):
        lines = [f"{name}: {value}" for name, numbers in CONTACT.items() if (value := item.text(*numbers))]
        builder.add("\n".join(lines))


def _event(item: OutlookItem, kind: str, times: dict[str, int]) -> str:
    lines = [f"SUMMARY:{item.text(SUBJECT)}"]
    for name, number in times.items():
        time = item.time(number)
        lines += [f"{name}:{time:%Y%m%dT%H%M%SZ}"] if time else []
    place = item.text(PLACE)
    lines += [f"LOCATION:{place}"] if place else []
    return "\n".join(["BEGIN:VCALENDAR", f"BEGIN:{kind}", *lines, f"END:{kind}", "END:VCALENDAR"])
