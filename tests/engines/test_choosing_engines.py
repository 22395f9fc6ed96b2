import subprocess
import sys

import pytest
from ollama_server import Failure, Model, OllamaServer

from kb import engines
from kb.engines.ollama.client import Client
from kb.engines.ollama.models import installed_models, pull_model
from kb.engines.parameters import parameter_count
from kb.engines.prefixes import Prefixes, prefixes_of
from kb.errors import EngineUnreachable, ModelMissing, NotLocal, UsageError
from kb.settings import Settings

NEWEST_FIRST = [
    Model("gpt-oss:120b-cloud", remote="https://ollama.com:443"),
    Model("all-minilm", ("embedding",), context_length=512),
    Model("nomic-embed-text:v1.5", ("embedding",), context_length=2048),
    Model("qwen3:8b", ("completion", "tools", "thinking"), context_length=40960, size=5_200_000_000),
    Model("llama3.2", ("completion",)),
]


def settings(tmp_path, **values):
    return Settings(home=tmp_path, **values)


def test_ollamas_best_known_embedder_and_a_local_chat_model_are_found(tmp_path):
    with OllamaServer(models=NEWEST_FIRST) as server:
        found = engines.detect(settings(tmp_path, ollama_host=server.url))
    assert (found.embed, found.chat) == ("ollama:nomic-embed-text:v1.5", "ollama:qwen3:8b")


def chosen_chat(tmp_path, *models):
    with OllamaServer(models=models) as server:
        return engines.detect(settings(tmp_path, ollama_host=server.url, embed="builtin")).chat


def test_the_largest_chat_model_is_taken_and_not_the_newest(tmp_path):
    small = Model("qwen3:1.7b", size=1_400_000_000, parameters="2.0B")
    large = Model("qwen3:4b", size=2_500_000_000, parameters="4.0B")
    assert chosen_chat(tmp_path, small, large) == "ollama:qwen3:4b"


def test_a_model_that_does_not_fit_this_machines_memory_is_not_taken(tmp_path):
    small = Model("qwen3:1.7b", size=1_400_000_000, parameters="2.0B")
    huge = Model("llama3.1:405b", size=243_000_000_000, parameters="405.9B")
    assert chosen_chat(tmp_path, huge, small) == "ollama:qwen3:1.7b"
    assert chosen_chat(tmp_path, huge) == "builtin"


@pytest.mark.parametrize(
    "model",
    [
        Model("qwen2.5-coder:7b-base"),
        Model("gemma:7b-text"),
        Model("llama3", template="{{ .Prompt }}"),
        Model("smollm2:135m", parameters="134.52M"),
        Model("nomic-embed-text", ("embedding",)),
    ],
)
def test_a_model_that_cannot_answer_is_never_taken(tmp_path, model):
    assert chosen_chat(tmp_path, model) == "builtin"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("8.2B", 8_200_000_000),
        ("494.03M", 494_030_000),
        ("qwen2.5-coder:1.5b-instruct", 1_500_000_000),
        ("Qwen2.5-0.5B-Instruct-Q4_K_M.gguf", 500_000_000),
        ("mixtral:8x7b", 56_000_000_000),
        ("gpt-4", None),
        ("llama3.2:latest", None),
        ("local-model", None),
    ],
)
def test_a_size_is_read_from_what_an_engine_or_a_name_says(text, count):
    assert parameter_count(text) == count


def test_what_is_set_is_not_looked_for(tmp_path):
    with OllamaServer(models=NEWEST_FIRST) as server:
        host = server.url
        found = engines.detect(settings(tmp_path, ollama_host=host, embed="builtin"))
        assert (found.embed, found.chat) == ("builtin", "ollama:qwen3:8b")
        server.requests.clear()
        engines.detect(settings(tmp_path, ollama_host=host, embed="builtin", chat="builtin"))
        assert server.requests == []


def test_without_ollama_everything_is_builtin(tmp_path):
    with OllamaServer() as server:
        host = server.url
    found = engines.detect(settings(tmp_path, ollama_host=host))
    assert (found.embed, found.chat) == ("builtin", "builtin")


def test_without_a_fitting_model_everything_is_builtin(tmp_path):
    with OllamaServer(models=NEWEST_FIRST[:1]) as server:
        found = engines.detect(settings(tmp_path, ollama_host=server.url))
    assert (found.embed, found.chat) == ("builtin", "builtin")


def test_an_ollama_elsewhere_is_not_asked_unless_it_was_named(tmp_path):
    found = engines.detect(settings(tmp_path, ollama_host="http://ollama.example"))
    assert (found.embed, found.chat) == ("builtin", "builtin")


def test_names_become_engines_without_anything_being_asked(tmp_path):
    given = settings(tmp_path, ollama_host="127.0.0.1:1")
    assert engines.embedder("ollama:bge-m3", given).name == "ollama:bge-m3"
    assert engines.chat_model("ollama:hf.co/Qwen/Qwen3:Q4", given).name == "ollama:hf.co/Qwen/Qwen3:Q4"
    openai = "openai:org/model@v2@http://127.0.0.1:1234/v1"
    assert engines.chat_model(openai, given).name == openai
    assert engines.embedder(openai, given).name == openai
    assert engines.embedder("builtin", given).name == "builtin"
    assert engines.chat_model("builtin", given) is None


@pytest.mark.parametrize("name", ["", "ollama", "ollama:", "openai:m", "openai:m@127.0.0.1", "gpt-4", "Builtin"])
def test_a_name_that_is_none_says_how_to_write_one(tmp_path, name):
    with pytest.raises(UsageError, match="ollama:MODEL"):
        engines.embedder(name, settings(tmp_path))


def test_an_engine_elsewhere_is_refused_unless_its_host_is_allowed(tmp_path):
    name = "openai:m@http://localhost@evil.example/v1"
    with pytest.raises(NotLocal):
        engines.chat_model(name, settings(tmp_path, allow_hosts=("localhost",)))
    with pytest.raises(NotLocal, match=r"KB_ALLOW_HOSTS=gpu\.lan"):
        engines.embedder("ollama:bge-m3", settings(tmp_path, ollama_host="gpu.lan"))
    assert engines.embedder("ollama:bge-m3", settings(tmp_path, ollama_host="gpu.lan", allow_hosts=("gpu.lan",)))


def test_the_list_of_models_says_what_each_can_do_and_where_it_runs():
    with OllamaServer(models=NEWEST_FIRST) as server:
        models = {model.name: model for model in installed_models(Client(server.url))}
    assert models["all-minilm:latest"].can_embed and not models["all-minilm:latest"].can_chat
    assert models["qwen3:8b"].can_chat and models["qwen3:8b"].can_think
    assert (models["qwen3:8b"].context_length, models["qwen3:8b"].size) == (40960, 5_200_000_000)
    assert not models["gpt-oss:120b-cloud"].local and models["qwen3:8b"].local


def test_a_download_tells_how_far_it_is():
    lines = [
        {"status": "pulling manifest"},
        {"status": "pulling 8", "total": 10, "completed": 4},
        {"status": "success"},
    ]
    with OllamaServer(pulls=[lines]) as server:
        progress = list(pull_model(Client(server.url), "bge-m3"))
    assert [(step.status, step.completed, step.total) for step in progress] == [
        ("pulling manifest", 0, 0),
        ("pulling 8", 4, 10),
        ("success", 0, 0),
    ]


def test_a_download_that_fails_on_the_way_is_an_error():
    with OllamaServer() as server:
        steps = pull_model(Client(server.url), "kb-lab")
        assert next(steps).status == "pulling manifest"
        with pytest.raises(ModelMissing, match="offline"):
            next(steps)


def test_a_list_that_is_refused_is_an_error():
    with OllamaServer(failures={"/api/tags": [Failure(403)]}) as server, pytest.raises(EngineUnreachable):
        installed_models(Client(server.url))


SENTENCE = "Represent this sentence for searching relevant passages: "
INSTRUCT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


@pytest.mark.parametrize(
    ("model", "query", "document"),
    [
        ("nomic-embed-text", "search_query: ", "search_document: "),
        ("nomic-embed-text-v2-moe:latest", "search_query: ", "search_document: "),
        ("hf.co/nomic-ai/nomic-embed-text-v1.5-GGUF:Q8_0", "search_query: ", "search_document: "),
        ("mxbai-embed-large:335m", SENTENCE, ""),
        ("snowflake-arctic-embed:22m", SENTENCE, ""),
        ("snowflake-arctic-embed2", "query: ", ""),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("jeffh/intfloat-multilingual-e5-large:f16", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("multilingual-e5-large-instruct", f"{INSTRUCT} ", ""),
        ("bge-m3", "", ""),
        ("bge-large", SENTENCE, ""),
        ("quentinz/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-small-en-v1.5", SENTENCE, ""),
        ("qwen3-embedding:0.6b", INSTRUCT, ""),
        ("Qwen/Qwen3-Embedding-4B", INSTRUCT, ""),
        ("embeddinggemma:300m", "task: search result | query: ", "title: none | text: "),
        ("all-minilm", "", ""),
        ("granite-embedding:278m", "", ""),
    ],
)
def test_each_model_gets_the_words_it_was_trained_with(model, query, document):
    assert prefixes_of(model) == Prefixes(query, document)


def test_where_nothing_listens_no_client_of_ollama_is_loaded(tmp_path):
    code = """
import sys
from pathlib import Path
from kb import engines
from kb.settings import Settings

found = engines.detect(Settings(home=Path(sys.argv[1]), ollama_host="127.0.0.1:1"))
print(found.embed, found.chat, [name for name in ("ollama", "httpx") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("builtin builtin []\n", "")
