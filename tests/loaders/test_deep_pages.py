"""Web pages whose tags are never closed, as many programs of old leave them."""

import pytest

from ingest.loaders.load import load
from kb.errors import Unreadable


@pytest.mark.parametrize("tag", ["div", "font", "table><tr><td"])
def test_tags_that_are_never_closed_hide_no_text(tmp_path, tag):
    (tmp_path / "a.html").write_text(f"<{tag}>row " * 600 + "The corals spawn in May.", "utf-8")
    [page] = load(tmp_path / "a.html").pages
    assert page.text.endswith("The corals spawn in May.")
    assert page.text.split().count("row") >= 200


def test_what_is_hidden_down_there_stays_hidden(tmp_path):
    below = '<p hidden>not this</p><script>nor this</script><p style="display:none">nor that <b>at all</b></p>but this'
    (tmp_path / "a.html").write_text("<div>" * 1000 + below, "utf-8")
    assert load(tmp_path / "a.html").pages[0].text.split() == ["but", "this"]


def test_where_the_rest_would_be_left_out_it_says_so(tmp_path):
    (tmp_path / "a.html").write_text("<div>x " * 3000 + "The end.", "utf-8")
    with pytest.raises(Unreadable, match="is nested too deeply to be read"):
        load(tmp_path / "a.html")
