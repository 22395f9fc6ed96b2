"""The numbers, units, dates and times that a text states."""

from decimal import Decimal

import pytest

from kb.answer.check.dates import Moment, find_dates, find_moments
from kb.answer.check.quantities import find_quantities, fold_text


def stated(text: str) -> list[tuple[set[str], str]]:
    return [
        ({str(value) for value in each.values}, each.unit) for each in find_quantities(fold_text(text)) if each.stated
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000 euros and 3.5 %", [({"1000"}, "EUR"), ({"3.5"}, "%")]),
        ("1 000 000", [({"1000000"}, "")]),
        ("1.234,50", [({"1234.50"}, "")]),
        ("$25,867 $19,493", [({"25867"}, "USD"), ({"19493"}, "USD")]),
        ("$3,017 million", [({"3017000000"}, "USD")]),
        ("1,2 Mio, 3 Mrd) und 4 Tsd.", [({"1200000.0"}, ""), ({"3000000000"}, ""), ({"4000"}, "")]),
        ("thirty days", [({"30"}, "s")]),
        ("twenty-eight months", [({"28"}, "month")]),
        ("sechs Wochen, zwölf Monate", [({"6"}, "s"), ({"12"}, "month")]),
        ("einundzwanzig Tage oder eine Stunde", [({"21"}, "s")]),
        ("one hundred and five", [({"105"}, "")]),
        ("one of the three", [({"3"}, "")]),
        ("from -20 to 60 degrees Celsius", [({"-20"}, "°C"), ({"60"}, "°C")]),
        ("2-4 days", [({"2"}, "s"), ({"4"}, "s")]),
        ("15个工作日", [({"15"}, "workday")]),
        ("zweimal täglich, 3 Gäste, 5 größere", [({"2"}, ""), ({"3"}, ""), ({"5"}, "")]),
        ("三十天", [({"30"}, "s")]),
        ("一百零五人", [({"105"}, "")]),
        ("三亿五千万元", [({"350000000"}, "CNY")]),
        ("4200万元", [({"42000000"}, "CNY")]),
        ("百分之十八", [({"18"}, "%")]),
        ("二〇二四年", [({"2024"}, "calendar")]),
        ("十分好的三明治", []),
        ("第３章", [({"3"}, "")]),
        ("the X100 and the WS-40", []),
        ("call one two three", []),
        ("1.5 kg", [({"1.5"}, "g")]),
    ],
)
def test_numbers_with_their_units(text, expected):
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("half an hour", [({"0.5"}, "s")]),
        ("an hour and a half", [({"1.5"}, "s")]),
        ("two and a half years", [({"2.5"}, "month")]),
        ("a quarter of an hour", [({"0.25"}, "s")]),
        ("half a year", [({"0.5"}, "month")]),
        ("three quarters of the price", [({"75"}, "%")]),
        ("half of the price", [({"50"}, "%")]),
        ("the first quarter of the year", [({"1"}, "quarter")]),
        ("the first three quarters", [({"3"}, "")]),
        ("前三季度", [({"3"}, "")]),
        ("anderthalb Jahre", [({"1.5"}, "month")]),
        ("eine Dreiviertelstunde", [({"0.75"}, "s")]),
        ("ein halbes Jahr", [({"0.5"}, "month")]),
        ("die Hälfte der Kosten", [({"50"}, "%")]),
        ("zwei Drittel der Kosten", [({"66.67"}, "%")]),
        ("一个半小时", [({"1.5"}, "s")]),
        ("一年半", [({"1.5"}, "month")]),
        ("半个月", [({"0.5"}, "month")]),
        ("费用的四分之三", [({"75"}, "%")]),
        ("费用的八成", [({"80"}, "%")]),
        ("已完成", []),
    ],
)
def test_fractions_are_numbers_of_their_unit_or_shares(text, expected):
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "minute"), [("at noon", 720), ("until midnight", 0), ("um Mitternacht", 0), ("正午", 720)]
)
def test_noon_and_midnight_are_times_of_day(text, minute):
    [found] = find_moments(fold_text(text))
    assert {reading.minute for reading in found.readings} >= {minute}


def test_what_can_be_read_in_two_ways_is():
    [number] = find_quantities("1.234")
    assert number.values == {Decimal("1.234"), Decimal(1234)}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 30 days", 1),
        ("30 days or more", 1),
        ("no less than 30 days", 1),
        ("不得低于30天", 1),
        ("30天以上", 1),
        ("at most 30 days", -1),
        ("no more than 30 days", -1),
        ("最长不超过30天", -1),
        ("30天以内", -1),
        ("30 days", 0),
    ],
)
def test_bounds(text, bound):
    assert [each.bound for each in find_quantities(text)] == [bound]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 March 2024", Moment(2024, 3, 1)),
        ("March 1st, 2024", Moment(2024, 3, 1)),
        ("2024-03-01", Moment(2024, 3, 1)),
        ("01.03.2024", Moment(2024, 3, 1)),
        ("2024年3月1日", Moment(2024, 3, 1)),
        ("2024 年 3 月 1 日", Moment(2024, 3, 1)),
        ("二〇二四年三月一日", Moment(2024, 3, 1)),
        ("March 2024", Moment(2024, 3)),
        ("22:00", Moment(minute=1320)),
        ("10 pm", Moment(minute=1320)),
        ("下午四点", Moment(minute=960)),
        ("上午10点半", Moment(minute=630)),
    ],
)
def test_dates_and_times_of_day(text, expected):
    [found] = find_moments(text)
    assert found.readings == {expected}


@pytest.mark.parametrize("text", ["in 2024", "may 3 days be taken?", "版本 3.5", "一点意见都没有的三个人"])
def test_what_is_no_date(text):
    assert not any(moment.month for found in find_moments(text) for moment in found.readings)


def test_dates_alone_are_those_among_dates_and_times():
    text = "From 10:00 on 1 March 2024, vom 4. bis 8. August, am 3.2. um 9 Uhr, 10月3日至5日下午四点"
    dates = [each for each in find_moments(text) if any(moment.month for moment in each.readings)]
    assert len(dates) == 6 and len(find_moments(text)) == 9
    assert find_dates(text) == tuple(dates)


def test_hours_and_minutes_that_no_day_has_are_no_time():
    assert find_moments("at 25:70") == find_moments("17:75") == ()


def test_a_raised_figure_is_no_digit_of_the_number_beside_it():
    assert fold_text("10⁶ cells in 25 m²") == "10^6 cells in 25 m2"
    assert stated("500³ units")[0] == ({"500"}, "")
