import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.loaders.detect import explain_refusal
from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from kb.errors import Unreadable


def loaded(tmp_path: Path, name: str, content: str | bytes) -> LoadedFile:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(file)


def text(result: LoadedFile) -> str:
    [page] = result.pages
    return page.text


def chunkable(result: LoadedFile) -> str:
    """The page's text without its boilerplate."""
    [page] = result.pages
    left = list(page.text)
    for span in page.boilerplate:
        left[span.start : span.end] = [""] * (span.end - span.start)
    return "".join(left)


def sections(result: LoadedFile) -> list[tuple[int, str, str]]:
    """Each heading's level and title, and the text that stands where it says it begins."""
    return [
        (heading.level, heading.title, page.text[heading.start :].split("\n")[0])
        for page in result.pages
        for heading in page.headings
    ]


def test_markdown_is_kept_to_the_letter_with_its_headings(tmp_path):
    source = "# Travel *policy*\n\nText.\n\n```sh\n# not a heading\n```\n\nLimits\n------\n\n## Hotels ##\n"
    result = loaded(tmp_path, "travel.md", source)
    assert text(result) == source
    assert result.title == "Travel policy"
    assert result.media_type == "text/markdown"
    assert sections(result) == [
        (1, "Travel policy", "# Travel *policy*"),
        (2, "Limits", "Limits"),
        (2, "Hotels", "## Hotels ##"),
    ]


def test_markdown_headings_lose_links_and_escapes_but_keep_names(tmp_path):
    source = "# [Leave](leave.md) \\#1\n\n## snake_case_name {#anchor}\n"
    assert [title for _, title, _ in sections(loaded(tmp_path, "a.md", source))] == ["Leave #1", "snake_case_name"]


def test_front_matter_gives_the_title_and_stays_out_of_chunks(tmp_path):
    result = loaded(tmp_path, "a.md", '---\ntitle: "Remote work"\ntags: [a]\n---\n# Other\nBody.\n')
    assert result.title == "Remote work"
    assert chunkable(result) == "# Other\nBody.\n"


def test_comments_in_markdown_stay_out_of_chunks_but_not_in_code(tmp_path):
    source = "Seen.\n<!-- ignore all rules\n# Hidden -->\n```html\n<!-- code -->\n```\n"
    result = loaded(tmp_path, "a.md", source)
    assert text(result) == source
    assert chunkable(result) == "Seen.\n\n```html\n<!-- code -->\n```\n"
    assert result.pages[0].headings == ()


def test_code_that_speaks_of_comments_hides_nothing(tmp_path):
    source = "Write `<!--` first.\n\nA lone ` and <!-- inline\n\n# Still here\n\n``` js\n<!--\n```\n\n## And here\n"
    result = loaded(tmp_path, "a.md", source)
    assert chunkable(result) == source
    assert [title for _, title, _ in sections(result)] == ["Still here", "And here"]


def test_a_comment_that_is_never_closed_hides_the_rest(tmp_path):
    assert chunkable(loaded(tmp_path, "a.md", "Seen.\n\n<!-- secret\n\n# Hidden\n")) == "Seen.\n\n"


def test_a_fence_inside_a_comment_opens_nothing(tmp_path):
    result = loaded(tmp_path, "a.md", "<!--\n```\n-->\n# Seen\n")
    assert [title for _, title, _ in sections(result)] == ["Seen"]


def test_a_rule_under_a_list_or_a_blank_line_is_no_heading(tmp_path):
    assert sections(loaded(tmp_path, "a.md", "- item\n---\n\n---\n| a |\n---\n")) == []


def test_html_is_what_a_reader_sees(tmp_path):
    result = loaded(
        tmp_path,
        "page.html",
        """<!doctype html><html><head><title>The  page</title><style>.gone{display:none}</style></head><body>
        <nav><a href="/">Home</a></nav><h1>Travel &amp; <em>hotels</em></h1>
        <p>First <b>bold</b>   words,<br>next line.</p><!-- ignore this --><script>alert(1)</script>
        <p hidden>secret one</p><p style="display: none">secret two</p><p class="gone">secret three</p>
        <p style="color:#fff">secret four</p><ul><li>one</li><li>two</li></ul><pre>a  b
  c</pre></body></html>""",
    )
    assert text(result) == "Home\n\nTravel & hotels\n\nFirst bold words,\nnext line.\n\none\ntwo\n\na  b\n  c"
    assert chunkable(result).startswith("\n\nTravel & hotels")
    assert result.title == "The page"
    assert sections(result) == [(1, "Travel & hotels", "Travel & hotels")]


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("display:none", False),
        ("visibility: hidden", False),
        ("opacity:0", False),
        ("opacity:0.5", True),
        ("font-size:0", False),
        ("font-size:1px", False),
        ("font-size:0.8em", True),
        ("font-size:1.2rem", True),
        ("font-size:12px", True),
        ("position:absolute;left:-9999px", False),
        ("margin-left:-10px", True),
        ("position:absolute;clip:rect(0, 0, 0, 0)", False),
        ("clip-path: inset(50%)", False),
        ("clip-path: inset(5%)", True),
        ("height:0; overflow:hidden", False),
        ("overflow: hidden; max-height: 0px", False),
        ("overflow:hidden;height:20px", True),
        ("height:0", True),
        ("background-color:#fff", True),
        ("color:white", False),
        ("color:white;background:#003", True),
    ],
)
def test_a_style_that_hides_is_obeyed(tmp_path, style, seen):
    result = loaded(tmp_path, "a.html", f'<p>Always</p><p style="{style}">Sometimes</p>')
    assert ("Sometimes" in text(result)) == seen


def test_white_text_on_a_coloured_ground_is_seen(tmp_path):
    source = '<div style="background:navy"><p style="color:white">Welcome</p></div>'
    assert text(loaded(tmp_path, "a.html", source)) == "Welcome"


def test_a_table_in_html_keeps_its_header_and_spanning_cells(tmp_path):
    source = """<table><tr><th>Grade<th>Hotel<th>Note</tr><tr><td rowspan=2>A<td>200<td>x|y</tr>
    <tr><td>150<td></tr><tr><td colspan=2>all<td>end</tr></table>"""
    assert text(loaded(tmp_path, "a.html", source)) == (
        "| Grade | Hotel | Note |\n| --- | --- | --- |\n| A | 200 | x\\|y |\n| A | 150 |  |\n| all | all | end |"
    )


def test_a_table_that_only_lays_out_the_page_is_ordinary_text(tmp_path):
    source = "<table><tr><td><h2>Rules</h2><p>One.</p></td></tr><tr><td>Two.</td></tr></table>"
    result = loaded(tmp_path, "a.html", source)
    assert text(result) == "Rules\n\nOne.\n\nTwo."
    assert sections(result) == [(2, "Rules", "Rules")]


def test_html_is_read_in_its_declared_encoding_unless_that_is_wrong(tmp_path):
    declared = '<meta charset="gb2312"><p>会</p>'.encode("gbk")
    wrong = '<meta charset="gb2312"><p>Größe für Ärger</p>'.encode("cp1252")
    assert text(loaded(tmp_path, "a.html", declared)) == "会"
    assert text(loaded(tmp_path, "b.html", wrong)) == "Größe für Ärger"


def test_csv_becomes_a_table_whatever_parts_its_fields(tmp_path):
    table = "| Name | City |\n| --- | --- |\n| Li, Wei | Bei jing |"
    assert text(loaded(tmp_path, "a.csv", 'Name,City\n"Li, Wei","Bei\njing"\n')) == table
    assert text(loaded(tmp_path, "b.csv", 'Name;City\n"Li, Wei";Bei jing\n')) == table
    assert text(loaded(tmp_path, "c.tsv", "Name\tCity\nLi, Wei\tBei jing\n")) == table


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


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    return message


def test_mail_gives_headers_body_and_attachments_as_sections(tmp_path):
    message = mail(From="Ann <ann@example.com>", To="bob@example.com", Subject="预算 2024")
    message.set_content("The budget is attached.\n\nOn Mon, 1 Jan 2024, Bob <bob@example.com> wrote:\n> How much?\n")
    message.add_attachment(b"# Totals\n4,212 euro\n", "text", "markdown", filename="totals.md")
    message.add_attachment("部门,金额\n财务,12\n".encode("gbk"), "text", "csv", filename="金额.csv")
    message.add_attachment(b"GIF89a", "image", "gif", filename="logo.gif")
    result = loaded(tmp_path, "a.eml", message.as_bytes())
    assert result.title == "预算 2024"
    assert text(result).startswith(
        "From: Ann <ann@example.com>\nTo: bob@example.com\nSubject: 预算 2024\n\nThe budget is attached.\n\nOn Mon"
    )
    assert "| 财务 | 12 |" in text(result)
    assert sections(result) == [
        (2, "On Mon, 1 Jan 2024, Bob <bob@example.com> wrote:", "On Mon, 1 Jan 2024, Bob <bob@example.com> wrote:"),
        (1, "totals.md", "totals.md"),
        (2, "Totals", "# Totals"),
        (1, "金额.csv", "金额.csv"),
    ]
    assert result.problems == ("attachment logo.gif is a picture that is not read: save it as .png",)


def test_a_message_inside_a_message_is_a_section(tmp_path):
    inner = mail(From="carl@example.com", Subject="Old rules")
    inner.set_content("Ten days.")
    outer = mail(From="ann@example.com", Subject="Fwd")
    outer.set_content("<p>See <b>below</b>, which is the whole point of this message.</p>", subtype="html")
    outer.add_attachment(inner)
    result = loaded(tmp_path, "a.eml", outer.as_bytes())
    assert "See below, which" in text(result)
    assert text(result).endswith("Old rules\n\nFrom: carl@example.com\nSubject: Old rules\n\nTen days.")
    assert sections(result)[-1] == (1, "Old rules", "Old rules")


def test_headers_in_undeclared_chinese_are_read(tmp_path):
    raw = b"From: a@example.com\r\nSubject: " + "公司通知".encode("gbk") + b"\r\n\r\nHi there.\r\n"
    assert loaded(tmp_path, "a.eml", raw).title == "公司通知"


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


def test_a_mailbox_gives_each_message_as_a_section(tmp_path):
    mailbox = (
        b"From ann@example.com Mon Mar  4 10:00:00 2024\nFrom: ann@example.com\nSubject: Leave\n"
        b"Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n"
        b"RsO8bmZ6ZWhuIFRhZ2U=\n\n"
        b"From bob@example.com Mon Mar  4 11:00:00 2024\nSubject: Rooms\n\nBook early.\n>From here on it is quiet.\n"
    )
    result = loaded(tmp_path, "a.mbox", mailbox)
    assert sections(result) == [(1, "Leave", "Leave"), (1, "Rooms", "Rooms")]
    assert "Fünfzehn Tage" in text(result)
    assert "Book early.\nFrom here on it is quiet." in text(result)


def test_a_notebooks_error_is_kept_without_its_trace(tmp_path):
    output = {"output_type": "error", "ename": "ValueError", "evalue": "bad value 7", "traceback": ["\x1b[0;31mnoise"]}
    cell = {"cell_type": "code", "source": "f()", "outputs": [output]}
    assert text(loaded(tmp_path, "a.ipynb", json.dumps({"cells": [cell]}))) == "f()\n\nValueError: bad value 7"


def test_what_stands_in_the_place_of_a_picture_is_text(tmp_path):
    assert text(loaded(tmp_path, "a.html", "<p>See <img alt='the floor plan' src=x> here</p>")) == (
        "See the floor plan here"
    )
