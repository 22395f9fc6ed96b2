"""A home that is opened for those who need it and given back when nobody does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.backend.lease import Lease


class Library:
    """Counts how often it is opened and closed."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.shut = threading.Event()

    @contextmanager
    def open(self) -> Iterator[str]:
        self.opened += 1
        yield f"opened {self.opened}"
        self.closed += 1
        self.shut.set()


def test_one_opening_serves_all_who_borrow_and_is_given_back_when_idle():
    library = Library()
    lease = Lease(library.open, idle=0.05)
    with lease.borrow() as first, lease.borrow() as second:
        assert (first, second, library.closed) == ("opened 1", "opened 1", 0)
    with lease.borrow() as soon:
        assert soon == "opened 1"
    assert library.shut.wait(5)
    with lease.borrow() as later:
        assert later == "opened 2"
    lease.close()
    assert (library.opened, library.closed) == (2, 2)


def test_after_an_error_the_next_one_opens_anew():
    library = Library()
    lease = Lease(library.open, idle=60)
    with pytest.raises(ValueError), lease.borrow():
        raise ValueError
    assert library.closed == 1
    with lease.borrow() as again:
        assert again == "opened 2"
    lease.close()
