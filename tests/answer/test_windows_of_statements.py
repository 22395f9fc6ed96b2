"""Statements and the windows of chunks: each statement is made of whole windows."""

import pytest
from chunking import split

from kb.engines.passages import make_passages
from kb.text.statements import split_statements
from kb.types import Heading, Page

LIST = "# Leave\n\nStaff may take leave for:\n- moving house\n- a wedding\n\nIt is paid. Ask Ms. Moor first.\n"
TABLE = "| city | limit |\n|---|---|\n| Bonn | 100 |\n| Graz | 90 |\n"
JSON = '{"rent": {"amount": 900, "currency": "EUR"}, "deposit": 2700}'


def passages(text, path, limit=400):
    page = Page(text, headings=(Heading(0, 1, "Leave"),) if text.startswith("#") else ())
    chunks = split("d", "Title", [page], limit=limit, count_tokens=len)
    return page, chunks, make_passages([page], path, chunks, {chunk.digest for chunk in chunks}, windows=True)


@pytest.mark.parametrize(
    ("text", "path"),
    [(LIST, "leave.md"), (TABLE, "cities.md"), (JSON, "rent.json"), ("员工每年有五天年假。病假须通知主管。", "a.txt")],
)
def test_every_statement_of_a_passage_is_made_of_whole_windows(text, path):
    page, [chunk], made = passages(text, path)
    windows = made[chunk.digest].windows
    for statement in split_statements(page, path):
        inside = [each for each in windows if statement.start <= each.start + chunk.start < statement.end]
        assert inside and inside[-1].end + chunk.start <= statement.end
    assert sum(each.end - each.start for each in windows) <= len(chunk.text)


def test_windows_are_counted_from_the_chunks_own_text():
    _, [chunk], made = passages(LIST, "leave.md")
    passage = made[chunk.digest]
    assert passage.text == chunk.index_text == f"Title › Leave\n{chunk.text}"
    texts = [passage.text[span.start : span.end].strip() for span in passage.spans]
    assert "- a wedding" in texts and "It is paid." in texts and "Ask Ms. Moor first." in texts


def test_a_statement_over_the_border_of_chunks_has_a_window_in_each():
    text = "word " * 100 + "end."
    _, chunks, made = passages(text, "a.txt", limit=200)
    assert len(chunks) > 2
    assert [len(made[chunk.digest].windows) for chunk in chunks] == [1] * len(chunks)


def test_only_what_is_asked_for_is_made_and_without_windows_where_none_are_given():
    page, [chunk], _ = passages(LIST, "leave.md")
    assert make_passages([page], "leave.md", [chunk], set(), windows=True) == {}
    [passage] = make_passages([page], "leave.md", [chunk], {chunk.digest}, windows=False).values()
    assert passage.windows == ()
