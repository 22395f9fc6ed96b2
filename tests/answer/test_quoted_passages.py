"""Without a chat model: where several sentences of one passage answer equally well, it is quoted as it stands."""

import pytest
from filled import filled

FILES = {
    "Garden.md": "# Allotment rules\\n\\n## Hedges\\n\\nHedges are cut by the tenant in October. "
    "Hedges beside the road are cut by the council. A hedge taller than two metres is reported.\\n\\n"
    "## Water\\n\\nThe tap is opened on 2 April.\\n".replace("\\n", "\n"),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory):
    with filled(tmp_path_factory.mktemp("passages"), FILES) as base:
        yield base


def test_a_rule_is_quoted_with_the_exception_that_follows_it(base):
    *_, answer = base.ask("Who cuts the hedges?")
    assert answer.text.splitlines()[1] == (
        "- Hedges: “Hedges are cut by the tenant in October. Hedges beside the road are cut by the council. "
        "A hedge taller than two metres is reported.” [1]"
    )
    assert len(answer.citations) == 1


def test_a_sentence_that_answers_alone_is_quoted_alone(base):
    *_, answer = base.ask("When is the tap opened?")
    assert answer.text.splitlines()[1:] == ["- Water: “The tap is opened on 2 April.” [1]"]
