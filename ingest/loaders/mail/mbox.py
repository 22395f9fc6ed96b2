"""Mailboxes: many e-mails in one file, each a section under its subject."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.mail.message import subject, write_message
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable

# A line that begins so in a message has ">" put before it.
FROM = re.compile(rb"^From .*\r?\n", re.MULTILINE)
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
MAX_MESSAGES = 20_000


def load_mbox(path: Path) -> LoadedFile:
    builder = PageBuilder()
    problems: list[str] = []
    for number, data in enumerate(_messages(path.read_bytes()), 1):
        if number > MAX_MESSAGES:
            problems.append(f"holds more than {MAX_MESSAGES:,} messages: the rest was left out")
            break
        message = email.message_from_bytes(data, policy=email.policy.default)
        builder.add_heading(1, subject(message) or f"Message {number}")
        write_message(builder, message, problems, 1)
    return LoadedFile(path.stem, (builder.page(),), tuple(problems))


def _messages(data: bytes) -> Iterator[bytes]:
    starts = [match.span() for match in FROM.finditer(data) if _is_beginning(data, match.start())]
    if not starts:
        raise Unreadable("is not really a mailbox: it holds no messages")
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for (_, start), end in zip(starts, ends, strict=True):
        yield QUOTED.sub(rb"\1", data[start:end])


def _is_beginning(data: bytes, at: int) -> bool:
    """Only after a blank line: elsewhere it is a sentence."""
    return at == 0 or data[max(at - 4, 0) : at].endswith((b"\n\n", b"\n\r\n"))
