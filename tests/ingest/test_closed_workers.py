"""Workers that are closed while one of their processes is being started."""

from __future__ import annotations

import gc
import threading
import time
import warnings
from contextlib import suppress

from ingest.workers.pool import Workers


def read_and_close(file, seconds: float) -> None:
    workers = Workers(1)

    def read() -> None:
        with suppress(RuntimeError):
            workers.read_one(file)

    reading = threading.Thread(target=read)
    reading.start()
    time.sleep(seconds)
    workers.close()
    reading.join()


def test_a_process_that_was_being_started_is_ended_and_its_pipes_are_closed(tmp_path):
    (tmp_path / "a.txt").write_text("The hall opens in May.")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for milliseconds in range(16):  # it takes some ten to start one
            read_and_close(tmp_path / "a.txt", milliseconds / 1000)
        gc.collect()
    assert [str(warning.message) for warning in seen] == []
