"""What is asked and refused in German, over files in German."""

import pytest

from kb.knowledge_base import KnowledgeBase

FILES = {
    "hafen.txt": "Rede der Hafenmeisterin, 3. Mai 2025.\n\nDer neue Kai wird im Herbst 2026 fertig. Er kostet 41"
    " Millionen Kronen. Fähren legen nur noch an der Nordseite an.",
    "mietvertrag.md": "# Mietvertrag\n\nDie Kaution beträgt drei Monatsmieten. Haustiere sind nur mit Zustimmung"
    " erlaubt. Die Kündigungsfrist beträgt sechs Monate.",
}


def text_of(base: KnowledgeBase, question: str) -> str:
    *_, answer = base.ask(question)
    return answer.text


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Wie lang ist die Kuendigungsfrist?", "“Die Kündigungsfrist beträgt sechs Monate.” [1]"),
        ("Sind Haustiere erlaubt?", "“Haustiere sind nur mit Zustimmung erlaubt.” [1]"),
        ("Wie viel kostet der Kai?", "Er kostet 41 Millionen Kronen. Fähren legen nur noch an der Nordseite an.” [1]"),
        ("Fasse hafen.txt zusammen.", "“Der neue Kai wird im Herbst 2026 fertig.” [1]"),
        ("Gib mir einen Überblick über hafen.txt", "“Der neue Kai wird im Herbst 2026 fertig.” [1]"),
    ],
)
def test_a_german_question_is_answered_by_the_right_sentence(base, question, quote):
    text = text_of(base, question)
    assert text.startswith("Wörtlich aus den Dokumenten:") and quote in text


@pytest.mark.parametrize("question", ["Wie heißt der König von Norwegen?", "Gibt es dort eine Sternwarte?"])
def test_a_german_question_is_refused_in_german(base, question):
    assert text_of(base, question) == "Das steht nicht in diesen Dokumenten."


def test_a_word_or_two_are_answered_in_the_documents_language(base):
    assert text_of(base, "WLAN Passwort") == "Das steht nicht in diesen Dokumenten."
