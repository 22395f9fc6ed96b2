"""Files of text: tables parted by commas, JSON, notebooks, rich text, source code; and those that cannot be read."""

import json

import pytest
from loading import loaded, sections, text

from ingest.loaders.detect import explain_refusal
from ingest.loaders.load import load
from kb.errors import Unreadable


def test_csv_becomes_a_table_whatever_parts_its_fields(tmp_path):
    table = "| Name | City |\n| --- | --- |\n| Li, Wei | Bei jing |"
    assert text(loaded(tmp_path, "a.csv", 'Name,City\n"Li, Wei","Bei\njing"\n')) == table
    assert text(loaded(tmp_path, "b.csv", 'Name;City\n"Li, Wei";Bei jing\n')) == table
    assert text(loaded(tmp_path, "c.tsv", "Name\tCity\nLi, Wei\tBei jing\n")) == table


def test_a_first_line_that_states_what_parts_the_fields_is_no_part_of_the_table(tmp_path):
    table = "| Artikel | Preis |\n| --- | --- |\n| Dübel | 4,50 |"
    assert text(loaded(tmp_path, "a.csv", "sep=;\r\nArtikel;Preis\r\nDübel;4,50\r\n")) == table


def test_a_caption_and_a_blank_row_do_not_cost_a_table_its_header(tmp_path):
    source = "Squares\n,\nNumber,Square\n,\n1,1\n2,4\n,\n3,9\n"
    assert text(loaded(tmp_path, "a.csv", source)) == (
        "Squares\n\n| Number | Square |\n| --- | --- |\n| 1 | 1 |\n| 2 | 4 |\n\n"
        "| Number | Square |\n| --- | --- |\n| 3 | 9 |"
    )


def test_json_that_people_can_read_is_kept_and_other_json_written_out(tmp_path):
    readable = '{\n    "city": "北京"\n}\n'
    assert text(loaded(tmp_path, "a.json", readable)) == readable
    assert text(loaded(tmp_path, "b.json", json.dumps({"city": "北京"}))) == '{\n  "city": "北京"\n}'
    assert text(loaded(tmp_path, "c.jsonl", '{"a": "\\u5317"}\n{"a": 1}\nnot json \\u\n')) == (
        '{"a": "北"}\n{"a": 1}\nnot json \\u\n'
    )


def test_a_notebook_shows_notes_code_and_output(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["# Study\n", "Notes."]},
        {"cell_type": "code", "source": "print(1)", "outputs": [{"output_type": "stream", "text": ["1\n"]}]},
        {"cell_type": "code", "source": [], "outputs": [{"data": {"text/plain": "42", "image/png": "iVBOR"}}]},
    ]
    result = loaded(tmp_path, "a.ipynb", json.dumps({"cells": cells, "nbformat": 4}))
    assert text(result) == "# Study\nNotes.\n\nprint(1)\n\n1\n\n42"
    assert sections(result) == [(1, "Study", "# Study")]
    assert result.title == "Study"


def test_rich_text_is_read_in_its_code_page_without_what_is_hidden(tmp_path):
    source = rb"{\rtf1\ansi\ansicpg936 \'d6\'d0\'b9\'fa \u20320?{\v secret}\par {\b Bold}\par}"
    result = loaded(tmp_path, "a.rtf", source)
    assert "中国" in text(result) and "你" in text(result) and "Bold" in text(result)
    assert "secret" not in text(result)


def test_source_code_and_logs_are_text_by_their_content(tmp_path):
    assert text(loaded(tmp_path, "main.zig", "const x = 1;\n")) == "const x = 1;\n"
    assert text(loaded(tmp_path, "Makefile", "all:\n\ttrue\n")) == "all:\n\ttrue\n"


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("a.txt", b"", "empty", "is empty"),
        ("a.txt", b" \n\t\n", "empty", "is empty: there is no text in it"),
        ("a.html", b"<html><!-- x --></html>", "empty", "is empty: there is no text in it"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n....", "broken", "is not really a .pdf: it is a PNG image"),
        ("a.docx", b"Just words.", "broken", "is not really a .docx: it is plain text"),
        ("a.docx", b"PK\x03\x04 and no more", "broken", "is damaged: its end is missing, or it was not copied whole"),
        ("a.txt", bytes(range(256)) * 40, "broken", "is not text: most of it is binary data"),
        ("a.eml", b"Just words.", "broken", "is not really an e-mail: it has no headers"),
        ("a.ipynb", b"[]", "broken", "is damaged: it is not a notebook"),
        ("a.pdf", b"%PDF-1.4\nnothing", "broken", None),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, content, kind, reason):
    with pytest.raises(Unreadable) as refused:
        loaded(tmp_path, name, content)
    assert refused.value.kind == kind
    if reason:
        assert str(refused.value) == reason


def test_a_file_that_is_gone_says_so(tmp_path):
    with pytest.raises(Unreadable, match="cannot be opened: no such file"):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.gif", b"", "is a picture that is not read: save it as .png"),
        ("a.zip", b"", "is an archive: unpack it first"),
        ("a.pst", b"", "is an Outlook mailbox; save its messages as .eml"),
        ("a.doc", b"", ""),
        ("unknown.dat", b"\x00\x01\x02", "is not text, and of no kind that is read"),
        ("unknown.dat", b"\x7fELF\x02", "is a program"),
        ("unknown.dat", b"words", ""),
        ("notes", b"words", ""),
        ("a.docx", b"words", ""),
        ("main.py", b"x = 1", ""),
    ],
)
def test_what_is_not_read_at_all_is_known_before_reading(tmp_path, name, content, reason):
    file = tmp_path / name
    file.write_bytes(content)
    assert explain_refusal(file) == reason


def test_a_notebooks_error_is_kept_without_its_trace(tmp_path):
    output = {"output_type": "error", "ename": "ValueError", "evalue": "bad value 7", "traceback": ["\x1b[0;31mnoise"]}
    cell = {"cell_type": "code", "source": "f()", "outputs": [output]}
    assert text(loaded(tmp_path, "a.ipynb", json.dumps({"cells": [cell]}))) == "f()\n\nValueError: bad value 7"
