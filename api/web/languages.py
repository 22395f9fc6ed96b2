"""Which language the page speaks, and its texts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
FIRST = "en"
LANGUAGES = (FIRST, "zh", "de")


def choose_language(accepted: str) -> str:
    """Of an `Accept-Language` header the first that there is, by weight."""
    ranges = [part.strip().lower().split(";q=") for part in accepted.split(",") if part.strip()]
    weighed = sorted(ranges, key=lambda range: -_weight(range[1:]))
    known = (range[0].split("-")[0] for range in weighed if _weight(range[1:]) > 0)
    return next((language for language in known if language in LANGUAGES), FIRST)


@cache
def read_texts(language: str) -> dict[str, str]:
    """By name; `{count}` and the like are filled in where they are shown."""
    texts: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts


@cache
def read_translations(language: str) -> dict[str, str]:
    """What loaders and checks say, by its English shape: `{}` stands for anything, `{what}` for another shape."""
    file = FOLDER / "server" / f"{language}.json"
    translations: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if language != FIRST else {}
    return translations


def _weight(given: list[str]) -> float:
    try:
        return float(given[0]) if given else 1.0
    except ValueError:
        return 0.0
