import pytest

from ingest.loaders.text.decode import decode
from kb.errors import Unreadable

CHINESE = "公司员工请假须提前三天向部门主管申请。"
TAIWANESE = "公司員工請假須提前三天向部門主管申請。"
JAPANESE = "社員は、会社の許可を得て在宅勤務を行うことができる。"
KOREAN = "휴가 신청은 최소 3일 전에 해야 합니다."
FRENCH = "Le congé est accordé à tout salarié après un an."
GERMAN = "Überstunden müssen vorher genehmigt werden."
RUSSIAN = "Сотрудник обязан уведомить руководителя."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "utf-32"),
        ("姓名,部门\n张三,财务部\n", "gbk"),
        ("会议室", "gbk"),
        (TAIWANESE, "big5"),
        ("會議記錄", "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (FRENCH, "latin-1"),
        (FRENCH, "cp1252"),
        (FRENCH, "utf-16-le"),
        ("L’entreprise n’accepte pas 50 €", "cp1252"),
        (GERMAN, "latin-1"),
        (GERMAN, "utf-16-be"),
        ("café", "latin-1"),
        ("El año pasado, ¿cuántos días?", "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("plain", "ascii"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (GERMAN, "cp1252", "gb2312"),
        (CHINESE, "gbk", "iso-8859-1"),
        (CHINESE, "utf-8", "gbk"),
        (CHINESE, "gbk", "no-such-encoding"),
        (CHINESE, "gbk", "base64"),
    ],
)
def test_a_wrong_declaration_is_not_believed(text, encoding, declared):
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    ("text", "declared"), [("żółć gęślą jaźń", "windows-1250"), ("שלום עולם", "windows-1255"), ("会", "gb2312")]
)
def test_a_declaration_decides_where_the_bytes_leave_it_open(text, declared):
    assert decode(text.encode(declared), declared) == text


def test_line_ends_become_newlines_and_nul_bytes_go():
    assert decode(b"one\r\ntwo\rthree\x00\n") == "one\ntwo\nthree\n"


def test_one_bad_byte_does_not_make_utf8_something_else():
    assert decode(("日本語の長い文章です。" * 3).encode() + b"\xff") == "日本語の長い文章です。" * 3 + "\ufffd"


def test_binary_data_is_refused():
    with pytest.raises(Unreadable, match="is not text: most of it is binary data") as refused:
        decode(bytes(range(256)) * 20)
    assert refused.value.kind == "broken"


def test_japanese_of_old_mail_is_read():
    assert decode("従業員は年間十五日の休暇".encode("iso2022_jp")) == "従業員は年間十五日の休暇"


@pytest.mark.parametrize(
    "text", ["Il contratto è valido un anno.", "Il va à Lyon demain.", "Perché è così: à la carte"]
)
def test_a_letter_that_stands_alone_tells_western_europe(text):
    assert decode(text.encode("cp1252")) == text
