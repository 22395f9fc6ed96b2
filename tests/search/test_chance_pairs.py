"""What of a Chinese question tells: pairs of signs that stand side by side by chance tell nothing."""

import pytest
from library import fill

from kb.answer.selection.subject import weigh_subject
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.store.home import Home

FILES = {
    "a.md": "遗失图书的，按原价两倍赔偿。",
    "b.md": "洗衣每次三元，烘干每次四元。",
    "c.md": "每学期开学前两周提交申请。",
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    with Home.open(tmp_path_factory.mktemp("chinese")) as home:
        yield fill(home.space("default", create=True), BuiltinEmbedder(), FILES, language="zh")


def test_a_pair_across_two_words_that_no_document_holds_is_not_asked_for(documents):
    asked = weigh_subject("宿舍洗衣次数", documents)
    assert "舍洗" not in asked.weights
    assert "衣次" not in asked.weights
    assert "洗衣" in asked.weights


def test_a_word_that_no_document_holds_is_asked_for(documents):
    assert "宿舍" in weigh_subject("宿舍洗衣次数", documents).weights


def test_a_japanese_question_asks_for_all_of_its_pairs(documents):
    assert {"洗い", "い物"} <= set(weigh_subject("学生の洗い物はどこでできますか", documents).weights)
