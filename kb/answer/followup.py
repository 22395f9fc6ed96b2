"""Follow-up questions made to stand alone: "and in Shanghai?" after a question about Beijing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.asked import Standalone
from kb.answer.check.terms import content_terms
from kb.engines.parameters import is_small
from kb.engines.protocols import ChatModel
from kb.engines.short_replies import read_short_reply
from kb.text.chinese_words import remove_asking_words
from kb.text.scripts import HAN, LATIN
from kb.text.stop_words import INTERROGATIVES, stop_words
from kb.text.terms import is_asking_word
from kb.types import Message

_COURTESY = re.compile(
    r"\W*(?:thanks?|thank you|thx|ok(?:ay)?|great|good|got it|i see|perfect|谢谢|多谢|感谢|好的?|明白了?"
    r"|知道了|收到|了解)"
    r"(?:\W+(?:thanks?|you|so much|a lot|very much|got it|i see|谢谢|明白了?|知道了|了解了?))*\W*",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^\W*(?:and|also|what about|how about|same for|or|but|then|und|et|y)\b\s*"
    r"|^(?:那么|那麼|那|还有|還有|以及|然后|然後|此外)[,，]?",
    re.IGNORECASE,
)
# "it" is nothing that was said before in "is it allowed to …" and in the name of a department; "diese Woche" is now.
_NO_PRONOUN = re.compile(
    r"\bIT\b|\b(?i:is it|it is|was it|it's)\s+(?i:\w+\s+)?(?i:to|that)\b"
    r"|\b(?i:this|these)\s+(?i:year|month|week|quarter)\b|\b[Dd]iese[rsmn]?\s+(?:Woche|Monat|Jahr|Quartal|Saison)\b"
)
# What stands for something said before where its own question does not name that. A German article does before a word
# that is none of its noun's, but for what follows a comma; "Sie" and "Ihre" are whom German addresses.
_ARTICLE = rf"(?<!,\s)(?:der|die|das|dem|den|denen)(?=\W*$|\s+(?:{'|'.join(sorted(stop_words('de')))})\b)"
_POINTING = re.compile(
    r"(?:(?P<joined>when|if|and|or|after|before|while|because|that|where|whether"
    r"|wenn|falls|ob|und|oder|bevor|nachdem|während|weil|dass|wo|als)\s+)?"
    r"(?:\b(?:(?i:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those"
    r"|(?:does|is|was|can|will|would)\s+that|(?:that|one)(?=\W*$))"
    r"|er|sie|ihn|ihm|ihr|(?:sein|ihr)e[mnrs]?|[Dd]a(?:von|für|zu|rauf|rüber|bei|ran|raus|nach|gegen)|[Dd]iese[rsmn]?"
    rf"|{_ARTICLE})\b|[它他她这這]|上[面述])(?=(?P<of>\s*\w+)?)"
)
# "there" where something happens, and not that something is; what says the same of something else, or more of it.
_PLACE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been|will|has|have)\b)"
    r"|\bdort\b|(?:\b(?:too|as well|instead)|呢|一[样樣][吗嗎]?|一[点點])\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would"
    rf"|has|have|{'|'.join(sorted(INTERROGATIVES['de']))})\b",
    re.IGNORECASE,
)
# A name, a noun of German's, or a compound. With 10 to 13 letters one of 363 German questions is told otherwise; with 8
# three follow-ups of 38 more are missed.
_SUBJECT = re.compile(r"(?<=[\w,])\s[A-ZÄÖÜ]\w{2,}|\w{11,}")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")  # what it joins is one word
_HAN_SILENT = re.compile("[有会要比]")
_HAN_QUESTION = re.compile(r"[吗嗎呢么麼谁誰哪几幾何]|多[少久长長]|怎|是否|能否|可否|是不是|有没有|有沒有")
_MARK = re.compile(r"[\[【［]\s*\d{1,3}\s*[\]】］]")
_CLAUSE_END = re.compile(r"[,;:.!?–—](?=\s)")
_COMPLETE = 2  # words of its own from which on a question can be understood
_ELLIPSIS = re.compile(
    r"^\W*(?:and|also|what about|how about|or|but)\s+(?:(?:in|for|at|with|on|of|to)\s+)?(?P<en>.+)$"
    r"|^(?:那|那么|那麼|还有|還有|以及)?[,，]?(?P<zh>.+?)(?:呢|又如何|怎么样|怎麼樣)[?？]?$",
    re.IGNORECASE,
)
_SHOWN_TURNS = 6
_LONGEST_REWRITE = 120  # tokens
_ASK = """\
Rewrite the last question so that it can be understood without the conversation: put in the names and things that it \
leaves out or points to. Keep its language. Do not answer it. Write only the question."""


def refers_to_history(question: str, history: Sequence[Message]) -> bool:
    """Whether a question cannot be understood without the turns before it."""
    asked = question.strip()
    if not any(turn.role == "user" for turn in history) or _COURTESY.fullmatch(asked):
        return False
    bare = _NO_PRONOUN.sub(" ", asked)
    own = _LEADS.sub("", bare)
    return not _is_complete(own, is_led=own != bare) or bool(_PLACE.search(own)) or _points_back(own)


def _is_complete(text: str, *, is_led: bool) -> bool:
    """Whether it names enough: after "and" a word more, and in "why Kafka" its subject alone."""
    alone = not is_led and _ASKS.match(text) and _SUBJECT.search(text)
    return _count_own_words(text) >= _COMPLETE + is_led - bool(alone)


def _count_own_words(text: str) -> int:
    """How many words of a text say what it is about; two signs of Chinese are a word."""
    if HAN.search(text):
        left = _HAN_SILENT.sub(" ", remove_asking_words(text))
        return len(HAN.findall(left)) // 2 + len(LATIN.findall(left))
    return sum(not is_asking_word(term) for term in content_terms(_HYPHEN.sub("", text)))


def _points_back(question: str) -> bool:
    """Whether a pronoun means nothing that is named: "their" does in "do employees keep their laptop".

    What an earlier clause names counts too ("if the laptop breaks, who repairs it"): else of 1,906 whole questions,
    each asked after another, 122 are taken for follow-ups in place of 98.
    """
    thanks = _COURTESY.match(question)
    first = at = thanks.end() if thanks else 0
    before = 0  # words that say something, so far
    for pronoun in _POINTING.finditer(question):
        before, at = before + _count_own_words(question[at : pronoun.start()]), pronoun.start()
        clause = max((end.start() for end in _CLAUSE_END.finditer(question, first, at)), default=first)
        of_own = _count_own_words(pronoun["of"] or "") or _count_own_words(question[first:clause]) >= _COMPLETE
        if before == 0 if pronoun["joined"] else before < _COMPLETE or not of_own:
            return True
    return False


def make_standalone(question: str, history: Sequence[Message], chat: ChatModel | None) -> Standalone:
    """The question as it would be asked by somebody who had not heard the conversation; itself if it needs nothing."""
    if not refers_to_history(question, history):
        return Standalone(question)
    # Of eight rewrites by models of 0.5 and 1.5 billion parameters none was of use; each takes as long as an answer.
    able = chat is not None and not is_small(chat.parameters)
    rewritten = _request_rewriting(question, history, chat) if chat and able else ""
    return Standalone(rewritten) if rewritten else by_rule(question, history)


def by_rule(question: str, history: Sequence[Message]) -> Standalone:
    """Without a model: the earlier question, then what is new, so that both sets of words are searched.

    Before an earlier one that needs it, the one before that. Of 54 follow-ups that were not read .73 of the words of
    the whole question are there, without that .69; of the 7 after several questions .62 and .36.
    """
    at = max(at for at, turn in enumerate(history) if turn.role == "user")
    before, earlier = history[max(0, at - _SHOWN_TURNS) : at], history[at].content.strip()
    if refers_to_history(earlier, before):
        earlier = by_rule(earlier, before).question
    match = _ELLIPSIS.match(question.strip())
    new = ((match["en"] or match["zh"]) if match else question).strip().rstrip("?？ ")
    return Standalone(f"{earlier} {new}".strip(), new)


def _request_rewriting(question: str, history: Sequence[Message], chat: ChatModel) -> str:
    turns = "\n".join(f"{turn.role}: {turn.content.strip()[:600]}" for turn in history[-_SHOWN_TURNS:])
    messages = [Message("system", _ASK), Message("user", f"{turns}\nlast question: {question}")]
    if chat.count_tokens(messages) > chat.context_length - 200:
        return ""
    text = read_short_reply(chat, messages, _LONGEST_REWRITE)
    line = text.strip().splitlines()[0].strip().strip("\"'“”") if text.strip() else ""
    line = re.sub(r"^(?:(?:rewritten|standalone|last)?\s*question|问题|改写)\s*[:：]\s*", "", line, flags=re.IGNORECASE)
    return line if len(line) <= 4 * len(question) + 300 and is_rewrite(line, question, turns) else ""


def is_rewrite(text: str, question: str, turns: str) -> bool:
    """Whether a text asks, and with no figure and no mark of its own: else it is an answer, or an invention."""
    figures = set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", f"{turns} {question}"))
    asks = text.rstrip().endswith(("?", "？")) or _ASKS.match(text) or _HAN_QUESTION.search(text)
    return bool(asks) and not figures and not _MARK.search(text)
