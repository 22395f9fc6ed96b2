"""Bytes to text: which encoding they are in, by what the text would look like in each."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from kb.errors import Unreadable
from kb.text.plausibility import measure_plausibility

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "euc_kr")
CANDIDATES = (*EAST_ASIAN, "cp1252", "cp1251", "koi8-r")
CONTAINING = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932",
              "iso8859-1": "cp1252", "ascii": "cp1252"}  # fmt: skip
SAMPLE = 65_536  # bytes
CERTAIN = 0.2  # below, none of the candidates reads like text
UNMISTAKABLE = 0.9  # above, East Asian text it is, whatever single-byte encoding is declared
MARGIN = 0.3  # by which a declared encoding may look worse than the best guess
ESCAPES = re.compile(rb"\x1b\$[@B].+?\x1b\([BJ]", re.DOTALL)  # Japanese mail of old
CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
NOISE = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")
MAX_NOISE = 0.1  # share of characters


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data` with its line ends as \\n and no NUL; `declared` is believed only if it reads well.

    Unreadable when most of it is not text.
    """
    text = _decode(data, declared).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x00", "").removeprefix("\ufeff")
    start = text[:SAMPLE]
    if data.count(0, 0, SAMPLE) > 0.5 * SAMPLE or len(NOISE.findall(start)) > MAX_NOISE * len(start):
        raise Unreadable("is not text: most of it is binary data")
    return text


def _decode(data: bytes, declared: str | None) -> str:
    if ESCAPES.search(data[:SAMPLE]) and data[:SAMPLE].isascii():
        return data.decode("iso2022_jp_2", "replace")
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    wide = _utf16_without_bom(data[:SAMPLE])
    if wide:
        return data.decode(wide, "replace")
    data = data.replace(b"\x00", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # A few bad bytes in long UTF-8 (a cut file, one pasted name) do not make it another encoding.
        if _is_mostly_utf8(data[:SAMPLE]):
            return data.decode("utf-8", "replace")
    return data.decode(_best_encoding(data[:SAMPLE], declared), "replace")


def _is_mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > 10 * text.count("\ufffd")


def _utf16_without_bom(sample: bytes) -> str | None:
    sample = sample[: len(sample) // 2 * 2]
    half = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if half >= 2 and high > 0.4 * half and low < 0.1 * half:
        return "utf-16-le"
    if half >= 2 and low > 0.4 * half and high < 0.1 * half:
        return "utf-16-be"
    if not CONTROL_BYTE.search(sample):  # Chinese in UTF-16 has few zeros, but every kind of byte
        return None
    scores = {encoding: measure_plausibility(sample, encoding) for encoding in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 2 * CERTAIN else None


def _best_encoding(sample: bytes, declared: str | None) -> str:
    scores = {encoding: measure_plausibility(sample, encoding) for encoding in CANDIDATES}
    best = max(scores, key=lambda encoding: scores[encoding])
    named = _python_name(declared)
    if named and _is_believable(sample, named, scores):
        return named
    if scores[best] >= CERTAIN:  # what a letter that stands alone has, as è does in Italian
        return best
    guess = from_bytes(sample).best()
    return guess.encoding if guess else "cp1252"


def _is_believable(sample: bytes, named: str, scores: dict[str, float]) -> bool:
    if named in scores:
        return scores[named] >= max(0.0, max(scores.values()) - MARGIN)
    try:
        text = codecs.getincrementaldecoder(named)().decode(sample)
    except UnicodeDecodeError:
        return False
    return not NOISE.search(text) and max(scores[encoding] for encoding in EAST_ASIAN) < UNMISTAKABLE


def _python_name(declared: str | None) -> str | None:
    """Of a text encoding that Python knows; the larger one where a name is used for more than it stands for."""
    try:
        name = codecs.lookup(declared.strip()).name if declared else ""
        "".encode(name or "ascii")
    except LookupError:
        return None
    return CONTAINING.get(name, name) or None
