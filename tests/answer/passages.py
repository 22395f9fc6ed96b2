"""Hits made by hand."""

from kb.types import Chunk, Hit

LEAVE = "Teammates get 30 days of paid leave a year. Alice reports to Bob."
BONUS = "Contractors are not eligible for the bonus. 员工每年享有三十天带薪假期。"


def hit(text: str, *, document: str = "d1", path: str = "handbook.md", page: int | None = None, start: int = 0) -> Hit:
    chunk = Chunk(f"{document}:{start}", document, 0, 0, page, start, start + len(text), text, title="Handbook")
    return Hit(chunk, 0.9, path)


HITS = (hit(LEAVE, page=3, start=100), hit(BONUS, document="d2", path="contracts.pdf", page=7))
