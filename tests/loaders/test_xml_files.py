"""XML files: values by their names, as in electronic invoices."""

from loading import loaded, sections, text

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<ubl:Invoice xmlns:ubl="urn:invoice" xmlns:cac="urn:parts" xmlns:cbc="urn:values">
  <cbc:ID>RE-441</cbc:ID><cbc:DueDate>2025-06-24</cbc:DueDate>
  <cac:PaymentTerms><cbc:Note>2 % Skonto binnen 7 Tagen.</cbc:Note></cac:PaymentTerms>
  <cac:InvoiceLine><cbc:InvoicedQuantity unitCode="H87">50</cbc:InvoicedQuantity>
    <cac:Item><cbc:Name>Plakat A1</cbc:Name><cbc:Origin/></cac:Item></cac:InvoiceLine>
  <cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">210.00</cbc:LineExtensionAmount>
    <cbc:PayableAmount currencyID="EUR">249.90</cbc:PayableAmount></cac:LegalMonetaryTotal>
</ubl:Invoice>"""


def test_an_electronic_invoice_is_read_as_values_under_their_names(tmp_path):
    invoice = loaded(tmp_path, "a.xml", UBL)
    assert text(invoice).split("\n") == [
        "Invoice",
        "",
        "|  |  |",
        "| --- | --- |",
        "| ID | RE-441 |",
        "| DueDate | 2025-06-24 |",
        "| PaymentTerms / Note | 2 % Skonto binnen 7 Tagen. |",
        "",
        "InvoiceLine",
        "",
        "| InvoicedQuantity | Name |",
        "| --- | --- |",
        "| 50 (unitCode H87) | Plakat A1 |",
        "",
        "LegalMonetaryTotal",
        "",
        "| LineExtensionAmount | PayableAmount |",
        "| --- | --- |",
        "| 210.00 EUR | 249.90 EUR |",
    ]
    assert [section[:2] for section in sections(invoice)] == [
        (1, "Invoice"),
        (2, "InvoiceLine"),
        (2, "LegalMonetaryTotal"),
    ]
    assert invoice.media_type == "application/xml"


def test_parts_of_one_name_are_rows_of_one_table(tmp_path):
    source = """<shops><shop id="7"><town>Kiel</town><chief><name>Ada</name></chief></shop>
        <shop id="8"><town>Bonn</town><chief><name>Bo</name></chief><zip>53111</zip></shop></shops>"""
    assert text(loaded(tmp_path, "a.xml", source)) == (
        "shops\n\nshop\n\n| id | town | name | zip |\n| --- | --- | --- | --- |\n"
        "| 7 | Kiel | Ada |  |\n| 8 | Bonn | Bo | 53111 |"
    )


def test_a_part_that_says_several_things_under_one_name_has_a_heading_of_its_own(tmp_path):
    source = "<a><order><no>1</no><item><n>Pen</n><p>2</p></item><item><n>Cup</n><p>3</p></item></order></a>"
    assert text(loaded(tmp_path, "a.xml", source)) == (
        "a\n\norder\n\n|  |  |\n| --- | --- |\n| no | 1 |\n\nitem\n\n| n | p |\n| --- | --- |\n| Pen | 2 |\n| Cup | 3 |"
    )


def test_a_date_without_dashes_is_told_as_one_where_its_format_says_so(tmp_path):
    source = '<r><Due><DateTimeString format="102">20250624</DateTimeString></Due><Number>20250624</Number></r>'
    assert text(loaded(tmp_path, "a.xml", source)).split("\n")[-2:] == [
        "| Due / DateTimeString | 2025-06-24 |",
        "| Number | 20250624 |",
    ]


def test_running_text_keeps_its_words_in_their_order_whatever_marks_are_in_it(tmp_path):
    source = "<book><para>Descale <em>every</em> three months.</para><para>Use vinegar.</para></book>"
    assert text(loaded(tmp_path, "a.xml", source)) == "book\n\nDescale every three months.\n\nUse vinegar."


def test_what_is_no_whole_xml_is_read_as_it_stands(tmp_path):
    assert text(loaded(tmp_path, "a.xml", "<a><b>Rent: 900</b>")) == "<a><b>Rent: 900</b>"
    assert text(loaded(tmp_path, "b.xml", "<a/>")) == "<a/>"


def test_no_other_file_is_read_for_an_entity(tmp_path):
    (tmp_path / "secret.txt").write_text("7719")
    source = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{tmp_path / "secret.txt"}">]><a><b>code &x;</b><c>1</c></a>'
    assert "7719" not in text(loaded(tmp_path, "a.xml", source))
