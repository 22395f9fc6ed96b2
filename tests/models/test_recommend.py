"""Which model for which machine."""

import pytest

from kb.engines.memory import total_memory
from kb.engines.recommend import download_size, language_of_locale, recommend_models

GIB = 2**30


@pytest.mark.parametrize(
    ("memory", "language", "models"),
    [
        (1 * GIB, "zh", []),
        (2 * GIB, "zh", ["qwen3:1.7b", "qwen3-embedding:0.6b"]),
        (4 * GIB, "zh", ["qwen3:4b", "bge-m3"]),
        (int(7.6 * GIB), "zh", ["qwen3:8b", "bge-m3"]),
        (int(15.4 * GIB), "zh", ["qwen3:14b", "bge-m3"]),
        (64 * GIB, "zh", ["qwen3:32b", "bge-m3"]),
        (int(7.6 * GIB), "en", ["llama3.1:8b", "nomic-embed-text"]),
        (int(15.4 * GIB), "en", ["gemma3:12b", "bge-m3"]),
        (int(31.1 * GIB), "en", ["gemma3:27b", "bge-m3"]),
    ],
)
def test_the_largest_model_that_the_memory_takes_is_recommended(memory, language, models):
    assert [suggestion.model for suggestion in recommend_models(memory, language)] == models


def test_a_locale_tells_the_language():
    names = ("zh_CN.UTF-8", "zh_TW", "Chinese_China.936", "en_GB.UTF-8", "C.UTF-8", "de_DE", "")
    assert [language_of_locale(name) for name in names] == ["zh", "zh", "zh", "en", "en", "en", "en"]


def test_the_size_of_what_is_recommended_is_known_before_it_comes():
    assert (download_size("qwen3:8b"), download_size("bge-m3:latest"), download_size("kb-lab")) == (
        5_200_000_000,
        1_200_000_000,
        None,
    )


def test_this_machine_has_some_memory():
    assert total_memory() > 100_000_000
