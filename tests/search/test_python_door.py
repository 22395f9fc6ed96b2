"""`kb.open` from Python: what makes no sense is refused, and after `close` nothing is read or written."""

from __future__ import annotations

from typing import cast

import pytest
from papers import QUESTION, fill_home

import kb
from kb.errors import HomeError, UsageError
from kb.settings import Settings
from kb.types import Mode


def test_a_search_of_a_kind_that_there_is_not_is_refused_and_does_not_find_nothing(tmp_path):
    settings = Settings(home=fill_home(tmp_path), embed="builtin", chat="builtin")
    with kb.open(settings=settings) as base, pytest.raises(UsageError) as refused:
        base.search(QUESTION, mode=cast(Mode, "semantic"))
    assert str(refused.value) == "'semantic' is no kind of search. Give hybrid, vector or keyword."


def test_a_knowledge_base_that_was_closed_neither_reads_nor_writes(tmp_path):
    home = fill_home(tmp_path)
    base = kb.open(settings=Settings(home=home, embed="builtin", chat="builtin"))
    id = base.documents()[0].id
    base.close()
    for use in (
        lambda: base.search(QUESTION),
        lambda: list(base.ask(QUESTION)),
        lambda: base.remove(id),
        base.documents,
        base.spaces,
    ):
        with pytest.raises(HomeError) as refused:
            use()
        assert str(refused.value) == f"The knowledge base in {home} is closed. Open it again: kb.open(home)"
    base.close()
    with kb.open(settings=Settings(home=home, embed="builtin", chat="builtin")) as again:
        assert len(again.documents()) == 2
