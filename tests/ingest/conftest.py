"""A folder, a store and a run that mirrors the one into the other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from mirroring import Watched

from ingest.events import Outcome, Summary
from ingest.pipeline import ingest
from ingest.workers.pool import Workers
from kb.store.home import Home


@pytest.fixture
def embedder():
    return Watched()


@pytest.fixture(scope="module")
def workers():
    with Workers(1) as running:
        yield running


@pytest.fixture
def store(tmp_path):
    with Home.open(tmp_path / "home") as home:
        yield home.space()


@pytest.fixture
def run(store, embedder, workers):
    def run(*paths: Path, **options) -> dict[str, Outcome]:
        embedder.texts.clear()
        options = {"workers": workers, **options}
        events = list(ingest(paths, store, options.pop("embedder", embedder), **options))
        outcomes = [event for event in events if isinstance(event, Outcome)]
        summary = events[-1]
        assert isinstance(summary, Summary) and Counter(o.status for o in outcomes) == Counter(summary.counts)
        assert summary.embedded == len(embedder.texts)
        return {outcome.path: outcome for outcome in outcomes}

    return run


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "zebra.md").write_text("# Zebras\n\nA zebra has stripes.\n")
    (folder / "lion.txt").write_text("The lion sleeps at noon.\n")
    (folder / "sub/lion.txt").write_text("Another lion hunts at dusk.\n")
    return folder
