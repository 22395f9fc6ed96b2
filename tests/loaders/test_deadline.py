"""A limit on time for one file after the other."""

from __future__ import annotations

import threading
import time

from ingest.workers.deadline import Deadline


def test_what_goes_on_for_too_long_expires_once():
    expired: list[float] = []
    deadline = Deadline(0.2, lambda: expired.append(time.monotonic()))
    began = time.monotonic()
    deadline.begin()
    time.sleep(0.7)
    deadline.close()
    assert len(expired) == 1
    assert expired[0] - began >= 0.2


def test_what_begins_anew_has_all_its_time_again_and_what_has_ended_does_not_expire():
    expired = threading.Event()
    deadline = Deadline(0.5, expired.set)
    for _ in range(4):
        deadline.begin()
        time.sleep(0.2)
    deadline.end()
    assert not expired.wait(0.8)
    deadline.begin()
    assert expired.wait(5)
    deadline.close()


def test_nothing_expires_after_closing_and_no_thread_is_left():
    expired = threading.Event()
    deadline = Deadline(0.2, expired.set)
    deadline.begin()
    deadline.close()
    assert not expired.wait(0.5)
    assert not [thread for thread in threading.enumerate() if thread.name == "kb-deadline" and thread.is_alive()]
