"""Outlook messages, written here as they lie in their containers."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.loaders.mail.rtf_body import restore_page, unpack_rtf
from tests.loaders.containers import write_container

SENT = datetime(2024, 9, 17, 10, 0, tzinfo=UTC)


def text(number: int, words: str) -> dict[str, bytes]:
    # The containers written here fill streams up with zeros.
    return {f"__substg1.0_{number:04X}001F": words.encode("utf-16-le")}


def narrow(number: int, words: bytes) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}001E": words}


def data(number: int, content: bytes) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}0102": content}


def fixed(head: int, *values: tuple[int, int, bytes]) -> dict[str, bytes]:
    rows = b"".join(struct.pack("<HHI", kind, number, 0) + value.ljust(8, b"\0") for number, kind, value in values)
    return {"__properties_version1.0": bytes(head) + rows}


def time(when: datetime) -> bytes:
    return struct.pack("<Q", int((when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000)


def message(head: int = 32, *values: tuple[int, int, bytes], **parts: Any) -> dict[str, Any]:
    recipient = (
        fixed(8, (0x0C15, 3, struct.pack("<I", 1))) | text(0x3001, "Berg, Nils") | text(0x39FE, "nils@lake.example")
    )
    return (
        fixed(head, (0x0039, 0x40, time(SENT)), *values)
        | text(0x0037, "Rates")
        | text(0x0C1A, "Holm, Greta")
        | text(0x5D01, "greta@lake.example")
        | {"__recip_version1.0_#00000000": recipient}
        | parts
    )


def packed(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def read(tmp_path: Path, tree: dict[str, Any]) -> LoadedFile:
    (tmp_path / "a.msg").write_bytes(write_container(tree))
    return load(tmp_path / "a.msg")


def test_a_message_has_its_people_date_and_words(tmp_path):
    loaded = read(tmp_path, message() | text(0x1000, "The rate is 1,050 euros."))
    assert loaded.title == "Rates"
    assert loaded.pages[0].text == (
        "From: Holm, Greta <greta@lake.example>\nTo: Berg, Nils <nils@lake.example>\n"
        "Date: Tue, 17 Sep 2024 10:00:00 +0000\nSubject: Rates\n\nThe rate is 1,050 euros."
    )
    assert (loaded.properties.author, loaded.properties.created) == (
        "Holm, Greta <greta@lake.example>",
        "2024-09-17T10:00:00",
    )


def test_struck_words_of_a_messages_page_are_left_out_though_its_plain_text_has_them(tmp_path):
    page = b"<p>The rate is <s>900 euros</s> 1,050 euros.<span style='display:none'>Floor: 700</span></p>"
    loaded = read(tmp_path, message() | text(0x1000, "The rate is 900 euros 1,050 euros.") | data(0x1013, page))
    assert loaded.pages[0].text.endswith("Subject: Rates\n\nThe rate is 1,050 euros.")
    assert loaded.problems == (
        "text that is struck through: left out (1 place)",
        "hidden text: left out (1 place)",
    )


def test_struck_hidden_and_raised_words_of_a_messages_rich_text_are_read_as_they_are_seen(tmp_path):
    rtf = rb"{\rtf1\ansi The rate is {\strike 900} 1,050 euros, 10{\super 6} cells.{\v Floor: 700}\par}"
    loaded = read(
        tmp_path, message() | text(0x1000, "The rate is 900 1,050 euros, 106 cells.") | data(0x1009, packed(rtf))
    )
    assert loaded.pages[0].text.endswith("The rate is 1,050 euros, 10⁶ cells.")
    assert loaded.problems == (
        "text that is struck through: left out (1 place)",
        "hidden text: left out (1 place)",
    )


def test_a_page_that_was_made_into_rich_text_is_read_as_a_page():
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
        rb"Gr\'f6\'dfe \u8364?5 {\*\htmltag84 <s>}9\{00\}{\*\htmltag92 </s>}\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}"
    )
    assert restore_page(rtf) == "<p>Größe €5 <s>9{00}</s></p>"
    assert restore_page(rb"{\rtf1\ansi plain}") == ""


def test_a_long_page_takes_time_by_its_length():
    seconds = []
    for lines in (2_000, 32_000):
        line = rb"{\*\htmltag64 <p>}some words of a letter \'e4 and more words of it"
        started = process_time()
        assert len(restore_page(rb"{\rtf1\ansicpg1252\fromhtml1 " + lines * line + b"}")) == lines * 48
        seconds.append(process_time() - started)
    assert seconds[1] < 40 * seconds[0]  # 16 times the length; by its square it took 150 times as long


def test_packed_rich_text_is_unpacked():
    # The example of [MS-OXRTFCP] 4.1.1.
    whole = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(whole) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_message_in_a_message_and_a_file_in_it_are_read(tmp_path):
    inner = message(24) | text(0x1000, "The rate was 900 euros.")
    forwarded = fixed(8, (0x3705, 3, struct.pack("<I", 5))) | {"__substg1.0_3701000D": inner}
    table = fixed(8) | text(0x3707, "prices.csv") | data(0x3701, b"Item,Price\nTea,3\n")
    parts = {"__attach_version1.0_#00000000": forwarded, "__attach_version1.0_#00000001": table}
    loaded = read(tmp_path, message() | text(0x1000, "See below.") | parts)
    assert "See below.\n\nRates\n\nFrom: Holm, Greta" in loaded.pages[0].text
    assert "The rate was 900 euros." in loaded.pages[0].text
    assert "prices.csv\n\n| Item | Price |\n| --- | --- |\n| Tea | 3 |" in loaded.pages[0].text


def test_an_appointment_says_when_and_where(tmp_path):
    names = struct.pack("<IIIIII", 0x820D, 0 << 16, 0x820E, 1 << 16, 0x8208, 2 << 16)
    tree = message(
        32,
        (0x8000, 0x40, time(datetime(2024, 10, 1, 8, 30, tzinfo=UTC))),
        (0x8001, 0x40, time(datetime(2024, 10, 1, 9, 0, tzinfo=UTC))),
    )
    tree |= text(0x001A, "IPM.Appointment") | text(0x8002, "Pier 4")
    tree |= {"__nameid_version1.0": {"__substg1.0_00030102": names}}
    assert (
        read(tmp_path, tree).pages[0].text.endswith("Event: Rates\nWhen: 2024-10-01 08:30 – 09:00 (UTC)\nWhere: Pier 4")
    )


def test_a_message_in_the_letters_of_its_country_is_read_in_them(tmp_path):
    tree = message(32, (0x3FFD, 3, struct.pack("<I", 1251))) | narrow(0x1000, "Аренда 900 рублей".encode("cp1251"))
    assert read(tmp_path, tree).pages[0].text.endswith("Аренда 900 рублей")
