"""Without a chat model: what later documents say of the answering statement is found by that, in whatever words."""

import pytest
from filled import filled, read_quotes

from kb.answer.precedence.later_news import find_later_news
from kb.answer.selection.selection import Choice, statements_near
from kb.types import Hit

FILES = {
    "Ferry manual.md": "# Ferry manual\n\nEdition of March 2024\n\n## 3. Engines\n\n"
    "The oil of both engines is checked once a week, on Monday at 6 am, and entered in the green logbook.\n\n"
    "The cooling water of both engines is drained on 15 November.\n\n"
    "## 5. Crew\n\nThe deckhand on call is Walter Finch, who carries the key of the slipway.\n\n"
    "## 6. Fares\n\n| Fare | Price |\n|---|---|\n| Bicycle | £2.10 |\n| Dog | £1.40 |\n\n"
    "A season ticket costs £84 and is not refunded.\n",
    "notices/2026-02-10 engines.md": "# Engines\n\n10 February 2026\n\n"
    "Since the inspector came: oil levels of both engines are entered three times a week, at 7 am and at 5 pm.\n",
    "Note on the crew.md": "# Note on the crew\n\n3 March 2026\n\n"
    "Walter Finch hands the key of the slipway and the work of the deckhand on call to Mabel Stone on 1 April 2026.\n",
    "notices/2026-03-20 fares.md": "# Fares\n\n20 March 2026\n\n"
    "From 1 May 2026 a dog costs £1.80. Children travel free on Sundays.\n",
    "Western line.md": "# Western line\n\nEdition of June 2025\n\n"
    "A season ticket of the western line costs £96 and is refunded by the month.\n",
}
# What all of a folder has in common is taken out of each vector, and of five pages little would be left.
OTHERS = (
    "The village hall is let for weddings and birthdays by the parish clerk.",
    "Apples of the orchard are pressed in the second half of October.",
    "The library lends films, maps and four sewing machines.",
    "Rainwater is led into the pond behind the school.",
    "The choir sings in the chapel on the eve of the fair.",
    "Bread is baked in the old oven by the bakers' guild.",
    "The chess club plays in the reading room of the inn.",
    "Hedges along the lane are cut after the birds have flown.",
    "The museum shows looms, bells and a fire engine of 1911.",
    "Honey of the abbey is sold at the gate.",
    "The clock of the tower is wound by hand.",
    "Wool is spun and dyed in the mill's upper floor.",
    "The quarry was closed after the flood and is a lake today.",
    "Children of the kindergarten plant beans in May.",
    "A physician from the town visits the almshouse.",
    "The fire brigade rehearses on the meadow by the weir.",
    "Glass, paper and tins are collected behind the station.",
    "The forester marks trees that are to be felled with red paint.",
    "Voters find their polling station in the gymnasium.",
    "The observatory opens its dome on clear nights.",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    others = {f"village/{at}.txt": text for at, text in enumerate(OTHERS)}
    with filled(tmp_path_factory.mktemp("news"), FILES | others) as base:
        yield base


@pytest.fixture
def store(base):
    return base.store()


def find(store, words):
    """The text of the news of the one statement that has these words; empty where there is none."""
    for document in store.documents():
        for chunk in store.chunks_of(document.id):
            hit = Hit(chunk, 0.0, document.path)
            for statement in statements_near(store.pages_at([chunk.place])[chunk.place], hit):
                if words in statement.text and statement.kind not in ("list", "header"):
                    news = find_later_news(Choice(1, hit, statement, 0.0), store)
                    return news.statement.text if news else ""
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("checked once a week", "three times a week"),
        ("Walter Finch, who carries", "Mabel Stone"),
        ("Dog", "a dog costs £1.80"),
    ],
    ids=["other value", "other person", "row"],
)
def test_later_news_is_found_by_the_statement_that_it_changes(store, old, new):
    assert new in find(store, old)


@pytest.mark.parametrize("old", ["drained on 15 November", "Bicycle", "three times a week", "season ticket costs £84"])
def test_no_news_is_found_of_what_later_documents_do_not_change(store, old):
    assert find(store, old) == ""


def test_news_that_says_little_of_the_question_is_told_first_with_its_date(base):
    first, second = read_quotes(base, "How often is the green logbook of the engines filled in?")[:2]
    assert "three times a week" in first and "(2026-02-10)" in first
    assert "once a week" in second
