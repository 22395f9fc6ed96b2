"""Office files of other makers and other times, and what else their users see in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from loading import zipped
from openpyxl.comments import Comment
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.package import open_package
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable

LEGACY = Path(__file__).parent / "legacy"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "presentation": "presentation",
    }.items()
)  # fmt: skip


def opened(tmp_path: Path, name: str, kind: str, styles: str, body: str) -> LoadedFile:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
    return load(tmp_path / name)


def headings(result: LoadedFile) -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for page in result.pages for heading in page.headings]


def test_a_sheet_of_opendocument_is_a_page_and_a_hidden_one_is_left_out(tmp_path):
    styles = (
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
    )
    body = """<table:table table:name="Staff" table:style-name="ta1">
      <table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>
        <table:table-cell><text:p>City</text:p></table:table-cell></table:table-row>
      <table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Ann</text:p></table:table-cell>
        <table:table-cell><text:p>Bonn</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="16000"/></table:table-row>
      <table:table-row><table:covered-table-cell/><table:table-cell><text:p>Kiel</text:p></table:table-cell>
        </table:table-row>
      <table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
    </table:table><table:table table:name="Pay" table:style-name="ta2"><table:table-row><table:table-cell>
      <text:p>secret</text:p></table:table-cell></table:table-row></table:table>"""
    result = opened(tmp_path, "a.ods", "spreadsheet", styles, body)
    assert [(page.number, page.label, page.text) for page in result.pages] == [
        (1, "Staff", "Staff\n\n| Name | City |\n| --- | --- |\n| Ann | Bonn |\n| Ann | Kiel |")
    ]
    assert result.problems == ("sheet Pay is hidden: left out",)


def test_a_slide_of_opendocument_is_a_page_with_its_title_and_notes(tmp_path):
    body = """<draw:page draw:name="p1">
      <draw:frame><draw:text-box><text:p>Revenue grew</text:p></draw:text-box></draw:frame>
      <draw:frame presentation:class="title"><draw:text-box><text:p>Results</text:p></draw:text-box></draw:frame>
      <presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>Say why</text:p>
        </draw:text-box></draw:frame></presentation:notes></draw:page>
      <draw:page><draw:frame><draw:text-box><text:p>End</text:p></draw:text-box></draw:frame></draw:page>"""
    result = opened(tmp_path, "a.odp", "presentation", "", body)
    assert [(page.number, page.text) for page in result.pages] == [
        (1, "Results\n\nRevenue grew\n\nNotes\n\nSay why"),
        (2, "End"),
    ]
    assert result.title == "Results"


def test_a_paragraph_in_a_style_made_from_a_headings_is_a_heading(tmp_path):
    styles = '<style:style style:name="P1" style:parent-style-name="Heading_20_1"/>'
    body = '<text:p text:style-name="P1">第一章 总则</text:p><text:p text:style-name="P2">正文</text:p>'
    assert headings(opened(tmp_path, "a.odt", "text", styles, body)) == [(1, "第一章 总则")]


def test_office_files_of_before_2007_are_read():
    word = load(LEGACY / "travel.doc")
    assert "Applies to all employees of the group." in word.pages[0].text
    sheets = load(LEGACY / "staff.xls")
    assert sheets.pages[0].label == "Staff"
    assert "| Anna | 2024-03-01 | 25% | 1,234.50 |" in sheets.pages[0].text


def test_a_web_page_with_the_name_of_a_sheet_is_read(tmp_path):
    (tmp_path / "export.xls").write_text("<html><table><tr><td>Item<td>Price</tr><tr><td>Tea<td>3</tr></table></html>")
    assert load(tmp_path / "export.xls").pages[0].text == "| Item | Price |\n| --- | --- |\n| Tea | 3 |"


def test_one_that_is_damaged_says_so(tmp_path):
    whole = (LEGACY / "travel.doc").read_bytes()
    (tmp_path / "a.doc").write_bytes(whole[:4000])
    with pytest.raises(Unreadable, match="is damaged"):
        load(tmp_path / "a.doc")
    locked = bytearray(whole)
    locked[whole.index(b"\xec\xa5") + 11] |= 1
    (tmp_path / "b.doc").write_bytes(locked)
    with pytest.raises(Unreadable, match="is encrypted: save a copy without its password"):
        load(tmp_path / "b.doc")


def test_word_files_keep_comments_and_formulas_but_not_deleted_rows(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("The rent is 900 euro.")
    document.add_comment(paragraph.runs[0], text="Was 950 before.", author="Bob")
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    document.add_paragraph("Area: ")._p.append(parse_xml(f"<m:oMath {math}><m:r><m:t>a=l+w</m:t></m:r></m:oMath>"))
    table = document.add_table(2, 2)
    for row, name in zip(table.rows, ["Kept", "Dropped"], strict=True):
        row.cells[0].text, row.cells[1].text = name, "1"
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="5" w:author="a"/>'))
    document.save(tmp_path / "a.docx")
    assert load(tmp_path / "a.docx").pages[0].text == (
        "The rent is 900 euro.\n\nComment by Bob: Was 950 before.\n\nArea: a=l+w\n\n"
        "|  |  |\n| --- | --- |\n| Kept | 1 |"
    )


def test_comments_in_a_sheet_are_text(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "Item", "Price"
    book.active["B1"].comment = Comment("Only for members", "Bob")
    book.save(tmp_path / "a.xlsx")
    assert load(tmp_path / "a.xlsx").pages[0].text.endswith("\n\nB1: Only for members")


def test_the_numbers_of_a_chart_are_text(tmp_path):
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["East", "West"]
    data.add_series("Turnover", (19.2, 21.4))
    place = (Inches(1), Inches(1), Inches(4), Inches(3))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    slides.save(tmp_path / "a.pptx")
    assert load(tmp_path / "a.pptx").pages[0].text == (
        "|  | Turnover |\n| --- | --- |\n| East | 19.2 |\n| West | 21.4 |"
    )


def test_the_numbers_of_a_chart_of_a_later_kind_are_text(tmp_path):
    """As a waterfall or a treemap is kept since 2016."""
    parts = {
        "ppt/slides/_rels/slide1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="t/chartEx" '
        'Target="../charts/one.xml"/></Relationships>',
        "ppt/charts/one.xml": '<x:chartSpace xmlns:x="http://schemas.microsoft.com/office/drawing/2014/chartex" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><x:chartData><x:data>'
        '<x:strDim><x:lvl><x:pt idx="0">Rent</x:pt><x:pt idx="1">Power</x:pt></x:lvl></x:strDim>'
        '<x:numDim><x:lvl><x:pt idx="0">-9600</x:pt><x:pt idx="1">-410</x:pt></x:lvl></x:numDim>'
        "</x:data></x:chartData><x:chart><x:title><a:t>Costs in May</a:t></x:title></x:chart></x:chartSpace>",
    }
    builder = PageBuilder()
    with open_package(zipped(tmp_path, "a.pptx", parts)) as package:
        write_charts(builder, package, "ppt/slides/slide1.xml")
    assert builder.page(1).text == "Costs in May\n\n| Rent | -9600 |\n| --- | --- |\n| Power | -410 |"


def test_the_strict_form_of_office_files_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])
    book.save(tmp_path / "usual.xlsx")
    strict = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "usual.xlsx") as usual, zipfile.ZipFile(strict, "w") as archive:
        for name in usual.namelist():
            part = usual.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            archive.writestr(
                name,
                part.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                ),
            )
    (tmp_path / "a.xlsx").write_bytes(strict.getvalue())
    assert load(tmp_path / "a.xlsx").pages[0].text == "Sheet\n\n|  |  |\n| --- | --- |\n| Item | Price |"


def test_rich_text_keeps_raised_figures_and_addresses_and_leaves_struck_words_out(tmp_path):
    link = r'{\field{\*\fldinst HYPERLINK "https://example.org/x"}{\fldrslt the list}}'
    words = r"The rate is {\strike 900 euros} 1,050 euros. 10{\super 6} cells, CO{\sub 2}. {\deleted Gone.} See "
    (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi {words}{link}.\par}}", encoding="ascii")
    loaded = load(tmp_path / "a.rtf")
    assert loaded.pages[0].text == "The rate is 1,050 euros. 10⁶ cells, CO₂. See the list (https://example.org/x)."
    assert loaded.problems == ("text that is struck through: left out (1 place)",)


def test_rich_text_whose_looks_go_on_and_off_without_groups_is_read_as_it_is_seen(tmp_path):
    words = (
        r"{\stylesheet{\s1\strike Old;}}The rate is \strike 900\strike0  1,050 euros, gr\'f6\'dfer. \v Floor: 700.\v0  "
    )
    words += r"10\super 6\nosupersub  cells \up6 2\plain ; \strike \u8364? 5\strike0 new."
    (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi{words}\par}}", encoding="ascii")
    loaded = load(tmp_path / "a.rtf")
    assert loaded.pages[0].text == "The rate is 1,050 euros, größer. 10⁶ cells ²; new."
    assert loaded.problems == (
        "text that is struck through: left out (2 places)",
        "hidden text: left out (1 place)",
    )


def test_a_workbook_that_holds_a_word_document_is_a_workbook(tmp_path):
    whole = (LEGACY / "staff.xls").read_bytes()
    (tmp_path / "a.xls").write_bytes(whole + "WordDocument".encode("utf-16-le").ljust(512, b"\0"))
    assert "| Anna | 2024-03-01 | 25% | 1,234.50 |" in load(tmp_path / "a.xls").pages[0].text
