"""Web pages in one file, and what Word documents take in whole from other programs."""

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.loaders.detect import explain_refusal
from ingest.loaders.load import load

SAVED = (
    "From: <Saved by Blink>\nSubject: Mobiles\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; type="text/html"; boundary="M"\n\n'
    "--M\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    "Content-Location: http://example.com/\n\n<h1>Mobiles</h1><p>Wire =3D art, =E9=A3=8E=E5=8A=A8.</p>\n"
    "--M\nContent-Type: text/css\nContent-Location: http://example.com/a.css\n\np { color: red }\n"
    "--M\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: a.png\n\niVBORw0KGgo=\n--M--\n"
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def load_with_part(path, name: str, media_type: str, content: bytes):
    """A Word document with a text, and what is taken in after it."""
    document = docx.Document()
    document.add_paragraph("Before.")
    part = Part(PackURI(f"/word/{name}"), media_type, content, document.part.package)
    relation = document.part.relate_to(part, f"{RELATION}/aFChunk")
    body = parse_xml(f'<w:altChunk {nsdecls("w")} xmlns:r="{RELATION}" r:id="{relation}"/>')
    document.element.body.insert(1, body)
    document.save(path)
    return load(path)


def test_a_web_page_saved_in_one_file_is_read_as_its_reader_sees_it(tmp_path):
    for name in ("a.mht", "a.mhtml"):
        (tmp_path / name).write_text(SAVED, "ascii")
        assert explain_refusal(tmp_path / name) == ""
        loaded = load(tmp_path / name)
        assert (loaded.title, loaded.problems) == ("Mobiles", ())
        assert loaded.pages[0].text.split("\n\n")[1:] == ["Mobiles", "Wire = art, 风动."]


def test_a_web_page_in_a_word_document_is_text_of_it(tmp_path):
    loaded = load_with_part(
        tmp_path / "a.docx", "chunk.html", "text/html", b"<h2>Delay</h2><p>Demurrage is 90 a day.</p>"
    )
    assert loaded.pages[0].text == "Before.\n\nDelay\n\nDemurrage is 90 a day."
    assert [heading.title for heading in loaded.pages[0].headings] == ["Delay"]


def test_so_is_one_that_was_saved_in_one_file(tmp_path):
    page = SAVED.split("\n", 2)[2].encode()
    assert (
        load_with_part(tmp_path / "a.docx", "chunk.mht", "message/rfc822", page)
        .pages[0]
        .text.endswith("Wire = art, 风动.")
    )


def test_one_that_cannot_be_read_is_named(tmp_path):
    loaded = load_with_part(tmp_path / "a.docx", "chunk.docx", "application/x", b"PK\x03\x04 and no more")
    assert loaded.pages[0].text == "Before."
    assert loaded.problems == ("part chunk.docx is damaged: its end is missing, or it was not copied whole",)
