"""The one table of formats, and what adding a row does."""

from importlib import import_module
from pathlib import Path

import pytest

from ingest.loaders.detect import explain_refusal
from ingest.loaders.formats import FORMATS, Format, LoadedFile, Signature
from ingest.loaders.load import load
from kb.errors import Unreadable
from kb.types import Page

SCORE = Format("score", ".score .sc", f"{__name__}:load_score", "text/x-score", Signature(start=rb"SCORE\d\0"))


def load_score(path: Path) -> LoadedFile:
    return LoadedFile(path.stem, (Page("Notes: " + path.read_bytes()[7:].decode()),))


def test_a_format_is_added_by_one_row(tmp_path):
    file = tmp_path / "waltz.sc"
    file.write_bytes(b"SCORE1\0c d e")
    loaded = load(file, (*FORMATS, SCORE))
    assert (loaded.title, loaded.media_type, loaded.pages[0].text) == ("waltz", "text/x-score", "Notes: c d e")


def test_a_file_of_an_added_format_is_known_by_its_bytes_too(tmp_path):
    file = tmp_path / "waltz"
    file.write_bytes(b"SCORE1\0c d e")
    assert explain_refusal(file) == "is not text, and of no kind that is read"
    assert explain_refusal(file, (*FORMATS, SCORE)) == ""
    assert load(file, (*FORMATS, SCORE)).media_type == "text/x-score"


def test_a_file_that_has_the_name_of_an_added_format_only_is_refused(tmp_path):
    (tmp_path / "waltz.sc").write_text("c d e")
    with pytest.raises(Unreadable, match=r"^is not really a \.sc: it is plain text$"):
        load(tmp_path / "waltz.sc", (*FORMATS, SCORE))


def test_each_suffix_stands_in_one_row():
    suffixes = [suffix for each in FORMATS for suffix in each.suffixes.split()]
    assert len(suffixes) == len(set(suffixes)) == 50


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_each_rows_loader_is_there(each):
    module, function = each.loader.split(":")
    assert callable(getattr(import_module(module), function))
