"""Vectors of the windows of a passage, from the pass that embeds it."""

import numpy
import pytest
from ollama_server import EMBEDDER, OllamaServer

from kb.engines.builtin.e5 import E5
from kb.engines.builtin.embedder import BuiltinEmbedder, MultilingualEmbedder
from kb.engines.ollama.client import Client
from kb.engines.ollama.embedder import OllamaEmbedder
from kb.engines.protocols import Passage
from kb.engines.windows import make_windows
from kb.types import Span

TITLE = "House rules\n"
HOTELS, PENGUINS, RAIN = "Hotels are paid by finance. ", "Penguins live in Antarctica. ", "明天上海会下雨。"
TEXT = HOTELS + PENGUINS + RAIN
SPANS = (Span(0, 28), Span(28, 57), Span(57, 65))


@pytest.fixture(scope="module", params=[MultilingualEmbedder, BuiltinEmbedder])
def builtin(request):
    return request.param()


def test_a_window_comes_nearest_to_a_question_about_what_it_says(builtin):
    [embedded] = builtin.embed_passages([Passage(TITLE + TEXT, SPANS, len(TITLE))])
    vectors = embedded.windows.vectors
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert (vectors @ builtin.embed_query("Who pays for hotels?")).argmax() == 0
    assert (vectors @ builtin.embed_query("Where do penguins live?")).argmax() == 1


def test_windows_of_chinese_text_are_found_in_chinese():
    builtin = MultilingualEmbedder()
    [embedded] = builtin.embed_passages([Passage(TEXT, SPANS)])
    assert (embedded.windows.vectors @ builtin.embed_query("上海的天气怎么样？")).argmax() == 2


def test_a_passage_has_the_same_vector_with_windows_and_without(builtin):
    [with_windows, without] = builtin.embed_passages([Passage(TITLE + TEXT, SPANS, len(TITLE)), Passage(TITLE + TEXT)])
    assert with_windows.vector == pytest.approx(without.vector, abs=1e-6)
    assert with_windows.vector == pytest.approx(builtin.embed_documents([TITLE + TEXT])[0], abs=1e-6)
    assert without.windows is None


def test_a_text_over_the_models_window_has_its_windows_in_both_halves(builtin):
    start, end = HOTELS * 90, PENGUINS * 90
    spans = (Span(0, 28), Span(len(start) - 28, len(start) + 29), Span(len(start + end) - 29, len(start + end)))
    [embedded] = builtin.embed_passages([Passage(start + end, spans)])
    hotels, both, penguins = embedded.windows.vectors @ builtin.embed_query("Penguins live in Antarctica.")
    assert min(penguins, both) > hotels + 0.15


def test_a_window_in_which_no_token_ends_is_the_passage_itself(builtin):
    [embedded] = builtin.embed_passages([Passage("Penguins", (Span(1, 2),))])
    assert embedded.windows.vectors[0] == pytest.approx(embedded.vector, abs=1e-6)


@pytest.mark.parametrize("text", ["Ａｂ①  two   blanks\n\nand ﬁne text, ½ of it. ", "员工  可以１２３报销。  第二句"])
def test_windows_count_characters_of_the_text_though_the_model_reads_it_in_another_form(text):
    model = E5()
    middle = text.index("two") if "two" in text else text.index("第二")
    tokenizer = model._model.tokenizer
    halves = model._pool("passage: ", text, [Span(0, middle), Span(middle, len(text)), Span(0, len(text))]).sums
    assert halves[0] + halves[1] == pytest.approx(halves[2], abs=1e-3)
    hidden = model._pool("passage: ", text, [Span(middle, len(text))]).sums
    before = len(tokenizer.normalise("passage: " + text[:middle]))
    tokens = [each for each in tokenizer.tokens(tokenizer.normalise("passage: " + text)) if each.end > before]
    assert tokenizer.normalise("passage: " + text)[tokens[0].start :].strip().startswith(("two", "第二"))
    assert hidden == pytest.approx(halves[1:2], abs=1e-4)


def test_a_servers_model_gives_a_passage_a_vector_and_no_windows():
    with OllamaServer() as server:
        ollama = OllamaEmbedder(Client(server.url), EMBEDDER.name)
        assert not ollama.windows
        [embedded] = ollama.embed_passages([Passage(TEXT, SPANS)])
        assert embedded.vector.shape == (384,) and embedded.windows is None


def test_a_span_has_the_vector_of_the_windows_in_it_by_the_characters_they_share():
    windows = make_windows((Span(0, 10), Span(10, 20), Span(30, 40)), numpy.eye(3, dtype=numpy.float32))
    found = windows.vectors_of([Span(0, 10), Span(0, 20), Span(5, 11), Span(20, 30)])
    assert found[0].tolist() == [1, 0, 0]
    assert found[1] == pytest.approx([0.5**0.5, 0.5**0.5, 0])
    assert found[2] == pytest.approx([5 / 26**0.5, 1 / 26**0.5, 0])
    assert found[3].tolist() == [0, 0, 0]
    assert windows.vectors_of([]).shape == (0, 3)
