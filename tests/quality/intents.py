"""The vectors of the examples of `kb/answer/collection/intents.py`, in 32 bits, so that they serve every processor.

python -m tests.quality.intents
"""

from __future__ import annotations

import numpy

from kb.answer.collection import intents
from kb.engines.builtin.bert import Encoder
from kb.engines.builtin.e5_file import LAYERS
from kb.engines.builtin.embedder import MultilingualEmbedder
from kb.engines.protocols import Vectors


def embed() -> Vectors:
    embedder = MultilingualEmbedder()
    embedder._world._cached_encoder = Encoder(embedder._world._model.weight, LAYERS, None)
    return intents.embed_examples(embedder.embed_foreign)


def main() -> None:
    vectors = embed().astype(numpy.float16)
    fingerprint, digest = MultilingualEmbedder.fingerprint, intents.digest_examples()
    numpy.savez_compressed(intents.VECTORS, fingerprint=fingerprint, digest=digest, vectors=vectors)
    print(f"{intents.VECTORS.name}: {len(vectors)} vectors, {intents.VECTORS.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
