"""Scans and pictures read by OCR, where it is installed."""

import subprocess
import sys

import pypdf
import pytest
from drawing_pdf import drawn
from pypdf.generic import DecodedStreamObject, NameObject, NumberObject
from scanning import chinese_font, picture, scan, write

from ingest.loaders.detect import explain_refusal
from ingest.loaders.load import load
from ingest.loaders.ocr import recognition
from ingest.loaders.ocr.image import read_image
from ingest.loaders.pdf.pdf import read_pdf
from ingest.loaders.pdf.scans import note
from kb.errors import Unreadable

SMALL = (620, 300)
installed = pytest.mark.skipif(not recognition.is_installed(), reason="OCR is not installed; install it with: make ocr")


def typed(paper):
    paper.drawString(72, 700, "This page was typed, and so there is no need to look at its picture at all.")


def texts(loaded) -> list[str]:
    return [page.text for page in loaded.pages]


def never(picture):
    raise AssertionError("read by OCR")


@installed
def test_only_the_scanned_pages_are_read_by_ocr(tmp_path):
    one, two = picture("Ten days of leave", size=SMALL), picture("No. 4711 of 2024", size=SMALL)
    loaded = load(drawn(tmp_path / "a.pdf", typed, scan(one), scan(two)))
    assert texts(loaded)[1:] == ["Ten days of leave", "No. 4711 of 2024"] and texts(loaded)[0].startswith("This page")
    assert [page.problem for page in loaded.pages] == [None, None, None]
    assert loaded.problems == ("pages 2–3 were read by OCR",)


@installed
@pytest.mark.skipif(not chinese_font(), reason="no font with Chinese letters is known here")
def test_chinese_is_read(tmp_path):
    loaded = load(
        drawn(tmp_path / "a.pdf", scan(picture("员工每年可享受十五天带薪年假。", font=chinese_font(), size=SMALL)))
    )
    assert texts(loaded) == ["员工每年可享受十五天带薪年假。"]


@installed
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_scan_on_its_side_or_head_is_read(tmp_path, degrees):
    picture("The first line of it", "and then the second", size=SMALL).rotate(degrees, expand=True).save(
        tmp_path / "a.png"
    )
    assert texts(load(tmp_path / "a.png")) == ["The first line of it\nand then the second"]


@installed
def test_columns_of_a_scan_are_read_one_after_the_other(tmp_path):
    page = picture(*(f"on the left side line {n}" for n in "123"), size=(1000, 200), x=20)
    write(page, *(f"on the right side line {n}" for n in "123"), x=540)
    page.save(tmp_path / "a.png")
    lines = texts(load(tmp_path / "a.png"))[0].split("\n")
    assert lines == [f"on the {side} side line {n}" for side in ("left", "right") for n in "123"]


@installed
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tiff", "a.webp", "a.bmp"])
def test_image_files_are_documents(tmp_path, name):
    picture("A small notice", size=(400, 200), x=20).save(tmp_path / name)
    loaded = load(tmp_path / name)
    assert (loaded.title, texts(loaded), loaded.problems) == ("a", ["A small notice"], ("was read by OCR",))


@installed
def test_each_picture_of_a_tiff_is_a_page(tmp_path):
    first, second = (picture(text, size=(400, 200), x=20) for text in ("The first", "The second"))
    first.save(tmp_path / "a.tif", save_all=True, append_images=[second])
    loaded = load(tmp_path / "a.tif")
    assert [(page.number, page.text) for page in loaded.pages] == [(1, "The first"), (2, "The second")]


@installed
def test_letters_on_a_transparent_ground_are_read(tmp_path):
    image = picture("Transparent", size=(400, 200), x=20).convert("RGBA")
    image.putalpha(picture("Transparent", size=(400, 200), x=20).point(lambda grey: 255 - grey))
    image.save(tmp_path / "a.png")
    assert texts(load(tmp_path / "a.png")) == ["Transparent"]


@installed
def test_pictures_without_text_say_so(tmp_path):
    blank = picture(size=SMALL)
    blank.save(tmp_path / "a.png")
    with pytest.raises(Unreadable, match="is a picture in which OCR finds no text"):
        load(tmp_path / "a.png")
    with pytest.raises(Unreadable, match="is a scan without text: OCR finds none either") as refused:
        load(drawn(tmp_path / "a.pdf", scan(blank)))
    assert refused.value.kind == "scanned"


@installed
def test_ocr_asks_for_nothing_from_the_network_and_is_quiet(tmp_path):
    picture("Not a word leaves", size=(400, 200), x=20).save(tmp_path / "a.png")
    program = """
import sys
from pathlib import Path
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request", "http.client.connect"):
        raise RuntimeError(f"{event} {arguments}")
sys.addaudithook(refuse)
from ingest.loaders.load import load
print(load(Path(sys.argv[1])).pages[0].text)
"""
    run = subprocess.run([sys.executable, "-c", program, tmp_path / "a.png"], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("Not a word leaves\n", "")


def test_without_ocr_a_picture_is_reported_with_what_to_type(tmp_path):
    with pytest.raises(Unreadable, match="is a picture: OCR is not installed; install it with: make ocr"):
        read_image(tmp_path / "a.png", None)
    assert explain_refusal(tmp_path / "a.png") == (
        "" if recognition.is_installed() else f"is a picture: {recognition.HINT}"
    )


def test_a_scan_with_only_its_programs_mark_is_a_scan(tmp_path):
    def marked(paper):
        scan(picture(size=SMALL))(paper)
        paper.drawString(72, 20, "Scanned by ScanApp")

    path = drawn(tmp_path / "a.pdf", marked)
    without = read_pdf(path, None)
    assert texts(without) == ["Scanned by ScanApp"]
    assert without.problems == (f"page 1 is a scan with hardly any text: {recognition.HINT}",)
    assert texts(read_pdf(path, lambda picture: "All that the scan says. Scanned by ScanApp")) == [
        "All that the scan says. Scanned by ScanApp"
    ]


def test_gibberish_is_read_from_the_picture_of_its_page(tmp_path):
    writer = pypdf.PdfWriter(drawn(tmp_path / "plain.pdf", typed))
    letters = DecodedStreamObject()
    letters.set_data(b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00> <ff> <e000> endbfrange")
    [font] = writer.pages[0]["/Resources"]["/Font"].values()
    font.get_object()[NameObject("/ToUnicode")] = writer._add_object(letters)
    path = tmp_path / "a.pdf"
    writer.write(path)
    assert texts(read_pdf(path, lambda picture: "Legible")) == ["Legible"]
    with pytest.raises(Unreadable, match="OCR is not installed"):
        read_pdf(path, None)


def test_a_picture_too_large_is_not_unpacked(tmp_path):
    from PIL import Image

    Image.new("1", (20_000, 10_000)).save(tmp_path / "a.png")
    with pytest.raises(Unreadable, match="is a picture too large to be read"):
        read_image(tmp_path / "a.png", never)


def test_a_scan_too_large_is_not_unpacked(tmp_path):
    writer = pypdf.PdfWriter(drawn(tmp_path / "plain.pdf", scan(picture(size=SMALL)), typed))
    resources = writer.pages[0]["/Resources"]
    for image in resources["/XObject"].values():
        image.get_object().update(
            {NameObject("/Width"): NumberObject(20_000), NameObject("/Height"): NumberObject(10_000)}
        )
    writer.write(tmp_path / "a.pdf")
    loaded = read_pdf(tmp_path / "a.pdf", never)
    assert loaded.problems == ("page 1 is a scan without text: its picture is too large to be read by OCR",)


def test_pages_are_told_in_short():
    assert note([2]) == "page 2 was read by OCR"
    assert note([1, 2, 3, 5, 7, 8]) == "pages 1–3, 5, 7–8 were read by OCR"
