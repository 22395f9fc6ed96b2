"""A Word document: headings, lists and their numbers, tables, text boxes, what is hidden."""

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from loading import boilerplate, saved, sections, text

from ingest.loaders.office.styles import format_number


def test_a_word_document_keeps_headings_lists_and_tables(tmp_path):
    document = docx.Document()
    document.core_properties.title = "Travel policy"
    document.add_heading("Trips", 1)
    document.add_paragraph("Book early.\tAlways.")
    document.add_paragraph("one", style="List Bullet")
    document.add_heading("Limits", 2)
    table = document.add_table(2, 3)
    for cell, value in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Grade", "Hotel", "Meal", "A", "B", "C"], strict=True
    ):
        cell.text = value
    document.sections[0].header.paragraphs[0].text = "Confidential"
    result = saved(document, tmp_path, "a.docx")
    assert result.title == "Travel policy"
    assert text(result) == (
        "Confidential\n\nTrips\n\nBook early.\tAlways.\none\n\nLimits\n\n"
        "| Grade | Hotel | Meal |\n| --- | --- | --- |\n| A | B | C |"
    )
    assert sections(result) == [(1, "Trips", "Trips"), (2, "Limits", "Limits")]
    assert boilerplate(result) == ["Confidential"]


def test_merged_cells_repeat_what_is_above_them(tmp_path):
    document = docx.Document()
    table = document.add_table(3, 2)
    for row, values in zip(table.rows, [("City", "Limit"), ("Beijing", "500"), ("", "400")], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    result = saved(document, tmp_path, "a.docx")
    assert text(result).split("\n")[2:] == ["| Beijing | 500 |", "| Beijing | 400 |"]


def test_what_word_hides_is_left_out(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Seen")
    paragraph.add_run(" vanished").font.hidden = True
    paragraph.add_run(" white").font.color.rgb = RGBColor(255, 255, 255)
    deleted = parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>deleted</w:delText></w:r></w:del>")
    inserted = parse_xml(f'<w:ins {nsdecls("w")}><w:r><w:t xml:space="preserve"> inserted</w:t></w:r></w:ins>')
    paragraph._p.append(deleted)
    paragraph._p.append(inserted)
    table = document.add_table(1, 2)
    table.cell(0, 0).paragraphs[0].add_run("Head").font.color.rgb = RGBColor(255, 255, 255)
    assert text(saved(document, tmp_path, "a.docx")) == "Seen inserted\n\n|  |\n| --- |\n| Head |"


def test_text_boxes_come_after_their_paragraph_and_once(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Around the box.")
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(both))
    assert text(saved(document, tmp_path, "a.docx")) == "Around the box.\n\nIn the box"


def test_a_paragraph_with_an_outline_level_is_a_heading(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("第一章 总则")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(level)
    assert sections(saved(document, tmp_path, "a.docx")) == [(1, "第一章 总则", "第一章 总则")]


def test_numbers_that_word_counts_stand_before_headings_and_items(tmp_path):
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = {0: ("chineseCounting", "第%1条"), 1: ("decimal", "%1.%2"), 2: ("bullet", "•")}
    xml = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{legal}<w:lvlText w:val="{shape}"/></w:lvl>'
        for depth, (form, shape) in levels.items()
        for legal in ["<w:isLgl/>" if depth == 1 else ""]
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{xml}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for words, depth, style in [("总则", 0, "Heading 1"), ("甲", 1, None), ("乙", 1, None), ("点", 2, None),
                                ("附则", 0, "Heading 1"), ("丙", 1, None)]:  # fmt: skip
        properties = document.add_paragraph(words, style=style)._p.get_or_add_pPr()
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
        properties.append(parse_xml(number))
    result = saved(document, tmp_path, "a.docx")
    assert text(result) == "第一条 总则\n1.1 甲\n1.2 乙\n点\n\n第二条 附则\n2.1 丙"
    assert [title for _, title, _ in sections(result)] == ["第一条 总则", "第二条 附则"]


def test_a_list_that_starts_anew_counts_from_where_it_says(tmp_path):
    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="78">{level}</w:abstractNum>'))
    for number, start in ((78, ""), (79, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')):
        list_ = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="78"/>{start}</w:num>'
        numbering.append(parse_xml(list_))
    for words, number in [("bread", 78), ("milk", 78), ("salt", 79), ("oil", 79), ("eggs", 78)]:
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        properties.append(parse_xml(place))
    assert text(saved(document, tmp_path, "a.docx")) == "1. bread\n2. milk\n5. salt\n6. oil\n3. eggs"


@pytest.mark.parametrize(
    ("count", "form", "expected"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (28, "lowerLetter", "bb"),
        (10, "chineseCountingThousand", "十"),
        (12, "chineseCounting", "十二"),
        (20, "taiwaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (110, "japaneseCounting", "一百一十"),
        (3, "someOther", "3"),
    ],
)
def test_a_list_counts_in_its_own_numerals(count, form, expected):
    assert format_number(count, form) == expected
