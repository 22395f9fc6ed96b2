"""Slips of the keyboard, mended from the documents' own words."""

import pytest
from library import fill

from kb.engines.builtin.embedder import MultilingualEmbedder
from kb.search.spelling import mend_spelling
from kb.store.home import Home
from kb.store.scoped_reader import ScopedReader


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("How much paid laeve do taemmates get?", "How much paid leave do teammates get?"),
        ("Is the labratory certified?", "Is the laboratory certified?"),
        ("Do recceipts expire?", "Do receipts expire?"),
        ("Are receips due?", "Are receipts due?"),
        ("Is the laboratry in Graz?", "Is the laboratory in Graz?"),
        ("Which citaions?", "Which citations?"),  # no stem is near before its ending is cut
        ("Do tammates get leave?", "Do teammates get leave?"),
        ("Which countriec?", "Which countriec?"),  # an ending makes another word
        ("Who is a kubernetes admin?", "Who is a kubernetes admin?"),
        ("How many years?", "How many years?"),
        ("Which counties have a receptor?", "Which counties have a receptor?"),  # words of their own, not "countries"
        ("X-4711-C and ISO-9002", "X-4711-C and ISO-9002"),  # codes are meant as they are typed
        ("员工每年有几天假？", "员工每年有几天假？"),
        ("labratory的认证在哪里？", "laboratory的认证在哪里？"),  # no blank between the scripts
    ],
)
def test_a_word_that_no_document_holds_is_mended_where_it_is_a_slip(library, embedder, typed, meant):
    assert mend_spelling(typed, library, embedder.has_word) == meant


def test_a_word_that_a_document_holds_is_left_alone(library, embedder):
    question = "Does the margin rise or fall in Graz?"
    assert mend_spelling(question, library, embedder.has_word) == question


def test_where_the_embedder_knows_no_words_a_word_of_its_own_counts_as_a_slip_too(library):
    assert mend_spelling("Which counties?", library, lambda word: False) == "Which countries?"


def test_a_word_of_another_language_is_no_slip_of_one_that_a_document_holds(library):
    question = "Was kostet ein Stück Filz?"  # not "stock"
    assert mend_spelling(question, library, MultilingualEmbedder().has_word) == question


def test_part_of_an_identifier_is_no_word_that_a_german_question_could_mean(tmp_path, embedder):
    files = {"printer.ini": "tree_angle = 40\n\ntree_distance = 1\n", "rules.md": "Wer austritt, schreibt es.\n"}
    with Home.open(tmp_path) as home:
        store = fill(home.space("default", create=True), embedder, files)
        assert mend_spelling("Wie trete ich aus?", store, embedder.has_word) == "Wie trete ich aus?"
        assert mend_spelling("Which distnce?", store, embedder.has_word) == "Which distance?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Что такое договр?", "Что такое договор?"),
        ("Wie hoch ist die Prfungsgebühr?", "Wie hoch ist die prüfungsgebühr?"),
        ("Tell me of " + "kubernet" * 9, "Tell me of " + "kubernet" * 9),
    ],
)
def test_slips_are_mended_in_any_alphabet_and_in_words_of_any_length(tmp_path, embedder, typed, meant):
    files = {"rent.md": "Это договор аренды.\n", "fees.md": "Die Prüfungsgebühr beträgt 40 Euro.\n"}
    with Home.open(tmp_path) as home:
        store = fill(home.space("default", create=True), embedder, files)
        assert mend_spelling(typed, store, lambda word: False) == meant


def test_what_only_another_document_says_is_not_meant_by_a_question_of_one(tmp_path, embedder):
    files = {"a/leave.md": "Teammates get leave.\n", "b/lab.md": "The laboratory is certified.\n"}
    with Home.open(tmp_path) as home:
        store = fill(home.space("default", create=True), embedder, files)
        asked = "Is the labratory certified?"
        assert mend_spelling(asked, ScopedReader(store, "a/"), lambda word: False) == asked
        assert mend_spelling(asked, ScopedReader(store, "b/"), lambda word: False) == "Is the laboratory certified?"
