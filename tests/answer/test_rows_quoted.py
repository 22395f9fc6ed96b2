"""Rows that are quoted where nothing is reckoned: all that have what the question names, and no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from filled import filled, read_quotes

from kb.knowledge_base import KnowledgeBase

JOBS = """# Repairs

| Job | Boat | Trade | Status | Booked h | Planned h |
| --- | --- | --- | --- | --- | --- |
| J-31 | Gannet | Paint | waiting for parts | 12 | 10 |
| J-32 | Curlew | Gas | waiting for owner | 0 | 3 |
| J-33 | Plover | Rigging | in progress | 4 | 9 |
| J-34 | Siskin | Electrics | waiting for owner | 2 | 8 |
| J-35 | Gannet | Engine | done | 9 | 9 |
| J-36 | Dunlin | Paint | done | 31 | 30 |
"""
FILES = {
    "jobs.md": JOBS,
    "yard.md": "# Yard rules\n\nThe gate is locked at eight. Owners may work on their boats on Saturdays.\n",
    "werft.md": "# Ordnung der Werft\n\nDas Tor wird um acht Uhr geschlossen. Hunde bleiben an der Leine.\n",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with filled(tmp_path_factory.mktemp("rows"), FILES) as base:
        yield base


@pytest.mark.parametrize(
    ("question", "label", "jobs"),
    [
        (
            "which jobs are held up because we wait and wait and are still waiting for the owner?",
            "2 jobs (Status = waiting for owner):",
            ["J-32", "J-34"],
        ),
        (
            "how many of the repairs stand at waiting for owner, as they say in the yard?",
            "2 rows (Status = waiting for owner):",
            ["J-32", "J-34"],
        ),
    ],
)
def test_all_rows_that_are_meant_are_quoted_and_none_that_come_near(base, question, label, jobs):
    told, *rows = read_quotes(base, question)
    assert told == label
    assert [row.split("Job: ")[1][:4] for row in rows if "Job: " in row] == jobs


def test_a_question_for_one_row_is_answered_with_that_row_alone(base):
    assert read_quotes(base, "what trade is needed for the Curlew") == [
        "- Repairs: Job: J-32; Boat: Curlew; Trade: Gas; Status: waiting for owner; Booked h: 0; Planned h: 3 [1]"
    ]


def test_where_the_question_denies_a_value_rows_are_quoted_as_they_were_found(base):
    assert not read_quotes(base, "which jobs of the yard are not done")[0].endswith(":")


def test_of_many_rows_the_nearest_are_among_those_that_are_shown(tmp_path):
    rows = "".join(
        f"| 2025-11-{day:02} | Moor | {hall} |\n" for day, hall in enumerate(["Quay"] * 11 + ["Orangery"], 3)
    )
    rota = f"# Rota\n\n| Day | Guard | Hall |\n| --- | --- | --- |\n{rows}"
    with filled(tmp_path, {"rota.md": rota, "yard.md": FILES["yard.md"]}) as base:
        label, *told = read_quotes(base, "which hall does Moor guard on the 14th?")
    assert (label, len(told), told[-1][-16:]) == ("12 rows (Guard = Moor):", 8, "(and 4 more) [1]")
    assert "- Rota: Day: 2025-11-14; Guard: Moor; Hall: Orangery [1]" in told
