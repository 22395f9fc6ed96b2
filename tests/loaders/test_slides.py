"""Slides as they are shown: raised figures, formulas, links, struck text, hidden slides, pictures, comments, files."""

import io

import docx
import pptx
from PIL import Image
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Inches

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(deck, tmp_path) -> LoadedFile:
    deck.save(tmp_path / "a.pptx")
    return load(tmp_path / "a.pptx")


def box(slide):
    return slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1)).text_frame.paragraphs[0]


def blank(deck):
    return deck.slides.add_slide(deck.slide_layouts[6])


def run(paragraph, text: str, **properties: str):
    made = paragraph.add_run()
    made.text = text
    for name, value in properties.items():
        made._r.get_or_add_rPr().set(name, value)
    return made


def test_raised_figures_links_and_struck_words_of_a_slide(tmp_path):
    deck = pptx.Presentation()
    words = box(blank(deck))
    run(words, "10")
    run(words, "6", baseline="30000")
    run(words, " cells, CO")
    run(words, "2", baseline="-25000")
    run(words, ", fee ")
    run(words, "40 euros", strike="sngStrike")
    run(words, " 55 euros, see ")
    run(words, "the list").hyperlink.address = "https://example.org/fees"
    loaded = saved(deck, tmp_path)
    assert loaded.pages[0].text == "10⁶ cells, CO₂, fee 55 euros, see the list (https://example.org/fees)"
    assert loaded.problems == ("text that is struck through: left out (1 place)",)


def test_a_formula_of_a_slide_stands_in_its_line(tmp_path):
    deck = pptx.Presentation()
    words = box(blank(deck))
    run(words, "So ")
    fraction = "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>"
    spaces = 'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    words._p.append(parse_xml(f"<a14:m {spaces}><m:oMath>{fraction}</m:oMath></a14:m>"))
    assert saved(deck, tmp_path).pages[0].text == "So a/b"


def test_hidden_slides_are_empty_pages_and_the_others_keep_their_numbers(tmp_path):
    deck = pptx.Presentation()
    for words in ("First.", "Second.", "Third."):
        run(box(blank(deck)), words)
    deck.slides[1]._element.set("show", "0")
    loaded = saved(deck, tmp_path)
    assert [(page.number, page.text) for page in loaded.pages] == [(1, "First."), (2, ""), (3, "Third.")]
    assert loaded.problems == ("slide 2 is hidden: left out",)


def test_a_pictures_description_is_read_and_one_without_is_counted(tmp_path):
    deck = pptx.Presentation()
    slide = blank(deck)
    for words in ("Two signatures", ""):
        Image.new("RGB", (9, 9)).save(data := io.BytesIO(), "PNG")
        picture = slide.shapes.add_picture(data, 0, 0)
        picture._element.nvPicPr.cNvPr.set("descr", words)
    loaded = saved(deck, tmp_path)
    assert loaded.pages[0].text == "Two signatures"
    assert loaded.problems == ("pictures without a description: left out (1 place)",)


def test_comments_and_embedded_files_of_a_slide_are_read(tmp_path):
    deck = pptx.Presentation()
    slide = blank(deck)
    run(box(slide), "Budget")
    document = docx.Document()
    document.add_paragraph("The lease ends in May.")
    document.save(data := io.BytesIO())
    comment = b'<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm><p:text>Too high?</p:text></p:cm></p:cmLst>'  # noqa: E501
    for name, kind, content in (
        ("/ppt/embeddings/lease.docx", "package", data.getvalue()),
        ("/ppt/comments/comment1.xml", "comments", comment),
    ):
        part = Part(PackURI(name), "application/octet-stream", deck.part.package, content)
        slide.part.relate_to(part, f"{OFFICE}/{kind}")
    text = saved(deck, tmp_path).pages[0].text
    assert text == "Budget\n\nlease.docx\n\nThe lease ends in May.\n\nComment: Too high?"


def test_merged_headers_of_a_slides_table_are_one_row(tmp_path):
    deck = pptx.Presentation()
    table = blank(deck).shapes.add_table(3, 3, 0, 0, Inches(4), Inches(2)).table
    for at, words in enumerate(["Zone", "Letter", "", "", "small", "large", "1", "2.10", "3.20"]):
        table.cell(at // 3, at % 3).text = words
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    assert saved(deck, tmp_path).pages[0].text == (
        "| Zone | Letter small | Letter large |\n| --- | --- | --- |\n| 1 | 2.10 | 3.20 |"
    )
