"""Without a chat model: an amendment that names what it amends by a number or by its parties is told first."""

from functools import partial

import pytest
from filled import filled, read_quotes

FILES = {
    "Parking rules.md": "# Works agreement no. 4: Parking at the Brook Lane site\n\nIn force since 3 May 2019\n\n"
    "## 2. Permits\n\nA permit costs 15 euros a month.\n\n## 3. Charging\n\nA car is charged for four hours at most.\n",
    "Clothing rules.md": "# Works agreement no. 9: Clothing in the laboratory\n\nIn force since 8 June 2020\n\n"
    "## 2. Coats\n\nA coat is washed every two weeks.\n\n## 3. Shoes\n\nShoes are replaced after four years.\n",
    "First change.txt": "First change to works agreement no. 4\n\n11 September 2024\n\n"
    "1. In clause 2 the figure 15 is replaced by the figure 22.\n\n2. Clause 3 is unaffected.\n",
    "Second change.txt": "Second change to works agreement no. 9\n\n2 October 2024\n\n"
    "1. In clause 3 the words “four years” are replaced by the words “three years”.\n",
    "Supplement of Maple Freight.txt": "Supplement to the haulage contract between Maple Freight and Osier Mills\n\n"
    "5 November 2024\n\n1. In clause 2 the amount of 640 dollars is replaced by 710 dollars.\n",
}


@pytest.mark.parametrize(
    ("question", "new", "old"),
    [
        ("How much does a parking permit cost a month?", "replaced by the figure 22", "A permit costs 15 euros"),
        ("After how many years are shoes replaced?", "“three years”", "replaced after four years"),
    ],
)
def test_an_agreement_that_is_amended_by_its_number_is_the_older_one(lines, question, new, old):
    first, second = lines(question)[:2]
    assert new in first
    assert old in second and second.startswith("- older (")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("For how many hours is a car charged at most?", "A car is charged for four hours at most"),
        ("How often is a coat washed?", "A coat is washed every two weeks"),
    ],
)
def test_an_amendment_changes_no_clause_of_that_number_in_another_agreement(lines, question, told):
    assert told in lines(question)[0]
    assert not [line for line in lines(question) if told in line and "older" in line]


def test_an_amendment_bears_its_own_date_where_it_tells_the_contracts_date_first(tmp_path):
    files = {
        "Lease.md": "# Lease of the Boathouse\n\ndated 3 May 2018\n\n4. Rent\n\nThe rent is 810 dollars a month.\n",
        "Amendment.txt": "Amendment to the Lease of the Boathouse dated 3 May 2018, agreed on 6 July 2024\n\n"
        "1. In clause 4 the rent of 810 dollars is replaced by 870 dollars.\n",
    }
    with filled(tmp_path, files) as base:
        *_, answer = base.ask("How much is the rent a month?")
    first, second = answer.text.splitlines()[1:3]
    assert first.endswith("replaced by 870 dollars.” (2024-07-06) [2]")
    assert second.startswith("- older (2018-05-03): ")


@pytest.fixture(scope="module")
def statute(tmp_path_factory: pytest.TempPathFactory):
    files = {
        "Statut 2018.txt": "§ 6 Austritt\n\n(1) Jedes Mitglied darf jederzeit austreten.\n\n"
        "(2) Der Austritt wird zum Jahresende wirksam. Er ist drei Monate vorher anzuzeigen.\n\n"
        "(3) Wer austritt, gibt Schlüssel und Ausweis zurück.\n",
        "Statutänderung 2024.txt": "Beschluss vom 6. Juli 2024\n\n"
        "§ 6 Abs. 2 Satz 2 erhält folgende Fassung: „Die Erklärung muss sechs Wochen vorher eingehen.“\n",
    }
    with filled(tmp_path_factory.mktemp("statute"), files) as base:
        yield partial(read_quotes, base)


def test_a_document_without_a_title_is_amended_by_what_is_called_after_its_file(statute):
    quotes = statute("Wann muss man den Austritt zum Jahresende anzeigen?")
    assert "sechs Wochen vorher" in quotes[0]
    assert [quote for quote in quotes if "älter (2018" in quote and "drei Monate vorher" in quote]


def test_a_paragraph_beside_the_one_that_is_amended_holds_as_it_is(statute):
    quotes = statute("Was muss man beim Austritt zurückgeben?")
    assert [quote for quote in quotes if "gibt Schlüssel und Ausweis zurück" in quote and "älter" not in quote]
