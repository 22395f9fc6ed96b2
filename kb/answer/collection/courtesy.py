"""What is said to an answer bot and is no question about documents: greetings, thanks, what it can do."""

from __future__ import annotations

import re
from typing import Literal

from kb.text.language import Language, detect_language

Courtesy = Literal["greeting", "thanks", "farewell", "well-being", "ability"]

# Closed classes of phrases; each must be the whole of what is said.
_SAID: dict[Courtesy, re.Pattern[str]] = {
    "greeting": re.compile(
        r"(?:hello|hi|hey|hiya|howdy|(?:good )?(?:morning|afternoon|evening)|good day|greetings"
        r"|你好|您好|在吗|嗨|哈喽|早上好|上午好|下午好|晚上好|早安|大家好"
        r"|hallo|guten (?:morgen|tag|abend)|moin|servus|grüezi|grüß gott)(?:\W*(?:there|everyone|all|kb|啊|呀"
        r"|zusammen))?",
        re.IGNORECASE,
    ),
    "thanks": re.compile(
        r"(?:(?:many )?thanks?(?: a lot| so much| very much| again)?|thank you(?: so much| very much)?|thx|ty"
        r"|cheers|great|perfect"
        r"|谢谢|谢了|多谢|感谢|太好了|谢谢(?:你|您)|非常感谢|謝謝|danke(?: schön| sehr)?|vielen dank"
        r"|super)(?:\W*(?:thanks?|thank you|谢谢|danke))?",
        re.IGNORECASE,
    ),
    "farewell": re.compile(
        r"(?:good)?bye(?: bye)?|see you(?: later)?|good night|再见|拜拜|晚安|tschüss|auf wiedersehen"
        r"|bis (?:bald|dann|später)",
        re.IGNORECASE,
    ),
    "well-being": re.compile(
        r"how are you(?: doing)?(?: today)?|how(?:'s| is) it going|what'?s up|你好吗|最近怎么样|你怎么样"
        r"|wie geht(?:'s| es)(?: dir| ihnen)?",
        re.IGNORECASE,
    ),
    "ability": re.compile(
        r"help|(?:what|how) can (?:you|i) (?:do|ask(?: you)?|help(?: me)?|use (?:you|this))(?: here"
        r"| with(?: this| it)?| for me)?|who are you|what are you"
        r"|(?:(?:can|could) you )?help me(?: please)?|(?:tell|show) me what you (?:can )?do|what do you (?:do|know)"
        r"|what (?:(?:kind|sort|type)s? of )?questions (?:can|may) i ask(?: you)?(?: here)?"
        r"|what is this(?: for)?|how does (?:this|it) work(?: here)?"
        r"|帮助|(?:请)?帮帮?我|你是谁|你(?:能|会|可以)(?:做|干)(?:些)?什么|你?有(?:什么|哪些)功能"
        r"|(?:你)?(?:能|可以)帮我(?:做)?(?:些)?什么|(?:这个?)?(?:怎么|如何)(?:使)?用"
        r"|我?(?:能|可以)问(?:你)?(?:些)?(?:什么|哪些)(?:问题)?|(?:这|这个系统|你)是(?:干|做)什么(?:用)?的"
        r"|hilfe|was kannst du(?: alles)?(?: tun| machen)?|wer bist du|was kann ich (?:dich )?fragen"
        r"|(?:(?:womit|wobei|wie) )?kannst du mir (?:bitte )?helfen|was (?:machst|weißt) du(?: alles)?"
        r"|welche fragen kann ich(?: dir| hier)? stellen|wie funktioniert das(?: hier)?",
        re.IGNORECASE,
    ),
}
_REPLIES: dict[Language, dict[Courtesy, str]] = {
    "en": {
        "greeting": "Hello! {can}",
        "thanks": "You are welcome.",
        "farewell": "Goodbye!",
        "well-being": "Fine, thank you. {can}",
        "ability": "{can}",
    },
    "zh": {
        "greeting": "你好！{can}",
        "thanks": "不客气。",
        "farewell": "再见！",
        "well-being": "我很好，谢谢。{can}",
        "ability": "{can}",
    },
    "zh-Hant": {
        "greeting": "你好！{can}",
        "thanks": "不客氣。",
        "farewell": "再見！",
        "well-being": "我很好，謝謝。{can}",
        "ability": "{can}",
    },
    "de": {
        "greeting": "Hallo! {can}",
        "thanks": "Gern geschehen.",
        "farewell": "Auf Wiedersehen!",
        "well-being": "Gut, danke. {can}",
        "ability": "{can}",
    },
}
_CAN: dict[Language, str] = {
    "en": "Ask me what your {n} documents say, which of them mention something, or what is in here.",
    "zh": "你可以问我这里的 {n} 份文档写了什么、哪些文档提到了某件事，或者这里有哪些文档。",
    "zh-Hant": "你可以問我這裡的 {n} 份文件寫了什麼、哪些文件提到了某件事，或者這裡有哪些文件。",
    "de": "Frag mich, was in deinen {n} Dokumenten steht, welche davon etwas erwähnen oder was hier liegt.",
}
_AROUND = " \t\n!.?,~。！？，、…:;)(👋🙂😊🙏"
_BETWEEN = re.compile(r"[!?.,~。！？，…]+")
_GERMAN = re.compile(
    r"\b(?:hallo|guten|moin|servus|danke|dank|tschüss|wiedersehen|hilfe|kannst|bist|geht|bis|super|wie)\b",
    re.IGNORECASE,
)


def find_courtesy(said: str) -> Courtesy | None:
    """Which courtesy this is, of several the last one; None where any of it is something else."""
    bare = said.strip(_AROUND)
    if whole := _match(bare):
        return whole
    kinds = [_match(part.strip(_AROUND)) for part in _BETWEEN.split(bare)]
    return kinds[-1] if all(kinds) else None


def _match(said: str) -> Courtesy | None:
    return next((kind for kind, pattern in _SAID.items() if pattern.fullmatch(said)), None)


def write_reply(kind: Courtesy, said: str, documents: int) -> str:
    """What is answered to it, in its language."""
    known = detect_language(said)
    language: Language = "de" if known == "en" and _GERMAN.search(said) else known
    said_back = _REPLIES.get(language, _REPLIES["en"])[kind]
    return said_back.format(can=_CAN.get(language, _CAN["en"]).format(n=documents))
