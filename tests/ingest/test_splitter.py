"""Chunks: exact offsets, nothing lost, never too long, under the right headings, and stable."""

from __future__ import annotations

import random
import re

import pytest
from chunking import split
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.types import Chunk, Heading, Page, Span


def words(text: str) -> int:
    """Tokens as a plain counter sees them: a word, a mark or an East Asian character each."""
    return len(re.findall(r"[A-Za-z0-9]{1,6}|[^\sA-Za-z0-9]", text))


def chunks_of(*pages: Page, title: str = "T", limit: int = 250, max_chars: int = 800) -> list[Chunk]:
    return split("doc", title, pages, limit=limit, count_tokens=words, max_chars=max_chars)


def texts(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks]


WORDS = ["word ", "Sentence ends. ", "好的。", "中文字，", "é́", "👩\u200d👩\u200d👧", "...... ", "1,234.5 ", "x" * 130]
BREAKS = ["\n", "\n\n", "  ", "\t", "\u3000", "\r\n"]
LINES = ["```\n", "~~~\n", "# Heading\n", "- item\n", "| a | b |\n", "| --- | --- |\n"]
PIECES = st.sampled_from(WORDS + BREAKS + LINES)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=120).map("".join))


@st.composite
def any_page(draw: st.DrawFn) -> Page:
    text = draw(TEXTS)
    places = st.integers(0, max(0, len(text) - 1))
    headings = draw(st.lists(st.builds(Heading, places, st.integers(1, 4), st.text(max_size=90)), max_size=5))
    boilerplate = draw(st.lists(st.tuples(places, st.integers(0, 40)), max_size=3))
    spans = tuple(Span(start, min(len(text), start + length)) for start, length in boilerplate)
    return Page(text, draw(st.none() | st.integers(1, 9)), headings=tuple(headings), boilerplate=spans)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(any_page(), max_size=3), TEXTS, st.integers(32, 300), st.integers(20, 800), st.sampled_from([words, len])
)
def test_no_text_is_lost_or_changed_or_too_long(pages, title, limit, max_chars, count_tokens):
    chunks = split("doc", title, pages, limit=limit, count_tokens=count_tokens, max_chars=max_chars)
    left = [list(page.text) for page in pages]
    for chunk in chunks:
        page = pages[chunk.page_index]
        assert chunk.text == page.text[chunk.start : chunk.end] and chunk.text.strip() == chunk.text != ""
        assert chunk.page == page.number
        assert len(chunk.text) <= max_chars and count_tokens(chunk.index_text) <= limit
        assert not any(span.start < chunk.end and span.end > chunk.start for span in page.boilerplate)
        left[chunk.page_index][chunk.start : chunk.end] = " " * len(chunk.text)
    for page, rest in zip(pages, left, strict=True):
        for span in page.boilerplate:
            rest[span.start : span.end] = " " * (span.end - span.start)
        assert not "".join(rest).strip()
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))


def markdown(text: str) -> Page:
    found = re.finditer(r"(?m)^(#+) (.*)$", text)
    return Page(text, headings=tuple(Heading(match.start(), len(match[1]), match[2]) for match in found))


LONG = "This is a sentence of the section that goes on for a while. " * 6


def test_each_section_is_a_chunk_of_its_own_under_the_path_of_its_headings():
    page = markdown(f"# Guide\n\n## Leave\n\n{LONG}\n\n### Abroad\n\n{LONG}\n\n## Pay\n\n{LONG}\n")
    chunks = chunks_of(page, title="Handbook")
    assert [chunk.heading for chunk in chunks] == [("Guide",), ("Guide", "Leave", "Abroad"), ("Guide", "Pay")]
    assert chunks[0].text.startswith("# Guide\n\n## Leave\n\nThis") and chunks[1].text.startswith("### Abroad\n\nThis")
    assert chunks[2].index_text.startswith("Handbook › Guide › Pay\n## Pay\n")


def test_a_heading_that_says_what_the_title_says_is_not_repeated():
    [chunk] = chunks_of(markdown(f"# Leave\n\n{LONG}"), title="Leave")
    assert chunk.heading == () and chunk.index_text.startswith("Leave\n# Leave\n\nThis")


def test_small_sections_share_a_chunk_under_the_headings_they_have_in_common():
    page = markdown("# Words\n\n## Ask\n\nTo put a question.\n\n## Cite\n\nTo name a source.\n")
    [chunk] = chunks_of(page)
    assert chunk.heading == ("Words",) and chunk.text == page.text.strip()


def test_a_heading_line_is_never_parted_from_what_it_heads():
    page = markdown("".join(f"## Section {n}\n\n{LONG * 2}\n\n" for n in range(20)))
    assert not [text for text in texts(chunks_of(page)) if re.search(r"## Section \d+\Z", text)]


def test_a_section_goes_on_under_its_headings_on_the_pages_after():
    outline = (Heading(0, 1, "Risks"), Heading(400, 2, "Market"))
    pages = [Page(LONG + LONG, 1, headings=outline), Page(LONG, 2), Page(LONG, 3, headings=(Heading(0, 1, "Tax"),))]
    assert [(chunk.page, chunk.heading) for chunk in chunks_of(*pages)] == [
        (1, ("Risks",)),
        (1, ("Risks", "Market")),
        (2, ("Risks", "Market")),
        (3, ("Tax",)),
    ]


def test_boilerplate_is_in_no_chunk():
    text = f"ACME annual report\n{LONG}\nPage 7 of 9"
    boilerplate = (Span(0, 18), Span(len(text) - 11, len(text)))
    assert texts(chunks_of(Page(text, 7, boilerplate=boilerplate))) == [LONG.strip()]


def table(rows: int) -> str:
    body = "".join(f"| {n:03d} | {'cell of the row ' * 3}{n} |\n" for n in range(rows))
    return f"| No | What it says |\n| --- | --- |\n{body}"


def test_a_table_that_goes_on_keeps_its_rows_whole_and_carries_its_header():
    first, *others = chunks_of(Page(f"The list:\n\n{table(60)}\nThe end."))
    assert first.context == "" and "| No | What it says |" in first.text
    assert len(others) > 3 and {chunk.context for chunk in others} == {"| No | What it says |"}
    assert others[0].index_text.split("\n")[:2] == ["T", "| No | What it says |"]
    rows = [line for chunk in (first, *others) for line in chunk.text.split("\n") if re.match(r"\| \d", line)]
    assert len(rows) == 60 and all(re.fullmatch(r"\| \d{3} \| .* \|", row) for row in rows)


def test_a_header_row_that_would_take_over_keeps_the_cells_that_fit():
    cells = [f"column number {n}" for n in range(60)]
    text = f"| {' | '.join(cells)} |\n|{' --- |' * 60}\n" + "| 1 |\n" * 400
    chunks = chunks_of(Page(text), limit=90)
    assert chunks[-1].context.startswith("| column number 0 |") and chunks[-1].context.endswith(" |")
    assert words(chunks[-1].context) <= 30


def test_headings_give_way_to_the_text_from_the_outside_and_the_title_after_them():
    headings = tuple(Heading(0, level, f"level {level} " + "word " * 20) for level in range(1, 6))
    [chunk] = chunks_of(Page("The text itself.", headings=headings), limit=90)
    assert [path[:7] for path in chunk.heading] == ["level 5"]
    [chunk] = chunks_of(Page("The text itself."), title="endless " * 100, limit=90)
    assert chunk.text == "The text itself." and words(chunk.title) <= 30


def test_code_stays_in_one_chunk_where_it_fits():
    code = "```python\n" + "print('a line of code')\n\n" * 20 + "```"
    page = Page(f"{LONG}\n\n{code}\n\n{LONG}")
    assert code in "\n".join(texts(chunks_of(page)))
    assert [text.count("```") for text in texts(chunks_of(page))] == [0, 2, 0]


def test_chinese_is_cut_at_its_own_full_stops_within_the_token_limit():
    text = "员工每年可以享受十五天的带薪年假，须提前两周向主管申请。" * 60
    chunks = chunks_of(Page(text), limit=120)
    assert all(chunk.text.endswith("。") for chunk in chunks) and len(chunks) < 25


def story(paragraphs: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    word = ["river", "stone", "the", "a", "walks", "light", "morning", "of", "seven", "under", "letters", "and"]
    line = [" ".join(rng.choices(word, k=rng.randint(4, 18))).capitalize() + "." for _ in range(paragraphs * 4)]
    return [" ".join(line[at : at + rng.randint(1, 4)]) for at in range(0, len(line), 4)]


def test_no_chunk_ends_behind_an_abbreviation():
    text = "The lease began in the spring of that year. It was signed for the landlord by Dr. Weber and by Mr. Lang."
    assert texts(chunks_of(Page(text), max_chars=90)) == [
        "The lease began in the spring of that year.",
        "It was signed for the landlord by Dr. Weber and by Mr. Lang.",
    ]


def test_an_edited_paragraph_changes_only_the_chunks_around_it():
    before = story(200, seed=3)
    after = [*before[:90], before[90] + " And a new sentence stands here.", *before[91:]]
    old, new = (chunks_of(Page("\n\n".join(text))) for text in (before, after))
    assert len(old) > 50 and len({chunk.id for chunk in new} - {chunk.id for chunk in old}) <= 3


def test_the_same_holds_for_lines_that_are_all_alike():
    lines = [f"{n:05d},abc,def" for n in range(4000)]
    old = chunks_of(Page("\n".join(lines)))
    new = chunks_of(Page("\n".join([*lines[:700], "one more", *lines[700:]])))
    assert len({chunk.id for chunk in new} - {chunk.id for chunk in old}) <= 8


def test_equal_passages_have_ids_of_their_own_and_other_documents_have_others():
    page = Page("\n\n".join(["The same paragraph, word for word. " * 15] * 4))
    ids = [chunk.id for chunk in chunks_of(page)]
    other = split("other", "T", [page], limit=250, count_tokens=words)
    assert len(set(ids)) == len(ids) > 3 and not set(ids) & {chunk.id for chunk in other}


def test_hundreds_of_kilobytes_without_one_separator_are_cut():
    assert len(chunks_of(Page("abcdefghij" * 30_000))) > 300
    assert len(chunks_of(Page("```a\n" * 30_000))) > 100


def test_tokens_of_short_european_text_need_not_be_counted_but_those_of_chinese_do():
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return len(text)

    for text in ("The rent is 9,600 € – due on the third…", "Die Miete beträgt 9.600 Euro.", "租金每月三号到期。"):
        split("doc", "", [Page(text)], limit=254, count_tokens=count)
    assert counted == [
        "The rent is 9,600 € – due on the third…",
        "租金每月三号到期。",
    ]  # the euro is no letter of Latin


class Bounded:
    """Counts characters, and knows that there are no more tokens than these."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    def __call__(self, text: str) -> int:
        self.counted.append(text)
        return len(text)

    def count_at_most(self, text: str) -> int:
        return len(text)


def test_tokens_are_not_counted_where_there_are_few_enough_at_most():
    counter = Bounded()
    chunks = split("doc", "", [Page("租金每月三号到期。" * 50)], limit=100, count_tokens=counter)
    assert max(len(chunk.index_text) for chunk in chunks) <= 100
    assert all(len(text) > 100 for text in counter.counted)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("word " * 30 + 'said it.")))))"  ' + "Other " * 30, 'said it.")))))"'),
        ("word " * 30 + "ended. " + "Other " * 30, "word ended."),
        ("word " * 60, "word word"),
        ("甲" * 90 + "，" + "乙" * 90 + "。" + "丙" * 90, "乙乙。"),
    ],
)
def test_a_long_sentence_is_cut_between_its_words_where_no_better_border_is_in_reach(text, ends):
    first, *_ = split("d", "", [Page(text, 1)], limit=256, count_tokens=len, max_chars=200)
    assert first.text.endswith(ends)
