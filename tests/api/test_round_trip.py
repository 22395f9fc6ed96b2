"""What is written as JSON is read back as the same values."""

from __future__ import annotations

import json
from typing import Any

from api import parse, serialize
from api.values import Queued, Remark, Removal
from ingest.events import Outcome, Progress, Summary
from kb.store.kept_answers import Kept, ShownPassage
from kb.store.receipts import Receipt
from kb.types import (
    Answer,
    Chunk,
    Citation,
    Document,
    Hit,
    Message,
    Page,
    Prompted,
    Sources,
    Thinking,
    Token,
    Usage,
    Waiting,
)

HIT = Hit(Chunk("c1", "d1", 0, 2, 3, 10, 14, "rent", heading=("4", "4.1 Rent")), 0.75, "lease.pdf")
CITATION = Citation(1, "d1", "lease.pdf", 3, "rent", 10, 14, supported=True)
UNCLEAR = Citation(1, "d1", "lease.pdf", 3, "rent", 10, 14, supported=False, reason="not clear", unclear=True)
ANSWER = Answer(
    question="And the rent?",
    text="9,600 euros [1].",
    refused=False,
    citations=(CITATION, UNCLEAR),
    sources=(HIT,),
    model="tiny",
    usage=Usage(prompt_tokens=7, sources_left_out=1),
    seconds={"search": 0.5},
    complete=False,
    standalone="What is the rent?",
    id="a1",
    nearest=(CITATION,),
)
ANSWERING = (
    Waiting(2),
    Prompted((Message("system", "Answer."), Message("user", "The rent?"))),
    Sources((HIT,)),
    Thinking("hm"),
    Token("9,600"),
    Token("rent", quoted=True),
    ANSWER,
)
INGESTING = (
    Queued(1),
    Progress(1, 2, 3, 4, "a.md"),
    Outcome("a.md", "failed", "empty", pages=1),
    Remark("The model reads English.", "kb models pull bge-m3"),
    Summary(dict.fromkeys(("added", "updated", "renamed", "unchanged", "removed", "skipped", "failed"), 1), 2, 2, 0.5),
)


def sent(value: object) -> Any:
    return json.loads(serialize.dumps(value))


def test_every_event_of_an_answer_comes_back_as_it_was():
    for event in ANSWERING:
        frame = serialize.answer_event(event)
        assert parse.answer_event(frame.name, sent(frame.data)) == event


def test_every_event_of_a_run_comes_back_as_it_was():
    for event in INGESTING:
        frame = serialize.ingest_event(event)
        assert parse.ingest_event(frame.name, sent(frame.data)) == event


def test_an_event_of_a_later_version_is_left_out():
    assert parse.answer_event("mood", {"text": "good"}) is None
    assert parse.ingest_event("mood", {"text": "good"}) is None


def test_a_field_of_a_later_version_is_left_out():
    told = sent(serialize.answer_event(ANSWER).data)
    later = {
        **told,
        "mood": "good",
        "citations": [{**citation, "mood": "good"} for citation in told["citations"]],
        "nearest": [{**citation, "mood": "good"} for citation in told["nearest"]],
        "usage": {**told["usage"], "mood": 1},
    }
    assert parse.answer_event("answer", later) == ANSWER
    for event in INGESTING[:-1]:
        frame = serialize.ingest_event(event)
        assert parse.ingest_event(frame.name, {**sent(frame.data), "mood": "good"}) == event


def test_a_document_a_page_and_what_was_erased_come_back():
    seconds = 1_700_000_000
    document = Document("d1", "/r", "a.md", "ab", 5, seconds * 10**9, "A", "text/plain", 1, 2, "2026-01-01", ("short",))
    assert parse.document(sent(serialize.document(document))) == document
    assert parse.page(sent(serialize.page("d1", Page("text", 3)))) == Page("text", 3)
    removal = Removal(Receipt("d1", "a.md", 1, 2, 2, 2, 2, complete=False, answers=1), "kept", "It comes back.")
    assert parse.removal(sent(serialize.removal(removal))) == removal


def test_a_kept_answer_comes_back():
    passage = ShownPassage("d1", "a.md", None, ("4", "4.1 Rent"), "", "rent")
    kept = Kept("k1", "2026", "q", "q", (passage,), "a", False, ({"n": 1},), "tiny", "", 5, "better", "2026")
    assert parse.kept_answer(sent(serialize.kept_answer(kept))) == kept
