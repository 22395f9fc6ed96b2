"""What a PDF page shows beside the letters: figures raised and lowered, strokes and boxes over them."""

import pypdf
from drawing_pdf import load_drawn, write
from pypdf.annotations import Rectangle
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

from ingest.loaders.load import load
from ingest.render.locate import locate_quote
from kb.types import Span


def test_raised_and_lowered_figures_of_a_pdf_keep_their_value(tmp_path):
    def draw(paper):
        write(paper, 700, ("It held 10", 12, 0), ("8", 7, 5), (" parts, CO", 12, 0), ("2", 7, -3), (" is low.", 12, 0))
        write(
            paper,
            680,
            ("Half-life 5×10", 12, 0),
            ("-3", 7, 5),
            (" s, limit 300", 12, 0),
            ("4", 7, 5),
            (" units.", 12, 0),
        )
        write(paper, 660, ("4", 7, 5), (" In force since 2022.", 12, 0))
        write(paper, 640, ("Plain 108 and ", 12, 0), ("small 106", 9, 0), (" stay.", 12, 0))

    assert load_drawn(tmp_path, draw).pages[0].text == (
        "It held 10⁸ parts, CO₂ is low.\nHalf-life 5×10⁻³ s, limit 300⁴ units.\n⁴ In force since 2022.\n"
        "Plain 108 and small 106 stay."
    )


def test_a_raised_figure_is_found_again_on_its_page():
    seen = "It held 108\r\n particles per hour."
    assert locate_quote("It held 10⁸ particles per hour.", Span(0, 31), seen) == [Span(0, 33)]


def test_words_under_a_stroke_are_left_out_and_those_on_a_line_or_beside_one_are_not(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "The deposit is 500 euros 650 euros.")
        start = 72 + paper.stringWidth("The deposit is ")
        paper.line(start, 704, start + paper.stringWidth("500 euros"), 704)
        paper.drawString(72, 680, "Pets are forbidden.")
        paper.rect(71, 683.5, paper.stringWidth("Pets are forbidden.") + 2, 1, stroke=0, fill=1)
        paper.drawString(72, 660, "Pets are allowed.")
        paper.line(72, 658, 72 + paper.stringWidth("Pets are allowed."), 658)
        paper.drawString(72, 640, "On a chart")
        paper.line(72, 644, 400, 644)

    loaded = load_drawn(tmp_path, draw)
    assert loaded.pages[0].text.split("\n") == ["The deposit is 650 euros.", "", "Pets are allowed.", "On a chart"]
    assert loaded.problems == ("text that is struck through: left out (2 places)",)


def test_a_quote_around_struck_words_is_found_in_its_parts():
    seen = "The full deposit is 500 euros 650 euros net."
    text = "The full deposit is 650 euros net."
    assert locate_quote(text, Span(0, len(text)), seen) == [Span(0, 19), Span(30, 44)]


def test_words_under_a_box_are_blocked_out_and_those_on_it_are_not(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "The witness is Mr Tarn of sales.")
        start = 72 + paper.stringWidth("The witness is ")
        paper.rect(start - 1, 697, paper.stringWidth("Mr Tarn") + 2, 12, stroke=0, fill=1)
        paper.rect(70, 677, 200, 14, stroke=0, fill=1)
        paper.setFillGray(1)
        paper.drawString(72, 680, "White on black.")
        paper.rect(70, 657, 200, 14, stroke=0, fill=1)
        paper.setFillGray(0)
        paper.drawString(72, 660, "Black on white.")

    loaded = load_drawn(tmp_path, draw)
    assert loaded.pages[0].text == "The witness is █ of sales.\nWhite on black.\nBlack on white."
    assert loaded.problems == ("text under a black box: left out (1 place)",)


def test_words_beside_a_box_that_lies_askew_are_read(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "The card begins further down.")
        paper.setFillGray(1)
        paper.saveState()
        paper.translate(72, 640)
        paper.rotate(14)
        paper.rect(0, 0, 300, 20, stroke=0, fill=1)
        paper.restoreState()
        triangle = paper.beginPath()
        triangle.moveTo(72, 600)
        triangle.lineTo(300, 600)
        triangle.lineTo(300, 720)
        paper.drawPath(triangle, stroke=0, fill=1)

    assert load_drawn(tmp_path, draw).pages[0].text == "The card begins further down."


def test_letters_of_formulas_which_take_two_signs_in_pdfium_are_read_as_one(tmp_path):
    load_drawn(tmp_path, lambda paper: paper.drawString(72, 700, "VWX"))
    writer = pypdf.PdfWriter(tmp_path / "a.pdf")
    letters = StreamObject()
    letters.set_data(
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"2 beginbfchar <56> <D835DC49> <57> <0020> endbfchar\n1 beginbfchar <58> <D835DC65> endbfchar endcmap end"
    )
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object()[NameObject("/ToUnicode")] = writer._add_object(letters)
    writer.write(tmp_path / "b.pdf")
    assert load(tmp_path / "b.pdf").pages[0].text == "𝑉\t𝑥"


def test_words_struck_or_blackened_by_a_reader_are_left_out(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "The fee is 40 euros.")
        paper.drawString(72, 680, "The witness is Mr Tarn.")
        paper.drawString(72, 660, "The end.")

    load_drawn(tmp_path, draw)
    writer = pypdf.PdfWriter(tmp_path / "a.pdf")
    box = [FloatObject(number) for number in (72, 712, 200, 712, 72, 698, 200, 698)]
    struck = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/StrikeOut"),
            NameObject("/QuadPoints"): ArrayObject(box),
            NameObject("/Rect"): ArrayObject([FloatObject(number) for number in (72, 698, 200, 712)]),
        }
    )
    writer.add_annotation(0, struck)
    writer.add_annotation(0, Rectangle((150, 676, 210, 692), interior_color="000000"))
    writer.write(tmp_path / "b.pdf")
    loaded = load(tmp_path / "b.pdf")
    assert loaded.pages[0].text.split("\n") == ["The witness is █", "The end."]
