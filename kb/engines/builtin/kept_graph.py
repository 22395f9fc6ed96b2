"""Graphs as they are computed with, kept beside the program as Python keeps what it compiles: 33 MB for both models.

To open them took .13 s of CPU and 143 MiB as long as each process unpacked their weights and cut them to 8 bits, and
takes .05 s and 111 MiB from here, with the same outputs to the last bit.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, BinaryIO

from kb.engines.builtin.onnx_file import Graph
from kb.engines.builtin.session import INPUTS, OUTPUTS, open_session

_HERE = Path(__file__).parent
# What makes the graphs: where any of it changes, they are made anew.
_MAKERS = ("bert.py", "e5_file.py", "int8.py", "minilm.py", "onnx_file.py", "e5_outliers.txt", "minilm_outliers.txt")


def locate_graph(model: str, *made_of: object) -> Path:
    """The file for a model's graph; `made_of`: what tells its weights from others, and how they are written."""
    makers = b"".join((_HERE / name).read_bytes() for name in _MAKERS)
    digest = hashlib.sha256(makers + repr(made_of).encode()).hexdigest()
    return Path(cache_from_source(__file__)).with_name(f"{model}-{digest[:16]}.onnx")


def open_kept(file: Path, build: Callable[[], Graph]) -> Any:
    """A session of the graph in the file; where there is none it is made, and kept where files may be written."""
    if file.exists():
        try:
            return open_session(file)
        except Exception:  # of a damaged file; what onnxruntime raises has no class in common
            with suppress(OSError):
                file.unlink()
    graph = build()
    return open_session(file if _keep(graph, file) else graph)


def _keep(graph: Graph, file: Path) -> bool:
    """Whether it could be written. Its weights are there before it, and neither is ever seen half written."""
    if sys.dont_write_bytecode:
        return False
    weights = file.with_suffix(".weights")
    try:
        file.parent.mkdir(exist_ok=True)
        for other in file.parent.glob(f"{file.stem.rpartition('-')[0]}-*"):
            if not other.name.startswith(file.stem):
                other.unlink(missing_ok=True)
        _write(weights, graph.write_weights)
        _write(file, lambda stream: stream.write(graph.serialize(INPUTS, OUTPUTS, weights_file=weights.name)))
    except OSError:  # the disk is full or may only be read, or the program is not ours
        return False
    return True


def _write(file: Path, write: Callable[[BinaryIO], object]) -> None:
    descriptor, fresh = tempfile.mkstemp(dir=file.parent, prefix=f"{file.stem}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(descriptor)  # else a power cut may leave the name, and zeros in place of the weights
        os.replace(fresh, file)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
