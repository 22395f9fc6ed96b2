"""Files without a name that tells their kind, and such that hold pictures where text is expected."""

import shutil
import zipfile

import docx
import pptx
import pytest
from PIL import Image
from reportlab.pdfgen import canvas
from scanning import picture

from ingest.loaders.detect import explain_refusal
from ingest.loaders.load import load
from ingest.loaders.ocr import recognition
from kb.errors import Unreadable

installed = pytest.mark.skipif(not recognition.is_installed(), reason="OCR is not installed; install it with: make ocr")


def word(path, *paragraphs):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(path)
    return path


@pytest.mark.parametrize("name", ["contract", "contract.docx (1)", "contract.bak", "contract v1.2"])
def test_a_word_document_is_known_by_its_contents_whatever_it_is_called(tmp_path, name):
    file = shutil.copy(word(tmp_path / "a.docx", "The lease ends in May."), tmp_path / name)
    assert explain_refusal(file) == ""
    assert load(file).pages[0].text == "The lease ends in May."


def test_another_archive_without_a_name_is_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "backup", "w") as archive:
        archive.writestr("a.txt", "words")
    assert explain_refusal(tmp_path / "backup") == "is a ZIP archive: name it .zip and it is read"


@installed
def test_a_picture_is_known_by_its_contents_too(tmp_path):
    picture("Keys are with the porter", size=(620, 300)).save(tmp_path / "scan", "PNG")
    assert explain_refusal(tmp_path / "scan") == ""
    assert load(tmp_path / "scan").pages[0].text == "Keys are with the porter"


def test_a_picture_of_another_kind_says_what_to_save_it_as(tmp_path):
    for name in ("photo.heic", "sign.gif"):
        (tmp_path / name).write_bytes(b"GIF89a\x00")
        assert explain_refusal(tmp_path / name) == "is a picture that is not read: save it as .png"


def test_bytes_that_are_no_text_are_not_called_so(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"\x93\x00\x01\xfe\x07" * 99)
    with pytest.raises(Unreadable, match=r"is not really a \.docx: it is not text, and of no kind that is read"):
        load(tmp_path / "a.docx")


@pytest.mark.parametrize("name", ["a.docx", "a.pptx"])
def test_an_office_file_that_holds_only_pictures_says_how_they_can_be_read(tmp_path, name):
    Image.new("L", (40, 40), 200).save(tmp_path / "p.png")
    if name == "a.docx":
        document = docx.Document()
        document.add_picture(str(tmp_path / "p.png"))
        document.save(tmp_path / name)
    else:
        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(str(tmp_path / "p.png"), 0, 0)
        deck.save(tmp_path / name)
    with pytest.raises(Unreadable) as refused:
        load(tmp_path / name)
    assert str(refused.value) == "holds pictures and no text: save it as .pdf to have them read by OCR"
    assert refused.value.kind == "scanned"


def test_characters_that_show_nothing_are_no_text(tmp_path):
    (tmp_path / "a.txt").write_text("\u200b\ufeff\u2060\u00a0\n", "utf-8")
    with pytest.raises(Unreadable, match="is empty: there is no text in it"):
        load(tmp_path / "a.txt")


def test_a_books_list_of_chapters_may_be_named_as_in_an_address(tmp_path):
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="my%20book.opf"/></rootfiles></container>'
    )
    book = '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("my book.opf", book)
        archive.writestr("a.xhtml", "<p>The beekeeper sold her hives.</p>")
    assert load(tmp_path / "a.epub").pages[0].text == "The beekeeper sold her hives."


@installed
def test_a_picture_on_half_of_a_page_that_says_little_is_read(tmp_path):
    from reportlab.lib.utils import ImageReader

    paper = canvas.Canvas(str(tmp_path / "a.pdf"))
    paper.drawString(72, 800, "Annex B")
    slip = picture("Deposit slip 7781", "amount 640 francs", size=(800, 600), letters=40)
    paper.drawImage(ImageReader(slip), 60, 250, 470, 380)
    paper.save()
    [page] = load(tmp_path / "a.pdf").pages
    assert page.text.split("\n") == ["Annex B", "", "Deposit slip 7781", "amount 640 francs"]


def test_a_deck_is_not_called_after_its_notes(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(0, 0, 900_000, 900_000).text_frame.text = "Tidal power"
    slide.notes_slide.notes_text_frame.text = "Thank the sponsor."
    deck.save(tmp_path / "tides.pptx")
    assert load(tmp_path / "tides.pptx").title == "tides"
