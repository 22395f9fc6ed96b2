"""How near is near, learned from a space's own text."""

import pytest
from library import fill

from kb.search.learning import learn_once, learned
from kb.search.sufficiency import USUAL
from kb.store.home import Home

ANIMALS = ["wombat", "otter", "heron", "lynx", "badger", "raven", "stoat", "newt", "moose", "ibex"]
PLACES = ["Graz", "Lyon", "Turin"]
ALIKE = {
    f"{animal}-{place}.md": f"The house of the {animal} of {place} opens at nine in the morning. "
    f"Mrs {animal}ova{place} and Mr {animal}ski{place} keep the house of the {animal}.\n"
    for animal in ANIMALS
    for place in PLACES
}
APART = {
    f"{number}.md": f"Zyx{number}q morv{number}t klee{number}n drov{number}s wemb{number}l.\n" for number in range(30)
}


@pytest.fixture
def space(tmp_path):
    with Home.open(tmp_path / "home") as home:
        yield home.space("default", create=True)


def test_too_little_text_teaches_nothing(space, library, embedder):
    assert learned(space, embedder) is None
    assert learned(library, embedder) is None
    learn_once(space, embedder)
    assert space.calibration.threshold is None


def test_where_documents_say_nearly_the_same_an_answer_must_come_nearer(tmp_path, embedder):
    with Home.open(tmp_path / "alike") as one, Home.open(tmp_path / "apart") as other:
        alike = fill(one.space("default", create=True), embedder, ALIKE)
        apart = fill(other.space("default", create=True), embedder, APART)
        strict, lax = (learned(store, embedder, 30) for store in (alike, apart))
    assert strict.meaning > USUAL.meaning
    assert strict.meaning > lax.meaning
    assert 0.1 <= lax.words <= strict.words <= 0.3


def test_a_space_learns_once_by_itself_and_not_again(space, embedder):
    fill(space, embedder, ALIKE)
    learn_once(space, embedder)
    first = space.calibration.threshold
    assert first is not None
    assert first.meaning > USUAL.meaning
    fill(space, embedder, APART)
    learn_once(space, embedder)
    assert space.calibration.threshold == first
