"""Without a chat model: a table is not reckoned where it does not answer, or other statements answer better."""

FILES = {
    "Quillmark.md": "# Quillmark Ferries: late papers\n\n"
    "The harbour charged Quillmark a penalty of 640 pounds in March.\n",
    "Hours.csv": "date,staff,client,activity,hours,value\n2024-03-04,Ode,QUI2,Penalty appeal,2.5,210.00\n"
    "2024-03-11,Ode,QUI2,Penalty appeal,1.5,126.00\n2024-03-12,Tam,BRA7,Accounts,6.0,330.00\n",
    "Cleaning.csv": "Area,How often,Firm\nDecks,daily,Brightwater\nCabins,weekly,Brightwater\nOffice,daily,own staff\n",
}


def test_what_one_statement_tells_is_no_sum_of_a_table_that_says_less(base):
    *_, answer = base.ask("how much was the Quillmark penalty")
    assert "640 pounds" in answer.text and "336" not in answer.text


def test_a_total_is_reckoned_from_it(base):
    *_, answer = base.ask("total value of the penalty appeals")
    assert "336" in answer.text


def test_rows_without_a_phone_number_do_not_answer_what_asks_for_one(base):
    *_, answer = base.ask("Phone number of the firm Brightwater?")
    assert answer.refused
