import numpy
import pytest

from kb.engines.builtin.bert import linear
from kb.engines.builtin.int8 import Int8, quantize
from kb.engines.builtin.onnx_file import Graph
from kb.engines.builtin.outliers import Outliers
from kb.engines.builtin.processor import int8_here, overflows
from kb.engines.builtin.session import open_session


def test_a_graph_is_written_as_the_bytes_that_protobuf_prescribes():
    graph = Graph()
    graph.add("Add", "rows", graph.weight(numpy.zeros(2, numpy.float32)), output="hidden", axis=300, epsilon=0.5)
    # As read back by the package onnx.
    assert graph.serialize({"rows": [1, "tokens"]}, {"hidden": [2]}).hex() == (
        "080a3aa3010a400a04726f77730a087765696768745f30120668696464656e22034164643a002a0c0a046178697318ac"
        "02a001022a110a07657073696c6f6e150000003fa00101120567726170682a240802100142087765696768745f306a12"
        "0a086c6f636174696f6e12066d656d6f727970015a1c0a04726f777312140a120801120e0a0208010a081206746f6b65"
        "6e7362140a0668696464656e120a0a08080112040a02080242040a00101442110a0d636f6d2e6d6963726f736f667410"
        "01"
    )


def test_a_weight_of_whole_numbers_is_written_as_such():
    graph = Graph()
    assert graph.weight(numpy.ones((2, 3), numpy.int8)) == "weight_0"
    assert bytes.fromhex("0802080310034208") + b"weight_0" in graph.serialize({}, {})


def test_a_matrix_becomes_integers_with_a_scale_for_each_output():
    values, scales = quantize(numpy.array([[1.0, -0.5, 0.25], [0.0, 0.0, 0.0]], numpy.float32), Int8())
    assert values.tolist() == [[127, -64, 32], [0, 0, 0]]
    assert scales == pytest.approx([1 / 127, 1.0])


def test_a_processor_whose_sums_overflow_is_given_neighbours_that_add_up_to_less():
    matrix = numpy.array([[1.0, -0.25, 0.5, 0.5]], numpy.float32)
    assert quantize(matrix, Int8(in_pairs=True))[0].tolist() == [[102, -25, 51, 51]]
    assert int8_here() in (None, Int8(in_pairs=overflows()))


def test_neighbours_that_may_be_as_large_as_any_do_not_overflow_here():
    row = numpy.array([127, 0, 64, 63] * 16, numpy.float32)
    weights = {"w.weight": numpy.stack([row, -row]), "w.bias": numpy.zeros(2, numpy.float32)}
    graph = Graph()
    linear(graph, "rows", weights.__getitem__, "w", Int8(in_pairs=True), "hidden")
    for tokens in (1, 3, 64):
        rows = numpy.ones((1, tokens, 64), numpy.float32)
        [products] = open_session(graph).run(None, {"rows": rows})[0]
        assert products == pytest.approx(numpy.tile(weights["w.weight"].sum(1), (tokens, 1)), abs=0.5)


def test_what_stands_out_is_divided_before_and_multiplied_after():
    weights = {"w.weight": numpy.eye(4, 8, dtype=numpy.float32), "w.bias": numpy.zeros(4, numpy.float32)}
    divisors = Outliers({"w": {1: 10.0}}).divisors("w", 8)
    graph = Graph()
    divided = graph.add("Mul", "rows", graph.weight(1 / divisors))
    linear(graph, divided, weights.__getitem__, "w", Int8(), "hidden", divisors)
    rows = numpy.array([[[0.1, 10.0, 0.2, 0.3, 0, 0, 0, 0]]], numpy.float32)
    assert open_session(graph).run(None, {"rows": rows})[0][0, 0] == pytest.approx([0.1, 10.0, 0.2, 0.3], abs=0.01)
    assert Outliers({"w": {1: 10.0}}).divisors("v", 8) is None


@pytest.mark.parametrize("int8", [None, Int8(), Int8(in_pairs=True)])
def test_a_product_is_the_same_in_integers_within_a_hundredth(int8):
    weights = {"w.weight": numpy.eye(4, 8, dtype=numpy.float32), "w.bias": numpy.full(4, 10, numpy.float32)}
    graph = Graph()
    linear(graph, "rows", weights.__getitem__, "w", int8, "hidden")
    rows = numpy.arange(8, dtype=numpy.float32).reshape(1, 1, 8) / 7
    assert open_session(graph).run(None, {"rows": rows})[0][0, 0] == pytest.approx(
        [10, 10 + 1 / 7, 10 + 2 / 7, 10 + 3 / 7], abs=0.01
    )
