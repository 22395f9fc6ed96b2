"""OpenDocument files as they show: raised figures, formulas, links, hidden and struck text, forms, charts."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load

NAMES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "form": "form",
    "svg": "svg-compatible", "presentation": "presentation", "chart": "chart",
}  # fmt: skip
SPACES = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in NAMES.items())
SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def odf(
    tmp_path: Path, kind: str, body: str, styles: str = "", parts: Mapping[str, str] = MappingProxyType({})
) -> LoadedFile:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    suffix = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}[kind]
    with zipfile.ZipFile(tmp_path / f"a.{suffix}", "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
        for name, part in parts.items():
            archive.writestr(name, part)
    return load(tmp_path / f"a.{suffix}")


def style(name: str, properties: str, family: str = "text") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}"><style:text-properties {properties}/></style:style>'
    )


def span(name: str, words: str) -> str:
    return f'<text:span text:style-name="{name}">{words}</text:span>'


STRUCK = style("T1", 'style:text-line-through-style="solid"')
RAISED = style("T2", 'style:text-position="super 58%"') + style("T3", 'style:text-position="-33% 58%"')


def test_raised_and_lowered_figures_keep_their_value(tmp_path):
    body = f"<text:p>10{span('T2', '6')} cells, CO{span('T3', '2')}</text:p>"
    assert odf(tmp_path, "text", body, RAISED).pages[0].text == "10⁶ cells, CO₂"


def test_a_formula_that_lies_beside_the_text_stands_in_its_line(tmp_path):
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/><svg:desc>formula</svg:desc></draw:frame>'
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mi>a</mi><mn>2</mn></mfrac>'
        "<annotation>a over 2</annotation></semantics></math>"
    )
    loaded = odf(tmp_path, "text", f"<text:p>Take {frame} of it.</text:p>", parts={"Object 1/content.xml": formula})
    assert loaded.pages[0].text == "Take a/2 of it."


def test_struck_and_hidden_text_is_left_out_and_counted(tmp_path):
    gone = style("P1", 'style:text-line-through-type="single"', "paragraph")
    styles = STRUCK + gone + style("T4", 'text:display="none"')
    body = f"""<text:p>The rate is {span("T1", "900 euros")} 1,050 euros.</text:p>
    <text:p text:style-name="P1">Visitors park for free.</text:p><text:p>Seen.{span("T4", " Unseen.")}</text:p>
    <text:p>Old.<text:hidden-paragraph text:is-hidden="true"/></text:p>
    <text:p>Now<text:hidden-text text:string-value="secret" text:is-hidden="true"/>.</text:p>
    <text:section text:name="a" text:display="none"><text:p>In a hidden section.</text:p></text:section>
    <text:section text:name="b" text:display="condition" text:is-hidden="true"><text:p>Only if.</text:p></text:section>
    <text:p>It is <text:conditional-text text:string-value-if-true="day" text:string-value-if-false="night">day<!--
    --></text:conditional-text>.</text:p>"""
    loaded = odf(tmp_path, "text", body, styles)
    assert loaded.pages[0].text == "The rate is 1,050 euros.\n\nSeen.\n\nNow.\n\nIt is day."
    assert loaded.problems == (
        "text that is struck through: left out (2 places)", "hidden text: left out (5 places)",
    )  # fmt: skip


def test_links_comments_pictures_and_page_margins_are_read(tmp_path):
    body = """<text:p>Use the <text:a xlink:href="https://example.org/t">tool</text:a>.<office:annotation>
    <dc:creator>Ida</dc:creator><text:p>Is it up?</text:p></office:annotation></text:p>
    <text:p><draw:frame><draw:image/><svg:desc>Two signatures</svg:desc></draw:frame></text:p>
    <text:p><draw:frame><draw:image/></draw:frame></text:p>"""
    margins = f"""<office:document-styles {SPACES}><office:master-styles><style:master-page><style:header>
    <text:p>Internal</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"""
    loaded = odf(tmp_path, "text", body, parts={"styles.xml": margins})
    assert loaded.pages[0].text == (
        "Internal\n\nUse the tool (https://example.org/t).\n\nComment by Ida: Is it up?\n\nTwo signatures"
    )
    assert [loaded.pages[0].text[one.start : one.end] for one in loaded.pages[0].boilerplate] == ["Internal"]
    assert loaded.problems == ("pictures without a description: left out (1 place)",)


def test_filled_in_fields_of_a_form_are_read(tmp_path):
    body = """<office:forms><form:form><form:text form:name="Name" form:current-value="Ada"/>
    <form:checkbox form:label="Vegan" form:current-state="checked"/><form:text form:name="Empty"/>
    <form:listbox form:name="Travel"><form:option form:label="Bus"/>
    <form:option form:label="Train" form:current-selected="true"/></form:listbox></form:form></office:forms>
    <text:p>Order</text:p>"""
    assert odf(tmp_path, "text", body).pages[0].text == "Order\n\nName: Ada\nVegan: ☒\nTravel: Train"


def test_a_charts_numbers_are_read(tmp_path):
    frame = '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
    cells = "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in ("May", "310"))
    heads = "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in ("", "Rent"))
    chart = f"""<office:document-content {SPACES}><office:body><office:chart><chart:chart><chart:title>
    <text:p>Rents</text:p></chart:title><table:table><table:table-header-rows><table:table-row>{heads}</table:table-row>
    </table:table-header-rows><table:table-rows><table:table-row>{cells}</table:table-row></table:table-rows>
    </table:table></chart:chart></office:chart></office:body></office:document-content>"""
    loaded = odf(tmp_path, "text", frame, parts={"Object 1/content.xml": chart})
    assert loaded.pages[0].text == "Rents\n\n|  | Rent |\n| --- | --- |\n| May | 310 |"


def row(*cells: str, look: str = "") -> str:
    return f"<table:table-row {look}>{''.join(cells)}</table:table-row>"


def cell(words: str = "", look: str = "") -> str:
    return f"<table:table-cell {look}>{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"


def test_merged_headers_of_a_text_tables_are_one_row_and_tables_in_cells_keep_their_columns(tmp_path):
    inner = f"<table:table>{row(cell('Season'), cell('Price'))}{row(cell('Summer'), cell('180'))}</table:table>"
    body = (
        row(cell("City", 'table:number-rows-spanned="2"'), cell("Rates", 'table:number-columns-spanned="2"'), COVERED)
        + row(COVERED, cell("by day"), cell("by week"))
        + row(cell("Oslo"), cell("30"), f"<table:table-cell>{inner}</table:table-cell>")
    )
    assert odf(tmp_path, "text", f"<table:table>{body}</table:table>").pages[0].text == (
        "| City | Rates by day | Rates by week |\n| --- | --- | --- |\n| Oslo | 30 | Season: Summer, Price: 180 |"
    )


def test_a_sheet_is_read_as_it_shows_and_without_what_is_hidden_by_hand(tmp_path):
    hidden = 'table:visibility="collapse"'
    body = (
        f'<table:table table:name="Depots"><table:table-column/><table:table-column {hidden}/><table:table-column/>'
        + row(cell("Depot"), cell("Draft"), cell("Code"))
        + row(cell("Dresden"), cell("1"), cell("01067", 'office:value-type="float" office:value="1067"'))
        + row(cell("Secret"), cell("2"), cell("3"), look=hidden)
        + row(cell("Leipzig"), cell("4"), cell("", 'office:value-type="percentage" office:value="0.125"'))
        + row(cell("Filtered"), cell("5"), cell("6"), look='table:visibility="filter"')
        + row(cell("Sum"), cell("7"), cell("", 'table:formula="of:=SUM([.C2:.C3])"'))
        + row(cell("Gone"), cell("8"), cell("9", 'table:style-name="T1"'))
        + "</table:table>"
    )
    loaded = odf(tmp_path, "spreadsheet", body, STRUCK)
    assert loaded.pages[0].text == (
        "Depots\n\n| Depot |  | Code |\n| --- | --- | --- |\n| Dresden |  | 01067 |\n| Leipzig |  | 12.5% |\n"
        "| Filtered |  | 6 |\n| Sum |  | =SUM([.C2:.C3]) (never calculated) |\n| Gone |  |  |"
    )
    assert loaded.problems == (
        "sheet Depots: 1 row is hidden: left out",
        "sheet Depots: 1 column is hidden: left out",
        "sheet Depots: 1 formula was never calculated: open and save it in a spreadsheet program",
        "text that is struck through: left out (1 place)",
    )


def test_a_comment_on_a_cell_names_the_cell(tmp_path):
    note = "<office:annotation><dc:creator>Ida</dc:creator><text:p>Too high?</text:p></office:annotation>"
    noted = f"<table:table-cell>{note}<text:p>b</text:p></table:table-cell>"
    body = f'<table:table table:name="S">{row(cell("a"), noted)}</table:table>'
    assert odf(tmp_path, "spreadsheet", body).pages[0].text.endswith("B1: Comment by Ida: Too high?")


def test_hidden_slides_are_left_out(tmp_path):
    properties = '<style:drawing-page-properties presentation:visibility="hidden"/>'
    hidden = f'<style:style style:name="dp1">{properties}</style:style>'
    page = "<draw:page{}><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
    body = page.format("", "First.") + page.format(' draw:style-name="dp1"', "Second.") + page.format("", "Third.")
    loaded = odf(tmp_path, "presentation", body, hidden)
    assert [(one.number, one.text) for one in loaded.pages] == [(1, "First."), (2, ""), (3, "Third.")]
    assert loaded.problems == ("slide 2 is hidden: left out",)
