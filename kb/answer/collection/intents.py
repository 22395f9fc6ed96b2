"""What is meant by words that no document answers: a greeting, help, the collection, by the saying that comes nearest.

The patterns of `courtesy` and `catalog_questions` know such words before anything is searched, and any wording that is
not theirs was refused. Of 120 sayings in three languages that were written without sight of either, the patterns know
35 %; with what is here 80 % are known (of the 40 that ask for the collection 85 %). Of 120 questions to documents that
were written to resemble them 8 % are taken for such, of 3,000 questions to single statements 1 %, and only where they
would be refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy

from kb.answer.collection.courtesy import Courtesy
from kb.engines.protocols import Embedder, Vectors

Intent = Courtesy | Literal["documents"]

SAYINGS: Mapping[Intent, tuple[str, ...]] = {
    "greeting": (
        "Hello!",
        "Good morning",
        "Hi there, nice to meet you",
        "你好",
        "早上好",
        "Hallo",
        "Guten Tag zusammen",
    ),
    "thanks": ("Thanks!", "Thank you very much", "谢谢你", "太感谢了", "Danke", "Vielen Dank für die Hilfe"),
    "farewell": ("Goodbye", "See you tomorrow", "再见", "明天见", "Tschüss", "Auf Wiedersehen"),
    "well-being": ("How are you?", "How is it going?", "你好吗？", "最近怎么样？", "Wie geht es dir?"),
    "ability": (
        *("Help", "What can you do for me?", "Who are you?", "How do you work?", "How can I use you?"),
        *(
            "帮助",
            "你能做什么？",
            "你是谁？",
            "怎么使用你？",
            "Hilfe",
            "Was kannst du?",
            "Wer bist du?",
            "Wie benutze ich dich?",
        ),
    ),
    "documents": (
        *("What is in here?", "Which documents do you have?", "Give me an overview of all files"),
        *("What is this collection about?", "What can I ask you about?", "How many documents are there?"),
        *("这里有什么？", "你有哪些文档？", "请概述所有文件", "我可以问你哪些内容？", "一共有多少份文件？"),
        *("Was ist hier drin?", "Welche Dokumente gibt es?", "Gib mir einen Überblick über alle Dateien"),
        *("Wozu kann ich dich fragen?", "Wie viele Dokumente gibt es hier?"),
        *("I am new here. What do you have?", "What kinds of documents are in this folder?"),
        *("What material has been collected here?", "Which topics do these files cover?"),
        *("Tell me briefly what is stored here.", "我是新来的，这里有些什么？", "这个文件夹里都有哪些资料？"),
        *("这里收集了哪几类材料？", "这些文件涉及哪些主题？", "先介绍一下里面存了什么。"),
        *("Ich bin neu hier. Was habt ihr alles?", "Was für Dateien liegen in diesem Ordner?"),
        *("Was ist hier alles abgelegt?", "Um welche Themen geht es in diesen Unterlagen?"),
        "Was umfasst diese Sammlung?",
    ),
}
# What people ask documents, of which none is near to any of those above.
QUESTIONS = (
    *(
        "How much does it cost?",
        "When does the contract end?",
        "Who is responsible for this?",
        "What is the phone number?",
    ),
    *("Which documents do I need for the application?", "How long is the notice period?", "And in the other office?"),
    *("What do I have to do if I am ill?", "How does the machine work?", "Which documents mention the supplier?"),
    *("How many files may be uploaded?", "What is in the refrigerator?", "How do I reset my password?"),
    *("How many people take part?", "How many were ordered?", "Who has the key?", "Where do I get one?"),
    *(
        "Can I bring a guest?",
        "Is it allowed to park here?",
        "When was it last checked?",
        "Who may collect the parcel?",
    ),
    *(
        "费用是多少？",
        "合同什么时候到期？",
        "谁负责这件事？",
        "申请需要哪些材料？",
        "请假有什么规定？",
        "电话号码是多少？",
    ),
    *("机器怎么操作？", "哪些文件提到供应商？", "那另一个办公室呢？", "冰箱里有什么？", "怎么修改密码？"),
    *(
        "一共有几个人参加？",
        "一共订了多少？",
        "谁有钥匙？",
        "在哪里领取？",
        "可以带人来吗？",
        "最多能借几本？",
        "为什么出现故障？",
    ),
    *("Wie viel kostet das?", "Wann endet der Vertrag?", "Wer ist dafür zuständig?", "Wie lautet die Telefonnummer?"),
    *("Welche Unterlagen brauche ich für den Antrag?", "Wie lange ist die Kündigungsfrist?", "Und im anderen Büro?"),
    *("Wie bediene ich die Maschine?", "Welche Dokumente erwähnen den Lieferanten?", "Was ist im Kühlschrank?"),
    *(
        "Wie ändere ich mein Passwort?",
        "Wie viele nehmen teil?",
        "Wie viele wurden bestellt?",
        "Wer hat den Schlüssel?",
    ),
    *("Wo bekomme ich das?", "Darf man hier parken?", "Wie wird man Mitglied?", "Warum ist es ausgefallen?"),
    # As the collection is asked for, but of something else: without these, 8 more of the 3,000 are taken for that.
    *("What kinds of tools are in this box?", "What is covered by the insurance?", "Where is the equipment stored?"),
    *("Which topics does the training cover?", "I am new here. Where do I get a badge?", "这个柜子里有哪些工具？"),
    *("保险包括哪些内容？", "培训涉及哪些主题？", "我是新来的，门禁卡在哪里领？", "设备存放在哪里？", "什么时候开门？"),
    *("Was für Werkzeug liegt in diesem Schrank?", "Was umfasst die Versicherung?", "Nenne mir alle Geräte."),
    *("Um welche Themen geht es in der Schulung?", "Ich bin neu hier. Wo bekomme ich einen Ausweis?"),
    "Wo werden die Geräte gelagert?",
    # What has a time of day in common with a greeting, or the next day with a farewell.
    *("What will the weather be like tomorrow?", "Will it snow today?", "When do I have to be there in the morning?"),
    *("明天天气怎么样？", "今天会下雪吗？", "早上几点前要到公司？", "晚上几点关门？"),
    *("Wie wird das Wetter morgen?", "Wann muss ich morgens da sein?", "Bis wann ist abends geöffnet?"),
)
# The least cosine to a saying and twice the lead over all questions together. Chosen on half of the sayings above when
# there were fewer examples, and no worse on the other half (80 and 82 %; of those that resemble them 7 and 7 %).
_NEAR, _LEAD = 0.7, 2.0

# The examples' vectors of the built-in embedder: to embed them takes 1 s of CPU, which each `kb ask` that ends in a
# refusal took. `python -m tests.quality.intents` makes it.
VECTORS = Path(__file__).with_name("intents.npz")


def find_intent(said: str, embedder: Embedder) -> Intent | None:
    """What comes near enough to what is said; None for a question to documents.

    Always None for an embedder that compares no languages with each other: engines elsewhere are sent the question and
    nothing else. Raises EngineError.
    """
    vector = embedder.embed_foreign(said)
    if vector is None:
        return None
    intents = [intent for intent, sayings in SAYINGS.items() for _ in sayings]
    examples = _embed_once(embedder.fingerprint, embedder.embed_foreign)
    cosines = examples[: len(intents)] @ vector
    best = int(cosines.argmax())
    lead = cosines[best] - (examples[len(intents) :] @ vector).max()
    return intents[best] if lead > 0 and cosines[best] + _LEAD * lead >= _NEAR else None


def embed_examples(embed: Callable[[str], Vectors | None]) -> Vectors:
    """The vectors of all sayings, and behind them those of the questions: a row each."""
    return numpy.stack([row for row in map(embed, list_examples()) if row is not None])


def digest_examples() -> str:
    """What tells whether kept vectors are those of these examples."""
    return hashlib.sha256("\n".join(list_examples()).encode()).hexdigest()


def read_examples(fingerprint: str) -> Vectors | None:
    """Their kept vectors; None where those are of another embedder, or of other examples."""
    with numpy.load(VECTORS, allow_pickle=False) as kept:
        if (str(kept["fingerprint"]), str(kept["digest"])) != (fingerprint, digest_examples()):
            return None
        vectors: Vectors = kept["vectors"].astype(numpy.float32)
        return vectors


def list_examples() -> list[str]:
    return [*(saying for sayings in SAYINGS.values() for saying in sayings), *QUESTIONS]


@lru_cache(maxsize=1)
def _embed_once(fingerprint: str, embed: Callable[[str], Vectors | None]) -> Vectors:
    kept = read_examples(fingerprint)
    return embed_examples(embed) if kept is None else kept
