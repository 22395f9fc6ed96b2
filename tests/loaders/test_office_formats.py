"""Slides, sheets, books and documents of office programs, and those that are damaged, locked or hostile."""

import datetime

import openpyxl
import pptx
import pytest
from loading import saved, sections, text, zipped
from openpyxl.styles import Color, Font, PatternFill
from pptx.util import Inches

from ingest.loaders.load import load
from ingest.loaders.office.cells import format_cell
from kb.errors import Unreadable

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100)


def test_slides_keep_their_numbers_titles_tables_and_notes(tmp_path):
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Budget"
    first.placeholders[1].text = "Spend less\nEarn more"
    first.notes_slide.notes_text_frame.text = "Say it kindly."
    deck.slides.add_slide(deck.slide_layouts[6])
    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "Figures"
    table = third.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for (row, column), value in {(0, 0): "Year", (0, 1): "Sum", (1, 0): "2024", (1, 1): "7"}.items():
        table.cell(row, column).text = value
    result = saved(deck, tmp_path, "deck.pptx")
    assert [(page.number, page.text) for page in result.pages] == [
        (1, "Budget\n\nSpend less\nEarn more\n\nNotes\n\nSay it kindly."),
        (2, ""),
        (3, "Figures\n\n| Year | Sum |\n| --- | --- |\n| 2024 | 7 |"),
    ]
    assert sections(result) == [(1, "Budget", "Budget"), (2, "Notes", "Notes"), (1, "Figures", "Figures")]
    assert result.title == "Budget"


def test_cells_written_in_white_on_white_are_left_out_and_on_a_dark_ground_they_are_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Head", "Seen", "Unseen", "Theme"])
    sheet["A1"].font, sheet["A1"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000080")
    sheet["C1"].font = Font(color="FFFFFFFF")
    sheet["D1"].font = Font(color=Color(theme=0))
    words = text(saved(book, tmp_path, "pay.xlsx"))
    assert "Head" in words and "Seen" in words
    assert "Unseen" not in words and "Theme" not in words


def test_each_sheet_is_a_page_with_values_as_shown(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Costs"
    sheet.append(["Item", "Price", "Share", "Due"])
    sheet.append(["Chair", 1234.5, 0.125, datetime.datetime(2024, 3, 1)])
    sheet["B2"].number_format = "#,##0.00"
    sheet["C2"].number_format = "0.0%"
    book.create_sheet("Secret").append(["hidden"])
    book["Secret"].sheet_state = "hidden"
    book.create_sheet("部门").append(["名称"])
    result = saved(book, tmp_path, "a.xlsx")
    assert [(page.number, page.label, page.text) for page in result.pages] == [
        (1, "Costs", "Costs\n\n| Item | Price | Share | Due |\n| --- | --- | --- | --- |\n"
                     "| Chair | 1,234.50 | 12.5% | 2024-03-01 |"),
        (2, None, ""),
        (3, "部门", "部门\n\n名称"),
    ]  # fmt: skip
    assert sections(result) == [(1, "Costs", "Costs"), (1, "部门", "部门")]
    assert result.problems == ("sheet Secret is hidden: left out",)


@pytest.mark.parametrize(
    ("number", "number_format", "expected"),
    [
        ("3", "General", "3"),
        ("0.30000000000000004", "General", "0.3"),
        ("2.0", "General", "2"),
        ("1234567", "#,##0", "1,234,567"),
        ("-5.5", "$#,##0.00;[Red]-$#,##0.00", "-$5.50"),
        ("9.9", "[$€-407]0.00", "€9.90"),
        ("0.5", "0%", "50%"),
        ("45352", "yyyy\\-mm\\-dd", "2024-03-01"),
        ("45352.5", "m/d/yy h:mm", "2024-03-01 12:00"),
        ("45352", 'yyyy"年"m"月"d"日"', "2024-03-01"),
        ("59", "dd/mm/yyyy", "1900-02-28"),
        ("0.395833333333333", "h:mm AM/PM", "9:30 AM"),
        ("1.5", "[h]:mm", "36:00"),
        ("12", '0 "days"', "12 days"),
        ("3", '"red" 0.0', "red 3.0"),
        ("1.5E+20", "General", "1.5E+20"),
        ("#N/A", "General", "#N/A"),
    ],
)
def test_a_number_is_shown_as_its_format_says(number, number_format, expected):
    assert format_cell(number, number_format) == expected


def test_dates_counted_from_1904_are_four_years_later():
    assert format_cell("43890", "yyyy-mm-dd", from_1904=True) == "2024-03-01"


def test_a_formula_that_was_never_calculated_is_shown_itself(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Total", "=SUM(A1:A3)", True])
    [page] = saved(book, tmp_path, "a.xlsx").pages
    assert page.text == "Sheet\n\n|  |  |  |\n| --- | --- | --- |\n| Total | =SUM(A1:A3) (never calculated) | TRUE |"


def test_merged_cells_of_a_sheet_repeat_downwards(tmp_path):
    book = openpyxl.Workbook()
    for row in [["City", "Grade", "Limit"], ["Beijing", "A", 500], [None, "B", 400], ["Lhasa", "A", 300]]:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    [page] = saved(book, tmp_path, "a.xlsx").pages
    assert page.text.split("\n")[4:] == ["| Beijing | A | 500 |", "| Beijing | B | 400 |", "| Lhasa | A | 300 |"]


def test_an_open_document_keeps_headings_lists_tables_and_notes(tmp_path):
    body = """<text:h text:outline-level="2">Rules</text:h><text:p>One<text:s text:c="2"/>two<text:note>
    <text:note-citation>1</text:note-citation><text:note-body><text:p>Small print.</text:p></text:note-body></text:note>
    </text:p><text:list><text:list-item><text:p>first</text:p></text:list-item><text:list-item><text:p>second</text:p>
    </text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>
    <table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>"""
    names = {"office": "office", "text": "text", "table": "table"}
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in names.items())
    text_body = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {spaces}>{text_body}</office:document-content>"
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    result = load(zipped(tmp_path, "a.odt", parts))
    assert text(result) == "Rules\n\nOne  two\n\nSmall print.\nfirst\nsecond\n\n|  |  |\n| --- | --- |\n| A | B |"
    assert sections(result) == [(2, "Rules", "Rules")]


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path):
    container = '<container xmlns="c"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    book = """<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The Book</dc:title></metadata>
    <manifest><item id="b" href="two.xhtml"/><item id="a" href="one%20.xhtml"/></manifest>
    <spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OPS/book.opf": book,
        "OPS/one .xhtml": "<html><body><h1>One</h1><p>First.</p></body></html>",
        "OPS/two.xhtml": '<?xml version="1.0" encoding="utf-8"?><html><body><h1>Two</h1><p>第二。</p></body></html>',
    }
    result = load(zipped(tmp_path, "a.epub", parts))
    assert (result.title, text(result)) == ("The Book", "One\n\nFirst.\n\nTwo\n\n第二。")
    assert sections(result) == [(1, "One", "One"), (1, "Two", "Two")]


def test_a_package_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path):
    bomb = zipped(tmp_path, "a.docx", {"word/document.xml": b"A" * 60_000_000})
    with pytest.raises(Unreadable, match="unpacks to 60 MB, more than a document would") as refused:
        load(bomb)
    assert refused.value.kind == "limits"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": "<a><b></a>"}, "is damaged: a part of it is not well-formed"),
        ({"word/other.xml": "<a/>"}, "is damaged: its text is missing"),
        ({"readme.txt": "hello"}, "is not really a .docx: it is a ZIP archive"),
    ],
)
def test_a_damaged_word_document_says_so(tmp_path, parts, reason):
    with pytest.raises(Unreadable) as refused:
        load(zipped(tmp_path, "a.docx", parts))
    assert str(refused.value) == reason


def test_an_entity_cannot_reach_outside_the_document(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    document = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>before</w:t><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert text(load(zipped(tmp_path, "a.docx", {"word/document.xml": document}))) == "before"


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx"])
def test_an_encrypted_office_file_says_so(tmp_path, name):
    (tmp_path / name).write_bytes(ENCRYPTED)
    with pytest.raises(Unreadable, match="is encrypted: save a copy without its password") as refused:
        load(tmp_path / name)
    assert refused.value.kind == "encrypted"
