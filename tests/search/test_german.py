"""German words are found in all their forms, however an umlaut is typed, and inside of compounds."""

import pytest
from library import fill

from kb.answer.selection.subject import remove_names
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.search.query import understand_question
from kb.search.search import search
from kb.store.home import Home

FILES = {
    "a.md": "Die Kündigungsfrist beträgt für beide Seiten drei Monate zum Ende eines Quartals.\n\n"
    "Alle Mietverträge werden von der Verwaltung in Kassel aufbewahrt und nach zehn Jahren vernichtet.",
    "b.md": "Für Dienstreisen ins Ausland ist eine Genehmigung der Abteilung nötig.\n\n"
    "Die Kosten der Unterkunft werden gegen Vorlage der Rechnung erstattet.",
    "c.md": "Die Räume im Erdgeschoss sind ab sieben Uhr für jeden offen, der Dienst hat.\n\n"
    "Wer den Schlüssel verliert, meldet das dem Empfang. Die Miete der Räume trägt die Abteilung.",
    "d.md": "Der Urlaub muss vier Wochen vorher eingereicht werden.\n\n"
    "Ein Antrag auf Urlaub geht an die Leitung; sie entscheidet nach Ablauf der Frist.",
    "e.txt": "Die Kaffeekueche wird am Montag gestrichen, bitte die Tueren oeffnen.",
    "f.md": "Eine Kündigung ist schriftlich zu erklären.",
    "g.md": "Die Satzung regelt, wer den Verein nach außen vertritt.",
    "h.md": "Der Verein braucht einen neuen Satz Schlüssel, und jede Abteilung den Satz Stempel.",
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    with Home.open(tmp_path_factory.mktemp("german")) as home:
        yield fill(home.space("default", create=True), BuiltinEmbedder(), FILES, language="de")


def found(documents, question):
    return search(question, documents, BuiltinEmbedder(), 1, "keyword")[0].chunk.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Wo liegt der Mietvertrag?", "Mietverträge"),
        ("Welche Kündigungsfristen gelten?", "Kündigungsfrist"),
        ("Wer öffnet den Raum?", "Räume im Erdgeschoss"),
        ("Muss man Rechnungen vorlegen?", "Rechnung"),
    ],
)
def test_a_word_is_found_in_another_form(documents, question, said):
    assert said in found(documents, question)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Was ist die Kuendigungsfrist?", "Kündigungsfrist"),
        ("Wer bekommt den Schluessel?", "Schlüssel"),
        ("Wann wird die Kaffeeküche gestrichen?", "Kaffeekueche"),
        ("Sind Türen zu?", "Tueren"),
        ("Kuendigungsfrist", "Kündigungsfrist"),
    ],
)
def test_an_umlaut_is_found_however_it_is_typed(documents, question, said):
    assert said in found(documents, question)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Sind Reisen erlaubt?", "Dienstreisen"),
        ("Gibt es Verträge?", "Mietverträge"),
        ("Wie stelle ich einen Urlaubsantrag?", "Antrag auf Urlaub"),
        ("Wo steht die Vereinssatzung?", "Satzung regelt"),
    ],
)
def test_a_compound_is_found_by_its_parts_and_by_another_that_is_written_apart(documents, question, said):
    assert said in found(documents, question)


def test_a_compound_counts_less_than_the_word_itself(documents):
    assert understand_question("Wie lang ist die Frist?", documents, BuiltinEmbedder()).wanted.forms == {
        "frist": {"kundigungsfrist": 0.7}
    }


def test_what_is_no_word_of_the_documents_is_no_part_of_a_compound(documents):
    assert understand_question("Wie alt ist die Sicht?", documents, BuiltinEmbedder()).wanted.forms == {}


def test_german_words_that_only_ask_weigh_nothing_in_a_german_question(documents):
    asked = understand_question("Muss ich die Unterkunft selbst zahlen?", documents, BuiltinEmbedder())
    assert set(asked.wanted.weights) == {"unterkunft", "zahlen"}


def test_a_question_in_english_is_asked_as_it_stands(documents):
    asked = understand_question("What is the miete of the frist?", documents, BuiltinEmbedder())
    assert asked.wanted.forms == {}


def test_a_german_noun_is_no_name_for_its_capital():
    assert remove_names("Wer genehmigt Reisen ins Ausland mit dem ICE 703?") == (
        "Wer genehmigt Reisen ins Ausland mit dem ?"
    )
    assert remove_names("Who approves trips of Acme to Bonn?") == "Who approves trips of to ?"
