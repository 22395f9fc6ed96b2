"""The names in a text: capitalised words and codes, Chinese persons where one is named, the parties of a contract."""

from __future__ import annotations

import re

from kb.text.scripts import EAST_ASIAN, IDEOGRAPHS
from kb.text.stop_words import stop_words
from kb.text.terms import extract_terms

# A letter or digit of an alphabet: Chinese writes a name ("BSkyB的广播") without a blank behind it.
_L = rf"[^\W{EAST_ASIAN}]"
_JOINED = rf"[^\W{EAST_ASIAN}]|[’'-]"
# Looked for within the first letters of a word only: to its end, each joint of a long one would cost all of it.
_NAME = re.compile(
    rf"(?<!{_L})(?:[A-Z](?:{_JOINED}){{0,60}}?[a-z](?:{_JOINED})*|[A-Z]{{2,}}(?:{_L}|-)*|[A-Z][A-Z-]{{0,60}}?\d(?:{_L}|-)*"
    rf"|{_L}{{0,60}}?\d{_L}{{0,60}}?[A-Z]{_L}*|[a-z]{{2,30}}-?\d(?:{_L}|-)*)"
)
_CLASSED = re.compile(r"(?<![A-Za-z])[A-Z](?=[级类座栋区组型款班档楼])[级类座栋区组型款班档楼]|[甲乙丙丁]方")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧"
)
_NO_PERSON = (
    "董事|高[级层管温压于中]|方[案式法面向]|文[件档本]|金[额融]|马上|常[规见用务]|黄[金色]|白[天色]|温度|段落|江[苏西]|石油|万元|任[何务意]"
    "|毛[利衣]|龙头|林[业木]|马[来路]|张[贴]|程[序度]|许[可多]|曾经|周[一二三四五六日末期边]|余额|夏[季天]|何[时地人种]|范围|韩国|郑州|[宋唐]代"
)
_PERSON = re.compile(
    rf"(?:(?<=[是为叫由找给向])|^|(?<=[，。、；：\s]))(?P<name>(?!{_NO_PERSON})[{_SURNAMES}][{IDEOGRAPHS}]{{1,2}}?)"
    r"(?=$|[，。、；！？\s\[（(]|负责|担任|批准|审批|领导|主持|签字|任命|是|为)"
)
_NOUN_ENDING = re.compile(r"(?:ing|ion|ions|ment|ments|ity|ness|ly)$")
_NOT_NAMES = stop_words("en") | frozenset(
    "according additionally also altogether although always among anybody anyone anything besides both can celsius chf"
    " cny das der die document documents ein eine eur every everyone fahrenheit furthermore gbp hkd however ja jpy many"
    " may might moreover must nein neither never nobody none note once overall per please rmb shall since somebody"
    " someone source sources therefore though unless until us usd whenever wherever whether whoever whose will within"
    " without yes".split()
)
_PLURAL_VERB = re.compile(r"\W*\w+s\s+(?:are|were|have|need|do|get|must|may|can|should|will)\b")


def names_in(text: str, common: str = "") -> list[str]:
    """Names, in order. A first word is a name unless `common` text writes it small, in any form."""
    first = re.match(r"\W*(\w+)", text)
    opening = first.group(1) if first else ""
    found = list(dict.fromkeys(match.group() for match in _NAME.finditer(text) if is_name(match.group())))
    if opening in found and (_is_everyday(opening, common) or _PLURAL_VERB.match(text)):
        found.remove(opening)
    found += [match.group() for match in _CLASSED.finditer(text)] + [match["name"] for match in _PERSON.finditer(text)]
    return list(dict.fromkeys(found))


def is_name(word: str) -> bool:
    """Whether a capitalised word can be a name at all."""
    return word.lower() not in _NOT_NAMES


def _is_everyday(word: str, common: str) -> bool:
    if not word[1:].islower():
        return False
    if _NOUN_ENDING.search(word) or re.search(rf"\b{re.escape(word.lower())}", common):
        return True
    stems = set(extract_terms(word))
    return any(
        stems & set(extract_terms(small)) for small in re.findall(rf"\b{re.escape(word[:3].lower())}\w*", common)
    )
