"""What computes asks whether it is still wanted."""

from __future__ import annotations

import pytest

from ingest.scan.walk import digest
from kb.answer.check.claims import check
from kb.cancel import CalledOff, CancelScope, ask_on
from kb.engines.builtin.embedder import BuiltinEmbedder


def test_work_that_was_called_off_stops_at_its_next_step(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    scope = CancelScope()
    with scope.enter():
        ask_on()
        scope.cancel()
        for work in (
            ask_on,
            lambda: BuiltinEmbedder().embed_query("leave"),
            lambda: check("We have 28 days.", "We have 28 days."),
            lambda: digest(tmp_path / "a.txt"),
        ):
            with pytest.raises(CalledOff):
                work()
    assert check("We have 28 days of leave.", "We have 28 days of leave.").supported
