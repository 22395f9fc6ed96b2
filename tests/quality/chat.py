"""What a chat model makes of questions: `make quality-chat MODEL=ollama:qwen3:8b`, judged as eval/desk/grade.py judges.

python -m tests.quality.chat ollama:qwen3:8b [--only legal,lookup,L01] [--every 3] [--seconds 540] [--out answers.jsonl]

With --out it goes on where it was interrupted. What was measured is kept in chat.md, by hand: tables, no transcripts.
The questions of the handbook have a right answer in words and no patterns: an answer with its first figure and two
fifths of its words counts as right, which is a lower bound.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kb.errors import Error
from kb.knowledge_base import KnowledgeBase
from kb.types import Answer, AskOptions, Message
from tests.quality.kits import KITS, fill_home

DESK = KITS / "desk"
HANDBOOK = "handbook"
_WORDS = 0.4  # share of the right answer's words


def load_judge() -> Any:
    """The kit's own judge, as a module."""
    spec = importlib.util.spec_from_file_location("grade", DESK / "grade.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_questions() -> list[dict[str, Any]]:
    """Those of the four desks and of the handbook, in one form."""
    desk = [json.loads(line) for line in (DESK / "queries.jsonl").read_text("utf-8").splitlines() if line]
    rows = [json.loads(line) for line in (KITS / HANDBOOK / "queries.jsonl").read_text("utf-8").splitlines() if line]
    more = {"set": HANDBOOK, "kind": HANDBOOK, "history": []}
    return [*desk, *({**row, **more, "expect": "answer" if row["relevant"] else "refuse"} for row in rows)]


def select(questions: Sequence[dict[str, Any]], only: str, every: int) -> list[dict[str, Any]]:
    """Every so many of the questions whose set, kind or id is named; all are, where none is."""
    wanted = {name.strip() for name in only.split(",") if name.strip()}
    named = [each for each in questions if not wanted or wanted & {each["set"], each["kind"], each["id"]}]
    return named[::every]


def ask(base: KnowledgeBase, question: dict[str, Any]) -> dict[str, Any]:
    """What a person would get, in the form that the judge reads; an error is one."""
    started = time.perf_counter()
    history = tuple(Message(turn["role"], turn["content"]) for turn in question["history"])
    try:
        *_, answer = base.ask(question["question"], AskOptions(history=history))
    except Error as error:
        return {"error": str(error), "seconds": time.perf_counter() - started}
    assert isinstance(answer, Answer)
    return {
        "answer": answer.text,
        "refused": answer.refused,
        "citations": [{"path": each.path, "page": each.page, "quote": each.quote} for each in answer.citations],
        "prompt_tokens": answer.usage.prompt_tokens,
        "estimated": answer.usage.estimated_prompt_tokens,
        "model": answer.model,
        "seconds": round(time.perf_counter() - started, 1),
    }


def judge(grade: Any, pages: Any, question: dict[str, Any], got: dict[str, Any]) -> str:
    """A verdict of grade.py."""
    if question["set"] != HANDBOOK or got.get("error"):
        return str(grade.judge(pages, question, got)[0])
    if question["expect"] == "refuse":
        return str(grade.RIGHTLY if got["refused"] else grade.THOUGH)
    if got["refused"]:
        return str(grade.WRONGLY)
    said = got["answer"].lower()
    words = re.findall(r"[a-z]{4,}|\d[\d.,]*\d|\d", question["answer"].lower())
    figures = [word for word in words if word[0].isdigit()][:1]
    share = sum(word in said for word in words) / len(words)
    return str(grade.RIGHT if share >= _WORDS and all(each in said for each in figures) else grade.USELESS)


def answer_all(questions: Sequence[dict[str, Any]], chat: str, seconds: float) -> Iterator[dict[str, Any]]:
    """One row a question, until the time is over."""
    end = time.monotonic() + seconds
    with ExitStack() as stack:
        bases: dict[str, KnowledgeBase] = {}
        for question in questions:
            if time.monotonic() > end:
                return
            name = question["set"]
            if name not in bases:
                folder = KITS / HANDBOOK / "docs" if name == HANDBOOK else DESK / "docs" / name
                bases[name] = stack.enter_context(fill_home(folder, os.environ, chat=chat))
            yield {"id": question["id"], **ask(bases[name], question)}


def format_table(rows: Iterable[tuple[dict[str, Any], str, dict[str, Any]]], by: str) -> str:
    """Verdicts by set or by kind."""
    groups: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for question, verdict, got in rows:
        for name in (question[by], "all"):
            groups[name].append((verdict, got))
    lines = [f"| {by} | n | good | wrong | useless | refused wrongly | answered though not there | error | mean s |"]
    lines.append("|---" * 9 + "|")
    for name, group in sorted(groups.items(), key=lambda each: (each[0] == "all", each[0])):
        counts = Counter(verdict for verdict, _ in group)
        good = counts["right"] + counts["refused rightly"]
        others = ("wrong", "useless", "refused wrongly", "answered though unanswerable", "error")
        seconds = sum(got["seconds"] for _, got in group) / len(group)
        cells = [str(counts[each] or "–") for each in others]
        lines.append(f"| {name} | {len(group)} | {good} | {' | '.join(cells)} | {seconds:.1f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chat", help="as in KB_CHAT")
    parser.add_argument("--only", default="", help="sets, kinds and ids")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so many")
    parser.add_argument("--out", type=Path, help="answers, one JSON object a line")
    given = parser.parse_args()
    grade = load_judge()
    pages = grade.load_pages()
    questions = select(read_questions(), given.only, given.every)
    lines = given.out.read_text("utf-8").splitlines() if given.out and given.out.exists() else []
    known = {row["id"]: row for row in map(json.loads, lines)}
    for row in answer_all([each for each in questions if each["id"] not in known], given.chat, given.seconds):
        known[row["id"]] = row
        if given.out:
            with given.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    asked = [each for each in questions if each["id"] in known]
    rows = [(each, judge(grade, pages, each, known[each["id"]]), known[each["id"]]) for each in asked]
    print(f"{given.chat}: {len(rows)} of {len(questions)} questions\n")
    print(format_table(rows, "set"), format_table(rows, "kind"), sep="\n\n")


if __name__ == "__main__":
    main()
