"""Two small documents, `leave.md` in English and `travel/差旅.md` in Chinese, with a question and its answer."""

from __future__ import annotations

from pathlib import Path

import kb
from api.backend.local import LocalBackend
from ingest.events import Summary
from kb.settings import Settings

LEAVE = "# Time off\n\nEveryone who works full time has 28 days of paid leave a year.\n"
TRAVEL = "# 差旅报销制度\n\n一线城市住宿费每晚最高报销650元，其他城市每晚最高报销450元。\n"
QUESTION = "How many days of paid leave are there a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."


def papers(folder: Path) -> Path:
    (folder / "travel").mkdir(parents=True)
    (folder / "leave.md").write_text(LEAVE, encoding="utf-8")
    (folder / "travel" / "差旅.md").write_text(TRAVEL, encoding="utf-8")
    return folder


def fill_home(folder: Path) -> Path:
    """A home in `folder` that holds the papers, taken in by the built-in embedder."""
    papers(folder / "docs")
    with kb.open(settings=Settings(home=folder / "home", embed="builtin", chat="builtin")) as base:
        assert isinstance(list(LocalBackend(base).ingest([folder / "docs"]))[-1], Summary)
    return folder / "home"
