"""Words that turn a statement round: negations, and pairs of opposites such as rise and fall, before and after."""

from __future__ import annotations

import re
from functools import cache

# A phrase in which "not" only says how much or how late, or which takes another "not" back.
_NO_NEGATION = re.compile(
    r"\b(?:not|no)\s+(?:later|earlier|sooner|only|just|least)\b(?:\s+than)?|不(?:得|应|能|可)?(?:晚|早|迟)于|不得不|\bno\.?\s*\d"
    r"|\bnot?\s+(?:un|in|im)\w+able\b|\bif not\b|是否|能否|\bwhether or not\b"
    r"|\bnot to mention\b|要不|差不多|只不过|不仅|不但",
    re.IGNORECASE,
)
# German: the negative words of Helbig and Buscha's grammar, and what DIN 820-2 (annex G) and OpenThesaurus give for
# "not allowed". Of German laws turned by script these two tell 190:6 and 155:0 more, false : true, and 1:11 and 0:45
# that they told before no longer; of XNLI 12:0 and 7:2, and 0:0 and 1:0. Chinese 没 before any verb, but not where it
# is read mò: of ChineseNLIProbing 160:48 and 13:8, of OCNLI 2:0 and 1:1; 拒绝: of both 3:0. All of halves not read.
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|without|cannot|nobody|nothing|prohibit\w*|forbid\w*|forbade|banned|bans?|exclud\w*"
    r"|disallow\w*|ineligible|invalid|unable|unpaid|unavailable|unauthori[sz]ed|unlimited|unlawful|unnecessary|illegal"
    r"|impossible|impermissible|fail(?:s|ed)? to|lacks?|lacked|kein\w*|nicht|nie|ohne|sin|ne|pas|jamais|unless"
    r"|nichts|niemals|niemand(?:e[mns]|es)?|nirgend\w*|mitnichten|weder"
    r"|verbiete\w*|verbot(?:en\w*)?|untersag\w*|unzulässig\w*|unerlaubt\w*)\b|n't\b"
    r"|\bes sei denn\b|除非"
    r"|不(?!过|同|断|少|久|管|只|论|锈|动产|锈钢|良)|没有|(?<![沉淹埋出吞湮泯覆辱])没(?![有收落药])|未(?!来)|无(?!论|线|锡|数|疑)"
    r"|拒绝|禁止|严禁|非(?!常|洲)|别(?=再)|免(?=除|收|交|征)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:it is|it's|that is) (?:not true|false|wrong|untrue|not the case|not correct|incorrect)\b(?: that)?"
    r"|并非|并不是"
)

_AXES = [
    (
        r"\b(?:increas\w*|rais(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|gr(?:ow|ows|ew|own|owth|owing)|climb\w*|gain(?:s|ed)?|improv\w*|expand\w*)\b"
        r"|增长|增加|上升|上涨|提高|提升|上调|扩大|上浮",
        r"\b(?:decreas\w*|fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|declin\w*|reduc\w*|shr[aiu]nk\w*|lowered|cuts?|worsen\w*)\b"
        r"|下降|减少|降低|下跌|下滑|下调|缩小|缩减|下浮",
    ),
    (
        r"\b(?:before|prior to|ahead of|in advance)\b|之前|以前|提前|(?<![目当之以提面从空])前(?![者往提言沿景期台])",
        r"\b(?:after|afterwards)\b|之后|以后|(?<![最然售背之以随先])后(?![者来果台续期面])",
    ),
    (
        r"\b(?:begin\w*|began|begun|start(?:s|ed|ing)?|commenc\w*)\b|开始|起始",
        r"\b(?:end(?:s|ed|ing)?|expir\w*|terminat\w*|finish\w*)\b|结束|终止|截止|到期|届满",
    ),
    (
        r"\b(?:open|opens|opened)\b|开门|开馆|营业(?![收额利成外税部执])",
        r"\b(?:close|closes|closed)\b|关门|闭馆|打烊",
    ),
    (
        r"\b(?:all|every|each(?! other)|everyone|everybody)\b|全体|所有|全部|每[个名位人家]|一律",
        r"\b(?:some(?!\s*\d)|several|certain|a few|many)\b|部分|有些|某些|少数|一些|个别",
    ),
    (
        r"\b(?:mandatory|compulsory|obligatory)\b|强制|必须",
        r"\b(?:optional(?:ly)?|voluntar\w*)\b|可选|自愿|无需|不必",
    ),
    (
        r"\b(?:high|higher|highest|large|larger|largest|bigger|biggest|greater|greatest|longer|longest|older|oldest|faster|fastest|hotter"
        r"|warmer|stronger|strongest|better|best|more|most|heavier|wider|taller|expensive)\b(?![^.,;]{0,120}\bthan\b)|更高|更多|更大|更长|最大|最多|较高|较大",
        r"\b(?:low|lower|lowest|small|smaller|smallest|less|fewer|fewest|least|shorter|shortest|younger|youngest|slower|slowest|colder|cooler"
        r"|weaker|weakest|worse|worst|lighter|narrower|cheap|cheaper)\b(?![^.,;]{0,120}\bthan\b)|更低|更少|更小|更短|最小|最少|较低|较小",
    ),
    (
        r"\b(?:accept\w*|approv\w*|granted|grants)\b|批准|同意|接受",
        r"\b(?:reject\w*|refus\w*|den(?:y|ies|ied))\b|拒绝|驳回|否决",
    ),
    (r"\bfirst\b", r"\blast\b(?! (?:year|month|week|night|name|few|two|three))|\bfinal(?:ly)?\b"),
    (r"\b(?:earlier|earliest)\b|最早|早于", r"(?<!not )(?<!no )\b(?:later|latest)\b|最晚|最迟|(?<!不)[晚迟]于"),
    (
        r"\b(?:not|no) later than\b|\bat the latest\b|最[晚迟]|不(?:得|应|能|可)?[晚迟]于",
        r"(?<!not )(?<!no )\blater than\b|(?<![不得应能可])[晚迟]于",
    ),
    (r"\b(?:include[sd]?|including)\b|包括|包含", r"\b(?:exclude[sd]?|excluding)\b|不含|不包括|不包含|除外"),
    (
        r"\b(?:landlords?|lessors?|employers?|sellers?|vendors?|lenders?|licensors?|teachers?|doctors?)\b|房东|出租[人方]|雇主|卖[方家]|老师",
        r"\b(?:tenants?|lessees?|employees?|buyers?|purchasers?|borrowers?|licensees?|students?|patients?)\b|租[户客]|承租[人方]|雇员|买[方家]|学生",
    ),
    (r"\b(?:profit|profits)\b|盈利|利润", r"\b(?:loss|losses)\b|亏损"),
    (r"\b(?:income|revenues?|receipts)\b|收入", r"\b(?:expenses?|expenditures?)\b|支出|费用"),
    (r"\b(?:import\w*)\b|进口", r"\b(?:export\w*)\b|出口"),
    (r"\b(?:north\w*)\b|北", r"\b(?:south\w*)\b|南"),
    (r"\b(?:east(?:ern)?)\b|东", r"\b(?:west(?:ern)?)\b|西"),
]  # fmt: skip
# The same pairs in German, whole words or beginnings of words (with *); empty where the words are not compared.
_GERMAN = [
    (
        "steig* stieg* gestiegen erhöh* zunahm* zunehm* zugenommen",
        "sink* sank* gesunken senk* gesenkt verringer* reduzier*",
    ),
    ("vor bevor zuvor vorher", "nach nachdem danach nachher"),
    ("beginn* begann* begonnen", "ende endet enden endete*"),
    ("öffnet geöffnet", "schließt geschlossen"),
    ("alle aller allem allen alles jede* sämtliche*", "einige* manche* mehrere* viele*"),
    ("verpflichtend obligatorisch vorgeschrieben", "freiwillig* fakultativ"),
    ("höher* größer* länger* teurer* schneller*", "niedriger* kleiner* kürzer* geringer* billiger* langsamer*"),
    ("genehmig* akzeptier* angenommen", "ablehn* abgelehnt verweiger*"),
    ("", ""),
    ("früher frühestens", "später spätestens"),
    ("", ""),
    ("einschließlich inklusive inbegriffen enthalten", "exklusive ausgenommen ausgeschlossen"),
    (
        "vermieter* arbeitgeber* verkäufer* auftraggeber* lizenzgeber*",
        "mieter* arbeitnehmer* käufer* auftragnehmer* lizenznehmer*",
    ),
    ("gewinn*", "verlust*"),
    ("einnahmen", "ausgaben"),
    ("import*", "export*"),
    ("nord* nörd*", "süd*"),
    ("ost östlich*", "west*"),
]


def _compile(words: str, german: str) -> re.Pattern[str]:
    abroad = "|".join(german.replace("*", r"\w*").split())
    return re.compile(rf"{words}|\b(?:{abroad})\b" if abroad else words, re.IGNORECASE)


@cache
def _compile_axes() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Compiled with the first text that is compared, and not whenever a program begins: 6 ms."""
    return [
        (_compile(one, german), _compile(other, abroad))
        for (one, other), (german, abroad) in zip(_AXES, _GERMAN, strict=True)
    ]


_COUNTED = 7  # the first of these stand for a word's meaning; the others only tell opposites apart


def find_poles(text: str) -> frozenset[str]:
    """Which side of each pair of opposites a text names: `0+`, `0-`, …; both, where it names both."""
    return frozenset(
        f"{axis}{sign}"
        for axis, pair in enumerate(_compile_axes())
        for sign, words in zip("+-", pair, strict=True)
        if words.search(text)
    )


def is_opposed(claimed: frozenset[str], said: frozenset[str]) -> bool:
    """Whether on some pair the claim names only one side and the source only the other."""
    return any(
        (side in claimed) and (side not in said) and (other in said) and (other not in claimed)
        for axis in range(len(_AXES))
        for side, other in ((f"{axis}+", f"{axis}-"), (f"{axis}-", f"{axis}+"))
    )


def count_negations(text: str) -> int:
    """How often a text says no; what denies the whole counts as one more."""
    bare = _NO_NEGATION.sub(" ", text)
    denials = len(_DENIAL.findall(bare))
    return denials + len(_NEGATION.findall(_DENIAL.sub(" ", bare)))


def remove_poles(text: str) -> str:
    """The text without the words whose meaning is compared by `find_poles` and `count_negations`."""
    for pair in _compile_axes()[:_COUNTED]:
        for words in pair:
            text = words.sub(" | ", text)
    return _NEGATION.sub(" | ", _NO_NEGATION.sub(" | ", text))
