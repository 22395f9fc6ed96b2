import math

import numpy
import pytest

from kb.engines.builtin import minilm
from kb.engines.builtin.embedder import BuiltinEmbedder


@pytest.fixture(scope="module")
def builtin():
    return BuiltinEmbedder()


@pytest.fixture(scope="module")
def weights():
    return minilm.load_weights(minilm.model_folder())


def by_hand(weights, ids):
    """The model's forward pass, written out in numpy."""

    def linear(x, name):
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def heads(x):
        return x.reshape(len(ids), 12, 32).transpose(1, 0, 2)

    start = "embeddings."
    x = weights[f"{start}word_embeddings.weight"][ids] + weights[f"{start}position_embeddings.weight"][: len(ids)]
    x = norm(x + weights[f"{start}token_type_embeddings.weight"][0], f"{start}LayerNorm")
    erf = numpy.vectorize(math.erf, otypes=[numpy.float32])
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        query, key, value = (heads(linear(x, f"{name}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = numpy.exp(query @ key.transpose(0, 2, 1) / math.sqrt(32))
        mixed = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(len(ids), 384)
        x = norm(linear(mixed, f"{name}.attention.output.dense") + x, f"{name}.attention.output.LayerNorm")
        inner = linear(x, f"{name}.intermediate.dense")
        inner = inner * (1 + erf(inner / math.sqrt(2))) / 2
        x = norm(linear(inner, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")
    mean = x.mean(0)
    return mean / numpy.linalg.norm(mean)


@pytest.mark.parametrize(
    "text", ["The cat sat on the mat.", "Hotel costs of €120 are paid by the finance team. " * 9, ""]
)
def test_the_graph_computes_what_the_model_is_by_hand(builtin, weights, text):
    ids = [101, *builtin._encode(text).ids, 102]
    assert builtin.embed_query(text) == pytest.approx(by_hand(weights, ids), abs=3e-4)


def test_sentences_that_mean_the_same_are_near_each_other(builtin):
    vectors = builtin.embed_documents(
        ["A man is eating food.", "A man is eating a piece of bread.", "The sky is blue."]
    )
    cosines = vectors @ vectors.T
    # As published for this model: 0.755 for the pair.
    assert cosines[0, 1] == pytest.approx(0.755, abs=0.01)
    assert cosines[0, 2] < 0.2


def test_vectors_have_unit_length_and_stand_in_the_order_of_the_texts(builtin):
    texts = ["short", "a somewhat longer text " * 20, "", "酒店费用", "mid " * 9]
    vectors = builtin.embed_documents(texts)
    assert vectors.shape == (5, 384) and vectors.dtype == numpy.float32
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1)
    for text, vector in zip(texts, vectors, strict=True):
        assert vector == pytest.approx(builtin.embed_query(text), abs=1e-6)
    assert builtin.embed_documents([]).shape == (0, 384)


def test_a_long_text_is_embedded_to_its_very_end(builtin):
    start, end = "Hotels are paid by finance. " * 60, "Penguins live in Antarctica. " * 60
    assert builtin.count_tokens(start + end) > builtin.token_limit
    penguins = builtin.embed_query("Penguins live in Antarctica.")
    assert builtin.embed_query(start + end) @ penguins > builtin.embed_query(start) @ penguins + 0.3


def test_tokens_are_counted_past_the_limit_that_the_tokenizer_ships_with(builtin):
    assert builtin.count_tokens("hello " * 1000) == 1000
    assert builtin.count_tokens("年假几天") == 4


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Who pays for hotel rooms?", 1.0, 1.0),
        ("", 1.0, 1.0),
        ("123-456", 1.0, 1.0),
        ("员工可以报销酒店费用吗？", 0.0, 0.0),
        ("москва река", 0.0, 0.0),
        ("호텔 비용", 0.0, 0.0),
        ("年假 annual leave 几天", 0.3, 0.7),
    ],
)
def test_the_embedder_knows_what_it_does_not_understand(builtin, text, low, high):
    assert low <= builtin.known_share(text) <= high


def test_lone_surrogates_are_embedded_as_unknown_signs(builtin):
    assert builtin.embed_documents(["a\ud800b"]).shape == (1, 384)


def test_the_same_text_has_the_same_vector_in_any_company(builtin):
    alone = builtin.embed_documents(["annual leave"])[0]
    among = builtin.embed_documents(["annual leave", "x " * 400, "other"])[0]
    assert (alone == among).all()
