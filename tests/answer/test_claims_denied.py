"""What a source says no of: a part of a sentence, and what a "no" is not."""

import pytest

from kb.answer.check.claims import check


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The lamps are changed by the guard.", "The lamps are changed by the caretaker, never by the guard."),
        ("Guests may use the sauna.", "Guests may use the pool, but not the sauna, on all weekdays."),
        ("Den Schlüssel bringt der Bote.", "Den Schlüssel bringt die Leiterin, nicht der Bote, am Abend."),
        (
            "If it beeps, open the hatch, press the red key and call the desk.",
            "If it beeps, open the hatch and call the desk; do not press the red key.",
        ),
        (
            "The board has not approved the new plan.",
            "The board has approved the plan but has not yet seen the budget.",
        ),
    ],
)
def test_a_no_to_one_part_is_a_no_to_that_part(claim, passage):
    verdict = check(claim, passage)
    assert verdict.fault in ("negation", "elsewhere") and not verdict.unclear


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "The lamps are changed by the caretaker and not by the guard.",
            "The lamps are changed by the caretaker, never by the guard.",
        ),
        ("The shop answers in no more than two days.", "The shop answers within two days."),
        ("Guests may use the pool.", "Guests may use the pool, but not the sauna."),
        (
            "Die Kaution ist binnen 14 Tagen nach dem Einzug zu zahlen.",
            "Die Kaution muss binnen zwei Wochen nach dem Einzug gezahlt werden und darf nicht verrechnet werden.",
        ),
        ("Every one of all 26 weeks is paid.", "Each of the 26 weeks is paid."),
        ("每超时一小时收七百元。", "超时费为每小时七百元。"),
    ],
)
def test_what_both_say_no_of_is_supported(claim, passage):
    assert check(claim, passage).supported


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Das Rauchen ist im Lager erlaubt.", "Das Rauchen ist im Lager verboten."),
        ("Das Betreten der Halle ist zulässig.", "Das Betreten der Halle ist unzulässig."),
        ("Die Wartung umfasst den Keller und den Hof.", "Die Wartung umfasst weder den Keller noch den Hof."),
        ("Am Sonntag war jemand im Lager.", "Am Sonntag war niemand im Lager."),
        ("Der Bote öffnet die Sendung.", "Der Bote öffnet niemals die Sendung."),
        ("司机带了钥匙。", "司机没带钥匙。"),
        ("房东维修门锁。", "房东拒绝维修门锁。"),
    ],
)
def test_a_no_is_heard_in_whatever_word_it_is_said(claim, passage):
    verdict = check(claim, passage)
    assert (verdict.fault, verdict.unclear) == ("negation", False)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Das Rauchen ist im Lager nicht gestattet.", "Das Rauchen ist im Lager verboten."),
        ("Niemand war am Sonntag im Lager.", "Am Sonntag war keiner im Lager."),
        ("Das Rauchen ist im Hof erlaubt.", "Das Rauchen ist im Hof nicht verboten."),
        ("海关留下了这批手表。", "海关没收了这批手表。"),
    ],
)
def test_two_words_for_no_are_one_and_two_of_them_none(claim, passage):
    assert check(claim, passage).fault != "negation"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("A tenant who wants a dog must ask in writing.", "The tenant may keep a cat; for other pets, ask in writing."),
        (
            "Visitors must be met at the door and can no longer enter alone.",
            "Hosts must meet visitors at the door; visitors may no longer enter alone.",
        ),
    ],
)
def test_must_and_may_are_compared_where_they_rule_the_same_deed(claim, passage):
    assert check(claim, passage).fault != "modality"


def test_a_condition_is_of_its_own_sentence():
    passage = (
        "The firm may leave the site, unless the road is closed. Faults are mended within ten days at its own cost."
    )
    assert check("Faults are mended within ten days.", passage).supported
