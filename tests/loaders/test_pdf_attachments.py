"""What a PDF file holds beside its pages' letters: links, files, descriptions of pictures, the data of a form."""

import io

import docx
import pypdf
from drawing_pdf import load_drawn
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

from ingest.loaders.load import load


def test_where_a_link_leads_stands_below_its_page(tmp_path):
    def draw(paper):
        paper.drawString(72, 700, "Report damage here or at www.example.org at once.")
        start = 72 + paper.stringWidth("Report damage ")
        paper.linkURL("https://damage.example.org/new", (start, 697, start + paper.stringWidth("here"), 711))
        start = 72 + paper.stringWidth("Report damage here or at ")
        paper.linkURL("https://www.example.org/", (start, 697, start + paper.stringWidth("www.example.org"), 711))

    assert load_drawn(tmp_path, draw).pages[0].text == (
        "Report damage here or at www.example.org at once.\n\nhere (https://damage.example.org/new)"
    )


def test_attached_files_are_read_and_those_that_cannot_be_are_named(tmp_path):
    load_drawn(tmp_path, lambda paper: paper.drawString(72, 700, "See the lease."))
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
    load_drawn(tmp_path, lambda paper: paper.drawString(72, 700, "See the list."))
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

    load_drawn(tmp_path, draw)
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
    load_drawn(tmp_path, lambda paper: paper.drawString(72, 700, "Please wait."))
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
