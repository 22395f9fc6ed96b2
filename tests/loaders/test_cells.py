"""Cells as the sheet shows them: number formats, merged and hidden cells, links, in .xlsx, .xls and .ods alike."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from drawing_sheet import read_sheet
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.loaders.office.cells import format_cell, format_text

LEGACY = Path(__file__).parent / "legacy"
ACCOUNTING = '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'
PHONE = "[<=9999999]###-####;(###) ###-####"


@pytest.mark.parametrize(
    ("number", "number_format", "expected"),
    [
        ("1067", "00000", "01067"),
        ("12345678", "000-00-0000", "012-34-5678"),
        ("123", "0000\\ 00", "0001 23"),
        ("1", '"yes";"";"no"', "yes"),
        ("0", '"yes";"";"no"', "no"),
        ("12.5", '0.0" km"', "12.5 km"),
        ("42", '"Nr. "0', "Nr. 42"),
        ("7", 'General" pcs"', "7 pcs"),
        ("25", '0" °C"', "25 °C"),
        ("-4300", "#,##0;(#,##0)", "(4,300)"),
        ("-1234.5", ACCOUNTING, "(1,234.50)"),
        ("0", ACCOUNTING, "-"),
        ("-5.5", "$#,##0.00", "-$5.50"),
        ("9.9", "0.00\\ [$€-407]", "9.90 €"),
        ("1234567", '0.0,,"M"', "1.2M"),
        ("1234567.8", "#,##0.0,", "1,234.6"),
        ("2.5", "0", "3"),
        ("0.125", "0.00", "0.13"),
        ("1.005", "0.00", "1.01"),
        ("-0.4", "0", "0"),
        ("0.5", "#.##", ".5"),
        ("0.025", "0.0%", "2.5%"),
        ("0.07", "0 %", "7 %"),
        ("198356388", "0.00E+00", "1.98E+08"),
        ("12345", "##0.0E+0", "12.3E+3"),
        ("2.5", "# ?/?", "2 1/2"),
        ("0.3333333", "?/?", "1/3"),
        ("2.125", "# ?/8", "2 1/8"),
        ("5", '[<10]"low";[>=10]"high"', "low"),
        ("15", '[<10]"low";[>=10]"high"', "high"),
        ("5551234", PHONE, "555-1234"),
        ("5551234567", PHONE, "(555) 123-4567"),
        ("5", ";;;", ""),
        ("1.5", "h:mm", "12:00"),
        ("1.5", "[hh]:mm:ss", "36:00:00"),
        ("0.5", "[mm]", "720"),
        ("0.00520833", "mm:ss", "07:30"),
        ("0.26041666", "h:mm AM/PM", "6:15 AM"),
        ("45352", "mmm\\-yy", "Mar-24"),
        ("45352", "dddd", "Friday"),
        ("45352", "[$-407]mmmm yyyy", "2024-03-01"),
        ("45352", "[$-409]mmmm\\ d\\,\\ yyyy", "2024-03-01"),
        ("45352", 'yyyy"年"m"月"', "2024年3月"),
    ],
)
def test_a_cell_is_shown_as_its_format_says(number, number_format, expected):
    assert format_cell(number, number_format) == expected


def test_a_format_puts_words_around_a_text_or_hides_it():
    assert format_text("Acme", '@" Ltd"') == "Acme Ltd"
    assert format_text("Acme", '0;0;0;"<"@">"') == "<Acme>"
    assert format_text("Acme", ";;;") == ""
    assert format_text("Acme", "0.00") == "Acme"


def saved(book: openpyxl.Workbook, tmp_path) -> LoadedFile:
    book.save(tmp_path / "a.xlsx")
    return load(tmp_path / "a.xlsx")


def rows(loaded: LoadedFile) -> list[str]:
    return loaded.pages[0].text.split("\n")[2:]


def sheet_of(*lines: list) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    return book


def test_two_header_rows_of_a_sheet_are_one(tmp_path):
    book = sheet_of(
        ["Region", 2023, None, 2024, None],
        [None, "H1", "H2", "H1", "H2"],
        ["North", 110, 120, 130, 140],
    )
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        book.active.merge_cells(area)
    assert rows(saved(book, tmp_path)) == [
        "| Region | 2023 H1 | 2023 H2 | 2024 H1 | 2024 H2 |",
        "| --- | --- | --- | --- | --- |",
        "| North | 110 | 120 | 130 | 140 |",
    ]


def test_a_merged_title_stands_above_its_table_and_a_merged_cell_in_all_its_columns(tmp_path):
    book = sheet_of(
        ["Hours", None, None], ["Day", "Open", "Close"], ["Sunday", "closed", None], ["Monday", "9:00", "17:00"]
    )
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("B3:C3")
    assert rows(saved(book, tmp_path)) == [
        "Hours", "", "| Day | Open | Close |", "| --- | --- | --- |", "| Sunday | closed | closed |",
        "| Monday | 9:00 | 17:00 |",
    ]  # fmt: skip


def test_rows_and_columns_hidden_by_hand_are_left_out_and_those_that_a_filter_hides_are_not(tmp_path):
    book = sheet_of(["Item", "Cost", "Price"], ["Chair", 7, 20], ["Draft", 1, 2], ["Table", 9, 60])
    sheet = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    loaded = saved(book, tmp_path)
    assert rows(loaded)[2:] == [
        "| Chair |  | 20 |",
        "",
        "| Item |  | Price |",
        "| --- | --- | --- |",
        "| Table |  | 60 |",
    ]
    assert loaded.problems == ("sheet Sheet: 1 row is hidden: left out", "sheet Sheet: 1 column is hidden: left out")
    sheet.column_dimensions["B"].hidden = False
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(0, ["Chair", "Table"])
    loaded = saved(book, tmp_path)
    assert "| Draft | 1 | 2 |" in rows(loaded)
    assert loaded.problems == ()


def test_addresses_of_links_stand_beside_their_words_in_a_sheet(tmp_path):
    book = sheet_of(["Supplier", "Page"], ["Nordwind", "Order here"])
    book.active["B2"].hyperlink = "https://shop.example.org/nordwind"
    assert rows(saved(book, tmp_path))[2] == "| Nordwind | Order here (https://shop.example.org/nordwind) |"


def test_struck_and_raised_letters_of_a_cell(tmp_path):
    book = sheet_of(["Rule", "Value"], ["gone", "900"], ["Count", None], ["Fee", None])
    book.active["B2"].font = Font(strike=True)
    book.active["B3"] = CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "6"))
    book.active["B4"] = CellRichText(TextBlock(InlineFont(strike=True), "40"), " 55")
    loaded = saved(book, tmp_path)
    assert rows(loaded)[2:] == ["| gone |  |", "| Count | 10⁶ |", "| Fee | 55 |"]
    assert loaded.problems == ("text that is struck through: left out (2 places)",)


def test_formulas_without_a_result_are_named(tmp_path):
    loaded = saved(sheet_of(["Total", "=SUM(A2:A3)", "=1/3"]), tmp_path)
    assert rows(loaded)[2] == "| Total | =SUM(A2:A3) (never calculated) | =1/3 (never calculated) |"
    assert loaded.problems == (
        "sheet Sheet: 2 formulas were never calculated: open and save it in a spreadsheet program",
    )


def test_a_document_inside_a_workbook_is_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("The lease ends in May.")
    document.save(data := io.BytesIO())
    sheet_of(["Lease", "see inside"]).save(tmp_path / "plain.xlsx")
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package" Target="../embeddings/lease.docx"/></Relationships>'  # noqa: E501
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/_rels/sheet1.xml.rels", links)
        new.writestr("xl/embeddings/lease.docx", data.getvalue())
    assert "lease.docx\n\nThe lease ends in May." in load(tmp_path / "a.xlsx").pages[0].text


def test_an_old_workbook_is_shown_as_its_formats_say():
    loaded = load(LEGACY / "formats.xls")
    assert loaded.pages[0].text == (
        "Depots\n\nAll depots\n\n"
        "| Depot | Code | Distance | Sunday | Balance | Share | Opens | Since | Note |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| Dresden | 01067 | 12.5 km | yes | (4,300) | 2.5% | 6:15 AM | 2024-03-01 | 10⁶ |\n"
        "| Leipzig | 04109 | 8.0 km | no | 250 | 3.5% | 18:00 | Mar-24 |  |"
    )
    assert loaded.problems == (
        "sheet Depots: 1 row is hidden: left out",
        "sheet Drafts is hidden: left out",
        "text that is struck through: left out (1 place)",
    )


def test_an_old_workbook_counting_from_1904_is_read():
    assert "| Day | 2024-03-01 |" in load(LEGACY / "from1904.xls").pages[0].text


def test_text_boxes_comments_and_margins_of_an_old_workbook_are_read_struck_words_left_out():
    loaded = load(LEGACY / "box.xls")  # saved by LibreOffice, as "Microsoft Excel 97"
    assert loaded.pages[0].text == (
        "Prices\n\n| Item | Price |\n| --- | --- |\n| Tea | 3 |\n\n"
        "Rent was 950 in May.\n\nB2: For members\n\nNordwind prices\n\nPage"
    )
    assert loaded.pages[1].text == ""  # nothing of an empty sheet is printed, its margins neither
    assert loaded.problems == ("text that is struck through: left out (1 place)",)


def test_a_label_that_is_merged_over_columns_before_a_total_is_said_once(tmp_path):
    rows = [("Item", "Amount", "Price", "Sum"), ("Bolt", 5000, 0.12, 600), ("Nut", 5000, 0.05, 250),
            ("Total", None, None, 850)]  # fmt: skip
    assert read_sheet(rows, tmp_path, merged=["A4:C4"]).endswith("\n| Total |  |  | 850 |")


def test_a_cell_that_is_merged_over_columns_beside_words_holds_for_each_of_them(tmp_path):
    rows = [("Monday", "Tuesday", "Sunday"), ("8-18", None, "closed"), ("9-12", "10-12", "closed")]
    assert "| 8-18 | 8-18 | closed |" in read_sheet(rows, tmp_path, merged=["A2:B2"])
