"""Questions about a document rather than its text: from what its file states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.collection.document_facts import tell_fact
from kb.properties import Properties
from kb.types import Document, Message

FLOOD = Document(
    id="1", root="/d", path="reports/flood.docx", digest="", size=1, modified_ns=0, title="Flood report",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", pages=1, chunks=1,
    updated_at="", properties=Properties("Greta Holm", "2024-09-17T08:00:00", "2024-09-20T10:00:00"),
)  # fmt: skip
HARVEST = replace(
    FLOOD, id="2", path="reports/harvest.md", title="Harvest report", properties=Properties("Nils Berg", "2025-10-02")
)
MEMO = replace(FLOOD, id="3", path="memo.pdf", title="Memo on heating", media_type="application/pdf", pages=12)
PLAIN = replace(FLOOD, id="4", path="差旅制度.txt", title="差旅制度", properties=Properties())
DOCUMENTS = [FLOOD, HARVEST, MEMO, PLAIN]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who is the author of flood.docx?", "reports/flood.docx states Greta Holm as its author."),
        ("who wrote the flood report", "reports/flood.docx states Greta Holm as its author."),
        ("Wer hat harvest.md geschrieben?", "reports/harvest.md nennt als Verfasser Nils Berg."),
        ("flood.docx的作者是谁？", "reports/flood.docx 标明的作者是 Greta Holm。"),
        ("When was the flood report written?", "reports/flood.docx states that it was made on 2024-09-17 08:00:00."),
        ("When was flood.docx edited?", "reports/flood.docx states that it was last changed on 2024-09-20 10:00:00."),
        ("How many pages does the memo on heating have?", "memo.pdf: 12 pages."),
        ("memo.pdf有多少页？", "memo.pdf：12 页。"),
    ],
)  # fmt: skip
def test_what_the_file_states_is_told(question, answer):
    assert tell_fact(question, lambda: DOCUMENTS) == answer


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the report?",  # two are meant
        "Who wrote 差旅制度.txt?",  # it does not say
        "Who wrote the letter to the mayor?",  # no document's name
        "How many pages does harvest.md have?",  # has none
        "Who wrote to Greta Holm about the flood report in September?",
    ],
)
def test_where_the_file_does_not_tell_the_documents_texts_are_asked(question):
    assert tell_fact(question, lambda: DOCUMENTS) == ""


def test_it_is_the_only_document():
    assert (
        tell_fact("When was it written?", lambda: [FLOOD])
        == "reports/flood.docx states that it was made on 2024-09-17 08:00:00."
    )
    assert (
        tell_fact("Wer hat das Dokument geschrieben?", lambda: [FLOOD])
        == "reports/flood.docx nennt als Verfasser Greta Holm."
    )
    assert tell_fact("这份文件是谁写的？", lambda: [FLOOD]) == "reports/flood.docx 标明的作者是 Greta Holm。"
    assert tell_fact("When was it written?", lambda: DOCUMENTS) == ""


@pytest.mark.parametrize(
    "before",
    [
        ["Who wrote the flood report?"],
        ["Who wrote the flood report?", "When was it changed?"],
        ["What does flood.docx say about the river?"],
        ["Who wrote harvest.md?", "Summarise Flood.docx"],
    ],
)
def test_it_is_the_document_that_was_asked_about_before(before):
    history = [turn for said in before for turn in (Message("user", said), Message("assistant", "So it is."))]
    told = tell_fact("When was it written?", lambda: DOCUMENTS, history)
    assert told == "reports/flood.docx states that it was made on 2024-09-17 08:00:00."


@pytest.mark.parametrize(
    "before", ["How high is the deposit?", "Compare flood.docx and harvest.md", "Who wrote the report?"]
)
def test_it_is_no_document_where_none_was_named_before(before):
    assert tell_fact("When was it written?", lambda: DOCUMENTS, [Message("user", before)]) == ""
