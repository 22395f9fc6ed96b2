"""onnxruntime is told not to report before it is loaded; where that came too late, the doctor says so."""

import os
import subprocess
import sys

import pytest

from kb.doctor.checks import run_checks
from kb.settings import load

ASKED_OF_C = "import ctypes; c = ctypes.CDLL(None); c.getenv.restype = ctypes.c_char_p; "
ASKED_OF_C += "print(c.getenv(b'ORT_DISABLE_TELEMETRY'))"
DOCTOR = """
import kb
from kb.doctor.checks import run_checks
from kb.settings import load
[check] = [check for check in run_checks(load("home", {})) if check.name == "telemetry"]
print(check.status, check.message, check.remedy)
"""


def printed(folder, script, **environ) -> str:
    """What a Python of its own prints, as on a machine where nobody has set anything."""
    names = ("PATH", "PYTHONPATH", "LANG")
    plain = {name: os.environ[name] for name in names if name in os.environ} | {"HOME": str(folder)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=plain | environ, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "module",
    ["kb", "kb.engines.builtin.embedder", "ingest.loaders.ocr.recognition", "ingest.workers.process", "api.cli"],
)
def test_whatever_is_imported_first_sets_the_variable_where_c_libraries_read_it(tmp_path, module):
    assert printed(tmp_path, f"import {module}; {ASKED_OF_C}", ORT_DISABLE_TELEMETRY="0") == "b'1'"


def test_a_program_that_imports_kb_leaves_no_trace_of_onnxruntime_in_the_cache(tmp_path):
    (tmp_path / "caches").mkdir()
    ask = "from kb.engines.builtin.embedder import BuiltinEmbedder; print(len(BuiltinEmbedder(1).embed_query('rent')))"
    assert printed(tmp_path, ask, XDG_CACHE_HOME=str(tmp_path / "caches")) == "384"
    assert list((tmp_path / "caches").iterdir()) == []


def test_the_doctor_says_that_nothing_is_reported(tmp_path):
    assert printed(tmp_path, DOCTOR).startswith("ok ")


def test_onnxruntime_that_was_loaded_before_kb_is_broken_in_the_doctors_eyes(tmp_path):
    nobody = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    said = printed(tmp_path, "import onnxruntime\n" + DOCTOR, **nobody)
    assert said.startswith("broken onnxruntime was loaded before kb") and "Import kb first" in said


def test_onnxruntime_that_was_loaded_before_kb_with_the_variable_set_is_fine(tmp_path):
    assert printed(tmp_path, "import onnxruntime\n" + DOCTOR, ORT_DISABLE_TELEMETRY="1").startswith("ok ")


def test_a_device_id_that_was_left_behind_is_named_with_the_command_that_deletes_it(tmp_path, monkeypatch):
    left = tmp_path / "caches" / "Microsoft" / "DeveloperTools" / ".onnxruntime"
    left.mkdir(parents=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    [check] = [check for check in run_checks(load(tmp_path / "home", {})) if check.name == "telemetry"]
    assert (check.status, check.remedy) == ("warning", f"It can be deleted: rm -r {left}")
