"""How many of the estimated tokens a model really counted, kept in the home for the next process."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import get_ident

FILE = "token-ratios.json"  # {"ollama:qwen3:8b": {"digits latin": 0.62}}
_MOST = 4.0  # an estimate too small by more than that is an engine's error, not a vocabulary
_MODELS = 50  # those that were used last


class TokenRatios:
    """One model's ratios by the scripts of a prompt. A file that cannot be read or written is as if there were none."""

    def __init__(self, folder: Path, model: str) -> None:
        self._file = folder / FILE
        self._model = model

    def load(self) -> dict[frozenset[str], float]:
        """What was saved; nothing that could not have been measured."""
        rows = self._read().get(self._model)
        if not isinstance(rows, dict):
            return {}
        return {
            frozenset(scripts.split()): float(ratio)
            for scripts, ratio in rows.items()
            if isinstance(ratio, int | float) and 0 < ratio <= _MOST
        }

    def save(self, ratios: Mapping[frozenset[str], float]) -> None:
        """Replaces this model's; the file is written whole, or not at all."""
        kept = {name: rows for name, rows in self._read().items() if name != self._model}
        kept[self._model] = {
            " ".join(sorted(each)): round(ratio, 4) for each, ratio in ratios.items() if ratio <= _MOST
        }
        text = json.dumps(dict(list(kept.items())[-_MODELS:]), ensure_ascii=False, indent=1)
        beside = self._file.with_suffix(f".{os.getpid()}-{get_ident()}")
        with suppress(OSError):
            opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(text)
            beside.replace(self._file)

    def _read(self) -> dict[str, object]:
        try:
            rows = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return rows if isinstance(rows, dict) else {}
