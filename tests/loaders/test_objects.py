"""Files put into an Office document as objects of another program."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from ingest.loaders.load import load
from ingest.loaders.ole_objects import read_object
from tests.loaders.containers import write_container

LEGACY = Path(__file__).parent / "legacy"


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return data.getvalue()


def test_an_object_in_a_document_is_the_file_that_it_holds():
    package = packed("word/document.xml")
    found = read_object(write_container({"Package": package}))
    assert found is not None and found[0] == "object.docx" and found[1].startswith(package)
    assert read_object(write_container({"Workbook": b"\x09\x08"}))[0] == "object.xls"
    assert read_object(write_container({"Equation Native": b"x"})) is None
    assert read_object(b"no container") is None


def test_a_file_dragged_into_a_document_keeps_its_name():
    path = b"C:\\mine\\prices.csv\0"
    inner = struct.pack("<H", 2) + b"prices.csv\0" + path + bytes(4) + struct.pack("<I", len(path)) + path
    inner += struct.pack("<I", 7) + b"a,b\n1,2"
    found = read_object(write_container({"\x01Ole10Native": struct.pack("<I", len(inner)) + inner}))
    assert found == ("prices.csv", b"a,b\n1,2")


def test_a_workbook_put_into_a_word_file_as_an_object_is_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("Prices are attached.")
    data = (LEGACY / "staff.xls").read_bytes()
    part = Part(PackURI("/word/embeddings/oleObject1.bin"), "application/vnd.ms-excel", data, document.part.package)
    number = document.part.relate_to(part, RELATIONSHIP_TYPE.OLE_OBJECT)
    names = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    spot = f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{number}"'
    document.paragraphs[0].runs[0]._r.append(parse_xml(f"<o:OLEObject {names} {spot}/>"))
    document.save(tmp_path / "prices.docx")
    result = load(tmp_path / "prices.docx")
    assert "object.xls\n\nStaff\n\n" in result.pages[0].text
    assert "1,234.50" in result.pages[0].text
    assert result.problems == ("embedded file object.xls: sheet Secret is hidden: left out",)
