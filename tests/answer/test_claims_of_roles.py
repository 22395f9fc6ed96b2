"""Who does what: the parties of a claim and of its source."""

import pytest

from kb.answer.check.claims import check
from kb.answer.check.roles import find_deeds, find_other_party
from kb.answer.check.terms import simplify_text

HIRE = (
    "The supplier delivers the chairs and tables two days before the event. The organiser must unload them within an"
    " hour. For each broken chair it pays the supplier 40 euros; broken tables are repaired by the workshop. Ms Adeyemi"
    " keeps the list of guests, while Mr Novak, who books the hall, pays the musicians."
)
MIETE = (
    "Den Winterdienst übernimmt der Hausmeister, die Treppe reinigen die Bewohner selbst. Die Verwaltung rechnet die"
    " Heizkosten bis Ende März ab; sie muss vom Beirat geprüft werden. Der Beirat schlägt einen Handwerker vor."
)
规定 = (
    "投标人应在五日内书面提出疑问。代理机构须在三日内答复。"
    "合同由采购人签订，经财务部门批准后生效。仓库管理员每周盘点一次。"
)


@pytest.mark.parametrize(
    ("passage", "claim", "said"),
    [
        (HIRE, "The organiser delivers the chairs and tables two days before the event.", "supplier"),
        (HIRE, "For each broken chair, the supplier pays the organiser 40 euros.", "organiser"),
        (HIRE, "Broken tables are repaired by the supplier.", "workshop"),
        (HIRE, "Mr Novak keeps the list of guests.", "Ms Adeyemi"),
        (HIRE, "Ms Adeyemi books the hall.", "Mr Novak"),
        (MIETE, "Der Beirat rechnet die Heizkosten bis Ende März ab.", "Verwaltung"),
        (MIETE, "Der Hausmeister muss die Treppe selbst reinigen.", "Bewohner"),
        (规定, "代理机构应在五日内书面提出疑问。", "投标人"),
        (规定, "合同由投标人签订。", "采购人"),
    ],
)
def test_what_the_source_tells_of_another_party_is_told_to_be_said_of_it(passage, claim, said):
    verdict = check(claim, passage)
    assert not verdict.supported and not verdict.unclear
    assert said in verdict.reason or verdict.fault == "opposite"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        (HIRE, "The chairs and tables are delivered by the supplier two days before the event."),
        (HIRE, "For each broken chair the organiser pays 40 euros to the supplier, after unloading."),
        (HIRE, "The workshop repairs broken tables."),
        (HIRE, "Mr Novak books the hall and pays the musicians."),
        (MIETE, "Die Bewohner reinigen die Treppe selbst."),
        (MIETE, "Der Winterdienst wird vom Hausmeister übernommen."),
        (规定, "采购人签订合同。"),
        (规定, "疑问应由投标人在五日内书面提出。"),
    ],
)
def test_the_same_party_named_at_another_place_is_the_same(passage, claim):
    assert find_other_party(simplify_text(claim), simplify_text(passage)) is None


def test_what_names_no_party_goes_with_the_one_before():
    deeds = find_deeds("The tenant pays the rent, and clears the snow; repairs are made by the landlord.")
    assert [deed.name for deed in deeds] == ["tenant", "landlord"]


def test_what_is_done_by_nobody_in_particular_contradicts_no_party():
    passage = "The driver washes the van. The keys are returned on Friday evening at the gate."
    assert find_other_party("The driver returns the keys on Friday evening at the gate.", passage) is None


def test_an_object_tells_more_than_a_verb():
    passage = "Members bring their own towels; lockers are provided by the club."
    assert find_other_party("The club provides the towels.", passage) == ("club", "Members")


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Payroll decides after hearing the dean.", "The dean decides after hearing Payroll."),
        ("Der Pächter meldet dem Verwalter jeden Bruch.", "§ 6 Der Verwalter meldet dem Pächter jeden Bruch."),
        ("The lamp is switched by the panel.", "The lamp is switched by the probe; the panel only shows the value."),
        ("搬迁由林悦负责。", "搬迁由陈东负责，林悦协助。"),
    ],
)
def test_two_parties_in_each_others_place_are_told(claim, passage):
    verdict = check(claim, passage)
    assert (verdict.fault, verdict.unclear) == ("elsewhere", False)


def test_the_one_meant_by_er_does_it_whatever_noun_comes_first():
    deeds = find_deeds("Der Pächter meldet den Bruch. Lose Teile bewahrt er auf.")
    assert [deed.name for deed in deeds] == ["Pächter", "Pächter"]
