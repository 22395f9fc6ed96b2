"""A question put as SQL by the chat model, and its result: for lists, counts and sums whose words no rule understands.

A small model that reckons from rows gets most sums wrong, and reads no long table; it knows well which column and which
value a question means ("locked in the safe": store = 'Safe'). So it is shown the columns and never the rows, and what
it writes is run and told by the program, with the conditions that it was understood by.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kb import cancel
from kb.answer.generation.prompt import disarm_text
from kb.answer.sql.execution import execute
from kb.answer.sql.schema import Schema
from kb.answer.sql.select import read_select
from kb.answer.tables.found_tables import FoundTable
from kb.answer.tables.sheets import CalculatedAnswer
from kb.engines.parameters import is_small
from kb.engines.protocols import ChatModel
from kb.engines.short_replies import read_short_reply
from kb.errors import EngineError
from kb.text.terms import extract_terms, is_stop_word, simplify_han
from kb.types import Message

log = logging.getLogger(__name__)
_SHOWN = 2  # tables; each costs 100 to 250 tokens
_LONGEST = 120  # tokens of a query
_RULES = (
    "Write one SQLite query that answers the question from one of the tables, without a join. Answer with the query"
    " only. Select whole rows with * unless a number is asked for."
)


@dataclass(frozen=True)
class Translation:
    """A question as a model is asked for its query: the tables that it may be of, and how the query calls them."""

    question: str
    messages: tuple[Message, ...]
    found: tuple[FoundTable, ...]
    schemas: tuple[Schema, ...]

    def fits(self, chat: ChatModel) -> bool:
        """Whether the tables are not too wide for the model."""
        return chat.count_tokens(self.messages) <= chat.context_length - _LONGEST

    def ask(self, chat: ChatModel) -> CalculatedAnswer | None:
        """What the model's query gives; None where it writes none that can be run, or the engine fails.

        Of the 1.5B's results to 240 questions to tables 43 of 68 are what was asked for: a small model's is a guess.
        """
        select = read_select(_ask(self.messages, chat))
        for one, schema in zip(self.found, self.schemas, strict=True):
            if select is not None and (result := execute(select, schema, self.question)) is not None:
                return CalculatedAnswer(result, one, is_guess=is_small(chat.parameters))
        return None


def choose_tables(question: str, found: Sequence[FoundTable]) -> list[FoundTable]:
    """Those whose names and values share most words with the question; of equals the first that were found."""
    said = {term for term in extract_terms(simplify_han(question)) if not is_stop_word(term)}
    worth = [len(said & _list_terms(one)) for one in found]
    best = sorted(range(len(found)), key=lambda at: (-worth[at], at))
    return [found[at] for at in best[:_SHOWN]]


def prepare_translation(question: str, found: Sequence[FoundTable]) -> Translation | None:
    """None where there is no table."""
    if not found:
        return None
    schemas = tuple(Schema(one.table, f"t{n}", _name(one)) for n, one in enumerate(found, start=1))
    told = "\n\n".join(disarm_text(schema.describe()) for schema in schemas)
    asked = f"{told}\n\n-- Question: {disarm_text(question)}"
    return Translation(question, (Message("system", _RULES), Message("user", asked)), tuple(found), schemas)


def _list_terms(found: FoundTable) -> set[str]:
    """What a table says: its title, its columns, its values."""
    table = found.table
    return set(extract_terms(simplify_han(" ".join((found.about, *table.names, *table.values)))))


def _name(found: FoundTable) -> str:
    context = "".join(found.table.rows[0].context[-1:])
    stem = PurePosixPath(found.hit.path).stem
    return " ".join(f"{stem}: {context}".split()) if context else stem


def _ask(messages: Sequence[Message], chat: ChatModel) -> str:
    """What the model says; nothing where it fails."""
    cancel.ask_on()
    try:
        said = read_short_reply(chat, messages, _LONGEST)
    except EngineError as error:
        cancel.ask_on()
        log.warning("The model writes no query: %s: %s", error.code, error.message)
        return ""
    cancel.ask_on()
    return said
