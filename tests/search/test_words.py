"""Which terms a text is found by."""

import pytest

from kb.text.terms import Opening, TermCounter, TermCounts, extract_terms, is_stop_word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many Policies", ["how", "mani", "polici"]),
        ("the company’s Company's", ["the", "compani", "compani"]),
        ("ＡＢＣ１２３", ["abc123", "abc", "123"]),
        ("10⁶ cells, CO₂", ["10", "6", "cell", "co2", "co", "2"]),
        ("500³ units", ["500", "3", "unit"]),
        ("FY2022", ["fy2022", "fy", "2022"]),
        ("ISO-9001", ["iso9001", "iso", "9001"]),
        ("GB/T 7714", ["gbt", "gb", "t", "7714"]),
        ("$1,234.5 or 12.5%", ["1234.5", "or", "12.5"]),
        ("2022-10-01", ["2022-10-01", "2022", "10", "01"]),
        ("naïve Straße Michał", ["naiv", "strass", "michal"]),
        ("e-mail co-\u00adoperate", ["email", "e", "mail", "cooper", "co", "oper"]),
        ("資料庫", ["资料", "料库"]),
        ("资料库", ["资料", "料库"]),
        ("只丢了 308分", ["只丢", "丢了", "308", "分"]),
        ("東京タワー", ["东京", "京タ", "タワ", "ワー"]),
        ("서울 시장", ["서울", "시장"]),
        ("", []),
        ("— … !?", []),
    ],
)
def test_a_text_is_found_by_its_folded_terms(text, expected):
    assert extract_terms(text) == expected


def test_a_line_end_inside_chinese_text_divides_nothing():
    assert extract_terms("理工 学\n院") == extract_terms("理工学院")


def test_traditional_and_simplified_writing_have_the_same_terms():
    assert extract_terms("後來臺灣圖書館開放") == extract_terms("后来台湾图书馆开放")


def test_a_question_word_says_nothing_and_a_noun_does():
    assert is_stop_word("doe") and is_stop_word("what")
    assert not is_stop_word("vacat")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leave is paid. Unpaid leave, 30 days' leave.", TermCounts(8, {"leav": 3, "30": 1})),
        ("ISO-9001, iso 9001 and ISO9001", TermCounts(9, {"iso9001": 2, "9001": 3})),
        ("資料庫的資料：资料", TermCounts(6, {"资料": 3})),
        ("哈哈哈，哈 好", TermCounts(3, {"哈哈": 2, "哈好": 1})),
        ("分。分", TermCounts(2, {"分": 2})),
        ("只丢了 308分\n1,000 分", TermCounts(6, {"分": 2, "1000": 1})),
        ("— … !?", TermCounts(0, {})),
    ],
)
def test_terms_are_counted_as_they_are_extracted(text, expected):
    wanted = ["leav", "30", "iso9001", "9001", "资料", "哈哈", "好", "哈好", "分", "1000", "nowhere"]
    assert TermCounter(wanted).count(text) == expected
    assert expected.total == len(extract_terms(text))


def test_texts_are_counted_together_and_no_pair_goes_across():
    assert TermCounter(["资料", "料库"]).count("资料", "库 资料") == TermCounts(3, {"资料": 2})


LONG = "The notice period is four weeks to the end of a month, and it begins when the letter arrives. "


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rents are due.", "RENT is due", False),
        ("Rents are due.", "RENT are due", True),
        (LONG + "It is not renewed.", LONG.upper() + "It is not renewed!", True),
        (LONG + "It is not renewed.", LONG + "It is renewed.", False),
        ("1," + "234," * 19 + "567 euros", "1," + "234," * 19 + "567 euro", True),
        ("租期四周。" * 20, "租期 四周！" * 20, True),
        ("租期四周。" * 20, "租期四周。" * 21, False),
        ("", "— …", True),
    ],
)
def test_texts_of_the_same_terms_are_told_from_others(one, other, same):
    assert Opening(one).has_same_terms(Opening(other)) is same
    assert (extract_terms(one) == extract_terms(other)) is same
