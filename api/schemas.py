"""The JSON that is promised, on the command line and over HTTP."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12


class HitJSON(TypedDict):
    rank: int
    score: float
    document: str
    path: str
    page: int | None
    heading: list[str]
    text: str
    start: int
    end: int
    chunk: str


class HitsJSON(TypedDict):
    hits: list[HitJSON]


class CitationJSON(TypedDict):
    n: int
    document: str
    path: str
    page: int | None
    quote: str
    start: int
    end: int
    supported: bool
    reason: str  # in words: "says so", "says otherwise: 650, not 450"; empty for quotes word for word
    unclear: bool  # not supported, and not contradicted either; false where supported


class AnswerJSON(TypedDict):
    question: str
    answer: str
    refused: bool
    complete: bool
    failure: str  # of the engine, where that is why the answer is not complete
    standalone: str | None
    citations: list[CitationJSON]
    sources: list[HitJSON]
    model: str
    usage: dict[str, int | None]
    seconds: dict[str, float]
    id: str | None  # to rate it by, where answers are kept
    nearest: list[CitationJSON]  # of a refusal: what comes nearest to the question
    certain: bool  # false: quotes that come near the question; whether they answer it is not known


class PassageJSON(TypedDict):
    document: str
    path: str
    page: int | None
    heading: list[str]
    context: str
    text: str


class KeptJSON(TypedDict):
    id: str
    asked_at: str
    question: str
    standalone: str
    passages: list[PassageJSON]
    answer: str
    refused: bool
    citations: list[CitationJSON]
    model: str
    role: str
    rating: int | None  # 1 (bad) to 5 (good)
    correction: str | None
    rated_at: str | None


class KeptAnswersJSON(TypedDict):
    answers: list[KeptJSON]


class DocumentJSON(TypedDict):
    id: str
    path: str
    root: str
    title: str
    media_type: str
    size: int
    digest: str
    pages: int
    chunks: int
    modified: str
    updated: str
    problems: list[str]
    author: str  # as the file states it; "" where it does not, as for all that follow
    created: str
    edited: str
    language: str
    date: str  # that it bears in its name or its first lines
    version: str
    standing: str  # draft or superseded


class DocumentsJSON(TypedDict):
    documents: list[DocumentJSON]


class PageJSON(TypedDict):
    document: str
    page: int | None
    text: str


class ReceiptJSON(TypedDict):
    document: str
    path: str
    erased: dict[str, int]
    complete: bool  # False: bytes of it may still be in files of the home, out of reach of every search
    file: Literal["kept", "deleted", "missing"]
    note: str


class SpaceReceiptJSON(TypedDict):
    space: str
    documents: int
    pages: int
    chunks: int
    vectors: int
    answers: int
    complete: bool  # False: bytes of it may still be in files of the home, out of reach of every search


class SpacesJSON(TypedDict):
    spaces: list[str]


class OutcomeJSON(TypedDict):
    path: str
    status: str
    reason: str
    pages: int
    chunks: int
    embedded: int


class CheckJSON(TypedDict):
    name: str
    status: Literal["ok", "warning", "broken"]
    message: str
    remedy: str


class ErrorJSON(TypedDict):
    code: str
    message: str
    hint: str


class FailureJSON(TypedDict):
    error: ErrorJSON
