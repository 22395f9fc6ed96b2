"""A question to a sheet that is too large to be read whole."""

import pytest
from filled import filled

from kb.types import Answer

OLD = f"none,{'closed before the books were kept ' * 40},0\n"  # alike, so that few passages are embedded
FILES = {
    "invoices.csv": "invoice,customer,amount EUR\n"
    + "".join(f"INV-{n:03d},Customer {n % 4},{100 + n}\n" for n in range(20))
    + OLD * (2_000_000 // len(OLD) + 1),
    "rates.csv": "club,rate EUR\nrowing,40\ntennis,60\n",
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    with filled(tmp_path_factory.mktemp("documents"), FILES) as base:

        def ask(question: str) -> Answer:
            *_, answer = base.ask(question)
            assert isinstance(answer, Answer)
            return answer

        yield ask


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What is the total amount EUR of Customer 2?",
            "invoices.csv is too large to be reckoned with: that is done up to 2,000,000 characters of a sheet. "
            "The nearest rows, word for word:",
        ),
        (
            "Wie viele Rechnungen (invoice) hat Customer 2 insgesamt?",
            "invoices.csv ist zu groß, um damit zu rechnen: das geht bis 2.000.000 Zeichen je Tabelle. "
            "Die nächsten Zeilen, wörtlich:",
        ),
    ],
)
def test_that_is_told_with_the_limit_above_the_nearest_rows(ask, question, said):
    answer = ask(question)
    head, *rows = answer.text.splitlines()
    assert head == said
    assert rows and all("customer: Customer 2" in row for row in rows)
    assert answer.citations and not answer.refused and not answer.certain


def test_what_a_row_of_it_says_and_what_a_small_sheet_gives_is_told_as_ever(ask):
    assert ask("Which customer has invoice INV-003?").text.startswith(
        "From the documents, word for word:\n- invoice: INV-003"
    )
    assert ask("What is the total rate EUR of the clubs?").text.startswith("Sum of rate EUR: 100")
