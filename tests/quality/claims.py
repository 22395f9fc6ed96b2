"""How good the check of claims is, by kind and language: claims.md.

python -m tests.quality.claims [--file CLAIMS.jsonl] [--judge MODEL URL] [--every N]

143 labelled claims of eval/claims, and claims made by script from the documents of three kits: a sentence as it stands
is supported, the same with a number, a "not" or a bound changed is not. `--judge` asks a model (at an OpenAI-compatible
server) what the rules cannot place, as KB_CHECK=model does; of every Nth claim. `--file` takes other labelled claims in
the form of eval/claims. Both print and keep nothing. Verdicts are three: told to be wrong, unclear (neither that nor
supported) and passed. What stands between this and the first table is kept by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.answer.check.rules import RULES
from kb.answer.checker import Checker, Source
from kb.answer.generation.judge import Judge
from kb.engines import chat_model
from kb.settings import load
from tests.quality.kits import KITS

TABLE = Path(__file__).with_name("claims.md")
AROUND = 350  # characters of a passage on each side of a sentence that a claim is made of
MADE = 40  # claims of a kind and a language at most, those with the smallest digests
_SENTENCE = {"en": r"[A-Z][^\n.!?|]{40,220}\.(?=\s)", "zh": r"[^\n。！？|]{15,90}。"}
_CHANGES = {
    "en": {
        "not": (r"\b(is|are|was|were|must|may|can|will|should) (?!not)", r"\1 not "),
        "no not": (r"\b(is|are|was|were|must|may|can|will|should|do|does) not\b", r"\1"),
        "bound": (r"\bat least\b", "at most"),
        "up to": (r"\b(?:up to|no more than|at most)\b", "at least"),
        "order": (r"\bbefore\b", "after"),
    },
    "zh": {
        "not": (r"可以", "不得"),
        "no not": (r"不得|不能", "可以"),
        "bound": (r"至少|不低于|不少于", "最多"),
        "up to": (r"最多|不超过|不高于", "至少"),
        "order": (r"以前|之前", "之后"),
    },
}


@dataclass(frozen=True)
class Claim:
    kind: str
    language: str
    passage: str
    question: str
    claim: str
    supported: bool


def read_claims(file: Path) -> list[Claim]:
    """Labelled claims, one JSON object a line."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [
        Claim(row["kind"], row["lang"], row["passage"], row["question"], row["claim"], row["label"] == "supported")
        for row in rows
    ]


def make_claims() -> list[Claim]:
    """Claims made from the kits' documents, always the same ones."""
    made: dict[tuple[str, str], list[Claim]] = {}
    for folder, language in (
        (KITS / "handbook" / "docs", "en"),
        (KITS / "en" / "docs", "en"),
        (KITS / "zh" / "docs", "zh"),
    ):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".txt")):
            for claim in _claims_of(file.read_text("utf-8", errors="replace"), language):
                made.setdefault((claim.kind, claim.language), []).append(claim)
    return [claim for key in sorted(made) for claim in sorted(made[key], key=_digest)[:MADE]]


def _claims_of(text: str, language: str) -> Iterator[Claim]:
    for match in re.finditer(_SENTENCE[language], text):
        said, passage = match.group(), text[max(0, match.start() - AROUND) : match.end() + AROUND]
        if "http" in said or "](" in said:
            continue
        yield Claim("made: as it stands", language, passage, "", said, True)
        for kind, (found, instead) in _CHANGES[language].items():
            if (changed := re.sub(found, instead, said, count=1)) != said:
                yield Claim(f"made: {kind}", language, passage, "", changed, False)
        if number := re.search(r"\d+", said):
            others = [each for each in re.findall(r"(?<![\w.])\d+", passage) if each not in said]
            if others:
                changed = said[: number.start()] + others[0] + said[number.end() :]
                yield Claim("made: number of the neighbour", language, passage, "", changed, False)


def _digest(claim: Claim) -> str:
    return hashlib.sha256(claim.claim.encode()).hexdigest()


def tabulate(claims: Sequence[Claim], verdicts: Sequence[str]) -> list[str]:
    """Lines of a table: the shares of each verdict of true and of false claims, by language, then by kind.

    Balanced, once with what is unclear as not supported, once with it as not told to be wrong.
    """
    lines = [
        "| claims | n | told to be wrong | unclear | passed | balanced, passed or not | balanced, told or not |",
        "|---|---|---|---|---|---|---|",
    ]
    both = list(zip(claims, verdicts, strict=True))
    for language in ("", *sorted({each.language for each in claims})):
        of = {
            side: [said for each, said in both if each.supported is side and language in ("", each.language)]
            for side in (True, False)
        }
        true, false = of[True], of[False]
        passing = (_share(true, "passed") + 1 - _share(false, "passed")) / 2
        telling = (1 - _share(true, "told") + _share(false, "told")) / 2
        lines += [
            f"| {language or 'all'}, true | {_write_shares(true)} | {passing:.3f} | {telling:.3f} |",
            f"| {language or 'all'}, false | {_write_shares(false)} | | |",
        ]
    for supported, label in ((True, "true"), (False, "false")):
        for kind in sorted({each.kind for each in claims if each.supported is supported}):
            of_kind = [said for each, said in both if each.kind == kind]
            lines.append(f"| {label}: {kind.replace('_', ' ')} | {_write_shares(of_kind)} | | |")
    return lines


def _write_shares(verdicts: Sequence[str]) -> str:
    shares = (f"{_share(verdicts, each):.3f}" for each in ("told", "unclear", "passed"))
    return f"{len(verdicts)} | {' | '.join(shares)}"


def _share(verdicts: Sequence[str], which: str) -> float:
    return verdicts.count(which) / len(verdicts) if verdicts else 0.0


def measure(claims: Sequence[Claim], checker: Checker) -> list[str]:
    """Of each claim the verdict: told (to be wrong), unclear or passed."""
    found = [checker.check(each.claim, Source(each.passage, question=each.question)) for each in claims]
    return ["passed" if each.supported else "unclear" if each.unclear else "told" for each in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", nargs=2, metavar=("MODEL", "URL"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    written = []
    labelled = ("Labelled", read_claims(given.file or KITS / "claims" / "claims.jsonl"))
    for name, claims in [labelled] if given.file else [labelled, ("Made by script", make_claims())]:
        some = claims[:: given.every]
        table = [f"## {name}", "", *tabulate(some, measure(some, RULES)), ""]
        print("\n".join(table), flush=True)
        written += table
        if given.judge:
            model, url = given.judge
            chat = chat_model(f"openai:{model}@{url}", load(None, {}))
            started = time.time()
            print(f"## {name}, judged by {model}\n")
            print("\n".join(tabulate(some, measure(some, Judge(chat, RULES)))), flush=True)
            print(f"\n{time.time() - started:.0f} s")
    if not given.judge and not given.file and given.every == 1:
        by_hand = TABLE.read_text("utf-8").partition("\n## Labelled")[0].partition("\n## Held out")
        TABLE.write_text("\n".join([__doc__.strip(), "", "".join(by_hand[1:]).strip(), "", *written]), encoding="utf-8")


if __name__ == "__main__":
    main()
