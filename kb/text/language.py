"""The language of a question, as far as fixed phrases need it, and those phrases."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from kb.text.scripts import HAN, HANGUL, KANA

Language = Literal["en", "zh", "zh-Hant", "ja", "ko", "de", "fr", "es"]

_KANA = re.compile(f"[{KANA}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_TRADITIONAL = re.compile(
    r"[個們這裡嗎麼說與為對時會來開關於應該點過還請問誰學號碼頁員經國產業總門間電話報價規費條點數題]"
)
_EVERYDAY: dict[Language, frozenset[str]] = {
    "de": frozenset(
        "der die das und ist wie viele viel wer wann warum welche welcher welches nicht ein eine für mit ich".split()
    ),
    "fr": frozenset(
        "le la les des est quel quelle quels combien qui quand pourquoi où une pour avec je nous dans".split()
    ),
    "es": frozenset(
        "el los las es cuál cuáles cuánto cuántos cuántas quién cuándo qué dónde una para con por del".split()
    ),
}
_ENGLISH = frozenset("the of and to in is that for it with as was on are be this by or".split())
_EAST_ASIAN = re.compile(f"[{KANA}{HANGUL}]|{HAN.pattern}")

NOT_FOUND: dict[Language, str] = {
    "en": "Not in these documents.",
    "zh": "这些文档里没有答案。",
    "zh-Hant": "這些文件裡沒有答案。",
    "ja": "これらの文書には答えがありません。",
    "ko": "이 문서들에는 답이 없습니다.",
    "de": "Das steht nicht in diesen Dokumenten.",
    "fr": "Ces documents ne le disent pas.",
    "es": "Estos documentos no lo dicen.",
}
NEAREST: dict[Language, str] = {
    "en": "What comes nearest:",
    "zh": "最接近的内容：",
    "zh-Hant": "最接近的內容：",
    "ja": "最も近い記述：",
    "ko": "가장 가까운 내용:",
    "de": "Am nächsten kommt:",
    "fr": "Ce qui s’en approche le plus :",
    "es": "Lo más cercano:",
}
WORD_FOR_WORD: dict[Language, str] = {
    "en": "From the documents, word for word:",
    "zh": "文档原文：",
    "zh-Hant": "文件原文：",
    "ja": "文書の原文：",
    "ko": "문서 원문:",
    "de": "Wörtlich aus den Dokumenten:",
    "fr": "Mot à mot dans les documents :",
    "es": "Textualmente en los documentos:",
}


def detect_text_language(text: str) -> Language | Literal[""]:
    """Of a page: by the script of most of it, else by everyday words; "" where neither tells."""
    letters = sum(map(str.isalpha, text))
    east_asian = [letter for letter in text if _EAST_ASIAN.match(letter)]
    if 4 * len(east_asian) >= letters > 0:  # one of them says about as much as a short word in an alphabet
        return detect_language("".join(east_asian))
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    counts = {name: sum(words[word] for word in known) for name, known in (_EVERYDAY | {"en": _ENGLISH}).items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 3 else ""


def detect_language(text: str) -> Language:
    """By script, and for European languages by everyday words; English where nothing tells."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if HAN.search(text):
        return "zh-Hant" if _TRADITIONAL.search(text) else "zh"
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in known for word in words) for language, known in _EVERYDAY.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 2 else "en"
