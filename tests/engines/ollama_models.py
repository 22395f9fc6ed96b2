"""A chat model of Ollama."""

from kb.engines.ollama.chat import OllamaChat
from kb.engines.ollama.client import Client


def chat(server, model="tiny-chat", *, num_ctx=None, answer_tokens=1024, keep_alive="30m", **limits):
    client = Client(server.url, **limits)
    return OllamaChat(client, model, num_ctx=num_ctx, answer_tokens=answer_tokens, keep_alive=keep_alive)
