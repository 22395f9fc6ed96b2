"""Two small documents that tests ask about: `leave.md` in English and `travel/差旅.md` in Chinese."""

from __future__ import annotations

from pathlib import Path

LEAVE = "# Time off\n\nEveryone who works full time has 28 days of paid leave a year.\n"
TRAVEL = "# 差旅报销制度\n\n一线城市住宿费每晚最高报销650元，其他城市每晚最高报销450元。\n"


def papers(folder: Path) -> Path:
    (folder / "travel").mkdir(parents=True)
    (folder / "leave.md").write_text(LEAVE, encoding="utf-8")
    (folder / "travel" / "差旅.md").write_text(TRAVEL, encoding="utf-8")
    return folder
