"""What stands in a Word paragraph beside plain letters: raised figures, formulas, links, struck words, forms, files."""

import io

import docx
import openpyxl
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load

W = nsdecls("w")
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DRAWING = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
PICTURE = '<a:graphic xmlns:a="a"><a:graphicData><p:pic xmlns:p="p"/></a:graphicData></a:graphic>'


def read(document, tmp_path) -> LoadedFile:
    document.save(tmp_path / "a.docx")
    return load(tmp_path / "a.docx")


def paragraph_of(tmp_path, *parts: str) -> str:
    """The text of a paragraph of these elements."""
    document = docx.Document()
    document.add_paragraph()._p.extend(parse_xml(part) for part in parts)
    return read(document, tmp_path).pages[0].text


def run(text: str, properties: str = "") -> str:
    return f'<w:r {W}><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def formula(inner: str) -> str:
    return f"<m:oMath {M}>{inner}</m:oMath>"


def letters(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


SUPERSCRIPT = '<w:vertAlign w:val="superscript"/>'
SUBSCRIPT = '<w:vertAlign w:val="subscript"/>'


def test_raised_and_lowered_figures_of_word_keep_their_value(tmp_path):
    assert paragraph_of(
        tmp_path, run("10"), run("6", SUPERSCRIPT), run(" cells, CO"), run("2", SUBSCRIPT), run(", 10"),
        run("-3", '<w:position w:val="6"/>'), run(" s, the 1"), run("st", SUPERSCRIPT), run(" time, 500"),
        run("3", SUPERSCRIPT), run(" units"),
    ) == "10⁶ cells, CO₂, 10⁻³ s, the 1st time, 500³ units"  # fmt: skip


def test_a_style_raises_figures_too(tmp_path):
    document = docx.Document()
    style = document.styles.add_style("Exponent", 2)
    style.font.superscript = True
    document.add_paragraph("5 m").add_run("2", style="Exponent")
    assert read(document, tmp_path).pages[0].text == "5 m²"


def test_formulas_of_word_stand_in_a_line(tmp_path):
    half = f"<m:f><m:num>{letters('1')}</m:num><m:den>{letters('2a')}</m:den></m:f>"
    square = f"<m:sSup><m:e>{letters('x+1')}</m:e><m:sup>{letters('2')}</m:sup></m:sSup>"
    root = f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{letters("y+4")}</m:e></m:rad>'
    bounds = f"<m:sub>{letters('i=1')}</m:sub><m:sup>{letters('n')}</m:sup>"
    total = f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{bounds}<m:e>{letters("i")}</m:e></m:nary>'
    assert paragraph_of(tmp_path, run("Take "), formula(half), run(" of "), formula(square)) == "Take 1/(2a) of (x+1)²"
    assert paragraph_of(tmp_path, formula(root), run(" and "), formula(total)) == "√(y+4) and ∑ᵢ₌₁ⁿ i"


def test_what_is_struck_through_in_word_is_left_out_and_counted(tmp_path):
    document = docx.Document()
    rate = document.add_paragraph("The rate is ")
    rate.add_run("900 euros").font.strike = True
    rate.add_run(" 1,050 euros.")
    document.add_paragraph().add_run("Visitors park for free.").font.double_strike = True
    gone = document.styles.add_style("Gone", 1)
    gone.font.strike = True
    document.add_paragraph("The fee is 3 euros.", style="Gone")
    loaded = read(document, tmp_path)
    assert loaded.pages[0].text == "The rate is 1,050 euros."
    assert loaded.problems == ("text that is struck through: left out (3 places)",)


def test_hidden_words_of_word_are_counted(tmp_path):
    document = docx.Document()
    document.add_paragraph("Seen.").add_run(" Unseen.").font.hidden = True
    assert read(document, tmp_path).problems == ("hidden text: left out (1 place)",)


def test_a_links_address_stands_beside_its_words(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Book in the ")
    address = "https://travel.example.org/book"
    link = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(parse_xml(f'<w:hyperlink {W} {R} r:id="{link}"><w:r><w:t>portal</w:t></w:r></w:hyperlink>'))
    assert read(document, tmp_path).pages[0].text == "Book in the portal (https://travel.example.org/book)"


def test_the_address_of_a_field_stands_beside_its_words(tmp_path):
    def mark(kind):
        return f'<w:r {W}><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f'<w:r {W}><w:instrText> HYPERLINK "mailto:desk@example.org" </w:instrText></w:r>'
    parts = [run("Write to "), mark("begin"), code, mark("separate"), run("the desk"), mark("end"), run(".")]
    assert paragraph_of(tmp_path, *parts) == "Write to the desk (desk@example.org)."


def test_ticks_and_choices_of_a_word_form_are_read(tmp_path):
    def begin(data):
        return f'<w:r {W}><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'

    end = f'<w:r {W}><w:fldChar w:fldCharType="end"/></w:r>'
    ticked = begin('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    open_box = begin('<w:checkBox><w:default w:val="0"/></w:checkBox>')
    entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("Bus", "Train", "Plane"))
    choice = begin(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')
    parts = [ticked, end, run(" Smoker "), open_box, end, run(" Vegan, by "), choice, end]
    assert paragraph_of(tmp_path, *parts) == "☒ Smoker ☐ Vegan, by Train"


def test_signs_from_fonts_of_symbols_are_read(tmp_path):
    def symbol(font, code):
        return f'<w:r {W}><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    parts = [
        symbol("Wingdings", "F0FE"),
        run(" Paid, "),
        symbol("Symbol", "F06D"),
        run("g, "),
        symbol("Symbol", "F0B3"),
    ]
    assert paragraph_of(tmp_path, *parts) == "☑ Paid, μg, ≥"


def test_a_pictures_description_is_read_and_one_without_is_counted(tmp_path):
    def drawing(description):
        return (
            f'<w:r {W} {DRAWING}><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{description}"/>'
            f"{PICTURE}</wp:inline></w:drawing></w:r>"
        )

    document = docx.Document()
    document.add_paragraph("Signatures:")._p.append(parse_xml(drawing("Contracts need two signatures.")))
    document.add_paragraph("Logo")._p.append(parse_xml(drawing("")))
    loaded = read(document, tmp_path)
    assert loaded.pages[0].text == "Signatures:\n\nContracts need two signatures.\n\nLogo"
    assert loaded.problems == ("pictures without a description: left out (1 place)",)


def add_part(document, name: str, kind: str, data: bytes) -> str:
    part = Part(PackURI(name), "application/octet-stream", data, document.part.package)
    return document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")


def test_a_diagrams_words_are_read_where_it_stands(tmp_path):
    document = docx.Document()
    point = "<d:pt><d:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></d:t></d:pt>"
    words = point.format("The lead checks") + point.format("The treasurer signs")
    spaces = 'xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'  # fmt: skip  # noqa: E501
    data = f"<d:dataModel {spaces}><d:ptLst>{words}</d:ptLst></d:dataModel>"
    link = add_part(document, "/word/diagrams/data1.xml", "diagramData", data.encode())
    frame = f'<w:r {W} {R}><w:drawing><d:relIds {spaces} r:dm="{link}"/></w:drawing></w:r>'
    document.add_paragraph("Steps:")._p.append(parse_xml(frame))
    document.add_paragraph("The end.")
    assert read(document, tmp_path).pages[0].text == "Steps:\n\nThe lead checks\nThe treasurer signs\n\nThe end."


def test_a_workbook_inside_a_word_document_is_read_and_other_objects_are_counted(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Room", "Rent"])
    book.active.append(["Attic", "310"])
    book.save(data := io.BytesIO())
    document = docx.Document()
    links = [
        add_part(document, "/word/embeddings/rents.xlsx", "package", data.getvalue()),
        add_part(document, "/word/embeddings/oleObject1.bin", "oleObject", b"\0\1"),
    ]
    for link in links:
        ole = f'<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="{link}"/>'
        document.add_paragraph()._p.append(parse_xml(f"<w:r {W} {R}><w:object>{ole}</w:object></w:r>"))
    loaded = read(document, tmp_path)
    assert loaded.pages[0].text == "rents.xlsx\n\nSheet\n\n| Room | Rent |\n| --- | --- |\n| Attic | 310 |"
    assert loaded.problems == ("embedded objects of another program: left out (1 place)",)


def table_of(document, rows: list[list[str]]):
    table = document.add_table(len(rows), len(rows[0]))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    return table


def test_two_header_rows_of_a_word_table_are_one(tmp_path):
    document = docx.Document()
    table = table_of(document, [["Zone", "Letter", "", "Parcel", ""], ["", "small", "large", "small", "large"],
                                ["1", "2.10", "3.20", "6.30", "10.40"]])  # fmt: skip
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(0, 4))
    assert read(document, tmp_path).pages[0].text == (
        "| Zone | Letter small | Letter large | Parcel small | Parcel large |\n| --- | --- | --- | --- | --- |\n"
        "| 1 | 2.10 | 3.20 | 6.30 | 10.40 |"
    )


def test_a_table_in_a_cell_keeps_its_columns(tmp_path):
    document = docx.Document()
    table = table_of(document, [["City", "Rates"], ["Oslo", ""]])
    inner = table.cell(1, 1).add_table(3, 2)
    for row, values in zip(inner.rows, [("Season", "Price"), ("Summer", "180"), ("Winter", "120")], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    text = read(document, tmp_path).pages[0].text
    assert text.split("\n")[2] == "| Oslo | Season: Summer, Price: 180; Season: Winter, Price: 120 |"


def test_a_row_that_begins_late_stays_in_its_columns(tmp_path):
    document = docx.Document()
    table = table_of(document, [["Day", "Open", "Close"], ["Sunday", "10:00", "16:00"]])
    row = table.rows[1]._tr
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {W} w:val="1"/>'))
    assert read(document, tmp_path).pages[0].text.split("\n")[2] == "|  | 10:00 | 16:00 |"


def test_hidden_rows_of_a_word_table_are_left_out(tmp_path):
    document = docx.Document()
    table = table_of(document, [["Day", "Open"], ["Sunday", "10:00"], ["Monday", "9:00"]])
    properties = table.rows[1]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:hidden"), {}))
    assert read(document, tmp_path).pages[0].text.split("\n")[2:] == ["| Monday | 9:00 |"]
