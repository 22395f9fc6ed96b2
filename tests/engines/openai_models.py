"""Models of a server that speaks OpenAI's protocol."""

from kb.engines.openai.chat import OpenAIChat
from kb.engines.openai.client import Server
from kb.engines.openai.embedder import OpenAIEmbedder


def chat(server, model="local-model", num_ctx=None, **limits):
    return OpenAIChat(Server(f"{server.url}/v1", **limits), model, num_ctx=num_ctx)


def embedder(server, model="local-model"):
    return OpenAIEmbedder(Server(f"{server.url}/v1"), model)


def completions(server):
    return server.sent("/v1/chat/completions")
