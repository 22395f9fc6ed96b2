"""A web page, read as its reader sees it: what is hidden, its tables, its encoding."""

import pytest
from loading import chunkable, loaded, sections, text


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


def test_what_stands_in_the_place_of_a_picture_is_text(tmp_path):
    assert text(loaded(tmp_path, "a.html", "<p>See <img alt='the floor plan' src=x> here</p>")) == (
        "See the floor plan here"
    )
