"""The page's view of the server: which models answer and embed, what they take, and what to do where one is missing."""

from __future__ import annotations

from ollama_server import EMBEDDER, OllamaServer
from served_house import SAMPLES, serve_house


def memory_of(page) -> str:
    page.wait_for_selector("#state .check.fact")
    return page.inner_text("#state .check.fact")


def test_the_models_are_named_with_the_memory_that_each_takes(visit, ollama, draw):
    with visit("/#/state") as page:
        told = memory_of(page)
        assert "ollama:all-minilm: 45.9 MB · ollama:tiny-think: 45.9 MB · kb: " in told
        assert told.endswith("GB that this machine has")
        checks = page.locator("#state .check").all_inner_texts()
        assert any("Chat model" in check and "ollama:tiny-think, 2048 tokens" in check for check in checks)
        assert "No document, question or answer leaves it." in page.inner_text("#state")
        draw(page, "state")


def test_a_model_that_is_gone_is_told_with_the_command_that_brings_it(visit, tmp_path):
    with (
        OllamaServer(models=[EMBEDDER]) as without_chat,
        serve_house(tmp_path, without_chat, SAMPLES / "handbook") as address,
        visit(at=address) as page,
    ):
        page.wait_for_selector("#missing li")
        assert page.locator("#missing code").all_inner_texts()[0] == "Get it with: ollama pull tiny-think"
        page.click("[data-place=state]")
        assert "tiny-think" not in memory_of(page)
        assert page.inner_text("#state .check.broken code") == "Get it with: ollama pull tiny-think"


def test_where_models_may_run_elsewhere_the_page_does_not_say_that_nothing_leaves(visit, ollama, tmp_path):
    with (
        serve_house(tmp_path, ollama, SAMPLES / "handbook", allow_hosts=("gpu.lan",)) as address,
        visit("/#/state", at=address) as page,
    ):
        page.wait_for_selector("#state .facts:has-text('models may be asked on: gpu.lan (KB_ALLOW_HOSTS).')")
        assert "leaves" not in page.inner_text("#state .facts")
