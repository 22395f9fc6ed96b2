"""The wheel has what the program reads, and its command."""

import subprocess
import sys
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_the_wheel_has_every_file_of_the_three_packages(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    [path] = tmp_path.glob("kb-*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        commands = wheel.read(next(name for name in names if name.endswith("entry_points.txt"))).decode()
    kept = {name for name in names if ".dist-info/" not in name}
    files = {path for top in ("kb", "ingest", "api") for path in (CHECKOUT / top).rglob("*") if path.is_file()}
    assert kept == {str(path.relative_to(CHECKOUT)) for path in files if "__pycache__" not in path.parts}
    assert {name.rpartition(".")[2] for name in kept} >= {"py", "txt"}
    assert commands.strip().splitlines() == ["[console_scripts]", "kb = api.program:main"]
