"""What embedding models want in front of a question and of a document, as their makers trained them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Prefixes:
    query: str = ""
    document: str = ""


_PASSAGES = "Represent this sentence for searching relevant passages: "
_INSTRUCT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"

# The first pattern found in the name counts; model cards of the makers, 2024–2026.
_MODELS = [
    (r"nomic-embed-text", Prefixes("search_query: ", "search_document: ")),
    (r"mxbai-embed-large", Prefixes(_PASSAGES)),
    (r"arctic-embed2|arctic-embed-[lm]-v2", Prefixes("query: ")),
    (r"arctic-embed", Prefixes(_PASSAGES)),
    (r"e5-.*instruct|e5-mistral", Prefixes(f"{_INSTRUCT} ")),
    (r"(^|[/_-])e5-", Prefixes("query: ", "passage: ")),
    (r"bge-m3", Prefixes()),
    (r"bge-.*zh", Prefixes("为这个句子生成表示以用于检索相关文章：")),
    (r"bge-.*en|bge-(large|base|small)", Prefixes(_PASSAGES)),
    (r"qwen3-embedding", Prefixes(_INSTRUCT)),
    (r"embeddinggemma", Prefixes("task: search result | query: ", "title: none | text: ")),
]


def prefixes_of(model: str) -> Prefixes:
    """By the model's name, whoever packed it: `nomic-embed-text:v1.5`, `hf.co/Qwen/Qwen3-Embedding-0.6B-GGUF`."""
    name = model.lower()
    return next((prefixes for pattern, prefixes in _MODELS if re.search(pattern, name)), Prefixes())
