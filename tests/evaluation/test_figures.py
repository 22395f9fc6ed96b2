"""Figures of a question set, from literal hits and answers."""

import json

import pytest

from kb.errors import UsageError
from kb.evaluate import EvalHit, EvalQuestion, Relevant, Said, evaluate, read_questions

RENT = EvalQuestion("rent", "How high is the rent?", (Relevant("lease.pdf", 2, "9,600 euros"),))
LEAVE = EvalQuestion(
    "leave", "How long is leave?", (Relevant("a.md", None, "28 days of\npaid leave"), Relevant("b.md", None, "x"))
)
CEO = EvalQuestion("ceo", "Who is the chief?", ())
HITS = {
    RENT.question: [
        EvalHit("other.pdf", 2, "9,600 euros"),
        EvalHit("lease.pdf", 1, "9,600 euros"),
        EvalHit("lease.pdf", 2, "…"),
    ],
    LEAVE.question: [EvalHit("docs/a.md", None, "… ２８ days of paid\u00ad leave …")],
    CEO.question: [],
}


def figures(questions, answers=None):
    *_, last = evaluate(questions, lambda question, k: HITS[question][:k], answers and answers.get)
    return last.report()


def test_a_page_counts_where_one_is_named_and_else_the_quote_whatever_its_white_space():
    report = figures([RENT, LEAVE, CEO])
    assert (report["questions"], report["answerable"]) == (3, 2)
    assert (report["recall@1"], report["recall@5"]) == (0.5, 1.0)
    assert report["mrr@10"] == pytest.approx((1 / 3 + 1) / 2, abs=1e-4)
    assert report["all@10"] == 0.75


def test_what_stands_beyond_the_first_4000_characters_is_not_read():
    far = EvalQuestion("far", "How far?", (Relevant("far.md", None, "needle"),))
    HITS[far.question] = [EvalHit("near.md", None, "x" * 3990), EvalHit("far.md", None, "0123456789 needle")]
    report = figures([far])
    assert (report["recall@5"], report["recall_in_4000_characters"]) == (1.0, 0.0)


def test_refusals_are_counted_both_ways_and_citations_by_support_and_wording():
    said = {
        RENT.question: Said(refused=True),
        LEAVE.question: Said(False, citations=[EvalHit("a.md", None, "x")] * 4, supported=2, verbatim=4, unclear=1),
        CEO.question: Said(refused=False),
    }
    report = figures([RENT, LEAVE, CEO], said)
    assert (report["false_refusals"], report["missed_refusals"]) == (0.5, 1.0)
    assert (report["citations"], report["quotes_verbatim"]) == (4, 1.0)
    assert (report["citations_supported"], report["citations_unclear"]) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("question", "citation", "quoted"),
    [
        (RENT, EvalHit("docs/lease.pdf", 2, "whatever it says"), 1.0),
        (RENT, EvalHit("lease.pdf", 1, "9,600 euros"), 0.0),
        (LEAVE, EvalHit("a.md", None, "Everyone has 28 days of paid leave."), 1.0),
        (LEAVE, EvalHit("a.md", None, "28 days of paid"), 1.0),
        (LEAVE, EvalHit("a.md", None, "28 days"), 0.0),  # may be of anything
        (LEAVE, EvalHit("c.md", None, "28 days of paid leave"), 0.0),
    ],
)
def test_an_answer_counts_as_quoted_where_a_citation_is_of_the_place(question, citation, quoted):
    report = figures([question], {question.question: Said(refused=False, citations=[citation])})
    assert report["answers_quoted"] == quoted


def test_a_refusal_quotes_nothing_and_counts_for_nothing_there():
    assert figures([RENT], {RENT.question: Said(refused=True)})["answers_quoted"] is None


def test_without_answers_there_are_no_figures_of_answers():
    report = figures([RENT])
    assert (report["false_refusals"], report["citations_supported"]) == (None, None)


def test_a_file_is_read_line_by_line(tmp_path):
    row = {"id": "q", "question": "Q?", "relevant": [{"file": "a.md", "page": None, "quote": "x"}], "answer": "x"}
    (tmp_path / "q.jsonl").write_text(f"\ufeff{json.dumps(row)}\n\n", encoding="utf-8")
    assert read_questions(tmp_path / "q.jsonl") == [EvalQuestion("q", "Q?", (Relevant("a.md", None, "x"),))]


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "line 1, is no question"), ('{"question": "Q?"}', "line 1, is no question"), ("", "holds no questions")],
)
def test_a_wrong_file_is_one_clear_error(tmp_path, text, said):
    (tmp_path / "q.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_questions(tmp_path / "q.jsonl")


def test_a_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
