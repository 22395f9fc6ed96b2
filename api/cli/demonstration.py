"""`kb demo`: the sample documents in a throw-away home, and three questions, the last of which they do not answer."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from api.backend.local import LocalBackend
from api.backend.protocol import Backend
from api.cli import ingest_progress, output
from api.cli.terminal import line, stdout
from ingest import temporary_folders
from kb.errors import Error
from kb.settings import Settings
from kb.types import Answer

SAMPLES = Path(__file__).parents[2] / "sample_docs"


@dataclass(frozen=True)
class SampleQuestion:
    """`source` and `page` are what the answer has to cite; without a source it has to be refused."""

    text: str
    source: str = ""
    page: int | None = None

    def is_answered_by(self, answer: Answer) -> bool:
        cited = {(citation.path, citation.page) for citation in answer.citations if citation.supported}
        return (self.source, self.page) in cited if self.source else answer.refused


QUESTIONS = (
    SampleQuestion("How many days of paid leave do I have a year?", "handbook/time-off.md"),
    SampleQuestion("What is the monthly rent of the office?", "contracts/office-lease.pdf", 2),
    SampleQuestion("Who pays for my dental insurance?"),
)


def run(settings: Settings) -> bool:
    """Shows it all; whether everything came out as promised."""
    import kb

    if not SAMPLES.is_dir():
        raise Error(f"The sample documents are not at {SAMPLES}.", "Run it from a checkout of the project.")
    with (
        temporary_folders.folder("demo") as folder,
        kb.open(settings=throw_away(settings, folder / "home"), command="kb demo") as base,
    ):
        return _show_demo(LocalBackend(base))


def throw_away(settings: Settings, home: Path) -> Settings:
    """The engines that were chosen, else the builtin ones: what else this machine has is not asked."""
    return replace(settings, home=home, embed=settings.embed or "builtin", chat=settings.chat or "builtin")


def _show_demo(backend: Backend) -> bool:
    stdout().print(f"kb ingest {os.path.relpath(SAMPLES)}", style="bold")
    kept = [ingest_progress.draw(backend.ingest([SAMPLES]), as_json=False)]
    for question in QUESTIONS:
        stdout().print(f'\nkb ask "{line(question.text)}"', style="bold")
        kept.append(question.is_answered_by(output.show_answer(backend.ask(question.text))))
        if not kept[-1]:
            wanted = f"cites {question.source}" if question.source else "refuses"
            stdout().print(f"This is not as promised: the answer {wanted}.", style="red")
    return all(kept)
