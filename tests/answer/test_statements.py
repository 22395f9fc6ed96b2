"""What of a page can be quoted alone and still says who and what."""

import pytest

from kb.text.statements import split_statements
from kb.types import Heading, Page, Span


def read(text: str, path: str = "a.txt", **fields) -> list[tuple[str, str]]:
    """Kind and reading of each; that its text is the page's own is checked beside it."""
    found = split_statements(Page(text, **fields), path)
    assert all(text[one.start : one.end] == one.text for one in found)
    return [(one.kind, one.plain_text) for one in found]


def contexts(text: str, path: str = "a.txt", **fields) -> list[tuple[str, ...]]:
    return [one.context for one in split_statements(Page(text, **fields), path)]


def test_a_sentence_stands_under_its_heading():
    text = "# Leave\n\nThirty days a year. Ask first.\n"
    heading = (Heading(0, 1, "Leave"),)
    assert read(text, headings=heading) == [("sentence", "Thirty days a year."), ("sentence", "Ask first.")]
    assert contexts(text, headings=heading) == [("Leave",), ("Leave",)]


def test_a_heading_that_begins_in_the_middle_of_a_line_heads_what_follows():
    text = "2.1 Leave\nThirty days a year.\n2.2 Notice\nSix weeks.\n"
    headings = (Heading(4, 1, "Leave"), Heading(34, 1, "Notice"))
    assert contexts(text, headings=headings) == [("Leave",), ("Notice",)]


def test_a_short_line_alone_heads_what_follows_where_no_markup_says_so():
    text = "Deposit\nThe tenant pays two months' rent in advance.\nKeys\nThree keys are handed over.\n"
    assert contexts(text, number=1) == [("Deposit",), ("Keys",)]
    assert read(text, number=1)[0] == ("sentence", "The tenant pays two months' rent in advance.")


def test_a_row_is_read_with_the_names_of_its_columns_and_the_header_is_none():
    text = "| Item | Price EUR |\n| --- | --- |\n| Desk | 420 |\n| Sp. z o.o. chair | 99.50 |\n"
    assert read(text) == [("row", "Item: Desk; Price EUR: 420"), ("row", "Item: Sp. z o.o. chair; Price EUR: 99.50")]
    assert split_statements(Page(text))[0].text == "| Desk | 420 |"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("|  |  |\n| --- | --- |\n| Patient | Ada Muster |\n| Born | 1961 |", ["Patient: Ada Muster", "Born: 1961"]),
        (
            "| Name: | Karl | Born: | 1950 |\n| --- | --- | --- | --- |\n| Sender: | Dr. Pape | Lab: |  |",
            ["Name: Karl; Born: 1950", "Sender: Dr. Pape; Lab"],
        ),
        ("客户：\t汉堡机械\n单号：\tHD-26\n日期：\t3月18日", ["客户: 汉堡机械", "单号: HD-26", "日期: 3月18日"]),
        ("|  |  |  |\n| --- | --- | --- |\n| 1 | Ada | 120 |", ["1; Ada; 120"]),
        (
            "Patient\t\tAda\nBorn\t\t03.04.1961\nInsurer\tAOK\nDiet\tnone",
            ["Patient: Ada", "Born: 03.04.1961", "Insurer: AOK", "Diet: none"],
        ),
        (
            "| Aim: | Rent |\n| --- | --- |\n| Berlin | 900 |\n| Kiel | 700 |",
            ["Aim:: Berlin; Rent: 900", "Aim:: Kiel; Rent: 700"],
        ),
    ],
)
def test_the_first_row_of_a_form_is_read_like_the_others_each_value_with_its_label(table, expected):
    assert [read for _, read in read(table)] == expected


def test_years_name_columns_of_a_pdf_page_and_times_do_not():
    years = "Account\t2024\t2025\nRent\t900\t950\nPower\t80\t85"
    assert read(years) == [
        ("row", "Account: Rent; 2024: 900; 2025: 950"),
        ("row", "Account: Power; 2024: 80; 2025: 85"),
    ]
    assert read("2023\t2022\t2021\nStores\t355\t178\nShops\t12\t14")[1] == ("row", "Stores; 355; 178")
    assert read("737-7\t2011\t2023\n737-10\t2017\t2024\n777X\t2013\t2025")[0] == ("row", "737-7; 2011; 2023")
    times = "Rowing\t10:30\tMon\nSwimming\t11:45\tTue\nRunning\t12:00\tWed"
    assert read(times)[:2] == [("row", "Rowing; 10:30; Mon"), ("row", "Swimming; 11:45; Tue")]


def test_rows_parted_by_tabs_on_a_pdf_page_are_rows():
    text = "Port\tDepth m\nHamburg\t15.1\nBremen\t10.7\nKiel\t9.5\n"
    assert read(text, number=1) == [
        ("row", "Port: Hamburg; Depth m: 15.1"),
        ("row", "Port: Bremen; Depth m: 10.7"),
        ("row", "Port: Kiel; Depth m: 9.5"),
    ]


def test_marks_that_stand_apart_from_their_items_by_a_tab_are_no_column():
    text = "The fee covers:\n•\tthe yearly budget,\n•\tone meeting a year,\n•\tthe accounts.\n"
    assert [kind for kind, _ in read(text)] == ["list", "item", "item", "item"]
    assert contexts(text)[1] == ("The fee covers:",)


def test_an_item_is_read_below_the_line_that_leads_in():
    text = "Bring the following on the first day:\n\n- your passport\n- your tax number\n"
    assert read(text) == [
        ("list", "Bring the following on the first day: - your passport - your tax number"),
        ("item", "- your passport"),
        ("item", "- your tax number"),
    ]
    assert contexts(text)[1:] == [("Bring the following on the first day:",)] * 2


def test_a_clause_is_not_cut_where_its_line_was_wrapped_before_a_number_in_brackets():
    text = "5.1 Liability is limited to the fees that were paid in the last twelve\n(12) months before the claim.\n"
    [one] = split_statements(Page(text, number=1))
    assert (
        one.plain_text
        == "5.1 Liability is limited to the fees that were paid in the last twelve (12) months before the claim."
    )
    assert one.mark == "5.1"


def test_clauses_that_follow_each_other_in_one_paragraph_stay_apart():
    text = "6.1 The parties sign what is attached as Schedule C.\n6.2 A loss is reported within two days.\n"
    assert [one.mark for one in split_statements(Page(text, number=1))] == ["6.1", "6.2"]


def test_a_chinese_article_stays_whole_over_its_semicolons():
    text = "第三条 住宿：一类城市每晚500元；其他城市每晚300元。超出部分自理。\n第四条 餐费每天80元。\n"
    assert read(text) == [
        ("item", "第三条 住宿：一类城市每晚500元；其他城市每晚300元。超出部分自理。"),
        ("item", "第四条 餐费每天80元。"),
    ]
    assert [one.mark for one in split_statements(Page(text))] == ["第三条", "第四条"]


def test_a_mail_is_its_head_and_sentences_under_its_subject_and_date():
    head = "From: Ada <ada@a.example>\nDate: Mon, 03 Feb 2025 10:00:00 +0100\nSubject: Keys\n\n"
    text = f"{head}The keys are with Tom now.\n"
    assert read(text) == [
        ("header", "From: Ada <ada@a.example> Date: Mon, 03 Feb 2025 10:00:00 +0100 Subject: Keys"),
        ("sentence", "The keys are with Tom now."),
    ]
    assert contexts(text)[1] == ("Date: Mon, 03 Feb 2025 10:00:00 +0100", "Subject: Keys")


def test_a_json_object_is_one_record_with_its_names():
    text = '[\n  {"name": "Ada", "address": {"city": "Kiel"}},\n  {"name": "Tom", "address": {"city": "Bonn"}}\n]\n'
    assert read(text, "people.json") == [
        ("record", "name: Ada; address city: Kiel"),
        ("record", "name: Tom; address city: Bonn"),
    ]


def test_a_long_json_object_gives_values_that_say_whose_they_are():
    text = '{"name": "Ada", "city": "Kiel", "note": "' + "x" * 480 + '", "age": 41}'
    assert ("value", "age: 41") in read(text, "ada.json")
    assert contexts(text, "ada.json")[-1] == ("name: Ada", "city: Kiel")


def test_each_line_of_jsonl_is_a_record():
    text = '{"id": 1, "say": "a"}\n{"id": 2, "say": "b"}\n'
    assert read(text, "log.jsonl") == [("record", "id: 1; say: a"), ("record", "id: 2; say: b")]


def test_a_yaml_value_is_read_with_its_path_and_its_comment():
    text = "database:\n  pool:\n    # connections at once\n    max: 20\n  host: db1\n"
    assert read(text, "app.yaml") == [("value", "connections at once; max: 20"), ("value", "host: db1")]
    assert contexts(text, "app.yaml") == [("database", "pool"), ("database",)]


def test_front_matter_of_markdown_is_values():
    text = "---\nauthor: Ada\n---\n# Backups\n\nNightly at two.\n"
    page = {"headings": (Heading(text.index("# B"), 1, "Backups"),), "boilerplate": (Span(0, text.index("# B")),)}
    assert read(text, "backups.md", **page) == [("header", "author: Ada"), ("sentence", "Nightly at two.")]


def test_a_yaml_block_of_text_is_one_value():
    text = "team:\n  about: >-\n    Department heads plus\n    the CEO\n\n    meet on Tuesdays\n  size: 9\n"
    assert read(text, "a.yaml") == [
        ("value", "about: Department heads plus the CEO meet on Tuesdays"),
        ("value", "size: 9"),
    ]
    assert contexts(text, "a.yaml") == [("team",), ("team",)]


def test_a_yaml_value_goes_on_in_lines_that_are_deeper_and_name_nothing():
    text = "about: Department heads plus\n  the CEO\nhosts:\n  - db1\n  - db2\n"
    assert read(text, "a.yaml") == [
        ("value", "about: Department heads plus the CEO"),
        ("value", "db1"),
        ("value", "db2"),
    ]


def test_a_yaml_block_that_holds_settings_is_read_by_its_lines():
    text = "data:\n  app.conf: |\n    max = 20\n    host = db1\n"
    assert read(text, "a.yaml") == [("value", "max: 20"), ("value", "host: db1")]
    assert contexts(text, "a.yaml") == [("data", "app.conf"), ("data", "app.conf")]


def test_front_matter_that_only_a_sites_generator_needs_says_nothing():
    text = (
        "---\ntitle: Holiday\nnav_order: 3\nredirect_from:\n  - /guides/holiday\n  - old/holiday.html\ndraft: false\n"
        "version: 3\nowner: People team\n---\nYou get 25 days.\n"
    )
    page = {"boilerplate": (Span(0, text.index("You")),)}
    assert read(text, "a.md", **page) == [
        ("header", "version: 3"),
        ("header", "owner: People team"),
        ("sentence", "You get 25 days."),
    ]


def test_a_table_that_markdown_has_as_html_is_rows_with_their_columns():
    text = (
        "Holidays:\n\n<table class='x'>\n  <tr>\n    <th>Day</th>\n    <th>Date</th>\n  </tr>\n  <tr>\n"
        "    <td>Labor &amp; Day</td>\n    <td>First <b>Monday</b></td>\n  </tr>\n</table>\n\nOffices are closed.\n"
    )
    assert read(text, "a.md")[-2:] == [
        ("row", "Day: Labor & Day; Date: First Monday"),
        ("sentence", "Offices are closed."),
    ]
    row = split_statements(Page(text), "a.md")[-2]
    assert row.text.startswith("<tr>\n    <td>Labor &amp; Day</td>")


def test_a_table_that_never_ends_hides_nothing():
    assert read("<table>\n\nOffices are closed.\n", "a.md") == [("sentence", "Offices are closed.")]


def test_lines_of_nothing_but_tags_are_no_statements_and_head_nothing():
    text = "<details>\n<summary>\n\nOffices are closed on Sundays.\n\n</summary>\n</details>\n<name>\n"
    assert read(text, "a.md") == [("sentence", "Offices are closed on Sundays."), ("sentence", "<name>")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("See [the rules](../rules.md) first.", "See the rules first."),
        ("Use [this form](https://forms.example/a) now.", "Use this form (https://forms.example/a) now."),
        (
            'Use <a href="https://forms.example/a" class="b">this form</a> now.',
            "Use this form (https://forms.example/a) now.",
        ),
        ("You **must** ask <u>first</u>.", "You must ask first."),
        ("![The plan](plan.png) shows 2**3**4, f(x)[0](y) and [1].", "The plan shows 2**3**4, f(x)[0](y) and [1]."),
        ("Where a <b and c> d, stop.", "Where a <b and c> d, stop."),
        ("| Elm Road 1<br/>Leeds | <name> |", "Elm Road 1 / Leeds; <name>"),
        (
            r"Open \[A\] \(optional\) or `\(x\)`, eng\_team, 1\. and \\.",
            r"Open [A] (optional) or `\(x\)`, eng_team, 1. and \.",
        ),
        (r"Copy to C:\_x\y or \\srv\_a\b now.", r"Copy to C:\_x\y or \\srv\_a\b now."),
        ("The *first* of _all_ (_two_), 2 * 3 * 4, a_b_c, **.", "The first of all (two), 2 * 3 * 4, a_b_c, **."),
        (
            "我们缴纳**六险**，__须经批准__，用 __init__ 与 a -&gt; b。",
            "我们缴纳六险，须经批准，用 __init__ 与 a -> b。",
        ),
        ("> Ask first, then buy.", "Ask first, then buy."),
        ("* _Sum_ - of the year", "Sum - of the year"),
    ],
)
def test_links_bold_words_and_tags_are_read_as_they_are_seen(text, said):
    assert [told for _, told in read(text, "a.md")] == [said]


def test_a_list_of_markdown_is_read_with_bullets():
    assert ("list", "We pay for: • 2 taxis • *lunch* there") in read(
        "We pay for:\n- 2 taxis\n* \\*lunch\\* there\n", "a.md"
    )


def test_what_is_to_be_ticked_has_its_box():
    assert [told for _, told in read("Ahead:\n- [ ] order cake\n- [x] book the band\n", "a.md")] == [
        "Ahead: ☐ order cake ☑ book the band",
        "☐ order cake",
        "☑ book the band",
    ]


def test_what_leads_into_a_list_says_nothing_of_what_follows_the_list():
    text = "# Rules\n\nWe pay for:\n\n- trains\n- taxis\n\nAsk before you spend.\n"
    page = {"headings": (Heading(0, 1, "Rules"),)}
    assert read(text, "a.md", **page)[-1] == ("sentence", "Ask before you spend.")
    assert contexts(text, "a.md", **page)[-1] == ("Rules",)


def test_code_is_a_function_with_the_comment_above_it_and_a_constant_with_its_own():
    text = "# how often to try\nRETRIES = 3\nWAIT = 2.0\n\n\n# Sends one mail.\ndef send(mail):\n    connect(mail)\n"
    assert read(text, "mail.py") == [
        ("code", "# how often to try RETRIES = 3"),
        ("code", "WAIT = 2.0"),
        ("code", "# Sends one mail. def send(mail): connect(mail)"),
    ]


def test_what_is_boilerplate_is_no_statement():
    text = "Confidential, page 1 of 3\nThe lease ends in May.\n"
    assert read(text, number=1, boilerplate=(Span(0, 25),)) == [("sentence", "The lease ends in May.")]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "---\n", "| a | b |\n| --- | --- |\n", "# Only a heading\n", "{", "[1, 2"]
)
@pytest.mark.parametrize("path", ["a.md", "a.json", "a.yaml", "a.py", "a.csv"])
def test_a_page_without_anything_to_say_has_no_statement_that_is_a_heading_or_a_header(text, path):
    heading = (Heading(0, 1, "Only a heading"),) if text.startswith("#") else ()
    found = split_statements(Page(text, headings=heading), path)
    assert all(one.text.strip() and text[one.start : one.end] == one.text for one in found)
    assert not [one for one in found if path.endswith((".md", ".csv")) and one.text.startswith(("#", "| a"))]


def test_text_without_an_end_is_quoted_in_pieces_that_can_be_read():
    text = "and then another word " * 500
    found = split_statements(Page(text))
    assert all(len(one.text) <= 1500 and text[one.start : one.end] == one.text for one in found)
    assert sum(len(one.text.split()) for one in found) == 2000


def test_a_row_with_an_endless_cell_is_quoted_as_far_as_one_reads():
    text = f"| Name | Note |\n| --- | --- |\n| Ada | {'long note ' * 1000}|\n"
    [one] = split_statements(Page(text))
    assert len(one.text) <= 1500
    assert one.text.startswith("| Ada | long note ")
    assert one.cells[0] == ("Name", "Ada")
    assert len(one.plain_text) <= 1500


def test_what_is_left_out_in_the_middle_of_a_text_is_in_no_statement():
    text = "The gate is locked\nOld: at nine\nat ten.\nGates › Bridges\nThe bridge is free.\n"
    left_out = {"boilerplate": (Span(19, 31),), "navigation": (Span(40, 55),)}
    assert [words for _, words in read(text, **left_out)] == ["The gate is locked", "at ten.", "The bridge is free."]


def test_a_fence_holds_code_whose_pieces_stand_under_the_heading_above_it():
    text = (
        "# Setup\n\nRun it once.\n\n```python\ndef start(port):\n    return port + 1\n\nLIMIT = 5\n```\n\nThen wait.\n"
    )
    heading = (Heading(0, 1, "Setup"),)
    assert [(one.kind, one.text) for one in split_statements(Page(text, headings=heading))] == [
        ("sentence", "Run it once."),
        ("code", "def start(port):\n    return port + 1"),
        ("code", "LIMIT = 5"),
        ("sentence", "Then wait."),
    ]
    assert contexts(text, headings=heading) == [("Setup",)] * 4


def test_a_fence_that_is_never_closed_holds_the_rest():
    text = "Run it once.\n\n```\nmake all\n"
    assert [(one.kind, one.text) for one in split_statements(Page(text))] == [
        ("sentence", "Run it once."),
        ("code", "make all"),
    ]


def test_a_name_that_a_page_ends_with_can_be_quoted():
    assert read("Fees are due on the first of each month.\nHenrike Ohlmann", number=4) == [
        ("sentence", "Fees are due on the first of each month."),
        ("sentence", "Henrike Ohlmann"),
    ]


def test_lines_of_chinese_are_joined_without_a_blank():
    assert read("试用期间公司将对员工进行考核，试用期届满，经公司考核合格\n者，可转为正式员工。") == [
        ("sentence", "试用期间公司将对员工进行考核，试用期届满，经公司考核合格者，可转为正式员工。")
    ]
