"""An answer as Markdown, to be pasted or saved: whatever draws it loads nothing and links to nothing."""

from __future__ import annotations

from api.escape import disarm
from kb.types import Answer, Citation


def write_transcript(answer: Answer) -> dict[str, str]:
    """`question` in one line, and `answer` with its quotes, each under its number and place."""
    quotes = [_write_quote(citation) for citation in answer.citations]
    return {
        "question": disarm(" ".join(answer.question.split())),
        "answer": "\n\n".join([disarm(answer.text), *quotes]),
    }


def _write_quote(citation: Citation) -> str:
    place = citation.path if citation.page is None else f"{citation.path}, p. {citation.page}"
    lines = disarm(citation.quote.strip()).split("\n")
    return "\n".join([f"[{citation.n}] {disarm(place)}", *(f"> {line}" for line in lines)])
