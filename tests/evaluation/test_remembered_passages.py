"""The embedder that the tools of tests/quality compare methods with."""

from kb.engines.builtin.embedder import MultilingualEmbedder
from tests.quality.kits import Recent


def test_questions_in_another_language_are_embedded_as_by_the_embedder_itself():
    embedder = MultilingualEmbedder()
    question = "Wie hoch ist die Miete?"
    assert Recent(embedder).embed_foreign(question).tolist() == embedder.embed_foreign(question).tolist()
