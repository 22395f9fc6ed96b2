"""With KB_CHECK=model the chat model is asked about the sentences that the rules find in no source."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest
from ollama_server import BUSY, CHAT, Failure, OllamaServer, Reply
from scripted_model import Bench

import kb
from kb.cancel import CalledOff, CancelScope
from kb.errors import UsageError
from kb.settings import load
from kb.types import Answer, Sources, Token

REWORDED = "Every colleague can enjoy a month off."  # of "Teammates get 30 days of paid leave a year."
DOUBTED = f"{REWORDED[:-1]} [1] (does not say this)."
LEAVE = "How many days of paid leave do teammates get?"
JUDGED = f"\n\n“{REWORDED[:-1]}” [1] (says so, as the chat model reads it)"


@pytest.fixture
def judging(filled_home: Path, tmp_path: Path) -> Iterator[Bench]:
    with judged_by(filled_home, tmp_path, "model") as bench:
        yield bench


@contextmanager
def judged_by(filled_home: Path, folder: Path, check: str) -> Iterator[Bench]:
    home = Path(shutil.copytree(filled_home, folder / "home"))
    with OllamaServer(models=[CHAT]) as server:
        environment = {"OLLAMA_HOST": server.url, "KB_CHECK": check}
        with kb.open(settings=load(home, environment, embed="builtin", chat=f"ollama:{CHAT.name}")) as base:
            yield Bench(base, server)


def said(model: str) -> str:
    return f"{model[:-1]} [1]."


def supported(answer: Answer) -> Sequence[bool]:
    return [each.supported for each in answer.citations]


def test_a_sentence_that_the_rules_cannot_place_is_put_to_the_model_which_finds_it(judging):
    answer = judging.says(said(REWORDED), "Yes.").answer(LEAVE)
    assert answer.text == DOUBTED + JUDGED
    assert supported(answer) == [True]
    assert answer.citations[0].reason == "says so, as the chat model reads it"
    assert not answer.citations[0].unclear
    _, asked = judging.server.sent("/api/chat")
    assert asked["options"]["num_predict"] == 8
    assert "Statement: Every colleague can enjoy a month off" in asked["messages"][0]["content"]
    assert "Teammates get 30 days of paid leave a year." in asked["messages"][0]["content"]


@pytest.mark.parametrize(
    "judgement", ["No.", "Perhaps, yes.", "", "{}", Failure(500, "boom"), Reply(["Yes"], end="killed"), BUSY]
)
def test_a_model_that_says_no_or_rubbish_or_fails_leaves_the_rules_verdict(judging, judgement):
    answer = judging.says(said(REWORDED), judgement).answer(LEAVE)
    assert answer.text.startswith(f"{DOUBTED}\n\nNot all of this was found")
    assert False in supported(answer)


def test_a_number_that_is_not_the_sources_is_never_put_to_the_model(judging):
    answer = judging.says("Teammates get 25 days of paid leave [1].", "Yes.").answer(LEAVE)
    assert "[1] (says otherwise: 30 days, not 25 days)" in answer.text
    assert len(judging.server.sent("/api/chat")) == 1


@pytest.mark.parametrize(
    ("claim", "noted"),
    [
        ("Teammates enjoy 6 weeks of leave.", "not clear: 6 weeks is not there"),
        ("You cannot carry your leave over.", "not clear: one of the two says no"),
    ],
    ids=["number", "no"],
)
def test_a_number_or_a_no_that_is_not_clear_is_put_to_the_model(judging, claim, noted):
    answer = judging.says(said(claim), "Yes.").answer(LEAVE)
    assert f"({noted})" in answer.text
    assert answer.text.endswith(f"“{claim[:-1]}” [1] (says so, as the chat model reads it)")
    [citation] = answer.citations
    told = (citation.supported, citation.unclear, citation.reason)
    assert told == (True, False, "says so, as the chat model reads it")


def test_what_the_rules_find_is_not_put_to_the_model(judging):
    answer = judging.says("Teammates get 30 days of paid leave a year [1].", "No.").answer(LEAVE)
    assert answer.text == "Teammates get 30 days of paid leave a year [1]."
    assert len(judging.server.sent("/api/chat")) == 1


def test_by_default_the_model_is_asked_for_the_answer_only(filled_home, tmp_path):
    with judged_by(filled_home, tmp_path, "") as bench:
        assert bench.says(said(REWORDED), "Yes.").answer(LEAVE).text.startswith(DOUBTED)
        assert len(bench.server.sent("/api/chat")) == 1


def test_the_events_stay_sources_tokens_and_one_answer_made_of_them(judging):
    events = judging.says(said(REWORDED), "Yes.").events(LEAVE)
    first, *tokens, answer = [each for each in events if isinstance(each, Sources | Token | Answer)]
    assert isinstance(first, Sources) and isinstance(answer, Answer)
    assert "".join(each.text for each in tokens) == answer.text


def test_who_leaves_while_the_model_judges_hangs_up_on_it(judging):
    slow = Reply(["Y", "e", "s"], delay=0.2)
    events = judging.says(f"{said(REWORDED)} Each colleague enjoys a month away [1].", "Yes.", slow).base.ask(LEAVE)
    for event in events:
        if isinstance(event, Token) and "reads it" in event.text:
            break
    events.close()
    assert len(judging.server.sent("/api/chat")) == 2


def test_a_judgement_that_nobody_waits_for_is_called_off_at_once(judging):
    judging.says(said(REWORDED), Reply(["Y"] * 100, delay=0.1))
    scope = CancelScope()
    timer = Timer(0.5, scope.cancel)
    with scope.enter(), pytest.raises(CalledOff):
        for event in judging.base.ask(LEAVE):
            if isinstance(event, Token) and "does not say this" in event.text:
                timer.start()
    judging.server.wait_for_hang_up()


def test_a_wrong_value_is_one_clear_error(tmp_path):
    with pytest.raises(UsageError, match="KB_CHECK=guess is not a valid value"):
        load(tmp_path, {"KB_CHECK": "guess"})
