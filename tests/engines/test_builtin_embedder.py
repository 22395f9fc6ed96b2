import math
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from kb.engines.builtin.bert import Encoder
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.engines.builtin.int8 import Int8
from kb.engines.builtin.minilm import LAYERS, OUTLIERS, MiniLM, Weights, model_folder
from kb.engines.builtin.outliers import Outliers


@pytest.fixture(scope="module")
def builtin():
    return BuiltinEmbedder()


@pytest.fixture(scope="module")
def weights():
    return Weights(model_folder() / "model.safetensors")


@pytest.fixture(scope="module")
def rows():
    """What goes into the encoder for two sentences and for none."""
    model = MiniLM()
    texts = ["The cat sat on the mat.", "Hotel costs of €120 are paid by the finance team. " * 9, ""]
    return [model._embeddings([101, *model._encode(text).ids, 102]) for text in texts]


def by_hand(weights, x):
    """The encoder's forward pass, written out in numpy."""

    def linear(x, name):
        return x @ weights(f"{name}.weight").T + weights(f"{name}.bias")

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * weights(f"{name}.weight") + weights(f"{name}.bias")

    def heads(x):
        return x.reshape(-1, 12, 32).transpose(1, 0, 2)

    x = norm(x, "embeddings.LayerNorm")
    erf = numpy.vectorize(math.erf, otypes=[numpy.float32])
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        query, key, value = (heads(linear(x, f"{name}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = numpy.exp(query @ key.transpose(0, 2, 1) / math.sqrt(32))
        mixed = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(-1, 384)
        x = norm(linear(mixed, f"{name}.attention.output.dense") + x, f"{name}.attention.output.LayerNorm")
        inner = linear(x, f"{name}.intermediate.dense")
        inner = inner * (1 + erf(inner / math.sqrt(2))) / 2
        x = norm(linear(inner, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")
    return x


def test_the_graph_computes_what_the_model_is_by_hand(weights, rows):
    encoder = Encoder(weights, LAYERS, None)
    for each in rows:
        assert encoder.run(each) == pytest.approx(by_hand(weights, each), abs=2e-4)


@pytest.mark.parametrize("int8", [Int8(), Int8(in_pairs=True)])
def test_8_bit_integers_give_nearly_the_same_vectors(weights, rows, int8):
    encoder = Encoder(weights, LAYERS, int8, Outliers.read(OUTLIERS))
    for each in rows[:2]:
        given, exact = encoder.run(each).mean(0), by_hand(weights, each).mean(0)
        assert given @ exact / (numpy.linalg.norm(given) * numpy.linalg.norm(exact)) > 0.99


def test_sentences_that_mean_the_same_are_near_each_other(builtin):
    vectors = builtin.embed_documents(
        ["A man is eating food.", "A man is eating a piece of bread.", "The sky is blue."]
    )
    cosines = vectors @ vectors.T
    # As published for this model: 0.755 for the pair, in 32 bits.
    assert cosines[0, 1] == pytest.approx(0.755, abs=0.02)
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


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")
def test_the_file_of_the_weights_does_not_stay_in_memory_once_the_model_is_loaded():
    program = """
import onnxruntime
from pathlib import Path
from kb.engines.builtin.minilm import MiniLM

def mapped():
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssFile")]
    return int(line.split()[1]) // 1024

model = MiniLM()
model.count_tokens("leave")
before = mapped()
model.embed("How many days of annual leave are there?")
print(mapped() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 20  # MiB; the file has 90, of which the encoder's are 43
