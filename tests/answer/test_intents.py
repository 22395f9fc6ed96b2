"""Words that are no question to the documents, in wordings that no pattern knows."""

import pytest
from filled import asking

from kb.answer.collection import intents
from kb.engines.builtin.embedder import MultilingualEmbedder

FILES = {
    "Leave.md": "# Leave\n\nEmployees get 28 days of leave a year.\n\nLeave is asked for in the portal.\n",
    "考勤.md": "# 考勤\n\n夜班补贴每晚60元。\n",
    "Kantine.md": "# Kantine\n\nMenü 1 kostet 5,40 Euro.\n",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    with asking(tmp_path_factory.mktemp("intents"), FILES) as ask:
        yield ask


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Good morning! How are you?", "Fine, thank you. Ask me what your 3 documents say"),
        ("Tell me what you are able to do for me", "Ask me what your 3 documents say"),
        ("Was könntest du denn alles für mich tun?", "Frag mich, was in deinen 3 Dokumenten steht"),
        ("你可以帮我干些什么呢", "你可以问我这里的 3 份文档写了什么"),
    ],
)
def test_courtesies_in_any_wording_are_answered_and_no_refusal(asked, said, reply):
    answer = asked(said)
    assert answer.text.startswith(reply)
    assert not answer.refused


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("Was liegt hier eigentlich alles an Unterlagen?", "3 Dokumente:"),
        ("Could you tell me which papers you have been given?", "3 documents:"),
        ("你手上都有些什么资料呀", "共有 3 份文档："),
        ("Ich bin neu hier. Was für Unterlagen liegen in diesem Ordner?", "3 Dokumente:"),
        ("Was liegt in dieser Ablage alles, um welche Themen geht es?", "3 Dokumente:"),
        ("能不能先讲讲，这里面收了哪几类材料？", "共有 3 份文档："),
    ],
)
def test_the_collection_is_listed_in_whatever_words_it_is_asked_for(asked, question, head):
    answer = asked(question)
    assert answer.text.startswith(head)
    assert "Kantine.md" in answer.text
    assert not answer.refused


@pytest.mark.parametrize(
    "question",
    [
        *("Which documents do I need for a visa to Brazil?", "Wie funktioniert der Feuermelder?", "急救箱里有什么？"),
        *("Was umfasst die Haftpflicht?", "这门课涉及哪些主题？", "I am new here. Where is the printer?"),
        *("明天会下雨吗", "走读声早上几点前要到效", "Will it rain tomorrow?"),
    ],
)
def test_a_question_that_resembles_them_is_refused_all_the_same(asked, question):
    answer = asked(question)
    assert answer.refused
    assert answer.nearest


def test_what_is_kept_of_the_examples_are_their_vectors():
    kept = intents.read_examples(MultilingualEmbedder.fingerprint)
    assert kept is not None, "other examples: python -m tests.quality.intents"
    embed = MultilingualEmbedder().embed_foreign
    for row, text in list(zip(kept, intents.list_examples(), strict=True))[::15]:
        assert row @ embed(text) > 0.99, text


def test_examples_are_not_read_for_another_embedder():
    assert intents.read_examples("another") is None


def test_a_refusal_embeds_none_of_the_examples():
    embedder = MultilingualEmbedder()
    embedded: list[str] = []

    class Counting:
        fingerprint = embedder.fingerprint

        def embed_foreign(self, text: str):
            embedded.append(text)
            return embedder.embed_foreign(text)

    assert intents.find_intent("Will it rain tomorrow?", Counting()) is None
    assert embedded == ["Will it rain tomorrow?"]
