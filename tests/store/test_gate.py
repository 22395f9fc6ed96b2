"""Many pass the gate at once, and whoever closes it is alone."""

from threading import Event, Thread

import pytest

from kb.errors import Overloaded
from kb.store.gate import Gate


def test_two_are_inside_at_once():
    gate = Gate()
    first, second = gate.enter(), gate.enter()
    with first, second, pytest.raises(Overloaded), gate.close(0):
        raise AssertionError("not alone")
    with gate.close(0):
        pass


def test_whoever_comes_while_it_is_closed_waits_until_it_is_open_again():
    gate, inside = Gate(), Event()

    def pass_through() -> None:
        with gate.enter():
            inside.set()

    with gate.close(1):
        late = Thread(target=pass_through)
        late.start()
        assert not inside.wait(0.1)
    late.join(5)
    assert inside.is_set()


def test_one_who_does_not_leave_in_time_keeps_it_from_being_closed_and_others_may_come():
    gate = Gate()
    with gate.enter():
        with pytest.raises(Overloaded, match="Answers are still being written"), gate.close(0.01):
            raise AssertionError("not alone")
        other = Thread(target=lambda: gate.enter().__enter__())
        other.start()
        other.join(5)
        assert not other.is_alive()
