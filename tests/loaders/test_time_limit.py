"""A limit on time for one file after the other."""

from __future__ import annotations

import threading
import time

from ingest.workers.time_limit import TimeLimit


def test_what_goes_on_for_too_long_expires_once():
    expired: list[float] = []
    limit = TimeLimit(0.2, lambda: expired.append(time.monotonic()))
    began = time.monotonic()
    limit.begin()
    time.sleep(0.7)
    limit.close()
    assert len(expired) == 1
    assert expired[0] - began >= 0.2


def test_what_begins_anew_has_all_its_time_again_and_what_has_ended_does_not_expire():
    expired = threading.Event()
    limit = TimeLimit(0.5, expired.set)
    for _ in range(4):
        limit.begin()
        time.sleep(0.2)
    limit.end()
    assert not expired.wait(0.8)
    limit.begin()
    assert expired.wait(5)
    limit.close()


def test_nothing_expires_after_closing_and_no_thread_is_left():
    expired = threading.Event()
    limit = TimeLimit(0.2, expired.set)
    limit.begin()
    limit.close()
    assert not expired.wait(0.5)
    assert not [thread for thread in threading.enumerate() if thread.name == "kb-time-limit" and thread.is_alive()]
