"""Questions to begin with, made of the documents' own headings."""

from __future__ import annotations

from api.web.suggestions import suggest_questions
from kb.types import Document, Heading, Page


def test_questions_to_begin_with_come_from_different_folders():
    def document(path: str, title: str) -> Document:
        return Document(path, "/r", path, "d", 1, len(path), title, "text/plain", 1, 1, "2026-01-01T00:00:00Z")

    pages = {
        "a/lease.md": Page("x", headings=(Heading(0, 1, "Lease"), Heading(1, 2, "3.1 Deposit"))),
        "a/more.md": Page("x", headings=(Heading(0, 1, "Rent"),)),
        "b/faq.md": Page("x", headings=(Heading(0, 1, "Questions"), Heading(1, 2, "Who pays?"))),
        "c/制度.md": Page("差旅报销制度", headings=(Heading(0, 1, "制度"), Heading(1, 2, "住宿标准"))),
        "d/plain.txt": Page("nothing"),
    }
    documents = [document(path, page.headings[0].title if page.headings else "") for path, page in pages.items()]
    asked = suggest_questions(documents, pages.__getitem__)
    assert set(asked) == {
        "What does “Lease” say about “Deposit”?",
        "Who pays?",
        "《制度》里关于“住宿标准”是怎么说的？",
    }


def test_nobody_is_asked_what_a_document_says_about_its_own_name():
    def document(path: str, title: str) -> Document:
        return Document(path, "/r", path, "d", 1, len(path), title, "text/plain", 1, 1, "2026-01-01T00:00:00Z")

    pages = {
        "a/addendum.docx": Page("x", headings=(Heading(0, 1, "1. Addendum to the lease of the mill"),)),
        "b/报销明细2025.xlsx": Page("x", headings=(Heading(0, 1, "报销明细"),)),
        "c/Roster.xlsx": Page("x", headings=(Heading(0, 1, "Roster week 27"),)),
        "c/PPM 2026.xlsx": Page("x", headings=(Heading(0, 1, "PPM schedule"),)),
        "d/move.eml": Page("x", headings=(Heading(0, 1, "On 26 May 2025 Jens wrote:"),)),
    }
    titles = ("1. Addendum to the lease of the mill", "报销明细2025", "Roster", "PPM 2026", "Re: the move")
    documents = [document(path, title) for path, title in zip(pages, titles, strict=True)]
    assert suggest_questions(documents, pages.__getitem__) == []


def test_a_name_of_figures_alone_hides_no_heading():
    document = Document("2025.md", "/r", "2025.md", "d", 1, 7, "2025", "text/plain", 1, 1, "2026-01-01T00:00:00Z")
    page = Page("x", headings=(Heading(0, 1, "Deposit"),))
    assert suggest_questions([document], lambda _: page) == ["What does “2025” say about “Deposit”?"]
