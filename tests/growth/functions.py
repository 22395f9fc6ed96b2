"""Everything that reads what a stranger sent: questions, replies of models, titles, names, passages."""

from __future__ import annotations

from collections.abc import Callable

from api.cli import terminal
from api.cli.wrap import Wrap
from api.compat import client_tasks, fields, messages, sources
from ingest.scan import paths
from ingest.splitter.split import split_pages
from kb.answer import followup
from kb.answer.check.bindings import find_other_value, has_other_subject
from kb.answer.check.claims import check
from kb.answer.check.clauses import clause_of, split_clauses
from kb.answer.check.conditions import find_condition
from kb.answer.check.contradictions import denies_part
from kb.answer.check.dates import find_moments
from kb.answer.check.modality import is_stronger
from kb.answer.check.nearest import find_nearest
from kb.answer.check.numerals import find_numerals
from kb.answer.check.opposites import count_negations, find_poles, remove_poles
from kb.answer.check.order import tells_other_order
from kb.answer.check.quantities import find_quantities
from kb.answer.check.rules import RULES
from kb.answer.check.scope import is_wider
from kb.answer.check.statements import states_something
from kb.answer.check.tables import label_rows
from kb.answer.check.terms import content_terms, simplify_text
from kb.answer.check.units import named_unit
from kb.answer.collection import catalog_questions, courtesy, mentions
from kb.answer.generation import citations, prompt, reply
from kb.answer.names import names_in
from kb.answer.precedence import amendments, validity
from kb.answer.quotes import changes, summary
from kb.answer.selection import expected, subject
from kb.answer.tables import bounds, calculation, operations, table
from kb.engines import long_texts, token_counts
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.engines.thinking import ThinkSplitter
from kb.search import context, synonyms
from kb.text import chinese_words, language, scripts, terms
from kb.text import sentences as sentence_borders
from kb.text.language import group_language
from kb.text.statements import rows, split_statements
from kb.types import Chunk, Heading, Hit, Message, Page, Span

SAID = "Bob pays more than 28 days of leave to Alice on 1 March 2024, and it is not open before 16:00."
PIECE = 7  # characters that a model writes at once
BUILTIN = BuiltinEmbedder(threads=1)

Reads = Callable[[str], object]


def hit(text: str, title: str = "Handbook", heading: tuple[str, ...] = ()) -> Hit:
    return Hit(Chunk("c", "d", 0, 0, None, 0, len(text), text, title=title, heading=heading), 0.9, "handbook.md")


def cited(text: str, *, at_once: bool) -> None:
    citer = citations.Citer([hit(SAID)], "Who pays leave?")
    for piece in [text] if at_once else pieces(text):
        citer.feed(piece)
        if citer.is_repeating or citer.closed:
            break
    citer.finish()


def replied(text: str) -> None:
    taken = reply.Reply([hit(SAID)], "Who pays leave?", RULES)
    for piece in pieces(text):
        taken.feed(piece)
        if taken.is_finished_early:
            break
    if text.strip():
        try:
            taken.finish()
        except Exception as error:
            assert type(error).__name__ == "EngineBroken"


def thought(text: str) -> None:
    splitter = ThinkSplitter()
    for piece in pieces(text):
        list(splitter.feed(piece))
    list(splitter.end())


def numbered(text: str) -> None:
    numbering = sources.MarkNumbering(9)
    for piece in pieces(text):
        numbering.feed(piece)


def wrapped(text: str) -> None:
    wrap = Wrap(80)
    for piece in pieces(text):
        wrap.feed(piece)
    wrap.finish()


def pieces(text: str) -> list[str]:
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def conversed(role: str) -> Reads:
    return lambda text: messages.conversation([{"role": role, "content": text}, {"role": "user", "content": "Why?"}])


def split_page(text: str, title: str = "T", headings: tuple[Heading, ...] = ()) -> None:
    split_pages(title, [Page(text, headings=headings)], limit=254, count_tokens=lambda text: len(text) // 3 + 1)


def stated(path: str) -> Reads:
    """As much of what the text says as is read aloud, of a file of that name."""
    return lambda text: [one.plain_text for one in split_statements(Page(text), path)]


def calculated(question: str, page: str) -> None:
    for found in table.tables(split_statements(Page(page))):
        calculation.calculate(question, found, "Prices")


PRICES = "| Item | Price EUR | Since |\n|---|---|---|\n| Lamp | 20 | 2024-03-01 |\n| Desk | 300 | 2025-03-01 |\n"
HISTORY = [Message("user", "How many days of leave do I have?"), Message("assistant", SAID)]

FUNCTIONS: dict[str, Reads] = {
    "words.terms": terms.extract_terms,
    "words.simplified": terms.simplify_han,
    "synonyms": synonyms.Group(("PTO", "paid leave", "带薪假期")).pattern.findall,
    "language.language_of": language.detect_language,
    "inventory.find_documents": lambda text: catalog_questions.find_documents(text, list),
    "inventory.listing": lambda text: catalog_questions.list_catalog(text, []),
    "expected.asks_how_much": expected.asks_how_much,
    "expected.says_how_much": expected.says_how_much,
    "followup.refers_to_history": lambda text: followup.refers_to_history(text, HISTORY),
    "followup.by_rule": lambda text: followup.by_rule(text, HISTORY),
    "followup.by_rule, earlier": lambda text: followup.by_rule("and?", [Message("user", text)]),
    "reply.is_refusal": reply.is_refusal,
    "sentences.sentences": sentence_borders.split_sentences,
    "sentences.ends_sentence": sentence_borders.ends_sentence,
    "passages.grown": lambda text: context.grow_span(Page(text), Span(len(text) // 2, len(text) // 2 + 100), 1000),
    "prompt.disarmed": prompt.disarm_text,
    "prompt.compose_messages": lambda text: prompt.compose_messages(
        text, [hit(text)], [Message("user", text)], text, "f00"
    ),
    "tokens.most_tokens": token_counts.most_tokens,
    "tokens.fewest_tokens": token_counts.fewest_tokens,
    "scripts.replace_surrogates": scripts.replace_surrogates,
    "halves.halve": lambda text: long_texts.split_in_half(text + "  "),
    "builtin.count_tokens": BUILTIN.count_tokens,
    "builtin.known_share": BUILTIN.known_share,
    "thinking.ThinkSplitter": thought,
    "claims.plain": simplify_text,
    "claims.content_terms": content_terms,
    "claims.clause_of": clause_of,
    "claims.clauses": split_clauses,
    "claims.quantities": find_quantities,
    "claims.numerals": find_numerals,
    "claims.moments": find_moments,
    "claims.names_in": names_in,
    "claims.names_in, beside": lambda text: names_in(SAID, text),
    "claims.poles": find_poles,
    "claims.negations": count_negations,
    "claims.remove_poles": remove_poles,
    "claims.states_something": states_something,
    "claims.label_rows": lambda text: label_rows(text, "| Item | Price EUR |\n" + text),
    "claims.named_unit": named_unit,
    "claims.group_language": group_language,
    "claims.nearest, claim": lambda text: find_nearest(text, SAID, ""),
    "claims.nearest, passage": lambda text: find_nearest(SAID, text, ""),
    "claims.find_other_value, claim": lambda text: find_other_value(text, SAID),
    "claims.find_other_value, passage": lambda text: find_other_value(SAID, text),
    "claims.find_other_value, many claims": lambda text: find_other_value("The fee is 30 EUR; " * 50, text),
    "claims.denies_part, claim": lambda text: denies_part(text, SAID),
    "claims.denies_part, passage": lambda text: denies_part(SAID, text),
    "claims.find_condition": lambda text: find_condition(SAID, text),
    "claims.is_wider": lambda text: is_wider(text, SAID),
    "claims.is_stronger": lambda text: is_stronger(SAID, text),
    "claims.tells_other_order": lambda text: tells_other_order(f"{SAID} Sign first, then pay.", text),
    "claims.has_other_subject": lambda text: has_other_subject(SAID, SAID, text),
    "claims.check, claim": lambda text: check(text, SAID),
    "claims.check, passage": lambda text: check(SAID, text),
    "claims.check, beside": lambda text: check(SAID, SAID, text, text),
    "claims.check, both": lambda text: check(text, text),
    "citations.Citer": lambda text: cited(text, at_once=True),
    "citations.Citer, piece by piece": lambda text: cited(text, at_once=False),
    "reply.Reply": replied,
    "sources.without_marks": sources.strip_marks,
    "sources.without_list": lambda text: sources.strip_list(f"{sources.HEADING}\n{text}"),
    "sources.MarkNumbering": numbered,
    "conversation, of a user": conversed("user"),
    "conversation, of an assistant": conversed("assistant"),
    "conversation, of a system": conversed("system"),
    "chores.is_chore": lambda text: client_tasks.is_chore(messages.ClientQuestion(f"### Task:{text}", (), text)),
    "chores.done": lambda text: list(client_tasks.run_task(messages.ClientQuestion(text), None, client_tasks.Limits())),
    "fields.read_text": fields.read_text,
    "terminal.strip_controls": terminal.strip_controls,
    "terminal.line": lambda text: terminal.line(text, 60),
    "wrap.Wrap": wrapped,
    "names.shown": paths.escape_name,
    "names.same": paths.normalize_name,
    "names.located": lambda text: paths.locate_file("/nowhere", text.replace("\0", "")),
    "splitter.split": split_page,
    "splitter.split, title": lambda text: split_page(SAID, text),
    "splitter.split, heading": lambda text: split_page(SAID, "T", (Heading(0, 1, text),)),
    "inventory.asks_who_mentions": mentions.asks_who_mentions,
    "changes.asks_what_changed": changes.asks_what_changed,
    "courtesy.courtesy": courtesy.find_courtesy,
    "courtesy.reply": lambda text: courtesy.write_reply("thanks", text, 3),
    "expected.fit": lambda text: expected.measure_fit("How many days, how much and when?", text),
    "expected.fit, question": lambda text: expected.measure_fit(text, SAID),
    "expected.lacks_form, question": lambda text: expected.lacks_form(text, [SAID]),
    "expected.lacks_form": lambda text: expected.lacks_form("What is the phone number?", [text]),
    "chinese_words.remove_asking_words": chinese_words.remove_asking_words,
    "subject.remove_names": subject.remove_names,
    "summary.asks_for_summary": summary.asks_for_summary,
    "validity.validity": lambda text: validity.make_validity(text, f"{text}.md", text),
    "amendments.clauses_changed": amendments.clauses_changed,
    "amendments.names_paragraphs": amendments.names_paragraphs,
    "amendments.remove_change": amendments.remove_change,
    "amendments.tells_a_change": amendments.tells_a_change,
    "statements, Markdown": stated("a.md"),
    "statements, JSON": stated("a.json"),
    "statements, YAML": stated("a.yaml"),
    "statements, Python": stated("a.py"),
    "statements.cells_of": rows.cells_of,
    "statements.is_row": rows.is_row,
    "tables.operation_of": operations.operation_of,
    "tables.find_bound": bounds.find_bound,
    "tables.remove_filling": operations.remove_filling,
    "tables.denies": operations.denies,
    "tables.number": table.number,
    "tables.calculated, question": lambda text: calculated(f"What is the sum of price {text}?", PRICES),
    "tables.calculated, table": lambda text: calculated("What is the sum of the price in 2025?", PRICES + text),
    "tables.calculated, cells": lambda text: calculated(
        "What is the sum of the price in 2025?", f"{PRICES}| {text.replace(chr(10), ' ')} | 3 | 2025-03-01 |\n"
    ),
}
