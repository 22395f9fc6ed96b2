"""An answer as HTML while it is written: blocks that are finished stay, the last one is sent anew as it grows."""

from __future__ import annotations

import time
from typing import Any

from api import serialize
from api.escape import escape, strip_controls
from api.serialize import Frame
from api.web.markdown import render_markdown, split_blocks
from api.web.transcript import write_transcript
from kb.types import Answer, Event, Sources, Token

OFTEN = 0.05  # seconds between two drawings: twenty a second are seen as steady growth
SHARE = 10  # drawing may take a tenth of the time: a long table is drawn less often


class LiveAnswer:
    """Takes the events of one answer in order."""

    def __init__(self) -> None:
        self._rest = ""  # of the text, what is not finished
        self._finished = 0  # blocks
        self._sources = 0
        self._due = 0.0
        self._held = False

    def draw(self, event: Event) -> list[Frame]:
        """Those of `POST /ask`, in whose place of `token` comes `blocks`: HTML of the blocks from number `at` on."""
        if isinstance(event, Token):
            self._rest += escape(event.text) if event.quoted else strip_controls(event.text)
            self._held = True
            return self._draw_blocks() if time.monotonic() >= self._due else []
        if isinstance(event, Sources):
            self._sources = len(event.hits)
        last = self.draw_held() if isinstance(event, Answer) else []
        return [*last, _with_transcript(event)]

    @property
    def seconds_due(self) -> float | None:
        """Until what is held back is to be drawn; None where nothing is."""
        return max(0.0, self._due - time.monotonic()) if self._held else None

    def draw_held(self) -> list[Frame]:
        """What was held back, where the next event is long in coming."""
        return self._draw_blocks() if self._held else []

    def _draw_blocks(self) -> list[Frame]:
        begun = time.monotonic()
        blocks = split_blocks(self._rest)
        data: dict[str, Any] = {
            "at": self._finished,
            "html": [render_markdown(block, self._sources) for block in blocks],
        }
        self._finished += len(blocks) - 1
        self._rest, self._held = blocks[-1], False
        now = time.monotonic()
        self._due = now + max(OFTEN, SHARE * (now - begun))
        return [Frame("blocks", data)]


def _with_transcript(event: Event) -> Frame:
    frame = serialize.answer_event(event)
    return (
        Frame(frame.name, {**frame.data, "markdown": write_transcript(event)}) if isinstance(event, Answer) else frame
    )
