"""Headers, footers and page numbers, told from text by being repeated."""

from paging import boilerplate, pages

from ingest.loaders.boilerplate import mark_boilerplate


def test_running_headers_and_page_numbers_are_boilerplate():
    found = mark_boilerplate(
        pages(*(f"Acme report 2024\nBody {word}\nmore {word}\n{n}" for n, word in enumerate("abcd", 7)))
    )
    assert boilerplate(found) == [["Acme report 2024", str(n)] for n in (7, 8, 9, 10)]


def test_headers_of_left_and_right_pages_are_boilerplate():
    sides = ["Acme", "Chapter 1"] * 3
    found = mark_boilerplate(
        pages(*(f"{side}\nBody {word}\nend {word}" for side, word in zip(sides, "abcdef", strict=True)))
    )
    assert boilerplate(found) == [[side] for side in sides]


def test_numbers_that_do_not_count_pages_and_short_runs_are_text():
    assert boilerplate(mark_boilerplate(pages("a\n17", "b\n4", "c\n99"))) == [[], [], []]
    assert boilerplate(mark_boilerplate(pages("Same\na", "Same\nb"))) == [[], []]


def test_page_numbers_are_boilerplate_in_roman_and_chinese_too():
    roman = mark_boilerplate(
        pages(*(f"Body {word}\nmore {word}\n{n}" for word, n in zip("abcd", ["iii", "iv", "v", "vi"], strict=True)))
    )
    assert boilerplate(roman) == [["iii"], ["iv"], ["v"], ["vi"]]
    assert boilerplate(mark_boilerplate(pages("正文\n第 3 页 共 10 页", "Head\nPage 1 of 2\nBody of it"))) == [
        ["第 3 页 共 10 页"],
        ["Page 1 of 2"],
    ]


def test_rows_of_a_table_that_goes_on_over_pages_are_not_boilerplate():
    rows = "PC-{0} Hall 1 of 7\nPC-{1} Hall 3 of 7"
    assert boilerplate(mark_boilerplate(pages(*(rows.format(n, n + 40) for n in range(100, 400, 77))))) == [[]] * 4


def test_of_two_pages_a_line_that_names_the_document_and_counts_them_is_boilerplate():
    german = pages("Vertrag\nBody a\nWerft · Vertrag 12-3 · 1/2", "Body b\nend b\nWerft · Vertrag 12-3 · 2/2")
    assert boilerplate(mark_boilerplate(german)) == [["Werft · Vertrag 12-3 · 1/2"], ["Werft · Vertrag 12-3 · 2/2"]]
    chinese = pages("正文一\n招生办公室 · 第1页", "正文二\n招生办公室 · 第2页")
    assert boilerplate(mark_boilerplate(chinese)) == [["招生办公室 · 第1页"], ["招生办公室 · 第2页"]]
    assert boilerplate(mark_boilerplate(pages("Chapter 1\nBody a", "Chapter 2\nBody b"))) == [[], []]
