"""Follow-up questions made to stand alone: "and in Shanghai?" after a question about Beijing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.asked import Standalone
from kb.answer.check.terms import content_terms
from kb.engines.parameters import is_small
from kb.engines.protocols import ChatModel
from kb.engines.short_replies import read_short_reply
from kb.text.language import detect_language
from kb.text.scripts import HAN
from kb.types import Message

_COURTESY = re.compile(
    r"\W*(?:thanks?|thank you|thx|ok(?:ay)?|great|good|got it|i see|perfect|谢谢|多谢|感谢|好的?|明白了?"
    r"|知道了|收到|了解)"
    r"(?:\W+(?:thanks?|you|so much|a lot|very much|got it|i see|谢谢|明白了?|知道了|了解了?))*\W*",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^\W*(?:and|also|what about|how about|or|but|then|und|et|y)\b\s*|^(?:那么|那麼|那|还有|還有|以及|然后|然後)[,，]?",
    re.IGNORECASE,
)
# "it" is nothing that was said before in "is it allowed to …" and in the name of a department.
_NO_PRONOUN = re.compile(
    r"\bIT\b|\b(?i:is it|it is|was it|it's)\s+(?i:\w+\s+)?(?i:to|that)\b"
    r"|\b(?i:this|these)\s+(?i:year|month|week|quarter)\b"
)
_PERSON = re.compile(
    r"(?:(?P<joined>when|if|and|or|after|before|while|because|that|where|whether)\s+)?"
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers)\b(?=(?P<of>\s+\w+)?)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:this|these|those|the same|same (?:for|with|in|goes)|the former|the latter|else|the other one"
    r"|(?:the|mentioned) above|how so)\b|\b(?:too|as well|instead|either)\W*$"
    r"|\b(?:the )?(?:first|second|third|last|other)(?: one)?\W*$"
    r"|\bthe (?:first|second|third|last|other) (?:one|option|point|item|rule)\b"
    r"|\b(?:does|is|was|do|did|can|will|would|should|about|for|of|with|after|before|than|like)\s+that\b|\bthat\W*$"
    r"|\b(?:above|such|there)\W*$"
    r"|呢[?？]?$|其中(?![文国医心间])|(?<![应應活因])[该該](?!如何|怎|由|在|做|找|向|不该)|[这這](?!些?年|次疫)|那[个個些里裡]"
    r"|(?<![因如从從由])此(?!前|后|後|类)|上述|上面|前面|刚才|剛才|以上(?![\d一二三四五六七八九十])"
    r"|前者|后者|後者|同样|同樣|一样|一樣"
    r"|第[一二三四五][个個条條点點种種项項]",
    re.IGNORECASE,
)
# "there" where something happens, and not that something is.
_PLACE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bwill )(?<!\bwould )(?<!\bhas )(?<!\bhave )"
    r"(?<!\bcan )(?<!\bmay )(?<!\bmust )(?<!\bdo )(?<!\bdoes )(?<!\bshould )"
    r"\bthere\b(?!\s+(?:is|are|was|were|be|been|will|would|has|have|can|may|must|should|exists?)\b)",
    re.IGNORECASE,
)
# German, which writes "Ihre" and "Sie" of whom it addresses. "das" is an article before a noun.
_GERMAN_POINTS = re.compile(
    r"\b(?:[Dd]ort|[Dd]a(?:von|für|zu|rauf|rüber|bei|ran|raus|nach|gegen)|(?<!, )[Dd]amit|[Dd]essen|[Dd]eren"
    r"|(?:[Dd]iese[rsmn]?|[Jj]ene[rsmn]?)(?!\s+(?:Woche|Monat|Jahr|Quartal|Saison)))\b"
    r"|\b(?:gilt|ist|kostet|dauert|geht|muss|kann|darf|wird|wurde|hat|macht)\s+das\b(?!\s+(?:\w+e[mnrs]?\s+)?[A-ZÄÖÜ])"
)
_GERMAN_PERSON = re.compile(
    r"(?:(?P<joined>wenn|falls|ob|und|oder|bevor|nachdem|während|weil|dass|wo|als)\s+)?"
    r"\b(?:er|sie|ihn|ihm|ihr|(?:sein|ihr)e[mnrs]?)\b(?=(?P<of>\s+\w+)?)"
)
_HAN_PERSON = re.compile(r"(?P<before>.*?)[它他她](?:们|們)?")
_HAN_ASKS = re.compile(r"^(?:多久|多少|几|幾|什么时候|什麼時候|何时|何時|为什么|為什麼|为何|怎么|怎麼|谁|誰|哪)")
_THERE = re.compile(r"\b(?:is|are|was|were)\s+there\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\W*(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would"
    r"|has|have)\b",
    re.IGNORECASE,
)
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
    if HAN.search(asked):
        return _has_back_reference_in_chinese(asked)
    bare = _NO_PRONOUN.sub(" ", asked)
    own = len(content_terms(_LEADS.sub("", bare)))
    if own < _COMPLETE or _POINTS.search(bare) or _PLACE.search(bare) or _has_back_reference(bare):
        return True
    if detect_language(asked) == "de" and (_GERMAN_POINTS.search(asked) or _has_back_reference(asked, _GERMAN_PERSON)):
        return True
    return bool(_LEADS.match(asked)) and not _ASKS.match(_LEADS.sub("", asked)) and not _THERE.search(asked)


def _has_back_reference(question: str, pronouns: re.Pattern[str] = _PERSON) -> bool:
    """Whether a pronoun means nothing that is named: "their" does in "do employees keep their laptop".

    What an earlier clause names counts too ("if the laptop breaks, who repairs it"): of 496 whole questions that were
    not read, each asked after another, 43 instead of 48 are taken for follow-ups; of 28 follow-ups none more is missed.
    """
    thanks = _COURTESY.match(question)
    first = at = thanks.end() if thanks else 0
    before = 0  # words that say something, so far
    for pronoun in pronouns.finditer(question):
        before, at = before + len(content_terms(question[at : pronoun.start()])), pronoun.start()
        clause = max((end.start() for end in _CLAUSE_END.finditer(question, first, at)), default=first)
        of_own = content_terms(pronoun["of"] or "") or len(content_terms(question[first:clause])) >= _COMPLETE
        if before == 0 if pronoun["joined"] else before < _COMPLETE or not of_own:
            return True
    return False


def _has_back_reference_in_chinese(asked: str) -> bool:
    signs = len(HAN.findall(asked))
    person = _HAN_PERSON.match(asked)
    return (
        signs <= 4
        or bool(_POINTS.search(asked) or _LEADS.match(asked))
        or (signs <= 8 and bool(_HAN_ASKS.match(asked)))
        or (person is not None and len(HAN.findall(person["before"])) < 4)
        or asked.startswith(("详细", "詳細", "具体", "具體", "此外"))
    )


def make_standalone(question: str, history: Sequence[Message], chat: ChatModel | None) -> Standalone:
    """The question as it would be asked by somebody who had not heard the conversation; itself if it needs nothing."""
    if not refers_to_history(question, history):
        return Standalone(question)
    # Of eight rewrites by models of 0.5 and 1.5 billion parameters none was of use; each takes as long as an answer.
    able = chat is not None and not is_small(chat.parameters)
    rewritten = _request_rewriting(question, history, chat) if chat and able else ""
    return Standalone(rewritten) if rewritten else by_rule(question, history)


def by_rule(question: str, history: Sequence[Message]) -> Standalone:
    """Without a model: the earlier question, then what is new, so that both sets of words are searched."""
    earlier = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    match = _ELLIPSIS.match(question.strip())
    new = ((match["en"] or match["zh"]) if match else question).strip().rstrip("?？ ")
    return Standalone(f"{earlier.strip()} {new}".strip(), new)


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
