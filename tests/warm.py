"""What a process has imported before others are forked from it: all that commands import, and the words of a model.

Without onnxruntime, which starts threads.
"""

import gc
from importlib import import_module

MODULES = """
    api.backend.remote api.cli api.cli.output api.cli.privacy_report api.http.app api.http.run chromadb ingest.pipeline
    kb.answer.ask kb.answer.generation.quotes_first kb.doctor.checks kb.engines.builtin.embedder kb.evaluate
    kb.knowledge_base ollama openai tantivy
""".split()

try:
    for name in MODULES:
        import_module(name)
except ImportError as error:  # the server that forks would go on without, and each process import it all anew
    raise RuntimeError(f"{name} is not there: name in tests/warm.py what took its place") from error

from kb.engines.builtin.embedder import open_builtin  # noqa: E402

open_builtin().count_tokens("a")  # reads its file, and compares the digest
# Else a look for garbage in a forked process goes through all of this, and copies it.
gc.collect()
gc.freeze()
