"""From a question to hits, with the real embedder, Chroma and tantivy."""

import itertools

import pytest
from library import fill

from kb.engines.ollama.client import Client
from kb.engines.ollama.embedder import OllamaEmbedder
from kb.search.search import search
from kb.store.home import Home


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("How many days of paid leave do teammates get?", "Leave.md", "30 days"),
        ("Is there time off for the birth of a baby?", "Leave.md", "16 weeks"),
        ("How many days of piad leave do taemmates get?", "Leave.md", "30 days"),
        ("What was the revenue of Acme in FY2022?", "Acme_2022_report.pdf", "81 million"),
        ("What was the revenue of Bolt in FY2022?", "Bolt_2022_report.pdf", "64 million"),
        ("ISO 9001", "Standards.md", "ISO-9001"),
        ("iso9001", "Standards.md", "ISO-9001"),
        ("X-4711-B", "Standards.md", "X-4711-B"),
        ("员工每年有几天带薪假期？", "考勤.txt", "三十天"),
        ("員工每年有幾天帶薪假期？", "考勤.txt", "三十天"),
        ("图书馆几点开放？", "圖書館.txt", "九點"),
        ("ＩＳＯ－９００１", "Standards.md", "ISO-9001"),
    ],
)
def test_the_passage_that_answers_comes_first(library, embedder, question, path, words):
    best = search(question, library, embedder, k=3)[0]
    assert best.path == path
    assert words in best.chunk.text


@pytest.mark.parametrize("mode", ["hybrid", "vector", "keyword"])
def test_a_hit_shows_its_page_to_the_letter(library, embedder, mode):
    for hit in search("What does Acme earn, and how many people work there?", library, embedder, 8, mode):
        page = library.pages(hit.chunk.document)[hit.chunk.page_index]
        assert page.text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
        assert page.number == hit.chunk.page


def test_a_numbered_page_gives_one_hit(library, embedder):
    hits = search("Acme revenue margin people countries founded", library, embedder, 8)
    places = [(hit.path, hit.chunk.page) for hit in hits if hit.chunk.page]
    assert len(places) == len(set(places))


def test_scores_fall_and_lie_between_zero_and_one(library, embedder):
    scores = [hit.score for hit in search("How many days of paid leave are there?", library, embedder, 8)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_scores_compare_between_questions(library, embedder):
    held = search("How many days of paid leave do teammates get?", library, embedder)[0]
    absent = search("What is the melting point of tungsten carbide?", library, embedder)[0]
    assert held.score > 2 * absent.score


def test_hits_never_show_the_same_text_twice_and_stay_under_a_thousand_characters(tmp_path, embedder):
    paragraphs = [f"Rule {number} says that a badge is worn in hall {number}. " * 5 for number in range(20)]
    with Home.open(tmp_path / "home") as home:
        store = fill(home.space("default", create=True), embedder, {"Rules.txt": "\n\n".join(paragraphs)})
        hits = search("Where is a badge worn?", store, embedder, 8)
    spans = sorted((hit.chunk.start, hit.chunk.end) for hit in hits)
    assert len(hits) > 3
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert all(end - start <= 1000 for start, end in spans)


def test_keyword_mode_asks_no_engine(library):
    nobody = OllamaEmbedder(Client("http://127.0.0.1:1"), "nomic-embed-text")
    [best, *_] = search("piad leave", library, nobody, 3, "keyword")
    assert "30 days of paid leave" in best.chunk.text
    assert best.similarity is None


def test_vector_mode_scores_by_meaning_alone(library, embedder):
    hits = search("time off for a new baby", library, embedder, 3, "vector")
    assert hits[0].path == "Leave.md"
    assert {hit.bm25 for hit in hits} == {0.0}


def test_an_empty_space_has_no_hits(tmp_path, embedder):
    with Home.open(tmp_path / "home") as home:
        store = home.space("default", create=True)
        assert search("anything", store, embedder) == []


def test_a_question_without_words_does_no_harm(library, embedder):
    assert isinstance(search("???", library, embedder), list)


def test_as_many_hits_as_were_asked_for_where_there_are_as_many(tmp_path, embedder):
    files = {f"note {number}.txt": f"Note {number} is about the harbour of Trieste." for number in range(75)}
    with Home.open(tmp_path / "home") as home:
        store = fill(home.space("default", create=True), embedder, files)
        assert len(search("What is said of the harbour of Trieste?", store, embedder, 70)) == 70


def test_a_page_of_unknown_words_as_a_question_is_taken_as_it_is(library, embedder):
    words = " ".join(f"blorptzig{letter * 3}" for letter in "abcdefghijklmnopqrst")
    assert isinstance(search(words, library, embedder), list)
