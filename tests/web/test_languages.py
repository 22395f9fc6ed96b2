"""The page in three languages: the browser's is spoken, and every text is there in each."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from ollama_server import BUSY
from served_house import answered

import ingest
import kb.errors
from api.web.languages import FOLDER, LANGUAGES, choose_language, read_texts, read_translations

STATIC = FOLDER.parent / "static"


@pytest.mark.parametrize(
    ("locale", "asks", "new"),
    [
        ("zh-CN", "您想知道什么？", "新问题"),
        ("de-AT", "Was möchten Sie wissen?", "Neue Frage"),
        ("fr-FR", "What do", "New"),
    ],
)
def test_the_page_speaks_the_browsers_language(visit, ollama, locale, asks, new, draw):
    with visit(locale=locale) as page:
        assert page.inner_text("#welcome h2").startswith(asks)
        assert page.inner_text("#new").startswith(new)
        ollama.replies.append("一线城市住宿费每晚最高报销650元 [1]。")
        answered(page, "一线城市的住宿费最高报销多少？")
        page.click(".answer .mark")
        page.wait_for_selector("#viewer mark")
        draw(page, f"source-{locale}")


def test_all_languages_have_the_same_texts_with_the_same_blanks():
    first = read_texts("en")
    for language in LANGUAGES:
        texts = read_texts(language)
        assert list(texts) == list(first)
        for name, text in texts.items():
            assert text.strip(), name
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", first[name])), (language, name)


def test_every_text_that_the_page_says_is_there_and_every_text_is_said():
    files = [*STATIC.glob("*.js"), *(FOLDER.parent / "templates").glob("*.html")]
    said = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for name in re.findall(r'say\("([\w.]+)"', said) + re.findall(r'texts\["([\w.]+)"\]', said):
        assert name in read_texts("en"), name
    for name in re.findall(r'sayCount\("([\w.]+)"', said):
        assert {f"{name}.one", f"{name}.other"} <= set(read_texts("en")), name
    quoted = set(re.findall(r'"([a-z_.]+)"', said))
    families = ("status.", "check.", "role.", "missing.", "standing.", "receipt_file.")
    known = [name.removesuffix(".one").removesuffix(".other") for name in read_texts("en")]
    assert [name for name in known if name not in quoted and not name.startswith(families)] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("zh-TW", "zh"),
        ("fr,es;q=0.5", "en"),
        ("en;q=0.1, de;q=0.9", "de"),
        ("de;q=0, zh;q=x", "en"),
        ("", "en"),
    ],
)
def test_of_the_accepted_languages_the_first_that_there_is_is_spoken(accepted, language):
    assert choose_language(accepted) == language


def test_the_texts_are_json_that_is_served(url, page):
    for language in LANGUAGES:
        reply = page.request.get(f"{url}/web/texts/{language}.json")
        assert json.loads(reply.text()) == read_texts(language)


def test_what_loaders_say_of_a_file_is_translated_in_its_parts(visit):
    translate = """async (text) => {
        const { loadTranslations, translate } = await import("/web/static/x/translations.js");
        await loadTranslations();
        return translate(text);
    }"""
    said = {
        "is damaged: its end is missing, or it was not copied whole": (
            "ist beschädigt: das Ende fehlt, oder die Datei wurde nicht ganz kopiert"
        ),
        "is not really a .docx: it is a PostScript file": "ist in Wahrheit kein .docx: es ist eine PostScript-Datei",
        "attachment plan (1).pdf is encrypted: save a copy without its password": (
            "Anhang plan (1).pdf ist verschlüsselt: eine Kopie ohne Passwort speichern"
        ),
        "page 3 is damaged; hidden text: left out (2 places)": (
            "Seite 3 ist beschädigt; verborgener Text: weggelassen (2 Stellen)"
        ),
        "is an Outlook mailbox; save its messages as .eml": (
            "ist ein Outlook-Postfach; die Nachrichten als .eml speichern"
        ),
        "says what nobody knows; <b>": "says what nobody knows; <b>",
    }
    with visit(locale="de-DE") as page:
        assert {text: page.evaluate(translate, text) for text in said} == said
    with visit(locale="zh-CN") as page:
        assert page.evaluate(translate, "took longer than 60 seconds to read") == "读取时间超过 60 秒"
    with visit() as page:
        assert page.evaluate(translate, "is empty") == "is empty"


def test_translations_have_the_holes_of_what_they_translate_and_the_same_shapes_in_each_language():
    german, chinese = read_translations("de"), read_translations("zh")
    assert list(german) == list(chinese)
    for translations in (german, chinese):
        for english, other in translations.items():
            assert re.findall(r"{\w*}", other) == re.findall(r"{\w*}", english), english


def reasons() -> Iterator[str]:
    """What loaders say of a file that cannot be read, as it is written in them, `{}` for what is filled in."""
    for call in calls(Path(ingest.__file__).parent.rglob("*.py")):
        if call.func.id == "Unreadable":
            yield from shapes_of(call.args[:1])


def calls(files: Iterable[Path]) -> Iterator[ast.Call]:
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node


def shapes_of(said: Iterable[ast.expr]) -> Iterator[str]:
    for text in said:
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value
        elif isinstance(text, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in text.values)


def test_nearly_all_reasons_of_loaders_are_translated():
    given = set(reasons())
    assert len(given) > 40
    assert len(untranslated(given)) <= 2, untranslated(given)  # a new one may come before its translation


def untranslated(given: Iterable[str]) -> list[str]:
    whole = [re.escape(shape) for shape in read_translations("de") if "{" not in shape]
    inner = f"(?:{'|'.join(whole)}|{{}})"
    shapes = [re.escape(shape).replace(r"\{\}", ".+").replace(r"\{what\}", inner) for shape in read_translations("de")]
    known = re.compile("|".join(f"(?:{shape})" for shape in shapes))
    return sorted(one for one in given if one and not known.fullmatch(one))


def errors() -> Iterator[str]:
    """What happened and what to do, of the errors that a reader of the page can meet."""
    folders = ("engines", "answer", "search", "store/catalog", "doctor")
    files = [file for folder in folders for file in (Path(kb.__file__).parent / folder).rglob("*.py")]
    files += [
        Path(kb.__file__).parent / name for name in ("limits.py", "principal.py", "store/reader.py", "store/disk.py")
    ]
    files += [
        STATIC.parents[1] / name
        for name in ("routes/documents.py", "backend/uploads.py", "http/bodies.py", "http/streams.py")
    ]
    files = [file for file in files if file.name not in CALLED_BY_NAME]
    told = {
        name
        for name, value in vars(kb.errors).items()
        if isinstance(value, type) and issubclass(value, kb.errors.Error)
    }
    for call in calls(files):
        if call.func.id in (told | {"Stopping"}) - {"Unreadable"}:
            yield from shapes_of(call.args[:2])


CALLED_BY_NAME = {
    "download.py",
    "models.py",
    "connection.py",
    "locality.py",
}  # by the command line alone, or at a start
ELSEWHERE = {  # sent by other clients than the page, or written with a part that makes it one of two translated ones
    "OLLAMA_HOST={} is not an address.",
    "Write it as 127.0.0.1:11434.",
    "{} names no engine.",
    "Write builtin, ollama:MODEL or openai:MODEL@http://127.0.0.1:1234/v1.",
    "k = {} is out of range.",
    "Give a number of hits from 1 to {}.",
    "{} is no kind of search.",
    "Give hybrid, vector or keyword.",
    "{} are no characters of this page.",
    "Files come as multipart/form-data.",
    "curl -F files=@report.pdf {}",
    "Use 1 to {} characters, without slashes and control characters; `.` and `..` are none.",
    "Ollama at {} went silent{}.",
    "The prompt{} that {} has room for.",
    "The server at {} is {}.",
    "{} could not be fetched: {}.",
}


def test_nearly_all_errors_are_translated_with_what_to_do():
    given = set(errors())
    missing = [one for one in untranslated(given) if one not in ELSEWHERE]
    assert len(given) > 100
    assert missing == []


def test_a_reader_is_told_in_their_language_what_to_do_where_the_engine_fails(visit, ollama, draw):
    ollama.replies.append(BUSY)
    with visit(locale="de-DE") as page:
        answered(page, "What is the monthly rent of the office?")
        assert page.inner_text(".turn .problem") == (
            "Die Warteschlange von Ollama ist voll. "
            "Später noch einmal versuchen, oder sie verlängern: OLLAMA_MAX_QUEUE=1024 ollama serve"
        )
        draw(page, "engine-failed-de")
