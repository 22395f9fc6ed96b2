"""Rated answers as training data, in the forms that fine-tuning tools take."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Literal

from kb.answer.generation import prompt
from kb.store.catalog.answers import Kept, ShownPassage
from kb.types import Chunk, Hit

Format = Literal["jsonl", "chatml"]
GOOD = 4  # from this rating on an answer is an example to learn from


def records(kept: Iterable[Kept], format: Format) -> Iterator[dict[str, Any]]:
    """One JSON object an example, oldest first; what has no rating is left out.

    `jsonl` is all that is known of each rated answer. `chatml` is `{"messages": [system, user, assistant]}`, as
    OpenAI's and Unsloth's fine-tuning take it: the prompt as the model is shown it, then the answer, or what would
    have been right. A bad answer without its correction is nothing to learn from, and left out there.
    """
    for answer in kept:
        if answer.rating is None:
            continue
        if format == "jsonl":
            yield _whole(answer)
        elif answer.correction or answer.rating >= GOOD:
            yield {"messages": _messages(answer)}


def _whole(answer: Kept) -> dict[str, Any]:
    known = asdict(answer)
    sources = known.pop("passages")
    return {**known, "context": [{"n": n, **source} for n, source in enumerate(sources, 1)]}


def _messages(answer: Kept) -> list[dict[str, str]]:
    hits = [_hit(passage) for passage in answer.passages]
    # The marks around sources differ from prompt to prompt, so that a model learns their place and not their letters.
    shown = prompt.compose_messages(answer.standalone, hits, (), answer.role, secrets.token_hex(6))
    asked = [{"role": message.role, "content": message.content} for message in shown]
    return [*asked, {"role": "assistant", "content": answer.correction or answer.answer}]


def _hit(passage: ShownPassage) -> Hit:
    chunk = Chunk(
        id="",
        document=passage.document,
        ordinal=0,
        page_index=0,
        page=passage.page,
        start=0,
        end=len(passage.text),
        text=passage.text,
        heading=passage.heading,
        context=passage.context,
    )
    return Hit(chunk, 0.0, passage.path)
