"""E-mail: headers, body, and the attachments that can be read, each as a section."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from ingest import temporary_folders
from ingest.loaders.detect import explain_refusal
from ingest.loaders.formats import LoadedFile, find_suffix
from ingest.loaders.load import load
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from ingest.loaders.text.html import write_html
from kb.errors import Unreadable

HEADERS = ("From", "To", "Cc", "Date", "Subject")
MAX_PARSED = 20_000  # characters of a header: the time of the library's parser grows with their square
MAX_DEPTH = 4  # messages within messages
# What mail programs put above the message that is answered or passed on.
EARLIER = re.compile(
    r"^[> ]*(?:On .{5,120} wrote:|-{2,} ?(?:Original Message|Forwarded message|原始邮件|原始郵件|转发邮件) ?-{2,}|"
    r"Am .{5,120} schrieb .{1,80}:|Le .{5,120} a écrit\s?:|在 ?.{5,120}写道[：:]|.{5,120}寫道[：:])[ \t]*$",
    re.MULTILINE,
)


def load_mail(path: Path) -> LoadedFile:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not message.keys() or (message.defects and not message.get("From") and not message.get("Subject")):
        raise Unreadable("is not really an e-mail: it has no headers")
    builder = PageBuilder()
    problems: list[str] = []
    write_message(builder, message, problems, 0)
    return LoadedFile(subject(message) or path.stem, (builder.page(),), tuple(problems))


def subject(message: EmailMessage) -> str:
    return _header(message, "Subject")


def write_message(builder: PageBuilder, message: EmailMessage, problems: list[str], depth: int) -> None:
    """Its headers, body and attachments; `problems` gains what could not be read of them."""
    lines = [f"{name}: {value}" for name in HEADERS if (value := _header(message, name))]
    builder.add("\n".join(lines))
    body = _body(message)
    if body is not None:
        _write_body(builder, body, depth)
    for attachment in _attachments(message, body):
        _write_attachment(builder, attachment, problems, depth)


def _header(message: EmailMessage, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if not raw.isascii():  # bytes whose encoding the message does not say
        value = decode(raw.encode("utf-8", "surrogateescape"))
    elif len(raw) > MAX_PARSED:
        value = raw
    else:
        try:
            value = str(message.get(name, ""))
        except (ValueError, IndexError, AttributeError, KeyError):  # how its parser of malformed headers fails
            value = raw
    return " ".join(value.split())


def _body(message: EmailMessage) -> MIMEPart | None:
    """The plain text, unless it is a stub beside the HTML."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    if plain is None or (html is not None and len(_content(plain).strip()) < 40):
        return html if html is not None else plain
    return plain


def _write_body(builder: PageBuilder, body: MIMEPart, depth: int) -> None:
    if body.get_content_type() == "text/html":
        write_html(_content(body), builder)
        return
    text = _content(body)
    end = 0
    for earlier in EARLIER.finditer(text):
        builder.add(text[end : earlier.start()])
        builder.heading(2 + depth, earlier[0].strip("> "))
        end = earlier.end()
    builder.add(text[end:])


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage, body: MIMEPart | None) -> Iterator[MIMEPart]:
    """Parts that stand for themselves: not the body, nor another form of it, nor pictures inside it."""
    forms = {id(form) for kind in ("plain", "html") if (form := message.get_body((kind,))) is not None}
    for part in _leaves(message):
        if part is not body and id(part) not in forms and not _inline(part):
            yield part


def _inline(part: MIMEPart) -> bool:
    """Whether it is part of how the body looks: its pictures, and of a web page saved in one file its styles too."""
    picture = part.get_content_maintype() == "image" and part.get("Content-ID")
    return bool(picture or (part.get("Content-Location") and part.get_content_disposition() != "attachment"))


def _leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.iter_parts():
        if isinstance(part, MIMEPart):
            yield from _leaves(part)


def _write_attachment(builder: PageBuilder, part: MIMEPart, problems: list[str], depth: int) -> None:
    name = Path((part.get_filename() or "").replace("\\", "/")).name
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        if isinstance(inner, EmailMessage) and depth < MAX_DEPTH:
            builder.heading(1 + depth, subject(inner) or name or "Message")
            write_message(builder, inner, problems, depth + 1)
        return
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes) and payload.strip():
        _write_file(builder, name or "attachment" + find_suffix(part.get_content_type()), payload, problems, depth)


def _write_file(builder: PageBuilder, name: str, payload: bytes, problems: list[str], depth: int) -> None:
    with temporary_folders.folder("mail") as folder:
        file = folder / name[-120:]
        file.write_bytes(payload)
        reason = "is a message in a message in a message" if depth >= MAX_DEPTH else explain_refusal(file)
        try:
            loaded = None if reason else load(file)
        except Unreadable as error:
            loaded, reason = None, str(error)
    if loaded is None:
        problems.append(f"attachment {name} {reason}")
        return
    builder.heading(1 + depth, name)
    for page in loaded.pages:
        builder.absorb(page, deeper=1 + depth)
