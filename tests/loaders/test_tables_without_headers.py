"""Forms, frames and rows that stand alone: where no row names the columns, the first one is said like the others."""

import docx
from drawing_sheet import read_sheet

from ingest.loaders.load import load


def word(rows, tmp_path):
    document = docx.Document()
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(tmp_path / "a.docx")
    return load(tmp_path / "a.docx").pages[0].text


def web(table, tmp_path):
    (tmp_path / "a.html").write_text(f"<meta charset=utf-8><body>{table}</body>", encoding="utf-8")
    return load(tmp_path / "a.html").pages[0].text


def test_a_form_whose_labels_end_with_colons_has_no_header(tmp_path):
    rows = [("Name:", "Karl Ohnesorg", "Born:", "1950"), ("Sender:", "Dr. Pape", "Laboratory:", "Bioscientia")]
    assert word(rows, tmp_path) == (
        "|  |  |  |  |\n| --- | --- | --- | --- |\n"
        "| Name: | Karl Ohnesorg | Born: | 1950 |\n| Sender: | Dr. Pape | Laboratory: | Bioscientia |"
    )


def test_two_columns_with_a_date_among_other_things_are_names_and_values(tmp_path):
    rows = [("Patient", "Erika Muster"), ("Born", "03.04.1961"), ("Insurer", "AOK"), ("Allergies", "Penicillin")]
    assert word(rows, tmp_path).startswith("|  |  |\n| --- | --- |\n| Patient | Erika Muster |\n| Born |")


def test_two_columns_of_which_one_holds_dates_alone_have_a_header(tmp_path):
    rows = [("Event", "Day"), ("Regatta", "03.04.2026"), ("Summer party", "11.07.2026"), ("Election", "open")]
    assert word(rows, tmp_path).startswith("| Event | Day |\n| --- | --- |\n| Regatta |")


def test_rows_that_count_from_the_first_one_on_have_no_header(tmp_path):
    (tmp_path / "a.csv").write_text("1,Möller,120\n2,Weiß,60\n3,Große,0\n")
    assert load(tmp_path / "a.csv").pages[0].text.startswith("|  |  |  |\n| --- | --- | --- |\n| 1 | Möller | 120 |\n")


def test_numbers_that_name_columns_are_a_header(tmp_path):
    (tmp_path / "a.csv").write_text("Pieces,10,50,100\nScrews,2.10,1.90,1.70\nNuts,1.10,0.90,0.80\n")
    assert load(tmp_path / "a.csv").pages[0].text.startswith("| Pieces | 10 | 50 | 100 |\n| --- |")


def test_rows_of_a_web_page_that_begin_with_their_own_name_have_no_header(tmp_path):
    table = "<table><tr><th>Area</th><td>891 km²</td></tr><tr><th>Mayor</th><td>Ada Berg</td></tr></table>"
    assert web(table, tmp_path) == "|  |  |\n| --- | --- |\n| Area | 891 km² |\n| Mayor | Ada Berg |"


def test_names_of_rows_may_be_bold_alone(tmp_path):
    table = "<table><tr><td><b>Doctor</b><td>Dr. Pape</tr><tr><td><b>Released</b><td>14:22</tr></table>"
    expected = "|  |  |\n| --- | --- |\n| Doctor | Dr. Pape |\n| Released | 14:22 |"
    assert web(table, tmp_path) == expected
    rows = [("Doctor", "Dr. Pape"), ("Released", "14:22")]
    assert read_sheet(rows, tmp_path, bold=["A1", "A2"]) == expected
    assert read_sheet(rows, tmp_path, bold=["A1", "B1"]).startswith("| Doctor | Dr. Pape |\n| --- | --- |")


def test_a_header_of_which_not_all_is_bold_is_one(tmp_path):
    rows = [("Code", "Description", "Status"), ("00", "DRAFT", "open"), ("01", "SUBMITTED", "shut")]
    assert read_sheet(rows, tmp_path, bold=["A1", "B1"]).startswith("| Code | Description | Status |\n| --- |")


def test_a_remark_with_a_sign_beside_it_is_text(tmp_path):
    table = """<table><tr><td rowspan=2><img alt="[Tip]"></td><th>Tip</th></tr>
    <tr><td><p>Use a clone.</p><p>It is faster.</p></td></tr></table>"""
    assert web(table, tmp_path) == "[Tip]\n\nTip\n\nUse a clone.\n\nIt is faster."


def test_a_row_alone_heads_nothing(tmp_path):
    assert web("<table><tr><td>Note</td><td>Pull first.</td></tr></table>", tmp_path) == (
        "|  |  |\n| --- | --- |\n| Note | Pull first. |"
    )


def test_a_wide_cell_of_a_form_is_said_once(tmp_path):
    rows = [("备注：", "1. 交货期：45天。"), (None, "2. 付款方式：30%定金。"), (None, "3. 价格条款：FOB 宁波。")]
    assert read_sheet(rows, tmp_path, merged=["B1:F1", "B2:F2", "B3:F3"]) == (
        "|  |  |\n| --- | --- |\n| 备注： | 1. 交货期：45天。 |\n"
        "|  | 2. 付款方式：30%定金。 |\n|  | 3. 价格条款：FOB 宁波。 |"
    )


def test_a_total_below_a_blank_row_stands_under_the_header_of_its_table(tmp_path):
    rows = [("Name", "Fee"), ("Ada", "120 €"), ("Bob", "60 €"), (), ("Total", "180 €")]
    assert read_sheet(rows, tmp_path).endswith("| Name | Fee |\n| --- | --- |\n| Total | 180 € |")


def test_a_term_of_a_web_page_stands_in_one_line_with_its_value_and_above_its_paragraphs(tmp_path):
    form = "<dl><dt>Name</dt><dd>Karl <b>Ohnesorg</b></dd><dt>Status:</dt><dd>final</dd><dt>Old<dd hidden>x</dl>"
    assert web(form, tmp_path) == "Name: Karl Ohnesorg\nStatus: final\nOld"
    assert web("<dl><dt>--amend</dt><dd><p>Replace the tip.</p></dd></dl>", tmp_path) == "--amend\n\nReplace the tip."
