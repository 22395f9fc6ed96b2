"""Where settings come from."""

from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.settings import load


def test_flags_beat_the_environment_which_beats_the_file(tmp_path):
    (tmp_path / "kb.toml").write_text('chat = "builtin"\nk = 3\nnum_ctx = 2048\n', encoding="utf-8")
    settings = load(tmp_path, {"KB_K": "5", "KB_NUM_CTX": "4096"}, num_ctx=8192, chat=None)
    assert (settings.chat, settings.k, settings.num_ctx) == ("builtin", 5, 8192)


def test_the_home_is_the_flag_or_kb_home(tmp_path):
    assert load(tmp_path, {"KB_HOME": "/elsewhere"}).home == tmp_path
    assert load(None, {"KB_HOME": str(tmp_path)}).home == tmp_path


def test_a_home_below_the_folder_of_nobody_is_one_clear_error():
    with pytest.raises(UsageError) as error:
        load(None, {"KB_HOME": "~no-such-user/kb"})
    told = "This system has no folder for ~no-such-user/kb. Name one with --home DIR or KB_HOME."
    assert str(error.value) == told


def test_lists_truths_and_roles_are_read(tmp_path):
    (tmp_path / "kb.toml").write_text('[roles]\nlawyer = "Be exact."\n', encoding="utf-8")
    settings = load(tmp_path, {"KB_ALLOW_HOSTS": "gpu.lan, Box", "KB_THINK": "no"})
    assert (settings.allow_hosts, settings.think, settings.roles["lawyer"]) == (("gpu.lan", "box"), False, "Be exact.")


def test_the_roles_that_are_there_from_the_start_can_be_added_to_and_taken_away(tmp_path):
    assert sorted(load(tmp_path, {}).roles) == ["lawyer", "teacher", "translator"]
    (tmp_path / "kb.toml").write_text('[roles]\npirate = "Arr."\nteacher = ""\n', encoding="utf-8")
    assert sorted(load(tmp_path, {}).roles) == ["lawyer", "pirate", "translator"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("k = ", "is not valid TOML"),
        ("colour = 1", "unknown setting: colour"),
        ("k = 0", "Give a number from 1 to 100."),
        ("num_ctx = 3_000_000", "Give a number from 512 to 2,000,000."),
        ('answer_tokens = "many"', "Give a number from 16 to 100,000."),
        ("k = [8]", "Give a number from 1 to 100."),
        ("k = inf", "Give a number from 1 to 100."),
        ('think = "maybe"', "Give true or false."),
        ('roles = "x"', "Give a table"),
        ('check = "judge"', "Give rules or model."),
    ],
)
def test_a_wrong_file_is_one_clear_error(tmp_path, text, said):
    (tmp_path / "kb.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load(tmp_path, {})
    assert said in str(error.value)


def test_a_file_saved_by_notepad_is_read_and_another_encoding_is_told(tmp_path):
    (tmp_path / "kb.toml").write_text("k = 3\n", encoding="utf-8-sig")
    assert load(tmp_path, {}).k == 3
    (tmp_path / "kb.toml").write_text("k = 3\n", encoding="utf-16")
    with pytest.raises(UsageError, match="is no text in UTF-8"):
        load(tmp_path, {})


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_a_folder_or_a_link_to_nothing_in_place_of_the_file_is_one_clear_error(tmp_path, make):
    make(tmp_path / "kb.toml")
    with pytest.raises(UsageError) as error:
        load(tmp_path, {})
    told = "is no file that can be read. Remove it, or write the settings into a file of that name."
    assert str(error.value) == f"{tmp_path / 'kb.toml'} {told}"


def test_a_wrong_variable_is_one_clear_error(tmp_path):
    with pytest.raises(UsageError) as error:
        load(tmp_path, {"KB_K": "many"})
    assert str(error.value) == "KB_K=many is not a valid value. Give a number from 1 to 100."
