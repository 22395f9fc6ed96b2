"""`kb` typed over a home."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app


def run(home: Path, command: str, docs: Path | None = None) -> Result:
    return invoke(home, *(str(docs) if word == "DOCS" else word for word in command.split()))


def invoke(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])
