"""From a client's request to the events of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from api import serialize
from api.compat import client_tasks
from api.compat.client_tasks import Limits
from api.compat.messages import Conversation
from api.compat.model_names import Model
from api.serialize import Event
from kb import limits as allowed
from kb.errors import TooLarge, TooLong
from kb.types import AskOptions, Waiting

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def answer_events(knowledge: KnowledgeBase, model: Model, asked: Conversation, limits: Limits) -> Iterator[Event]:
    """`sources`, then `thinking` and `token`, at last `answer`. Closing it stops the chat model."""
    if client_tasks.is_chore(asked):
        yield from client_tasks.run_task(asked, knowledge.chat, limits)
        return
    options = AskOptions(
        history=allowed.keep_latest(asked.history),
        role=model.role,
        manner=asked.manner,
        temperature=limits.temperature,
        max_tokens=limits.max_tokens,
        stop=tuple(limits.stop),
        seed=limits.seed,
        think=limits.think,
    )
    events = knowledge.ask(_limited(asked.question), options, model.space)
    with closing(events):
        for event in events:
            # Clients know of no queue. Nothing is sent meanwhile, so that a failure is still told by its status.
            if not isinstance(event, Waiting):
                yield serialize.answer_event(event)


def _limited(question: str) -> str:
    """The last question, as these clients know one that is too long: a conversation that the model has no room for."""
    try:
        return allowed.check_question(question)
    except TooLarge as error:
        raise TooLong(error.message, error.hint) from error
