"""Another check of claims takes the place of the rules."""

import shutil
from pathlib import Path

from ollama_server import CHAT, OllamaServer

import kb
from kb.answer.checker import Source, Verdict
from kb.settings import load
from kb.types import Answer, Span


class WordForWord:
    """Holds a claim to be supported where the source has it to the letter."""

    def check(self, claim: str, source: Source) -> Verdict:
        start = source.text.find(claim.strip(" ."))
        return Verdict(start >= 0, 1.0, Span(max(start, 0), max(start, 0) + len(claim)))


def answer(home: Path, **options: object) -> str:
    with (
        OllamaServer(models=[CHAT], replies=["Teammates have 30 days of paid leave a year [1]."]) as server,
        kb.open(
            settings=load(home, {"OLLAMA_HOST": server.url}, embed="builtin", chat=f"ollama:{CHAT.name}"), **options
        ) as base,
    ):
        *_, last = base.ask("How many days of paid leave do teammates get?")
        assert isinstance(last, Answer)
        return last.text


def test_a_checker_that_is_given_in_decides_which_marks_stay(filled_home, tmp_path):
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    assert answer(home) == "Teammates have 30 days of paid leave a year [1]."
    doubted = "Teammates have 30 days of paid leave a year [1] (not found in the sources)."
    assert answer(home, checker=WordForWord()).startswith(doubted)
