import pytest

from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.engines.token_counts import PromptCounter, fewest_tokens, most_tokens
from kb.engines.token_ratios import FILE, TokenRatios
from kb.types import Message

TEXTS = [
    "Employees may claim up to €120.50 per night for hotels, if approved in advance.",
    "The quick brown fox jumps over the lazy dog. " * 20,
    "酒店费用每晚最多可报销八百元，须事先批准。",
    "ホテル代は一泊一万円まで請求できます。",
    "호텔 비용은 하룻밤에 청구할 수 있습니다",
    "Привет, мир! Как дела?",
    "naïve café — “quoted” …",
    "| a | b |\n|---|---|\n| 1 | 2.50 |",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQ=",
    "WYSIWYG HTTP GB/T 7714-2015 ISO-9001",
    "😀 👍🏽",
    "    indented\n\n\n\ttabbed",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_estimate_is_between_a_bound_below_and_a_bound_above_the_real_count(text):
    real = BuiltinEmbedder().count_tokens(text)
    assert fewest_tokens(text) <= real <= most_tokens(text)


def test_the_estimate_wastes_less_than_half_of_a_window_of_english():
    text = "The finance team reimburses travel expenses within thirty days of the claim. " * 30
    assert most_tokens(text) < 2.1 * BuiltinEmbedder().count_tokens(text)


def prompt(text):
    return [Message("system", "Answer from the sources."), Message("user", text)]


ENGLISH = prompt("the finance team reimburses travel expenses " * 40)
CHINESE = prompt("酒店费用每晚最多可报销八百元" * 40)


def test_a_counter_learns_that_a_model_needs_fewer_tokens():
    counter = PromptCounter()
    before = counter.count(ENGLISH)
    counter.learn(ENGLISH, before // 2)
    assert before // 2 <= counter.count(ENGLISH) < 0.6 * before


def test_what_was_learned_of_english_says_nothing_of_chinese():
    counter = PromptCounter()
    before = counter.count(CHINESE)
    counter.learn(ENGLISH, counter.count(ENGLISH) // 2)
    assert counter.count(CHINESE) == before


def test_a_model_that_needs_more_tokens_is_believed_for_every_script():
    counter = PromptCounter()
    counter.learn(ENGLISH, 2 * counter.count(ENGLISH))
    assert counter.count(CHINESE) > 2 * PromptCounter().count(CHINESE)


def test_a_low_count_does_not_undo_a_high_one():
    counter = PromptCounter()
    high = counter.count(ENGLISH) * 2
    counter.learn(ENGLISH, high)
    counter.learn(ENGLISH, 10)
    assert counter.count(ENGLISH) >= high


ENGLISH = [Message("user", "Teammates get thirty days of paid leave a year. " * 40)]


def test_what_a_model_counted_is_known_to_the_next_process(tmp_path):
    first = PromptCounter(TokenRatios(tmp_path, "ollama:qwen3:8b"))
    unknown = first.count(ENGLISH)
    first.learn(ENGLISH, unknown // 2 + 60)
    assert first.count(ENGLISH) < 0.75 * unknown
    assert PromptCounter(TokenRatios(tmp_path, "ollama:qwen3:8b")).count(ENGLISH) == first.count(ENGLISH)
    assert PromptCounter(TokenRatios(tmp_path, "ollama:llama3.2")).count(ENGLISH) == unknown


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"m": 3}', '{"m": {"latin": "x"}}', '{"m": {"latin": -1}}', '{"m": {"latin": 1e9}}', "\x00"],
)
def test_a_damaged_file_of_ratios_is_as_if_there_were_none(tmp_path, text):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    counter = PromptCounter(TokenRatios(tmp_path, "m"))
    assert counter.count(ENGLISH) == PromptCounter().count(ENGLISH)
    counter.learn(ENGLISH, 300)
    assert TokenRatios(tmp_path, "m").load()


def test_a_ratio_that_was_kept_is_never_below_half_of_the_estimate(tmp_path):
    (tmp_path / FILE).write_text('{"m": {"latin": 0.01}}', encoding="utf-8")
    assert PromptCounter(TokenRatios(tmp_path, "m")).count(ENGLISH) >= PromptCounter().count(ENGLISH) // 2


def test_a_home_that_cannot_be_written_to_is_left_alone(tmp_path):
    counter = PromptCounter(TokenRatios(tmp_path / "missing", "m"))
    counter.learn(ENGLISH, 300)
    assert not (tmp_path / "missing").exists()
