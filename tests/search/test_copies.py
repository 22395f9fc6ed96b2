"""Hits that say the same come once."""

from library import fill

from kb.search.search import search
from kb.store.home import Home

NOTICE = "Either side may end this contract with a notice of three months to the end of a quarter, in writing."
QUESTION = "What is the notice of the contract?"


def found(home, embedder, files):
    with Home.open(home) as opened:
        space = fill(opened.space("default", create=True), embedder, files)
        return sorted(hit.path for hit in search(QUESTION, space, embedder, 5))


def test_a_contract_that_lies_in_many_folders_leaves_room_for_others(tmp_path, embedder):
    copies = {f"{number}/contract.md": f"{NOTICE.upper() if number % 2 else NOTICE}\n" for number in range(12)}
    paths = found(tmp_path, embedder, copies | {"Bolt.md": "Bolt may end its contract with a notice of one week.\n"})
    assert [path.split("/")[-1] for path in paths] == ["contract.md", "Bolt.md"]


def test_versions_that_differ_in_a_word_are_all_shown(tmp_path, embedder):
    versions = {"a.md": NOTICE, "b.md": NOTICE.replace("three", "six"), "c.md": NOTICE.replace("may", "may not")}
    assert found(tmp_path, embedder, versions) == ["a.md", "b.md", "c.md"]
