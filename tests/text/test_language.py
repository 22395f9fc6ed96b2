"""Which language a text is in."""

import pytest

from kb.text.language import detect_language, detect_text_language, group_language
from kb.text.stop_words import all_stop_words, stop_words
from kb.text.terms import extract_terms, is_asking_word, is_stop_word


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does the lease say of the deposit?", "en"),
        ("What's Thomas's job?", "en"),
        ("Muss der Mieter die Kaution vor dem Einzug zahlen?", "de"),
        ("Kann ich auch von zu Hause arbeiten?", "de"),
        ("Qui doit payer les charges de cet appartement ?", "fr"),
        ("¿Cuándo se tiene que pagar la renta?", "es"),
        ("年假有几天？", "zh"),
        ("年假有幾天？請問誰負責？", "zh-Hant"),
        ("休暇は何日ですか。", "ja"),
        ("Halden Systems AS", "en"),
    ],
)
def test_a_question_is_in_a_language(text, language):
    assert detect_language(text) == language


def test_a_page_in_none_of_these_languages_is_said_to_be_in_none():
    assert detect_text_language("Il contratto di affitto è stato firmato dal direttore, che non era presente.") == ""
    assert detect_text_language("| 14.2 | 18.75 |") == ""


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("The tenant pays.", "en"),
        ("Der Mieter zahlt, was er will.", "other"),
        ("Il direttore non ha firmato.", "other"),
        ("员工每年有七天年假。", "han"),
    ],
)
def test_words_are_compared_within_a_family(text, family):
    assert group_language(text) == family


def test_stop_words_are_those_of_the_list():
    assert {"the", "you'll"} <= stop_words("en") and "ist" in stop_words("de")
    assert "della" in all_stop_words() and "lease" not in all_stop_words()


@pytest.mark.parametrize("term", ["before", "not", "more", "same"])
def test_a_word_that_narrows_a_question_is_no_stop_word(term):
    assert not is_stop_word(term)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann ist Kernzeit?", "de"),
        ("Wer leitet den Betriebsrat?", "de"),
        ("Dürfen Haustiere gehalten werden?", "de"),
        ("Fasse hafen.txt zusammen.", "de"),
        ("Dürfen Zwölfjährige allein klettern?", "de"),
        ("Fass die Mitgliederprüfung 2026 kurz zusammen", "de"),
        ("Does Müller pay the rent?", "en"),
        ("Combien coûte l'abonnement ?", "fr"),
        ("Who wears Wie shoes?", "en"),
        ("Was the rent paid?", "en"),
    ],
)
def test_a_short_question_is_known_by_the_word_it_begins_with(question, language):
    assert detect_language(question) == language


def test_what_leads_up_to_a_german_subject_only_asks():
    terms = extract_terms("Wie hoch ist die Kaution, und wie lange läuft der Vertrag?")
    assert [term for term in terms if not is_asking_word(term)] == ["kaution", "lauft", "vertrag"]


def test_what_only_asks_is_known():
    terms = extract_terms("Please tell how many days. Welche Kaution, bitte?")
    assert [term for term in terms if not is_asking_word(term)] == ["day", "kaution"]
