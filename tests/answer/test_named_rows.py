"""Questions that name a row of a table and say nothing else that the row says."""

import pytest
from filled import asking

FLATS = """| Nr | Straße | Zimmer | Fläche m² | Heizung |
| --- | --- | --- | --- | --- |
| K-11 | Ulmenhof 3 | 2 | 54 | Gas |
| K-12 | Ulmenhof 3 | 3 | 77 | Gas |
| K-13 | Ulmenhof 5 | 4 | 96 | Pellets |
"""
DEPOSITS = """| 器材 | 保管人 | 押金 |
| --- | --- | --- |
| 投影仪 | 曹敏 | 300 |
| 折叠桌 | 林岳 | 80 |
"""
FILES = {
    "Wohnungen.md": f"# Wohnungen\n\n{FLATS}",
    "器材.md": f"# 器材\n\n{DEPOSITS}",
    "Hausordnung.md": "# Hausordnung\n\nVon 22 bis 6 Uhr ist Ruhe im Haus. Fahrräder stehen im Keller.\n",
    "Satzung.md": "# Satzung\n\nDer Vorstand hat drei Mitglieder. Er wird für zwei Jahre gewählt.\n",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    with asking(tmp_path_factory.mktemp("rows"), FILES) as ask:
        yield ask


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Wie viele Quadratmeter hat K-12?", "| K-12 | Ulmenhof 3 | 3 | 77 | Gas |"),
        ("How large is K-13?", "| K-13 | Ulmenhof 5 | 4 | 96 | Pellets |"),
        ("借投影仪先要交多少钱？", "| 投影仪 | 曹敏 | 300 |"),
    ],
)
def test_the_row_that_a_question_names_is_quoted_whatever_the_question_calls_its_columns(asked, question, row):
    answer = asked(question)
    assert not answer.refused
    assert answer.citations[0].quote == row


@pytest.mark.parametrize(
    "question",
    ["Wann wurde die Gas AG gegründet?", "Wer darf am 3. Oktober den Grill benutzen?"],
)
def test_a_value_of_many_rows_or_a_part_of_one_names_no_row(asked, question):
    assert asked(question).refused
