"""`kb calibrate`: what it learns is kept with the space."""

from typer.testing import CliRunner

import kb
from api.cli import app
from ingest.pipeline import ingest
from kb.settings import load


def test_it_learns_from_the_space_and_keeps_what_it_learned(tmp_path):
    (tmp_path / "docs").mkdir()
    for n in range(30):
        text = f"The wombat{n} of region{n} eats grass{n} and sleeps in burrow{n}. It has cousins in valley{n}.\n"
        (tmp_path / "docs" / f"{n}.md").write_text(text, encoding="utf-8")
    settings = load(tmp_path / "home", {}, embed="builtin", chat="builtin")
    with kb.open(settings=settings) as base:
        list(ingest([tmp_path / "docs"], base.store(), base.embedder(base.store())))
        assert base.store().calibration.threshold is None  # only the commands learn by themselves
    result = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "--embed", "builtin", "calibrate"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "by meaning" in result.stderr
    with kb.open(settings=settings) as base:
        assert base.store().calibration.threshold.meaning > 0.4
