"""Lists, counts and sums that the chat model puts as one SQL query, which the program runs and tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filled import filled
from ollama_server import CHAT, Failure, Model, OllamaServer
from scripted_model import Bench

import kb
from kb.answer.sql.conditions import tell_conditions
from kb.answer.sql.execution import execute
from kb.answer.sql.schema import Schema
from kb.answer.sql.select import read_select
from kb.answer.tables.result import Result
from kb.answer.tables.table import tables
from kb.settings import load
from kb.text.statements import split_statements
from kb.types import Page, Prompted

COLUMNS = ("no", "item", "shelf", "store", "hire per week GBP", "condition", "due")
ROWS = (
    ("W-208", "Policeman's cape", "R3", "Wardrobe", "18", "repair", "2026-03-01"),
    ("P-112", "Blank-firing pistol", "S1", "Safe", "0", "good", "2026-04-15"),
    ("P-113", "Rapier, blunted", "S1", "Safe", "12.50", "good", ""),
    ("P-106", "Park bench", "A5", "Unit 9", "22", "repair", "2026-05-30"),
    ("P-107", "Lamp post", "A6", "Unit 9", "30", "good", "2026-06-02"),
)
SHEET = "\n".join(f"| {' | '.join(cells)} |" for cells in (COLUMNS, ("---",) * len(COLUMNS), *ROWS))
LOCKED = "which props are locked away safely"
BROKEN = "which props are broken"


def run(sql: str, question: str = "", sheet: str = SHEET) -> Result | None:
    [table] = tables(split_statements(Page(sheet), "props.md"))
    select = read_select(sql)
    return select and execute(select, Schema(table, "t1", "props"), question)


def told(result: Result | None) -> tuple[str, str, str, list[str], tuple[str, ...]] | None:
    if result is None:
        return None
    firsts = [row.cells[0][1] for row in result.rows]
    return result.operation, result.value, result.column, firsts, result.conditions


@pytest.mark.parametrize(
    ("sql", "question", "expected"),
    [
        ("SELECT * FROM t1 WHERE store = 'Safe'", LOCKED, ("list", "2", "", ["P-112", "P-113"], ("store = Safe",))),
        ("select item from t1 where store = 'safe';", "", ("list", "2", "", ["P-112", "P-113"], ("store = safe",))),
        (
            "Sure:\n```sql\nSELECT COUNT(*) -- all\nFROM t1 AS p\nWHERE p.condition = 'repair' AND p.due < '2026-05-01'"
            "\n```\nIt counts.",
            "",
            ("count", "1", "", ["W-208"], ("condition = repair", "due < 2026-05-01")),
        ),
        (
            "SELECT COUNT(DISTINCT store) FROM t1",
            "",
            ("count", "3", "store", ["W-208", "P-112", "P-113", "P-106", "P-107"], ()),
        ),
        (
            "SELECT SUM(hire_per_week_GBP) FROM t1 WHERE store LIKE '%Unit%'",
            "",
            ("sum", "52.00", "hire per week GBP", ["P-106", "P-107"], ("store = Unit",)),
        ),
        (
            "SELECT AVG(hire_per_week_GBP * 4) AS month FROM t1 WHERE condition = 'repair'",
            "",
            ("average", "80.00", "hire per week GBP * 4", ["W-208", "P-106"], ("condition = repair",)),
        ),
        (
            "SELECT item FROM t1 ORDER BY hire_per_week_GBP DESC LIMIT 1",
            "",
            ("highest", "30.00", "hire per week GBP", ["P-107"], ()),
        ),
        (
            "SELECT MIN(hire_per_week_GBP) FROM t1",
            "",
            ("lowest", "0.00", "hire per week GBP", ["P-112"], ()),
        ),
        (
            "SELECT * FROM t1 ORDER BY hire_per_week_GBP DESC LIMIT 2",
            "",
            ("list", "2", "", ["P-107", "P-106"], ("↓ hire per week GBP",)),
        ),
        (
            "SELECT store, SUM(hire_per_week_GBP) FROM t1 GROUP BY store ORDER BY SUM(hire_per_week_GBP) DESC LIMIT 1",
            "",
            ("highest", "Unit 9: 52.00", "hire per week GBP", ["P-106", "P-107"], ()),
        ),
        (
            "SELECT store FROM t1 GROUP BY store ORDER BY COUNT(*) ASC LIMIT 1",
            "",
            ("lowest", "Wardrobe: 1 ×", "store", ["W-208"], ()),
        ),
        ("SELECT * FROM t1 WHERE due IS NULL", "", ("list", "1", "", ["P-113"], ("due = –",))),
        (
            "SELECT * FROM t1 WHERE hire_per_week_GBP > 20",
            "which cost more than 20 pounds",
            ("list", "2", "", ["P-106", "P-107"], ("hire per week GBP > 20",)),
        ),
    ],
)
def test_a_query_gives_rows_and_what_is_reckoned_from_them(sql, question, expected):
    assert told(run(sql, question)) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "The answer is 2.",
        "",
        "DELETE FROM t1",
        "SELECT * FROM t1; DROP TABLE t1",  # the first alone is read: all rows are no answer
        "SELECT * FROM t1 JOIN t2 ON t1.no = t2.no WHERE store = 'Safe'",
        "SELECT * FROM t1, t2 WHERE store = 'Safe'",
        "SELECT * FROM t1 WHERE store = 'Safe' UNION SELECT * FROM t1",
        "SELECT * FROM t2 WHERE store = 'Safe'",
        "SELECT * FROM sqlite_master WHERE name = 'Safe'",
        "SELECT * FROM t1 WHERE colour = 'Safe'",
        "SELECT * FROM t1 WHERE store = 'Safe",
        "SELECT * FROM t1 WHERE (store = 'Safe'",
        "SELECT * FROM t1 WHERE store = 'Cellar'",
        "SELECT * FROM t1 WHERE store != 'Cellar'",
        "SELECT SUM(item) FROM t1 WHERE store = 'Wardrobe' AND condition = 'good'",
        "SELECT MAX(hire_per_week_GBP), MIN(hire_per_week_GBP) FROM t1",
        "SELECT store, COUNT(*) FROM t1 GROUP BY store",
        "SELECT * FROM t1 LIMIT 1",
        "SELECT * FROM t1 WHERE store = 'Safe' ORDER BY item, due",
        "WITH t1 AS (SELECT 1) SELECT * FROM t1 WHERE store = 'Safe'",
        "SELECT * FROM (SELECT * FROM t1) WHERE store = 'Safe'",
    ],
)
def test_what_is_no_question_to_the_table_is_none(sql):
    assert run(sql, LOCKED) is None


@pytest.mark.parametrize(
    "condition",
    ["no = 'P-106'", "hire_per_week_GBP > 20", "shelf = 'R3' AND store = 'Wardrobe'"],
)
def test_a_value_that_the_question_does_not_say_must_be_one_of_several_rows(condition):
    assert run(f"SELECT * FROM t1 WHERE {condition}", "who may sign the forms") is None


@pytest.mark.parametrize(
    "expression",
    [
        "randomblob(100000000)",
        "load_extension('x')",
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n)",
        "replace(hire_per_week_GBP, '0', hex(zeroblob(100000000)))",
    ],
)
def test_a_query_cannot_do_anything_but_read_the_table_and_end(expression):
    assert run(f"SELECT SUM({expression}) FROM t1") is None


def test_a_table_is_described_by_its_columns_and_some_values_and_never_whole():
    [table] = tables(split_statements(Page(SHEET), "props.md"))
    assert Schema(table, "t1", "props").describe() == (
        "-- props (5 rows)\n"
        "CREATE TABLE t1 (\n"
        "  no TEXT, -- 'W-208', 'P-112', 'P-113', 'P-106', 'P-107'\n"
        "  item TEXT, -- 'Policeman''s cape', 'Blank-firing pistol', 'Rapier, blunted', 'Park bench', 'Lamp post'\n"
        "  shelf TEXT, -- 'R3', 'S1', 'A5', 'A6'\n"
        "  store TEXT, -- 'Wardrobe', 'Safe', 'Unit 9'\n"
        "  hire_per_week_GBP REAL, -- 0 to 30\n"
        "  condition TEXT, -- 'repair', 'good'\n"
        "  due DATE, -- 2026-03-01 to 2026-06-02\n"
        ");"
    )


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            "(store = 'Safe' OR store = 'Unit 9') AND hire_per_week_GBP >= 10 AND due IS NOT NULL",
            ("store = Safe / store = Unit 9", "hire per week GBP ≥ 10", "due ≠ –"),
        ),
        ("store IN ('Safe', 'Unit 9') AND condition != 'repair'", ("store = Safe / Unit 9", "condition ≠ repair")),
        ("due BETWEEN '2026-03-01' AND '2026-03-31'", ("2026-03-01 ≤ due ≤ 2026-03-31",)),
        ("LENGTH(item) > 10", ("LENGTH(item) > 10",)),
    ],
)
def test_conditions_are_told_by_the_columns_names(where, expected):
    [table] = tables(split_statements(Page(SHEET), "props.md"))
    select = read_select(f"SELECT * FROM t1 WHERE {where}")
    assert select is not None
    assert tell_conditions(select.where, Schema(table, "t1")) == expected


@contextmanager
def asking(folder: Path, sheet: str = SHEET, num_ctx: str = "4096", chat: Model = CHAT) -> Iterator[Bench]:
    with filled(folder, {"props.md": sheet, "rules.md": "# Rules\n\nEverybody signs for what they take.\n"}):
        pass
    with OllamaServer(models=[chat]) as server:
        environment = {"OLLAMA_HOST": server.url, "KB_NUM_CTX": num_ctx}
        settings = load(folder / "home", environment, embed="builtin", chat=f"ollama:{chat.name}")
        with kb.open(settings=settings) as base:
            yield Bench(base, server)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with asking(tmp_path_factory.mktemp("props")) as bench:
        yield bench


@pytest.fixture
def props(opened: Bench) -> Bench:
    return opened.forgetting()


def test_a_list_in_other_words_is_answered_by_the_rows_of_the_models_query(props):
    answer = props.says("SELECT * FROM t1 WHERE condition = 'repair'").answer(BROKEN)
    assert answer.text.splitlines() == [
        "2 props (condition = repair):",
        "- no: W-208; item: Policeman's cape; shelf: R3; store: Wardrobe; hire per week GBP: 18; condition: repair;"
        " due: 2026-03-01 [1]",
        "- no: P-106; item: Park bench; shelf: A5; store: Unit 9; hire per week GBP: 22; condition: repair;"
        " due: 2026-05-30 [1]",
    ]
    assert [each.quote for each in answer.citations] == [
        "| W-208 | Policeman's cape | R3 | Wardrobe | 18 | repair | 2026-03-01 |",
        "| P-106 | Park bench | A5 | Unit 9 | 22 | repair | 2026-05-30 |",
    ]
    assert not answer.refused
    [asked] = props.server.sent("/api/chat")
    assert "CREATE TABLE t1" in asked["messages"][1]["content"]
    assert asked["messages"][1]["content"].endswith(f"-- Question: {BROKEN}")
    assert asked["options"]["temperature"] == 0


def test_a_reply_that_is_no_query_is_followed_by_the_answer_as_ever(props):
    answer = props.says("I cannot write that.", "The cape and the bench are to be repaired.").answer(BROKEN)
    assert answer.text.startswith("The cape and the bench are to be repaired.")
    assert len(props.server.sent("/api/chat")) == 2


def test_an_engine_that_fails_with_the_query_is_asked_for_the_answer(props):
    props.server.failures["/api/chat"] = [Failure(500, "out of memory")]
    answer = props.says("The cape and the bench are to be repaired.").answer(BROKEN)
    assert answer.text.startswith("The cape and the bench are to be repaired.")


def test_a_question_that_rules_understand_is_put_to_no_model(props):
    answer = props.says("SELECT * FROM t1").answer("How many items have the condition repair?")
    assert answer.text.startswith("2 items (condition = repair) [1]")
    assert not props.server.sent("/api/chat")


def test_a_question_that_asks_for_no_list_or_number_is_not_put_as_a_query(props):
    props.says("They sign for it.").answer("What does everybody sign for?")
    [asked] = props.server.sent("/api/chat")
    assert "CREATE TABLE" not in str(asked["messages"])


def test_what_the_model_was_shown_for_its_query_is_told_to_those_who_ask(props):
    events = props.says("SELECT * FROM t1 WHERE condition = 'repair'").events(BROKEN, explain=True)
    assert isinstance(events[0], Prompted)
    assert "CREATE TABLE t1" in events[0].messages[1].content


def test_what_the_model_was_shown_is_told_where_it_wrote_no_query_too(props):
    events = props.says("I cannot write that.", "The cape is to be repaired.").events(BROKEN, explain=True)
    query, answer = (event.messages for event in events if isinstance(event, Prompted))
    assert "CREATE TABLE t1" in query[1].content and "CREATE TABLE" not in str(answer)


def test_a_question_to_the_program_itself_is_put_as_no_query(props):
    answer = props.says("SELECT * FROM t1 WHERE condition = 'repair'").answer("which materials were you fed")
    assert "props.md" in answer.text and "rules.md" in answer.text
    assert "condition = repair" not in answer.text
    assert not props.server.sent("/api/chat")


def test_a_table_that_is_too_wide_for_the_model_is_not_put_to_it(tmp_path):
    columns = [f"measure {n} of the wide sheet" for n in range(60)]
    rows = [["broken", *map(str, range(1, 60))], ["whole", *map(str, range(2, 61))]]
    wide = "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * 60, *rows))
    with asking(tmp_path, wide, num_ctx="1024") as bench:
        events = bench.says("One.").events("which rows of the wide sheet are not whole", explain=True)
        assert "CREATE TABLE" not in str(events)
        assert "CREATE TABLE" not in str(bench.server.sent("/api/chat"))


def test_what_a_small_models_query_gives_is_told_as_not_certain(tmp_path):
    with asking(tmp_path, chat=Model("tiny-chat:1.5b", parameters="1.5B")) as bench:
        answer = bench.says("SELECT * FROM t1 WHERE condition = 'repair'").answer(BROKEN)
    assert answer.text.splitlines()[:2] == [
        "It is not certain that this is what was asked for:",
        "2 props (condition = repair):",
    ]
    assert not answer.certain
