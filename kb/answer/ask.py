"""Question to answer: search, decide whether the documents hold it, ask the model, check what it says."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.answer.asked import Asked, Clock, Standalone, make_answer
from kb.answer.collection import catalog_questions, courtesy, document_facts, mentions
from kb.answer.collection.intents import find_intent
from kb.answer.findings import Findings, find
from kb.answer.quotes import quotes
from kb.answer.tables import sheets
from kb.answer.tables.operations import asks_how_much, asks_to_calculate, asks_to_reckon
from kb.answer.tokens import join_tokens, split_line, split_tokens
from kb.engines import BUILTIN
from kb.engines.parameters import is_small
from kb.engines.protocols import ChatModel
from kb.text import language
from kb.types import Answer, Citation, Document, Event, Hit, Prompted, Sources, Token

if TYPE_CHECKING:  # loaded with the first question that a model is to put so
    from kb.answer.sql.translation import Translation

_SPARE = 1  # word that may be left unread where rows are all that is found: with two, more is wrong than right


def ask(asked: Asked) -> Generator[Event, None, None]:
    """Sources, then Thinking and Token as they come, then one Answer whose text is all Tokens together.

    Waiting comes before all, where others asked before. Closing it stops the model. Raises Overloaded, and EngineError
    before or between events.
    """
    clock = Clock()
    about = _answer_about_itself(asked, clock)
    if about is not None:
        yield from about
        return
    meant = _make_standalone(asked)
    clock.lap("rewrite")
    with asked.admission.join() as turn:  # what follows keeps a core busy, and ends before the chat model is asked
        yield from turn.waits()
        clock.lap("wait")
        findings = find(asked, meant)
        clock.lap("search")
        answer = _answer_without_model(findings, clock)
        told = None if answer is None else list(findings.add_nearest(answer))  # what needs no model is told whole
        translation = _prepare_translation(findings) if asked.chat and (told is None or _leaves_open(told)) else None
    result = None
    if translation is not None and asked.chat is not None and translation.fits(asked.chat):
        if asked.explain:
            yield Prompted(translation.messages)
        result = translation.ask(asked.chat)
    if result is not None and asked.chat is not None:
        clock.lap("query")
        yield from _tell_result(result, findings, clock, asked.chat.name)
    elif told is not None:
        yield from told
    elif asked.chat is not None:
        yield from findings.add_nearest(_ask_model(findings, asked.chat, clock))


def _leaves_open(told: Sequence[Event]) -> bool:
    return isinstance(told[-1], Answer) and (told[-1].refused or not told[-1].certain)


def _make_standalone(asked: Asked) -> Standalone:
    """What reads a follow-up is loaded with the first one."""
    if not asked.history:
        return Standalone(asked.question)
    from kb.answer.followup import make_standalone

    return make_standalone(asked.question, asked.history, asked.chat)


def _answer_without_model(findings: Findings, clock: Clock) -> Generator[Event, None, None] | None:
    """The answer where there is no chat model, or where none is needed; None where the model is to be asked."""
    asked = findings.asked
    if (calculated := _answer_with_result(findings, clock)) is not None:
        return calculated
    if asked.chat is None:
        return _quote_or_refuse(findings, clock)
    if is_small(asked.chat.parameters):
        if findings.of_document:
            return _show_quotes(findings, clock)  # a few lines of each document are no summary to a small model
        if (guessed := _guess_result(findings, clock)) is not None:
            return guessed
        worth_asking = findings.may_answer  # it says of anything that it is there, or of nothing
    else:
        worth_asking = bool(findings.hits) and findings.evidence.worth_asking
    return None if worth_asking else _refuse(findings, clock)


def _ask_model(findings: Findings, chat: ChatModel, clock: Clock) -> Generator[Event, None, None]:
    """What a model's answer is read and checked by is loaded with the first one: quotes need none of it."""
    from kb.answer.generation.generation import Generation
    from kb.answer.generation.quotes_first import QuotesFirst

    generation = QuotesFirst if is_small(chat.parameters) and findings.quotes else Generation
    return generation(findings, chat, clock).stream()


def _list_documents(asked: Asked, documents: Sequence[Document], clock: Clock) -> Generator[Event, None, None]:
    """Which documents there are; where there are none, that is the answer to everything."""
    head, *names = catalog_questions.list_catalog(asked.question, documents).split("\n")
    tokens = [Token(head)]
    for name in names:
        dash = "- " if name.startswith("- ") else ""
        tokens += split_line(f"\n{dash}", name.removeprefix(dash), marked=False)
    yield Sources(())
    yield from tokens
    yield replace(make_answer(asked, join_tokens(tokens), (), clock), model=BUILTIN, refused=not documents)


def _answer_about_itself(asked: Asked, clock: Clock) -> Generator[Event, None, None] | None:
    """The answer to what is no question to the documents' text; None where it is one."""
    listed = catalog_questions.find_documents(asked.question, asked.store.documents)
    if listed or not asked.store.size():
        return _list_documents(asked, listed or asked.store.documents(), clock)
    if kind := courtesy.find_courtesy(asked.question):
        return _answer_courtesy(asked, kind, clock)
    if fact := document_facts.tell_fact(asked.question, asked.store.documents, asked.history):
        return _answer_with_text(asked, fact, clock)
    if what := mentions.asks_who_mentions(asked.question):
        hits, cited = mentions.find_mentions(what, asked.store)
        if cited:
            text = mentions.list_mentions(what, cited, asked.language)
            return _answer_with_text(asked, text, clock, hits, cited)
    return None


def _answer_courtesy(asked: Asked, kind: courtesy.Courtesy, clock: Clock) -> Generator[Event, None, None]:
    return _answer_with_text(asked, courtesy.write_reply(kind, asked.question, len(asked.store.documents())), clock)


def _answer_with_text(
    asked: Asked,
    text: str,
    clock: Clock,
    hits: Sequence[Hit] = (),
    cited: Sequence[Citation] = (),
    model: str = BUILTIN,
    *,
    certain: bool = True,
) -> Generator[Event, None, None]:
    yield Sources(tuple(hits))
    yield from split_tokens(text)
    yield replace(make_answer(asked, text, hits, clock), model=model, citations=tuple(cited), certain=certain)


def _refuse(findings: Findings, clock: Clock) -> Generator[Event, None, None]:
    """That it is not there; unless it is no question to the documents, in words that were not known before."""
    asked, hits = findings.asked, findings.hits
    intent = find_intent(asked.question, asked.embedder)
    if intent == "documents":
        yield from _list_documents(asked, asked.store.documents(), clock)
    elif intent is not None:
        yield from _answer_courtesy(asked, intent, clock)
    elif findings.may_answer:
        yield from _show_quotes(findings, clock)
    else:
        text = language.NOT_FOUND[asked.language]
        yield Sources(tuple(hits))
        yield Token(text)
        yield replace(make_answer(asked, text, hits, clock, findings.meant.question), refused=True)


def _quote_or_refuse(findings: Findings, clock: Clock) -> Generator[Event, None, None]:
    if findings.of_document:
        return _show_quotes(findings, clock)
    if (guessed := _guess_result(findings, clock)) is not None:
        return guessed
    if findings.has_answer:
        return _show_quotes(findings, clock)
    return _answer_with_result(findings, clock, is_lookup=True) or _refuse(findings, clock)


def _show_quotes(findings: Findings, clock: Clock, head: str = "") -> Generator[Event, None, None]:
    asked = findings.asked
    certain = findings.is_certain and not head
    told, sources = quotes.number_quotes(findings.quotes if head else findings.shown, findings.hits)
    tokens = split_tokens(quotes.show_quotes(told, asked.language, certain=certain, head=head))
    yield Sources(sources)
    yield from tokens
    citations = tuple(quote.citation for quote in told)
    answer = make_answer(asked, join_tokens(tokens), sources, clock, findings.meant.question)
    yield replace(answer, citations=citations, certain=certain)


def _answer_with_result(
    findings: Findings, clock: Clock, *, is_lookup: bool = False, spare: int = 0
) -> Generator[Event, None, None] | None:
    """What the tables give as the one result, which no model would reckon as surely; None where there is none.

    Of a sheet that is too large to be reckoned with, that it is.
    """
    question = findings.sought.text
    if findings.meant.focus or not (is_lookup or asks_to_calculate(question)):
        return None  # before any page is read: of a question that reckons nothing no table says anything
    result = sheets.find_result(question, findings.tables, is_lookup=is_lookup, spare=spare)
    if result is not None:
        return _tell_result(result, findings, clock)
    if not (is_lookup or spare) and asks_to_reckon(question) and findings.too_large:
        return _show_quotes(findings, clock, sheets.tell_too_large(findings.too_large, findings.asked.language))
    return None


def _guess_result(findings: Findings, clock: Clock) -> Generator[Event, None, None] | None:
    """What may have been meant, where something is to be reckoned and all that is found are rows; None else."""
    return _answer_with_result(findings, clock, spare=_SPARE) if findings.reckons_rows else None


def _prepare_translation(findings: Findings) -> Translation | None:
    """What the model is asked for where rows of a table may be meant, and no rule tells which; None where none may."""
    question = findings.sought.text
    if findings.meant.focus or asks_how_much(question) or findings.of_document:
        return None
    from kb.answer.sql.translation import choose_tables, prepare_translation

    reckons = asks_to_calculate(question)
    if not findings.has_answer:
        return prepare_translation(question, choose_tables(question, findings.tables)) if reckons else None
    first, *others = findings.quotes
    is_understood = first.label or not (others or reckons)
    if is_understood or not first.choice.statement.is_row:
        return None
    return prepare_translation(question, [one for one in findings.tables if one.holds(first.choice)])


def _tell_result(
    result: sheets.CalculatedAnswer, findings: Findings, clock: Clock, model: str = BUILTIN
) -> Generator[Event, None, None]:
    asked, hits, source = findings.asked, findings.hits, result.source
    shown = hits if source.n <= len(hits) else (*hits, source.hit)
    text = sheets.format_result(result, findings.sought.text, asked.language)
    return _answer_with_text(asked, text, clock, shown, sheets.citations(result), model, certain=result.certain)
