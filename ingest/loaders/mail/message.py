"""E-mail: headers, body, and the attachments that can be read, each as a section."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from ingest.loaders.embedded import write_embedded
from ingest.loaders.formats import LoadedFile, find_suffix
from ingest.loaders.mail.calendar import write_calendar
from ingest.loaders.omissions import STRUCK, Omissions
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from ingest.loaders.text.html import write_html
from kb.errors import Unreadable
from kb.types import Page

HEADERS = ("From", "To", "Cc", "Date", "Subject")
MAX_PARSED = 20_000  # characters of a header: the time of the library's parser grows with their square
MAX_DEPTH = 4  # messages within messages
OTHER = 0.25  # share of a part's words that the other one does not have: links and a footer are less
MOVED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉")  # figures above and below the line
ADDRESS = re.compile(r"\S+://\S+")  # plain parts have them in full, HTML parts behind words
# What mail programs put above the message that is answered or passed on.
EARLIER = re.compile(
    r"^[> ]*(?:On .{5,120} wrote:|-{2,} ?(?:Original Message|Forwarded message|原始邮件|原始郵件|转发邮件) ?-{2,}|"
    r"Am .{5,120} schrieb .{1,80}:|Le .{5,120} a écrit\s?:|在 ?.{5,120}写道[：:]|.{5,120}寫道[：:])[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class _Body:
    """What a message says, as plain text or as a page."""

    plain: str | None
    page: Page | None
    problems: tuple[str, ...] = ()


def load_mail(path: Path) -> LoadedFile:
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # saved anew by an editor
        data = data.decode("utf-16", "replace").encode()
    message = email.message_from_bytes(data, policy=email.policy.default)
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
    body = _choose_body(message)
    problems += body.problems
    _write_body(builder, body, depth)
    seen: set[bytes] = set()
    for attachment in _attachments(message):
        _write_attachment(builder, attachment, problems, depth, seen)


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


def _choose_body(message: EmailMessage) -> _Body:
    """The plain text, unless the HTML, which readers are shown first, says more, or what plain text cannot show."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    omissions = Omissions()
    rendered = PageBuilder()
    if html is not None:
        write_html(_content(html), rendered, omissions)
    page = rendered.page() if html is not None else None
    if plain is None or page is None:
        return _Body(None if plain is None else _content(plain), page, omissions.describe())
    text = _content(plain)
    in_plain, in_html = _count_words(text), _count_words(page.text)
    withdrawn = any(note.startswith(STRUCK) for note in omissions.describe())
    raised = not MOVED.isdisjoint(page.text) and MOVED.isdisjoint(text)
    if not (withdrawn or raised) and (in_html - in_plain).total() <= OTHER * in_html.total():
        return _Body(text, None)
    differs = (in_plain - in_html).total() > OTHER * in_plain.total()
    note = ("its plain text says other than its HTML part: left out",) if differs and in_plain else ()
    return _Body(None, page, (*omissions.describe(), *note))


def _count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", ADDRESS.sub(" ", text.lower())))


def _write_body(builder: PageBuilder, body: _Body, depth: int) -> None:
    if body.page is not None:
        builder.absorb(body.page)
    text = body.plain or ""
    end = 0
    for earlier in EARLIER.finditer(text):
        builder.add(text[end : earlier.start()])
        builder.add_heading(2 + depth, earlier[0].strip("> "))
        end = earlier.end()
    builder.add(text[end:])


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> Iterator[MIMEPart]:
    """Parts that stand for themselves: not the body, nor another form of it, nor pictures inside it."""
    forms = {id(form) for kind in ("plain", "html") if (form := message.get_body((kind,))) is not None}
    for part in _leaves(message):
        if id(part) not in forms and not _is_inline(part):
            yield part


def _is_inline(part: MIMEPart) -> bool:
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


def _write_attachment(builder: PageBuilder, part: MIMEPart, problems: list[str], depth: int, seen: set[bytes]) -> None:
    name = Path((part.get_filename() or "").replace("\\", "/")).name
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        if not isinstance(inner, EmailMessage):
            return
        if depth >= MAX_DEPTH:
            problems.append(f"attachment {subject(inner) or name or 'Message'} is a message in a message in a message")
            return
        builder.add_heading(1 + depth, subject(inner) or name or "Message")
        write_message(builder, inner, problems, depth + 1)
        return
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip() or payload in seen:
        return
    seen.add(payload)  # invitations come as a part and as a file
    if part.get_content_type() == "text/calendar":
        write_calendar(builder, _content(part))
    else:
        name = name or "attachment" + find_suffix(part.get_content_type())
        problems += write_embedded(builder, name, payload, 1 + depth)
