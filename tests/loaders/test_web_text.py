"""What stands on a web page beside plain letters: raised figures, formulas, links, struck words, forms, tables."""

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load


def page_of(tmp_path, source: str) -> LoadedFile:
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    return load(tmp_path / "a.html")


def text_of(tmp_path, source: str) -> str:
    return page_of(tmp_path, source).pages[0].text


def test_raised_and_lowered_figures_of_a_web_page_keep_their_value(tmp_path):
    assert text_of(
        tmp_path, "<p>10<sup>7</sup> cells, 800<sup>2</sup> units, 5×10<sup>-3</sup> s, CO<sub>2</sub></p>"
    ) == ("10⁷ cells, 800² units, 5×10⁻³ s, CO₂")
    assert text_of(
        tmp_path, '<p>25 m<span style="vertical-align: super">2</span>, the 1<sup>st</sup>[<sup>[3]</sup>'
    ) == ("25 m², the 1st[[3]")
    assert text_of(tmp_path, "<p>2<sup>1</sup>&frasl;<sub>2</sub> cups") == "2¹⁄₂ cups"


def test_formulas_of_a_web_page_stand_in_a_line_and_once(tmp_path):
    root = "<msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo><mn>4</mn><mi>c</mi></msqrt>"
    formula = f"<math><mi>x</mi><mo>=</mo><mfrac><mrow><mo>−</mo><mi>b</mi><mo>+</mo>{root}</mrow><mn>2</mn></mfrac>"
    drawn = '<span class="katex-html" aria-hidden="true">x=2−b+b2−4c</span>'
    source = f"<p>So <span><span>{formula}<annotation>x=\\frac</annotation></math></span>{drawn}</span> holds."
    assert text_of(tmp_path, source) == "So x = (−b+√(b²−4c))/2 holds."


def test_links_of_a_web_page_keep_their_addresses_but_those_within_it(tmp_path):
    source = """<nav><a href="https://example.org/home">Home</a></nav>
    <p>Use the <a href="https://example.org/claims">tool</a>,
    write to <a href="mailto:c@example.org?subject=x">us</a>,
    see <a href="#two">below</a> or <a href="https://example.org/">example.org</a>.</p>"""
    assert text_of(tmp_path, source) == (
        "Home\n\nUse the tool (https://example.org/claims), write to us (c@example.org), see below or example.org."
    )


def test_what_a_web_page_strikes_through_is_left_out_and_counted(tmp_path):
    source = """<style>.old { text-decoration: line-through }</style><p>It costs <s>40 euros</s> 55 euros.</p>
    <p><del>Visitors park for free.</del></p><p class="old">Dogs are welcome.</p>
    <p><span style="text-decoration:line-through red">Ring twice.</span> Ring once.</p>"""
    loaded = page_of(tmp_path, source)
    assert loaded.pages[0].text == "It costs 55 euros.\n\nRing once."
    assert loaded.problems == ("text that is struck through: left out (4 places)",)


def test_fields_of_a_form_say_what_they_are_set_to(tmp_path):
    source = """<p>Name: <input value="Ada"> <input type=hidden value="token"> Pay by
    <select><option>Card<option selected>Cash</select> <input type=checkbox checked> Gift <input type=checkbox>
    Express <textarea>Ring twice</textarea></p>"""
    assert text_of(tmp_path, source) == "Name: Ada Pay by Cash ☒ Gift ☐ Express Ring twice"


def test_two_header_rows_of_a_web_page_are_one_and_its_caption_stays(tmp_path):
    source = """<table><caption>Rates 2026</caption><tr><th rowspan=2>Zone<th colspan=2>Letter</tr>
    <tr><th>small<th>large</tr><tr><td>1<td>2.10<td>3.20</tr></table>"""
    assert text_of(tmp_path, source) == (
        "Rates 2026\n\n| Zone | Letter small | Letter large |\n| --- | --- | --- |\n| 1 | 2.10 | 3.20 |"
    )


def test_a_row_under_one_wide_header_is_data(tmp_path):
    source = """<table><tr><th>Name<th colspan=2>Reach</tr><tr><td>Ada<td>12<td>ada@example.org</tr></table>"""
    assert text_of(tmp_path, source).split("\n")[2] == "| Ada | 12 | ada@example.org |"


def test_a_table_in_a_table_of_data_keeps_its_columns(tmp_path):
    inner = "<table><tr><th>Season<th>Price</tr><tr><td>Summer<td>180</tr></table>"
    source = f"<table><tr><th>City<th>Rates</tr><tr><td>Oslo<td>{inner}</tr></table>"
    assert text_of(tmp_path, source).split("\n")[2] == "| Oslo | Season: Summer, Price: 180 |"


def test_frames_and_films_that_are_not_read_are_counted(tmp_path):
    source = '<p>Watch it.</p><iframe src="https://example.org/map"></iframe><video></video>'
    assert page_of(tmp_path, source).problems == ("embedded objects of another program: left out (2 places)",)


def test_lines_that_markdown_strikes_through_are_left_out_of_passages(tmp_path):
    source = "Lunch costs ~~6~~ 8 euros.\n\n~~It closes at 14:00.~~\n\n- ~~Dogs~~\n- Cats\n\n```\n~~code~~\n```\n"
    (tmp_path / "a.md").write_text(source, encoding="utf-8")
    loaded = load(tmp_path / "a.md")
    assert loaded.pages[0].text == source
    assert [source[one.start : one.end] for one in loaded.pages[0].boilerplate] == [
        "~~It closes at 14:00.~~",
        "- ~~Dogs~~",
    ]
    assert loaded.problems == ("text that is struck through: left out (2 places)",)


def test_what_a_page_hides_or_strikes_is_counted_once_and_what_is_empty_is_not(tmp_path):
    (tmp_path / "a.html").write_text(
        "<p>Open<span hidden>secret</span> <del>until 5</del> until 6.</p><div style='display:none'>not <b>it</b></div>"
        "<div style='display:none'> </div><table><tr><th>Day<th>Fee</tr><tr style='display:none'><td>Mon<td>3</tr>"
        "<tr><td>Tue<td><s>4</s></tr><tr><td>Wed<td style='display:none'>5</tr></table><pre>a <s>b</s></pre>"
    )
    loaded = load(tmp_path / "a.html")
    assert loaded.pages[0].text.startswith("Open until 6.\n\n| Day | Fee |")
    assert loaded.problems == ("hidden text: left out (4 places)", "text that is struck through: left out (3 places)")
