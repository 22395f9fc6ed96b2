"""Bytes to text: which encoding they are in, by what the text would look like in each."""

from __future__ import annotations

import codecs
import re
from functools import cache

from charset_normalizer import from_bytes

from kb.errors import Unreadable

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 65_536
EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "euc_kr")

# The most frequent characters of running text, simplified and traditional: short samples are decided by them.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把"
    "机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產請據書員規則報告"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")
WORD_NEIGHBOUR = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data` with its line ends as \\n and no NUL; `declared` is believed only if it reads well.

    Unreadable when most of it is not text.
    """
    text = _decoded(data, declared).replace("\r\n", "\n").replace("\r", "\n")
    controls = len(CONTROL.findall(text[:SAMPLE]))
    if controls > 0.1 * min(len(text), SAMPLE):
        raise Unreadable("is not text: most of it is binary data")
    return text.replace("\x00", "").removeprefix("\ufeff")


def _decoded(data: bytes, declared: str | None) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    wide = _utf16_without_bom(data[:SAMPLE])
    if wide:
        return data.decode(wide, "replace")
    data = data.replace(b"\x00", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A few bad bytes in long UTF-8 (a cut file, one pasted name) do not make it another encoding.
        if _mostly_utf8(data, error):
            return data.decode("utf-8", "replace")
    return data.decode(_best_encoding(data, declared), "replace")


def _mostly_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    sample = data[:SAMPLE]
    text = sample.decode("utf-8", "replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > 10 * text.count("\ufffd")


def _utf16_without_bom(sample: bytes) -> str | None:
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 8:
        return None
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    if sample.count(0) == 0:
        return None
    return _wide_chinese(sample)


def _wide_chinese(sample: bytes) -> str | None:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(character in FREQUENT or character in "，。\n " for character in text) > 0.15 * len(text):
            return encoding
    return None


def _best_encoding(data: bytes, declared: str | None) -> str:
    sample = data[:SAMPLE]
    scores = {encoding: _score(sample, encoding) for encoding in (*EAST_ASIAN, "cp1252")}
    best = max(scores, key=lambda encoding: scores[encoding])
    if declared:
        named = _python_name(declared)
        if named and _score(sample, named) >= max(0.0, scores[best] - 0.3):
            return named
    if scores[best] > 0.2:
        return best
    guess = from_bytes(sample).best()
    return guess.encoding if guess else "cp1252"


def _python_name(declared: str) -> str | None:
    name = declared.strip().lower()
    name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
            "shift_jis": "cp932", "big5": "big5hkscs"}.get(name, name)  # fmt: skip
    try:
        return codecs.lookup(name).name if codecs.lookup(name)._is_text_encoding else None
    except LookupError:
        return None


def _score(sample: bytes, encoding: str) -> float:
    """How much the sample looks like text in this encoding: about 1 is certain, below 0 is nonsense."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return -9.0
    foreign = [index for index, character in enumerate(text) if character > "\x7f"]
    if not foreign:
        return 0.0
    weigh = _weigh_western if encoding == "cp1252" else _weigh_east_asian
    return sum(weigh(text, index) for index in foreign) / len(foreign)


def _weigh_western(text: str, index: int) -> float:
    character = text[index]
    neighbours = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    if not character.isalpha():
        return 0.3 if character in "“”‘’–—…•€£©®°«»§·¿¡\xa0" else -0.5
    if character in "ÃÂÐÞþð":
        return -0.5
    ascii_beside = sum(bool(re.match(r"[A-Za-z]", neighbour)) for neighbour in neighbours)
    return (0.2, 0.8, 1.0)[ascii_beside] if character.islower() or not ascii_beside else 0.3 * ascii_beside


@cache
def _east_asian_weight(character: str) -> float:
    code = ord(character)
    if character in FREQUENT:
        return 1.5
    if 0x3040 <= code <= 0x30FF:
        return 0.9
    if character in "，。、；：？！（）《》「」『』“”‘’…—　・〜～【】":
        return 0.9
    if 0xAC00 <= code <= 0xD7A3:
        return 0.7
    if 0xFF61 <= code <= 0xFF9F:
        return -0.6  # half-width kana: what Chinese bytes look like read as Shift-JIS
    if 0x4E00 <= code <= 0x9FFF:
        return 0.6 if _is_common_hanzi(character) else -0.4
    if 0xFF00 <= code <= 0xFFEF or 0x2000 <= code <= 0x22FF or 0xA0 <= code <= 0xFF:
        return 0.1
    return -1.0


def _is_common_hanzi(character: str) -> bool:
    """In the first, common half of a national standard: GB 2312 level 1, Big5 level 1 or JIS level 1."""
    ranges = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("euc_jp", 0xB0, 0xCF))
    for encoding, first, last in ranges:
        try:
            lead = character.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return True
    return False


def _weigh_east_asian(text: str, index: int) -> float:
    return _east_asian_weight(text[index])
