"""A question to a chat model, and the text of its answer."""

from kb.types import Message, Token

ASKED = [Message("system", "Answer from the sources."), Message("user", "Who pays?")]


def text(events, kind=Token):
    return "".join(event.text for event in events if isinstance(event, kind))
