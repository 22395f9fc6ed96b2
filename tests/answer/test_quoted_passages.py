"""Without a chat model: where several sentences of one passage answer equally well, it is quoted as it stands."""

from filled import filled

DAYS = "周一 周二 周三 周四 周五".split()
FILES = {
    "Garden.md": "# Allotment rules\\n\\n## Hedges\\n\\nHedges are cut by the tenant in October. "
    "Hedges beside the road are cut by the council. A hedge taller than two metres is reported.\\n\\n"
    "## Water\\n\\nThe tap is opened on 2 April.\\n".replace("\\n", "\n"),
    "Keys.md": "# Keys\n\n"
    + "".join(
        f"## {place}\n\nA lost key to the {place.lower()} costs {price} euros.\n\n"
        for place, price in (("Barn", 20), ("Boathouse", 25), ("Cellar", 15), ("Loft", 30), ("Mill", 35))
    ),
    "会议室.md": "# 会议室管理规定\n\n## 预订\n\n"
    + "会议室由各部门秘书在系统中提前一天预订。会议室使用后由预订人关闭灯光和投影。"
    + "".join(f"{day}的会议室由行政部在早上八点以前检查一遍，并把结果写进当天的记录表里备查。" for day in DAYS)
    + "\n",
}


def test_a_rule_is_quoted_with_the_exception_that_follows_it(base):
    *_, answer = base.ask("Who cuts the hedges?")
    assert answer.text.splitlines()[1] == (
        "- Hedges: “Hedges are cut by the tenant in October. Hedges beside the road are cut by the council. "
        "A hedge taller than two metres is reported.” [1]"
    )
    assert len(answer.citations) == 1


def test_a_sentence_that_answers_alone_is_quoted_alone(base):
    *_, answer = base.ask("When is the tap opened?")
    assert answer.text.splitlines()[1:] == ["- Water: “The tap is opened on 2 April.” [1]"]


def test_of_chinese_half_as_many_letters_are_read_at_a_glance(base):
    *_, answer = base.ask("会议室由谁预订，用后由谁关灯？")
    assert all(len(line) < 200 for line in answer.text.splitlines())
    assert "会议室由各部门秘书在系统中提前一天预订。会议室使用后由预订人关闭灯光和投影。" in answer.text


def test_up_to_four_passages_are_quoted_where_they_answer_about_equally_well(base):
    *_, answer = base.ask("What does a lost key cost?")
    assert len(answer.text.splitlines()[1:]) == 4
    *_, refused = base.ask("Who won the regatta of 1987?")
    assert refused.refused
    assert len(refused.nearest) == 3


def test_a_passage_begins_with_a_sentence_that_answers_nearly_as_well_as_those_quoted(tmp_path):
    minutes = (
        "# Minutes of the club\n\n## Caterer\n\nThree firms were heard, and the board takes Holmgren. "
        "The caterer works under the name of the club. The caterer signs with the treasurer. "
        "The caterer brings its own staff. The caterer cleans the kitchen of the club. The caterer starts in May.\n\n"
        "## Roof\n\nThe roof is mended in June.\n"
    )
    with filled(tmp_path, {"Minutes.md": minutes}) as club:
        *_, answer = club.ask("Which caterer does the board of the club take?")
    assert "Three firms were heard, and the board takes Holmgren. The caterer works" in answer.text
    assert len(answer.text.splitlines()) == 2


def list_of_tools(count: int) -> str:
    tools = "".join(
        f"- tool {n}: a sturdy one with a long handle of ash, kept dry in the shed\n" for n in range(1, count)
    )
    return f"# Shed\n\nThese tools may be borrowed from the shed:\n\n{tools}- the red wheelbarrow\n"


def test_a_list_is_quoted_to_its_last_item(tmp_path):
    with filled(tmp_path, {"Shed.md": list_of_tools(10)}) as base:
        *_, answer = base.ask("Which tools may be borrowed from the shed?")
    assert "the red wheelbarrow" in answer.text
    assert answer.citations[0].quote.endswith("the red wheelbarrow")


def test_of_a_list_that_is_too_long_is_said_how_much_is_missing(tmp_path):
    with filled(tmp_path, {"Shed.md": list_of_tools(40)}) as base:
        *_, answer = base.ask("Which tools may be borrowed from the shed?")
    shown = answer.citations[0].quote.count("- tool")
    assert shown > 10
    assert f"(and {40 - shown} more)" in answer.text
