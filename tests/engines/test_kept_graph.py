"""A graph is made once, kept beside the program, and opened from there."""

import sys

import numpy
import pytest

from kb.engines.builtin.bert import linear
from kb.engines.builtin.int8 import Int8
from kb.engines.builtin.kept_graph import locate_graph, open_kept
from kb.engines.builtin.onnx_file import Graph

ROWS = numpy.linspace(-1, 1, 5 * 24, dtype=numpy.float32).reshape(1, 5, 24)


@pytest.fixture(autouse=True)
def modules_are_kept(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class Builder:
    """Says how often it was asked."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        weights = {
            "w.weight": numpy.linspace(-2, 3, 7 * 24, dtype=numpy.float32).reshape(7, 24),
            "w.bias": numpy.ones(7, numpy.float32),
        }
        graph = Graph()
        linear(graph, "rows", weights.__getitem__, "w", Int8(), "hidden")
        return graph


def products(session):
    return session.run(None, {"rows": ROWS})[0].tolist()


def test_it_is_made_once_and_gives_the_same_to_the_last_bit(tmp_path):
    build, file = Builder(), tmp_path / "cache" / "e5-1.onnx"
    kept = products(open_kept(file, build))
    assert sorted(each.name for each in file.parent.iterdir()) == ["e5-1.onnx", "e5-1.weights"]
    assert products(open_kept(file, build)) == kept == products(open_kept(tmp_path / "no folder" / "x-1.onnx", build))
    assert build.times == 2


@pytest.mark.parametrize("damaged", ["e5-1.onnx", "e5-1.weights"])
def test_a_damaged_file_is_made_anew(tmp_path, damaged):
    build, file = Builder(), tmp_path / "e5-1.onnx"
    kept = products(open_kept(file, build))
    (tmp_path / damaged).write_bytes(b"\0")
    assert products(open_kept(file, build)) == kept
    assert products(open_kept(file, build)) == kept
    assert build.times == 2


def test_what_older_code_or_other_weights_made_goes(tmp_path):
    build = Builder()
    for name in ("e5-1.onnx", "minilm-1.onnx", "e5-2.onnx"):
        open_kept(tmp_path / name, build)
    assert sorted(file.name for file in tmp_path.glob("*.onnx")) == ["e5-2.onnx", "minilm-1.onnx"]
    assert sorted(file.name for file in tmp_path.glob("*.weights")) == ["e5-2.weights", "minilm-1.weights"]


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path):
    build = Builder()
    (tmp_path / "file").touch()
    assert products(open_kept(tmp_path / "file" / "e5-1.onnx", build)) == products(
        open_kept(tmp_path / "e5-1.onnx", build)
    )
    assert build.times == 2


def test_nothing_is_kept_where_python_is_told_to_keep_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    open_kept(tmp_path / "e5-1.onnx", Builder())
    assert list(tmp_path.iterdir()) == []


def test_its_name_tells_the_weights_and_how_they_are_written():
    names = {locate_graph(*made) for made in (("e5", "a", Int8()), ("e5", "b", Int8()), ("e5", "a", Int8(True)))}
    assert len(names) == 3
    assert {name.parent.name for name in names} == {"__pycache__"}
