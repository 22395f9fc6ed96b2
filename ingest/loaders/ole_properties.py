"""What an OLE container says of its document: title, author, dates ([MS-OLEPS], [MS-OSHARED] 2.3.3.2.1)."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from ingest.loaders.ole import Storage
from ingest.loaders.text.decode import decode

SUMMARY = "\x05SummaryInformation"
CODE_PAGE, TITLE, AUTHOR, CREATED, SAVED = 1, 2, 4, 12, 13
SHORT, TEXT, WIDE_TEXT, TIME = 2, 30, 31, 64  # types of values
UTF_8, UTF_16 = 65001, 1200
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of times, in tenths of microseconds
MAX_PROPERTIES = 100  # of the summary there are 19


def read_summary(top: Storage) -> dict[int, str]:
    """Its texts on one line and its times as ISO 8601, by their numbers; nothing of what is damaged."""
    data = top.read(SUMMARY)
    try:
        [section] = struct.unpack_from("<I", data, 44)
        [count] = struct.unpack_from("<I", data, section + 4)
        places = [struct.unpack_from("<II", data, section + 8 + 8 * at) for at in range(min(count, MAX_PROPERTIES))]
    except struct.error:
        return {}
    values = {number: data[section + place :] for number, place in places}
    page = values.get(CODE_PAGE, b"")
    encoding = _name_encoding(struct.unpack_from("<H", page, 4)[0]) if len(page) >= 6 else "cp1252"
    return {number: found for number, value in values.items() if (found := _read_value(value, encoding))}


def read_title(top: Storage) -> str:
    return read_summary(top).get(TITLE, "")


def _name_encoding(code_page: int) -> str:
    return {UTF_8: "utf-8", UTF_16: "utf-16-le"}.get(code_page, f"cp{code_page}")


def _read_value(value: bytes, encoding: str) -> str:
    try:
        kind, size = struct.unpack_from("<II", value)
        if kind == TIME:
            [ticks] = struct.unpack_from("<Q", value, 4)
            return (EPOCH + timedelta(microseconds=ticks // 10)).isoformat()[:19] if ticks else ""
    except (struct.error, OverflowError):
        return ""
    if kind not in (TEXT, WIDE_TEXT):
        return ""
    data = value[8 : 8 + size * (2 if kind == WIDE_TEXT else 1)]
    wide = kind == WIDE_TEXT or encoding == "utf-16-le"
    text = data.decode("utf-16-le", "replace") if wide else decode(data.partition(b"\0")[0], encoding)
    return " ".join(text.partition("\0")[0].split())
