"""What files say of themselves: who wrote them, when they were made and changed."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from ingest.loaders.load import load
from kb.properties import NO_PROPERTIES, Properties

META = """<?xml version="1.0"?><office:document-meta
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>
<meta:initial-creator>Jonas Weber</meta:initial-creator><dc:creator>Lena Brandt</dc:creator>
<meta:creation-date>2023-04-01T09:30:00.12</meta:creation-date><dc:date>2023-06-02T10:00:00</dc:date>
</office:meta></office:document-meta>"""
CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
<text:p>The lease ends in May.</text:p></office:text></office:body></office:document-content>"""


def properties(path: Path) -> Properties:
    return load(path).properties


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_word_document_names_its_author_and_when_it_was_made_and_changed(tmp_path):
    document = docx.Document()
    document.add_paragraph("The river rose.")
    core = document.core_properties
    core.author, core.created, core.modified = "李娜", datetime(2024, 9, 17, 8), datetime(2024, 9, 20, 12, 5)
    document.save(tmp_path / "flood.docx")
    assert properties(tmp_path / "flood.docx") == Properties("李娜", "2024-09-17T08:00:00", "2024-09-20T12:05:00")


def test_a_change_before_the_making_is_the_templates_and_not_told(tmp_path):
    document = docx.Document()
    document.add_paragraph("The river rose.")
    document.core_properties.created = datetime(2024, 9, 17)
    document.core_properties.modified = datetime(2013, 12, 23)
    document.save(tmp_path / "flood.docx")
    assert properties(tmp_path / "flood.docx").edited == ""


def test_a_workbook_names_its_author(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Days"])
    book.active.append(["Nils", 28])
    book.properties.creator = "Nils Berg"
    book.save(tmp_path / "leave.xlsx")
    assert properties(tmp_path / "leave.xlsx").author == "Nils Berg"


def test_an_opendocument_text_names_who_made_it_first(tmp_path):
    with zipfile.ZipFile(tmp_path / "lease.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", CONTENT)
        archive.writestr("meta.xml", META)
    assert properties(tmp_path / "lease.odt") == Properties("Jonas Weber", "2023-04-01T09:30:00", "2023-06-02T10:00:00")


def test_a_pdf_names_its_author_and_its_dates_are_read_in_its_own_way(tmp_path):
    shared = Path(__file__).parents[1].parent / "sample_docs"
    [source] = [path for path in sorted(shared.rglob("*.pdf"))][:1]
    with pypdfium2.PdfDocument(source) as document:
        made = document.get_metadata_value("CreationDate")
    assert properties(source).created[:4] == made.removeprefix("D:")[:4]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            '<meta name="author" content="Nils Berg"><meta name="date" content="2025-10-02T07:00:00Z">',
            Properties("Nils Berg", "2025-10-02T07:00:00"),
        ),
        ("<meta content='Greta Holm' name='DC.creator'>", Properties("Greta Holm")),
        ('<meta property="article:author" content="https://example.org/nils">', NO_PROPERTIES),
        ("<title>No more</title>", NO_PROPERTIES),
    ],
)
def test_a_web_page_names_its_author(tmp_path, head, said):
    page = write(tmp_path / "page.html", f"<html><head>{head}</head><body><p>The barley harvest.</p></body></html>")
    assert properties(page) == said


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ("title: Harvest\nauthor: Nils Berg\ndate: 2025-10-02", Properties("Nils Berg", "2025-10-02")),
        ('authors:\n  - Nils Berg\n  - "Greta Holm"\nupdated: 2025', Properties("Nils Berg, Greta Holm", "", "2025")),
        ("author: [Nils Berg, Greta Holm]", Properties("Nils Berg, Greta Holm")),
        ("date: soon", NO_PROPERTIES),
    ],
)  # fmt: skip
def test_a_markdown_files_front_matter_names_its_author(tmp_path, matter, said):
    assert properties(write(tmp_path / "harvest.md", f"---\n{matter}\n---\n\nThe barley harvest.\n")) == said


def test_a_message_is_by_whom_it_is_from(tmp_path):
    mail = write(
        tmp_path / "m.eml",
        "From: =?utf-8?b?5byg5Lyf?= <zhang@example.org>\nDate: Tue, 03 Mar 2026 09:15:00 +0800\n\nPaid.\n",
    )
    assert properties(mail) == Properties("张伟 <zhang@example.org>", "2026-03-03T09:15:00")


@pytest.mark.parametrize("nobody", ["", "user", "Microsoft Office User", "x" * 301])
def test_what_names_nobody_is_no_author(tmp_path, nobody):
    assert properties(write(tmp_path / "a.md", f"---\nauthor: {nobody}\n---\nText.\n")).author == ""


def test_damaged_properties_leave_the_text_as_it_is(tmp_path):
    with zipfile.ZipFile(tmp_path / "lease.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", CONTENT)
        archive.writestr("meta.xml", "<broken")
    loaded = load(tmp_path / "lease.odt")
    assert loaded.pages[0].text.strip() == "The lease ends in May." and loaded.properties == NO_PROPERTIES
