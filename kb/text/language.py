"""The language of a question, as far as fixed phrases need it, and those phrases."""

from __future__ import annotations

import re
from typing import Literal

from kb.text.scripts import HAN, HANGUL, IDEOGRAPHS, KANA, mostly_han
from kb.text.stop_words import INTERROGATIVES, STOP_LANGUAGES, StopLanguage, all_stop_words, stop_words

Language = Literal["en", "zh", "zh-Hant", "ja", "ko", "de", "fr", "es"]

_KANA = re.compile(f"[{KANA}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_TRADITIONAL = re.compile(
    r"[個們這裡嗎麼說與為對時會來開關於應該點過還請問誰學號碼頁員經國產業總門間電話報價規費條點數題]"
)

_EAST_ASIAN = re.compile(f"[{KANA}{HANGUL}{IDEOGRAPHS}]+")
_GERMAN_LETTER = re.compile(r"[äöß]", re.IGNORECASE)  # of the languages that a question is answered in, German's alone
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_TELLING = 2  # words: one alone may be a name, or borrowed

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
NOT_CERTAIN: dict[Language, str] = {
    "en": "It is not certain that the documents say this. What comes nearest, word for word:",
    "zh": "不能确定文档里有答案。最接近的原文：",
    "zh-Hant": "不能確定文件裡有答案。最接近的原文：",
    "ja": "文書に答えがあるかどうかは確かではありません。最も近い原文：",
    "ko": "문서에 답이 있는지는 확실하지 않습니다. 가장 가까운 원문:",
    "de": "Es ist nicht sicher, dass das in den Dokumenten steht. Was dem am nächsten kommt, wörtlich:",
    "fr": "Il n’est pas certain que les documents le disent. Le plus proche, mot à mot :",
    "es": "No es seguro que los documentos lo digan. Lo más cercano, textualmente:",
}
# What is said of a model's reply before the documents' own words follow.
NO_ANSWER_WRITTEN: dict[Language, str] = {
    "en": "The model wrote no answer.",
    "zh": "模型没有写出答案。",
    "zh-Hant": "模型沒有寫出答案。",
    "ja": "モデルは答えを書きませんでした。",
    "ko": "모델이 답을 쓰지 않았습니다.",
    "de": "Das Modell hat keine Antwort geschrieben.",
    "fr": "Le modèle n’a pas écrit de réponse.",
    "es": "El modelo no ha escrito ninguna respuesta.",
}
NOT_ALL_FOUND: dict[Language, str] = {
    "en": "Not all of this was found in the documents.",
    "zh": "以上内容并非都能在文档中找到。",
    "zh-Hant": "以上內容並非都能在文件中找到。",
    "ja": "上記のすべてが文書にあるわけではありません。",
    "ko": "위 내용이 모두 문서에 있는 것은 아닙니다.",
    "de": "Nicht alles davon steht in den Dokumenten.",
    "fr": "Tout cela ne se trouve pas dans les documents.",
    "es": "No todo esto se encuentra en los documentos.",
}
NOT_CERTAIN_MEANT: dict[Language, str] = {
    "en": "It is not certain that this is what was asked for:",
    "zh": "不能确定问的就是这个：",
    "zh-Hant": "不能確定問的就是這個：",
    "ja": "お尋ねの内容がこれかどうかは確かではありません：",
    "ko": "이것을 물으셨는지는 확실하지 않습니다:",
    "de": "Es ist nicht sicher, dass danach gefragt war:",
    "fr": "Il n’est pas certain que ce soit la question :",
    "es": "No es seguro que se pregunte esto:",
}
BROKE_OFF: dict[Language, str] = {
    "en": "The model broke off.",
    "zh": "模型中断了。",
    "zh-Hant": "模型中斷了。",
    "ja": "モデルが途中で止まりました。",
    "ko": "모델이 중간에 멈췄습니다.",
    "de": "Das Modell hat abgebrochen.",
    "fr": "Le modèle s’est interrompu.",
    "es": "El modelo se ha interrumpido.",
}


def detect_text_language(text: str) -> Language | Literal[""]:
    """Of a page: by the script of most of it, else by everyday words; "" where neither tells."""
    east_asian = "" if text.isascii() else "".join(_EAST_ASIAN.findall(text))
    if east_asian and _outweighs_letters(east_asian, text):
        return detect_language(east_asian)
    counts = _count_stop_words(text)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > _TELLING and best != "it" else ""


def _outweighs_letters(east_asian: str, text: str) -> bool:
    """Whether these signs of a text make up most of it: each says about as much as a short word in an alphabet."""
    if 4 * len(east_asian) >= len(text) and any(map(str.isalpha, east_asian)):
        return True  # whatever the others are: to look at each takes longest
    return 4 * len(east_asian) >= sum(map(str.isalpha, text)) > 0


def detect_language(text: str, otherwise: Literal["en", "de"] = "en") -> Language:
    """By script, and for European languages by their stop words; `otherwise` where one word or none tells."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if HAN.search(text):
        return "zh-Hant" if _TRADITIONAL.search(text) else "zh"
    counts = _count_stop_words(text)
    if _GERMAN_LETTER.search(text) and counts["de"] >= counts["en"]:
        return "de"
    if "ü" in text.lower() and counts["de"] > max(counts[other] for other in counts if other != "de"):
        return "de"  # French, Spanish and names have that letter too
    best = max(counts, key=lambda language: counts[language])  # the first of equals: English
    first = _FIRST_WORD.search(text)
    for language, words in INTERROGATIVES.items():
        if first and first[0].lower() in words and counts[language] >= counts["en"] and language != "it":
            return language
    if counts[best] >= _TELLING and best != "it":
        return best
    return otherwise if counts[otherwise] == counts[best] else "en"


def group_language(text: str) -> str:
    """Whose words can be compared, roughly: "han", "en", or "other" for another European language."""
    if mostly_han(text):
        return "han"
    counts = _count_stop_words(text)
    return "other" if max(counts.values()) > counts["en"] else "en"


def _count_stop_words(text: str) -> dict[StopLanguage, int]:
    words = re.findall(r"[^\W\d_]{2,}", text.lower())  # a letter alone is left over from "it's", or an initial
    telling = list(filter(all_stop_words().__contains__, words))  # before each language's: most words are of none
    return {language: sum(map(stop_words(language).__contains__, telling)) for language in STOP_LANGUAGES}
