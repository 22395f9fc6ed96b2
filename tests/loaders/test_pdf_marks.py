"""What a PDF page shows beside the letters: raised figures, empty cells, strokes, boxes, links, files."""

import io

import docx
import pypdf
import pytest
from pypdf.annotations import Rectangle
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    create_string_object,
)
from reportlab.pdfgen import canvas

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.render.locate import locate_quote
from ingest.splitter.split import split_pages
from kb.types import Span


def drawn(tmp_path, draw) -> LoadedFile:
    paper = canvas.Canvas(str(tmp_path / "a.pdf"))
    draw(paper)
    paper.save()
    return load(tmp_path / "a.pdf")


def write(paper, y: float, *pieces: tuple[str, float, float]) -> None:
    """Pieces of one line: their words, letter size, and height above the line."""
    line = paper.beginText(72, y)
    for words, size, rise in pieces:
        line.setFont("Helvetica", size)
        line.setRise(rise)
        line.textOut(words)
    paper.drawText(line)


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

    assert drawn(tmp_path, draw).pages[0].text == (
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

    loaded = drawn(tmp_path, draw)
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

    loaded = drawn(tmp_path, draw)
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

    assert drawn(tmp_path, draw).pages[0].text == "The card begins further down."


def test_letters_of_formulas_which_take_two_signs_in_pdfium_are_read_as_one(tmp_path):
    drawn(tmp_path, lambda paper: paper.drawString(72, 700, "VWX"))
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

    drawn(tmp_path, draw)
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


def test_where_a_link_leads_stands_below_its_page(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "Report damage here or at www.example.org at once.")
        start = 72 + paper.stringWidth("Report damage ")
        paper.linkURL("https://damage.example.org/new", (start, 697, start + paper.stringWidth("here"), 711))
        start = 72 + paper.stringWidth("Report damage here or at ")
        paper.linkURL("https://www.example.org/", (start, 697, start + paper.stringWidth("www.example.org"), 711))

    assert drawn(tmp_path, draw).pages[0].text == (
        "Report damage here or at www.example.org at once.\n\nhere (https://damage.example.org/new)"
    )


def test_attached_files_are_read_and_those_that_cannot_be_are_named(tmp_path):
    drawn(tmp_path, lambda paper: paper.drawString(72, 700, "See the lease."))
    document = docx.Document()
    document.add_paragraph("The attic is let for 310 euros.")
    document.save(data := io.BytesIO())
    writer = pypdf.PdfWriter(tmp_path / "a.pdf")
    writer.add_attachment("lease.docx", data.getvalue())
    writer.add_attachment("plan.dwg", b"AC1032\0\0\0\1\2")
    writer.write(tmp_path / "b.pdf")
    loaded = load(tmp_path / "b.pdf")
    assert loaded.pages[0].text == "See the lease.\n\nlease.docx\n\nThe attic is let for 310 euros."
    assert [heading.title for heading in loaded.pages[0].headings] == ["lease.docx"]
    assert loaded.problems == ("attachment plan.dwg is not text, and of no kind that is read",)


def test_a_file_that_lies_on_a_page_is_read_once(tmp_path):
    drawn(tmp_path, lambda paper: paper.drawString(72, 700, "See the list."))
    writer = pypdf.PdfWriter(tmp_path / "a.pdf")
    data = StreamObject()
    data.set_data(b"The attic is let for 310 euros.")
    held = DictionaryObject({NameObject("/F"): writer._add_object(data)})
    named = {NameObject("/F"): create_string_object("rents.txt"), NameObject("/UF"): create_string_object("rents.txt")}
    file = DictionaryObject({NameObject("/Type"): NameObject("/Filespec"), **named, NameObject("/EF"): held})
    for left in (72, 90):
        pin = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/FS"): file})
        pin[NameObject("/Subtype")] = NameObject("/FileAttachment")
        pin[NameObject("/Rect")] = ArrayObject([FloatObject(number) for number in (left, 600, left + 10, 610)])
        writer.add_annotation(0, pin)
    writer.write(tmp_path / "b.pdf")
    assert load(tmp_path / "b.pdf").pages[0].text == "See the list.\n\nrents.txt\n\nThe attic is let for 310 euros."


def test_what_a_picture_shows_is_read_where_a_tagged_file_says_it(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "Our year")
        paper.rect(72, 500, 200, 100)

    drawn(tmp_path, draw)
    writer = pypdf.PdfWriter(tmp_path / "a.pdf")
    page = writer.pages[0]
    root = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")}))
    kids, parents = ArrayObject(), ArrayObject()
    stated = ("Sales rose to 40 units in May.", "C:\\pictures\\chart one.png", "logo", "Sales rose to 40 units in May.")
    content = page["/Contents"].get_object().get_data()
    for number, text in enumerate(stated):
        figure = DictionaryObject({NameObject("/S"): NameObject("/Figure"), NameObject("/P"): root})
        figure |= {NameObject("/Pg"): page.indirect_reference, NameObject("/K"): NumberObject(number)}
        figure[NameObject("/Alt")] = create_string_object(text)
        kids.append(writer._add_object(figure))
        parents.append(kids[-1])
        content += f"\n/Figure <</MCID {number}>> BDC EMC".encode()
    marked = StreamObject()
    marked.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(marked)
    page[NameObject("/StructParents")] = NumberObject(0)
    numbers = DictionaryObject({NameObject("/Nums"): ArrayObject([NumberObject(0), parents])})
    root.get_object().update({NameObject("/K"): kids, NameObject("/ParentTree"): numbers})
    tagged = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    writer._root_object.update({NameObject("/StructTreeRoot"): root, NameObject("/MarkInfo"): tagged})
    writer.write(tmp_path / "b.pdf")
    assert load(tmp_path / "b.pdf").pages[0].text == "Our year\n\nSales rose to 40 units in May."


def test_the_data_of_an_xfa_form_is_read(tmp_path):
    drawn(tmp_path, lambda paper: paper.drawString(72, 700, "Please wait."))
    writer = pypdf.PdfWriter(tmp_path / "a.pdf")
    data = StreamObject()
    data.set_data(
        b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form><Name>Ada Byron</Name>'
        b"<Sum>310.50</Sum><Empty/></form></xfa:data></xfa:datasets>"
    )
    packets = ArrayObject([create_string_object("datasets"), writer._add_object(data)])
    form = DictionaryObject({NameObject("/XFA"): packets, NameObject("/Fields"): ArrayObject()})
    writer._root_object[NameObject("/AcroForm")] = form
    writer._root_object[NameObject("/NeedsRendering")] = pypdf.generic.BooleanObject(True)
    writer.write(tmp_path / "b.pdf")
    assert load(tmp_path / "b.pdf").pages[0].text == "Please wait.\n\nName: Ada Byron\nSum: 310.50"


COLUMNS = (72, 180, 280, 380)
HOURS = (("", "Mon", "Tue", "Wed"), ("Pool", "9-12", "", "14-18"), ("Gym", "", "8-20", ""),
         ("Hall", "7-9", "7-9", "7-9"), ("", "late", "", "late"))  # fmt: skip


def test_empty_cells_of_a_pdf_table_leave_the_others_in_their_columns(tmp_path):
    def draw(paper):
        for row, words in enumerate(HOURS):
            for x, word in zip(COLUMNS, words, strict=True):
                paper.drawString(x, 700 - 18 * row, word)

    loaded = drawn(tmp_path, draw)
    assert loaded.pages[0].text.split("\n") == [
        "\tMon\tTue\tWed", "Pool\t9-12\t\t14-18", "Gym\t\t8-20", "Hall\t7-9\t7-9\t7-9", "\tlate\t\tlate"
    ]  # fmt: skip
    chunks = split_pages("Hours", loaded.pages, limit=256, count_tokens=len, max_chars=40)
    assert [(chunk.context, chunk.text) for chunk in chunks] == [
        ("", "Mon\tTue\tWed\nPool\t9-12\t\t14-18"),
        ("\tMon\tTue\tWed", "Gym\t\t8-20\nHall\t7-9\t7-9\t7-9\n\tlate\t\tlate"),
    ]


def test_a_tables_header_is_kept_with_its_rows_on_the_next_pages(tmp_path):
    def draw(paper):
        for page in range(3):
            if page == 0:
                paper.drawString(72, 700, "Code")
                paper.drawString(180, 700, "Weekday")
            for row in range(4):
                paper.drawString(72, 680 - 18 * row, f"T{4 * page + row}")
                paper.drawString(180, 680 - 18 * row, f"{10 + 4 * page + row}.10")
            paper.showPage()

    chunks = split_pages("Tariff", drawn(tmp_path, draw).pages, limit=256, count_tokens=len)
    assert [(chunk.context, chunk.text.split("\n")[0]) for chunk in chunks] == [
        ("", "Code\tWeekday"), ("Code\tWeekday", "T4\t14.10"), ("Code\tWeekday", "T8\t18.10")
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "above", "below"), [(12, 7, -8), (7, 5, -4)])
def test_a_fraction_of_two_lines_keeps_its_figures_apart(tmp_path, size, above, below):
    """It is kept as two figures: a bar between them is drawn like the rules of tables, which are far more."""

    def draw(paper):
        paper.setFont("Helvetica", 12)
        paper.drawString(72, 700, "The share of the heirs is")
        paper.drawString(230, 700, "of the estate.")
        paper.line(213, 703, 223, 703)
        paper.setFont("Helvetica", size)
        paper.drawString(215, 700 + above, "3")
        paper.drawString(215, 700 + below, "4")

    loaded = drawn(tmp_path, draw)
    assert sorted(loaded.pages[0].text.split()) == [
        "3",
        "4",
        "The",
        "estate.",
        "heirs",
        "is",
        "of",
        "of",
        "share",
        "the",
        "the",
    ]
    assert loaded.problems == ()
