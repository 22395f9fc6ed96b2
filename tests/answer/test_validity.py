"""Which documents are in force, as far as they say it."""

import pytest

from kb.answer.precedence.amendments import clauses_changed, tells_a_change
from kb.answer.precedence.validity import make_validity, replaces


@pytest.mark.parametrize(
    ("title", "path", "head", "date"),
    [
        ("Lease", "lease.pdf", "Lease\nbetween A and B, dated 2 May 2022.", "2022-05-02"),
        ("Re: rent", "mail/2025-03-11 Re rent.eml", "From: A\nDate: Tue, 12 Mar 2025 16:40:00 +0100", "2025-03-11"),
        ("Handbuch", "handbuch.md", "Gültig ab 1. März 2024.", "2024-03-01"),
        ("考勤办法", "考勤办法.docx", "生效日期：2024年7月1日", "2024-07-01"),
        ("Contract", "contract.docx", "between A and Tom Hale, born 3 April 1988.", ""),
        ("Prices", "prices.xlsx", "| Item | Since |\n| --- | --- |\n| Desk | 2023-01-01 |", ""),
        ("Rules 2024", "rules.md", "Nothing is dated here.", "2024"),
        ("20251209-statutes", "20251209-statutes.pdf", "Statutes of 7 March 2005.", "2025-12-09"),
        ("Order", "order-20251399.pdf", "Nothing is dated here.", ""),
    ],
)
def test_a_document_is_dated_by_its_name_its_effect_or_its_first_lines(title, path, head, date):
    assert make_validity(title, path, head).date == date


STATUTE = """Aufgrund der §§ 5 und 51 der Hessischen Gemeindeordnung i. d. F. der Bekanntmachung v. 07.03.2005
(GVBl. I S. 142), zuletzt geändert durch Art. 2 des Gesetzes vom 15.09.2016 (GVBl. S. 167), hat die
Gemeindevertretung am 21.03.2017 die folgende Satzung beschlossen."""


def test_the_laws_that_a_statute_cites_neither_date_it_nor_make_it_an_amendment():
    dogs = make_validity("hundesteuer", "hundesteuer.pdf", STATUTE)
    assert (dogs.date, dogs.version, dogs.changes) == ("2017-03-21", (), False)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (("Amendment No. 1", "SVC-2023-007 Amendment No 1.pdf"), ("Services", "SVC-2023-007 Services.pdf")),
        (("Amendment No. 2 to SVC-2023-007", "a2.docx"), ("Amendment No. 1 to SVC-2023-007", "a1.docx")),
        (("Travel policy v2", "travel v2.pdf"), ("Travel policy v1", "travel v1.pdf")),
        (("考勤制度修订说明", "考勤制度修订说明.md"), ("考勤制度", "考勤制度.md")),
    ],
)
def test_what_amends_a_document_or_is_its_later_version_replaces_it(new, old):
    one, other = make_validity(*new, ""), make_validity(*old, "")
    assert replaces(one, other)
    assert not replaces(other, one)


def test_a_document_of_another_matter_replaces_nothing():
    amendment = make_validity("Amendment No. 1 to SVC-2023-007", "a1.pdf", "")
    assert not replaces(amendment, make_validity("Lease", "lease.pdf", "dated 2 May 2022"))


def test_what_calls_itself_superseded_is_replaced_by_what_it_names():
    old = make_validity("Decision 3", "ADR-003.md", "Status: superseded by ADR-009\nWe use queue A.")
    new = make_validity("Decision 9", "ADR-009.md", "Status: accepted\nSupersedes ADR-003. We use queue B.")
    assert old.standing == "superseded"
    assert replaces(new, old)


@pytest.mark.parametrize(
    ("statement", "clauses"),
    [
        ("1. Clause 3.1 is deleted and replaced with: “Two weeks.”", {"3.1"}),
        ("二、第十四条修改为：每人900元。", {"第十四条"}),
        ("§ 4 wird aufgehoben.", {"4"}),
        ("The limit in clause 5.1 does not apply to intent.", set()),
    ],
)
def test_the_clauses_that_a_statement_changes_are_known(statement, clauses):
    assert clauses_changed(statement) == clauses


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("The rent rises from EUR 900 to EUR 950 in May.", True),
        ("费用由300元调整为350元。", True),
        ("Die Frist wurde auf zehn Tage verlängert.", True),
        ("The rent is EUR 900.", False),
    ],
)
def test_a_change_is_known_by_its_words(statement, told):
    assert tells_a_change(statement) == told


@pytest.mark.parametrize(
    ("statement", "clauses"),
    [
        ("c) Clause 2.2: invoices fall due 45 days after receipt.", {"2.2"}),
        ("Die Nettokaltmiete nach § 3 beträgt monatlich 8.245,00 EUR.", {"3"}),
        ("Clause 2.2 remains unchanged.", set()),
        ("§ 4 bleibt unverändert.", set()),
    ],
)
def test_in_an_amendment_a_statement_changes_the_clauses_that_it_names_unless_it_says_that_they_stay(
    statement, clauses
):
    assert clauses_changed(statement, in_amendment=True) == clauses


def test_what_a_documents_first_lines_say_that_it_changes_is_replaced():
    lease = make_validity(
        "Mietvertrag über Gewerberäume", "Mietvertrag Gartenweg 9.docx", "Mietvertrag vom 12. Februar 2021"
    )
    amendment = make_validity(
        "Nachtrag Nr. 1", "Nachtrag 1.pdf", "Nachtrag Nr. 1 zum Mietvertrag Gartenweg 9, geschlossen am 4. Juli 2024"
    )
    assert replaces(amendment, lease) and not replaces(lease, amendment)
